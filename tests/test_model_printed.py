"""A printed number is a range: what it can stand for, and that a true statement is never taken for a wrong one."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.model.interval import Interval
from esep.model.printed import Printed

COUNTS = st.integers(0, 10**7)
BASES = st.integers(1, 10**7)
COARSE = st.integers(-4, 0)
FINE = st.integers(0, 3)


def round_half_away(value: Fraction, decimals: int) -> Fraction:
    """Round as printed statistics do; written here anew, so that the program is not tested against itself."""
    scaled = abs(value) * Fraction(10) ** decimals
    whole = math.floor(scaled + Fraction(1, 2))
    return (1 if value >= 0 else -1) * Fraction(whole) / Fraction(10) ** decimals


def cut_off(value: Fraction, decimals: int) -> Fraction:
    """Cut the digits off, towards zero."""
    scaled = math.floor(abs(value) * Fraction(10) ** decimals)
    return (1 if value >= 0 else -1) * Fraction(scaled) / Fraction(10) ** decimals


def thousand(text: str, decimals: int) -> Printed:
    """Return a number printed in thousands: "7.3 thousand" with one decimal is 7,300 with -2."""
    return Printed(Fraction(text) * 1000, decimals - 3)


def show(interval: Interval | None) -> tuple[float, float]:
    """Return the ends of an interval as a table prints them, with one decimal."""
    assert interval is not None
    assert interval.low is not None
    assert interval.high is not None
    return float(round_half_away(interval.low, 1)), float(round_half_away(interval.high, 1))


# Statements of the Kazakh press and what their printed inputs allow, in per cent, worked out by hand:
# 7,250 / 8,500 = 0.853 and 7,350 / 7,500 = 0.980, and so on for each line.
@pytest.mark.parametrize(
    ("base", "current", "allowed", "stated", "fits"),
    [
        (thousand("8", 0), thousand("7.3", 1), (-14.7, -2.0), Printed(Fraction(-8)), True),
        (thousand("7", 0), thousand("12", 0), (53.3, 92.3), Printed(Fraction("70.6"), 1), True),
        (thousand("37", 0), thousand("12", 0), (-69.3, -65.8), Printed(Fraction("-33.4"), 1), False),
    ],
)
def test_rounded_levels_allow_a_range_of_changes(
    base: Printed, current: Printed, allowed: tuple[float, float], stated: Printed, fits: bool
) -> None:
    """A per cent change between rounded levels is a range, and a stated change is judged against that range."""
    change = current.near().change_percent(base.near())
    assert show(change) == allowed
    assert change is not None
    assert change.meets(stated.near()) == fits


def test_a_base_derived_from_two_printed_numbers_is_not_independent_of_them() -> None:
    """102 thousand, 12,700 fewer: -d / (b + d) lies in [-11.2, -11.0] %, so the stated 11 % fits."""
    level, fewer = thousand("102", 0).near(), Printed(Fraction(12_700)).near_round()
    ratio = level.divide(fewer)
    assert ratio is not None
    change = Interval.point(-100).scale(-1).divide(ratio + Interval.point(1))
    assert change is not None
    assert show(-change) == (-11.2, -11.0)
    assert (-change).meets(Printed(Fraction(-11)).near())


# What trailing zeros say: worked out by hand from the rule "two zeros or more".
@pytest.mark.parametrize(
    ("printed", "step", "round_step"),
    [
        (Printed(Fraction(12_700)), 1, 100),
        (Printed(Fraction(102_000)), 1, 1000),
        (thousand("102", 0), 1000, 1000),
        (thousand("200", 0), 1000, 100_000),
        (thousand("157.5", 1), 100, 100),
        (Printed(Fraction(5588)), 1, 1),
        (Printed(Fraction(20)), 1, 1),  # 20 % does not stand for 24.9 %
        (Printed(Fraction(-1500)), 1, 100),
        (Printed(Fraction(0)), 1, 1),
        (Printed(Fraction("11.0"), 1), Fraction(1, 10), Fraction(1, 10)),
    ],
)
def test_trailing_zeros_suggest_a_coarser_step(printed: Printed, step: Fraction, round_step: Fraction) -> None:
    """Two trailing zeros or more may be rounding; one is chance, and digits after the point are meant."""
    assert (printed.step, printed.round_step) == (step, round_step)


def test_what_a_printed_fold_stands_for() -> None:
    """ "4.5-fold" is [4.45, 4.55] rounded and [4.5, 4.6) cut off: 24,712 / 5,588 = 4.42 is in neither, 4.59 in one."""
    fold = Printed(Fraction("4.5"), 1)
    groups, murders = Fraction(24_712, 5_588), Fraction(2_594, 565)
    assert fold.near() == Interval(Fraction("4.45"), Fraction("4.55"))
    assert fold.truncated() == Interval(Fraction("4.5"), Fraction("4.6"), high_open=True)
    assert (groups in fold.near(), groups in fold.truncated(), groups in fold.robust()) == (False, False, True)
    assert (murders in fold.near(), murders in fold.truncated()) == (False, True)


@given(st.fractions(-(10**7), 10**7), st.integers(-4, 4))
def test_a_rounded_or_cut_number_may_always_be_what_it_came_from(true: Fraction, decimals: int) -> None:
    """Rounding keeps the true value in `near`, `near_round` and `robust`; cutting keeps it in `truncated`."""
    rounded = Printed(round_half_away(true, decimals), decimals)
    assert true in rounded.near()
    assert true in rounded.near_round()
    assert true in rounded.robust()
    cut = Printed(cut_off(true, decimals), decimals)
    assert true in cut.truncated() or (cut.value == 0 and true < 0)


@given(BASES, COUNTS, COARSE, COARSE, FINE)
def test_a_true_change_is_never_called_wrong(
    a: int, b: int, base_places: int, current_places: int, places: int
) -> None:
    """Levels and their per cent change, each rounded correctly, never contradict one another."""
    base = Printed(round_half_away(Fraction(a), base_places), base_places)
    current = Printed(round_half_away(Fraction(b), current_places), current_places)
    stated = Printed(round_half_away(Fraction(100 * (b - a), a), places), places)
    allowed = current.near().change_percent(base.near())
    assert allowed is not None
    assert allowed.meets(stated.near())


@given(COUNTS, COUNTS, COARSE, COARSE, COARSE)
def test_a_true_difference_is_never_called_wrong(a: int, b: int, first: int, second: int, third: int) -> None:
    """Two levels and their difference, each rounded correctly, never contradict one another."""
    base = Printed(round_half_away(Fraction(a), first), first)
    current = Printed(round_half_away(Fraction(b), second), second)
    stated = Printed(round_half_away(Fraction(b - a), third), third)
    assert (current.near() - base.near()).meets(stated.near())


@given(COUNTS, BASES, COARSE, COARSE, FINE)
def test_a_true_fold_or_share_is_never_called_wrong(a: int, b: int, first: int, second: int, places: int) -> None:
    """Two levels and their quotient, as a fold or in per cent, rounded correctly or cut off, never contradict."""
    top = Printed(round_half_away(Fraction(a), first), first)
    bottom = Printed(round_half_away(Fraction(b), second), second)
    allowed = top.near().divide(bottom.near())
    assert allowed is not None
    assert allowed.meets(Printed(round_half_away(Fraction(a, b), places), places).near())
    assert allowed.meets(Printed(cut_off(Fraction(a, b), places), places).truncated())
    assert allowed.scale(100).meets(Printed(round_half_away(Fraction(100 * a, b), places), places).near())


@given(BASES, COUNTS, COARSE, FINE)
def test_cut_off_levels_with_a_true_change_are_never_called_wrong(a: int, b: int, cut: int, places: int) -> None:
    """The same holds where a newsroom cuts digits off instead of rounding, as several do."""
    base = Printed(cut_off(Fraction(a), cut), cut).truncated()
    current = Printed(cut_off(Fraction(b), cut), cut).truncated()
    allowed = current.change_percent(base)
    assert allowed is not None
    assert allowed.meets(Printed(round_half_away(Fraction(100 * (b - a), a), places), places).near())
