"""Tests of a change: reference values of published packages and tables, properties, and what zeros do.

Marks in the docstrings: Q outside input and answer, recomputed; R from a package's own test or documentation; P read in
a publication; C computed by this project, a regression and no truth.
"""

from __future__ import annotations

import itertools
import math

import numpy as np
import pymannkendall
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.statistics.dispersion import estimate_dispersion, fit_months, pool_dispersion
from esep.statistics.history import find_history_p, measure_movement, pool_movement
from esep.statistics.levels import judge_change, judge_trend
from esep.statistics.mann_kendall import find_rank_trend
from esep.statistics.monotone import find_rank_trends, judge_months
from esep.statistics.ratio import compare_counts, compare_means, compare_overdispersed, find_central_p

COUNTS = st.integers(0, 5000)
# Recorded robberies of New South Wales, 1995 to 2023 (BOCSAR through the R package fpp3, nsw_offences).
NSW_ROBBERY = dict(
    zip(
        range(1995, 2024),
        (7158, 8214, 11733, 12570, 11342, 12088, 13900, 10597, 9697, 7892, 7944, 7653, 7445, 6689, 5910, 5419, 4866,
         4582, 4185, 3434, 2699, 2356, 2432, 2493, 2555, 2117, 1768, 1843, 1921),
        strict=True,
    )
)  # fmt: skip

# Malicious damage to property, New South Wales, by month from April 2006 to September 2019 (the same source).
NSW_DAMAGE = (
    8552, 8541, 8339, 9341, 9195, 9311, 10503, 9455, 9614, 9864, 8338, 8897, 8867, 8563, 7863, 8948, 8570, 9202,
    9907, 9102, 9075, 9280, 8134, 8997, 8669, 9157, 8930, 9083, 9107, 9355, 9941, 9557, 9205, 9388, 7739, 8729,
    8154, 8041, 8043, 8021, 8804, 8698, 9177, 8379, 8423, 8684, 6969, 7710, 7278, 6979, 7023, 7608, 7797, 7826,
    8274, 7721, 7662, 8109, 6738, 7344, 7019, 6869, 6858, 7206, 7229, 7433, 7737, 7019, 7551, 7945, 6455, 6953,
    6780, 6390, 6356, 6922, 6950, 7007, 7170, 7012, 6808, 6999, 5835, 6557, 6572, 6638, 6269, 6261, 6369, 6361,
    6112, 5976, 6278, 6498, 5383, 6008, 5479, 5466, 5383, 5653, 5343, 5692, 5791, 5763, 5727, 5963, 5115, 5378,
    5027, 5094, 4961, 5163, 5329, 5255, 5552, 5516, 5682, 5704, 5191, 5564, 5027, 4980, 4578, 5063, 4937, 5315,
    5511, 5264, 5675, 5730, 4926, 5300, 5023, 4922, 4722, 4774, 4636, 5038, 5440, 5216, 5465, 5647, 4645, 4943,
    4710, 4602, 4502, 4641, 4792, 4825, 5196, 4967, 5117, 5425, 4422, 4952, 4595, 4343, 4403, 4541, 4671, 4685,
)  # fmt: skip


def test_exact_one_sided_p_is_that_of_gu_and_others() -> None:
    """Q: 60 of 51,477.5 against 30 of 54,308.7 person-years, one-sided .00042805 (Gu et al. 2008; statsmodels).

    The central two-sided p is twice the smaller tail.
    """
    assert compare_counts(30, 60, 54308.7, 51477.5).p_value / 2 == pytest.approx(0.00042805, abs=5e-9)


def test_central_comparison_of_gu_and_others() -> None:
    """C: the same counts, central two-sided p .00085611, ratio 2.10999758 (1.33973572 to 3.38836558)."""
    test = compare_counts(30, 60, 54308.7, 51477.5)
    found = (test.p_value, test.ratio, test.low, test.high)
    assert found == pytest.approx((0.00085611, 2.10999758, 1.33973572, 3.38836558), abs=2e-8)


