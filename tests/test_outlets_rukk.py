"""How the checker does on Russian and Kazakh statements over tables that only a definition declares.

True values were computed from the CSV files by a script of its own, errors were put in on purpose: see
data/outlets/README.rukk.md. The bounds are what is reached; the README has the first score,
before anybody who works on the checker read a sentence.
"""

import shutil
from functools import cache
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.score import Score, score_folder
from esep.cube.build import build_dataset
from esep.sources.dataset import load_definition
from tests.prose_sets import Bounds, hold, hold_found

REACHED = {"ru": Bounds(359, 0, 77, 48, 4), "kk": Bounds(208, 0, 43, 35, 1)}


@pytest.fixture(scope="module")
def score(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Score:
    """Return the score on the statements, each checked against the tables beside it."""
    folder = root / "tests/data/outlets"
    statements, store = tmp_path_factory.mktemp("statements"), tmp_path_factory.mktemp("store")
    for path in (*folder.glob("*.ru.jsonl"), *folder.glob("*.kk.jsonl")):
        shutil.copy(path, statements)

    @cache
    def open_answers(name: str) -> Answers:
        dataset = folder / "datasets" / name
        build_dataset(load_definition(dataset), dataset, sorted(dataset.glob("*.csv")), store)
        return open_dataset(str(dataset), store)

    return score_folder(statements, open_answers)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_no_more_is_accused_than_was_reached(score: Score, language: str) -> None:
    """No more true claims are called wrong or inconsistent, no more errors pass and no fewer are flagged."""
    assert score.tallies[language].counts["correct"] == REACHED[language].right
    hold(score, REACHED[language], language)


def test_nearly_every_number_is_found(score: Score) -> None:
    """Of the 687 labels that count, at least 660 are found."""
    hold_found(score, 687, 660)
