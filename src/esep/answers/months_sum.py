"""A stretch of months that has no figure of its own: the sum of its months, where each of them has one."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import MONTHS_OF_YEAR, Period

# Counts of events add up; a number of persons, a share or a rate does not.
UNIT = "count"


def sum_months(period: Period, read: Callable[[Period], Figure]) -> Figure | None:
    """Return the sum of the months of a period, `None` where it is none of 2 to 12 whole months or one has no value.

    `read` gives the figure of a month. The sum is as provisional as the first of them that is.
    """
    count = period.month_count
    if count is None or not 1 < count <= MONTHS_OF_YEAR:
        return None
    figures: list[Figure] = []
    for number in range(count):
        years, month = divmod(period.start.month - 1 + number, MONTHS_OF_YEAR)
        figure = read(Period.months(period.start.year + years, month + 1))
        if figure.value is None or figure.unit != UNIT:
            return None
        figures.append(figure)
    interval = Interval.point(0)
    for figure in figures:
        interval += figure.interval or Interval(None, None)
    value = sum((figure.value for figure in figures if figure.value is not None), Fraction(0))
    status = next((figure.status for figure in figures if figure.status != "A"), "A")
    cells = tuple(cell for figure in figures for cell in figure.cells)
    return Figure(value, UNIT, min(figure.decimals for figure in figures), status, interval, cells, "sum of months")