def test_central_p_agrees_with_its_interval_where_the_other_rule_does_not() -> None:
    """Q: R package rateratio.test, 2 of 17,877 against 9 of 16,660: p .05010650, .20709416 (.02177406, 1.00054910)."""
    test = compare_counts(9, 2, 16660, 17877)
    assert test.p_value == pytest.approx(0.05010650, abs=5e-9)
    found = (test.ratio, test.low, test.high)
    assert found == pytest.approx((0.20709416, 0.02177406, 1.00054910), abs=5e-9)
    assert not test.is_beyond_chance


@pytest.mark.parametrize(
    ("method", "p_value"),
    [("cond-midp", 0.000310), ("score", 0.000316), ("wald", 0.000356), ("sqrt", 0.000285), ("wald-log", 0.000420)],
)
def test_exact_comparison_is_the_most_cautious(method: str, p_value: float) -> None:
    """R: one-sided p of five other tests of the same counts (Gu et al. 2008, through statsmodels): ours is larger."""
    from statsmodels.stats.rates import test_poisson_2indep as compare

    found = compare(60, 51477.5, 30, 54308.7, method=method, alternative="larger").pvalue
    assert found == pytest.approx(p_value, abs=6e-7)
    assert compare_counts(30, 60, 54308.7, 51477.5).p_value / 2 > found


def test_exact_comparison_against_another_ratio() -> None:
    """R: poisson.exact, the same counts against a ratio of 1.2, greater: 0.006651774552714537 (statsmodels' tests).

    A ratio of 1.2 is a ratio of 1 with 1.2 times the exposure.
    """
    assert compare_counts(30, 60, 54308.7, 1.2 * 51477.5).p_value / 2 == pytest.approx(0.006651774552714537, rel=1e-9)


def test_e_test_of_wheeler() -> None:
    """Q: 25 against 16, E-test .165 (Wheeler 2018)."""
    assert compare_means(25, 16) == pytest.approx(0.165, abs=5e-4)


def test_homicides_of_canada() -> None:
    """P counts, C: homicides of Canada 2022 and 2023, 882 and 778: p .01145, ratio .882 (.800, .972)."""
    test = compare_counts(882, 778)
    found = (test.p_value, test.ratio, test.low, test.high)
    assert found == pytest.approx((0.01145, 0.882, 0.800, 0.972), abs=5e-4)


@pytest.mark.parametrize(("after", "p_value", "is_beyond"), [(3, 0.25, False), (5, 0.0625, False), (6, 0.03125, True)])
def test_first_events_after_none(after: int, p_value: float, is_beyond: bool) -> None:
    """From none to b events p is 2 x 0.5^b at equal exposure (by hand), so six is the first that is beyond chance."""
    test = compare_counts(0, after)
    assert test.p_value == pytest.approx(p_value)
    assert (test.is_beyond_chance, test.ratio) == (is_beyond, math.inf)


def test_no_event_at_all_says_nothing() -> None:
    """Nothing and nothing: no ratio, p 1, every ratio possible."""
    test = compare_counts(0, 0)
    assert math.isnan(test.ratio)
    assert (test.low, test.high, test.p_value) == (0, math.inf, 1)


@pytest.mark.parametrize("bad", [(-1, 5, 1, 1), (1, 5, 0, 1), (1, 5, 1, -2)])
def test_impossible_counts_are_refused(bad: tuple[float, float, float, float]) -> None:
    """Negative counts and exposures that are not positive are errors."""
    with pytest.raises(ValueError, match=r"negative|above 0"):
        compare_counts(*bad)
    with pytest.raises(ValueError, match=r"negative|above 0"):
        compare_overdispersed(bad[0], bad[1], 2, 40, bad[2], bad[3])


@given(COUNTS, COUNTS, st.floats(0.5, 2))
def test_p_is_small_exactly_where_the_interval_leaves_one_out(before: int, after: int, exposure: float) -> None:
    """The central p and the interval are one rule: p < 0.05 if and only if the interval excludes 1."""
    test = compare_counts(before, after, 1, exposure)
    assert (test.p_value < 0.05) == (not test.low <= 1 <= test.high)


