"""True statements that are hard to read: several regions, kinds and periods in one sentence, sums, words for parts.

They stand in data/true_statements.txt. A number may stay open there, but none may be accused.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.claim import FAILING, PASSING

FILE = Path(__file__).parent / "data" / "true_statements.txt"
DAY = datetime.date(2025, 2, 14)


def list_statements() -> list[tuple[str, str]]:
    """Return the statements with their languages."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    pairs = (line.partition(" | ") for line in lines if line and not line.startswith("#"))
    return [(language, text) for language, _, text in pairs]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(("language", "text"), list_statements())
def test_no_number_of_a_true_statement_is_accused(answers: Answers, language: str, text: str) -> None:
    """Neither with the data nor without them."""
    for data in (answers, None):
        claims = check(text, data, date=DAY, language=language).claims
        assert [(claim.span, claim.verdict) for claim in claims if claim.verdict in FAILING] == []


def test_most_numbers_of_them_pass(answers: Answers) -> None:
    """Seven of ten numbers are found right; silence would be no merit."""
    claims = [
        c for language, text in list_statements() for c in check(text, answers, date=DAY, language=language).claims
    ]
    assert sum(claim.verdict in PASSING for claim in claims) >= 0.7 * len(claims)


def test_a_text_that_cuts_digits_off_is_told_so(answers: Answers) -> None:
    """132,778 and 45,156 as 132.7 and 45.1 thousand are cut off, as 132.8 and 45.2 rounded."""
    text = "In 2024 Kazakhstan registered {} thousand offences, among them {} thousand frauds."
    cut, rounded = (check(text.format(*pair), answers, date=DAY) for pair in (("132.7", "45.1"), ("132.8", "45.2")))
    assert [note.key for note in cut.notes] == ["claims.note_rounding_cut"]
    assert rounded.notes == ()
