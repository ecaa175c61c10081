"""Farrington, its thresholds, and EARS, held to the results of R surveillance and to statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.statistics.early_warning import (
    assign_weights,
    compute_ears,
    compute_limits,
    compute_limits_1996,
    find_rises,
)
from esep.statistics.poisson_fit import fit_many
from tests.monitor_sample import SALMONELLA_2010, SALMONELLA_2011

# R surveillance, test-farringtonFlexible.R: eta = ln 5, se = ln 2, alpha = 0.05, y = 11 (lower, upper, p, score).
NOUFAILY = [
    ("muan", 1.5, (8, 24, 0.8597797, 0.4193982)),
    ("muan", 1.0, (9, 22, 0.9093099, 0.4605347)),
    ("nbPlugin", 1.5, (1, 10, 0.03763657, 1.11918153)),
    ("nbPlugin", 1.0, (2, 9, 0.01369527, 1.27061541)),
]
# The same file: mu = 5, se = 0.2, phi = 1, alpha = 0.05, y = 8.
FARRINGTON_1996 = [
    (1, (1.3073128, 8.6926872, 0.0907246, 0.8124165)),
    (1 / 2, (1.9891097, 9.3744842, 0.1189986, 0.6857951)),
    (2 / 3, (1.8084477, 9.1154825, 0.1094727, 0.7289546)),
]


@pytest.mark.parametrize(("method", "dispersion", "expected"), NOUFAILY)
def test_limits_are_those_of_r_surveillance(method: str, dispersion: float, expected: tuple[float, ...]) -> None:
    """Both thresholds of Noufaily et al. 2013 give R's limits and chance; its score puts the logarithm for the mean."""
    found = compute_limits(math.log(5), math.log(2), dispersion, 11, 0.05, method)
    assert (found.lower[0], found.upper[0]) == expected[:2]
    assert found.p_value[0] == pytest.approx(expected[2], abs=1e-7)
    by_r = (11 - math.log(5)) / (found.upper[0] - math.log(5))
    assert by_r == pytest.approx(expected[3], abs=1e-6)


@pytest.mark.parametrize(("power", "expected"), FARRINGTON_1996)
def test_limits_of_1996_are_those_of_r_surveillance(power: float, expected: tuple[float, ...]) -> None:
    """Without a transformation, and with the powers 1/2 and 2/3, the elder limits are R's."""
    found = compute_limits_1996(5, 0.2, 1, 8, 0.05, power)
    score = (8 - 5) / (found.upper[0] - 5)
    assert (found.lower[0], found.upper[0], found.p_value[0], score) == pytest.approx(expected, abs=1e-6)


def test_weights_are_those_checked_by_hand_in_r() -> None:
    """Five residuals of 0 and five of 2 with threshold 0: weights 1.6 and 0.4 (R surveillance)."""
    found = assign_weights(np.array([[0.0] * 5 + [2.0] * 5]), 0)
    assert found[0].tolist() == pytest.approx([1.6] * 5 + [0.4] * 5)
    assert assign_weights(np.zeros((1, 10)), 0)[0].tolist() == [1.0] * 10


def test_another_threshold_is_refused() -> None:
    """A threshold has one of two names."""
    with pytest.raises(ValueError, match="delta"):
        compute_limits(1.0, 0.1, 1.0, 5, 0.05, "delta")


def test_ears_c1_of_salmonella_newport_is_that_of_r() -> None:
    """The limits of the first four weeks of 2011 at alpha 0.05 are those in the tests of R surveillance."""
    weeks = [*SALMONELLA_2010, *SALMONELLA_2011]
    found = [compute_ears(weeks[: 8 + week], "C1", 1.6448536269514722).limit for week in range(4)]
    assert found == pytest.approx([3.278854, 3.278854, 3.436517, 3.855617], abs=1e-6)


@pytest.mark.parametrize(("method", "alarms"), [("C1", (30, 43, 44)), ("C2", (30, 43, 44, 45, 46))])
def test_ears_alarms_of_2011_are_those_of_r(method: str, alarms: tuple[int, ...]) -> None:
    """The weeks of 2011 that R's earsC calls (alpha 0.001, kept in the tests of epysurv), from week 9 on."""
    found = [
        week
        for week in range(9, len(SALMONELLA_2011))
        if compute_ears(SALMONELLA_2011[: week + 1], method, 3.090232306167813).is_rise
    ]
    assert tuple(found) == alarms


def test_ears_with_a_floor_does_not_call_one_more_offence_a_rise() -> None:
    """Seven months of none and then one: without the floor a rise, with it none; five are one with it too."""
    assert compute_ears([0] * 7 + [1]).is_rise
    assert not compute_ears([0] * 7 + [1], has_floor=True).is_rise
    assert compute_ears([0] * 7 + [5], has_floor=True).is_rise
    with pytest.raises(ValueError, match="needed"):
        compute_ears([1] * 7)


def make_months(count: int = 72, series: int = 4, seed: int = 5) -> np.ndarray:
    """Return Poisson counts with a season and a little trend."""
    month = np.arange(count)
    mean = np.outer([3.0, 20.0, 150.0, 900.0][:series], np.exp(0.25 * np.sin(month * np.pi / 6) - 0.002 * month))
    return np.random.default_rng(seed).poisson(mean).astype(float)