@given(st.integers(1, 5000), st.integers(1, 5000), st.floats(1, 50), st.floats(5, 60))
def test_quasi_poisson_p_and_interval_are_one_rule(before: int, after: int, phi: float, freedom: float) -> None:
    """The same holds with dispersion, and the interval widens with it."""
    test = compare_overdispersed(before, after, phi, freedom)
    assert (test.p_value < 0.05) == (not test.low <= 1 <= test.high)
    wider = compare_overdispersed(before, after, 2 * phi, freedom)
    assert wider.low <= test.low
    assert wider.high >= test.high


@given(st.integers(0, 300), st.integers(0, 300), st.floats(1, 30))
def test_dispersion_never_makes_a_change_more_certain_where_a_count_is_zero(
    before: int, after: int, phi: float
) -> None:
    """With a count of 0 the exact comparison of the counts divided by phi stands in: p grows with phi."""
    narrow, wide = (compare_overdispersed(before, 0, size, 40).p_value for size in (1, phi))
    assert wide >= narrow - 1e-12
    assert compare_overdispersed(0, after, phi, 40).p_value <= 1


@given(COUNTS, COUNTS)
def test_the_comparison_knows_no_first_and_second(one: int, other: int) -> None:
    """Turned around, p stays and the interval is that of the inverse ratio."""
    forth, back = compare_counts(one, other, 365, 366), compare_counts(other, one, 366, 365)
    assert forth.p_value == pytest.approx(back.p_value, rel=1e-9)
    assert forth.low == pytest.approx(1 / back.high if back.high else math.inf, rel=1e-9)


def test_dispersion_of_months_equals_statsmodels() -> None:
    """The batch of our own fits gives Pearson's X2 / df of statsmodels' Poisson GLM, also with months of zeros."""
    import statsmodels.api as sm

    rng = np.random.default_rng(4)
    rows = np.vstack([rng.negative_binomial(20, 0.1, (3, 60)), rng.poisson(0.2, (2, 60)), rng.poisson(4000, (1, 60))])
    chi, freedom = fit_months(rows.astype(float), first_month=3)
    design = np.zeros((60, 13))
    design[np.arange(60), np.arange(60) % 12] = 1
    design[:, 12] = np.arange(60)
    for row, found in zip(rows, chi, strict=True):
        fit = sm.GLM(row, design, family=sm.families.Poisson()).fit(maxiter=200)
        assert found / freedom == pytest.approx(fit.pearson_chi2 / fit.df_resid, rel=2e-3, abs=1e-6)


def test_dispersion_needs_two_years() -> None:
    """23 months give no dispersion of their own; three such series together do, floored at 1."""
    rng = np.random.default_rng(1)
    short = [list(rng.poisson(50, 23)) for _ in range(3)]
    assert estimate_dispersion(short[0]) is None
    pooled = pool_dispersion(short)
    assert pooled is not None
    assert pooled.freedom == 3 * (23 - 13)
    assert pooled.phi >= 1
    assert pool_dispersion([]) is None


def test_flagship_robberies_of_new_south_wales() -> None:
    """P data, C: 2019 to 2020, 2,555 to 2,117: exact p 1.6e-10, own-history p .178, so L2 and not L3."""
    before, after = NSW_ROBBERY[2019], NSW_ROBBERY[2020]
    movement = measure_movement([NSW_ROBBERY[year] for year in range(1995, 2020)])
    judged = judge_change((before, before), (after, after), movement=movement)
    assert judged.exact.p_value == pytest.approx(1.6e-10, rel=0.02)
    assert judged.history_p == pytest.approx(0.178, abs=5e-4)
    assert judged.level == "L2"


