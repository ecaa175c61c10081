"""What a number in prose counts: a part is not judged by its whole, nor what the words do not name by what they do.

Sentences are ours; their figures are published ones (../shared/methods/kazakhstan.md, section 4): 132,778 offences in
2024 and 140,272 in 2023, 45,156 frauds, 30,593 thefts, 24,965 offences in Almaty and 17,339 in Astana in 2024, 47,483
frauds in 2025. A line that begins with + is passed in every number; with ? it has a number that is neither passed nor
accused, the one in brackets; with ! one that is accused.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.claim import FAILING, PASSING

DATA = Path(__file__).parent / "data"
FILES = (DATA / "parts_statements.txt", DATA / "prose_statements.txt")
DAY = datetime.date(2026, 2, 14)


def list_statements() -> list[tuple[str, str, str]]:
    """Return the mark, the language and the text of each line."""
    lines = [line for file in FILES for line in file.read_text(encoding="utf-8").splitlines()]
    cut = (line.split(" | ", 2) for line in lines if line and not line.startswith("#"))
    return [(mark, language, text) for mark, language, text in cut]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(("mark", "language", "text"), list_statements())
def test_a_number_is_judged_by_what_it_counts_or_not_at_all(
    answers: Answers, mark: str, language: str, text: str
) -> None:
    """The number in braces has the verdict that the mark says, every other one passes."""
    start = text.find("{")
    plain = text.replace("{", "").replace("}", "")
    end = text.find("}") - 1
    for claim in check(plain, answers, date=DAY, language=language).claims:
        is_meant = mark != "+" and claim.start < end and start < claim.end
        if not is_meant or mark == "+":
            assert claim.verdict in PASSING, (claim.span, claim.verdict, claim.measure, claim.region)
        elif mark == "!":
            assert claim.verdict in FAILING, (claim.span, claim.verdict, claim.measure, claim.region)
        else:
            assert claim.verdict not in (*FAILING, *PASSING), (claim.span, claim.verdict, claim.measure)
