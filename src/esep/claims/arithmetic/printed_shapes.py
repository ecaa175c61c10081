"""Numbers joined by how they are printed, whatever they count: "352 of them (13.3 %)", "117 (141, -17 %)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from esep.claims.mention import Found, Mention
from esep.claims.names.wholes import find_level
from esep.claims.periods.ends import STATES

Pair = tuple[int, int]
# "352 – drunk driving (13.3 %)": what the part is may stand before the brackets.
PART_ASIDE = re.compile(r"[^.;:()\d]{0,60}\(\s?$")
# "96 accidents against 120 in the same months (-25 %)".
AGAINST = re.compile(
    r"(?:\s[^\W\d]+){0,4},?\s(?:against|versus|vs\.?|compared with|compared to|против|после|вместо)\s", re.IGNORECASE
)
BASE_ASIDE = re.compile(r"[^.;:()\d]{0,60}\(\s?[+–—−-]?$")
# "117 (141, -17 %)".
BASE_AND_CHANGE = re.compile(r"(?:[,;]|\s[–—-])\s[+–—−-]?$")


def find_part_aside(index: int, mentions: Sequence[Mention], found: Found) -> Pair | None:
    """Return the part and the whole of a share told behind a number "of them": the whole is the number before all."""
    share, at = mentions[index], index - 1
    if at < 0 or mentions[at].sentence != share.sentence or not mentions[at].part_of:
        return None
    is_aside = PART_ASIDE.fullmatch(found.text, mentions[at].end, share.start) is not None
    if not (is_aside or find_level(share, found) is mentions[at]):
        return None
    near = range(at - 1, -1, -1)
    whole = next((one for one in near if mentions[one].operator in STATES and not mentions[one].part_of), None)
    if whole is None or share.sentence - mentions[whole].sentence > 1 or mentions[whole].unit != mentions[at].unit:
        return None
    return (at, whole) if mentions[at].value <= mentions[whole].value else None


def find_change_aside(index: int, mentions: Sequence[Mention], found: Found) -> Pair | None:
    """Return the two numbers of a change in brackets: "96 against 120 (-25 %)", "117 (141, -17 %)".

    One that names its base behind it is of that.
    """
    change = mentions[index]
    is_own = change.base is not None and change.base.start >= change.end
    if index < 2 or change.operator != "percent_change" or is_own:
        return None
    now, then = index - 2, index - 1
    pair = mentions[now], mentions[then]
    if any(one.operator not in STATES or one.sentence != change.sentence for one in pair):
        return None
    if pair[0].unit != pair[1].unit or pair[1].part == "to":
        return None
    text = found.text
    between, behind = (pair[0].end, pair[1].start), (pair[1].end, change.start)
    is_told = AGAINST.fullmatch(text, *between) and BASE_ASIDE.fullmatch(text, *behind)
    is_aside = text[slice(*between)] == " (" and BASE_AND_CHANGE.fullmatch(text, *behind)
    return (now, then) if is_told or is_aside else None
