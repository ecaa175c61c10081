"""Arithmetic of a text against itself: levels, differences, per cents, folds and shares that it prints side by side.

Needs no data. Every printed number is an interval; a check fails only when no true values could give all of them.
"""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass

from esep.claims.grade import Grade, Truth, grade_fold, grade_number, grade_word
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.printed import Printed
from esep.model.tolerances import ABOUT
from esep.statistics.compare import (
    compute_change_by_difference,
    compute_change_percent,
    compute_difference,
    compute_fold,
    compute_share_percent,
)

COMPUTE = {
    "percent_change": compute_change_percent,
    "difference": compute_difference,
    "fold": compute_fold,
    "share": compute_share_percent,
}
# Changes carry a sign; where the text names no direction, only the size is claimed.
SIGNED = ("percent_change", "difference")
# From this many trailing zeros on, an integer may itself be rounded (12,700).
ROUND_STEP = 100


@dataclass(frozen=True)
class Outcome:
    """What the text's own numbers say about one claim: the truth they give, its grade and which mentions were used."""

    truth: Truth
    grade: Grade
    used: tuple[int, ...]
    figure: Figure


def check_text(
    mentions: list[Mention], readings: list[Reading], *, is_vocabulary_known: bool
) -> dict[int, tuple[Outcome, ...]]:
    """Return, for each claim that other numbers of the text can test, the outcomes: usually one, several for a fold
    whose base is not named. Keys and `used` are positions in `mentions`. Where the offences that the text speaks of may
    be unknown words (no dataset), numbers are joined only within a sentence or its neighbour.
    """
    outcomes: dict[int, tuple[Outcome, ...]] = {}
    for index, mention in enumerate(mentions):
        if mention.operator in COMPUTE and mention.unit != "billion_kzt":
            pairs = _find_pairs(index, mentions, readings)
            if not is_vocabulary_known:
                pairs = [pair for pair in pairs if _is_safe(index, pair, mentions, readings)]
            tested = [_test(index, pair, mentions) for pair in pairs]
            outcomes[index] = tuple(outcome for outcome in tested if outcome is not None)
    return {index: found for index, found in outcomes.items() if found}


def grade_claim(mention: Mention, truth: Truth) -> Grade:
    """Return how a claim fits a truth that is in its own unit, by the rules for its kind of number."""
    if mention.operator == "fold":
        return grade_fold(mention.printed, truth, mention.hedge)
    if mention.operator in SIGNED and not mention.direction and truth.value < 0:
        truth = -truth
    if mention.is_word:
        sign = -1 if mention.value < 0 else 1
        return grade_word(mention.value * sign, truth if sign == 1 else -truth, mention.hedge)
    return grade_number(mention.printed, truth, mention.hedge)


def printed_figure(mention: Mention) -> Figure:
    """Return a printed level as a figure: exact if it was printed in full, otherwise with its interval."""
    return Figure(mention.value, mention.unit, mention.decimals, "A", _interval(mention))


def _interval(mention: Mention) -> Interval:
    printed = mention.printed
    if mention.hedge in ("more_than", "at_least"):
        return Interval(printed.value, None)
    if mention.hedge in ("less_than", "at_most", "almost"):
        return Interval(None, printed.value)
    if mention.hedge == "about":
        return Interval(printed.value * (1 - ABOUT), printed.value * (1 + ABOUT))
    return rounded_interval(printed)


def rounded_interval(printed: Printed) -> Interval:
    """Return what a printed number allows; a number printed in full is itself, unless it ends in two zeros or more."""
    if printed.decimals < 0 or printed.decimals > 0:
        return printed.near()
    return printed.near_round() if printed.round_step >= ROUND_STEP else Interval.point(printed.value)


def _test(index: int, pair: tuple[int, int], mentions: list[Mention]) -> Outcome | None:
    current, base = pair
    mention = mentions[index]
    second = mentions[base]
    if second.operator == "difference" and mention.operator == "percent_change":
        figure = compute_change_by_difference(printed_figure(mentions[current]), printed_figure(second))
    else:
        figure = COMPUTE[mention.operator](printed_figure(mentions[current]), printed_figure(second))
    if figure.value is None or figure.interval is None:
        return None
    truth = Truth(figure.value, figure.interval)
    if mention.operator == "fold" and is_reversed(mention, figure):
        return Outcome(truth, Grade("wrong", diagnosis="reversed"), (current, base), figure)
    return Outcome(truth, grade_claim(mention, truth), (current, base), figure)


def is_reversed(mention: Mention, figure: Figure) -> bool:
    """Return whether a fold goes the other way than the text says: "doubled", where the number was halved."""
    grew = figure.formula == "b / a"
    return (mention.direction == "down" and grew) or (mention.direction == "up" and not grew)


