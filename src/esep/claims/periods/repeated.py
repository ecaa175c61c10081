"""Lists that go on with the periods of the list before: "For robbery the figures were 1,562, 1,566 and 1,767"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.bound import list_runs
from esep.claims.reading import Reading
from esep.model.period import Period

# Two numbers may be of anything; three in the order of three before are of the same periods.
LEAST = 3
# So many sentences may lie between the two lists.
REACH = 3
QUARTERS = 4
BY_QUARTER = re.compile(r"\b(?:by quarter|quarter by quarter|each quarter|(?:the )?four quarters)\b", re.IGNORECASE)


def repeat_periods(
    mentions: Sequence[Mention],
    readings: list[Reading],
    sentence: Sentence,
    found: Found,
    before: Sequence[tuple[Mention, Reading]],
) -> None:
    """Give each list of levels the periods of as many levels before, or of the quarters that it is told by."""
    levels = [mention for mention in mentions if mention.operator == "level"]
    named = [p for p in take_between(found.periods, sentence.start, sentence.end) if p.kind != "date"]
    places = {mention.start: at for at, mention in enumerate(mentions)}
    for run in list_runs(levels, found.text):
        ats = [places[mention.start] for mention in run]
        quarters = _list_quarters(run, readings[ats[0]], sentence, found)
        periods = quarters or ([] if named else _list_before(run, before))
        if len(run) < LEAST or len(periods) != len(run):
            continue
        for at, period in zip(ats, periods, strict=True):
            is_settled = readings[at].is_period_settled if quarters else True
            mentions[at].is_part = mentions[at].is_part and bool(quarters)
            readings[at] = replace(
                readings[at], period=period, is_period_settled=is_settled, is_period_named=is_settled
            )


def date_steps(mentions: Sequence[Mention], readings: list[Reading], found: Found) -> None:
    """Date the steps of a change told year by year: "from 130,176 in 2023 to 128,082 and then 126,617"."""
    levels = [at for at, mention in enumerate(mentions) if mention.operator == "level"]
    runs = list_runs([mentions[at] for at in levels], found.text)
    places = {mention.start: at for at, mention in enumerate(mentions)}
    for before, run in itertools.pairwise(runs):
        start, ats = places[before[-1].start], [places[mention.start] for mention in run]
        first, last = readings[start].period, readings[ats[-1]].period
        is_told = before[-1].part == "from" and run[0].part == "to" and len(run) > 1
        if is_told and first is not None and last == first.shift_years(len(run)):
            for step, at in enumerate(ats, start=1):
                readings[at] = replace(readings[at], period=first.shift_years(step))


def _list_before(run: Sequence[Mention], before: Sequence[tuple[Mention, Reading]]) -> list[Period]:
    """Return the periods of the levels that were listed last, in a sentence near before, each another one."""
    told = [(m, r) for m, r in before if m.sentence >= run[0].sentence - REACH]
    periods = [reading.period for _, reading in told if reading.period is not None]
    is_one = len({(r.measure, r.attribute, r.region) for _, r in told}) == 1
    return periods if is_one and len(set(periods)) == len(periods) == len(told) else []


def _list_quarters(run: Sequence[Mention], reading: Reading, sentence: Sentence, found: Found) -> list[Period]:
    """Return the four quarters of the year that a sentence speaks of: "in 2024 by quarter: 5, 4, 4 and 6"."""
    year = reading.period
    is_said = found.language == "en" and BY_QUARTER.search(found.text, sentence.start, run[0].start) is not None
    if not is_said or len(run) != QUARTERS or year is None or not year.is_year:
        return []
    return [Period.months(year.start.year, last - 2, last) for last in (3, 6, 9, 12)]
