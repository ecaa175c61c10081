"""How the checker does on the statements of data/unseen, which were left unread until all other sets had been used.

True values were counted from the source files with the csv module, errors were put in by hand.
"""

from pathlib import Path

import pytest

from esep.claims.score.counts import Score
from tests.prose_sets import SETS, hold, hold_found, score_set
from tests.real_set_up import OpenReal


@pytest.fixture(scope="module")
def score(root: Path, open_real: OpenReal) -> Score:
    """Return the score on the whole set."""
    return score_set(root / "tests/data/unseen", open_real)


@pytest.mark.parametrize("language", SETS["unseen"])
def test_what_was_reached_is_held(score: Score, language: str) -> None:
    """No more true claims are called wrong or inconsistent, no more errors pass and no fewer are flagged."""
    hold(score, SETS["unseen"][language], language)


def test_nearly_every_number_is_found(score: Score) -> None:
    """Of the 532 labels that count, at least 527 are found."""
    hold_found(score, 532, 527)
