"""Joinpoint regression and the rank test: published values, hand-made lines, properties."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.statistics.joinpoint import JoinpointFit, average_change, fit_joinpoints
from esep.statistics.mann_kendall import find_rank_trend

# Crime Severity Index 2006 to 2023, Statistics Canada 11-627-m2024030.
CSI_YEARS = tuple(range(2006, 2024))
CSI = (100.0, 95.3, 90.6, 87.8, 82.9, 77.6, 75.5, 68.9, 66.9, 70.4, 72.0, 73.6, 75.6, 79.7, 73.9, 74.9, 78.8, 80.5)
ONES = (1.0,) * len(CSI)


def fit(values: list[float] | tuple[float, ...], **options: object) -> JoinpointFit:
    """Return the fit of values at the times 0, 1, 2 ..."""
    found = fit_joinpoints(range(len(values)), values, **options)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_one_per_cent_a_year_is_one_per_cent_a_year() -> None:
    """The National Cancer Institute's definition of the APC: 50, 50.5, 51.005 ... rises by 1 % a year."""
    found = fit([50 * 1.01**year for year in range(10)])
    assert found.joinpoints == ()
    assert found.last.change.percent == pytest.approx(1, abs=1e-9)
    assert found.fitted[1:3] == pytest.approx((50.5, 51.005))
    assert found.average == found.last.change


def test_slope_of_the_cancer_institutes_example_gives_its_pace() -> None:
    """NCI's AAPC example: a slope that begins with -0.11317 is -10.7 % a year."""
    found = fit([1000 * math.exp(-0.11317 * year) for year in range(12)])
    assert round(found.average.percent, 1) == -10.7


def test_slope_of_unicefs_example_gives_its_reduction() -> None:
    """UNICEF/NIPN: the average annual rate of reduction of a slope of -0.06613 is 1 - e^-0.06613 = 6.399 %."""
    found = fit([300 * math.exp(-0.06613 * year) for year in range(9)])
    assert round(-found.average.percent, 3) == 6.399


def test_without_joinpoints_the_pace_is_that_of_weighted_least_squares() -> None:
    """SEER*Stat's weighted APC is 100 (e^b - 1) with b the weighted least-squares slope of ln y; by exact sums."""
    values = (120.0, 118.0, 97.0, 105.0, 88.0, 90.0, 70.0)
    weights = [Fraction(value) for value in values]
    logs = [Fraction(math.log(value)) for value in values]
    mean_t = sum(w * t for t, w in enumerate(weights)) / sum(weights)
    mean_y = sum(w * y for w, y in zip(weights, logs, strict=True)) / sum(weights)
    above = sum(w * (t - mean_t) * (y - mean_y) for (t, w), y in zip(enumerate(weights), logs, strict=True))
    slope = float(above / sum(w * (t - mean_t) ** 2 for t, w in enumerate(weights)))
    found = fit(values, limit=0)
    assert found.last.change.percent == pytest.approx(100 * math.expm1(slope), rel=1e-10)


def test_severity_index_of_canada_turns_in_2014() -> None:
    """Regression value on published data: one joinpoint, 2014; -4.63 % then +1.85 % a year; on average -1.25 %."""
    found = fit_joinpoints(CSI_YEARS, CSI, weights=ONES)
    assert found is not None
    assert list(found.joinpoints) == [2014]
    assert [round(segment.change.percent, 2) for segment in found.segments] == [-4.63, 1.85]
    assert round(found.average.percent, 2) == -1.25
    assert (found.last.start, found.last.n, found.last.is_provisional) == (2014, 10, False)
    assert found.penalty == 3


def test_a_third_joinpoint_would_be_chosen_if_it_were_allowed() -> None:
    """Regression value: with up to three the same criterion prefers 2014, 2019 and 2021, hence the limit of two."""
    found = fit_joinpoints(CSI_YEARS, CSI, weights=ONES, limit=3)
    assert found is not None
    assert list(found.joinpoints) == [2014, 2019, 2021]


def test_a_planted_bend_is_found_where_it_was_planted() -> None:
    """+5 % a year for ten years, then -8 %: the joinpoint, both paces and their weighted mean come out."""
    values = [1000 * 1.05 ** min(year, 10) * 0.92 ** max(year - 10, 0) for year in range(21)]
    found = fit(values)
    assert list(found.joinpoints) == [10]
    assert [segment.change.percent for segment in found.segments] == pytest.approx([5, -8], abs=1e-6)
    mean = (10 * math.log(1.05) + 10 * math.log(0.92)) / 20
    assert found.average.percent == pytest.approx(100 * math.expm1(mean), abs=1e-6)
    assert average_change(found, 5, 15).percent == pytest.approx(100 * math.expm1(mean), abs=1e-6)
    assert average_change(found, 12, 20).percent == pytest.approx(-8, abs=1e-6)


