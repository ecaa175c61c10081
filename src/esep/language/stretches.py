"""Two periods that are the ends of a stretch: "between 2003/04 and 2012/13", "from the third quarter to the fourth"."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from esep.language.dates import PeriodMention

KINDS = ("months_range", "quarter", "half_year", "month")
LONGEST_OPENING = 12
# A part of a year that several years share: "в январе – сентябре 2023, 2024 и 2025 годов". Only a plural tells so.
SHARED = (*KINDS, "year_to_date")
YEARS_ON = re.compile(r",?\s(?:(?:и|а также)\s)?")
PLURAL = re.compile(r"(?:\s?год(?:ов|ах|ам)|\s?гг)(?!\w)", re.IGNORECASE)
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


def share_parts(text: str, language: str, mentions: Sequence[PeriodMention]) -> list[PeriodMention]:
    """Return the periods of a text, years that share the part of the year before them as that part of each."""
    shared = list(mentions)
    for at, part in enumerate(mentions) if language == "ru" else ():
        if part.kind in SHARED and part.first is not None and part.last is not None:
            run = list(_list_years(text, mentions, at))
            told = run and PLURAL.search(text, mentions[run[-1]].start, mentions[run[-1]].end + len(" годов"))
            for place in run if told and part.first.year == part.last.year else ():
                shared[place] = _move(part, mentions[place])
    return shared


def _list_years(text: str, mentions: Sequence[PeriodMention], at: int) -> Iterator[int]:
    """Yield the places of the years joined to a period behind it."""
    for place in range(at + 1, len(mentions)):
        is_joined = YEARS_ON.fullmatch(text, mentions[place - 1].end, mentions[place].start) is not None
        if mentions[place].kind != "year" or mentions[place].first is None or not is_joined:
            return
        yield place


def _move(part: PeriodMention, year: PeriodMention) -> PeriodMention:
    """Return the same months of another year."""
    assert part.first is not None
    assert part.last is not None
    assert year.first is not None
    number, month = year.first.year, part.last.month
    last = datetime.date(number, month, calendar.monthrange(number, month)[1])
    return replace(year, kind=part.kind, first=part.first.replace(year=number), last=last)
