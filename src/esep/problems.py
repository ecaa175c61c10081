"""Everything a person can be told is wrong, as one type.

A `Problem` is a value with facts: a code from the catalogue `problems.toml`, where it was found and what was seen
there. Its wording (what is wrong, why it matters, how to mend it) stands once, in the catalogue, in English, Russian
and Kazakh. This module imports nothing of Esep, so every room may use it.
"""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

LANGUAGES = ("en", "ru", "kk")
SEVERITIES = ("error", "warning", "note")
# Facts that say how many: rows, characters, bytes.
_ROWS = ("rows", "n", "total", "count", "read", "accepted", "rejected", "duplicates", "fitting", "others")
_COUNTS = frozenset((*_ROWS, "length", "limit", "offset"))


@cache
def read_catalogue() -> dict[str, dict[str, Any]]:
    """Return every problem that Esep can report: code -> severity and, per language, `what`, `why` and `remedy`."""
    return tomllib.loads(resources.files("esep").joinpath("problems.toml").read_text(encoding="utf-8"))


def list_facts(template: str) -> set[str]:
    """Return the names of the facts that a catalogue sentence needs."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


@cache
def _list_needed(code: str) -> frozenset[str]:
    """Return the names of the facts that all sentences of a problem need."""
    entry = read_catalogue()[code]
    return frozenset().union(*(list_facts(text) for language in LANGUAGES for text in entry[language].values()))


@cache
def _find_mark(language: str) -> str:
    """Return what stands between the thousands of a number; the tables that numbers are written by say it."""
    table = resources.files("esep").joinpath("language", "tables", f"{language}.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(table)["number"]["group"])


def _show_count(value: str, language: str) -> str:
    """Return a fact that is a count with its thousands grouped; one that is something else as any fact."""
    digits = str(value)
    if not re.fullmatch("[0-9]{4,20}", digits):
        return show_fact(value)
    return f"{int(digits):,}".replace(",", _find_mark(language))


@dataclass(frozen=True)
class Where:
    """A place a person can go to: a file, and in it a line and a column (both counted from 1)."""

    file: str = ""
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        parts = (show_fact(self.file, limit=500), self.line, self.column)
        return ":".join(str(part) for part in parts if part not in ("", None))


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its catalogue code, its place, and the facts its sentences name.

    A code that is not in the catalogue, or a fact that a sentence needs and that is missing, fails at construction.
    """

    code: str
    where: Where = Where()
    facts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in read_catalogue():
            raise KeyError(f"no problem called {self.code!r} in the catalogue")
        if missing := _list_needed(self.code) - self.facts.keys():
            raise KeyError(f"problem {self.code!r} needs the facts {sorted(missing)}")

    @property
    def severity(self) -> str:
        """Return `error`, `warning` or `note`."""
        return str(read_catalogue()[self.code]["severity"])

    def say(self, part: str, language: str = "en") -> str:
        """Return one sentence of the problem: `part` is `what`, `why` or `remedy`; counts in it are grouped."""
        shown = {
            name: _show_count(value, language) if name in _COUNTS else show_fact(value)
            for name, value in self.facts.items()
        }
        return str(read_catalogue()[self.code][language][part]).format_map(shown)

    def describe(self, language: str = "en") -> str:
        """Return place, code and the three sentences as lines for a terminal."""
        place = f"{self.where}: " if str(self.where) else ""
        what, why, remedy = (self.say(part, language) for part in ("what", "why", "remedy"))
        return f"{place}{self.severity} [{self.code}] {what}\n  {why}\n  → {remedy}"

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the problem as plain data for JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.where.file or None,
            "line": self.where.line,
            "column": self.where.column,
            "what": self.say("what", language),
            "why": self.say("why", language),
            "remedy": self.say("remedy", language),
            "facts": dict(self.facts),
        }


def show_fact(value: str, limit: int = 120) -> str:
    """Return a fact safe to print: one line, no control characters, bounded (outside text is hostile)."""
    clean = str(value)[: limit + 1]
    if not clean.isprintable():
        clean = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in clean)
    return clean if len(clean) <= limit else clean[: limit - 1] + "…"


class EsepError(Exception):
    """What every room raises when it cannot go on: one or more problems, collected before raising."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(problem.describe() for problem in self.problems))
