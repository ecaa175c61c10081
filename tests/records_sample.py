"""A register that nobody keeps: its definition, whole or with a change, and its files."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from esep.model.definition import Definition
from esep.problems import EsepError, Problem
from esep.sources.dataset import load_definition

DATA = Path(__file__).parent / "data" / "records"
REGISTER = Path(__file__).parent / "data" / "counting" / "register"


def load_hamlet() -> Definition:
    """Return the definition of the hamlet as it is."""
    return load_definition(DATA / "hamlet")


def change_hamlet(folder: Path, *changes: tuple[str, str]) -> Definition:
    """Return the definition of the hamlet with texts of its file replaced, each the first time it occurs."""
    return change_definition(DATA / "hamlet", folder, *changes)


def extend_register(folder: Path, rules: str = "", tables: str = "", columns: str = "") -> Definition:
    """Return the definition of the counting cases with more rules under [records], more columns and more tables."""
    marks = ("[records]\n", "[records.columns]\n", "[records.duplicates]\n")
    texts = (f"{marks[0]}{rules}\n", f"{marks[1]}{columns}\n", f"{tables}\n{marks[2]}")
    return change_definition(REGISTER, folder, *zip(marks, texts, strict=True))


def change_definition(source: Path, folder: Path, *changes: tuple[str, str]) -> Definition:
    """Return the definition of a folder with texts of its file replaced, each the first time it occurs."""
    copy = folder / source.name
    shutil.copytree(source, copy, dirs_exist_ok=True)
    file = copy / "definition.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, f"the definition has no {old!r}"
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    return load_definition(copy)


def list_codes(error: EsepError) -> list[str]:
    """Return the codes of the problems of an error."""
    return [problem.code for problem in error.problems]


def list_places(problems: Iterable[Problem]) -> list[tuple[str, int | None]]:
    """Return file name and line of problems."""
    return [(Path(problem.where.file).name, problem.where.line) for problem in problems]
