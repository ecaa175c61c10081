"""A series as methods take it: years or months in a row, their counts, and the breaks that divide them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.model.cell import Cell
from esep.model.definition import Break
from esep.model.figure import Figure
from esep.model.period import Period
from esep.model.question import Question

if TYPE_CHECKING:
    from esep.answers.asking import Answers


PARTS_OF_YEAR = ("month", "quarter")


@dataclass(frozen=True)
class Series:
    """Values of one measure, scope and region in periods of one kind, oldest first; none of them is missing.

    `periods` may have gaps: a year without a figure is not there. `breaks` are all that divide any two of its periods.
    """

    periods: tuple[Period, ...]
    values: tuple[Fraction, ...]
    statuses: tuple[str, ...]
    cells: tuple[Cell, ...]
    breaks: tuple[Break, ...] = ()

    def __len__(self) -> int:
        return len(self.periods)

    @property
    def years(self) -> tuple[int, ...]:
        """Return the year in which each period starts."""
        return tuple(period.start.year for period in self.periods)

    def until(self, last: Period) -> Series:
        """Return the part up to and including a period."""
        return self.take(range(sum(period <= last for period in self.periods)))

    def since(self, first: Period) -> Series:
        """Return the part from a period on."""
        return self.take(range(sum(period < first for period in self.periods), len(self)))

    def comparable(self) -> Series:
        """Return the last stretch that no break divides."""
        start = 0
        for place, period in enumerate(self.periods):
            if any(entry.divides(period, self.periods[-1]) for entry in self.breaks):
                start = place + 1
        return self.take(range(start, len(self)))

    def unbroken(self) -> Series:
        """Return the last stretch without a gap: each period begins the day after the one before it ends."""
        start = 0
        for place in range(1, len(self)):
            if (self.periods[place].start - self.periods[place - 1].end).days != 1:
                start = place
        return self.take(range(start, len(self)))

    def take(self, places: Sequence[int]) -> Series:
        """Return the series of the periods at the given places, with the breaks that divide any two of them."""
        periods = tuple(self.periods[place] for place in places)
        dividing = [b for b in self.breaks if periods and b.divides(periods[0], periods[-1])]
        return replace(
            self,
            periods=periods,
            values=tuple(self.values[place] for place in places),
            statuses=tuple(self.statuses[place] for place in places),
            cells=tuple(self.cells[place] for place in places),
            breaks=tuple(dividing),
        )


def read_series(answers: Answers, question: Question, kind: str = "", unit: str = "") -> Series:
    """Return the series of levels that a question's measure, attribute, scope and region have, whole.

    `kind` is a type of period, `year` or `month`; by default that of the question's own period. `unit` asks for a rate
    in place of counts.
    """
    kind = kind or question.period.type
    asked = replace(question, operation="level", base_period=None, whole="", whole_region="", rate_base=0, target="")
    scopes, units = answers.equal_scopes(question), (unit,) if unit else ("count", "persons")
    periods = {
        cell.key.period
        for scope in scopes
        for cell in answers.find_cells(
            scope=scope, measure=question.measure, attribute=question.attribute, region=question.region
        )
        if cell.key.base_period is None and cell.key.unit in units
    }
    found = {period for period in periods if period.type == kind}
    if kind == "year" and not unit:
        found |= _list_parted_years(periods)
    figures = [(period, answers.read_level(replace(asked, period=period), unit)) for period in sorted(found)]
    known = [(period, figure) for period, figure in figures if figure.value is not None and _is_sound(period, figure)]
    breaks: tuple[Break, ...] = ()
    if known:
        place = (question.scope, question.measure, question.region)
        breaks = answers.definition.find_breaks(*place, known[0][0], known[-1][0])
    return Series(
        periods=tuple(period for period, _ in known),
        values=tuple(figure.value for _, figure in known if figure.value is not None),
        statuses=tuple(figure.status for _, figure in known),
        cells=tuple(_to_cell(period, figure) for period, figure in known),
        breaks=breaks,
    )


def _is_sound(period: Period, figure: Figure) -> bool:
    """Return whether a figure is one of its own cells, or is added up of exact ones."""
    is_own = bool(figure.cells) and figure.cells[0].key.period == period
    return is_own or (bool(figure.cells) and all(cell.precision == "exact" for cell in figure.cells))


def _to_cell(period: Period, figure: Figure) -> Cell:
    """Return the cell of a figure; one that is added up of parts of its period stands for all of them."""
    cell = figure.cells[0]
    if cell.key.period == period:
        return cell
    return replace(cell, key=replace(cell.key, period=period), value=figure.value, status=figure.status)


def _list_parted_years(periods: set[Period]) -> set[Period]:
    """Return the calendar years of which there are months or quarters, to be added up."""
    parts = (period for period in periods if period.type in PARTS_OF_YEAR)
    return {Period.year(part.start.year) for part in parts if part.start.year == part.end.year}


def read_population(answers: Answers, region: str, period: Period) -> Fraction | None:
    """Return how many people lived in a region in a period, `None` where the data do not say."""
    question = Question("population", answers.definition.population_scope, region, period)
    return answers.read_level(question, "persons").value
