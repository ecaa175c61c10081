"""A stretch of days that a figure speaks of."""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

MONTHS_OF_YEAR = 12
MONTHS_OF_QUARTER = 3


@dataclass(frozen=True, order=True)
class Period:
    """First and last day, both included.

    Its text form is canonical: 2024, 2024-06, 2025-01..2025-06, 2017-04-20, 2017-04-01..2017-04-20.
    """

    start: datetime.date
    end: datetime.date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")

    @classmethod
    def year(cls, year: int) -> Period:
        """Return a calendar year."""
        return cls(datetime.date(year, 1, 1), datetime.date(year, 12, 31))

    @classmethod
    def months(cls, year: int, first: int, last: int | None = None) -> Period:
        """Return the months `first` to `last` of one year; one month if `last` is left out."""
        last = first if last is None else last
        return cls(datetime.date(year, first, 1), datetime.date(year, last, calendar.monthrange(year, last)[1]))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period of a text in one of these forms; raise `ValueError` for anything else."""
        first, mark, last = text.partition("..")
        start = _read_edge(first)
        return cls(start[0], _read_edge(last)[1]) if mark else cls(*start)

    def __str__(self) -> str:
        if self == Period.year(self.start.year):
            return f"{self.start.year:04d}"
        if (self.start.month, self.start.day, self.end.month, self.end.day) == (1, 1, 12, 31):
            return f"{self.start.year:04d}..{self.end.year:04d}"
        if self.start.day == 1 and self.end == _month_end(self.end):
            first, last = str(self.start)[:7], str(self.end)[:7]
            return first if first == last else f"{first}..{last}"
        return str(self.start) if self.start == self.end else f"{self.start}..{self.end}"

    @property
    def is_year(self) -> bool:
        """Return whether the period is one calendar year."""
        return self == Period.year(self.start.year)

    @property
    def days(self) -> int:
        """Return the length in days."""
        return (self.end - self.start).days + 1

    @property
    def month_count(self) -> int | None:
        """Return the length in whole calendar months, `None` if the period does not consist of whole months."""
        if self.start.day != 1 or self.end != _month_end(self.end):
            return None
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    @property
    def type(self) -> str:
        """Return what kind of period it is: year, financial_year, quarter, month, day or other."""
        months = self.month_count
        if self.is_year:
            return "year"
        if months == MONTHS_OF_YEAR:
            return "financial_year"
        if months == MONTHS_OF_QUARTER and self.start.month % MONTHS_OF_QUARTER == 1:
            return "quarter"
        return "month" if months == 1 else "day" if self.days == 1 else "other"

    def is_comparable(self, other: Period) -> bool:
        """Return whether two periods may be compared: years that begin in different months may not."""
        are_years = all((period.month_count or 1) % MONTHS_OF_YEAR == 0 for period in (self, other))
        return not are_years or self.start.month == other.start.month

    def shift_years(self, years: int) -> Period:
        """Return the same days `years` later (negative: earlier); whole months stay whole, February too."""
        start, end = _shift_day(self.start, years), _shift_day(self.end, years)
        return Period(start, end if self.month_count is None else _month_end(end))

    def step_back(self, months: int) -> Period:
        """Return the stretch of whole months so many months earlier; other days so many whole years earlier."""
        if self.month_count is None or months % MONTHS_OF_YEAR == 0:
            return self.shift_years(-(months // MONTHS_OF_YEAR))
        first, last = _step_back(self.start, months), _step_back(self.end.replace(day=1), months)
        return Period(first, _month_end(last))

    def covers(self, other: Period) -> bool:
        """Return whether every day of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


def _read_edge(text: str) -> tuple[datetime.date, datetime.date]:
    if re.fullmatch(r"[0-9]{4}", text):
        whole = Period.year(int(text))
        return whole.start, whole.end
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})", text):
        month = Period.months(int(match[1]), int(match[2]))
        return month.start, month.end
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        day = datetime.date.fromisoformat(text)
        return day, day
    raise ValueError(f"not a period: {text!r}")


def _month_end(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _step_back(day: datetime.date, months: int) -> datetime.date:
    year, month = divmod(day.year * MONTHS_OF_YEAR + day.month - 1 - months, MONTHS_OF_YEAR)
    return day.replace(year=year, month=month + 1)


def _shift_day(day: datetime.date, years: int) -> datetime.date:
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))
