"""Funnel limits and empirical Bayes, held to R's funnel packages and to esda on the counties of North Carolina."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esep.statistics.funnel import (
    compute_exact_limits,
    compute_funnel,
    compute_wide_limits,
    estimate_overdispersion,
    find_expected,
)
from esep.statistics.rates import standardise
from esep.statistics.smoothing import rank_intervals, smooth, smooth_marshall
from tests.monitor_sample import SIDS_BIRTHS, SIDS_DEATHS

SIDS_EXPECTED = [births * sum(SIDS_DEATHS) / sum(SIDS_BIRTHS) for births in SIDS_BIRTHS]


@pytest.mark.parametrize(
    ("expected", "limits"),
    [
        (15, (0.5596924, 1.649348, 0.3862650, 2.082907)),
        (20, (0.6108260, 1.544419, 0.4479107, 1.902094)),
        (30, (0.6746958, 1.427562, 0.5289724, 1.702771)),
    ],
)
def test_exact_limits_are_those_of_funnelplotr(expected: float, limits: tuple[float, ...]) -> None:
    """The limits at 95 and 99.8 per cent in the tests of R FunnelPlotR."""
    found = (*compute_exact_limits(expected, 0.95), *compute_exact_limits(expected, 0.998))
    assert found == pytest.approx(limits, abs=1e-6)


def test_expected_counts_of_ten_are_those_of_phe() -> None:
    """O = 10 lies on the lower limit where 18.39035799 are expected (ratio 54.37 %), on the upper where 4.795387629.

    Source: the tests of R PHEindicatormethods, whose limits hold 95.0 and not two standard deviations to six digits.
    """
    low, high = find_expected(10, 0.95)
    assert (low, high) == pytest.approx((4.795387629, 18.39035799), rel=1e-6)
    assert (1000 / low, 1000 / high) == pytest.approx((208.5337156, 54.3763205), rel=1e-6)


def test_marshall_is_that_of_esda() -> None:
    """Sudden infant deaths in the first five of 100 counties (tests of esda)."""
    found = smooth_marshall(SIDS_DEATHS, SIDS_BIRTHS)[:5]
    assert found == pytest.approx((0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349), abs=5e-8)


def test_excess_risk_is_that_of_esda() -> None:
    """The ratios of the same counties (tests of esda)."""
    rows = compute_funnel(SIDS_DEATHS, SIDS_EXPECTED).rows
    assert [row.ratio for row in rows[:5]] == pytest.approx([0.453433, 0, 0.775871, 0.973810, 3.133190], abs=3e-6)


def test_clayton_kaldor_regression() -> None:
    """Regression: nu 6.3720, alpha 6.0653 and the first five smoothed ratios (computed by the project)."""
    found = smooth(SIDS_DEATHS, SIDS_EXPECTED)
    assert (found.nu, found.alpha) == pytest.approx((6.3720, 6.0653), abs=5e-4)
    assert found.ratios[:5] == pytest.approx((0.89134, 0.90386, 0.90906, 1.03945, 1.71989), abs=5e-5)
    assert found.method == "clayton_kaldor"


def test_overdispersion_regression() -> None:
    """Regression: winsorised phi 1.5495 and tau2 0.02147 (computed by the project)."""
    found = estimate_overdispersion(SIDS_DEATHS, SIDS_EXPECTED)
    assert (found.phi, found.tau2) == pytest.approx((1.5495, 0.02147), abs=5e-5)


@pytest.mark.parametrize(
    ("place", "expected"), [(0, (0.02374402, 0.01920491, 0.02904848)), (4, (0.02665072, 0.02177143, 0.03230508))]
)
def test_direct_standardisation_is_that_of_esda(place: int, expected: tuple[float, float, float]) -> None:
    """Two areas of four age groups each (tests of esda, after Fay and Feuer 1997)."""
    events = (30, 25, 25, 15, 33, 21, 30, 20)[place : place + 4]
    people = (1000, 1000, 1100, 900, 1000, 900, 1100, 900)[place : place + 4]
    found = standardise(events, people, (1000, 900, 1000, 900), base=1, method="fay_feuer")
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(expected, abs=5e-9)


def test_fewer_than_eight_regions_get_plain_limits() -> None:
    """Seven areas: no overdispersion is estimated and the limits are the exact ones of Poisson."""
    found = compute_funnel([10, 90, 20, 15, 30, 12, 5], [26] * 7)
    assert found.overdispersion is None
    assert (found.rows[0].low95, found.rows[0].high95) == pytest.approx(compute_exact_limits(26, 0.95))


def test_a_region_with_less_than_one_expected_is_not_judged() -> None:
    """Three events where 0.4 are expected say nothing; where none are expected there is not even a ratio."""
    found = compute_funnel([3, 100, 0], [0.4, 102.6, 0.0])
    assert [row.is_judged for row in found.rows] == [False, True, False]
    assert (found.rows[0].side, found.rows[0].outside) == (0, "")


def test_equal_regions_shrink_fully() -> None:
    """All rates equal: Marshall's variance is 0, Clayton-Kaldor draws each the whole way, every rank is possible."""
    observed, expected = [10, 20, 30, 40], [10.0, 20.0, 30.0, 40.0]
    assert smooth_marshall(observed, [1000, 2000, 3000, 4000]) == pytest.approx([0.01] * 4)
    found = smooth(observed, expected)
    assert found.is_full
    assert found.ratios == pytest.approx([1.0] * 4)
    assert rank_intervals(found) == ((1, 4),) * 4
    assert found.interval(0) is None


