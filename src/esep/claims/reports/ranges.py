"""Ranges in a report: what a printed number can stand for, and how many digits of the truth a reader needs to see."""

from __future__ import annotations

from fractions import Fraction

from esep.claims.claim import Claim
from esep.language.phrases import say
from esep.language.write import UNITS, round_half_away, write_amount, write_number
from esep.model.interval import Interval
from esep.model.printed import Printed
from esep.model.tolerances import ABOUT, ALMOST, WORD

# Words before a number that make it a bound.
BOUNDS = ("more_than", "less_than", "at_least", "at_most")
MOST_DECIMALS = 6


def find_stated_range(claim: Claim) -> Interval | None:
    """Return the true values for which the words of a claim are right; `None` where it states no number or a bound.

    A number stands for what rounds to it or, where only that explains the evidence, for what is cut off to it or
    rounded to its trailing zeros. A hedge or a number word has the tolerance of `esep.model.tolerances`.
    """
    if claim.value is None or claim.hedge in BOUNDS or claim.operator == "threshold":
        return None
    printed, size = Printed(claim.value, claim.decimals), abs(claim.value)
    if claim.hedge == "almost":
        below = Interval(size * (1 - ALMOST), size, False, True)
        return below if claim.value > 0 else -below
    if claim.hedge == "about":
        half = max(printed.round_step / 2, size * ABOUT)
        return Interval(claim.value - half, claim.value + half)
    if claim.rounding == "word" or (claim.unit == "fold" and claim.decimals <= 0):
        return Interval(claim.value - size * WORD, claim.value + size * WORD)
    return {"truncated": printed.truncated, "round": printed.near_round}.get(claim.rounding, printed.near)()


def is_one_count(claim: Claim, interval: Interval) -> bool:
    """Return whether a range only repeats a count named in full: 564.5 to 565.5 murders would say nothing."""
    assert interval.low is not None
    assert interval.high is not None
    return claim.unit in ("count", "persons") and claim.decimals >= 0 and interval.high - interval.low <= 1


def write_quantity(value: Fraction, unit: str, decimals: int, language: str, *, is_signed: bool = False) -> str:
    """Return an amount; a unit without a written form (a rank, a number of periods) gives the bare number."""
    if unit in UNITS:
        return write_amount(value, unit, decimals, language, signed=is_signed)
    return write_number(value, decimals, language, signed=is_signed)


def choose_decimals(value: Fraction, at_least: int, stated: Interval | None) -> int:
    """Return with how many decimals to print what the evidence gives, six at most; a whole number has none.

    There are enough that the printed number lies inside the stated range exactly if the value does: a reader must never
    see 4.45 beside a range that begins at 4.45 where the verdict is wrong.
    """
    if value.denominator == 1:
        return 0
    fewest = max(at_least, 1)
    for decimals in range(fewest, MOST_DECIMALS):
        if stated is None or (round_half_away(value, decimals) in stated) == (value in stated):
            return decimals
    return max(fewest, MOST_DECIMALS)


def write_interval(interval: Interval, unit: str, decimals: int, language: str, *, is_signed: bool = False) -> str:
    """Return an interval in words; its ends in full if two digits more than `decimals` suffice, else with one."""
    ends = [end for end in (interval.low, interval.high) if end is not None]
    if not ends:
        return ""
    fewest = max(decimals, 0)
    fit = (d for d in range(fewest, fewest + 3) if all(round_half_away(end, d) == end for end in ends))
    places = next(fit, fewest + 1)
    facts = {
        name: write_quantity(end, unit, places, language, is_signed=is_signed)
        for name, end in (("low", interval.low), ("high", interval.high))
        if end is not None
    }
    return say(f"report.range_{_name_range(interval)}", language, **facts)


def _name_range(interval: Interval) -> str:
    if interval.is_point:
        return "point"
    if interval.high is None:
        return "more_than" if interval.low_open else "at_least"
    if interval.low is None:
        return "less_than" if interval.high_open else "at_most"
    if interval.low_open:
        return "open" if interval.high_open else "low_open"
    return "high_open" if interval.high_open else "closed"
