"""Kazakh regions called without their nouns or without their names: "Таразда", "Меркіде", then "қалада".

A noun that belongs to a name ends in a possessive, "Тараз қаласында"; without one, "қалада", it means what was named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from esep.claims.place import Place
from esep.model.codelist import Code
from esep.model.definition import Definition

# Nouns of regions as their names have them, and as they stand alone.
CITY = " қаласы"
NOUNS = {"қаласы": "қала", "ауданы": "аудан", "облысы": "облыс"}
# Where, whose, from where, to where: a bare name without an ending may be a person's, unless its number or its place
# among others follows at once.
_ENDING = (
    r"(?:(?:[дт][ае](?:ғы|гі)?|[дтн][ыі]ң|[дтн][ае]н|[ғқгк][ае])(?!\w)"
    r"|(?=\s[–—-]\s\d|\s\(\d|\s\w+\sорында|\sкөш\sбаста))"
)
# A list of names that share one noun in the plural: "Қордай және Шу аудандарында".
_PLURALS = {"ауданы": "аудандар", "облысы": "облыстар", "қаласы": "қалалар"}
_JOINT = r"(?:,\s|\s(?:және|мен|пен|бен)\s)"
_ALONE = r"(?<![\w-])({noun}(?:[дт][ае](?:ғы|гі)?|[дтн][ыі]ң|\sбойынша))(?!\w)"


def is_common_word(place: Place, text: str, definition: Definition) -> bool:
    """Return whether a word in small letters only begins like the name of a region: "алғашқы" like "Алға"."""
    if place.kind != "region" or not text[place.start].islower():
        return False
    code, said = definition.regions[place.code], text[place.start : place.end].casefold()
    called = (*code.cues.get("kk", ()), code.names.get("kk", ""))
    return not any(word[:1].islower() and said[:2] == word[:2] for word in called)


def find_bare_names(text: str, definition: Definition) -> Iterator[Place]:
    """Yield the names of regions that stand without their nouns, each with an ending, where only one has the name."""
    for pattern, code in _compile_names(tuple((code.code, code.names.get("kk", "")) for code in definition.regions)):
        for match in pattern.finditer(text):
            yield Place(match.start(), match.end(), "region", code)


def find_listed_names(text: str, definition: Definition) -> Iterator[Place]:
    """Yield the names of regions in lists that end with their noun in the plural."""
    names = tuple((code.code, code.names.get("kk", "")) for code in definition.regions)
    for noun, plural in _PLURALS.items():
        firsts = {first: code for code, name in names if name.endswith(f" {noun}") and (first := _take_first(name))}
        if firsts:
            one = "|".join(map(re.escape, sorted(firsts, key=len, reverse=True)))
            for run in re.finditer(rf"(?<![\w-])(?:(?:{one}){_JOINT})+(?:{one})\s{plural}", text):
                for match in re.finditer(rf"(?<![\w-])(?:{one})(?![\w-])", run[0]):
                    yield Place(run.start() + match.start(), run.start() + match.end(), "region", firsts[match[0]])


@lru_cache(maxsize=32)
def _compile_names(names: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    firsts = {code: first for code, name in names if (first := _take_first(name))}
    shared = Counter(firsts.values()) + Counter(name for _, name in names)
    # What a city and the region around it share is the city's: the region keeps its noun.
    cities = Counter(firsts[code] for code, name in names if code in firsts and name.endswith(CITY))
    others = Counter(name for _, name in names)
    named = dict(names)
    return tuple(
        (re.compile(rf"(?<![\w-]){re.escape(first)}{_ENDING}"), code)
        for code, first in firsts.items()
        if shared[first] == 1 or (cities[first] == 1 and not others[first] and named[code].endswith(CITY))
    )


def _take_first(name: str) -> str:
    first, _, noun = name.rpartition(" ")
    return first if noun in NOUNS and first[:1].isupper() else ""


def find_nouns_alone(text: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield nouns that stand for the one region with such a noun that the text has named before them."""
    named = sorted((place for place in places if place.kind == "region"), key=lambda place: place.start)
    for noun in NOUNS.values():
        full = [place for place in named if _has_noun(definition.regions.find(place.code), noun)]
        for match in re.finditer(_ALONE.replace("{noun}", noun), text, re.IGNORECASE):
            before = {place.code for place in full if place.end <= match.start()}
            if len(before) == 1:
                yield Place(match.start(1), match.end(1), "region", before.pop())


def _has_noun(code: Code | None, noun: str) -> bool:
    return code is not None and NOUNS.get(code.names.get("kk", "").rpartition(" ")[2]) == noun