@pytest.mark.parametrize(("n", "most"), [(7, 1), (11, 1), (12, 2), (30, 2)])
def test_short_series_allow_fewer_joinpoints(n: int, most: int) -> None:
    """One joinpoint from 7 points, two from 12: the criterion is computed for no more."""
    wave = [100 + 40 * math.sin(year) for year in range(n)]
    assert len(fit(wave).criteria) == most + 1


def test_fewer_than_seven_points_have_no_line() -> None:
    """Six years: first and last say all there is."""
    assert fit_joinpoints(range(6), [9, 8, 7, 6, 5, 4]) is None


def test_a_short_last_stretch_is_provisional() -> None:
    """A turn two years before the end leaves three points, both ends included: a direction, not a trend."""
    values = [1000 * 0.9 ** min(year, 9) * 1.3 ** max(year - 9, 0) for year in range(12)]
    last = fit(values).last
    assert (last.start, last.n, last.is_provisional) == (9, 3, True)


def test_a_count_of_zero_counts_as_a_half() -> None:
    """Zero has no logarithm: 0 and 0.5 give the same line."""
    with_zero = fit([8.0, 6, 7, 4, 3, 2, 1, 0])
    assert with_zero.fitted == fit([8.0, 6, 7, 4, 3, 2, 1, 0.5]).fitted


def test_residuals_that_go_together_raise_the_price() -> None:
    """A slow wave leaves neighbouring residuals alike, and a joinpoint then costs 4 instead of 3."""
    slow = [100 * math.exp(0.3 * math.sin(year / 3)) for year in range(33)]
    found = fit(slow)
    assert found.penalty == 4
    assert fit(slow, penalty=3).penalty == 3


def test_years_may_be_missing() -> None:
    """Every other year of a steady fall of 3 % a year gives the same pace."""
    found = fit_joinpoints(range(2000, 2020, 2), [500 * 0.97**year for year in range(0, 20, 2)])
    assert found is not None
    assert found.last.change.percent == pytest.approx(-3, abs=1e-8)


@pytest.mark.parametrize(
    ("times", "values", "weights"),
    [
        ([1, 2, 2], [1.0, 2, 3], None),
        ([1, 2, 3], [1.0, 2], None),
        ([1, 2, 3], [1.0, -2, 3], None),
        ([1, 2, 3], [1.0, 2, 3], [1.0, 0, 1]),
    ],
)
def test_impossible_input_is_refused(times: list[float], values: list[float], weights: list[float] | None) -> None:
    """Times that do not rise, different lengths, negative counts and weights of nothing are errors of the caller."""
    with pytest.raises(ValueError, match=r"have to|cannot"):
        fit_joinpoints(times, values, weights=weights)


def test_a_window_outside_the_fit_is_refused() -> None:
    """An average over years that were not fitted would be a forecast."""
    with pytest.raises(ValueError, match="window"):
        average_change(fit([float(value) for value in range(1, 11)]), 3, 12)


@given(
    st.lists(st.integers(1, 100_000), min_size=7, max_size=25),
    st.integers(2, 1000),
    st.integers(-3000, 3000),
)
def test_scale_and_calendar_change_no_pace(counts: list[int], factor: int, shift: int) -> None:
    """Counting in other units or from another year changes neither joinpoints nor paces; intervals hold the pace."""
    one = fit([float(count) for count in counts])
    two = fit_joinpoints([year + shift for year in range(len(counts))], [float(count * factor) for count in counts])
    assert two is not None
    assert [tau + shift for tau in one.joinpoints] == list(two.joinpoints)
    for first, second in zip(one.segments, two.segments, strict=True):
        assert first.change.percent == pytest.approx(second.change.percent, rel=1e-5, abs=1e-6)
        assert first.change.low <= first.change.percent <= first.change.high


def test_rank_trend_of_a_steady_fall_is_clear() -> None:
    """Ten falling values: S = -45, variance 125, z = -44 / sqrt(125) = -3.9355, p = 0.0000830 by the normal table."""
    found = find_rank_trend([10, 9, 8, 7, 6, 5, 4, 3, 2, 1])
    assert found is not None
    assert found.tau == -1
    assert found.plain == pytest.approx(math.erfc(44 / math.sqrt(125) / math.sqrt(2)))
    assert found.corrected is None
    assert found.is_clear()


def test_rank_trend_takes_the_more_careful_p() -> None:
    """The correction may lower p as well as raise it; the larger of the two counts."""
    for values in ([5, 3, 4, 2, 6, 1, 3, 2, 2, 1], [1, 2, 3, 3, 2, 1, 1, 2, 3, 4, 5, 4]):
        found = find_rank_trend(values)
        assert found is not None
        assert found.p_value == max(found.plain, found.corrected or 0)


def test_equal_values_and_few_values_have_no_trend() -> None:
    """Nothing changes: p = 1. Three values: no test."""
    same = find_rank_trend([4] * 10)
    assert same is not None
    assert same.p_value == 1
    assert find_rank_trend([3, 2, 1]) is None
