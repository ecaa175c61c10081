"""Arithmetic of a text against itself: levels, differences, per cents, folds and shares that it prints side by side.

Needs no data. Every printed number is an interval; a check fails only when no true values could give all of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.claims.arithmetic.grade import Grade, Truth, grade_fold, grade_nth, grade_number, grade_word
from esep.claims.arithmetic.pace import count_years, spread_over_years
from esep.claims.arithmetic.pairs import Pairs
from esep.claims.mention import Found, Mention
from esep.claims.names.wholes import SHARES
from esep.claims.numbers.share_ends import compute, find_changes, points_of
from esep.claims.numbers.totals import list_before, list_summands
from esep.claims.reading import Reading
from esep.language.write import MONEY
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
    "one_in_n": compute_share_percent,
}
# Changes carry a sign; where the text names no direction, only the size is claimed.
SIGNED = ("percent_change", "difference")
YEAR_LIKE = re.compile(r"(?:19|20)\d\d")
# From this many trailing zeros on, an integer may itself be rounded (12,700).
ROUND_STEP = 100


@dataclass(frozen=True)
class Outcome:
    """What the text's own numbers say about one claim: the truth they give, its grade and which mentions were used.

    `parts` are all the numbers that a sum adds up; `is_shaped` tells that the shape of the sentence joins
    them, whatever its words mean.
    """

    truth: Truth
    grade: Grade
    used: tuple[int, ...]
    figure: Figure
    parts: tuple[int, ...] = ()
    is_shaped: bool = False


def check_text(
    found: Found, readings: Sequence[Reading], *, is_vocabulary_known: bool
) -> dict[int, tuple[Outcome, ...]]:
    """Return, for each claim that other numbers of the text can test, the outcomes: usually one, several for a fold
    whose base is not named. Keys and `used` are positions in the mentions. Where the offences that the text speaks of
    may be unknown words (no dataset), numbers are joined by the shape of the sentence only.
    """
    outcomes: dict[int, tuple[Outcome, ...]] = {}
    pairs = Pairs(found, readings)
    for index, mention in enumerate(found.mentions):
        # The part of several regions together is no number of the text.
        is_of_sum = mention.operator in SHARES and readings[index].is_sum
        if mention.operator in COMPUTE and mention.unit not in MONEY and not is_of_sum:
            joined = pairs.find(index)
            if not is_vocabulary_known:
                joined = [pair for pair in joined if pairs.is_safe(index, pair)]
            if mention.is_pace:
                tested = [_test_pace(index, pair, found.mentions, readings) for pair in joined]
            else:
                tested = [_test(index, pair, found.mentions, is_shaped=pairs.is_safe(index, pair)) for pair in joined]
            outcomes[index] = tuple(outcome for outcome in tested if outcome is not None)
        elif mention.operator == "sum":
            outcomes[index] = _test_sum(index, found.mentions, readings)
    for index, pair in find_changes(found):
        tested_pair = _test_shares(index, pair, found.mentions)
        outcomes[index] = (tested_pair,) if tested_pair is not None else ()
    kept = {
        index: tuple(o for o in tested if o.grade.is_pass or not any(may_be_year(found.mentions[at]) for at in o.used))
        for index, tested in outcomes.items()
    }
    return {index: tested for index, tested in kept.items() if tested}


def may_be_year(mention: Mention) -> bool:
    """Return whether a number looks like a year that no word gives away: nothing is contradicted by it."""
    return mention.operator == "level" and not mention.hedge and YEAR_LIKE.fullmatch(mention.numeral.text) is not None


def grade_claim(mention: Mention, truth: Truth) -> Grade:
    """Return how a claim fits a truth that is in its own unit, by the rules for its kind of number."""
    if mention.operator == "one_in_n":
        return grade_nth(mention.value, truth, mention.hedge)
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


def _test_sum(index: int, mentions: list[Mention], readings: Sequence[Reading]) -> tuple[Outcome, ...]:
    """Return what the levels before a sum, in its sentence, add up to."""
    mention = mentions[index]
    if mention.sum_count:
        counted = list_summands(index, mentions, readings)
        return (_add_up(mention, counted, mentions),) if counted else ()
    parts: list[int] = []
    for at in range(index - 1, -1, -1):
        if mentions[at].sentence != mention.sentence:
            break
        if mentions[at].operator == "level" and mentions[at].unit == mention.unit:
            parts.insert(0, at)
    tested = [_add_up(mention, parts[at:], mentions) for at in range(len(parts) - 1)]
    if not parts and (before := list_before(index, mentions, readings)):
        return (_add_up(mention, before, mentions),)
    passing = next((outcome for outcome in tested if outcome.grade.is_pass), None)
    # Which of more than two levels are the parts nobody says: only a sum that fits tells.
    return (passing,) if passing is not None else tuple(tested) if len(parts) == 2 else ()


def _add_up(mention: Mention, parts: Sequence[int], mentions: Sequence[Mention]) -> Outcome:
    intervals = [_interval(mentions[at]) for at in parts]
    whole = intervals[0]
    for interval in intervals[1:]:
        whole = whole + interval
    value = sum((mentions[at].value for at in parts), Fraction(0))
    decimals = min(mentions[at].decimals for at in parts)
    figure = Figure(value, mention.unit, decimals, "A", whole, formula="a + b")
    truth = Truth(value, whole)
    return Outcome(truth, grade_claim(mention, truth), tuple(parts[-2:]), figure, tuple(parts))


def _test(index: int, pair: tuple[int, int], mentions: list[Mention], *, is_shaped: bool) -> Outcome | None:
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
        return Outcome(truth, Grade("wrong", diagnosis="reversed"), (current, base), figure, is_shaped=is_shaped)
    return Outcome(truth, grade_claim(mention, truth), (current, base), figure, is_shaped=is_shaped)


def _test_shares(index: int, pair: tuple[int, int], mentions: list[Mention]) -> Outcome | None:
    """Return what two shares say of the change between them; points that are called per cent are a slip of their own.

    A per cent that fits neither way may be one of something else.
    """
    mention, later, earlier = mentions[index], mentions[pair[0]], mentions[pair[1]]
    figure = compute(mention, later, earlier)
    if figure.value is None or figure.interval is None:
        return None
    truth = Truth(figure.value, figure.interval)
    grade = grade_claim(mention, truth)
    if grade.is_pass or mention.operator != "percent_change":
        return Outcome(truth, grade, pair, figure)
    points = points_of(mention, later, earlier)
    if points.value is None or points.interval is None:
        return None
    is_slip = grade_claim(mention, Truth(points.value, points.interval)).is_pass
    return Outcome(truth, Grade("wrong", diagnosis="points_for_percent"), pair, figure) if is_slip else None


def _test_pace(
    index: int, pair: tuple[int, int], mentions: list[Mention], readings: Sequence[Reading]
) -> Outcome | None:
    """Return that two dated levels give a change a year; where they do not, another average may be meant."""
    years = count_years(*(readings[at].period for at in pair))
    if mentions[index].operator != "percent_change" or not years or mentions[pair[1]].operator == "difference":
        return None
    figure = spread_over_years(compute_change_percent(*(printed_figure(mentions[at]) for at in pair)), years)
    if figure.value is None or figure.interval is None:
        return None
    truth = Truth(figure.value, figure.interval)
    grade = grade_claim(mentions[index], truth)
    return Outcome(truth, grade, pair, figure) if grade.is_pass else None


def is_reversed(mention: Mention, figure: Figure) -> bool:
    """Return whether a fold goes the other way than the text says: "doubled", where the number was halved."""
    grew = figure.formula == "b / a"
    return (mention.direction == "down" and grew) or (mention.direction == "up" and not grew)
