"""Changes between two shares of one sentence: "fell from 30.4 to 23.0 %, by 7.4 percentage points"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace

from esep.claims.mention import Found, Mention, take_between
from esep.claims.reading import Reading
from esep.language.lexicon import name_case
from esep.language.roles import match_before
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.statistics.compare import compute_change_percent, compute_difference

CHANGED = ("percentage_points", "percent_change")
# A change is told in one breath with its two ends.
REACH = 48
BESIDE = 6
# "or by 7.4 %", "(-7.4 %)", "то есть на 7,4 %": what says the same in other words.
SAME = re.compile(
    r",?\s?[(—–]?\s?(?:or|that is|i\.e\.|или|то есть|немесе|яғни|down|up|an? (?:fall|drop|decline|rise|increase) of)?"
    r"\s?(?:by\s|на\s)?",
    re.IGNORECASE,
)
ENDING = re.compile(r"[-‑]([^\W\d_]+)$")
JOINT = re.compile(r"\s(?:to|до)\s|-?[^\W\d_]*\s")


def restore_shares(found: Found) -> None:
    """Make a share of the "30.4" in "from 30.4 to 23.0 %": both ends of a change have one unit."""
    for first, second in itertools.pairwise(found.mentions):
        is_bare = first.operator == "level" and first.unit == "count" and first.scale == 1 and first.decimals > 0
        is_end = second.operator == "share" and second.unit == "percent" and first.sentence == second.sentence
        if is_bare and is_end and _is_from_to(first, second, found) and first.value < 100:
            first.operator, first.unit, first.part = "share", "percent", ""


def list_pairs(found: Found) -> Iterator[tuple[int, int]]:
    """Yield the positions of two shares that a sentence joins as FROM and TO."""
    for at, (first, second) in enumerate(itertools.pairwise(found.mentions)):
        are_shares = first.operator == second.operator == "share" and first.unit == second.unit == "percent"
        if are_shares and first.sentence == second.sentence and _is_from_to(first, second, found):
            yield at, at + 1


def _is_from_to(first: Mention, second: Mention, found: Found) -> bool:
    text, language = found.text, found.language
    if not JOINT.fullmatch(text, first.end, second.numeral.start):
        return False
    if language == "kk":
        return _case(first, found) == "ablative" and _case(second, found) == "dative"
    is_opened = match_before(text, first.numeral.start, language, "from") is not None
    return is_opened and match_before(text, second.numeral.start, language, "to") is not None


def _case(mention: Mention, found: Found) -> str:
    ending = ENDING.search(found.text, mention.numeral.end, mention.end)
    return name_case(ending[1]) if ending else name_case(mention.numeral.suffix)


def date_pairs(found: Found, readings: list[Reading]) -> None:
    """Read the first of two shares in the period that the second is compared with, where both had the same."""
    for first, second in list_pairs(found):
        period = readings[second].period
        if period is None or readings[first].period != period:
            continue
        beside = range(max(0, first - BESIDE), min(len(readings), second + BESIDE))
        sentence = found.mentions[first].sentence
        changes = (at for at in beside if found.mentions[at].operator in CHANGED)
        near = (readings[at] for at in changes if found.mentions[at].sentence == sentence)
        base = next((r.base_period for r in near if r.period == period and r.base_period is not None), None)
        readings[first] = replace(
            readings[second],
            period=base or period.shift_years(-1),
            is_period_named=False,
            is_period_settled=base is not None and readings[second].is_period_settled,
        )


def find_changes(found: Found) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the changes that two shares measure: position, and those of the later and the earlier share."""
    mentions = found.mentions
    for first, second in list_pairs(found):
        for at in (second + 1, first - 1):
            if 0 <= at < len(mentions) and mentions[at].operator in CHANGED and _is_told(at, first, second, found):
                yield at, (second, first)
                break


def _is_told(at: int, first: int, second: int, found: Found) -> bool:
    mention, ends = found.mentions[at], (found.mentions[first], found.mentions[second])
    start, end = (ends[1].end, mention.start) if at > second else (mention.end, ends[0].start)
    if mention.sentence != ends[0].sentence or end - start > REACH or mention.is_pace:
        return False
    if mention.operator == "percent_change":
        return at > second and SAME.fullmatch(found.text, start, end) is not None
    return not any(place.kind in ("measure", "region") for place in take_between(found.places, start, end))


def compute(mention: Mention, later: Mention, earlier: Mention) -> Figure:
    """Return the change between two shares in the unit of a claim."""
    now, then = (_to_figure(one) for one in (later, earlier))
    if mention.operator == "percent_change":
        return compute_change_percent(now, then)
    return replace(compute_difference(now, then), unit="percentage_points")


def _to_figure(mention: Mention) -> Figure:
    near: Interval = mention.printed.near()
    return Figure(mention.value, "percent", mention.decimals, "A", near)


def points_of(mention: Mention, later: Mention, earlier: Mention) -> Figure:
    """Return the difference of two shares as if the claim were one of points."""
    return replace(compute_difference(_to_figure(later), _to_figure(earlier)), unit=mention.unit)
