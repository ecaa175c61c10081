"""Interval arithmetic keeps every possibility and adds none that it need not."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from esep.model.interval import Interval

VALUES = st.fractions(-1000, 1000, max_denominator=100)
COUNTS = st.fractions(0, 1000, max_denominator=100)


@st.composite
def intervals(draw: st.DrawFn, values: st.SearchStrategy[Fraction] = VALUES) -> tuple[Interval, Fraction]:
    """Draw an interval, bounded or not, open or not, and a number that lies in it."""
    ends = sorted((draw(values), draw(values)))
    inside = draw(st.fractions(*ends))
    low = draw(st.sampled_from((ends[0], None)))
    high = draw(st.sampled_from((ends[1], None)))
    interval = Interval(low, high, draw(st.booleans()) and low != inside, draw(st.booleans()) and high != inside)
    assert inside in interval
    return interval, inside


def test_the_ends_belong_to_a_closed_interval_and_not_to_an_open_one() -> None:
    """A bound is in the interval exactly where its end is closed."""
    closed = Interval(Fraction(1), Fraction(2))
    opened = Interval(Fraction(1), Fraction(2), low_open=True, high_open=True)
    assert [Fraction(n, 2) in closed for n in (1, 2, 3, 4, 5)] == [False, True, True, True, False]
    assert [Fraction(n, 2) in opened for n in (1, 2, 3, 4, 5)] == [False, False, True, False, False]
    assert 10**9 in Interval(Fraction(1), None)


def test_a_point_is_the_one_interval_with_one_number() -> None:
    """`is_point` tells a known value from a range, bounded or not."""
    assert Interval.point(3).is_point
    assert not Interval(Fraction(1), Fraction(2)).is_point
    assert not Interval(None, None).is_point


@given(intervals(), intervals())
def test_sum_and_difference_hold_every_true_one(one: tuple[Interval, Fraction], two: tuple[Interval, Fraction]) -> None:
    """Whatever the true values are, their sum and their difference lie in the computed intervals."""
    assert one[1] + two[1] in one[0] + two[0]
    assert one[1] - two[1] in one[0] - two[0]
    assert -one[1] in -one[0]


@given(intervals(), VALUES)
def test_scaling_holds_every_true_product(one: tuple[Interval, Fraction], factor: Fraction) -> None:
    """Whatever the true value is, its product with a constant lies in the scaled interval, 0 and negatives included."""
    assert one[1] * factor in one[0].scale(factor)


@given(intervals(COUNTS), intervals(COUNTS))
def test_division_holds_every_true_quotient(one: tuple[Interval, Fraction], two: tuple[Interval, Fraction]) -> None:
    """Whatever the true counts are, their quotient and per cent change lie in the computed intervals."""
    assume(two[1] != 0)
    quotient, change = one[0].divide(two[0]), one[0].change_percent(two[0])
    assert quotient is not None
    assert one[1] / two[1] in quotient
    assert change is not None
    assert 100 * (one[1] - two[1]) / two[1] in change


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_division_is_no_wider_than_it_must_be(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> None:
    """Both ends of a quotient of bounded positive intervals are quotients themselves: nothing is given away."""
    (low, high), (small, large) = sorted((a, b)), sorted((c, d))
    assume(small > 0)
    assert Interval(low, high).divide(Interval(small, large)) == Interval(low / large, high / small)


def test_division_by_what_can_only_be_zero_has_no_result() -> None:
    """A change against 0 is not a large number but none at all."""
    assert Interval.point(5).divide(Interval.point(0)) is None
    assert Interval.point(5).change_percent(Interval.point(0)) is None


def test_division_by_what_may_be_zero_is_unbounded() -> None:
    """Where the base may be 0, no quotient is too large; the smallest one is still known."""
    assert Interval.point(5).divide(Interval(Fraction(0), Fraction(2))) == Interval(Fraction(5, 2), None)
    assert Interval.point(5).divide(Interval(None, Fraction(2))) == Interval(Fraction(5, 2), None)


def test_open_ends_stay_open_through_division() -> None:
    """(1, 2) / 1 excludes both ends; [1, 2] / (1, 2) excludes what only the open divisor could give."""
    opened = Interval(Fraction(1), Fraction(2), True, True)
    assert opened.divide(Interval.point(1)) == opened
    assert Interval(Fraction(1), Fraction(2)).divide(opened) == Interval(Fraction(1, 2), Fraction(2), True, True)


def test_open_ends_stay_open_through_sums() -> None:
    """(1, 2] + [3, 4) = (4, 6), and (1, 2] - [3, 4) = (-3, -1]: an end that cannot be reached is left out."""
    one, two = Interval(Fraction(1), Fraction(2), low_open=True), Interval(Fraction(3), Fraction(4), high_open=True)
    assert one + two == Interval(Fraction(4), Fraction(6), True, True)
    assert one - two == Interval(Fraction(-3), Fraction(-1), True, False)


@given(intervals(), intervals())
def test_intervals_meet_exactly_where_they_share_a_number(
    one: tuple[Interval, Fraction], two: tuple[Interval, Fraction]
) -> None:
    """Meeting is symmetric, follows from a common number, and two that do not meet share none of the drawn ones."""
    first, second = one[0], two[0]
    assert first.meets(second) == second.meets(first)
    shared = [number for number in (one[1], two[1]) if number in first and number in second]
    assert first.meets(second) or not shared
    assert first.meets(first)


def test_touching_intervals_meet_only_with_both_ends_closed() -> None:
    """[0, 1] and [1, 2] share the 1; [0, 1) and [1, 2] share nothing."""
    zero, one, two = Fraction(0), Fraction(1), Fraction(2)
    assert Interval(zero, one).meets(Interval(one, two))
    assert not Interval(zero, one, high_open=True).meets(Interval(one, two))
    assert not Interval(zero, one).meets(Interval(one, two, low_open=True))
    assert Interval(None, one).meets(Interval(zero, None))