def test_smallest_unusual_fall_of_robberies() -> None:
    """C: after 2023 a fall of robberies has to exceed 22 % to be unusual, and a rise more."""
    movement = measure_movement(list(NSW_ROBBERY.values()))
    assert movement is not None
    assert movement.find_smallest_fall() == pytest.approx(22, abs=0.5)
    assert movement.find_smallest_rise() > movement.find_smallest_fall()


@given(st.lists(st.integers(1, 900), min_size=6, max_size=12), st.floats(0.1, 3))
def test_smallest_unusual_change_is_where_the_test_turns(counts: list[int], factor: float) -> None:
    """A fall of exactly the smallest unusual size has p = 0.05 against the same movement."""
    movement = measure_movement(counts)
    if movement is None or movement.find_smallest_fall() > 99.9:
        return
    before = 1e6 * factor
    after = (before + 0.5) * (1 - movement.find_smallest_fall() / 100) - 0.5
    assert movement.find_p(before, after) == pytest.approx(0.05, rel=1e-6)


def test_history_needs_five_changes_and_some_movement() -> None:
    """Five previous points give four changes and no judgement; a series that never moved has no usual movement."""
    assert measure_movement([10, 12, 9, 11, 10]) is None
    assert measure_movement([10, 12, 9, 11, 10, 12]) is not None
    assert measure_movement([10] * 9) is None
    assert float(find_history_p(10, 20, 0.0, 8)) == 1.0


def test_short_series_are_judged_by_their_siblings() -> None:
    """With three points of its own the siblings' changes are pooled; with two nothing above L2 may be said."""
    siblings = [[100, 120, 110, 130], [50, 40, 60, 50]]
    pooled = pool_movement([30, 33, 31], siblings)
    assert pooled is not None
    changes = [math.log((b + 0.5) / (a + 0.5)) for own in siblings for a, b in itertools.pairwise(own)]
    assert pooled.scale == pytest.approx(math.sqrt(sum(c * c for c in changes) / 6))
    assert (pooled.pooled, pooled.freedom) == (2, 3)
    assert pool_movement([30, 33], siblings) is None
    assert pool_movement([30, 33, 31], [[1, 2]]) is None


def test_rounded_counts_are_judged_at_the_values_closest_together() -> None:
    """1,000 and 900, rounded to hundreds, may both be 950: no change can be claimed; exact ones it can."""
    assert judge_change((950, 1050), (850, 950)).level == "L1"
    assert judge_change((1000, 1000), (900, 900)).level == "L2"
    wide, narrow = judge_change((990, 1010), (790, 810)).test, judge_change((1000, 1000), (800, 800)).test
    assert wide.low < narrow.low < narrow.high < wide.high
    assert wide.ratio == pytest.approx(narrow.ratio)


def test_a_leap_day_does_not_turn_a_fall_into_a_rise() -> None:
    """Millions of events, 0.1 % more in a year that is 0.27 % longer: neither a fall nor a rise is said."""
    assert judge_change((10_000_000, 10_000_000), (10_010_000, 10_010_000), (365, 366)).level == "L1"


def test_level_needs_both_tests() -> None:
    """L3 only beyond chance and beyond the usual movement; without a known movement never more than L2."""
    calm = measure_movement([1000, 1010, 1000, 1010, 1000, 1010])
    wild = measure_movement([1000, 2000, 1000, 2000, 1000, 2000])
    assert judge_change((1000, 1000), (800, 800), movement=calm).level == "L3"
    assert judge_change((1000, 1000), (800, 800), movement=wild).level == "L2"
    assert judge_change((1000, 1000), (800, 800)).level == "L2"
    assert judge_change((20, 20), (16, 16), movement=calm).level == "L1"


