"""Answers on seasons, unusual months and years, dated measures and regions: values, refusals, and reading back."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from esep.answers import Answers, parse_question
from esep.answers.finding_text import describe_finding
from esep.answers.signal import is_usual
from esep.model.interval import Interval
from esep.model.period import Period
from esep.problems import LANGUAGES
from tests.monitor_land import REGIONS, ask, cut, keys, lands, make, measured, months, put, value, years
from tests.monitor_sample import NSW_DAMAGE, NSW_HOMICIDES, SIDS_BIRTHS, SIDS_DEATHS


@pytest.fixture(scope="module")
def damage() -> Answers:
    """Return malicious damage in New South Wales by month, 2005 to 2019, as thefts of the small dataset."""
    return make(months(NSW_DAMAGE))


def test_a_month_is_adjusted_with_its_year_and_its_like(damage: Answers) -> None:
    """December 2019: 5,091 registered, 4,729 adjusted (STL, section 7); a year ago 5,117; two yearly sums by hand."""
    answer, finding = ask(damage, "theft season period:2019-12")
    assert keys(finding) == ["adjusted", "adjusted_value", "factor_up", "same_month", "year_sum"]
    assert round(float(answer.figure.value or 0)) == 4729
    assert value(finding, "raw") == 5091
    assert value(finding, "year_to_end") == sum(NSW_DAMAGE[-12:])
    assert value(finding, "year_before") == sum(NSW_DAMAGE[-24:-12])
    assert finding.rows[0].subject == "2018-12"
    assert len(finding.rows) == 14
    assert (finding.n, len(finding.cells)) == (180, 180)


def test_x13_stands_beside_stl_where_it_is_installed(damage: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """X-13 gives December 2019 4,723.7 (section 7 of the methods, marked C); without its program nothing is missing."""
    estimate = ask(damage, "theft season period:2019-12")[1].find("by_x13")
    assert estimate is not None
    assert round(float(estimate.value or 0), 1) == 4723.7
    monkeypatch.setattr("esep.statistics.x13.find_x13", lambda: None)
    answer, finding = ask(damage, "theft season period:2019-12")
    assert finding.find("by_x13") is None
    assert round(float(answer.figure.value or 0)) == 4729


def test_a_weak_season_is_not_taken_out() -> None:
    """Counts without a season get no adjusted value, and the sentence says so."""
    counts = np.random.default_rng(3).poisson(100, 120).tolist()
    answer, finding = ask(make(months(counts)), "theft season period:2014-06")
    assert (answer.figure.value, answer.figure.status) == (None, "M")
    assert keys(finding)[0] == "weak"
    assert finding.find("adjusted") is None


def test_a_year_of_months_has_no_season_yet(damage: Answers) -> None:
    """With 35 comparable months, whether short or cut by a break, nothing is adjusted."""
    short = make(months(NSW_DAMAGE[:35]))
    assert keys(ask(short, "theft season period:2007-11")[1])[0] == "short"
    broken = make(months(NSW_DAMAGE), cut("2017-07-01"))
    assert ask(broken, "theft season period:2019-12")[1].n == 30
    assert keys(ask(broken, "theft season period:2019-12")[1])[0] == "short"
    assert ask(broken, "theft season period:2017-06")[1].n == 150


def test_a_minor_break_is_told_and_not_cut() -> None:
    """A break that leaves the comparison standing is named among the assumptions."""
    finding = ask(make(months(NSW_DAMAGE), cut("2017-07-01", is_major=False)), "theft season period:2019-12")[1]
    assert finding.n == 180
    assert "season.assume_minor" in [remark.key for remark in finding.assumptions]


def test_a_part_of_a_year_is_compared_with_the_same_months(damage: Answers) -> None:
    """January to March 2019: 5425 + 4422 + 4952 against 5647 + 4645 + 4943 a year before, 2.9 % fewer."""
    answer, finding = ask(damage, "theft season period:2019-01..2019-03")
    assert answer.figure.value == 14799
    assert keys(finding) == ["part_down"]
    assert value(finding, "difference") == 14799 - 15235
    assert value(finding, "change") == pytest.approx(100 * (14799 / 15235 - 1))
    assert [row.subject for row in finding.rows[:2]] == ["2018-01..2018-03", "2017-01..2017-03"]
    assert len(finding.rows) == 14


@pytest.mark.parametrize(
    ("counts", "key"),
    [
        ([30] * 24, "part_same"),
        ([30] * 12 + [31] * 12, "part_up"),
        ([6] * 12 + [7] * 12, "part_small"),
        ([0] * 12 + [7] * 12, "part_small"),
        ([30] * 12, "part_alone"),
    ],
)
def test_parts_of_small_years_get_no_per_cent(counts: list[int], key: str) -> None:
    """Fewer than 20 in either part: numbers only; no year before: nothing is compared."""
    last = 2004 + len(counts) // 12
    finding = ask(make(months(counts)), f"theft season period:{last}-01..{last}-03")[1]
    assert keys(finding) == [key]
    assert (finding.find("change") is None) == (key in ("part_small", "part_alone"))


def test_a_leap_year_is_told() -> None:
    """January and February have 60 days in 2008 and 59 in 2007."""
    finding = ask(make(months([30] * 48)), "theft season period:2008-01..2008-02")[1]
    assert "season.assume_days" in [remark.key for remark in finding.assumptions]


@pytest.mark.parametrize(
    ("text", "key", "status"),
    [
        ("theft season period:2019", "needs_months", "M"),
        ("theft season period:2018-11..2019-02", "needs_months", "M"),
        ("theft season period:2024-01", "no_months", "O"),
        ("theft signal period:2019-01..2019-06", "needs_kind", "M"),
        ("theft signal period:2024-01", "no_value", "O"),
        ("theft effect-of:2018-06 period:2019-03", "short", "M"),
        ("theft effect-of:2005-06 period:2019", "short", "M"),
        ("theft effect-of:2030-01 period:2031", "short", "M"),
        ("theft compare-regions period:2019", "few", "M"),
        ("theft compare-regions region:A period:2019", "no_parts", "M"),
    ],
)
def test_what_cannot_be_said_says_why(damage: Answers, text: str, key: str, status: str) -> None:
    """No value, the right status, and one plain sentence in three languages."""
    answer, finding = ask(damage, text)
    assert (answer.figure.value, answer.figure.status, finding.status) == (None, status, status)
    assert keys(finding)[0] == key
    for language in LANGUAGES:
        assert answer.sentence(language)


def test_a_part_across_a_break_is_not_compared() -> None:
    """A new rule in September 2018 divides the first months of 2019 from those of 2018."""
    answer, finding = ask(make(months(NSW_DAMAGE), cut("2018-09-01")), "theft season period:2019-01..2019-03")
    assert answer.figure.value == 14799
    assert keys(finding) == ["part_break"]
    assert finding.rows == ()


def test_a_month_with_three_years_is_judged_by_farrington(damage: Answers) -> None:
    """A usual month is no rise; twice its count is one; the count is the figure either way."""
    answer, finding = ask(damage, "theft signal period:2019-12")
    assert answer.figure.value == 5091
    assert keys(finding) == ["no_rise", "expected"]
    assert value(finding, "is_unusual") == 0
    assert finding.n == 55
    risen = ask(make(months([*NSW_DAMAGE[:-1], 2 * 5091])), "theft signal period:2019-12")[1]
    assert keys(risen)[0] == "rise"
    assert value(risen, "score") > 1
    assert value(risen, "expected") == pytest.approx(value(finding, "expected"))


def test_a_short_history_falls_back_to_ears_and_then_to_nothing() -> None:
    """35 months before: EARS C1 on seven; six before: not judged; none registered before: not judged."""
    answers = make(months(NSW_DAMAGE[:36]))
    finding = ask(answers, "theft signal period:2007-12")[1]
    assert keys(finding) == ["ears_no_rise", "ears_expected"]
    base = NSW_DAMAGE[28:35]
    assert value(finding, "expected") == pytest.approx(sum(base) / 7)
    assert (finding.n, len(finding.cells)) == (7, 8)
    assert keys(ask(answers, "theft signal period:2005-07")[1]) == ["short"]
    assert keys(ask(make(months([*NSW_DAMAGE[:35], 30_000])), "theft signal period:2007-12")[1])[0] == "ears_rise"
    assert keys(ask(make(months([0] * 40 + [3])), "theft signal period:2008-05")[1]) == ["empty"]


def test_a_provisional_month_is_told() -> None:
    """Late registrations will raise it: the finding keeps the status and says so."""
    cells = months(NSW_DAMAGE)
    cells[-1] = put(Period.months(2019, 12), 4000, status="P")
    for operation in ("signal", "season"):
        finding = ask(make(cells), f"theft {operation} period:2019-12")[1]
        assert finding.status == "P"
        assert f"{operation}.assume_provisional" in [remark.key for remark in finding.assumptions]


def test_a_year_is_judged_by_its_own_ten_years() -> None:
    """Homicides in New South Wales: 112 in 2019 lie inside 70 to 174 of 2009-2018 (section 7), 200 above, 50 below."""
    found, more = {}, ["limits", "movement"]
    for last in (112, 200, 50):
        answers = make(years([*NSW_HOMICIDES, last], 2009))
        answer, finding = ask(answers, "theft signal period:2019")
        found[last] = keys(finding)
        assert answer.figure.value == last
        centre = finding.find("centre")
        assert centre is not None
        assert centre.interval is not None
        assert float(centre.interval.low or 0) == pytest.approx(70.18, abs=0.02)
        assert float(centre.interval.high or 0) == pytest.approx(173.62, abs=0.02)
        assert is_usual(answers, parse_question("theft signal period:2019", answers.definition)) == (last == 112)
    assert found == {112: ["year_inside", *more], 200: ["year_above", *more], 50: ["year_below", *more]}


def test_with_a_population_the_chart_is_laneys() -> None:
    """On twice the people of a steady land the limits are those of XmR, doubled."""
    people = years([1_000_000] * 10 + [2_000_000], 2009, "population")
    finding = ask(make([*years([*NSW_HOMICIDES, 200], 2009), *people]), "theft signal period:2019")[1]
    assert finding.assumptions[0].key == "signal.assume_laney"
    assert value(finding, "centre") == pytest.approx(2 * 121.9)
    assert keys(finding)[0] == "year_inside"


@pytest.mark.parametrize(("counts", "key"), [([5, 6, 5, 6, 5, 6], "short_years"), ([0] * 8 + [1], "empty")])
def test_a_year_needs_six_before_it(counts: list[int], key: str) -> None:
    """Five comparable years make no limits, nor do years without any offence."""
    finding = ask(make(years(counts, 2011)), f"theft signal period:{2010 + len(counts)}")[1]
    assert keys(finding) == [key]
    assert is_usual(make(years(counts, 2011)), parse_question("theft signal period:2016", make([]).definition)) is None


def test_eight_years_on_one_side_are_told() -> None:
    """After a step the last eight values lie above the mean of the ten years: a sentence says so."""
    counts = [50, 52, *([120, 122] * 4), 121]
    finding = ask(make(years(counts, 2009)), "theft signal period:2019")[1]
    assert "run_above" in keys(finding)


@pytest.mark.parametrize(("level", "key"), [(-0.3, "level_down"), (0.3, "level_up"), (0.0, "level_unclear")])
def test_a_measure_is_told_by_level_and_pace(level: float, key: str) -> None:
    """A jump of 30 % lies in the interval and is called by its direction; no jump is called unclear."""
    answer, finding = ask(make(months(measured(level))), "theft effect-of:2008-01 period:2009")
    assert keys(finding) == [key, "level_size", "slope_unclear", "since"]
    found = finding.find("level")
    assert found is not None
    assert found.interval is not None
    assert Fraction(100 * level) in found.interval
    assert (value(finding, "before"), value(finding, "after"), finding.n) == (36, 24, 60)
    assert answer.figure.value == found.value


def test_the_month_in_which_a_measure_begins_is_left_out() -> None:
    """From 15 January 2008 on: January is neither before nor after."""
    finding = ask(make(months(measured(-0.3))), "theft effect-of:2008-01-15 period:2009")[1]
    assert (value(finding, "before"), value(finding, "after")) == (36, 23)


def test_a_break_at_the_measure_leaves_nothing_to_compare() -> None:
    """A new rule of counting on the day of the measure, or after it: no effect is given. One long before is cut off."""
    for day in ("2008-01-01", "2009-03-01"):
        answer, finding = ask(make(months(measured(-0.3)), cut(day)), "theft effect-of:2008-01 period:2009")
        assert answer.figure.value is None
        assert keys(finding) == ["broken"]
    earlier = ask(make(months(measured(-0.3)), cut("2005-07-01")), "theft effect-of:2008-01 period:2009")[1]
    assert value(earlier, "before") == 30


def test_no_offences_on_one_side_are_no_effect() -> None:
    """Nothing before the measure, or nearly all of it in one month: there is no level to compare with."""
    finding = ask(make(months([0] * 36 + [9] * 24)), "theft effect-of:2008-01 period:2009")[1]
    assert keys(finding) == ["sparse", "sparse_numbers"]
    heaped = ask(make(months([0] * 35 + [90] + [1, 2] * 12)), "theft effect-of:2008-01 period:2009")[1]
    assert keys(heaped) == ["sparse", "sparse_numbers"]


def test_nothing_ever_claims_a_reason() -> None:
    """No phrase of an effect says that the measure did it."""
    words = ("caus", "thanks", "due to", "result", "вызва", "благодар", "из-за", "вследств", "себеп", "арқасында")
    answers = make(months(measured(-0.3)))
    answer, finding = ask(answers, "theft effect-of:2008-01 period:2009")
    for language in LANGUAGES:
        said = "\n".join([answer.describe(language), *describe_finding(finding, language, answer.name)]).casefold()
        assert not any(word in said for word in words)


def test_regions_stand_beside_each_other() -> None:
    """Twelve counties of North Carolina: rates by hand, limits widened by their spread, no order by rate."""
    answers = lands(SIDS_DEATHS[:12], SIDS_BIRTHS[:12])
    answer, finding = ask(answers, "theft compare-regions period:2020")
    common = Fraction(100_000 * sum(SIDS_DEATHS[:12]), sum(SIDS_BIRTHS[:12]))
    assert (answer.figure.value, answer.figure.unit) == (common, "per_100000")
    assert [row.subject for row in finding.rows] == [f"region:{code}" for code in REGIONS]
    first = {estimate.name: estimate for estimate in finding.rows[0].estimates}
    assert first["raw"].value == SIDS_DEATHS[0]
    assert float(first["rate"].value or 0) == pytest.approx(1e5 * SIDS_DEATHS[0] / SIDS_BIRTHS[0])
    assert first["rank"].interval is not None
    assert keys(finding) == ["common", "together", "none_outside", "not_judged"]
    assert "regions.assume_wide" in [remark.key for remark in finding.assumptions]


def test_seven_regions_get_plain_limits_and_say_so() -> None:
    """Seven of twelve are known: no overdispersion is estimated, and both facts are stated."""
    finding = ask(lands([30, 35, 28, 31, 90, 33, 29], [1e5] * 7), "theft compare-regions period:2020")[1]
    said = [remark.key for remark in finding.assumptions]
    assert said[:2] == ["regions.assume_missing", "regions.assume_plain"]
    assert finding.find("dispersion") is not None
    assert finding.find("dispersion").value is None  # type: ignore[union-attr]


def test_equal_regions_are_told_to_be_equal() -> None:
    """All rates alike: full shrinkage, nobody outside, every rank possible for each."""
    finding = ask(lands([30] * 9, [1e5] * 9), "theft compare-regions period:2020")[1]
    assert keys(finding) == ["common", "together", "none_outside", "all_equal"]
    ranks = [row.estimates[-1].interval for row in finding.rows]
    assert all(rank == Interval(Fraction(1), Fraction(9)) for rank in ranks)
    assert "regions.assume_narrow" in [remark.key for remark in finding.assumptions]


def test_a_tiny_region_is_not_judged() -> None:
    """Three thefts among ten people where a tenth of one is expected: named as too small."""
    finding = ask(lands([100, 110, 90, 3], [1e5, 1e5, 1e5, 10]), "theft compare-regions period:2020")[1]
    assert keys(finding)[-1] == "not_judged"
    assert finding.sentences[-1].facts["names"] == "region:D"


def test_people_of_a_near_day_stand_for_the_year() -> None:
    """A census half a year later is used and said; one of three years later is not; no thefts at all: refused."""
    day = Period.parse("2021-02-01")
    finding = ask(lands([30] * 8, [1e5] * 8, day), "theft compare-regions period:2020")[1]
    assert "regions.assume_dated" in [remark.key for remark in finding.assumptions]
    late = lands([30] * 8, [1e5] * 8, Period.parse("2024-01-02"))
    assert keys(ask(late, "theft compare-regions period:2020")[1])[0] == "few"
    assert keys(ask(lands([0] * 8, [1e5] * 8), "theft compare-regions period:2020")[1]) == ["empty"]
