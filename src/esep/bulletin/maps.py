"""The section that holds a map: regions in the tiles that their definition gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from esep.answers import Answer
from esep.bulletin.document import Block, Column, FigureBlock, Row, Run, Runs, TableBlock
from esep.bulletin.plan import Section
from esep.bulletin.runs import Fact
from esep.bulletin.sections import Desk
from esep.drawing.charts import WIDTHS
from esep.drawing.tiles import Tile, find_class, tile_map
from esep.language.write import round_half_away, write_number
from esep.model.codelist import Code

# The columns of a list of regions that give a tile its place.
ROW, COLUMN = "tile_row", "tile_col"
UNITS = {"change-from": "unit_percent", "share-of": "unit_percent"}


def write_map(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return a map of tiles with its table. Levels are not drawn: a map of counts is a map of where people live."""
    question = desk.read_question(section.question, section.where)
    regions = [code for code in desk.writer.answers.definition.regions.children(question.region) if has_tile(code)]
    answers = [desk.writer.ask(replace(question, region=code.code)) for code in regions]
    known = [answer for answer in answers if answer.figure.value is not None]
    if not known or question.operation == "level":
        return desk.say_absent(section)
    writer = desk.writer
    tiles = [_make_tile(desk, section, code, answer) for code, answer in zip(regions, answers, strict=True)]
    unit = writer.word(UNITS.get(question.operation, "unit_number"))
    edges = [_write_edge(desk, edge) for edge in section.classes]
    figure = FigureBlock(
        id=f"{section.id}-figure",
        label=desk.number_label("figure"),
        kind="map",
        title=desk.write_prose(section.finding) or _say_ends(desk, known),
        subtitle=desk.describe(question, unit),
        alt=_describe(desk, known),
        specs={width: tile_map(tiles, edges, width) for width in WIDTHS},
        table=_tabulate(desk, section, answers, unit),
        notes=(writer.say("map_tiles"), writer.say("map_classes", edges="; ".join(edges))),
        source=writer.cite(known),
    )
    return (*desk.open_section(section), figure)


def _say_ends(desk: Desk, known: Sequence[Answer]) -> Runs:
    """Return the lowest and the highest value, each with its region."""
    low, high = _find_ends(known)
    facts: dict[str, Fact] = {}
    for name, answer in (("low", low), ("high", high)):
        facts |= {
            name: (desk.writer.run(answer),),
            f"{name}_name": desk.writer.name("region", answer.question.region),
        }
    return desk.writer.say("finding_map", **facts)


def _find_ends(known: Sequence[Answer]) -> tuple[Answer, Answer]:
    ordered = sorted(known, key=lambda answer: answer.figure.value or 0)
    return ordered[0], ordered[-1]


def has_tile(code: Code) -> bool:
    """Return whether the list of regions gives a region its place on a map of tiles."""
    return bool(code.extra.get(ROW) and code.extra.get(COLUMN))


def _make_tile(desk: Desk, section: Section, code: Code, answer: Answer) -> Tile:
    """Return the tile of a region; it is classed by its rounded value, the one that a reader sees."""
    figure, number = answer.figure, desk.writer.number(answer)
    place = None
    if figure.value is not None:
        place = find_class(round_half_away(figure.value, figure.decimals), section.classes)
    name = code.short_names.get(desk.writer.language) or code.code
    return Tile(int(code.extra[ROW]), int(code.extra[COLUMN]), name, number.bare, place)


def _write_edge(desk: Desk, edge: Fraction) -> str:
    decimals = 0 if edge.denominator == 1 else 1
    return write_number(edge, decimals, desk.writer.language)


def _describe(desk: Desk, known: Sequence[Answer]) -> str:
    """Return the map in words: how many regions have a value, the lowest and the highest."""
    low, high = _find_ends(known)
    writer = desk.writer
    return writer.word(
        "alt_map",
        known=str(len(known)),
        low=writer.name("region", low.question.region),
        low_value=low.text(writer.language),
        high=writer.name("region", high.question.region),
        high_value=high.text(writer.language),
    )


def _tabulate(desk: Desk, section: Section, answers: Sequence[Answer], unit: str) -> TableBlock:
    writer = desk.writer
    rows = tuple(
        Row((Run(writer.name("region", answer.question.region)),), ((writer.run(answer, is_bare=True),),))
        for answer in answers
    )
    return TableBlock(
        id=f"{section.id}-table",
        label="",
        title="",
        subtitle="",
        columns=(Column(writer.word("column_region"), is_number=False), Column(writer.word("column_value"), unit)),
        rows=rows,
        marks=desk.explain_marks(rows),
    )