def test_no_events_anywhere_are_borne() -> None:
    """Without any event every rate is 0 and nobody stands out."""
    assert smooth_marshall([0, 0], [100, 200]) == (0.0, 0.0)
    assert [row.side for row in compute_funnel([0, 0], [0.0, 0.0]).rows] == [0, 0]


def test_outside_is_told_by_the_widest_limit() -> None:
    """30 where 15 are expected is outside 95 per cent and inside 99.8, as are 7; 40 are outside both."""
    found = compute_funnel([30, 40, 15, 7], [15.0] * 4).rows
    assert [(row.side, row.outside) for row in found] == [(1, "95"), (1, "99.8"), (0, ""), (-1, "95")]


@settings(max_examples=20)
@given(st.permutations(range(12)))
def test_the_order_of_regions_changes_nothing(order: list[int]) -> None:
    """Permuted regions get the same limits, smoothed rates and, up to a tie, ranks."""
    observed, expected = SIDS_DEATHS[:12], SIDS_EXPECTED[:12]
    moved = [observed[place] for place in order], [expected[place] for place in order]
    straight, permuted = compute_funnel(observed, expected), compute_funnel(*moved)
    for new, place in enumerate(order):
        assert permuted.rows[new].high998 == pytest.approx(straight.rows[place].high998)
    assert smooth(*moved).ratios == pytest.approx(
        [smooth(observed, expected).ratios[place] for place in order], rel=1e-4
    )


@given(st.floats(1, 5000), st.floats(0, 1))
def test_limits_widen_with_overdispersion(expected: float, tau2: float) -> None:
    """More spread between areas never narrows the limits; the wider level holds the narrower."""
    low, high = compute_wide_limits(expected, 0.95, tau2)
    wider = compute_wide_limits(expected, 0.95, tau2 + 0.01)
    assert wider[0] <= low <= 1 <= high < wider[1]
    low998, high998 = compute_wide_limits(expected, 0.998, tau2)
    assert low998 <= low
    assert high998 > high


@settings(max_examples=30)
@given(st.lists(st.integers(0, 300), min_size=5, max_size=20))
def test_a_smoothed_ratio_lies_between_its_own_and_the_common_one(observed: list[int]) -> None:
    """Shrinkage never overshoots, and an interval of ranks holds at least one rank."""
    if not sum(observed):
        return
    expected = [sum(observed) / len(observed)] * len(observed)
    found = smooth(observed, expected)
    for count, mean, ratio in zip(observed, expected, found.ratios, strict=True):
        low, high = sorted((count / mean, found.nu / found.alpha if found.shapes else 1.0))
        assert low - 1e-3 <= ratio <= high + 1e-3
    assert all(1 <= low <= high <= len(observed) for low, high in rank_intervals(found))
