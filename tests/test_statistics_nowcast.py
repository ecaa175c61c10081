"""Nowcasts held to worked examples of others, and to what must hold of every triangle."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.model.tolerances import NOWCAST_LEAST_COMPLETENESS
from esep.statistics.delays import group_rows, measure_batches, measure_growth, summarise_delays
from esep.statistics.nowcast import (
    Setting,
    estimate_completeness,
    find_interval,
    measure_dispersion,
    nowcast,
    predict_cells,
)

SHARES = (0.4, 0.3, 0.2, 0.1)
SHORT = Setting(window=18, longest=3)
FULL = st.lists(st.lists(st.integers(0, 400), min_size=4, max_size=4), min_size=6, max_size=20)


def mask(rows: list[list[int]]) -> list[list[int]]:
    """Return full rows as what is known at the end of the last month."""
    return [row[: len(rows) - place] for place, row in enumerate(rows)]


def invent(months: int, seed: int, level: int = 400, noise: float = 0.0) -> list[list[int]]:
    """Return months whose delays are drawn from known shares; `noise` makes a month's delays differ from another's."""
    generator = random.Random(seed)
    rows = []
    for _ in range(months):
        weights = [share * generator.lognormvariate(0, noise) for share in SHARES]
        row = [0] * len(SHARES)
        for delay in generator.choices(range(len(SHARES)), weights, k=level):
            row[delay] += 1
        rows.append(row)
    return rows


def test_a_known_distribution_is_recovered_from_a_masked_triangle() -> None:
    """statistics.md section 6 (Q): pmf .4 .3 .2 .1, months of 100 to 300; the pmf is found, nowcasts are the months."""
    totals = [100, 150, 200, 250, 300]
    rows = [[round(total * share) for share in SHARES] for total in totals]
    known = [row[: 5 - place] + [0] * (1 - place) for place, row in enumerate(rows)]
    completeness = estimate_completeness(known, SHORT)
    assert completeness == pytest.approx((0.4, 0.7, 0.9, 1.0), abs=1e-12)
    assert [sum(row) for row in predict_cells(known, completeness)] == pytest.approx(totals, abs=1e-9)
    assert [nowcast(known, range(lag, lag + 1), SHORT).expected for lag in range(4)] == pytest.approx(
        [0.6 * 300, 0.3 * 250, 0.1 * 200, 0], abs=1e-9
    )


def test_cells_are_predicted_as_baselinenowcast_does() -> None:
    """statistics.md section 6 (R, baselinenowcast's tests): [2,4] = 10, [3,3:4] = 20 20, to its tolerance of 0.1."""
    rows = [[10, 5, 5, 5], [20, 10, 10], [40, 20], [60]]
    filled = predict_cells(rows, (0.4, 0.6, 0.8, 1.0))
    assert filled[1][3] == pytest.approx(10, abs=0.1)
    assert filled[2][2:] == pytest.approx((20, 20), abs=0.1)
    assert [row[: len(known)] for row, known in zip(filled, rows, strict=True)] == [tuple(row) for row in rows]


def test_a_month_of_which_seven_per_cent_are_known_has_no_nowcast() -> None:
    """statistics.md section 6 (P, NobBS README, week of 1990-10-01): 10 known, 75 came, the ladder says 149.

    It is not published. A history in which 10 of 149 are known at once stands for the one behind that figure.
    """
    rows = mask([[10, 139, 0, 0]] * 15)
    found = nowcast(rows, range(1), SHORT)
    assert (found.status, found.registered, found.expected, found.low, found.high) == (
        "unpublished",
        10,
        None,
        None,
        None,
    )
    assert found.completeness == pytest.approx(10 / 149)
    assert found.completeness < NOWCAST_LEAST_COMPLETENESS
    assert nowcast(rows, range(1, 2), SHORT).status == "estimated"


@given(FULL)
def test_the_nowcast_of_a_complete_month_is_the_month(rows: list[list[int]]) -> None:
    """A month whose delays are over gets nothing more, whatever the other months look like."""
    found = nowcast(mask(rows), range(3, 4), SHORT)
    assert (found.status, found.expected, found.low, found.high) == ("complete", 0.0, 0, 0)
    assert found.registered == sum(rows[-4])
    assert found.is_comparable


@given(FULL)
def test_completeness_rises_to_one(rows: list[list[int]]) -> None:
    """The older a month, the more of it is known; after the longest delay all of it is."""
    completeness = estimate_completeness(mask(rows), SHORT)
    assert all(0 <= low <= high for low, high in pairwise(completeness))
    assert completeness[-1] == 1


@given(FULL)
def test_the_hazard_is_the_chain_ladder_of_actuaries(rows: list[list[int]]) -> None:
    """Mack 1993: age-to-age factors f_d = sum C_d / sum C_(d-1) of the months known at d; F_(d-1) = F_d / f_d."""
    known = mask(rows)[-SHORT.window :]
    share, expected = 1.0, [1.0]
    for delay in range(3, 0, -1):
        both = [row for row in known if len(row) > delay]
        after = sum(sum(row[: delay + 1]) for row in both)
        share *= sum(sum(row[:delay]) for row in both) / after if after else 1.0
        expected.append(share)
    assert estimate_completeness(mask(rows), SHORT) == pytest.approx(expected[::-1])


@given(st.floats(0.5, 2000), st.floats(1, 30), st.floats(1.05, 3))
def test_intervals_widen_with_dispersion(mean: float, dispersion: float, more: float) -> None:
    """With the same mean, more dispersion gives no narrower an interval: neither end moves inwards, mass at 0 apart."""
    low, high = find_interval(mean, dispersion)
    wider_low, wider_high = find_interval(mean, dispersion * more)
    assert wider_low <= low
    if mean > 20 * dispersion * more:
        assert wider_high >= high
        assert low <= mean <= high


def test_the_interval_is_that_of_the_stated_law() -> None:
    """Mean 10 and variance 10: Poisson's 95 % quantiles 4 and 17 (standard tables). Nothing expected: no width."""
    assert find_interval(10, 1.0) == (4, 17)
    assert find_interval(0, 5.0) == (0, 0)


@given(st.permutations(range(4)), st.integers(0, 30))
def test_permuting_siblings_changes_nothing(order: list[int], seed: int) -> None:
    """The pooled dispersion is a sum over triangles, in whatever order they come."""
    series = [mask(invent(12, seed + place, 60, 0.2)) for place in range(4)]
    straight = measure_dispersion(series, range(1), SHORT)
    mixed = measure_dispersion([series[place] for place in order], range(1), SHORT)
    assert mixed.factor == pytest.approx(straight.factor, rel=1e-12)
    assert mixed.pairs == straight.pairs


def test_dispersion_is_found_where_there_is_some() -> None:
    """Delays drawn alike every month give a factor near 1 / F, here 2.5; months that differ give a larger one.

    With n of N known by chance, n (1 / F - 1) differs from the rest by a variance of N (1 - F) / F, the mean by F.
    """
    calm = [measure_dispersion([mask(invent(24, seed))], range(1), SHORT).factor for seed in range(40)]
    wild = [measure_dispersion([mask(invent(24, seed, noise=0.5))], range(1), SHORT).factor for seed in range(40)]
    assert 2.0 < sum(calm) / 40 < 3.3
    assert sum(wild) > 2 * sum(calm)
    assert min(calm) >= 1.0


def test_dispersion_worked_by_hand() -> None:
    """Two months of delay; three ends before the last. Worked by hand, as told in the comments.

    Months of 10 + 10, then 10 + 14, 10 + 6, 10 + 10 and 10; window of all, longest delay 1.
    """
    rows = [[10, 10], [10, 14], [10, 6], [10, 10], [10]]
    # End 2: F_0 of month 0 alone is 10/20; month 1 has 10, so 10 more are predicted; 14 came: 16/10.
    # End 3: F_0 = 20/44; month 2: 10 (44/20 - 1) = 12 predicted; 6 came: 36/12.
    # End 4: F_0 = 30/60; month 3: 10 predicted, 10 came: 0.
    found = measure_dispersion([rows], range(1), Setting(window=18, longest=1))
    assert found.pairs == 3
    assert found.factor == pytest.approx((1.6 + 3.0) / 2)
    now = nowcast(rows, range(1), Setting(window=18, longest=1))
    assert now.expected == pytest.approx(10)
    assert (now.low, now.high) == find_interval(10, 2.3)


def test_a_month_of_which_nothing_is_known_takes_the_mean_of_those_before() -> None:
    """statistics.md section 6: n = 0 gives the previous period's mean x (1 - F), here 20 x 1/2 of four months of 20."""
    rows = mask([[10, 10], [10, 10], [10, 10], [10, 10], [0, 10]])
    found = nowcast(rows, range(1), Setting(longest=1))
    assert found.expected == pytest.approx(10)
    assert found.high is not None
    assert found.high > 10


def test_where_nobody_was_ever_late_the_upper_end_stays_open_a_little() -> None:
    """None of 300 seen was late: up to 3.69 of 300 may be (Garwood's limit of none), which is 1 of 100."""
    rows = mask([[100, 0, 0, 0]] * 4)
    found = nowcast(rows, range(1), SHORT)
    assert (found.expected, found.low, found.high, found.status) == (0.0, 0, 1, "estimated")


def test_the_year_so_far_is_taken_together() -> None:
    """The expected rest of three months is the sum of theirs; their sums err no less than the last of them alone."""
    rows = mask(invent(24, 5, noise=0.3))
    single = [nowcast(rows, range(lag, lag + 1), SHORT) for lag in range(3)]
    found = nowcast(rows, range(3), SHORT)
    assert found.registered == sum(one.registered for one in single)
    assert found.expected == pytest.approx(sum(one.expected or 0 for one in single))
    assert found.completeness == single[0].completeness
    assert found.dispersion.factor >= single[0].dispersion.factor


@pytest.mark.parametrize(
    "rows", [[], [[1]] * 2, [[1, -1], [1]]], ids=["no month", "a month too short", "a negative count"]
)
def test_what_is_no_triangle_is_refused(rows: list[list[int]]) -> None:
    """Nothing is estimated from numbers that cannot be a triangle."""
    with pytest.raises(ValueError, match="month"):
        estimate_completeness(rows)


@pytest.mark.parametrize("lags", [range(0), range(7, 8), range(-1, 1)])
def test_a_month_outside_the_triangle_is_refused(lags: range) -> None:
    """There is no nowcast of a month that is not there."""
    with pytest.raises(ValueError, match="lags"):
        nowcast(mask([[1, 1, 0, 0]] * 4), lags)


def test_delays_are_summed_up_exactly() -> None:
    """Worked by hand: 20 events, 12 at once, 4 after a month, 1 after two, 2 after five, 1 after thirteen."""
    found = summarise_delays({0: 12, 1: 4, 2: 1, 5: 2, 13: 1})
    assert found is not None
    assert (found.n, found.same, found.next, found.second) == (20, Fraction(3, 5), Fraction(1, 5), Fraction(1, 20))
    assert (found.later, found.median, found.ninth_decile) == (Fraction(1, 20), 0, 5)
    assert summarise_delays({}) is None
    with pytest.raises(ValueError, match="negative"):
        summarise_delays({0: 3, 1: -1})


def test_growth_is_final_by_first() -> None:
    """Complete months of 10 then 12, of 0 then 5, of 20 then 20: factors 6/5 and 1; the month of 0 has none."""
    rows = [[10, 2], [0, 5], [20, 0], [7]]
    assert measure_growth(rows, 0, longest=1) == (Fraction(6, 5), Fraction(1))
    assert measure_growth(rows, 1, longest=1) == (Fraction(1), Fraction(1), Fraction(1))


def test_batches_at_the_ends_of_quarters_are_seen() -> None:
    """Even registration gives a third; all of it in the last months of quarters gives all."""
    assert measure_batches([5] * 18, 4) == Fraction(1, 3)
    assert measure_batches([0, 0, 9] * 6, 4) == 1
    assert measure_batches([], 1) == 0


def test_months_are_grouped_into_quarters() -> None:
    """Worked by hand: six months, each with 1 at once and 1 a month later; 5 of 6 stay within their quarter."""
    rows = [[1, 1, 0, 0, 0, 0][: 6 - place] for place in range(6)]
    assert group_rows(rows) == ((5, 1), (5,))
    with pytest.raises(ValueError, match="whole"):
        group_rows(rows[:5])
