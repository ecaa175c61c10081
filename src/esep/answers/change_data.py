"""What a change is judged by: both counts, the years before, the months before, and the siblings of a short series."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.period import MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.tolerances import DISPERSION_MIN_MONTHS, DISPERSION_MONTHS, HISTORY_CHANGES
from esep.statistics.dispersion import Dispersion, estimate_dispersion, pool_dispersion
from esep.statistics.history import UsualMovement, measure_movement, pool_movement

if TYPE_CHECKING:
    from esep.answers.asking import Answers

# A figure that is no final count of this very series cannot be held against chance.
_COUNTED = ("A", "B", "D")
_FARTHEST = 60


@dataclass(frozen=True)
class Run:
    """Counts of consecutive periods of one kind, oldest first; no break that matters divides them."""

    periods: tuple[Period, ...]
    figures: tuple[Figure, ...]

    def __len__(self) -> int:
        return len(self.periods)

    @property
    def counts(self) -> list[float]:
        """Return the counts."""
        return [float(figure.value) for figure in self.figures if figure.value is not None]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells that the counts were read from."""
        return tuple(cell for figure in self.figures for cell in figure.cells)


def read_pair(answers: Answers, question: Question) -> tuple[Figure, Figure]:
    """Return the base and the current level of a change; one that nobody printed comes from a printed difference."""
    assert question.base_period is not None
    current, base = answers.read_level(question), answers.read_level(replace(question, period=question.base_period))
    if current.value is None or base.value is None:
        current, base = answers.complete_by_difference(question, current, base)
    return base, current


def is_countable(figure: Figure) -> bool:
    """Return whether a figure is a number of things known within bounds, neither estimated nor provisional."""
    is_count = figure.value is not None and figure.unit in ("count", "persons") and figure.status in _COUNTED
    is_bounded = figure.interval is not None and None not in (figure.interval.low, figure.interval.high)
    return is_count and is_bounded and not is_incomplete(figure)


def is_incomplete(figure: Figure) -> bool:
    """Return whether a figure will still be completed: it is provisional, or not everyone has reported."""
    return figure.status == "P" or any(cell.coverage is not None and cell.coverage < 1 for cell in figure.cells)


def read_years(answers: Answers, question: Question, last: Period) -> Run:
    """Return the counts of the same days of the years up to `last`, back to the first gap or major break."""
    return _read_run(answers, question, (last.shift_years(-back) for back in range(_FARTHEST)))


def read_months(answers: Answers, question: Question, before: Period, most: int = DISPERSION_MONTHS) -> Run:
    """Return the counts of the months right before a period, at most so many, back to the first gap or break."""
    if before.month_count is None:
        return Run((), ())
    last = before.start.year * MONTHS_OF_YEAR + before.start.month - 2
    months = (divmod(last - back, MONTHS_OF_YEAR) for back in range(most))
    return _read_run(answers, question, (Period.months(year, month + 1) for year, month in months if year > 0))


def find_movement(answers: Answers, question: Question, years: Run) -> tuple[UsualMovement | None, tuple[Cell, ...]]:
    """Return how much a series usually moves, from its own years up to the base or from its siblings', and the cells.

    Siblings are the other measures of the same group: those with the same parent, in the same scope and region.
    """
    own = measure_movement(years.counts)
    if own is not None:
        return own, years.cells[-HISTORY_CHANGES - 1 :]
    if not years.periods:
        return None, ()
    runs = [read_years(answers, sibling, years.periods[-1]) for sibling in list_siblings(answers, question)]
    pooled = pool_movement(years.counts, [run.counts for run in runs])
    return pooled, () if pooled is None else tuple(cell for run in runs for cell in run.cells)


def find_dispersion(answers: Answers, question: Question) -> tuple[Dispersion | None, tuple[Cell, ...]]:
    """Return how much the months before scatter, those of the series or of its siblings, and the cells."""
    months = read_months(answers, question, question.period)
    if not months.periods:
        return None, ()
    if len(months) >= DISPERSION_MIN_MONTHS:
        return estimate_dispersion(months.counts, months.periods[0].start.month), months.cells
    runs = [months]
    for sibling in list_siblings(answers, question):
        run = read_months(answers, sibling, question.period)
        runs += [run] if len(run) == len(months) else []
    pooled = pool_dispersion([run.counts for run in runs], months.periods[0].start.month)
    return pooled, () if pooled is None else tuple(cell for run in runs for cell in run.cells)


def list_siblings(answers: Answers, question: Question) -> list[Question]:
    """Return the questions for the levels of the other offences of the same group."""
    measures = answers.definition.measures
    code = measures.find(question.measure)
    if code is None or not code.parent or question.attribute:
        return []
    siblings = (
        other for other in measures.children(code.parent) if other.code != code.code and other.kind == code.kind
    )
    return [replace(question, measure=other.code) for other in siblings]


def _read_run(answers: Answers, question: Question, periods: Iterator[Period]) -> Run:
    """Return the counts of periods that go back in time, oldest first, as far as they are there and comparable."""
    asked = replace(question, operation="level", base_period=None, rate_base=0, whole="", whole_region="", target="")
    found: list[tuple[Period, Figure]] = []
    for period in periods:
        figure = answers.read_level(replace(asked, period=period))
        if not is_countable(figure):
            break
        if found and any(b.is_major for b in answers.find_dividing(asked, period, found[0][0])):
            break
        found.append((period, figure))
    found.reverse()
    return Run(tuple(period for period, _ in found), tuple(figure for _, figure in found))
