"""Small numbers in words: which of them count offences. The sentences are invented; no figure of theirs is one."""

import datetime

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.claim import FAILING

DAY = datetime.date(2025, 10, 13)
CASES = [
    ("en", "There were eight murders in 2024, nine in 2023 and seven the year before.", ["eight", "nine", "seven"]),
    ("en", "Police recorded 40 murders in 2024; six of them were solved.", ["40", "six"]),
    ("en", "The five thefts of 2024 followed 12 murders.", ["12"]),
    ("en", "In three districts there were 30 murders in 2024.", ["30"]),
    ("ru", "В 2024 году восемь убийств, в 2023 году – девять. Из них шесть раскрыты.", ["восемь", "девять", "шесть"]),
    ("ru", "В трёх районах убийств – семь.", ["семь"]),
    ("kk", "Былтыр сегіз кісі өлтіру болды, биыл төртеу.", ["сегіз", "төртеу"]),
    ("kk", "2024 жылы 27 кісі өлтіру тіркелді. Оның тоғызы ашылды.", ["27", "тоғызы"]),
    ("kk", "Үш адам ұсталды, 2024 жылы 27 кісі өлтіру тіркелді.", ["27"]),
]  # fmt: skip
STORIES = [
    ("en", "Two murders shook the town in 2024."),
    ("ru", "Два убийства потрясли город в 2024 году."),
    ("kk", "2024 жылы екі кісі өлтіру қаланы дүр сілкіндірді."),
]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(("language", "text", "counted"), CASES)
def test_a_number_in_words_counts_what_stands_beside_it(
    answers: Answers, language: str, text: str, counted: list[str]
) -> None:
    """By the name of an offence, as a part of the number before, or in a row of such numbers; else it counts others."""
    claims = [claim for claim in check(text, answers, date=DAY, language=language).claims if claim.operator == "level"]
    assert [claim.span for claim in claims] == counted


@pytest.mark.parametrize(("language", "text"), STORIES)
def test_a_story_is_accused_of_nothing(answers: Answers, language: str, text: str) -> None:
    """Kazakhstan had 566 murders in 2024, and the story is of two of them."""
    claims = check(text, answers, date=DAY, language=language).claims
    assert claims
    assert not [claim.span for claim in claims if claim.verdict in FAILING]
