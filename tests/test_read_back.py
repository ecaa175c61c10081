"""What Esep writes, Esep can check: every sentence of an answer is read back to the same figure and found right."""

import datetime

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.bulletin import compose, find_plan, list_passages
from esep.claims import check
from esep.model.period import Period
from esep.problems import LANGUAGES

TODAY = datetime.date(2026, 11, 1)
QUESTIONS = (
    "total 2024",
    "total mia_crimes 2024",
    "murder mia_crimes 2024",
    "fraud share-of:total 2024",
    "total change-from:2023 period:2024",
    "total change-from:2022 period:2023",
    "total difference-from:2023 period:2024",
    "murder fold-from:1997 scope:mia_crimes period:2024",
    "group_crimes fold-from:1994 scope:mia_crimes period:2024",
    "total period:2025-01..2025-06",
    "total period:2023-01..2023-08",
    "total KZ-75 2024",
    "gravity_grave committee_crimes 2023",
    "gravity_especially_grave scope:committee_crimes change-from:2022 period:2023",
    "total scope:committee_offences region:KZ-47 change-from:2023 period:2024",
    "murder rate-per:100000 mia_crimes 2024",
)
# The arithmetic is right, and a reader must be told more: 1997 is next to the highest rate of all years (World Bank),
# and two Codes, of 1998 and 2015, came between 1994 and 2024.
WARNED = {
    "murder fold-from:1997 scope:mia_crimes period:2024": ("misleading_base",),
    "group_crimes fold-from:1994 scope:mia_crimes period:2024": ("crosses_a_break",),
}


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", QUESTIONS)
def test_sentence_is_read_back_to_its_figure(answers: Answers, text: str, language: str) -> None:
    """The sentence of an answer makes one claim, with the value of the figure, and that claim is right."""
    answer = answers.ask(parse_question(text, answers.definition))
    report = check(answer.sentence(language), answers, date=TODAY, language=language)
    assert [claim.true_value for claim in report.claims] == [answer.figure.value]
    assert report.claims[0].verdict in WARNED.get(text, ("supported", "rounded"))
    assert report.claims[0].question == str(answer.question)


@pytest.mark.parametrize("language", LANGUAGES)
def test_checker_finds_nothing_wrong_in_our_own_bulletin(answers: Answers, language: str) -> None:
    """Every paragraph, title and caption of the bulletin of 2024 passes: nothing wrong, nothing of another universe."""
    doc = compose(answers, Period.year(2024), language, plan=find_plan(answers.definition, "kazakhstan"))
    checked = 0
    for text in (passage.text for passage in list_passages(doc)):
        if not any(char.isdigit() for char in text):
            continue
        report = check(text, answers, date=TODAY, language=language)
        bad = [(c.span, c.verdict) for c in report.claims if c.verdict in ("wrong", "inconsistent")]
        assert bad == [], text
        checked += sum(c.verdict in ("supported", "rounded") for c in report.claims)
    assert checked >= 10
