"""Cue words: the words and beginnings of words that tell what a number does in its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from esep.language.letters import fold_text, list_spellings
from esep.language.tables import read_table

# Where an entry may begin: at a run of letters or a percent sign, so after a hyphen too (4.5-fold, 5%-ға).
_BEGINNING = re.compile(r"[^\W\d_]+|%")
_STEM_KEY = 3


@dataclass(frozen=True)
class Cue:
    """A cue in a text: its place, the name it is listed under, and where it stands to the number it goes with.

    `place` is `before`, `after` or, where the table does not say, empty.
    """

    start: int
    end: int
    name: str
    place: str = ""


class Entry(NamedTuple):
    """One entry of a section: the pattern of the whole entry, its length in the table, its name and place."""

    pattern: re.Pattern[str]
    length: int
    name: str
    place: str


def find_cues(text: str, language: str, section: str) -> tuple[Cue, ...]:
    """Return the cues of a section of the language's table in order; they never overlap, the longest entry wins.

    An entry stands for whole words or, where it ends with *, for the words that begin with it. A language without a
    table has no cues; a section that the table does not have raises `KeyError`. Entries under a name that begins with _
    take their place and are left out: they are the phrases in which a cue word means something else.
    """
    if language not in ("en", "ru", "kk"):
        return ()
    whole, stems = index_section(language, section)
    folded = fold_text(text)
    found: list[Cue] = []
    position = 0
    for match in _BEGINNING.finditer(folded):
        if match.start() < position:
            continue
        candidates = (*whole.get(match[0], ()), *stems.get(match[0][:_STEM_KEY], ()))
        for entry in sorted(candidates, key=lambda e: -e.length) if len(candidates) > 1 else candidates:
            if hit := entry.pattern.match(folded, match.start()):
                position = hit.end()
                if not entry.name.startswith("_"):
                    found.append(Cue(match.start(), position, entry.name, entry.place))
                break
    return tuple(found)


@cache
def index_section(language: str, section: str) -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
    """Return the entries of a section by their first word, and the beginnings of words by their first letters."""
    whole: dict[str, list[Entry]] = {}
    stems: dict[str, list[Entry]] = {}
    for spelled, name, place in _list_entries(read_table(language)[section], language):
        entry = Entry(re.compile(_to_pattern(spelled)), len(spelled), name, place)
        first = _BEGINNING.match(spelled)
        if first is None or (spelled == first[0] + "*" and len(first[0]) < _STEM_KEY):
            raise ValueError(f"{language}.toml [{section}]: {spelled!r} is too short or does not begin with a letter")
        if spelled == first[0] + "*":
            stems.setdefault(first[0][:_STEM_KEY], []).append(entry)
        else:
            whole.setdefault(first[0], []).append(entry)
    return whole, stems


def _list_entries(section: Mapping[str, Any], language: str, place: str = "") -> Iterator[tuple[str, str, str]]:
    for name, entries in section.items():
        if isinstance(entries, Mapping):
            yield from _list_entries(entries, language, name)
        else:
            for entry in entries:
                for spelled in dict.fromkeys(list_spellings(entry, language)):
                    yield spelled, name, place


def _to_pattern(entry: str) -> str:
    words = [re.escape(word) for word in entry.removesuffix("*").split()]
    ending = r"\w*" if entry.endswith("*") else r"(?!\w)" if entry[-1].isalnum() else ""
    return r"\s{1,3}".join(words) + ending
