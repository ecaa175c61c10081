"""Kinds whose noun was said of the wider one before: "5 859 краж, из них квартирных – 364"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from esep.claims.place import Place
from esep.language.roles import match_before
from esep.model.definition import Definition

# So far before the adjective its noun may stand, and no full stop between them.
REACH = 160
ENDS = re.compile(r"[.!?](?:\s|$)|\n")
LEAST_STEM = 4
ADJECTIVE = r"(?:ых|их|ые|ие|ой|ая|ую|ого|его)(?!\w)(?=\s?[–—:(-]|\s\d|\s?,|\s(?:на|было|стало)\s)"


def find_elided_nouns(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield adjectives behind "of them" that make, with the noun of a wider kind named before, the name of a kind.

    Only Russian leaves the noun out so.
    """
    if language != "ru":
        return
    names = tuple(
        (name.casefold(), code.code, code.parent)
        for code in definition.measures
        if code.parent
        for name in (*code.cues.get(language, ()), code.name(language))
    )
    taken = {place.start for place in places}
    for pattern, noun, code, parent in _compile(names):
        for match in pattern.finditer(text):
            if match.start() not in taken and match_before(text, match.start(), language, "part", "text"):
                near = (p for p in places if p.code == parent and 0 <= match.start() - p.end <= REACH)
                if any(_is_told(p, noun, match.start(), text) for p in near):
                    yield Place(match.start(), match.end(), "measure", code)


def _is_told(place: Place, noun: str, position: int, text: str) -> bool:
    is_same = any(word.startswith(noun) for word in text[place.start : place.end].casefold().split())
    return is_same and ENDS.search(text, place.end, position) is None


@lru_cache(maxsize=32)
def _compile(names: tuple[tuple[str, str, str], ...]) -> tuple[tuple[re.Pattern[str], str, str, str], ...]:
    """Return a pattern for the adjective of each name of two words, with the stem of its noun, its code and parent."""
    found: dict[str, tuple[re.Pattern[str], str, str, str]] = {}
    for name, code, parent in names:
        words = name.split()
        stems = [_stem(word) for word in words]
        if len(words) == 2 and all(len(stem) >= LEAST_STEM for stem in stems) and stems[0] not in found:
            pattern = re.compile(rf"(?<!\w){re.escape(stems[0])}{ADJECTIVE}", re.IGNORECASE)
            found[stems[0]] = pattern, stems[1], code, parent
    return tuple(found.values())


def _stem(word: str) -> str:
    return word.rstrip("*") if word.endswith("*") else re.sub(r"(?:ые|ие|ый|ий|ая|ое|ой|[аеиоуыэюя])$", "", word)
