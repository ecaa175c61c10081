"""The two ends of a change: "from A to B", "to B from A", "down 5% from A"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import Told
from esep.claims.periods.bases import TOUCHING, find_owner
from esep.claims.periods.bound import find_respective
from esep.claims.reading import CHANGES, Reading
from esep.language.roles import match_after, match_before
from esep.model.period import Period

STATES = ("level", "rate", "per_day")
DATED = ("level", "rate")
# Between the ends told backwards stands at most what is counted: "to 74,588 incidents from 68,440".
FARTHEST_BACK = 32
# "by 27%, from": no more stands between a change and the ends that explain it.
ADJOINING = 10
MARKS = ".;:()"
MARKS_AND_COMMA = MARKS + ","
MOST_WORDS = 2
# "22.7%, 578 to 447.", "22,7% (578 и 447)": what stands around two numbers that only a change joins.
OPENING = re.compile(r"(?:,|:|\s?[—–])?\s\(?|(?:\s[^\W\d]+){1,2}\s\(")
PLAIN_JOINT = re.compile(r"\s(?:to|and|и|мен|пен|бен|және)\s")
DASH = re.compile(r"\s?[–—-]\s?")
CLOSED = re.compile(r"(?:\),|[).;]{0,2})(?:\s|$)")
# What a number counts may stand before the word for what it is set against: "163 burglaries against 150".
NOUN = re.compile(r"(?:\s[^\W\d]+){0,3},?\s?")
OWN_REACH = 8
# "136, after 151", "45,156 in 2024, after 43,900", "124 после 120".
AFTER = re.compile(
    r"(?:\s[^\W\d]+){0,2}(?:\s(?:in|during|в|за)\s[^,;()]{1,20})?,?\s(?:after|following|после)\s", re.IGNORECASE
)


def mark_plain_ends(mentions: Sequence[Mention], found: Found) -> None:
    """Mark two levels right behind a per cent of change as its ends: "down 22.7%, 578 to 447", "на 22,7% (578 и 447)".

    The word for up or down tells which of them came first.
    """
    for change, first, second in zip(mentions, mentions[1:], mentions[2:], strict=False):
        are_levels = first.operator == second.operator == "level" and not first.part and second.part in ("", "to")
        if change.operator != "percent_change" or not are_levels or first.value == second.value:
            continue
        opening, joint = found.text[change.end : first.start], found.text[first.end : second.start]
        is_closed = CLOSED.match(found.text, second.end) is not None
        is_joint = PLAIN_JOINT.fullmatch(joint) or (opening.endswith("(") and DASH.fullmatch(joint))
        if OPENING.fullmatch(opening) and is_joint and is_closed and change.direction:
            is_forward = (second.value > first.value) == (change.direction == "up")
            first.part, second.part = ("from", "to") if is_forward else ("to", "from")


def join_ends(mentions: Sequence[Mention], found: Found) -> list[tuple[int, int | None]]:
    """Return for each number that a change comes from its place and that of the end, `None` where none is printed.

    `mentions` are those of one sentence. The number behind is the end, unless one that is said to be it ("to B") stands
    right before and none behind.
    """
    states = [at for at, mention in enumerate(mentions) if mention.operator in STATES]
    ends: list[tuple[int, int | None]] = []
    taken: set[int] = set()
    for place, at in enumerate(states):
        if mentions[at].part != "from":
            continue
        before = states[place - 1] if place and states[place - 1] not in taken else None
        after = states[place + 1] if place + 1 < len(states) else None
        end = _choose_end(mentions, before, at, after, found)
        taken |= {end} if end is not None else set()
        ends.append((at, end))
    return ends


def _choose_end(
    mentions: Sequence[Mention], before: int | None, at: int, after: int | None, found: Found
) -> int | None:
    start = mentions[at]
    is_back = before is not None and before == at - 1 and mentions[before].part == "to"
    if is_back and not any(m in found.text[mentions[at - 1].end : start.start] for m in MARKS_AND_COMMA):
        return before
    if after is not None and mentions[after].unit == start.unit:
        between = found.text[start.end : mentions[after].start]
        is_said = mentions[after].part == "to"
        if is_said or (after == at + 1 and not mentions[after].part and _is_close(between)):
            return after
    if is_back:
        between = found.text[mentions[at - 1].end : start.start]
        if len(between) <= FARTHEST_BACK and not any(mark in between for mark in MARKS):
            return before
    return None


def _is_close(between: str) -> bool:
    """Return whether nothing that parts them stands between two numbers: "617-ден 565", "с 617 — 565"."""
    return not any(mark in between for mark in MARKS) and not ("," in between and len(between.split()) > MOST_WORDS)


def pair_from_to(
    mentions: list[Mention], readings: list[Reading], sentence: Sentence, found: Found, told: Told
) -> None:
    """Give the two ends of "from A to B" one measure and region, and the earlier one the earlier period.

    How far back it lies is open where the sentence tells a length of time: "over two years, from A to B".
    """
    is_open = any(p.kind == "duration" for p in take_between(found.periods, sentence.start, sentence.end))
    for at, place in join_ends(mentions, found):
        if place is None:
            readings[at] = _date_start(at, mentions, readings, found, told)
            continue
        first, second = mentions[at], mentions[place]
        if second.operator not in DATED:
            continue
        start, end = readings[at], readings[place]
        change = _find_change_before(at, place, mentions, found)
        if change is not None and readings[change].base_period is not None:
            ends = readings[change].base_period, readings[change].period
            start, end = (replace(one, period=period) for one, period in zip((start, end), ends, strict=True))
            readings[place] = replace(end, base_period=None)
            readings[at] = replace(start, base_period=None, measure=end.measure, region=end.region)
            continue
        has_own = first.period is not None and second.period is not None and first.period != second.period
        base = start.base_period
        if not has_own and end.period is not None:
            is_given = base is not None and base < end.period
            start = replace(
                start, period=base if is_given else told.find_base(end.period) or end.period.shift_years(-1)
            )
        is_guess = is_open and not has_own and base is None
        is_settled = start.is_period_settled and not is_guess
        is_named = start.is_period_named and not is_guess
        start = replace(start, base_period=None, is_period_settled=is_settled, is_period_named=is_named)
        readings[at] = replace(start, measure=end.measure, region=end.region)


def _find_change_before(at: int, place: int, mentions: list[Mention], found: Found) -> int | None:
    """Return the change right before the two ends that explain it, where they have no period: "by 9%, from A to B"."""
    before = min(at, place) - 1
    if abs(at - place) != 1 or before < 0 or mentions[before].operator not in CHANGES:
        return None
    change, last = mentions[before], max(mentions[at].end, mentions[place].end)
    inside = take_between(found.periods, change.end, last + TOUCHING)
    own = [p for p in inside if p is change.base or p is change.period]
    apart = mentions[before + 1].start - change.end - sum(p.end - p.start for p in own)
    return before if len(own) == len(inside) and apart <= ADJOINING else None


def _date_start(at: int, mentions: list[Mention], readings: list[Reading], found: Found, told: Told) -> Reading:
    """Return the reading of a number that a change comes from and no end of it is printed: "down 5% from 2,346".

    A period right behind it is its own; else it has the base of the change beside it, or the year before.
    """
    reading, mention = readings[at], mentions[at]
    own = mention.period
    if own is not None and find_owner(own, found) is mention:
        return reading
    base = _find_base_beside(at, mentions, readings)
    if base is None and own is not mention.base and reading.period is not None and reading.base_period is None:
        base = told.find_base(reading.period) or reading.period.shift_years(-1)
    return replace(reading, period=base or reading.period, base_period=None, is_period_named=False)


def _find_base_beside(at: int, mentions: list[Mention], readings: list[Reading]) -> Period | None:
    """Return the base of the change right before a number or right behind it."""
    beside = (k for k in (at - 1, at + 1) if 0 <= k < len(mentions) and mentions[k].operator in CHANGES)
    return next((readings[k].base_period for k in beside), None)


def open_respective(mentions: list[Mention], sentence: Sentence, found: Found) -> None:
    """Leave two numbers "respectively" open where no list of as many periods says which is which: "544 and 428"."""
    for first, second in itertools.pairwise(mentions):
        is_said = says_respectively(second, found)
        is_pair = first.operator == second.operator == "level"
        is_shared = first.measure_place is second.measure_place and first.region_place is second.region_place
        if is_said and is_pair and is_shared and find_respective(first, sentence, found) is None:
            first.is_part = second.is_part = True


def says_respectively(last: Mention, found: Found) -> bool:
    """Return whether "respectively" stands right behind a number, or behind a comma."""
    comma = found.text.startswith(",", last.end)
    return match_after(found.text, last.end + comma, found.language, "respectively", "period") is not None


def is_respective(first: Mention, second: Mention, found: Found) -> bool:
    """Return whether two joined numbers are told in the order of what was named: "186 and 529 thefts respectively"."""
    text, language = found.text, found.language
    if PLAIN_JOINT.fullmatch(text, first.end, second.start) is None:
        return False
    if match_before(text, first.start, language, "respectively", "period") or says_respectively(second, found):
        return True
    near = take_between(found.places, second.end, second.end + FARTHEST_BACK)
    end = near[0].end if near and not text[second.end : near[0].start].strip() else second.end
    noun = match_after(text, second.end, language, "cases")
    ends = {end, noun[1] if noun else end}
    return any(match_after(text, one, language, "respectively", "period") is not None for one in ends)


def pair_against(mentions: list[Mention], readings: list[Reading], found: Found, told: Told) -> None:
    """Give "2,593 against 2,241", or "136 after 151", the base for its second number, where it names no period."""
    for at in range(len(mentions) - 1):
        first, second = mentions[at], mentions[at + 1]
        word = match_before(found.text, second.start, found.language, "against", "period")
        is_pair = word is not None and NOUN.fullmatch(found.text, first.end, word[0]) is not None
        is_dated = bool(take_between(found.periods, second.end, second.end + OWN_REACH))
        is_pair = is_pair or (not is_dated and AFTER.fullmatch(found.text, first.end, second.start) is not None)
        period = readings[at].period
        is_pair = is_pair and readings[at].region == readings[at + 1].region
        if is_pair and period is not None and readings[at + 1].period == period and second.operator in DATED:
            change = _find_change_before(at, at + 1, mentions, found)
            base = readings[change].base_period if change is not None and readings[change].period == period else None
            base = base or told.find_base(period) or period.shift_years(-1)
            readings[at + 1] = replace(readings[at + 1], period=base, is_period_named=False)
