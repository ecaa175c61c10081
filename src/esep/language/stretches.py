"""Two periods that are the ends of a stretch: "between 2003/04 and 2012/13", "from the third quarter to the fourth"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esep.language.dates import PeriodMention

KINDS = ("months_range", "quarter", "half_year", "month")
LONGEST_OPENING = 12
_OPENING = {
    "en": re.compile(r"(?<!\w)(?:between|from)\s(?:the\s)?$", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)между\s$", re.IGNORECASE),
}
_JOINT = {
    "en": re.compile(r"\s(?:and|to|until)\s(?:the\s)?", re.IGNORECASE),
    "ru": re.compile(r"\sи\s", re.IGNORECASE),
}


def join_stretches(text: str, language: str, mentions: Sequence[PeriodMention]) -> tuple[PeriodMention, ...]:
    """Return the periods of a text, the first of two such ends marked as what the second is counted from."""
    joined = list(mentions)
    for at in range(len(joined) - 1) if language in _OPENING else ():
        first, second = joined[at], joined[at + 1]
        is_pair = (
            first.kind == second.kind
            and first.kind in KINDS
            and _JOINT[language].fullmatch(text, first.end, second.start)
        )
        before = text[max(0, first.start - LONGEST_OPENING) : first.start]
        is_forward = first.last is not None and second.first is not None and first.last < second.first
        if is_pair and is_forward and _OPENING[language].search(before):
            joined[at] = replace(first, kind="since")
    return tuple(joined)
