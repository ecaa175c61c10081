"""Records and years to date: "the lowest since ..." and "so far this year"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from esep.model.tolerances import YEAR_TO_DATE_MIN_MONTHS


@dataclass(frozen=True)
class RecordFinding:
    """What a record claim comes to (test M10).

    `first_year` is where comparable data begin; `since` the last earlier year that was as low (for a record high: as
    high) or beyond, `None` where there is none; `later` are the years after the claimed one that go beyond it.
    """

    year: int
    first_year: int
    since: int | None
    later: tuple[int, ...]
    is_complete: bool

    @property
    def holds(self) -> bool:
        """Return whether the year is the record of all comparable years, complete, and not yet overtaken."""
        return self.is_complete and self.since is None and not self.later


def find_record(
    series: Mapping[int, Fraction], year: int, *, is_lowest: bool = True, is_complete: bool = True
) -> RecordFinding | None:
    """Return what can be said of "the lowest (highest) since": M10; `None` where the year is not in the series.

    `series` holds comparable years only; `is_complete` tells whether the year's registration is over, since a late
    registration can only raise it.
    """
    if year not in series:
        return None
    sign = 1 if is_lowest else -1
    value = sign * series[year]
    earlier = [other for other in series if other < year and sign * series[other] <= value]
    later = tuple(sorted(other for other in series if other > year and sign * series[other] < value))
    return RecordFinding(year, min(series), max(earlier, default=None), later, is_complete)


@dataclass(frozen=True)
class YearToDate:
    """A year to date taken for a year (test M11): the naive change and the carried-forward one, in per cent."""

    naive: Fraction | None
    carried: Fraction | None
    months: int

    @property
    def is_short(self) -> bool:
        """Return whether there are too few months for the naive change to stand for a year."""
        return self.months < YEAR_TO_DATE_MIN_MONTHS


def carry_forward(so_far: Fraction, same_months: Fraction, last_year: Fraction, months: int) -> YearToDate:
    """Return the change of a year to date, and of the year if its remaining months are those of last year.

    Naive: 100 (y - x) / x with x the same months of last year; carried: 100 (y - x) / X with X the whole of last year.
    `None` where the divisor is 0. Source: Wheeler's example of one homicide in January against two of twelve: -50 % and
    -8 %.
    """
    step = 100 * (so_far - same_months)
    return YearToDate(step / same_months if same_months else None, step / last_year if last_year else None, months)
