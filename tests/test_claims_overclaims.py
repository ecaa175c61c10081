"""What the words around a right number would make one believe beyond it: each caution, and what must not get it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from esep.answers import Answers
from esep.claims import check
from esep.problems import LANGUAGES
from tests.drivers_sample import make, put

# In 2023 and 2024: cases 1,000 and 1,100, thefts 400 and 300, frauds 600 and 800, duels 12 and 18.
COUNTS = {"XX": {"total": (1000, 1100), "theft": (400, 300), "fraud": (600, 800), "light": (12, 18)}}

TEXTS = {
    "rate": {
        "en": "The rate of cases in Land rose by 10% in 2024 compared with 2023.",
        "ru": "Land: уровень (cases) за 2024 год вырос на 10 % по сравнению с 2023 годом.",
        "kk": "Land: cases деңгейі 2024 жылы 2023 жылмен салыстырғанда 10%-ға өсті.",
    },
    "small": {
        "en": "In Land light cases rose by 50% in 2024 compared with 2023.",
        "ru": "Land: light cases за 2024 год выросли на 50 % по сравнению с 2023 годом.",
        "kk": "Land: light cases 2024 жылы 2023 жылмен салыстырғанда 50%-ға өсті.",
    },
    "whole": {
        "en": "In Land thefts fell by 25% in 2024 compared with 2023.",
        "ru": "Land: thefts за 2024 год снизились на 25 % по сравнению с 2023 годом.",
        "kk": "Land: thefts 2024 жылы 2023 жылмен салыстырғанда 25%-ға төмендеді.",
    },
    "recorded": {
        "en": "In Land cases rose by 10% in 2024 compared with 2023.",
        "ru": "Land: cases за 2024 год выросли на 10 % по сравнению с 2023 годом.",
        "kk": "Land: cases 2024 жылы 2023 жылмен салыстырғанда 10%-ға өсті.",
    },
    "cause": {
        "en": "Thanks to new patrols, in Land thefts fell by 25% in 2024 compared with 2023.",
        "ru": "Благодаря новым патрулям Land: thefts за 2024 год снизились на 25 % по сравнению с 2023 годом.",
        "kk": "Жаңа патрульдердің арқасында Land: thefts 2024 жылы 2023 жылмен салыстырғанда 25%-ға төмендеді.",
    },
}


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return a small dataset of made-up counts."""
    return make(COUNTS)


def list_cautions(text: str, answers: Answers, language: str) -> dict[str, set[str]]:
    """Return the cautions of every claim of a text by its words, and fail where one was found wrong."""
    report = check(text, answers, language=language)
    assert [c.span for c in report.claims if c.verdict in ("wrong", "inconsistent")] == []
    return {c.span: {caution.key.removeprefix("claims.caution_") for caution in c.cautions} for c in report.claims}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("caution", TEXTS)
def test_a_right_number_gets_the_caution_that_its_words_need(answers: Answers, caution: str, language: str) -> None:
    """Each text is right by the counts above (worked by hand), and still says more than they do."""
    (found,) = list_cautions(TEXTS[caution][language], answers, language).values()
    assert caution in found


@pytest.mark.parametrize(
    "text",
    [
        "In Land frauds rose by a third in 2024 compared with 2023.",
        "In Land registered cases rose by 10% in 2024 compared with 2023.",
        "There were 300 thefts in Land in 2024.",
    ],
)
def test_plain_words_get_no_caution(answers: Answers, text: str) -> None:
    """A part that goes with its whole, a change of what was registered, and a plain count."""
    (found,) = list_cautions(text, answers, "en").values()
    assert not found & {*TEXTS, "provisional"}


def test_a_provisional_period_is_told(answers: Answers) -> None:
    """A cell marked P: the number is right, and may still move."""
    cells = [put("total", "2023", 1000), replace(put("total", "2024", 1100), status="P")]
    (found,) = list_cautions("In Land there were 1,100 cases in 2024.", make({}, cells=cells), "en").values()
    assert "provisional" in found
    (settled,) = list_cautions("In Land there were 1,100 cases in 2024.", answers, "en").values()
    assert "provisional" not in settled
