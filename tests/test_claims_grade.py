"""The ladder from exact to wrong, held to cases worked by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.claims.arithmetic.grade import Truth, grade_bound, grade_fold, grade_nth, grade_number, grade_word
from esep.language.write import round_half_away
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.printed import Printed
from esep.statistics.compare import compute_change_percent


def exact(value: str | Fraction | int) -> Truth:
    """Return a truth computed from exact inputs."""
    return Truth(Fraction(value), Interval.point(Fraction(value)))


def printed(text: str, scale: int = 0) -> Printed:
    """Return a number as printed, with a scale word of so many zeros."""
    decimals = len(text.partition(".")[2])
    return Printed(Fraction(text) * 10**scale, decimals - scale)


def test_fold_off_in_the_last_digit_is_wrong() -> None:
    """24,712 / 5,588 is 4.42: printed 4.5-fold it is wrong, by the last digit (nearest is 4.4)."""
    grade = grade_fold(printed("4.5"), exact(Fraction(24712, 5588)))
    assert (grade.verdict, grade.diagnosis) == ("wrong", "last_digit")


def test_truncated_fold_is_rounded() -> None:
    """2,594 / 565 is 4.59: printed 4.5 it was cut off, which official texts do."""
    grade = grade_fold(printed("4.5"), exact(Fraction(2594, 565)))
    assert (grade.verdict, grade.rounding) == ("rounded", "truncated")


@pytest.mark.parametrize(
    ("numerator", "denominator", "verdict"),
    [(8712, 4326, "rounded"), (200, 102, "rounded"), (8000, 4700, "wrong")],
)
def test_whole_number_of_times_is_a_word(numerator: int, denominator: int, verdict: str) -> None:
    """Twice covers 2.01 and 1.96, not 1.70: a whole number of times never swallows half a unit to each side."""
    assert grade_fold(printed("2"), exact(Fraction(numerator, denominator))).verdict == verdict


def test_almost_twice_is_not_seven_tenths_more() -> None:
    """8.0 to 4.7 thousand is 1.70-fold, which is not almost twice."""
    assert grade_fold(printed("2"), exact(Fraction(80, 47)), "almost").verdict == "wrong"


@pytest.mark.parametrize(
    ("text", "scale", "truth", "verdict", "rounding"),
    [
        ("157473", 0, 157473, "supported", "exact"),
        ("102", 3, 102499, "supported", "nearest"),
        ("132.7", 3, 132778, "rounded", "truncated"),
        ("12700", 0, 12712, "rounded", "round"),
        ("157.5", 3, 157473, "supported", "nearest"),
        ("157.4", 3, 157473, "rounded", "truncated"),
    ],
)
def test_level_against_an_exact_count(text: str, scale: int, truth: int, verdict: str, rounding: str) -> None:
    """Printed thousands fit by nearest rounding or by cutting off; both are seen in Kazakhstan's releases."""
    grade = grade_number(printed(text, scale), exact(truth))
    assert (grade.verdict, grade.rounding) == (verdict, rounding)


def test_one_digit_in_five_is_wrong() -> None:
    """A transposed digit in an exact count is an error, not a rounding."""
    assert grade_number(printed("157743"), exact(157473)).verdict == "wrong"


def test_opposite_sign_is_reversed() -> None:
    """A rise printed where the data fell is wrong and named so: gravest class 2022 to 2023 rose by 15.7 %."""
    truth = exact(Fraction(100 * (2593 - 2241), 2241))
    grade = grade_number(Printed(Fraction("-15.7"), 1), truth)
    assert (grade.verdict, grade.diagnosis) == ("wrong", "reversed")


@pytest.mark.parametrize(
    ("text", "truth", "hedge", "verdict"),
    [
        ("20", "19.2348", "almost", "rounded"),
        ("50", "60.8", "more_than", "rounded"),
        ("50", "49.2", "more_than", "wrong"),
        ("17000", "17339", "at_most", "wrong"),
        ("7000", "7400", "about", "rounded"),
        ("710", "725", "about", "rounded"),
        ("710", "740", "about", "loose"),
        ("710", "790", "about", "wrong"),
    ],
)
def test_hedges_decide_by_their_literal_part(text: str, truth: str, hedge: str, verdict: str) -> None:
    """Almost is below, more than is above, about is within a fortieth and loosely a twentieth."""
    assert grade_number(printed(text), exact(truth), hedge).verdict == verdict


def test_almost_a_third_is_not_27_6_percent() -> None:
    """27.6 is 0.83 of a third: thefts of 2023 did not fall by almost a third."""
    assert grade_word(Fraction(100, 3), exact("27.551"), "almost").verdict == "wrong"


def test_threshold_holds_or_does_not() -> None:
    """A bound has no tolerance above it: 201 thousand exceeds 200 thousand, 150 thousand does not."""
    assert grade_bound(printed("200", 3), exact(201000), "above").is_pass
    assert not grade_bound(printed("200", 3), exact(150000), "above").is_pass


@pytest.mark.parametrize(
    ("n", "share", "verdict"), [(2, "47", "rounded"), (2, "41", "loose"), (2, "38", "wrong"), (3, "34.0086", "rounded")]
)
def test_every_nth(n: int, share: str, verdict: str) -> None:
    """Every second allows 45 to 55 per cent and loosely 40 to 66.7; every third 30 to 36.7."""
    assert grade_nth(Fraction(n), exact(share)).verdict == verdict


@given(
    base=st.integers(1, 10**7),
    current=st.integers(0, 10**7),
    decimals=st.integers(0, 2),
    scale=st.integers(0, 3),
)
def test_a_true_statement_is_never_called_wrong(base: int, current: int, decimals: int, scale: int) -> None:
    """A per cent rounded correctly from exact counts fits, whatever rounding the two printed counts went through."""
    change = Fraction(100 * (current - base), base)
    claim = Printed(round_half_away(change, decimals), decimals)
    figures = []
    for count in (current, base):
        shown = Printed(round_half_away(count, -scale), -scale)
        interval = shown.near() if scale else Interval.point(count)
        figures.append(Figure(shown.value, "count", -scale, "A", interval))
    truth = compute_change_percent(figures[0], figures[1])
    if truth.value is not None and truth.interval is not None:
        assert grade_number(claim, Truth(truth.value, truth.interval)).is_pass
