"""Periods are read as a reader of the language takes them, and what is written is read back."""

from __future__ import annotations

import datetime
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.language.dates import PeriodMention, read_periods
from esep.language.write import write_date, write_period
from esep.model.period import Period

LANGUAGES = ("en", "ru", "kk")
TODAY = datetime.date(2025, 10, 13)
CASES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def show(mention: PeriodMention, text: str) -> str:
    """Return a mention as `text kind first..last`."""
    dates = f" {mention.first}..{mention.last}" if mention.first else ""
    return f"{text[mention.start : mention.end]} {mention.kind}{dates}"


@pytest.mark.parametrize("case", CASES["read"], ids=lambda case: f"{case['language']} {case['text'][:30]}")
def test_periods_are_read(case: dict[str, Any]) -> None:
    """Each period of a text is read once, with its kind and, where text and day tell them, its days."""
    found = read_periods(case["text"], case["language"], TODAY)
    assert [show(mention, case["text"]) for mention in found] == case["periods"]


@pytest.mark.parametrize("case", CASES["leave"], ids=lambda case: case["language"])
def test_counts_are_no_years(case: dict[str, str]) -> None:
    """A number in the range of years is a year only where its words say so."""
    assert read_periods(case["text"], case["language"], TODAY) == ()


@pytest.mark.parametrize(
    ("language", "text"), [("en", "last year"), ("ru", "за девять месяцев"), ("kk", "былтыр"), ("en", "a year earlier")]
)
def test_without_a_day_relative_periods_have_no_dates(language: str, text: str) -> None:
    """A relative period is named, and stays without dates, where the day of the text is not known."""
    (mention,) = read_periods(text, language, None)
    assert (mention.first, mention.last) == (None, None)


months = st.tuples(st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 12))


@given(months, st.sampled_from(LANGUAGES))
def test_a_written_period_is_read_back(drawn: tuple[int, int, int], language: str) -> None:
    """Years, months and months of one year are read with the days that were written."""
    year, first, last = drawn[0], *sorted(drawn[1:])
    for period in (Period.year(year), Period.months(year, first), Period.months(year, first, last)):
        sentence = {"en": "In {}.", "ru": "За {}", "kk": "{}"}[language].format(write_period(str(period), language))
        text = sentence + " жылы" if language == "kk" and period.is_year else sentence
        (mention,) = read_periods(text, language, None)
        assert (mention.first, mention.last) == (period.start, period.end), text


@given(st.integers(1900, 2098), st.integers(1, 100), st.sampled_from(LANGUAGES))
def test_a_written_span_is_read_back(year: int, length: int, language: str) -> None:
    """Spans of years, and of months over New Year, are read as one period."""
    last = min(year + length, 2099)
    for period in (f"{year}..{last}", f"{year}-07..{last}-06"):
        (mention,) = read_periods(write_period(period, language), language, None)
        assert (mention.first, mention.last) == (Period.parse(period).start, Period.parse(period).end)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.sampled_from(LANGUAGES))
def test_a_written_date_is_read_back(date: datetime.date, language: str) -> None:
    """A date is read as one mention of one day."""
    (mention,) = read_periods(write_date(date, language), language, None)
    assert (mention.first, mention.last, mention.kind) == (date, date, "date")


@given(st.text(st.sampled_from("в 2019–-годуза мая,.-\nжылы20251"), max_size=60), st.sampled_from(LANGUAGES))
def test_mentions_stand_in_order(text: str, language: str) -> None:
    """Mentions never overlap, and no mention ends before it begins or runs backwards in time."""
    position = 0
    for mention in read_periods(text, language, TODAY):
        assert position <= mention.start < mention.end <= len(text)
        assert (mention.first is None) == (mention.last is None)
        assert mention.first is None or mention.last is None or mention.first <= mention.last
        position = mention.end


@pytest.mark.parametrize("unit", [" ", "2024-", "in March to ", "за 9 месяцев ", "2024 жылы "])
@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_takes_time_in_proportion_to_the_text(unit: str, language: str) -> None:
    """Long runs of spaces, years and months are read without searching the same place again and again."""
    text = "in" + unit * (100_000 // len(unit))
    began = time.process_time()
    read_periods(text, language, TODAY)
    # about a second at most on a slow machine; a quadratic reader takes minutes
    assert time.process_time() - began < 15
