"""How the checker does on English statements over datasets that only a definition declares: data/outlets/README.md.

True values were computed from the CSV files by a script of its own, errors were put in by hand. The bounds are
what was reached since; the first score, before anybody who works on the checker had read a sentence, stands there.
"""

import shutil
from functools import cache
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.score import Score, score_folder
from tests.prose_sets import Bounds, hold, hold_found

REACHED = Bounds(right=422, accused=1, errors=88, flagged=67, passed=0)


@pytest.fixture(scope="module")
def score(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Score:
    """Return the score on the English statements, each checked against the dataset beside it."""
    folder = root / "tests/data/outlets"
    english = tmp_path_factory.mktemp("english")
    for path in folder.glob("*.en.jsonl"):
        shutil.copy(path, english)

    @cache
    def open_answers(name: str) -> Answers:
        return open_dataset(str(folder / "datasets" / name), as_of="packaged")

    return score_folder(english, open_answers)


def test_no_more_is_accused_than_before(score: Score) -> None:
    """No more true claims are called wrong or inconsistent, no more errors pass and no fewer are flagged."""
    assert score.tallies["en"].counts["correct"] == REACHED.right
    hold(score, REACHED, "en")


def test_nearly_every_number_is_found(score: Score) -> None:
    """Of the 515 labels that count, at least 502 are found."""
    hold_found(score, 515, 502)
