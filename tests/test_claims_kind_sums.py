"""Several kinds in one number, and what is said of their sum.

Every figure is computed by hand from the table under tests/data/outlets/datasets/ew-recorded: Kent, year ending March
2025, 1,195 robberies, 7,105 burglaries, 10,597 vehicle offences (11,124 the year before; 7,508 burglaries) and 146,144
crimes in all.
"""

from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.reports.render import render

HEAD = "Kent: police recorded crime, year ending March 2025\n\n"


@pytest.fixture(scope="module")
def forces(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of five police forces."""
    return open_dataset(str(root / "tests/data/outlets/datasets/ew-recorded"), tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers) -> list[tuple[str, str, str]]:
    """Return the words, the measures and the verdicts of the numbers of a text."""
    claims = check(HEAD + text, answers, language="en").claims
    return [(claim.span, claim.measure, claim.verdict) for claim in claims]


BOTH = "robbery+burglary"
MORE = "burglary+vehicle_offences"
CASES = [
    (
        "Robbery and burglary together came to 8,300. That is about 23 a day.",
        [("8,300", BOTH, "supported"), ("about 23", BOTH, "rounded")],
    ),
    ("Robbery and burglary together came to 8,030.", [("8,030", BOTH, "wrong")]),
    (
        "Burglary and vehicle offences combined fell by 5.0% to 17,702, 930 fewer than the year before.",
        [("by 5.0%", MORE, "supported"), ("17,702", MORE, "supported"), ("930 fewer", MORE, "supported")],
    ),
    (
        "Robbery and burglary together came to 8,300, 5.7% of all crime.",
        [("8,300", BOTH, "supported"), ("5.7%", BOTH, "supported")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_kinds_that_a_word_adds_up_are_held_against_their_sum(
    text: str, expected: list[tuple[str, str, str]], forces: Answers
) -> None:
    """The number, its change, its share and its daily mean are those of all of them."""
    assert read(text, forces) == expected


def test_a_report_names_every_kind_of_a_sum(forces: Answers) -> None:
    """The kinds are named as the list of measures names them."""
    report = check(HEAD + CASES[0][0], forces, language="en")
    assert "robberies + burglaries" in render(report, form="text", language="en")
