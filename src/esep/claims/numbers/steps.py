"""Counts that are the size of a difference: "a drop of 257 cases", "an additional 1,730", "184 up on July"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from esep.claims.mention import Found, Mention, take_between
from esep.language.cues import Cue
from esep.language.roles import match_before

# How far before a word that counts a change the change may be named.
STEP_REACH = 40
# "Прирост – 36 преступлений".
DASH = re.compile(r"\s?[–—-]\s$")
LONGEST_DASH = 3
WAYS = ("up", "down")
# A level that is rounded itself leaves an amount open by so much of it.
NEAR = Fraction(1, 50)
UP_ON = re.compile(r"\s(up|down) on\s", re.IGNORECASE)


def is_step(mention: Mention, found: Found, directions: Sequence[Cue]) -> bool:
    """Return whether a word for a change counts itself by the number: "a drop of 257 cases", "прирост – 36 дел"."""
    dash = DASH.search(found.text, max(0, mention.start - LONGEST_DASH), mention.start)
    if dash and match_before(found.text, dash.start(), found.language, "change_noun", "text"):
        return mention.unit == "count"
    span = match_before(found.text, mention.start, found.language, "step_of")
    return span is not None and any(
        0 <= span[0] - cue.end <= 1 for cue in take_between(directions, span[0] - STEP_REACH, span[0])
    )


def is_extra(mention: Mention, found: Found) -> bool:
    """Return whether a number comes on top of what was told before: "rose by 15% to 13,139, an additional 1,730"."""
    is_said = match_before(found.text, mention.start, found.language, "extra") is not None
    return is_said and bool(found.earlier_in(mention.sentence))


def is_gap(mention: Mention, found: Found) -> bool:
    """Return whether a number is said to be a difference, of whatever: "a difference of 257", "разница: 257"."""
    start = len(found.text[max(0, mention.start - 3) : mention.start].rstrip(" :\u00a0"))
    return match_before(found.text, max(0, mention.start - 3) + start, found.language, "gap") is not None


def read_up_on(mention: Mention, text: str) -> bool:
    """Return whether a number stands so far "up on" or "down on" another one, and take that as its direction."""
    way = UP_ON.match(text, mention.end)
    mention.direction = way[1].casefold() if way else mention.direction
    return way is not None


def is_amount(mention: Mention, found: Found) -> bool:
    """Return whether a number in brackets is what the change before it amounts to: "87,897, down 5.1% (4,723)".

    The level before the change tells by its size: neither what it was nor what it is comes near to that.
    """
    earlier = found.earlier_in(mention.sentence)
    change = earlier[-1] if earlier else None
    levels = [one for one in earlier if one.operator == "level" and one.unit == "count"]
    if change is None or change.operator != "percent_change" or change.direction not in WAYS or not levels:
        return False
    if found.text[change.end : mention.start].strip() != "(":
        return False
    half = Fraction(1, 2) / Fraction(10) ** change.decimals
    least, most = (_amount(levels[-1].value, change, abs(change.value) + by) for by in (-half, half))
    if not least * (1 - NEAR) <= mention.value <= most * (1 + NEAR):
        return False
    mention.direction = change.direction
    return True


def _amount(level: Fraction, change: Mention, per_cent: Fraction) -> Fraction:
    """Return by how much a level has changed that so many per cent led to."""
    base = 100 + per_cent if change.direction == "up" else 100 - per_cent
    return level * per_cent / base if base > 0 else Fraction(0)
