"""Base years, outlooks, paces, records, years to date and level shifts: published values and sums by hand."""

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.statistics.base import BaseFinding, scan_bases
from esep.statistics.level_shift import bound_breaks, find_level_shifts, suggest_shifts
from esep.statistics.monthly_outlook import project_month
from esep.statistics.outlook import count_held, find_way_to_zero, project_year, require_pace
from esep.statistics.record import carry_forward, find_record
from esep.statistics.trend import compute_annual_pace, describe_trend

# Robbery in New South Wales 1995 to 2023, BOCSAR through R fpp3.
ROBBERY = (7158, 8214, 11733, 12570, 11342, 12088, 13900, 10597, 9697, 7892, 7944, 7653, 7445, 6689, 5910)
LATER = (5419, 4866, 4582, 4185, 3434, 2699, 2356, 2432, 2493, 2555, 2117, 1768, 1843, 1921)
NSW = {1995 + place: Fraction(count) for place, count in enumerate(ROBBERY + LATER)}
# Crime Severity Index 2006 to 2023, Statistics Canada 11-627-m2024030.
CSI_TEXT = "100.0 95.3 90.6 87.8 82.9 77.6 75.5 68.9 66.9 70.4 72.0 73.6 75.6 79.7 73.9 74.9 78.8 80.5"
CSI = {2006 + place: Fraction(text) for place, text in enumerate(CSI_TEXT.split())}


def scan(series: dict[int, Fraction], base: int, end: int | None = None) -> BaseFinding:
    """Return how a base stands in a series."""
    found = scan_bases(series, base, end)
    assert found is not None
    return found


def test_robbery_since_2001_is_the_best_of_28_bases() -> None:
    """Regression on published counts: 7.2-fold is rank 1 of 28; others .92 to 6.54, median 3.08, over all 3.28."""
    found = scan(NSW, 2001)
    assert (found.rank, found.bases, round(float(found.fold), 1)) == (1, 28, 7.2)
    assert [round(float(fold), 2) for fold in found.others_range] == [0.92, 6.54]
    assert round(float(found.median_fold), 2) == 3.28
    assert round(float(found.others_median), 2) == 3.08
    assert found.is_flattering
    assert found.is_peak_to_trough


@pytest.mark.parametrize(("base", "percent"), [(2006, -19.5), (2010, -2.9), (2011, 3.7), (2014, 20.3)])
def test_canadas_index_falls_or_rises_by_its_base(base: int, percent: float) -> None:
    """Regression on published indices: 2023 against four bases; 5 of 17 bases give a fall, 12 a rise."""
    found = scan(CSI, base)
    assert round(float(100 * (1 / found.fold - 1)), 1) == percent
    assert (found.falls, found.rises) == (5, 12)


def test_a_low_base_flatters_a_rise() -> None:
    """From the lowest year a rise looks largest: 10 to 40 is fourfold, the middle base gives twofold."""
    series = {2000: 20, 2001: 10, 2002: 20, 2003: 25, 2004: 20, 2005: 40}
    found = scan({year: Fraction(value) for year, value in series.items()}, 2001)
    assert found.rank_for_statement == 1
    assert found.is_flattering
    assert not found.is_peak_to_trough


def test_a_scan_may_end_before_the_series_does() -> None:
    """With 2014 as its end, the index fell from every base; 2006 is the highest of the eight."""
    found = scan(CSI, 2010, 2014)
    assert (found.bases, found.falls, found.rises, found.peak_year) == (8, 8, 0, 2006)
    assert found.is_end_lowest


def test_mean_of_the_years_around_a_base() -> None:
    """2008 to 2012: (90.6 + 87.8 + 82.9 + 77.6 + 75.5) / 5 = 82.88, against 80.5."""
    assert scan(CSI, 2010).mean_fold == Fraction("82.88") / Fraction("80.5")


@pytest.mark.parametrize(
    ("series", "base", "end"),
    [
        ({2000: 4, 2001: 3, 2002: 2, 2003: 1}, 2000, None),
        ({2000: 4, 2001: 3, 2002: 2, 2003: 1, 2004: 0}, 2000, None),
        ({2000: 4, 2001: 3, 2002: 2, 2003: 1, 2004: 5}, 1999, None),
        ({2000: 4, 2001: 3, 2002: 2, 2003: 1, 2004: 5}, 2004, None),
        ({2000: 4, 2001: 3, 2002: 2, 2003: 1, 2004: 5}, 2000, 2009),
        ({}, 2000, None),
    ],
)
def test_what_cannot_be_scanned_is_not(series: dict[int, int], base: int, end: int | None) -> None:
    """Four years, an end of 0, a base outside or at the end, an end outside, nothing at all."""
    assert scan_bases({year: Fraction(value) for year, value in series.items()}, base, end) is None


def test_paces_of_targets() -> None:
    """Regression: halving in 5 years takes -12.9449 % a year, a tenth in 10 years -20.5672 %."""
    assert compute_annual_pace(2, 1, 5) == pytest.approx(-12.9449, abs=5e-5)
    assert compute_annual_pace(10, 1, 10) == pytest.approx(-20.5672, abs=5e-5)


