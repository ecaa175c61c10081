"""A change between two months: "fell between August and November, from 5,672 to 4,034" compares the one with the other.

What is counted in all the months is of the stretch, and a change may be one of it on the year before: that is a rival.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention
from esep.claims.periods.against import to_period
from esep.claims.periods.ends import join_ends
from esep.claims.reading import CHANGES, Reading
from esep.language.dates import PeriodMention
from esep.model.period import Period

BETWEEN = re.compile(r"(?:between|между)\s", re.IGNORECASE)
FROM = re.compile(r"(?:from|с|со)\s", re.IGNORECASE)
LONGEST = 9


def compare_ends(mentions: Sequence[Mention], readings: list[Reading], found: Found) -> None:
    """Give a change between two months its two ends; "from January to June" leaves it open which are compared."""
    pairs = {at: place for at, place in join_ends(mentions, found) if place is not None}
    for at, place in pairs.items():
        stretch = mentions[place].period or mentions[at].period
        if stretch is not None and mentions[at].period in (None, stretch):
            _part(at, readings, mentions, found, stretch, is_later=False)
            _part(place, readings, mentions, found, stretch, is_later=True)
    for at, mention in enumerate(mentions):
        if mention.operator in CHANGES and mention.period is not None and mention.base is None:
            _part(at, readings, mentions, found, mention.period, is_later=True)


def _part(
    at: int,
    readings: list[Reading],
    mentions: Sequence[Mention],
    found: Found,
    stretch: PeriodMention,
    *,
    is_later: bool,
) -> None:
    """Give a number the month at an end of a stretch, or have it as a rival where the word only opens a stretch."""
    whole, mention = to_period(stretch), mentions[at]
    if stretch.kind != "months_range" or whole is None or (whole.month_count or 0) < 2:
        return
    is_change = mention.operator in CHANGES
    own = (_last(whole), _first(whole)) if is_change else (_last(whole) if is_later else _first(whole), None)
    told = (readings[at].period or whole, readings[at].base_period)
    if _opens(BETWEEN, stretch, found.text) and not (is_change and whole.start.month == 1):
        mention.rivals.append(told)
        readings[at] = replace(readings[at], period=own[0], base_period=own[1])
    elif _opens(BETWEEN, stretch, found.text) or _opens(FROM, stretch, found.text):
        mention.rivals.append(own)


def _opens(word: re.Pattern[str], stretch: PeriodMention, text: str) -> bool:
    if word.match(text, stretch.start):
        return True
    before = text[max(0, stretch.start - LONGEST) : stretch.start]
    return any(not before[match.end() :].strip() for match in word.finditer(before))


def _first(stretch: Period) -> Period:
    return Period.months(stretch.start.year, stretch.start.month)


def _last(stretch: Period) -> Period:
    return Period.months(stretch.end.year, stretch.end.month)
