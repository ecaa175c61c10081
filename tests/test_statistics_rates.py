"""Tests of rates: values of R packages and public health bodies (marks as in test_statistics_change.py), properties."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.statistics.rates import (
    bound_count,
    bound_count_byar,
    bound_count_phe,
    compute_proportion,
    compute_rate_interval,
    compute_ratio_to_expected,
    standardise,
)

# The European Standard Population of 2013, ages 0-4 to 90 and over.
ESP2013 = (5000, 5500, 5500, 5500, 6000, 6000, 6500, 7000, 7000, 7000, 7000, 6500, 6000, 5500, 5000, 4000, 2500, 1500,
           1000)  # fmt: skip
PEOPLE = (636, 558, 609, 543, 384, 594, 669, 843, 660, 576, 606, 522, 426, 273, 300, 288, 153, 123, 207)
MANY = (127, 25, 18, 21, 12, 27, 48, 27, 29, 32, 32, 34, 45, 65, 38, 68, 74, 82, 91)
FEW = (12, 4, 3, 2, 3, 4, 8, 2, 2, 3, 4, 5, 6, 8, 5, 6, 5, 5, 4)


@pytest.mark.parametrize(
    ("count", "confidence", "low", "high"),
    [
        (65, 0.95, 50.163187710459454, 82.84913854593984),
        (1045, 0.95, 982.5932018073325, 1110.33121298565),
        (1, 0.95, 0.01307213290150435, 5.5637555824752605),
        (65, 0.998, 42.8802614714802, 94.00029084431802),
        (10, 0.998, 2.916318374695686, 24.193724927880535),
    ],
)
def test_byar_equals_phe(count: float, confidence: float, low: float, high: float) -> None:
    """Q: Byar's interval of the R package PHEindicatormethods."""
    assert bound_count_byar(count, confidence) == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize(
    ("count", "confidence", "low", "high"),
    [
        (1, 0.95, 0.025317807984289897, 5.571643390938898),
        (5, 0.95, 1.62348639011842, 11.668332079322669),
        (1, 0.998, 0.0010005003335835344, 9.233413476451585),
        (5, 0.998, 0.739371731917839, 16.454745203680105),
    ],
)
def test_exact_interval_equals_phe(count: float, confidence: float, low: float, high: float) -> None:
    """Q (95 %) and R (99.8 %): the exact interval of PHEindicatormethods."""
    assert bound_count(count, confidence) == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0, 3.6888794541139354), (10, 4.79538870, 18.39035604), (100, 81.36399125, 121.62679379)],
)
def test_exact_interval_of_the_standard_table(count: float, low: float, high: float) -> None:
    """C: values of the standard table; 0 events are at most 3.69 with 97.5 % certainty."""
    assert bound_count(count) == pytest.approx((low, high), abs=1e-8)


def test_central_interval_holds_the_one_of_blaker() -> None:
    """R: R package exactci gives Blaker's interval of 100 as (81.5387, 121.5313); the central one is never narrower."""
    low, high = bound_count(100)
    assert low < 81.5387 < 121.5313 < high


def test_rates_of_phe() -> None:
    """R: 20 of 100 per 100,000 (PHEindicatormethods): 20,000 (12,211.4 to 30,889.9) with Byar's interval."""
    low, high = (1000 * end for end in bound_count_phe(20))
    assert (low, high) == pytest.approx((12211.428834875936, 30889.880369197064), rel=1e-12)
    found = compute_rate_interval(20, 100)
    assert found is not None
    assert found.value == 20000
    assert (found.low, found.high) == pytest.approx((low, high), rel=2e-3)


def test_a_large_rate_of_phe() -> None:
    """R: 7,776,456 of 7,564,336,677 per 100: .10280420 (.10273196 to .10287648)."""
    found = compute_rate_interval(7776456, 7564336677, base=100)
    assert found is not None
    expected = (0.10280420256339154, 0.10273196005302074, 0.10287648334092832)
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-7)


def test_violent_crime_of_the_fbi() -> None:
    """P: the FBI printed 611.0 violent crimes per 100,000 for 1997, 1,636,096 of 267,783,607 people."""
    found = compute_rate_interval(1636096, 267783607)
    assert found is not None
    assert round(found.value, 1) == 611.0


