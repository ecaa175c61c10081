"""Whether a number fits in any year at all: what fits in none is wrong, whichever year its text speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esep.answers import Answers
from esep.claims.default_year import YEARS
from esep.claims.match import try_reading
from esep.claims.mention import Found, Mention
from esep.claims.reading import CHANGES, Reading
from esep.model.period import Period

# A change has a pair of years: with more than so many years there are too many of them to mean anything.
MOST_YEARS = 24
LENGTHS = ("duration", "decade", "event")


def may_fit_a_year(mention: Mention, reading: Reading, found: Found, answers: Answers) -> bool:
    """Return whether a number may fit in some year; `True` too where shorter periods may be meant."""
    years = answers.list_periods(reading.scope, reading.measure, reading.region, reading.attribute)
    if not years or len(years) > MOST_YEARS or any(year.type not in YEARS for year in years):
        return True
    attempts = (
        try_reading(mention, tried, answers, with_others=False) for tried in _list_years(mention, reading, years)
    )
    return any(attempt is not None and attempt.is_pass for attempt in attempts)


def _list_years(mention: Mention, reading: Reading, years: tuple[Period, ...]) -> Iterator[Reading]:
    for year in years:
        if mention.operator not in CHANGES:
            yield replace(reading, period=year)
            continue
        for base in years:
            if base < year:
                yield replace(reading, period=year, base_period=base)
