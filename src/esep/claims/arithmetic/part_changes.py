"""Changes of a whole and of all its parts: the whole moves by no more than the part that moved most, and no less."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from esep.claims.arithmetic.contradiction import Contradiction
from esep.claims.arithmetic.parts import REST_REACH
from esep.claims.mention import Found, Mention
from esep.claims.reading import Reading
from esep.language.roles import find_words
from esep.model.remark import Fact, Remark

# A whole, a part and the rest.
LEAST = 3


def find_outside_parts(found: Found, readings: Sequence[Reading]) -> Iterator[tuple[int, Contradiction]]:
    """Yield the changes of a whole, its parts and "the rest", where the whole's lies outside those of all parts.

    The whole is the one that none of the others agrees with; a part is told only where it alone is not confirmed.

    Source: check 12 of the specification. What is the sum of parts that grew by 2 % to 5 % cannot have grown by 7 %.
    """
    by_sentence: dict[int, list[int]] = {}
    for at, mention in enumerate(found.mentions):
        if mention.operator == "percent_change":
            by_sentence.setdefault(mention.sentence, []).append(at)
    for group in by_sentence.values():
        whole, parts = group[0], group[1:]
        if len(group) < LEAST or not _is_closed(group, found, readings):
            continue
        stated, moved = (found.mentions[whole].printed.robust(), [found.mentions[at].printed.robust() for at in parts])
        lows = [one.low for one in moved if one.low is not None]
        highs = [one.high for one in moved if one.high is not None]
        if stated.low is None or stated.high is None or len(lows) < len(moved) or len(highs) < len(moved):
            continue
        if stated.high < min(lows) or stated.low > max(highs):
            facts: dict[str, Fact] = {"other": found.mentions[whole].numeral.text}
            for at in group:
                others = tuple(other for other in group if other != at)
                remark = Remark("claims.reason_outside_parts", facts)
                yield at, Contradiction(remark, others, is_one_of_many=at != whole)


def _is_closed(group: Sequence[int], found: Found, readings: Sequence[Reading]) -> bool:
    """Return whether a sentence tells a whole, different parts of it and the rest, all between the same periods."""
    mentions = [found.mentions[at] for at in group]
    if any(m.hedge or m.is_word or m.is_pace or m.is_modal or m.direction not in ("up", "down") for m in mentions):
        return False
    if len({(readings[at].period, readings[at].base_period) for at in group}) != 1:
        return False
    rests = [_says_rest(mention, before, found) for before, mention in itertools.pairwise(mentions)]
    things = [(readings[at].measure, readings[at].region) for at in group[:-1]]
    return rests[-1] and not any(rests[:-1]) and len(set(things)) == len(things)


def _says_rest(mention: Mention, before: Mention, found: Found) -> bool:
    start = max(before.end, mention.start - REST_REACH)
    return any(True for _ in find_words(found.text[start : mention.start], found.language, "rest"))
