"""The tables of a language: number words, months, cues and signs, used both to write and to read."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

MINUS = "\u2212"
NO_BREAK_SPACE = "\u00a0"


@cache
def read_table(language: str) -> dict[str, Any]:
    """Return everything that `tables/<language>.toml` says; raise `KeyError` for a language that has no table."""
    file = resources.files("esep.language").joinpath("tables", f"{language}.toml")
    if not language.isalpha() or not file.is_file():
        raise KeyError(f"no table for the language {language!r}")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def group_digits(digits: str, language: str) -> str:
    """Return a run of digits with its thousands grouped as the language does it."""
    head = len(digits) % 3
    groups = ([digits[:head]] if head else []) + [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return str(read_table(language)["number"]["group"]).join(groups)
