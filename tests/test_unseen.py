"""How the checker does on statements that were hardly read by who works on it: data/unseen/README.md.

True values were counted from the source files with the csv module, errors were put in by hand. The sentences stay
unread until a new set takes their place: whoever wants to know why a bound moves counts, and does not look.
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
    """Of the 532 labels that count, at least 524 are found."""
    hold_found(score, 532, 524)
