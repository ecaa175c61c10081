"""Answers on long series: trend, bases, outlook, pace; every sentence is read back in three languages."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.answers.answer import Answer
from esep.answers.wording import say_remark
from esep.claims import check
from esep.model.finding import Finding
from esep.problems import LANGUAGES
from tests.drivers_sample import make, put
from tests.series_sample import KAZAKH, read_numbers

TODAY = datetime.date(2026, 11, 1)


@pytest.fixture(scope="module")
def kazakhstan() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def ask(answers: Answers, text: str) -> tuple[Answer, Finding]:
    """Return the answer to a question with its finding."""
    answer = answers.ask(parse_question(text, answers.definition))
    assert answer.finding is not None
    return answer, answer.finding


def keys(finding: Finding) -> list[str]:
    """Return which sentences a finding has."""
    return [remark.key for remark in finding.sentences]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", KAZAKH)
def test_every_sentence_is_read_back(kazakhstan: Answers, text: str, language: str) -> None:
    """The numbers read out of a sentence are those of the finding, and the checker finds none of them wrong."""
    answer, finding = ask(kazakhstan, text)
    for remark in (*finding.sentences, *finding.assumptions):
        expected, found = read_numbers(remark, language)
        sentence = say_remark(remark, language, answer.name)
        assert found == expected, sentence
        if any(char.isdigit() for char in sentence):
            report = check(sentence, kazakhstan, date=TODAY, language=language)
            assert [c.span for c in report.claims if c.verdict in ("wrong", "inconsistent")] == [], sentence
    assert "{" not in answer.describe(language)


@pytest.mark.parametrize("text", KAZAKH)
def test_a_question_on_long_series_is_read_back_to_itself(kazakhstan: Answers, text: str) -> None:
    """The canonical text asks the very same thing, and the answer can be written as plain data."""
    answer, _ = ask(kazakhstan, text)
    assert parse_question(str(answer.question), kazakhstan.definition) == answer.question
    assert answer.to_dict("en")["finding"]["method"] in ("trend", "bases", "outlook", "pace")


def test_murders_fall_since_2008_on_the_long_series_and_later_figures_are_told(kazakhstan: Answers) -> None:
    """Three years of counts give no trend; the World Bank's rate does, to 2022; 520 and 566 came after it."""
    answer, finding = ask(kazakhstan, "murder trend-since:1990 period:2024")
    assert (finding.level, finding.n, answer.figure.unit) == ("LT", 27, "percent")
    assert [row.subject for row in finding.rows] == ["1990..1995", "1995..2008", "2008..2022"]
    after = next(remark for remark in finding.sentences if remark.key == "long_series.after")
    assert [after.facts[name] for name in ("before", "after")] == [
        (Fraction(520), "count", 0),
        (Fraction(566), "count", 0),
    ]


def test_a_break_of_rules_cuts_a_series(kazakhstan: Answers) -> None:
    """Group crimes of 1992, 1994 and 2024 stand on different sides of the Codes: no trend, no base, and why."""
    answer, finding = ask(kazakhstan, "group_crimes trend-since:1992 scope:mia_crimes period:2024")
    assert answer.figure.value is None
    assert keys(finding) == ["trend.too_short", "long_series.cut"]
    answer, finding = ask(kazakhstan, "group_crimes bases-from:1994 scope:mia_crimes period:2024")
    assert (answer.figure.value, answer.figure.status) == (None, "B")
    assert keys(finding)[0] == "bases.divided"


def test_the_base_of_1997_is_second_of_26_and_per_head_the_fall_is_larger(kazakhstan: Answers) -> None:
    """2,594 and 565 are 4.59-fold; only 1998 is a better base; 2,594 of 16,043,251 people is 16.2 per 100,000."""
    answer, finding = ask(kazakhstan, "murder bases-from:1997 scope:mia_crimes period:2024")
    assert answer.figure.value == Fraction(2594, 565)
    rank = next(remark for remark in finding.sentences if remark.key == "bases.rank_fall")
    assert (rank.facts["rank"], rank.facts["n"]) == (2, 26)
    assert "bases.flattering" in keys(finding)
    head = next(remark for remark in finding.sentences if remark.key == "bases.per_head")
    assert head.facts["before"] == (Fraction(2594 * 100_000, 16_043_251), "per_100000", 1)


def test_zero_is_never_reached_at_a_constant_pace(kazakhstan: Answers) -> None:
    """From 565 in six years to one: (1/565)^(1/6) - 1 = -65.2 %; the series never fell half as fast."""
    answer, finding = ask(kazakhstan, "murder pace-to:0@2030 scope:mia_crimes period:2024")
    assert answer.figure.value is not None
    assert round(float(answer.figure.value), 1) == -65.2
    past = next(remark for remark in finding.sentences if remark.key == "pace.past_fall")
    assert (past.facts["fast"], past.facts["n"]) == (0, 6)
    assert "pace.chance_tiny" in keys(finding)


def test_an_outlook_needs_six_years_in_a_row_and_ends_after_three(kazakhstan: Answers) -> None:
    """Nine years of all cases give an interval for 2026, none for 2031; three years of a rate give none at all."""
    answer, finding = ask(kazakhstan, "total outlook-to:2026 period:2025")
    assert answer.figure.interval is not None
    assert finding.n == 9
    assert answer.text("en").startswith("between ")
    assert keys(ask(kazakhstan, "total outlook-to:2031 period:2025")[1]) == ["outlook.too_far"]
    assert keys(ask(kazakhstan, "murder outlook-to:2026 period:2024")[1])[0] == "outlook.too_short"


def test_a_base_that_nobody_published_is_told_so(kazakhstan: Answers) -> None:
    """Firearms of "30 years ago" stand before the Codes and have no base."""
    answer, finding = ask(kazakhstan, "firearm_crimes bases-from:1995 scope:mia_crimes period:2024")
    assert answer.figure.value is None
    assert len(finding.sentences) >= 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_step_of_the_level_is_asked_about(language: str) -> None:
    """1,000 a year with 1 % of scatter, 600 from 2012 on: the answer asks, and its sentence is read back."""
    scatter = [10, -10, 0, 10, -10, -10, 0, 10, 0, -10]
    cells = [put("total", str(2002 + t), (1000 if t < 10 else 600) + scatter[t % 10]) for t in range(20)]
    answers = make({}, cells=cells)
    _, finding = ask(answers, "total trend-since:2002 period:2021")
    (hint,) = [remark for remark in finding.sentences if remark.key == "trend.shift"]
    assert [str(hint.facts[name]) for name in ("low", "place", "high")] == ["2010", "2011", "2012"]
    expected, found = read_numbers(hint, language)
    assert found == expected
    sentence = say_remark(hint, language, lambda kind, code, language: "X")
    report = check(sentence, answers, language=language, date=TODAY)
    assert not {"wrong", "inconsistent"} & {claim.verdict for claim in report.claims}
