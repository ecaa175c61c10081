"""Answers about a rate: the interval of few events, the year of a half-year, number and rate told apart; read back."""

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
from esep.model.finding import Finding
from esep.model.period import Period
from esep.model.question import Question
from esep.problems import LANGUAGES
from esep.statistics.rates import bound_count
from tests.change_sample import make, put, years

TODAY = datetime.date(2026, 11, 1)


@pytest.fixture(scope="module")
def kazakhstan() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def assess(answers: Answers, period: str = "2024") -> Finding:
    """Return the finding on the rate of thefts per 100,000."""
    question = Question("theft", "police", "XX", Period.parse(period), "", "rate-per", rate_base=100_000)
    finding = answers.assess(question)
    assert finding is not None
    return finding


def keys(finding: Finding) -> list[str]:
    """Return the keys of the sentences, without the name of the method."""
    return [remark.key.removeprefix("rate.") for remark in finding.sentences]


def test_few_events_come_with_their_interval_and_without_decimals() -> None:
    """15 of a million: 2 per 100,000 with Garwood's ends of 15 events, and marked as unreliable."""
    finding = assess(make([put("theft", "2024", 15), put("population", "2024", 1_000_000)]))
    assert (keys(finding), finding.status) == (["plain", "few"], "U")
    assert finding.sentences[0].facts["rate"] == (Fraction(15, 10), "per_100000", 0)
    estimate = finding.find("rate")
    assert estimate is not None
    assert estimate.interval is not None
    ends = (float(estimate.interval.low or 0), float(estimate.interval.high or 0))
    assert ends == pytest.approx([end / 10 for end in bound_count(15)])


@pytest.mark.parametrize(("events", "key"), [(20, "interval"), (999, "interval"), (1000, "plain")])
def test_interval_is_shown_below_a_thousand_events(events: int, key: str) -> None:
    """From a thousand events on the interval says less than it costs to read."""
    finding = assess(make([put("theft", "2024", events), put("population", "2024", 1_000_000)]))
    assert keys(finding) == (["plain"] if key == "plain" else ["plain", key])
    estimate = finding.find("rate")
    assert estimate is not None
    assert (estimate.interval is None) == (key == "plain")


def test_dispersion_of_the_months_widens_the_interval() -> None:
    """Months that swing make the interval wider than counting alone would."""
    calendar = [(year, month) for year in range(2019, 2024) for month in range(1, 13)]
    months = [put("theft", f"{year}-{month:02}", 10 + 40 * ((year + month) % 2)) for year, month in calendar]
    people = put("population", "2024", 1_000_000)
    wide, plain = (assess(make([*more, put("theft", "2024", 360), people])).find("rate") for more in (months, []))
    assert wide is not None
    assert plain is not None
    assert wide.interval is not None
    assert plain.interval is not None
    assert (wide.interval.high or 0) > (plain.interval.high or 0)


def test_a_part_of_a_year_is_told_from_a_year() -> None:
    """A half-year of 500 among a million people: 50, and 100 if a year went on at that pace; both are said."""
    cells = [put("theft", "2024-01..2024-06", 500), put("population", "2024", 1_000_000)]
    finding = assess(make(cells), "2024-01..2024-06")
    assert keys(finding) == ["plain", "interval", "annual"]
    assert finding.sentences[2].facts["annual"] == (Fraction(100), "per_100000", 1)
    assert "rate.assume_annual" in [remark.key for remark in finding.assumptions]


@pytest.mark.parametrize(
    ("counts", "people", "key"),
    [
        ((1000, 900), (100_000, 110_000), "moved_down_down"),
        ((1000, 1200), (100_000, 110_000), "moved_up_up"),
        ((1000, 1050), (100_000, 110_000), "moved_up_down"),
        ((1000, 950), (100_000, 90_000), "moved_down_up"),
    ],
)
def test_number_and_rate_are_both_said_where_the_population_moved(
    counts: tuple[int, int], people: tuple[int, int], key: str
) -> None:
    """Signs by hand: a rise of 5 % of the number among 10 % more people is a fall of the rate."""
    finding = assess(make([*years("theft", 2023, counts), *years("population", 2023, people)]))
    assert keys(finding)[-1] == key


def test_a_still_population_needs_no_second_figure() -> None:
    """Where the population moved by less than a hundredth, the rate moves as the number does."""
    cells = [*years("theft", 2023, (1000, 900)), *years("population", 2023, (100_000, 100_900))]
    assert keys(assess(make(cells))) == ["plain", "interval"]


def test_without_a_population_there_is_no_rate_and_it_is_said() -> None:
    """A missing population, or one of 0, gives a sentence that says what is missing."""
    assert keys(assess(make([put("theft", "2024", 5)]))) == ["no_population"]
    assert keys(assess(make([put("theft", "2024", 5), put("population", "2024", 0)]))) == ["no_population"]
    assert keys(assess(make([put("population", "2024", 5)]))) == ["no_count"]


QUESTIONS = (
    "murder rate-per:100000 scope:mia_crimes period:2024",
    "murder rate-per:10000 period:2024",
    "total rate-per:10000 period:2024",
    "theft rate-per:10000 period:2024",
    "total rate-per:10000 period:2025-01..2025-06",
    "total rate-per:10000 period:2022-01..2022-06",
    "total rate-per:10000 period:1950",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", QUESTIONS)
def test_every_sentence_is_read_back(kazakhstan: Answers, text: str, language: str) -> None:
    """The numerals of a sentence are numbers of the finding, its periods those asked for, and the checker agrees."""
    question = parse_question(text, kazakhstan.definition)
    finding = kazakhstan.assess(question)
    assert finding is not None
    printed = {round_half_away(abs(value), decimals) for value, _, decimals in list_amounts(finding).values()}
    named = {
        Fraction(fact.start.year) for r in finding.sentences for fact in r.facts.values() if isinstance(fact, Period)
    }
    for sentence in say_finding(finding, language, lambda *code: name_code(kazakhstan.definition, *code)):
        spans = [(p.start, p.end) for p in read_periods(sentence, language)]
        numerals = [n for n in read_numerals(sentence, language) if not any(a <= n.start < b for a, b in spans)]
        assert {abs(n.value) for n in numerals} - named - {Fraction(question.rate_base)} <= printed
        report = check(sentence, kazakhstan, date=TODAY, language=language)
        bad = [(claim.span, claim.verdict) for claim in report.claims if claim.verdict in ("wrong", "inconsistent")]
        assert bad == [], sentence