@pytest.mark.parametrize(
    ("last", "published", "p_value", "percent"),
    [
        ("2008-03", "stable", 0.980, None),
        ("2010-03", -9.2, 0.0149, -9.0),
        ("2012-06", -5.6, 0.0032, -5.3),
        ("2014-06", -11.6, 0.0001, -11.4),
        ("2016-06", -3.2, 0.0445, -3.0),
        ("2018-09", -3.6, 0.0070, -3.4),
        ("2019-03", "stable", 0.902, None),
        ("2019-09", -3.7, 0.0228, -3.6),
    ],
)
def test_kendall_decides_as_the_bureau_did(
    last: str, published: float | str, p_value: float, percent: float | None
) -> None:
    """Q: malicious damage in New South Wales, 24 months to eight dates: all decisions of BOCSAR, per cents within 0.3.

    The counts were revised since BOCSAR printed its tables, hence the small differences in per cent.
    """
    year, month = int(last[:4]), int(last[5:])
    end = (year - 2006) * 12 + month - 3
    months = NSW_DAMAGE[end - 24 : end]
    found = judge_months(months)
    assert (found.p_value < 0.05) == (published != "stable")
    assert found.p_value == pytest.approx(p_value, abs=6e-4)
    if percent is not None and not isinstance(published, str):
        change = 100 * (sum(months[12:]) / sum(months[:12]) - 1)
        assert change == pytest.approx(percent, abs=0.05)
        assert change == pytest.approx(published, abs=0.31)


def test_kendall_of_malicious_damage() -> None:
    """P data, C: October 2017 to September 2019, tau -0.333, p .0228; the correction never makes it more certain."""
    found = judge_months(NSW_DAMAGE[-24:])
    assert found.tau == pytest.approx(-0.333, abs=5e-4)
    assert found.p_value == pytest.approx(0.0228, abs=5e-5)
    assert found.corrected >= found.p_value


@pytest.mark.parametrize("length", [8, 10, 24, 30])
def test_many_rank_tests_at_once_equal_one_by_one(length: int) -> None:
    """Every row of the batch has the tau and the careful p of `find_rank_trend`, which is pymannkendall's."""
    rng = np.random.default_rng(length)
    rows = np.vstack([np.cumsum(rng.poisson(20, (40, length)) - 20.0, axis=1), rng.poisson(2, (20, length))])
    taus, p_values = find_rank_trends(rows)
    for row, tau, p_value in zip(rows, taus, p_values, strict=True):
        found = find_rank_trend(list(row))
        assert found is not None
        assert (tau, p_value) == (pytest.approx(found.tau), pytest.approx(found.p_value, abs=1e-12))
        assert p_value >= pymannkendall.original_test(row).p - 1e-12


def test_a_flat_series_has_no_direction() -> None:
    """Equal months: tau 0 and p 1, whatever the correction does."""
    found = judge_months([7.0] * 24)
    assert (found.tau, found.p_value, found.corrected) == (0, 1, 1)
    with pytest.raises(ValueError, match="says nothing"):
        judge_months([1, 2, 3])


def test_trend_needs_eight_years_and_a_clear_last_stretch() -> None:
    """A steady fall of 8 % a year is a decline since its first year; seven years of it are not judged."""
    counts = [round(10000 * 0.92**year) for year in range(12)]
    trend = judge_trend(range(2010, 2022), counts)
    assert trend is not None
    assert trend.direction == -1
    assert trend.fit.last.change.percent == pytest.approx(-8, abs=0.1)
    assert judge_trend(range(2010, 2017), counts[:7]) is None
    rising = judge_trend(range(2010, 2022), counts[::-1])
    assert rising is not None
    assert rising.direction == 1


def test_noise_has_no_trend() -> None:
    """Counts that go up and down have no direction."""
    trend = judge_trend(range(2010, 2020), [100, 120, 95, 118, 102, 117, 96, 121, 99, 116])
    assert trend is not None
    assert trend.direction == 0


def test_arrays_and_numbers_give_the_same_p() -> None:
    """A scan and a single question use one function: each place of an array has the p of its own pair."""
    before, after = np.array([0, 5, 900]), np.array([6, 5, 800])
    found = find_central_p(before, after, 0.5)
    alone = [compare_counts(a, b).p_value for a, b in zip(before, after, strict=True)]
    assert list(found) == pytest.approx(alone)
