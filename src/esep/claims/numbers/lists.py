"""Two lists side by side: kinds named first, and as many numbers behind them, in the same order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from esep.claims.mention import Found, Mention, take_between
from esep.claims.periods.ends import says_respectively
from esep.claims.place import Place
from esep.language.roles import match_before

STATES = ("level", "rate", "per_day")
LEAST_LISTED = 2
_JOINT = re.compile(r"\s?(?:,|\s(?:and|to|against|versus|и|против|және|мен|пен|бен))\s", re.IGNORECASE)


def take_respective(mention: Mention, counted: Sequence[str], found: Found) -> str:
    """Return the kind of a number in "a year ago they were 545, 821 and 797 respectively", by what was counted before.

    Empty where the sentence names a kind of its own, or has not as many numbers as the one before counted kinds.
    """
    sentence = found.sentences[mention.sentence]
    numbers = [m for m in found.mentions_in(mention.sentence) if m.operator in STATES]
    if mention not in numbers or len(numbers) != len(counted) or len(counted) < LEAST_LISTED:
        return ""
    places = take_between(found.places, sentence.start, sentence.end)
    is_own = any(p.kind == "measure" and not p.is_anaphoric for p in places)
    joined = all(_JOINT.fullmatch(found.text, one.end, other.start) for one, other in itertools.pairwise(numbers))
    before = match_before(found.text, numbers[0].start, found.language, "respectively", "period")
    is_said = before or says_respectively(numbers[-1], found)
    return counted[numbers.index(mention)] if is_said and joined and not is_own else ""


def take_in_order(mention: Mention, places: Sequence[Place], found: Found) -> Place | None:
    """Return the kind of a number in "thefts outnumbered frauds: 4,672 to 899", by its place in the list."""
    counts = [m for m in found.mentions_in(mention.sentence) if m.operator in STATES]
    named = [place for place in places if not place.is_anaphoric and not place.is_general]
    if mention not in counts or len(counts) != len(named) or len({place.code for place in named}) < 2:
        return None
    if named[-1].end > counts[0].start:
        return None
    joined = (_JOINT.fullmatch(found.text, one.end, other.start) for one, other in itertools.pairwise(counts))
    return named[counts.index(mention)] if all(joined) else None
