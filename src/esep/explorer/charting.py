"""A table of the explorer as a chart or a map: what is drawn, and in which words."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from esep.answers import Answer
from esep.bulletin.document import Number
from esep.drawing.charts import WIDTHS, BreakRule
from esep.drawing.direct import draw_direct
from esep.drawing.lines import Axes, Line, Spot, choose_steps, lines_chart
from esep.drawing.marks import Spec
from esep.drawing.squares import Square, draw_squares
from esep.explorer.desk import Desk
from esep.explorer.table import Table, cut_stretches, place_middle
from esep.language.phrases import say
from esep.language.write import round_half_away, write_number
from esep.model.definition import Break
from esep.model.period import Period

MOST_BREAKS = 8


def name_line(desk: Desk, table: Table, at: int) -> str:
    """Return what tells a line from the others: its region, its measure or both."""
    line, selection = table.lines[at], table.selection
    parts = []
    if len(selection.measures) > 1:
        parts.append(desk.name("measure", line.measure))
    if len(selection.regions) > 1 or not parts:
        parts.append(desk.name("region", line.region))
    return ", ".join(parts)


def letter_breaks(desk: Desk, table: Table) -> dict[str, str]:
    """Return the letter of each break that divides the table, by its id."""
    letters = say("bulletin.break_letters", desk.language)
    return dict(zip((entry.id for entry in table.breaks[:MOST_BREAKS]), letters, strict=False))


def name_break(desk: Desk, entry: Break) -> str:
    """Return a break in a few words: its month, and that nothing is comparable across it."""
    month = desk.period(Period.months(entry.date.year, entry.date.month))
    return desk.word("break_rule" if entry.is_major else "break_minor", month=month)


def make_specs(desk: Desk, table: Table, marked: Period | None = None) -> dict[int, Spec]:
    """Return the chart of a table by width, empty where no series has two values; `marked` is a period to point at."""
    lines = []
    for at, line in enumerate(table.lines):
        if not line.known:
            continue
        stretches = cut_stretches(line)
        draw = _place_change if table.selection.quantity == "change" else _place
        spots = tuple(draw(answer, stretch) for answer, stretch in zip(line.known, stretches, strict=True))
        place = next((n for n, answer in enumerate(line.known) if answer.question.period == marked), -1)
        lines.append(Line(name_line(desk, table, at), desk.number(line.known[place]).bare, spots, place))
    if not lines or max(len(line.spots) for line in lines) < 2:
        return {}
    values = [spot.value for line in lines for spot in line.spots]
    steps = choose_steps(min(values), max(values) * Fraction(112, 100))
    decimals = max((len(f"{float(step):.6f}".rstrip("0").partition(".")[2]) for step in steps), default=0)
    axes = Axes(
        ticks=tuple((step, write_number(step, decimals, desk.language)) for step in steps),
        moments=_name_moments(desk, table),
        breaks=_list_rules(desk, table),
    )
    return {width: lines_chart(lines, axes, width) for width in WIDTHS}


def _place(answer: Answer, stretch: int) -> Spot:
    figure = answer.figure
    assert figure.value is not None
    interval = figure.interval
    low, high = (interval.low, interval.high) if interval else (None, None)
    return Spot(place_middle(answer.question.period), figure.value, low, high, stretch)


def _place_change(answer: Answer, stretch: int) -> Spot:
    """Return a change as a bar from 0: a line from one change to the next would say nothing."""
    value = answer.figure.value
    assert value is not None
    period = answer.question.period
    place = period.start.year * 12 + period.start.month
    return Spot(place_middle(period), value, min(value, Fraction(0)), max(value, Fraction(0)), place)


def _name_moments(desk: Desk, table: Table) -> tuple[tuple[Fraction, str], ...]:
    """Return what stands below the plot: each year once."""
    periods = table.periods
    if table.selection.kind in ("month", "quarter"):
        years = sorted({period.start.year for period in periods})
        middle = Fraction(1, 2) if len(years) > 1 else Fraction(0)
        return tuple((Fraction(year) + middle, str(year)) for year in years)
    return tuple((place_middle(period), str(period.start.year)) for period in periods)


def _list_rules(desk: Desk, table: Table) -> tuple[BreakRule, ...]:
    letters = letter_breaks(desk, table)
    return tuple(
        BreakRule(
            Fraction(entry.date.year) + Fraction(entry.date.timetuple().tm_yday - 1, 365),
            letters[entry.id],
            name_break(desk, entry),
        )
        for entry in table.breaks[:MOST_BREAKS]
    )


def draw_chart(desk: Desk, table: Table, title: str, alt: str, marked: Period | None = None) -> dict[int, str]:
    """Return the drawings of a table by width; `marked` is a period to point at."""
    specs = make_specs(desk, table, marked)
    return {width: draw_direct(spec, f"chart-{width}", title, alt) for width, spec in specs.items()}


def describe_chart(desk: Desk, table: Table) -> str:
    """Return the shape of the chart in words: the ends of each line, and the breaks."""
    said = []
    for at, line in enumerate(table.lines):
        known = line.known
        if len(known) > 1:
            ends = {"first": known[0], "last": known[-1]}
            facts = {name: desk.period(answer.question.period) for name, answer in ends.items()}
            facts |= {f"{name}_value": desk.number(answer).text for name, answer in ends.items()}
            said.append(desk.word("alt_line", name=name_line(desk, table, at), **facts))
    letters = letter_breaks(desk, table)
    said += [f"{letters[entry.id]}: {name_break(desk, entry)}." for entry in table.breaks[:MOST_BREAKS]]
    return " ".join(said)


def draw_map(desk: Desk, numbers: dict[str, Number], limits: tuple[Fraction, ...], title: str) -> str:
    """Return the regions that have a place on the grid as tiles, empty where none has."""
    tiles = []
    for code in desk.answers.definition.regions:
        place = code.extra.get("tile_row", ""), code.extra.get("tile_col", "")
        if code.code not in numbers or not all(place):
            continue
        number = numbers[code.code]
        short = code.short_names.get(desk.language) or code.code.rpartition("-")[2]
        value = None if number.value is None else Fraction(number.plain)
        status = "" if value is not None else number.status
        name = desk.name("region", code.code)
        tiles.append(Square(int(place[0]), int(place[1]), short, name, number.bare, value, status))
    if not any(tile.value is not None for tile in tiles):
        return ""
    named = ", ".join(f"{tile.name}: {tile.text}" for tile in tiles)
    return draw_squares(tiles, limits, "map", title, desk.word("alt_map", named=named))


def list_classes(desk: Desk, limits: tuple[Fraction, ...], decimals: int) -> list[str]:
    """Return what each class of a map holds, in words, lowest first."""
    shown = [write_number(round_half_away(limit, decimals), decimals, desk.language) for limit in limits]
    middle = [desk.word("class_between", low=low, high=high) for low, high in pairwise(shown)]
    return [desk.word("class_first", high=shown[0]), *middle, desk.word("class_last", low=shown[-1])]
