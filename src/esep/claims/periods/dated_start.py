"""A change whose start alone is dated at its number: "2020 жылы көбейді: 2019 жылғы 16 669-дан 21 570-ке дейін".

The end is then of the period that the sentence or the text speaks of, and so is the per cent that follows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import Told, to_period
from esep.claims.periods.ends import join_ends
from esep.claims.reading import CHANGES, Reading
from esep.language.dates import PeriodMention
from esep.model.period import Period

# So near before its number a period dates it: "2019 жылғы 16 669".
ATTACHED = 2
# What is counted may stand between a number and its period: "12,813 incidents in the March quarter".
NOUN_BETWEEN = re.compile(r"(?:\s[^\W\d]+){0,4}\s\(?")


def date_ends(
    mentions: Sequence[Mention], readings: list[Reading], sentence: Sentence, found: Found, told: Told
) -> None:
    """Give the end of a change, and the change itself, the period of the sentence where only the start has its own."""
    for at, place in join_ends(mentions, found):
        own = mentions[at].period
        start = to_period(own)
        if place is None or own is None or start is None or mentions[place].period is not own:
            continue
        if not _dates(own, mentions[at], mentions[place], found):
            continue
        end, is_told = _find_end(start, sentence, found, told)
        if end is None:
            continue
        readings[at] = replace(readings[at], period=start, is_period_named=True, is_period_settled=True)
        later = replace(readings[place], period=end, is_period_named=is_told, is_period_settled=is_told)
        readings[place] = later
        for k in range(place + 1, len(mentions)):
            if mentions[k].operator not in CHANGES or mentions[k].period is not own:
                break
            readings[k] = replace(
                readings[k], period=end, base_period=start, is_period_named=is_told, is_period_settled=is_told
            )


def _dates(own: PeriodMention, start: Mention, end: Mention, found: Found) -> bool:
    """Return whether a period stands right at the start of a change: "2019 жылғы 16 669-дан", "12,813 in 2019 to"."""
    if 0 <= start.numeral.start - own.end <= ATTACHED:
        return True
    is_between = start.end <= own.start and own.end <= end.start and start.start < end.start
    return is_between and NOUN_BETWEEN.fullmatch(found.text, start.end, own.start) is not None


def _find_end(start: Period, sentence: Sentence, found: Found, told: Told) -> tuple[Period | None, bool]:
    """Return the later period that a sentence names, else the one spoken of, and whether words name it."""
    named = (to_period(p) for p in take_between(found.periods, sentence.start, sentence.end))
    later = [p for p in named if p is not None and start < p and p.month_count == start.month_count]
    if later:
        return max(later), len(set(later)) == 1
    is_later = told.spoken_of is not None and start < told.spoken_of
    return (told.spoken_of, told.spoken_of == told.period) if is_later else (None, False)
