"""What the answers of monitoring say is read back: numbers, periods, and the checker's verdicts."""

from __future__ import annotations

import datetime
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esep.answers import Answers, open_dataset
from esep.answers.finding_text import describe_finding, finding_to_dict, list_amounts, say_finding
from esep.answers.wording import name_code
from esep.claims import check
from esep.language.dates import read_periods
from esep.language.numerals import read_numerals
from esep.language.phrases import list_keys
from esep.language.write import round_half_away
from esep.model.finding import Finding
from esep.model.period import Period
from esep.problems import LANGUAGES
from tests.monitor_land import ask, list_cases, make, months, years
from tests.real_set_up import OpenReal

TODAY = datetime.date(2026, 11, 1)
CASES = list_cases()


def list_printed(finding: Finding) -> set[Fraction]:
    """Return every amount and count of a finding at printed precision, without its sign; the bases of rates too."""
    printed = {round_half_away(abs(number), decimals) for number, _, decimals in list_amounts(finding).values()}
    facts = [fact for remark in finding.sentences for fact in remark.facts.values()]
    printed |= {Fraction(fact) for fact in facts if isinstance(fact, int)}
    years = [day.year for fact in facts if isinstance(fact, Period) for day in (fact.start, fact.end)]
    return printed | {Fraction(year) for year in years} | {Fraction(100_000)}


def read_back(finding: Finding, answers: Answers, language: str, allowed: set[Fraction]) -> None:
    """Hold every sentence of a finding to its numbers and periods, and to the checker."""
    named = {fact for remark in finding.sentences for fact in remark.facts.values() if isinstance(fact, Period)}
    spans_named = {(p.start, p.end) for p in named}
    for sentence in say_finding(finding, language, lambda *code: name_code(answers.definition, *code)):
        if not any(letter.isdigit() for letter in sentence):
            continue
        periods = [period for period in read_periods(sentence, language) if period.first is not None]
        assert {(p.first, p.last) for p in periods if p.kind != "since"} <= spans_named, sentence
        spans = [(p.start, p.end) for p in periods]
        numerals = [n for n in read_numerals(sentence, language) if not any(a <= n.start < b for a, b in spans)]
        assert {abs(n.value) for n in numerals} <= list_printed(finding) | allowed, sentence
        report = check(sentence, answers, date=TODAY, language=language)
        bad = [(claim.span, claim.verdict) for claim in report.claims if claim.verdict in ("wrong", "inconsistent")]
        assert bad == [], sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", range(len(CASES)))
def test_every_sentence_is_read_back(place: int, language: str) -> None:
    """The numerals and periods of a sentence are those of the finding, and the checker finds nothing wrong."""
    answers, text = CASES[place]
    answer, finding = ask(answers, text)
    read_back(finding, answers, language, set())
    assert describe_finding(finding, language, answer.name)
    assert finding_to_dict(finding, language, answer.name)["method"] == finding.method


def test_the_cases_reach_every_sentence() -> None:
    """No sentence of the four methods is left unread."""
    said = {remark.key for answers, text in CASES for remark in ask(answers, text)[1].sentences}
    every = {key for key in list_keys() if key.partition(".")[0] in ("season", "signal", "effect", "regions")}
    sentences = {key for key in every if not key.partition(".")[2].startswith(("estimate_", "assume_"))}
    assert sentences - said == set()


@pytest.fixture(scope="module")
def st_louis(open_real: OpenReal) -> Answers:
    """Return the records of St. Louis, 2015 to 2017, built from the files beside the project."""
    return open_real("st-louis", "A01-stlouis-2015-2017/original")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text",
    [
        "total season period:2017-06",
        "larceny season period:2017-01..2017-06",
        "homicide season period:2016-01..2016-02",
        "total signal period:2017-06",
        "robbery signal period:2017-08",
        "total effect-of:2017-01 period:2017",
        "total compare-regions period:2016",
    ],
)
def test_sentences_on_real_months_are_read_back(st_louis: Answers, text: str, language: str) -> None:
    """The same on the months of St. Louis."""
    finding = ask(st_louis, text)[1]
    read_back(finding, st_louis, language, set())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "text", ["total signal period:2024", "total compare-regions period:2024", "murder signal 2024"]
)
def test_sentences_on_kazakhstan_are_read_back(text: str, language: str) -> None:
    """The same on the packaged figures of Kazakhstan."""
    answers = open_dataset("kazakhstan")
    read_back(ask(answers, text)[1], answers, language, {Fraction(10_000)})


@settings(max_examples=60)
@given(
    st.integers(1, 90),
    st.sampled_from((0.0, 0.1, 2.0, 500.0)),
    st.sampled_from((0.0, 1.0, 30.0)),
    st.integers(0, 2**32 - 1),
    st.sampled_from(("season", "signal", "effect-of:2007-02", "effect-of:2007-02-10")),
)
def test_any_series_gets_an_answer_in_words(n: int, level: float, jump: float, seed: int, operation: str) -> None:
    """Whatever the counts, zeros and jumps among them, the last month gets a finding that can be said and written."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson(level * np.where(rng.uniform(size=n) < 0.1, jump, 1)).tolist()
    answers = make(months(counts))
    year, month = divmod(n - 1, 12)
    for period in (f"{2005 + year}-{month + 1:02}", f"{2005 + year}-01..{2005 + year}-{month + 1:02}"):
        answer, finding = ask(answers, f"theft {operation} period:{period}")
        for language in LANGUAGES:
            assert say_finding(finding, language, answer.name)
            assert describe_finding(finding, language, answer.name)
        for estimate in finding.estimates:
            assert estimate.value is None or abs(estimate.value) < 10**12


@settings(max_examples=30)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=14), st.booleans())
def test_any_years_get_an_answer_in_words(counts: list[int], has_people: bool) -> None:
    """The same for years, with and without a population."""
    people = years([1_000_000 + count for count in range(len(counts))], 2000, "population") if has_people else []
    answers = make([*years(counts, 2000), *people])
    answer, finding = ask(answers, f"theft signal period:{1999 + len(counts)}")
    for language in LANGUAGES:
        assert describe_finding(finding, language, answer.name)
