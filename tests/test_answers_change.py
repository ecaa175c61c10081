"""Answers about a change carry a level, and their sentences say no more than it allows; they are read back."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.answers.finding_text import list_amounts, say_finding
from esep.answers.wording import name_code
from esep.claims import check
from esep.language.dates import read_periods
from esep.language.numerals import read_numerals
from esep.language.write import round_half_away
from esep.model.definition import Break
from esep.model.finding import Finding
from esep.model.period import Period
from esep.model.question import Question
from esep.problems import LANGUAGES
from tests.change_sample import NAMES, make, put, years

TODAY = datetime.date(2026, 11, 1)
# Robberies of New South Wales 2005 to 2020 (BOCSAR through the R package fpp3).
ROBBERY = (7944, 7653, 7445, 6689, 5910, 5419, 4866, 4582, 4185, 3434, 2699, 2356, 2432, 2493, 2555, 2117)


@pytest.fixture(scope="module")
def kazakhstan() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def assess(answers: Answers, base: str, period: str, operation: str = "change-from") -> Finding:
    """Return the finding for a change of thefts."""
    question = Question("theft", "police", "XX", Period.parse(period), "", operation, Period.parse(base))
    finding = answers.assess(question)
    assert finding is not None
    return finding


def keys(finding: Finding) -> list[str]:
    """Return the keys of the sentences, without the name of the method."""
    return [remark.key.removeprefix("change.") for remark in finding.sentences]


def test_flagship_is_larger_than_chance_but_usual() -> None:
    """Robberies of New South Wales fell by 17 % from 2019 to 2020: beyond chance, within their usual movement."""
    finding = assess(make(years("theft", 2005, ROBBERY)), "2019", "2020")
    assert keys(finding)[:2] == ["fall_usual", "fall_smallest"]
    assert finding.level in ("L2", "LT")
    found = finding.find("history_p")
    assert found is not None
    assert float(found.value or 0) == pytest.approx(0.178, abs=5e-4)


@pytest.mark.parametrize("operation", ["change-from", "difference-from", "fold-from"])
def test_a_break_in_a_calm_series_is_significant(operation: str) -> None:
    """A series that moved by 1 % a year and falls by 30 % fell significantly, however one asks."""
    counts = [1000, 1010, 1000, 1010, 1000, 1010, 1000, 700]
    finding = assess(make(years("theft", 2010, counts)), "2016", "2017", operation)
    assert finding.level == "L3"
    assert keys(finding)[0] == "fall_unusual"
    assert finding.n == 8


def test_a_steady_decline_is_a_trend_and_no_special_year() -> None:
    """A fall of 8 % every year: no year is unusual, the series has been declining since its first year."""
    counts = [round(9000 * 0.92**year) for year in range(12)]
    finding = assess(make(years("theft", 2010, counts)), "2020", "2021")
    assert finding.level == "LT"
    assert keys(finding) == ["fall_usual", "fall_smallest", "declining"]
    assert finding.sentences[-1].facts["year"] == Period.year(2010)


def test_a_statement_may_carry_both() -> None:
    """A decline that speeds up to a fall by half: significant, and the trend has a sentence of its own."""
    counts = [round(9000 * 0.97**year) for year in range(12)] + [3000]
    finding = assess(make(years("theft", 2010, counts)), "2021", "2022")
    assert finding.level == "L3"
    assert keys(finding)[0] == "fall_unusual"


def test_across_a_break_nothing_is_compared() -> None:
    """With a new Code between two years there is no per cent and no test, only both numbers."""
    code = Break("code", datetime.date(2015, 1, 1), NAMES)
    finding = assess(make(years("theft", 2010, [900, 1000, 1100, 900, 1000, 400]), (code,)), "2014", "2015")
    assert (finding.level, finding.status, keys(finding), finding.estimates) == ("L0", "B", ["break"], ())


def test_history_stops_at_a_break() -> None:
    """Years before a break tell nothing about what is usual after it: siblings would be asked."""
    code = Break("code", datetime.date(2015, 1, 1), NAMES)
    cells = years("theft", 2008, [10, 900, 10, 900, 10, 900, 10, 1000, 1010, 1000, 800])
    assert assess(make(cells, (code,)), "2017", "2018").find("history_p") is None
    minor = Break("code", datetime.date(2015, 1, 1), NAMES, is_major=False)
    assert assess(make(cells, (minor,)), "2017", "2018").find("history_p") is not None
    across = assess(make(cells, (minor,)), "2014", "2015")
    assert "change.assume_minor" in [remark.key for remark in across.assumptions]


def test_one_year_of_history_is_never_above_chance() -> None:
    """With two years in all there is nothing usual to compare with: at most L2, and it is said why."""
    finding = assess(make(years("theft", 2023, [1000, 500])), "2023", "2024")
    assert (finding.level, keys(finding)) == ("L2", ["fall_not_chance"])
    assert "change.assume_short" in [remark.key for remark in finding.assumptions]


def test_a_short_series_borrows_from_its_siblings() -> None:
    """Three years before, and siblings with six: their movement stands in, and the sentence says so."""
    cells = [
        *years("theft", 2019, [1000, 1010, 1000, 600]),
        *years("fraud", 2014, [500, 510, 500, 510, 500, 510, 500, 510]),
        *years("drugs", 2014, [800, 790, 800, 790, 800, 790, 800, 790]),
    ]
    finding = assess(make(cells), "2021", "2022")
    assert (finding.level, keys(finding)) == ("L3", ["fall_unusual_pooled", "fall_smallest_pooled"])


def test_a_base_that_is_not_the_year_before_is_not_held_against_history() -> None:
    """The usual movement is one from year to year: over five years L3 is out of reach, and it is said why."""
    counts = [1000, 1010, 1000, 1010, 1000, 1010, 1000, 700]
    finding = assess(make(years("theft", 2010, counts)), "2012", "2017")
    assert finding.level == "L2"
    assert "change.assume_not_adjacent" in [remark.key for remark in finding.assumptions]


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        (0, 0, "nothing"),
        (0, 5, "rise_unclear_small"),
        (0, 6, "rise_not_chance_small"),
        (19, 40, "rise_not_chance_small"),
        (20, 45, "rise_not_chance"),
        (20, 19, "fall_unclear_small"),
        (30, 0, "fall_not_chance_small"),
        (500, 500, "same"),
        (500, 510, "rise_unclear"),
    ],
)
def test_small_numbers_have_no_per_cent(before: int, after: int, key: str) -> None:
    """Under twenty events in either year no sentence and no estimate is a per cent; none and none is no statement."""
    finding = assess(make(years("theft", 2023, [before, after])), "2023", "2024")
    assert keys(finding)[0] == key
    units = {unit for _, unit, _ in list_amounts(finding).values()}
    assert ("percent" in units) == (min(before, after) >= 20)


def test_provisional_figures_are_not_judged_yet() -> None:
    """A month that is still being filled falls every time: nothing is said before it is nowcast."""
    provisional = [put("theft", "2023", 1000), put("theft", "2024", 700, status="P")]
    incomplete = [put("theft", "2023", 1000), put("theft", "2024", 700, coverage=Fraction(3, 4))]
    for cells in (provisional, incomplete):
        finding = assess(make(cells), "2023", "2024")
        assert (finding.level, finding.status, keys(finding)) == ("L1", "P", ["provisional"])


def test_what_is_no_count_is_not_tested() -> None:
    """A lower bound, or a figure that is not there, gives no test, and the sentence says what would be needed."""
    before = put("theft", "2023", 1000)
    bound, hidden = put("theft", "2024", 700, precision="lower_bound"), put("theft", "2024", None, status="Q")
    for answers in (make([before, bound]), make([before]), make([before, hidden])):
        finding = assess(answers, "2023", "2024")
        assert (finding.level, keys(finding)) == ("L1", ["no_counts"])


def test_unequal_periods_are_compared_per_day() -> None:
    """A half-year against a year is compared by events per day, without a per cent of the counts."""
    cells = [put("theft", "2023", 3650), put("theft", "2024-01..2024-06", 1000)]
    finding = assess(make(cells), "2023", "2024-01..2024-06")
    assert (finding.level, keys(finding)) == ("L2", ["unequal_beyond"])
    per_day = finding.find("before_per_day")
    assert per_day is not None
    assert per_day.value == 10


def test_one_month_is_never_set_against_the_next() -> None:
    """November and December differ in season and by a day: no per cent, no history, and the sentence says why."""
    cells = [put("theft", "2023-11", 3739), put("theft", "2023-12", 3675)]
    finding = assess(make(cells), "2023-11", "2023-12")
    assert keys(finding) == ["unequal_beyond"]
    assert {unit for _, unit, _ in list_amounts(finding).values()} == {"count", "per_day", "number"}


def test_a_leap_day_is_told_in_the_change_per_day() -> None:
    """The per cent of the counts has no interval where the years differ by a day; the one per day has."""
    finding = assess(make(years("theft", 2023, [36500, 36600])), "2023", "2024")
    change, daily = finding.find("change"), finding.find("change_per_day")
    assert change is not None
    assert daily is not None
    assert (change.interval, daily.value) == (None, Fraction(100 * (36600 / 366 / 100 - 1)))
    assert daily.interval is not None
    assert daily.interval.low is not None
    assert daily.interval.low < 0 < (daily.interval.high or 0)


def test_years_of_different_calendars_are_never_compared() -> None:
    """A financial year against a calendar year is not comparable."""
    cells = [put("theft", "2023", 1000), put("theft", "2024-04..2025-03", 900)]
    finding = assess(make(cells), "2023", "2024-04..2025-03")
    assert (finding.level, keys(finding)) == ("L0", ["calendar"])


def test_months_widen_chance() -> None:
    """Months that swing between 50 and 150 scatter far more than chance: what looks clear by counting is not."""
    calendar = [(year, month) for year in range(2018, 2025) for month in range(1, 13)]
    months = [put("theft", f"{year}-{month:02}", 50 + 100 * ((year + month) % 2)) for year, month in calendar]
    cells = [*months, *years("theft", 2018, [1200] * 6), put("theft", "2024", 1090)]
    finding = assess(make(cells), "2023", "2024")
    dispersion, exact, chance = (finding.find(name) for name in ("dispersion", "exact_p", "chance_p"))
    assert dispersion is not None
    assert float(dispersion.value or 0) > 5
    assert exact is not None
    assert chance is not None
    assert float(exact.value or 0) < 0.05 < float(chance.value or 0)
    assert finding.level == "L1"
    assert finding.find("months_tau") is not None


def test_number_and_rate_are_told_apart_where_the_population_moved() -> None:
    """1,000 to 1,050 while the population grows by a tenth: the number rose by 5 %, per head it fell by 4.5 %."""
    cells = [*years("theft", 2023, [10000, 10500]), *years("population", 2023, [1_000_000, 1_100_000])]
    finding = assess(make(cells), "2023", "2024")
    assert keys(finding)[-1] == "per_head_fall"
    found = finding.find("change_per_head")
    assert found is not None
    assert found.value == 100 * (Fraction(10500, 1_100_000) / Fraction(10000, 1_000_000) - 1)
    still = [*years("theft", 2023, [10000, 10500]), *years("population", 2023, [1_000_000, 1_001_000])]
    assert assess(make(still), "2023", "2024").find("change_per_head") is None


@pytest.mark.parametrize("operation", ["change-from", "fold-from"])
def test_no_per_cent_of_small_numbers_stands_in_an_answer(operation: str) -> None:
    """12 to 6 is neither "−50%" nor "twofold" anywhere in the text of an answer; the value stays there for programs."""
    question = Question("theft", "police", "XX", Period.year(2024), "", operation, Period.year(2023))
    answer = make(years("theft", 2023, [12, 6])).ask(question, with_finding=True)
    assert answer.figure.value in (-50, 2)
    for language in LANGUAGES:
        assert "%" not in answer.describe(language)
        assert "fold" not in answer.text(language)
        assert "12" in answer.sentence(language)
    assert make(years("theft", 2023, [60, 30])).ask(question, with_finding=True).withheld == ""


def test_no_comparison_across_a_break_stands_in_an_answer(kazakhstan: Answers) -> None:
    """Four breaks lie between group crimes of 1994 and 2024: both numbers are told, no fold is."""
    question = parse_question("group_crimes fold-from:1994 scope:mia_crimes period:2024", kazakhstan.definition)
    answer = kazakhstan.ask(question, with_finding=True)
    assert answer.withheld == "B"
    assert "24,712" in answer.sentence("en")
    assert "4.42" not in answer.describe("en")
    assert "4.42" in kazakhstan.ask(question).sentence("en")


QUESTIONS = (
    "total change-from:2023 period:2024",
    "total change-from:2019 period:2020",
    "total scope:mia_crimes change-from:2023 period:2024",
    "murder change-from:2022 period:2024",
    "murder scope:mia_crimes fold-from:1997 period:2024",
    "gravity_especially_grave scope:committee_crimes change-from:2022 period:2023",
    "theft difference-from:2023 period:2024",
    "group_crimes fold-from:1994 scope:mia_crimes period:2024",
    "total change-from:2024-01..2024-06 period:2025-01..2025-06",
    "total change-from:2023 period:2023-01..2023-08",
    "cattle_theft scope:other_official change-from:2019 period:2020",
)


def list_printed(finding: Finding) -> set[Fraction]:
    """Return every amount of a finding at printed precision, without its sign."""
    return {round_half_away(abs(value), decimals) for value, _, decimals in list_amounts(finding).values()}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", QUESTIONS)
def test_every_sentence_is_read_back(kazakhstan: Answers, text: str, language: str) -> None:
    """The numerals of a sentence are numbers of the finding, its periods those asked for, and the checker agrees."""
    question = parse_question(text, kazakhstan.definition)
    finding = kazakhstan.assess(question)
    assert finding is not None
    named = {fact for remark in finding.sentences for fact in remark.facts.values() if isinstance(fact, Period)}
    for sentence in say_finding(finding, language, lambda *code: name_code(kazakhstan.definition, *code)):
        periods = read_periods(sentence, language)
        assert {(p.first, p.last) for p in periods if p.kind != "since"} <= {(p.start, p.end) for p in named}
        spans = [(p.start, p.end) for p in periods]
        numerals = [n for n in read_numerals(sentence, language) if not any(a <= n.start < b for a, b in spans)]
        years_named = {Fraction(p.start.year) for p in named}
        assert {abs(n.value) for n in numerals} - years_named <= list_printed(finding)
        report = check(sentence, kazakhstan, date=TODAY, language=language)
        bad = [(claim.span, claim.verdict) for claim in report.claims if claim.verdict in ("wrong", "inconsistent")]
        assert bad == [], sentence