def test_from_5588_to_less_than_one() -> None:
    """Regression: 168 years at -5 % a year, 82 at -10 %; one in ten years needs -57.8 % a year."""
    assert [find_way_to_zero(5588, pace, 10).years for pace in (-5, -10)] == pytest.approx([168, 82], abs=0.5)
    assert round(require_pace({}, 5588, 1, 10).percent, 1) == -57.8
    assert find_way_to_zero(5588, 1, 10).years is None
    assert find_way_to_zero(0.5, 1, 10).years == 0


def test_chance_of_none_is_that_of_poisson() -> None:
    """Four expected, halved each year for two years: one expected, and none with the chance e^-1."""
    way = find_way_to_zero(4, -50, 2)
    assert (way.expected, way.none_probability) == pytest.approx((1, math.exp(-1)))
    assert way.years == pytest.approx(2)


def test_required_pace_stands_beside_all_past_paces() -> None:
    """Halving every year twice, then still: of four two-year periods one fell by 50 % a year, as the target asks."""
    found = require_pace({2000: 16, 2001: 8, 2002: 4, 2003: 4, 2004: 4}, 4, 1, 2)
    assert found.percent == pytest.approx(-50)
    assert found.past == pytest.approx({2000: -50, 2001: 100 * (math.sqrt(0.5) - 1), 2002: 0})
    assert found.as_fast == 1


def test_impossible_paces_are_refused() -> None:
    """Nothing leads away from 0 at a constant pace, and no pace takes no time."""
    for first, last, years in ((0, 1, 1), (1, -1, 1), (1, 1, 0)):
        with pytest.raises(ValueError, match="pace"):
            compute_annual_pace(first, last, years)


def test_outlook_by_hand() -> None:
    """Changes of ln x: +-a with mean 0 keep the middle; half width t(.975; 7) s sqrt(1 + 1/8), t = 2.3646 by table."""
    values = [100.0 if place % 2 == 0 else 110.0 for place in range(9)]
    found = project_year(values, 1)
    assert found is not None
    step = math.log(1.1)
    spread = math.sqrt(8 * step**2 / 7)
    assert found.value == pytest.approx(100)
    assert math.log(found.high / found.value) == pytest.approx(2.3646 * spread * math.sqrt(9 / 8), rel=1e-4)
    assert found.value / found.low == pytest.approx(found.high / found.value)


def test_half_of_the_drift_goes_on() -> None:
    """A fall of exactly 10 % a year: one year ahead 100 sqrt(0.9), without any scatter."""
    found = project_year([100 / 0.9**place for place in range(8, -1, -1)], 1)
    assert found is not None
    assert (found.low, found.value, found.high) == pytest.approx((100 * math.sqrt(0.9),) * 3)


def test_the_record_of_a_series_counts_what_held() -> None:
    """A wave of ten per cent held in all three years that have six before them; a jump at the end is outside."""
    wave = [100.0 if place % 2 == 0 else 110.0 for place in range(9)]
    assert count_held(wave, 1) == (3, 3)
    assert count_held([*wave, 1000.0], 1) == (3, 4)
    assert count_held(wave[:6], 1) == (0, 0)


def test_small_counts_with_a_zero_get_whole_bounds() -> None:
    """0 2 1 0 1: mean 0.8; by the negative binomial of size 4.5 and chance 5/6 at most 4, at least 0."""
    found = project_year([3, 0, 2, 1, 0, 1], 2)
    assert found is not None
    size, chance = 4.5, 5 / 6
    masses = [
        math.gamma(size + k) / math.gamma(size) / math.factorial(k) * chance**size * (1 - chance) ** k for k in range(9)
    ]
    upper = next(k for k in range(9) if sum(masses[: k + 1]) >= 0.975)
    assert (found.method, found.value, found.low, found.high) == ("poisson_gamma", 0.8, 0, upper)


@pytest.mark.parametrize(("n", "horizon"), [(5, 1), (9, 0), (9, 4)])
def test_outlooks_that_are_not_given(n: int, horizon: int) -> None:
    """Fewer than six years, no year ahead, more than three."""
    assert project_year([100.0 + place for place in range(n)], horizon) is None


@given(st.lists(st.integers(1, 10_000), min_size=9, max_size=15), st.integers(1, 2))
def test_outlooks_widen_with_their_horizon(counts: list[int], horizon: int) -> None:
    """A year more is no surer, and the middle lies inside."""
    near, far = (project_year([float(count) for count in counts], ahead) for ahead in (horizon, horizon + 1))
    assert near is not None
    assert far is not None
    assert near.low <= near.value <= near.high
    assert far.high / far.low >= near.high / near.low - 1e-9


def test_months_ahead_keep_their_season() -> None:
    """A season of July twice January, repeated for six years: so is the next year, and its interval holds it."""
    season = [100 + 50 * math.sin(2 * math.pi * month / 12) for month in range(12)]
    noise = [1 + 0.02 * ((place * 7919) % 11 - 5) / 5 for place in range(72)]
    months = [round(season[place % 12] * noise[place]) for place in range(72)]
    for horizon in (1, 4, 12):
        found = project_month([float(count) for count in months], horizon)
        assert found is not None
        truth = season[(72 + horizon - 1) % 12]
        assert found.low < truth < found.high
        assert found.widened >= 1
    assert project_month([float(count) for count in months[:47]], 1) is None
    assert project_month([float(count) for count in months], 13) is None