def _find_pairs(index: int, mentions: list[Mention], readings: list[Reading]) -> list[tuple[int, int]]:
    """Return the pairs (current or part, base or whole) of other numbers that give this claim."""
    if mentions[index].operator == "share":
        return _find_share_pair(index, mentions, readings)
    structural = _find_side_by_side(index, mentions, readings)
    if structural:
        return structural
    levels = [
        j for j, m in enumerate(mentions) if m.operator == "level" and _is_same_series(readings[j], readings[index])
    ]
    reading = readings[index]
    current = _nearest(index, [j for j in levels if readings[j].period == reading.period is not None], mentions)
    if current is None:
        return []
    if reading.base_period is not None:
        base = _nearest(index, [j for j in levels if readings[j].period == reading.base_period], mentions)
        if base is not None:
            return [(current, base)]
    if mentions[index].operator == "fold" and reading.base_period is None:
        return [(current, j) for j in reversed(levels) if _is_earlier(readings[j], reading)]
    if mentions[index].operator == "percent_change":
        return _find_difference(index, current, mentions, readings)
    return []


def _is_safe(index: int, pair: tuple[int, int], mentions: list[Mention], readings: list[Reading]) -> bool:
    """Return whether a join holds without knowing the words: side by side, a difference, or a fold, all near by."""
    mention, parts = mentions[index], [mentions[j] for j in pair]
    near = all(abs(part.sentence - mention.sentence) <= 1 for part in parts)
    is_side_by_side = pair in _find_side_by_side(index, mentions, readings) and abs(pair[0] - pair[1]) == 1
    has_own_level = parts[1].operator == "difference" and parts[0].sentence == mention.sentence
    is_plain = has_own_level or mention.operator == "fold"
    return near and (is_side_by_side or is_plain)


def _find_difference(
    index: int, current: int, mentions: list[Mention], readings: list[Reading]
) -> list[tuple[int, int]]:
    reading = readings[index]
    fits = [
        j
        for j, m in enumerate(mentions)
        if m.operator == "difference"
        and _is_same_series(readings[j], reading)
        and (readings[j].period, readings[j].base_period) == (reading.period, reading.base_period)
    ]
    difference = _nearest(index, fits, mentions)
    return [] if difference is None else [(current, difference)]


def _find_side_by_side(index: int, mentions: list[Mention], readings: list[Reading]) -> list[tuple[int, int]]:
    """Return the nearest "from A to B" of the same sentence, or its only two levels with different periods."""
    mention = mentions[index]
    inside = [j for j in _list_sentence(mention.sentence, mentions) if mentions[j].operator == "level"]
    pairs = [
        (k, j)
        for j, k in itertools.pairwise(inside)
        if mentions[j].part == "from" and mentions[k].part in ("to", "") and mentions[k].unit == mentions[j].unit
    ]
    if not pairs:
        return _find_only_two(mention, inside, mentions, readings)
    return [min(pairs, key=lambda pair: min(abs(mentions[j].start - mention.start) for j in pair))]


def _find_only_two(
    mention: Mention, inside: list[int], mentions: list[Mention], readings: list[Reading]
) -> list[tuple[int, int]]:
    """Return the two levels of a sentence that has no others and one change: the later period first.

    Where the periods are not named, the order is the one that the change says: only its size is tested then.
    """
    near = _list_sentence(mention.sentence, mentions)
    changes = [j for j in near if mentions[j].operator == mention.operator]
    if len(inside) != 2 or len(changes) != 1 or mention.direction not in ("up", "down"):
        return []
    low, high = sorted(inside, key=lambda j: mentions[j].value)
    if mentions[low].unit != mentions[high].unit:
        return []
    periods = {j: p.start for j in inside if readings[j].is_period_named and (p := readings[j].period) is not None}
    if len(set(periods.values())) == len(inside):
        return [(max(inside, key=lambda j: periods[j]), min(inside, key=lambda j: periods[j]))]
    return [(high, low)] if mention.direction == "up" else [(low, high)]


def _find_share_pair(index: int, mentions: list[Mention], readings: list[Reading]) -> list[tuple[int, int]]:
    reading, mention = readings[index], mentions[index]
    if not reading.whole:
        return []
    levels = [j for j, m in enumerate(mentions) if m.operator == "level" and readings[j].period == reading.period]
    parts = [
        j
        for j in levels
        if readings[j].measure == reading.measure
        and readings[j].region == reading.region
        and mentions[j].sentence == mention.sentence
    ]
    wholes = [j for j in levels if readings[j].measure == reading.whole and j not in parts]
    is_region_share = reading.measure == reading.whole
    wholes = [j for j in wholes if is_region_share or readings[j].region == reading.region]
    part, whole = _nearest(index, parts, mentions), _nearest(index, wholes, mentions)
    if part is None or whole is None or abs(mentions[part].start - mention.start) > 60:
        return []
    return [(part, whole)]


def _list_sentence(sentence: int, mentions: list[Mention]) -> range:
    low = bisect.bisect_left(mentions, sentence, key=lambda m: m.sentence)
    return range(low, bisect.bisect_right(mentions, sentence, lo=low, key=lambda m: m.sentence))


def _is_same_series(one: Reading, other: Reading) -> bool:
    return bool(one.measure) and (one.measure, one.attribute, one.region) == (
        other.measure,
        other.attribute,
        other.region,
    )


def _is_earlier(one: Reading, other: Reading) -> bool:
    return one.period is not None and other.period is not None and one.period < other.period


def _nearest(index: int, candidates: list[int], mentions: list[Mention]) -> int | None:
    return min(candidates, key=lambda j: abs(mentions[j].start - mentions[index].start), default=None)
