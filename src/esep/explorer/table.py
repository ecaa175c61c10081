"""The answers behind a view of the explorer: one line for each series, one answer for each period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.answers import Answer, Answers
from esep.drawing.lines import COLOURED
from esep.explorer.desk import Desk
from esep.explorer.selection import MOST_LINES, Selection, find_kind, list_kinds, list_levels, settle
from esep.model.cell import Cell
from esep.model.definition import Break
from esep.model.period import Period
from esep.model.question import Question

MOST_PERIODS = 240


@dataclass(frozen=True)
class Line:
    """A series: its measure and region, an answer for every period of the table, and the breaks inside it."""

    measure: str
    region: str
    answers: tuple[Answer, ...]
    breaks: tuple[Break, ...] = ()

    @property
    def known(self) -> tuple[Answer, ...]:
        """Return the answers that have a value which may be printed."""
        return tuple(a for a in self.answers if a.figure.value is not None and not a.withheld)


@dataclass(frozen=True)
class Table:
    """Lines over the same periods; `kinds` are the kinds of periods there are, `elsewhere` cells that fit in no row."""

    selection: Selection
    periods: tuple[Period, ...]
    lines: tuple[Line, ...]
    kinds: dict[str, int]
    elsewhere: tuple[Cell, ...]
    breaks: tuple[Break, ...]

    @property
    def main(self) -> tuple[Answer, ...]:
        """Return the last answer that has a value of each of the first series."""
        return tuple(line.known[-1] for line in self.lines if line.known)[:COLOURED]


def tabulate(desk: Desk, selection: Selection) -> Table:
    """Return the answers that a selection asks for."""
    answers = desk.answers
    pairs = [(measure, region) for measure in selection.measures for region in selection.regions][:MOST_LINES]
    cells = {pair: list_levels(answers, selection, *pair) for pair in pairs}
    kinds = list_kinds([cell for found in cells.values() for cell in found])
    selection = settle(selection, kinds)
    periods = _choose_periods([cell for found in cells.values() for cell in found], selection)
    lines = tuple(_make_line(desk, selection, pair, periods) for pair in pairs)
    shown = [p for p in periods if any(_is_known(line, p) for line in lines)] if selection.quantity != "number" else []
    if selection.quantity != "number" and shown:
        periods = tuple(p for p in periods if shown[0] <= p)
        lines = tuple(_make_line(desk, selection, pair, periods) for pair in pairs)
    return Table(
        selection=selection,
        periods=periods,
        lines=lines,
        kinds=kinds,
        elsewhere=tuple(_list_elsewhere(answers, selection, pairs)),
        breaks=tuple(sorted({b.id: b for line in lines for b in line.breaks}.values(), key=lambda b: b.date)),
    )


def _is_known(line: Line, period: Period) -> bool:
    return any(answer.question.period == period for answer in line.known)


def _choose_periods(cells: Sequence[Cell], selection: Selection) -> tuple[Period, ...]:
    found = sorted({cell.key.period for cell in cells if find_kind(cell.key.period) == selection.kind})
    first, last = int(selection.first or 0), int(selection.last or 9999)
    if first > last:
        first, last = last, first
    return tuple(p for p in found if first <= p.start.year and p.end.year <= last)[-MOST_PERIODS:]


def _make_line(desk: Desk, selection: Selection, pair: tuple[str, str], periods: Sequence[Period]) -> Line:
    measure, region = pair
    found = tuple(desk.ask(selection.ask(measure, region, period)) for period in periods)
    breaks: tuple[Break, ...] = ()
    if len(periods) > 1:
        question = Question(measure, selection.scope, region, periods[-1], selection.attribute)
        breaks = desk.answers.find_dividing(question, periods[0], periods[-1])
    return Line(measure, region, found, breaks)


def cut_stretches(line: Line) -> list[int]:
    """Return for every known answer the number of its stretch: a break or a missing period begins another one."""
    stretch, numbers = 0, []
    known = line.known
    for at, answer in enumerate(known):
        period = answer.question.period
        if at:
            before = known[at - 1].question.period
            step = _count_steps(before, period)
            if step > 1 or any(entry.divides(before, period) for entry in line.breaks):
                stretch += 1
        numbers.append(stretch)
    return numbers


def _count_steps(one: Period, other: Period) -> int:
    months = (other.start.year - one.start.year) * 12 + other.start.month - one.start.month
    width = {"month": 1, "quarter": 3}.get(other.type, 12)
    return months // width


def place_middle(period: Period) -> Fraction:
    """Return the middle of a period in years."""
    first = Fraction(period.start.timetuple().tm_yday - 1, 365) + period.start.year
    return first + Fraction(period.days, 2 * 365)


def _list_elsewhere(answers: Answers, selection: Selection, pairs: Sequence[tuple[str, str]]) -> list[Cell]:
    """Return the published cells of the series that stand in no row of the table: other periods, printed changes."""
    if answers.definition.kind == "records":
        return []
    found = []
    for measure, region in pairs:
        for cell in answers.find_cells(
            scope=selection.scope, measure=measure, attribute=selection.attribute, region=region
        ):
            key = cell.key
            is_shown = key.base_period is None and find_kind(key.period) == selection.kind
            if not is_shown and (key.base_period is None or key.unit in ("percent", "count")):
                found.append(cell)
    once = {str(make_question(cell)): cell for cell in found}
    return sorted(once.values(), key=lambda cell: (cell.key.period.start, cell.key.period.end))[-40:]


def make_question(cell: Cell) -> Question:
    """Return the question that a published cell answers."""
    key = cell.key
    operation = "level"
    if key.base_period is not None:
        operation = "change-from" if key.unit == "percent" else "difference-from"
    return Question(key.measure, key.scope, key.region, key.period, key.attribute, operation, key.base_period)