def test_wheelers_year_to_date() -> None:
    """Published example: 2 of 12 in January of last year, now 1: naive -50 %; the rest carried, 11 of 12, is -8 %."""
    found = carry_forward(Fraction(1), Fraction(2), Fraction(12), 1)
    assert found.naive == -50
    assert round(float(found.carried or 0)) == -8
    assert found.is_short
    assert carry_forward(Fraction(1), Fraction(0), Fraction(12), 6).naive is None


def test_a_record_is_told_with_where_the_data_begin() -> None:
    """2014 is the index's lowest since 2006, where it begins; 2020 only the lowest since 2017; an open year is none."""
    lowest = find_record(CSI, 2014)
    assert lowest is not None
    assert lowest.holds
    assert lowest.first_year == 2006
    later = find_record(CSI, 2020)
    assert later is not None
    assert (later.since, later.holds) == (2017, False)
    overtaken = find_record({2020: Fraction(5), 2021: Fraction(4), 2022: Fraction(3)}, 2021)
    assert overtaken is not None
    assert overtaken.later == (2022,)
    unfinished = find_record(CSI, 2014, is_complete=False)
    assert unfinished is not None
    assert not unfinished.holds
    highest = find_record(CSI, 2006, is_lowest=False)
    assert highest is not None
    assert highest.holds
    assert find_record(CSI, 1990) is None


def test_level_shifts_of_the_nile() -> None:
    """R strucchange on the Nile: 28 (1898); 28, 83. RSS 2835157, 1597457, 1552924; BIC 1318, 1270, 1276."""
    data = pytest.importorskip("statsmodels.datasets").nile.load_pandas().data
    found = find_level_shifts([float(flow) for flow in data["volume"]], limit=2, gap=15)
    assert found.breaks == ((), (28,), (28, 83))
    assert [round(total) for total in found.sse] == [2835157, 1597457, 1552924]
    assert [round(value) for value in found.bic] == [1318, 1270, 1276]
    assert found.chosen == 1
    assert int(data["year"].iloc[28 - 1]) == 1898


def test_the_interval_of_the_break_of_the_nile() -> None:
    """R strucchange, confint(breakpoints(Nile ~ 1)): the break of 1898 lies between 1895 and 1902."""
    data = pytest.importorskip("statsmodels.datasets").nile.load_pandas().data
    flows = [float(flow) for flow in data["volume"]]
    ((low, high),) = bound_breaks(flows, (28,))
    assert [int(data["year"].iloc[place - 1]) for place in (low, high)] == [1895, 1902]
    ((wide_low, wide_high),) = bound_breaks(flows, (28,), confidence=0.99)
    assert wide_low <= low <= high <= wide_high
    mirrored = bound_breaks(flows[::-1], (100 - 28,))
    assert mirrored == ((100 - high, 100 - low),)


def test_a_step_is_a_hint_and_a_line_is_none() -> None:
    """By hand: 100 with 1 % of scatter, then 60, steps after 2009; a steady fall does not step."""
    scatter = [1.01, 0.99, 1.0, 1.01, 0.99, 0.99, 1.0, 1.01, 1.0, 0.99]
    years = range(2000, 2020)
    (hint,) = suggest_shifts(years, [100 * x for x in scatter] + [60 * x for x in scatter])
    assert (hint.after, hint.low, hint.high) == (2009, 2008, 2010)  # the place itself, rounded outwards
    steady = [100 * 0.975**t * (scatter * 2)[t] for t in range(20)]
    assert suggest_shifts(years, steady) == ()
    assert suggest_shifts(range(6), [9, 9, 9, 1, 1, 1]) == ()
    (bare,) = suggest_shifts(range(10), [8, 8, 8, 8, 8, 2, 2, 2, 2, 2])
    assert (bare.low, bare.after, bare.high) == (4, 4, 4)


def test_a_short_series_has_no_second_level() -> None:
    """Five values hold no two stretches of three; two hold none."""
    assert find_level_shifts([1, 1, 5, 5, 5], limit=2).breaks == ((),)
    with pytest.raises(ValueError, match="no stretch"):
        find_level_shifts([1, 2])


def test_a_trend_is_named_only_when_everything_agrees() -> None:
    """A steady fall of twelve years is named; of seven it is too short; a turn up at the end is not the fall it was."""
    steady = [1000 * 0.95**year * (1 + 0.01 * (-1) ** year) for year in range(12)]
    named = describe_trend(range(12), steady)
    assert named is not None
    assert named.is_named
    assert named.is_fall
    short = describe_trend(range(7), steady[:7])
    assert short is not None
    assert not short.is_named
    turned = describe_trend(range(14), [*steady, steady[-1] * 1.3, steady[-1] * 1.7])
    assert turned is not None
    assert not turned.is_named
    assert describe_trend(range(6), steady[:6]) is None
