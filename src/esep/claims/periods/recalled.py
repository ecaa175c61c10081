"""Earlier numbers recalled in brackets: "82 offences in January and February (in 2022, 98)" are of the same months."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import to_period
from esep.claims.periods.bases import is_base
from esep.claims.periods.bound import find_bracket
from esep.claims.reading import Reading
from esep.model.period import Period

MOST_WORDS = 3


def take_months(
    period: Period | None, mention: Mention, sentence: Sentence, found: Found, spoken_of: Period | None
) -> Period | None:
    """Return the months that a sentence or the text speaks of, in the year that brackets name: that is a rival."""
    own = mention.period
    bracket = find_bracket(mention.start, sentence, found.text) if own is not None and own.kind == "year" else None
    if own is None or period is None or bracket is None or not bracket[0] < own.start < bracket[1]:
        return period
    before = [p for p in take_between(found.periods, sentence.start, bracket[0]) if p.kind != "date"]
    known = [months for p in before if (months := to_period(p)) is not None]
    known = known or ([spoken_of] if spoken_of is not None else [])
    if not known or known[-1].is_year or known[-1].days > period.days:
        return period
    # "7% fewer than in the same months of 2024 (2024: 9,101)": what is compared with is printed.
    is_compared = bool(before) and is_base(before[-1], found)
    if known[-1].start.year == period.start.year and not is_compared:
        return period
    mention.rivals.append((period, None))
    return known[-1].shift_years(period.start.year - known[-1].start.year)


def date_asides(mentions: Sequence[Mention], readings: list[Reading], sentence: Sentence, found: Found) -> None:
    """Give numbers alone in brackets the period of the first one: "808 (a year ago, 565), 1,151 (851), 1,009 (676)"."""
    dated: Period | None = None
    for at, mention in enumerate(mentions):
        bracket = find_bracket(mention.start, sentence, found.text)
        if bracket is None or mention.operator != "level" or len(take_between(found.mentions, *bracket)) != 1:
            continue
        if take_between(found.periods, *bracket):
            dated = readings[at].period
        elif (
            dated is not None and at and _is_aside(mentions[at - 1], bracket[0], found) and _shares(readings, at, dated)
        ):
            readings[at] = replace(readings[at], period=dated, is_period_named=False)


def _is_aside(before: Mention, bracket: int, found: Found) -> bool:
    """Return whether a bracket opens right behind a number, or behind what it counts."""
    return len(found.text[before.end : bracket].split()) <= MOST_WORDS


def _shares(readings: Sequence[Reading], at: int, dated: Period) -> bool:
    """Return whether a number has the period of the one before it, which is later than the one recalled."""
    period = readings[at].period
    return period is not None and period == readings[at - 1].period and dated < period
