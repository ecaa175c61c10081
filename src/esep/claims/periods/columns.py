"""Lines under a heading that names periods: "Homicides, 2019 and 2020:", and below "Texas: 1,432 – 1,927"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import to_period
from esep.claims.reading import CHANGES, Reading
from esep.model.period import Period

Columns = tuple[Period, ...]
LEAST = 2
STATES = ("level", "rate", "per_day")
LONGEST_HEADING = 160
_HEADING_END = re.compile(r":[ \t]*\n")
_JOINT = re.compile(r",?\s(?:and|or|vs\.?|versus|against|и|против|және|мен|пен|бен)\s|\s?[/;→|,]\s?", re.IGNORECASE)
_PARTING = re.compile(r"\s?(?:[–—-]|→|->|[,;/|]|to|and|vs\.?|versus|against|и|против|және)\s?", re.IGNORECASE)


def find_columns(sentence: Sentence, found: Found) -> Columns | None:
    """Return the periods, in their order, of a heading that ends its line with a colon and lists them."""
    end = _HEADING_END.search(found.text, sentence.start, sentence.start + LONGEST_HEADING)
    if end is None or "\n" in found.text[sentence.start : end.start()].strip():
        return None
    named = [p for p in take_between(found.periods, sentence.start, end.start()) if p.kind != "date"]
    periods = [period for p in named if (period := to_period(p)) is not None]
    if len(named) < LEAST or len(periods) != len(named) or len({period.days // 28 for period in periods}) > 1:
        return None
    pairs = itertools.pairwise(named)
    are_joined = all(_JOINT.fullmatch(found.text, one.end, other.start) for one, other in pairs)
    return tuple(periods) if are_joined else None


def fill_columns(mentions: Sequence[Mention], readings: list[Reading], columns: Columns, found: Found) -> None:
    """Give the levels of each line, where it names no period, those of the heading; its changes, the first and last."""
    for line in _list_lines(mentions, found):
        levels = [at for at in line if mentions[at].operator in STATES]
        if len(levels) != len(columns) or any(
            mentions[at].period is not None or mentions[at].base is not None for at in line
        ):
            continue
        pairs = itertools.pairwise(mentions[at] for at in levels)
        if not all(_PARTING.fullmatch(found.text, one.end, other.start) for one, other in pairs):
            continue
        for at, period in zip(levels, columns, strict=True):
            readings[at] = replace(readings[at], period=period, base_period=None, is_period_settled=True)
        for at in line:
            if mentions[at].operator in CHANGES:
                later, earlier = max(columns), min(columns)
                readings[at] = replace(readings[at], period=later, base_period=earlier, is_period_settled=True)


def leaves_list(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence is no further line under a heading: it names a period, or begins within a line."""
    begins_line = "\n" in found.text[max(0, sentence.start - 2) : sentence.start + 1]
    named = take_between(found.periods, sentence.start, sentence.end)
    return not begins_line or any(period.first is not None for period in named)


def _list_lines(mentions: Sequence[Mention], found: Found) -> Iterator[list[int]]:
    """Yield the places of the numbers of each line."""
    line: list[int] = []
    for at, mention in enumerate(mentions):
        if line and "\n" in found.text[mentions[line[-1]].end : mention.start]:
            yield line
            line = []
        line.append(at)
    if line:
        yield line