def test_more_events_than_people_are_a_rate() -> None:
    """By hand: 250 of 220 are 113,636.36 per 100,000; without people there is no rate."""
    found = compute_rate_interval(250, 220)
    assert found is not None
    assert found.value == pytest.approx(113636.36, abs=0.01)
    assert compute_rate_interval(5, 0) is None


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (MANY, (10430.247991469423, 9717.709067985681, 11178.94091547925)),
        (FEW, (1103.212025300104, 877.455767536709, 1367.0882227251795)),
    ],
)
def test_standardised_rate_equals_phe(events: tuple[int, ...], expected: tuple[float, float, float]) -> None:
    """Q: directly standardised rates of PHEindicatormethods, Dobson's interval."""
    found = standardise(events, PEOPLE, ESP2013)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-10)


def test_no_standardised_rate_of_nine_events() -> None:
    """R: under ten events PHE prints no rate."""
    assert standardise((4, 5), (100, 200), (1, 1)) is None


def test_fay_feuer_equals_canregtools() -> None:
    """Q: R package canregtools: 5,394.737, variance 1.306556e-05, (4,709.493 to 6,154.046)."""
    found = standardise((50, 60, 45, 70), (1000, 1200, 1100, 900), (800, 1000, 1100, 900), method="fay_feuer")
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((5394.737, 4709.493, 6154.046), abs=6e-4)


def test_fleiss_on_down_syndrome() -> None:
    """P inputs, C: Fleiss 1981, first births: adjusted 92.3045, Fay-Feuer 80.4417 to 105.7633."""
    events, births = (107, 141, 60, 40, 39, 25), (230061, 329449, 114920, 39487, 14208, 3052)
    standard = (319933, 931318, 786511, 488235, 237863, 61313)
    exact, dobson = (standardise(events, births, standard, method=name) for name in ("fay_feuer", "dobson"))
    assert exact is not None
    assert dobson is not None
    assert (exact.value, exact.low, exact.high) == pytest.approx((92.3045, 80.4417, 105.7633), abs=6e-5)
    assert (dobson.low, dobson.high) == pytest.approx((80.3292, 105.1872), abs=2e-3)
    tiwari = standardise(events, births, standard, method="tiwari")
    assert tiwari is not None
    assert dobson.low < tiwari.high < exact.high


def test_ratio_to_expected_equals_phe() -> None:
    """R: 895 observed, 835.88 expected: 1.0707232939020275 (1.0017147712553987 to 1.143233287249895)."""
    found = compute_ratio_to_expected(895, 835.8835612311743)
    assert found is not None
    expected = (1.0707232939020275, 1.0017147712553987, 1.143233287249895)
    assert (found.value, found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert compute_ratio_to_expected(5, 0) is None


def test_wilson_equals_phe() -> None:
    """R: 65 of 100, Wilson: .5525444329688797 to .7363575175690247."""
    found = compute_proportion(65, 100)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((0.5525444329688797, 0.7363575175690247), rel=1e-12)
    assert compute_proportion(0, 0) is None
    with pytest.raises(ValueError, match="more than its whole"):
        compute_proportion(5, 4)


@given(st.integers(0, 100_000), st.floats(1, 40))
def test_interval_holds_its_value_and_widens_with_dispersion(events: int, dispersion: float) -> None:
    """The interval holds the rate, and one with dispersion holds the one without."""
    plain, wide = (compute_rate_interval(events, 1e6, dispersion=phi) for phi in (1, dispersion))
    assert plain is not None
    assert wide is not None
    assert wide.low <= plain.low <= plain.value <= plain.high <= wide.high


@given(st.integers(1, 3000))
def test_byar_is_close_to_exact_from_ten_on(count: int) -> None:
    """Within 0.2 % (APHO) from ten events on; the exact interval shifts up with every event."""
    if count >= 10:
        for approximate, exact in zip(bound_count_byar(count), bound_count(count), strict=True):
            assert approximate == pytest.approx(exact, rel=2.5e-3)
    assert all(a < b for a, b in pairwise(bound_count(count + more)[0] for more in range(3)))


@pytest.mark.parametrize("count", [-1, -0.5])
def test_negative_counts_are_refused(count: float) -> None:
    """No count is below zero."""
    for bound in (bound_count, bound_count_byar):
        with pytest.raises(ValueError, match="negative"):
            bound(count)


@pytest.mark.parametrize(
    ("events", "people", "standard", "method"),
    [((1, 20), (5,), (1, 1), "dobson"), ((1, 20), (5, 0), (1, 1), "dobson"), ((10, 20), (5, 6), (1, 1), "guess")],
)
def test_strata_that_do_not_fit_are_refused(
    events: tuple[int, ...], people: tuple[int, ...], standard: tuple[int, ...], method: str
) -> None:
    """Every stratum needs one count, people and a weight; the method has to be one of the three."""
    with pytest.raises(ValueError, match=r"stratum|method"):
        standardise(events, people, standard, method=method)
