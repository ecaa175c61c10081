"""Two numbers told "respectively" that stand in each other's place."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from esep.claims.mention import Found, Mention
from esep.claims.periods.ends import is_respective
from esep.claims.verdicts.judgement import Judgement
from esep.model.remark import Remark

OPEN = ("claims.reason_elsewhere", "claims.reason_open")


def accuse_swapped(mentions: list[Mention], judgements: Mapping[int, Judgement], found: Found) -> None:
    """Call wrong two open numbers told in an order where each is exactly what the data have for the other."""
    for at, (first, second) in enumerate(itertools.pairwise(mentions)):
        pair = judgements.get(at), judgements.get(at + 1)
        if first.sentence != second.sentence or first.operator != "level" or second.operator != "level":
            continue
        one, other = pair
        if one is None or other is None or not is_respective(first, second, found):
            continue
        are_open = all(j.verdict == "ambiguous" and j.reason.key in OPEN for j in (one, other))
        is_swapped = (one.true_value, other.true_value) == (second.value, first.value) and first.value != second.value
        for judgement in (one, other) if are_open and is_swapped else ():
            judgement.verdict = "wrong"
            judgement.reason = Remark("claims.reason_differs", {"value": judgement.reason.facts["value"]})
