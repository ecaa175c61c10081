"""The section that holds a map: regions in the tiles of their definition, or in the shapes of a file beside it."""

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
from esep.drawing.marks import Spec
from esep.drawing.shapes import Region, shape_map
from esep.drawing.tiles import Tile, find_class, tile_map
from esep.language.write import round_half_away, write_number
from esep.model.codelist import Code

# The columns of a list of regions that give a tile its place.
ROW, COLUMN = "tile_row", "tile_col"
UNITS = {"change-from": "unit_percent", "share-of": "unit_percent"}


def write_map(desk: Desk, section: Section) -> tuple[Block, ...]:
    """Return a map with its table. Levels are not drawn: a map of counts is a map of where people live."""
    question = desk.read_question(section.question, section.where)
    children = desk.writer.answers.definition.regions.children(question.region)
    regions = [code for code in children if (code.is_valid(desk.period) if section.shapes else has_tile(code))]
    answers = [desk.writer.ask(replace(question, region=code.code)) for code in regions]
    known = [answer for answer in answers if answer.figure.value is not None]
    if not known or question.operation == "level":
        return desk.say_absent(section)
    unit = desk.writer.word(UNITS.get(question.operation, "unit_number"))
    edges = [_write_edge(desk, edge) for edge in section.classes]
    figure = FigureBlock(
        id=f"{section.id}-figure",
        label=desk.number_label("figure"),
        kind="map",
        title=desk.write_prose(section.finding) or _say_ends(desk, known),
        subtitle=desk.describe(question, unit),
        alt=_describe(desk, section, known),
        specs=_draw(desk, section, answers, edges),
        table=_tabulate(desk, section, answers, unit),
        notes=_note(desk, section, regions, edges),
        source=desk.writer.cite(known),
    )
    return (*desk.open_section(section), figure)


def _draw(desk: Desk, section: Section, answers: Sequence[Answer], edges: Sequence[str]) -> dict[int, Spec]:
    """Return the drawing of a map for each width."""
    codes = desk.writer.answers.definition.regions
    if not section.shapes:
        tiles = [_make_tile(desk, section, codes[answer.question.region], answer) for answer in answers]
        return {width: tile_map(tiles, edges, width) for width in WIDTHS}
    regions = [
        Region(
            section.shapes[code],
            _name(desk, codes[code]),
            desk.writer.number(answer).bare,
            _find_class(section, answer),
        )
        for code, answer in ((answer.question.region, answer) for answer in answers)
        if code in section.shapes
    ]
    return {width: shape_map(regions, edges, desk.writer.word("map_empty"), width) for width in WIDTHS}


def _note(desk: Desk, section: Section, regions: Sequence[Code], edges: Sequence[str]) -> tuple[Runs, ...]:
    """Return how the map is drawn, which regions it cannot show, and where its colours change."""
    writer = desk.writer
    missing = [
        writer.name("region", code.code) for code in regions if section.shapes and code.code not in section.shapes
    ]
    return (
        writer.say("map_shapes" if section.shapes else "map_tiles"),
        *([writer.say("map_shapeless", names="; ".join(missing))] if missing else []),
        writer.say("map_classes", edges="; ".join(edges)),
    )


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
    label, place = desk.writer.number(answer).bare, _find_class(section, answer)
    return Tile(int(code.extra[ROW]), int(code.extra[COLUMN]), _name(desk, code), label, place)


def _name(desk: Desk, code: Code) -> str:
    return code.short_names.get(desk.writer.language) or code.code


def _find_class(section: Section, answer: Answer) -> int | None:
    """Return the class of a value as rounded, the one that a reader sees; `None` without a value."""
    figure = answer.figure
    if figure.value is None:
        return None
    return find_class(round_half_away(figure.value, figure.decimals), section.classes)


def _write_edge(desk: Desk, edge: Fraction) -> str:
    decimals = 0 if edge.denominator == 1 else 1
    return write_number(edge, decimals, desk.writer.language)


def _describe(desk: Desk, section: Section, known: Sequence[Answer]) -> str:
    """Return the map in words: how many regions have a value, the lowest and the highest."""
    low, high = _find_ends(known)
    writer = desk.writer
    return writer.word(
        "alt_map_shapes" if section.shapes else "alt_map",
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
