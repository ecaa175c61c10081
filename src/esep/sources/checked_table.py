"""A table of a TOML file that is read key by key: what is missing, unknown or of the wrong type becomes a problem."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from esep.problems import LANGUAGES, Problem, Where
from esep.sources.toml_lines import Path, find_line

_SHARE = re.compile(r"\d{1,18}(?:\.\d{1,18}|/0{0,9}[1-9]\d{0,17})?")
# What a value of a type looks like in TOML: the same in every language.
_SAMPLES: dict[type, str] = {
    str: '"..."',
    int: "100000",
    bool: "true",
    list: '["...", "..."]',
    dict: "[...]",
    datetime.date: "2024-12-31",
}


class CheckedTable:
    """One table with its place in the file. Every `take_` method returns an empty value where it reports a problem."""

    def __init__(
        self,
        data: Mapping[str, Any],
        file: str,
        lines: dict[Path, int],
        problems: list[Problem],
        path: Path = (),
    ) -> None:
        self.data = data
        self.file = file
        self.lines = lines
        self.problems = problems
        self.path = path
        self._known: set[str] = set()

    def where(self, key: str = "") -> Where:
        """Return the place of a key, or of the table."""
        return Where(self.file, find_line(self.lines, (*self.path, key) if key else self.path))

    def report(self, code: str, key: str, **facts: str) -> None:
        """Keep a problem with a key; `key` is a fact of it, written with the tables around it."""
        name = ".".join(str(part) for part in (*self.path, key))
        self.problems.append(Problem(code, self.where(key), {"key": name, **facts}))

    def take(self, key: str, kind: type, *, is_required: bool = False) -> Any:
        """Return a value of a type; `None` where there is none, which is a problem if it is required."""
        self._known.add(key)
        if key not in self.data:
            if is_required:
                self.report("definition-key-missing", key)
            return None
        value = self.data[key]
        is_wrong = not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool)
        if is_wrong or (kind is datetime.date and isinstance(value, datetime.datetime)):
            self.report("definition-type-wrong", key, expected=_SAMPLES[kind], found=str(value))
            return None
        return value

    def take_text(self, key: str, *, is_required: bool = False) -> str:
        """Return a text; an empty one counts as missing."""
        value = self.take(key, str, is_required=is_required)
        if is_required and value is not None and not value.strip():
            self.report("definition-key-missing", key)
        return value or ""

    def take_choice(self, key: str, choices: Iterable[str] | None, *, is_required: bool = False) -> str:
        """Return a text that must be one of `choices`; `None` allows every text."""
        known = () if choices is None else tuple(choices)
        # A choice may be nothing but a blank, such as the tab between fields.
        value = self.take_text(key, is_required=is_required and self.data.get(key) not in known)
        allowed = [value] if choices is None else known
        if value and value not in allowed:
            self.report_unknown(key, value, allowed)
            return ""
        return value

    def take_texts(self, key: str, *, is_required: bool = False) -> dict[str, str]:
        """Return a text in each language; one that is left out is a problem."""
        table = self.take_table(key, is_required=is_required)
        if table is None:
            return {}
        texts = {language: table.take_text(language, is_required=True) for language in LANGUAGES}
        table.refuse_unknown()
        return texts

    def take_list(self, key: str, choices: Iterable[str] | None = None) -> tuple[str, ...]:
        """Return a list of texts, each one of `choices` where they are given."""
        values = self.take(key, list) or []
        if not all(isinstance(value, str) for value in values):
            self.report("definition-type-wrong", key, expected=_SAMPLES[list], found=str(values))
            return ()
        if choices is not None:
            allowed = list(choices)
            for value in values:
                if value not in allowed:
                    self.report_unknown(key, value, allowed)
        return tuple(values)

    def take_share(self, key: str) -> Fraction | None:
        """Return a share between 0 and 1, exactly as its text says."""
        text = self.take_text(key, is_required=True)
        if not text:
            return None
        if _SHARE.fullmatch(text) and Fraction(text) <= 1:
            return Fraction(text)
        self.report("definition-share-wrong", key, value=text)
        return None

    def take_table(self, key: str, *, is_required: bool = False) -> CheckedTable | None:
        """Return a table below this one."""
        value = self.take(key, dict, is_required=is_required)
        return None if value is None else self._descend(value, key)

    def take_tables(self, key: str) -> list[CheckedTable]:
        """Return the tables of an array."""
        values = self.take(key, list) or []
        if not all(isinstance(value, dict) for value in values):
            self.report("definition-type-wrong", key, expected=f"[[{key}]]", found=str(values))
            return []
        return [self._descend(value, key, place) for place, value in enumerate(values)]

    def refuse_unknown(self) -> None:
        """Report every key that nothing asked for."""
        for key in self.data:
            if key not in self._known:
                self.report("definition-key-unknown", key, nearest=name_nearest(key, self._known))

    def report_unknown(self, key: str, value: str, allowed: Iterable[str]) -> None:
        """Report a value that is none of those declared."""
        self.report("definition-value-unknown", key, value=value, nearest=name_nearest(value, allowed))

    def _descend(self, value: Mapping[str, Any], *steps: str | int) -> CheckedTable:
        return CheckedTable(value, self.file, self.lines, self.problems, (*self.path, *steps))


def name_nearest(word: str, known: Iterable[str], limit: int = 8) -> str:
    """Return the known words most like a wrong one, or the first few of them where none is."""
    from difflib import get_close_matches  # rarely needed: only where something is wrong

    words = sorted(known)
    near = get_close_matches(word, words, n=3, cutoff=0.6)
    if near:
        return ", ".join(near)
    return ", ".join(words[:limit]) + (", …" if len(words) > limit else "") if words else "-"
