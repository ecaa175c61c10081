"""A change whose start alone is dated at its number: "2020 жылы көбейді: 2019 жылғы 16 669-дан 21 570-ке дейін".

The end is then of the period that the sentence or the text speaks of, and so is the per cent that follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import Told, to_period
from esep.claims.periods.ends import join_ends
from esep.claims.reading import CHANGES, Reading
from esep.model.period import Period

# So near before its number a period dates it: "2019 жылғы 16 669".
ATTACHED = 2


def date_ends(
    mentions: Sequence[Mention], readings: list[Reading], sentence: Sentence, found: Found, told: Told
) -> None:
    """Give the end of a change, and the change itself, the period of the sentence where only the start has its own."""
    for at, place in join_ends(mentions, found):
        own = mentions[at].period
        start = to_period(own)
        is_own = own is not None and 0 <= mentions[at].numeral.start - own.end <= ATTACHED
        if place is None or start is None or not is_own or mentions[place].period is not own:
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


def _find_end(start: Period, sentence: Sentence, found: Found, told: Told) -> tuple[Period | None, bool]:
    """Return the later period that a sentence names, else the one spoken of, and whether words name it."""
    named = (to_period(p) for p in take_between(found.periods, sentence.start, sentence.end))
    later = [p for p in named if p is not None and start < p and p.month_count == start.month_count]
    if later:
        return max(later), len(set(later)) == 1
    is_later = told.spoken_of is not None and start < told.spoken_of
    return (told.spoken_of, told.spoken_of == told.period) if is_later else (None, False)
