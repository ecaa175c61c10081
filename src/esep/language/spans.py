"""Stretches of days by their first and last day: years, months, twelve months, and how far they are shifted."""

from __future__ import annotations

import calendar
import datetime

YEAR_MONTHS = 12
# Financial years run from April where nothing tells otherwise.
APRIL = 4

Span = tuple[datetime.date, datetime.date]


def year_span(year: int | None) -> Span | None:
    """Return a calendar year."""
    return None if year is None else (datetime.date(year, 1, 1), datetime.date(year, 12, 31))


def is_year(span: Span) -> bool:
    """Return whether a stretch is one calendar year."""
    return span == year_span(span[0].year)


def months_span(year: int | None, first: int, last: int) -> Span | None:
    """Return months of one year, `None` where there are no such months."""
    if year is None or not 1 <= first <= last <= YEAR_MONTHS:
        return None
    return datetime.date(year, first, 1), month_end(year, last)


def month_end(year: int, month: int) -> datetime.date:
    """Return the last day of a month."""
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def roll(year: int, month: int, count: int = YEAR_MONTHS) -> Span | None:
    """Return so many months of which a month is the last."""
    first = year * YEAR_MONTHS + month - count
    if first < datetime.MINYEAR * YEAR_MONTHS:
        return None
    return datetime.date(first // YEAR_MONTHS, first % YEAR_MONTHS + 1, 1), month_end(year, month)


def count_months(span: Span) -> int:
    """Return the length of a stretch in whole calendar months, 0 where it does not consist of such."""
    first, last = span
    is_whole = first.day == 1 and last == month_end(last.year, last.month)
    return (last.year - first.year) * YEAR_MONTHS + last.month - first.month + 1 if is_whole else 0


def step_back(span: Span, months: int) -> Span | None:
    """Return a stretch of whole months so many months earlier."""
    last = span[1].year * YEAR_MONTHS + span[1].month - 1 - months
    if last < datetime.MINYEAR * YEAR_MONTHS:
        return None
    return roll(last // YEAR_MONTHS, last % YEAR_MONTHS + 1, count_months(span))


def shift_years(span: Span, years: int) -> Span | None:
    """Return the same days in another year, `None` where the calendar has no such year."""
    first, last = span
    if (
        not datetime.MINYEAR
        <= min(first.year, last.year) + years
        <= max(first.year, last.year) + years
        <= datetime.MAXYEAR
    ):
        return None
    is_month_end = last == month_end(last.year, last.month)
    day = month_end(last.year + years, last.month).day
    end = last.replace(year=last.year + years, day=day if is_month_end else min(last.day, day))
    begin = first.replace(year=first.year + years, day=min(first.day, month_end(first.year + years, first.month).day))
    return begin, end
