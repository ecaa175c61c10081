"""How the checker does on statements over datasets that only a definition declares: outlets to fresh.

True values were computed from the CSV files by scripts of their own, errors were put in by hand. The bounds are what is
reached; the first scores, before anybody who works on the checker had read a sentence, stand in the README of each set.
"""

import contextlib
import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from esep.cli import main
from tests.prose_sets import SETS, Bounds

# Of the labels that count, so many are found at least.
FOUND = {
    "outlets": (1202, 1179),
    "abroad": (390, 385),
    "further": (707, 690),
    "last": (406, 394),
    "world": (718, 716),
    "fresh": (672, 665),
    "sibling": (427, 420),
}
CASES = [(name, language, bounds) for name in FOUND for language, bounds in SETS[name].items()]


@pytest.fixture(scope="module")
def read_score(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Return what gives the score of a set as `esep score` tells it; each set is scored once."""

    @cache
    def score(name: str) -> Any:
        written = io.StringIO()
        with contextlib.redirect_stdout(written):
            store = str(tmp_path_factory.mktemp(name))
            assert main(["score", str(root / "tests/data" / name), "--store", store, "--json"]) == 0
        return json.loads(written.getvalue())["languages"]

    return score


@pytest.mark.parametrize(("name", "language", "bounds"), CASES)
def test_no_more_is_accused_than_was_reached(
    name: str, language: str, bounds: Bounds, read_score: Callable[[str], Any]
) -> None:
    """No more true claims are called wrong or inconsistent, no more errors pass and no fewer are flagged."""
    counts, shares = (read_score(name)[language][part] for part in ("counts", "shares"))
    assert (shares["right claims passed"]["of"], counts["errors"]) == (bounds.right, bounds.errors)
    assert counts["false alarms"] <= bounds.accused
    assert counts["errors passed"] <= bounds.passed
    assert shares["flagged errors, recall"]["hits"] >= bounds.flagged


@pytest.mark.parametrize("name", FOUND)
def test_nearly_every_number_is_found(name: str, read_score: Callable[[str], Any]) -> None:
    """Nearly every label that counts overlaps a claim."""
    labels, found = FOUND[name]
    recall = read_score(name)["all"]["shares"]["detection recall"]
    assert recall["of"] == labels
    assert recall["hits"] >= found
