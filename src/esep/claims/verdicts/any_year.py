"""Whether a number fits any year or place it may be of: what fits none is wrong, whichever its text speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esep.answers import Answers
from esep.claims.mention import Found, Mention, take_between
from esep.claims.periods.against import to_period
from esep.claims.periods.default_year import YEARS
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.match import try_reading
from esep.model.period import Period

# With more periods there are too many that a number may fit by accident.
MOST_PERIODS = 80
MOST_REGIONS = 12
# A text that tells how long ago something was, and not when, may compare with any year.
LENGTHS = ("duration", "decade", "event")


def may_fit_a_region(mention: Mention, reading: Reading, found: Found, answers: Answers) -> bool:
    """Return whether a number may fit in one of the regions that its text names, or in the whole."""
    named = {place.code for place in found.places if place.kind == "region"}
    regions = sorted({*named, reading.region, answers.definition.default_region})
    if len(regions) > MOST_REGIONS or _counts_several(mention, found):
        return True
    readings = [replace(reading, region=region) for region in regions]
    if not reading.is_period_settled:
        return any(may_fit_a_year(mention, tried, found, answers) for tried in readings)
    attempts = (try_reading(mention, tried, answers, with_others=False) for tried in readings)
    return any(attempt is not None and attempt.is_pass for attempt in attempts)


def _counts_several(mention: Mention, found: Found) -> bool:
    """Return whether several regions stand before a number with no other between, so that it may be their sum."""
    start = found.sentences[mention.sentence].start
    numbers = take_between(found.mentions, start, mention.start)
    near = take_between(found.places, numbers[-1].end if numbers else start, mention.start)
    return len({place.code for place in near if place.kind == "region"}) > 1


def may_fit_a_year(mention: Mention, reading: Reading, found: Found, answers: Answers) -> bool:
    """Return whether a number may fit in some year, or in a part of one that begins with it.

    `True` too where other parts of a year may be meant, of which there are too many.
    """
    periods = _list_periods(reading, answers)
    if not 0 < len(periods) <= MOST_PERIODS or not all(p.type in YEARS or _opens_year(p) for p in periods):
        return True
    readings = _list_readings(mention, reading, periods, _list_bases(found, periods))
    attempts = (try_reading(mention, tried, answers, with_others=False) for tried in readings)
    return any(attempt is not None and attempt.is_pass for attempt in attempts)


def _list_periods(reading: Reading, answers: Answers) -> tuple[Period, ...]:
    """Return the periods for which what a number counts has figures: cases, else people."""
    scope, measure, region = reading.scope, reading.measure, reading.region
    periods = answers.list_periods(scope, measure, region, reading.attribute)
    if periods or answers.definition.kind == "records":
        return periods
    people = answers.find_cells(scope=scope, measure=measure, region=region, unit="persons")
    return tuple(sorted({cell.key.period for cell in people if cell.key.base_period is None}))


def _opens_year(period: Period) -> bool:
    """Return whether a period is counted up from the beginning of its year: January to September."""
    return (period.start.month, period.start.day) == (1, 1) and period.start.year == period.end.year


def _list_bases(found: Found, periods: tuple[Period, ...]) -> set[Period]:
    """Return what a text may compare with: the periods that it names, and any where it tells a length of time only."""
    if any(named.first is None or named.kind in LENGTHS for named in found.periods):
        return set(periods)
    return {base for named in found.periods if (base := to_period(named)) is not None}


def _list_readings(
    mention: Mention, reading: Reading, periods: tuple[Period, ...], bases: set[Period]
) -> Iterator[Reading]:
    for period in periods:
        if mention.operator not in CHANGES:
            yield replace(reading, period=period)
            continue
        for base in {*bases, period.shift_years(-1), reading.base_period} - {None}:
            if base is not None and base < period:
                yield replace(reading, period=period, base_period=base)