def test_many_fits_are_those_of_statsmodels() -> None:
    """Coefficients, errors, dispersion and leverage of each series are those of a GLM of its own, with weights too."""
    import statsmodels.api as sm

    counts = make_months()
    columns = np.column_stack([np.ones(72), np.arange(72) / 12, np.sin(np.arange(72) * np.pi / 6)])
    offset, weights = np.log(np.full(72, 30.4)), np.random.default_rng(1).uniform(0.3, 1.5, counts.shape)
    found = fit_many(columns, counts, offset, weights)
    for place, row in enumerate(counts):
        model = sm.GLM(row, columns, sm.families.Poisson(), offset=offset, var_weights=weights[place])
        plain = model.fit(scale="X2", tol=1e-12)
        assert found.coefficients[place] == pytest.approx(plain.params, abs=1e-7)
        assert found.dispersion[place] == pytest.approx(max(1.0, plain.scale), rel=1e-6)
        assert np.sqrt(np.diag(found.covariance[place]) * plain.scale) == pytest.approx(plain.bse, rel=1e-6)
        hat = plain.get_influence(observed=False).hat_matrix_diag
        assert found.leverage[place] == pytest.approx(hat, rel=1e-5)


def test_scan_of_many_series_judges_each_as_alone() -> None:
    """What is said of a series does not depend on the others beside it."""
    counts = np.vstack([make_months(), np.zeros(72), np.eye(1, 72, 20)[0]])
    together = find_rises(counts)
    for place, row in enumerate(counts):
        alone = find_rises(row)
        for name in ("expected", "limit", "score", "p_value", "dispersion", "is_rise"):
            one, other = getattr(alone, name)[0], getattr(together, name)[place]
            assert one == pytest.approx(other, rel=1e-6, nan_ok=True)


def test_a_large_jump_is_a_rise_and_a_usual_month_is_none() -> None:
    """Three times the expected count is far outside; the last month of a plain series is not."""
    counts = make_months()
    plain = find_rises(counts)
    assert not plain.is_rise.any()
    jumped = counts.copy()
    jumped[:, -1] = 3 * plain.expected + 20
    found = find_rises(jumped)
    assert found.is_rise.all()
    assert (found.score > 1).all()
    assert found.expected == pytest.approx(plain.expected)


def test_a_past_outbreak_hardly_raises_the_limit() -> None:
    """A month at five times its level two years ago is weighed down: the limit rises by less than a quarter."""
    counts = make_months(series=3)[2:]
    spoilt = counts.copy()
    spoilt[0, 47] *= 5
    assert find_rises(spoilt).limit[0] < 1.25 * find_rises(counts).limit[0]


def test_nothing_in_the_history_is_not_judged() -> None:
    """A series without any offence before has no expected value, and its first offence is no rise."""
    found = find_rises([0.0] * 60 + [3.0])
    assert np.isnan(found.expected[0])
    assert np.isnan(found.limit[0])
    assert not found.is_rise[0]


def test_few_offences_get_neither_trend_nor_season() -> None:
    """With fewer than 20 offences in the history the model is their mean; an empty calendar month drops the season."""
    rare = np.zeros(61)
    rare[10:50:10] = 1
    found = find_rises(rare)
    assert (found.has_trend[0], found.has_season[0]) == (False, False)
    assert found.expected[0] == pytest.approx(rare[:54].sum() / 54)
    gappy = np.where(np.arange(61) % 12 == 5, 0.0, 9.0)
    assert not find_rises(gappy).has_season[0]


def test_three_full_years_are_needed() -> None:
    """35 months before the judged one are too few, 36 are enough."""
    with pytest.raises(ValueError, match="36"):
        find_rises(make_months(36))
    assert find_rises(make_months(37)).n == 30


def test_the_history_is_five_years_without_the_last_half() -> None:
    """Of ten years the 61 months before count, without the last six; what was earlier changes nothing."""
    counts = make_months(120)
    found = find_rises(counts)
    assert found.n == 55
    changed = counts.copy()
    changed[:, :40] *= 7
    changed[:, -7:-1] *= 7
    assert find_rises(changed).limit == pytest.approx(found.limit)


def test_days_of_a_month_are_an_exposure() -> None:
    """The same rate a day in months of 28 and 31 days: the expected count follows the days."""
    days = np.tile([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], 6)[:62].astype(float)
    found = find_rises(10 * days, days)
    assert found.expected[0] == pytest.approx(280, rel=1e-3)


@given(st.integers(1, 400), st.floats(1, 20))
def test_limits_widen_with_dispersion(mean: int, dispersion: float) -> None:
    """The upper limit of a wider distribution is never lower, and a score above 1 is a count above the limit."""
    near = compute_limits(math.log(mean), 0.1, dispersion, mean, 0.01)
    wide = compute_limits(math.log(mean), 0.1, dispersion * 1.5, mean, 0.01)
    assert wide.upper[0] >= near.upper[0]
