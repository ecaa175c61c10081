"""Periods: one text form for each stretch of days, read back to the same days."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.model.period import Period

DAYS = st.dates(datetime.date(1, 1, 1), datetime.date(9999, 12, 31))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    """Draw a year, a run of months, a day or any stretch of days."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    kind = draw(st.sampled_from(("year", "months", "day", "days")))
    if kind == "year":
        return Period.year(first.year)
    if kind == "months":
        return Period.months(first.year, *sorted((first.month, last.month)))
    return Period(first, first if kind == "day" else last)


# Each form of the text with its days, from the calendar.
@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2025-01..2025-06", "2025-01-01", "2025-06-30"),
        ("2020..2024", "2020-01-01", "2024-12-31"),
        ("2017-04-01..2017-04-20", "2017-04-01", "2017-04-20"),
        ("2017-04-20", "2017-04-20", "2017-04-20"),
    ],
)
def test_each_text_form_names_its_days(text: str, start: str, end: str) -> None:
    """A year, a month, months of a year, several years, days and one day are read."""
    assert Period.parse(text) == Period(datetime.date.fromisoformat(start), datetime.date.fromisoformat(end))


@given(periods())
def test_a_period_is_read_back_from_its_text(period: Period) -> None:
    """Writing and reading are inverse, in every century."""
    assert Period.parse(str(period)) == period


@given(periods())
def test_a_whole_year_has_one_text(period: Period) -> None:
    """Equal periods have equal texts, however they were put in: the text serves as an address."""
    written_out = Period.parse(f"{period.start}..{period.end}")
    assert str(written_out) == str(period)
    assert period.is_year == (len(str(period)) == 4)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "24",
        "2024-13",
        "2024-00",
        "0000",
        "2024-02-30",
        "2015-11-31",
        "2024..",
        "..2024",
        "2024..2023",
        "2024-1",
        "٢٠٢٤",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """Days that do not exist, open ends, a reversed range and digits of other scripts are no period."""
    with pytest.raises(ValueError, match=r"."):
        Period.parse(text)


@given(st.text("0123456789-.", max_size=25))
def test_no_text_does_harm(text: str) -> None:
    """A text is either a period or a `ValueError`; what is read can be written and read again."""
    try:
        period = Period.parse(text)
    except ValueError:
        return
    assert Period.parse(str(period)) == period


# From the calendar: 2024 is a leap year, 2023 is not.
@pytest.mark.parametrize(
    ("period", "years", "shifted"),
    [
        ("2024", -1, "2023"),
        ("2023-01..2023-02", 1, "2024-01..2024-02"),
        ("2024-01..2024-02", -1, "2023-01..2023-02"),
        ("2023-02-28", 1, "2024-02-28"),
        ("2024-02-29", -1, "2023-02-28"),
        ("2025-01..2025-06", -1, "2024-01..2024-06"),
    ],
)
def test_shifting_by_years_keeps_months_whole(period: str, years: int, shifted: str) -> None:
    """The first two months stay the first two months, leap year or not; a single day stays a single day."""
    assert str(Period.parse(period).shift_years(years)) == shifted


def test_lengths_and_coverage() -> None:
    """Days, whole months, and whether one period lies in another."""
    year, half, days = Period.year(2024), Period.months(2024, 1, 6), Period.parse("2024-01-15..2024-02-14")
    assert (year.days, half.days, days.days) == (366, 182, 31)
    assert (year.month_count, half.month_count, days.month_count) == (12, 6, None)
    assert year.covers(half)
    assert not half.covers(year)


def test_a_period_cannot_end_before_it_starts() -> None:
    """A reversed period fails at construction."""
    with pytest.raises(ValueError, match="cannot end"):
        Period(datetime.date(2024, 2, 1), datetime.date(2024, 1, 1))
