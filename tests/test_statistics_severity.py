"""Severity indices: anchors of Statistics Canada and the ONS, and the direction that no weights can turn."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.statistics.severity import (
    ONS_ORDER_DAYS,
    Box,
    compute_score,
    compute_severity_change,
    convert_fine,
    find_direction,
    weigh_by_custody,
    weigh_by_disposals,
)


def test_robbery_weighs_466_days() -> None:
    """72.9 per cent x 640 days = 466.56, printed 466, its decimals cut (Statistics Canada, mark Q)."""
    assert weigh_by_custody(Fraction("0.729"), Fraction(640)) == Fraction("466.56")
    assert int(weigh_by_custody(Fraction("0.729"), Fraction(640))) == 466


def test_a_fine_is_a_day_or_so() -> None:
    """5,302,730 / 62,731 pounds = 84.53; 85 / 88 = 0.966 days (ONS 2016, marks P and Q)."""
    assert round(float(Fraction(5_302_730, 62_731)), 2) == 84.53
    assert round(float(convert_fine(Fraction(85))), 3) == 0.966


def test_weight_over_all_disposals_by_hand() -> None:
    """Two to custody for 100 days, three low and five medium orders of 8 and 15 days: (200 + 24 + 75) / 10 = 29.9."""
    low, medium = ONS_ORDER_DAYS["low"], ONS_ORDER_DAYS["medium"]
    disposals = {
        "custody": (Fraction(2), Fraction(100)),
        "low": (Fraction(3), low),
        "medium": (Fraction(5), medium),
    }
    assert weigh_by_disposals(disposals) == Fraction("29.9")


def test_published_index_rose_by_two_per_cent() -> None:
    """80.5 / 78.8 in 2023 and 2022 is +2.16 %, published as "+2 %" (Statistics Canada 11-627-m2024030, mark Q)."""
    change = compute_severity_change({"all": Fraction(1)}, {"all": Fraction("78.8")}, {"all": Fraction("80.5")}).change
    assert round(float(change or 0), 2) == 2.16


# The Crime Severity Index of Canada, 2006 to 2023, all, violent and non-violent (Statistics Canada 11-627-m2024030,
# mark P).
CSI = tuple(
    tuple(map(Fraction, line.split()))
    for line in (
        "100.0 95.3 90.6 87.8 82.9 77.6 75.5 68.9 66.9 70.4 72.0 73.6 75.6 79.7 73.9 74.9 78.8 80.5",
        "100.0 97.8 95.1 94.3 89.2 85.7 82.0 74.0 70.7 75.3 76.9 81.3 83.5 90.2 88.0 93.4 99.1 99.5",
        "100.0 94.3 88.9 85.3 80.5 74.5 73.0 66.9 65.4 68.4 70.1 70.7 72.6 75.8 68.7 68.1 71.3 73.5",
    )
)
CSI_ALL, CSI_VIOLENT, CSI_OTHER = (dict(enumerate(line, 2006)) for line in CSI)


def test_published_index_is_the_weighted_sum_of_its_two_parts() -> None:
    """With weights fixed at 2006 and taken from 2023 alone, violent and other crime give every other published year.

    Each printed decimal may be off by half a tenth, and the weights of offences were revised in between: the worst year
    is 0.14 off.
    """
    share = (CSI_ALL[2023] - CSI_OTHER[2023]) / (CSI_VIOLENT[2023] - CSI_OTHER[2023])
    weights = {"violent": share, "other": 1 - share}
    base = {"violent": CSI_VIOLENT[2006], "other": CSI_OTHER[2006]}
    for year, published in CSI_ALL.items():
        found = compute_severity_change(weights, base, {"violent": CSI_VIOLENT[year], "other": CSI_OTHER[year]})
        assert found.ratio is not None
        assert abs(found.ratio - published) < Fraction(3, 20), year


def test_other_base_years_of_the_published_index_are_regressions() -> None:
    """2023 against 2006 -19.5 %, 2010 -2.9, 2011 +3.7, 2014 +20.3; 5 of 17 bases give a fall (mark C on P)."""
    last = {"all": CSI_ALL[2023]}
    changes = {
        year: compute_severity_change({"all": Fraction(1)}, {"all": value}, last).change or Fraction(0)
        for year, value in CSI_ALL.items()
        if year < 2023
    }
    assert [round(float(changes[year]), 1) for year in (2006, 2010, 2011, 2014)] == [-19.5, -2.9, 3.7, 20.3]
    assert (sum(change < 0 for change in changes.values()), len(changes)) == (5, 17)


def test_severity_score_of_cambridgeshire_rose_by_thirty_per_cent() -> None:
    """6.6 -> 8.6 is +30 per cent (ONS and the Winton Centre, mark P)."""
    change = compute_severity_change({"all": Fraction(1)}, {"all": Fraction("6.6")}, {"all": Fraction("8.6")}).change
    assert round(float(change or 0)) == 30


def test_score_by_hand() -> None:
    """Two homicides of 7,979, one attempt of 4,663 and 100 possessions of 3 in 1,000 people: 20,921 days of weight.

    The weights are those of the ONS (mark P); 2 x 7,979 + 4,663 + 300 is worked by hand.
    """
    weights = {"homicide": Fraction(7979), "attempted murder": Fraction(4663), "possession": Fraction(3)}
    counts = {"homicide": Fraction(2), "attempted murder": Fraction(1), "possession": Fraction(100)}
    assert compute_score(weights, counts, Fraction(1000)) == Fraction(20_921, 1000)
    with pytest.raises(KeyError):
        compute_score(weights, {"theft": Fraction(1)}, Fraction(1000))


NAMES = ("minor", "medium", "grave", "especially grave")


def name(values: tuple[int, ...]) -> dict[str, Fraction]:
    """Return counts by class."""
    return dict(zip(NAMES, map(Fraction, values), strict=True))


def boxes(*edges: tuple[int, int]) -> dict[str, Box]:
    """Return boxes by class."""
    return {n: Box(Fraction(low), Fraction(high)) for n, (low, high) in zip(NAMES, edges, strict=True)}


def test_an_undecided_direction_is_a_regression() -> None:
    """Boxes and counts of statistics.md, section 5 (mark C): the change lies in [-273,810, +451,800]."""
    found = find_direction(
        boxes((30, 365), (365, 1095), (1095, 2920), (2920, 9131)),
        name((10_000, 5_000, 1_500, 300)),
        name((9_000, 5_200, 1_600, 290)),
    )
    assert (found.low, found.high, found.word) == (Fraction(-273_810), Fraction(451_800), "depends")
    assert found.change_low is not None
    assert found.change_high is not None
    assert found.change_low < 0 < found.change_high


LEGAL = boxes((51, 730), (731, 1825), (1826, 4380), (4381, 9131))


def test_kazakhstan_2022_2023_fell_whatever_the_weights() -> None:
    """Counts of the Committee for 2022 and 2023; the bounds of the sum are worked by hand from the legal boxes.

    low = -915 x 730 - 8466 x 1825 - 6558 x 4380 + 352 x 4381 = -43,300,328
    high = -915 x 51 - 8466 x 731 - 6558 x 1826 + 352 x 9131 = -14,996,107
    """
    before, after = name((22_741, 67_340, 44_106, 2_241)), name((21_826, 58_874, 37_548, 2_593))
    found = find_direction(LEGAL, before, after)
    assert (found.low, found.high, found.word) == (Fraction(-43_300_328), Fraction(-14_996_107), "fell")
    assert found.change_high is not None
    assert found.change_high < 0


def test_direction_of_no_change() -> None:
    """The same counts on the same people: unchanged, exactly."""
    counts = name((1, 2, 3, 4))
    found = find_direction(LEGAL, counts, counts)
    assert (found.word, found.change_low, found.change_high) == ("unchanged", Fraction(0), Fraction(0))


def test_no_percentage_from_nothing() -> None:
    """A weighted sum of 0 before: the direction is known, the change in per cent is not."""
    found = find_direction(LEGAL, name((0, 0, 0, 0)), name((1, 0, 0, 0)))
    assert (found.word, found.change_low, found.change_high) == ("rose", None, None)
    assert compute_severity_change({"a": Fraction(1)}, {"a": Fraction(0)}, {"a": Fraction(1)}).change is None


rows = st.tuples(*(st.integers(0, 10**5) for _ in NAMES))
people = st.integers(1, 10**7).map(Fraction)


@given(rows, rows, people, people, st.randoms(use_true_random=False))
def test_no_weights_within_the_boxes_leave_the_range(
    first: tuple[int, ...], last: tuple[int, ...], before: Fraction, after: Fraction, chance: random.Random
) -> None:
    """Contributions sum to the change; weights inside the boxes give a change inside the range and its direction."""
    counts = (name(first), name(last))
    found = find_direction(LEGAL, *counts, (before, after))
    weights = {n: box.low + (box.high - box.low) * Fraction(chance.randrange(101), 100) for n, box in LEGAL.items()}
    change = compute_severity_change(weights, *counts, (before, after))
    if change.change is None:
        return
    assert sum(change.contributions.values()) == change.change
    assert found.change_low is not None
    assert found.change_high is not None
    assert found.change_low <= change.change <= found.change_high
    assert {"rose": change.change > 0, "fell": change.change < 0, "unchanged": change.change == 0}.get(found.word, True)


@pytest.mark.parametrize(
    "call",
    [
        lambda: weigh_by_custody(Fraction(2), Fraction(1)),
        lambda: weigh_by_disposals({"custody": (Fraction(0), Fraction(1))}),
        lambda: compute_score({}, {}, Fraction(0)),
        lambda: Box(Fraction(2), Fraction(1)),
        lambda: find_direction(LEGAL, {}, {}, (Fraction(0), Fraction(1))),
    ],
)
def test_what_has_no_meaning_is_refused(call: object) -> None:
    """A share above 1, nobody sentenced, no people, a box upside down: an error, never a number."""
    with pytest.raises(ValueError, match=r"\w"):
        call()  # type: ignore[operator]
