"""A stretch of months that has no figure of its own: the sum of its parts, where each of them has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import MONTHS_OF_QUARTER, MONTHS_OF_YEAR, Period

# Counts of events add up; a number of persons, a share or a rate does not.
UNIT = "count"
# How many months the parts have that are added up, the first that are all there: months, quarters, half-years.
PARTS = {1: "months", MONTHS_OF_QUARTER: "quarters", MONTHS_OF_YEAR // 2: "half-years"}


def sum_parts(period: Period, read: Callable[[Period], Figure]) -> Figure | None:
    """Return the sum of the parts of a period, `None` where it is none of 2 to 12 whole months or no parts fill it.

    The parts are all months, all quarters of the calendar or all half-years from its first day on. `read` gives the
    figure of a part. The sum is as provisional as the first of them that is.
    """
    count = period.month_count
    if count is None or count > MONTHS_OF_YEAR:
        return None
    for length, name in PARTS.items():
        if count > length and count % length == 0 and _begins_part(period, length):
            figures = _read_all(_divide(period, length), read)
            if figures is not None:
                return _add(figures, f"sum of {name}")
    return None


def _begins_part(period: Period, length: int) -> bool:
    """Return whether a period begins with a part: quarters begin in January, April, July and October."""
    return (period.start.month - 1) % min(length, MONTHS_OF_QUARTER) == 0


def _divide(period: Period, length: int) -> Iterator[Period]:
    """Yield the parts of so many months that a period consists of."""
    for number in range(0, period.month_count or 0, length):
        first, last = _place(period, number), _place(period, number + length - 1)
        yield Period(first.start, last.end)


def _place(period: Period, number: int) -> Period:
    """Return a month of a period, counted from its first one."""
    years, month = divmod(period.start.month - 1 + number, MONTHS_OF_YEAR)
    return Period.months(period.start.year + years, month + 1)


def _read_all(parts: Iterator[Period], read: Callable[[Period], Figure]) -> list[Figure] | None:
    """Return the counts of all parts, `None` where one has none."""
    figures: list[Figure] = []
    for part in parts:
        figure = read(part)
        if figure.value is None or figure.unit != UNIT:
            return None
        figures.append(figure)
    return figures


def _add(figures: list[Figure], formula: str) -> Figure:
    interval = Interval.point(0)
    for figure in figures:
        interval += figure.interval or Interval(None, None)
    value = sum((figure.value for figure in figures if figure.value is not None), Fraction(0))
    status = next((figure.status for figure in figures if figure.status != "A"), "A")
    cells = tuple(cell for figure in figures for cell in figure.cells)
    return Figure(value, UNIT, min(figure.decimals for figure in figures), status, interval, cells, formula)
