"""Statements on the register that no longer hold are among the questions of a bulletin."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from esep.cli import main
from tests.test_register import TEXT, WHO, revise


@pytest.fixture
def place(tmp_path: Path, root: Path) -> Path:
    """Return a folder with a dataset in a store, and a statement on its register."""
    shutil.copytree(root / "src" / "esep" / "datasets" / "kazakhstan", tmp_path / "data")
    (tmp_path / "release.txt").write_text(TEXT)
    store = ("--store", str(tmp_path / "store"))
    main(["build", str(tmp_path / "data"), *store])
    main(["register", "add", str(tmp_path / "release.txt"), *WHO, "--data", str(tmp_path / "data"), *store])
    return tmp_path


def write_text(place: Path, name: str, language: str) -> str:
    """Return the page of the bulletin of 2024."""
    options = ["--period", "2024", "--lang", language, "--forms", "html", "--store", str(place / "store")]
    assert main(["bulletin", str(place / "data"), *options, "-o", str(place / name)]) == 0
    return (place / name / "index.html").read_text(encoding="utf-8").replace("\u00a0", " ")


# 565 murders were published for 2024 by the Ministry; the revision to 571 is invented.
def test_bulletin_asks_about_a_statement_that_was_true_once(place: Path) -> None:
    """565 holds until the figure is revised to 571; then the question names speaker, day, words and the value now."""
    assert "no longer holds" not in write_text(place, "first", "en")
    revise(place)
    page = write_text(place, "second", "en")
    assert "On 14 February 2025 Ministry of Internal Affairs said “565”." in page
    assert "That no longer holds by these data (571)." in page
    assert "«565»" in write_text(place, "third", "ru")
