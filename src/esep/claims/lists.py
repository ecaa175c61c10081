"""Two lists side by side: kinds named first, and as many numbers behind them, in the same order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from esep.claims.mention import Found, Mention
from esep.claims.place import Place

STATES = ("level", "rate", "per_day")
_JOINT = re.compile(r"\s?(?:,|\s(?:and|to|against|versus|и|против|және|мен|пен|бен))\s", re.IGNORECASE)


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
