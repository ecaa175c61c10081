"""Statements of one text that exclude each other, whatever they speak of; no data are needed.

A contradiction names the numbers that cannot all be right. It says nothing about which of them is wrong: that is for
the data, where there are any.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from esep.claims.arithmetic.consistency import Outcome, rounded_interval
from esep.claims.arithmetic.contradiction import Contradiction
from esep.claims.arithmetic.grade import Truth, grade_fold, grade_word
from esep.claims.arithmetic.part_changes import find_outside_parts
from esep.claims.arithmetic.parts import find_excess_parts, find_open_rests
from esep.claims.mention import Found, Mention, take_between
from esep.claims.reading import Reading
from esep.model.interval import Interval
from esep.model.printed import Printed
from esep.model.remark import Fact, Remark

# Two words for one change stand in apposition: "by almost a third: 27.6 % fewer", "halved (-50 %)".
APPOSITION = re.compile(
    r"[^.;\d]{0,40}(?::|\(|,? or |,? i\.e\.|,? that is|,? то есть|,? или |,? яғни|,? немесе |[—–-]{1,2} )[^.;\d]{0,30}",
    re.IGNORECASE,
)
NOUN_REACH = 3
TO_LEVEL = ("to", "to just", "до")
# A printed level can be tested for a whole-number base only where there are few of them.
LARGEST_GRIM = 5_000
# A sentence with more numbers than that is a table.
MOST_BESIDE = 24


def find_contradictions(
    found: Found, readings: Sequence[Reading], outcomes: Mapping[int, tuple[Outcome, ...]]
) -> dict[int, Contradiction]:
    """Return, by position, the claims that the text itself excludes; the first reason found is kept.

    `outcomes` tells from which levels of the text a change was computed.
    """
    contradicted: dict[int, Contradiction] = {}
    for index, contradiction in itertools.chain(
        _find_impossible(found.mentions),
        _find_printed_twice(found, readings),
        _find_two_words(found, readings),
        _find_fold_and_percent(found.mentions, readings, outcomes),
        find_excess_parts(found, readings),
        find_open_rests(found, readings),
        find_outside_parts(found, readings),
        _find_shrinking(found.mentions, readings),
        _find_baseless(found, readings),
    ):
        contradicted.setdefault(index, contradiction)
    return contradicted


def _find_impossible(mentions: Sequence[Mention]) -> Iterator[tuple[int, Contradiction]]:
    """Yield decreases by more than everything there was."""
    for index, mention in enumerate(mentions):
        is_fall = mention.operator == "percent_change" and mention.direction == "down"
        if is_fall and mention.unit == "percent" and mention.printed.near().high is not None and mention.value < -100:
            yield index, Contradiction(Remark("claims.reason_impossible_fall"), (), is_certain=True)


def _find_printed_twice(found: Found, readings: Sequence[Reading]) -> Iterator[tuple[int, Contradiction]]:
    """Yield levels of one thing that are printed twice, once with a slip: 3,354 in the heading, 3,454 below."""
    groups: dict[object, list[int]] = defaultdict(list)
    for index, mention in enumerate(found.mentions):
        if _counts_its_noun(mention, found) and not _is_moved(mention):
            reading = readings[index]
            key = reading.measure, reading.attribute, reading.region, reading.period, mention.unit
            if reading.period is not None or not _has_periods(mention, found):
                groups[key].append(index)
    for group in groups.values():
        for one, other in itertools.pairwise(group):
            if found.mentions[one].sentence != found.mentions[other].sentence and is_slip(
                found.mentions[one].printed, found.mentions[other].printed
            ):
                yield one, _say_twice(other, found)
                yield other, _say_twice(one, found)


def _say_twice(other: int, found: Found) -> Contradiction:
    return Contradiction(Remark("claims.reason_printed_twice", {"other": found.mentions[other].numeral.text}), (other,))


def _counts_its_noun(mention: Mention, found: Found) -> bool:
    """Return whether a level stands right before the offence that it counts, so that no other thing can be meant."""
    place = mention.measure_place
    if mention.operator != "level" or place is None or place.is_anaphoric or mention.unit != "count":
        return False
    return place.start >= mention.end and len(found.text[mention.end : place.start].split()) <= 1


def _is_moved(mention: Mention) -> bool:
    return bool(mention.part) or mention.is_part or mention.is_base or mention.is_either or bool(mention.hedge)


def _has_periods(mention: Mention, found: Found) -> bool:
    sentence = found.sentences[mention.sentence]
    return bool(take_between(found.periods, sentence.start, sentence.end))


def is_slip(one: Printed, other: Printed) -> bool:
    """Return whether two numbers of one length differ as a typing slip does: one digit, or two that changed places."""
    return len(_list_differing(one, other)) == 1 or is_exchange(one, other)


def is_exchange(one: Printed, other: Printed) -> bool:
    """Return whether two numbers differ in nothing but two neighbouring digits that changed places."""
    differing = _list_differing(one, other)
    return len(differing) == 2 and differing[1] == (differing[0][0] + 1, *differing[0][:0:-1])


def _list_differing(one: Printed, other: Printed) -> list[tuple[int, str, str]]:
    """Return at which places two numbers of one length, three digits at least, have different digits, and which."""
    first, second = (str(abs(printed.value)) for printed in (one, other))
    if len(first) != len(second) or len(first) < 3 or one.decimals != other.decimals or "/" in first + second:
        return []
    return [(at, *pair) for at, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]


def _find_two_words(found: Found, readings: Sequence[Reading]) -> Iterator[tuple[int, Contradiction]]:
    """Yield words and folds that a per cent in apposition excludes: "a third: 27.6 % fewer", "halved (-30 %)"."""
    for index, (one, other) in enumerate(itertools.pairwise(found.mentions)):
        is_near = one.sentence == other.sentence and APPOSITION.fullmatch(found.text, one.end, other.start)
        if not is_near or not _change_alike(readings[index], readings[index + 1], one, other):
            continue
        for word, exact, at in ((one, other, index), (other, one, index + 1)):
            if exact.operator == "percent_change" and not exact.is_word and _excludes(word, exact):
                facts: dict[str, Fact] = {"other": exact.numeral.text}
                used = index if at != index else index + 1
                yield at, Contradiction(Remark("claims.reason_two_words", facts), (used,))
                break


def _find_fold_and_percent(
    mentions: Sequence[Mention], readings: Sequence[Reading], outcomes: Mapping[int, tuple[Outcome, ...]]
) -> Iterator[tuple[int, Contradiction]]:
    """Yield folds between two levels for which the sentence prints a per cent too: "almost halved ... minus 40 %"."""
    for index, tested in outcomes.items():
        fold = mentions[index]
        if fold.operator != "fold" or len(tested) != 1:
            continue
        ends = tuple(readings[at].period for at in tested[0].used)
        for at in range(max(0, index - MOST_BESIDE), min(len(mentions), index + MOST_BESIDE)):
            other, reading = mentions[at], readings[at]
            is_same = (reading.period, reading.base_period) == ends and None not in ends
            is_beside = other.sentence == fold.sentence and reading.measure == readings[index].measure
            is_exact = other.operator == "percent_change" and not (other.is_word or other.hedge or other.is_pace)
            if is_same and is_beside and is_exact and _excludes(fold, other):
                yield index, Contradiction(Remark("claims.reason_two_words", {"other": other.numeral.text}), (at,))
                break


def _change_alike(first: Reading, second: Reading, one: Mention, other: Mention) -> bool:
    """Return whether two changes speak of the same thing in the same direction."""
    is_one = (first.measure, first.region, first.attribute) == (second.measure, second.region, second.attribute)
    periods = {first.base_period, second.base_period} - {None}
    return is_one and len(periods) <= 1 and one.direction == other.direction in ("up", "down")


def _excludes(word: Mention, exact: Mention) -> bool:
    percent = exact.printed.near()
    if word.operator == "percent_change" and word.is_word:
        truth = Truth(exact.value, percent)
        return not grade_word(abs(word.value), truth if exact.value > 0 else -truth, word.hedge).is_pass
    if word.operator != "fold":
        return False
    ratio = _to_ratio(percent)
    if ratio is None:
        return False
    value = 1 + exact.value / 100
    fold = Truth(value, ratio) if value >= 1 else _invert(value, ratio)
    return fold is not None and not grade_fold(word.printed, fold, word.hedge).is_pass


def _to_ratio(percent: Interval) -> Interval | None:
    if percent.low is None or percent.high is None or percent.low <= -100:
        return None
    return Interval(1 + percent.low / 100, 1 + percent.high / 100)


def _invert(value: Fraction, ratio: Interval) -> Truth | None:
    if value == 0 or not ratio.low or not ratio.high:
        return None
    return Truth(1 / value, Interval(1 / ratio.high, 1 / ratio.low))


def _find_shrinking(mentions: Sequence[Mention], readings: Sequence[Reading]) -> Iterator[tuple[int, Contradiction]]:
    """Yield counts since the start of a year that are smaller than those of a shorter part of the same year."""
    groups: dict[object, list[int]] = defaultdict(list)
    for index, (mention, reading) in enumerate(zip(mentions, readings, strict=True)):
        period = reading.period
        is_moved = bool(mention.part or mention.hedge) or mention.is_part or mention.is_either
        is_plain = mention.operator == "level" and mention.unit == "count" and not is_moved
        is_known = mention.measure_place is not None and reading.is_period_named
        if is_plain and is_known and period is not None and (period.start.month, period.start.day) == (1, 1):
            groups[reading.measure, reading.attribute, reading.region, reading.scope, period.start].append(index)
    for group in groups.values():
        group.sort(key=lambda at: readings[at].period.end)  # type: ignore[union-attr]
        for shorter, longer in itertools.pairwise(group):
            low, high = rounded_interval(mentions[shorter].printed), rounded_interval(mentions[longer].printed)
            is_longer = readings[shorter].period != readings[longer].period
            if is_longer and high.high is not None and low.low is not None and high.high < low.low:
                for at, other in ((shorter, longer), (longer, shorter)):
                    facts: dict[str, Fact] = {"other": mentions[other].numeral.text}
                    yield at, Contradiction(Remark("claims.reason_shrinking", facts), (other,))


def _find_baseless(found: Found, readings: Sequence[Reading]) -> Iterator[tuple[int, Contradiction]]:
    """Yield per cents that no whole number of cases can give: "fell by 3.1 % to 12"."""
    for index, (one, other) in enumerate(itertools.pairwise(found.mentions)):
        is_pair = one.operator == "percent_change" and other.operator == "level" and one.sentence == other.sentence
        is_plain = not (one.hedge or one.is_word or other.hedge) and other.decimals == 0 and other.unit == "count"
        between = found.text[one.end : other.start].strip(" ,").casefold()
        if is_pair and is_plain and between in TO_LEVEL and _has_no_base(one, other):
            remark = Remark("claims.reason_no_whole_base", {"other": other.numeral.text})
            yield index, Contradiction(remark, (index + 1,))


def _has_no_base(change: Mention, level: Mention) -> bool:
    if level.value > LARGEST_GRIM or change.direction not in ("up", "down"):
        return False
    # Cut off as well as rounded: one step to either side.
    percents = change.printed.robust()
    low, high = 1 + (percents.low or 0) / 100, 1 + (percents.high or 0) / 100
    if low <= 0:
        return False
    return math.floor(level.value / low) < math.ceil(level.value / high)
