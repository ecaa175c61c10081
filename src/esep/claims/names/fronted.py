"""Kinds told by the second half of their names: "в состоянии опьянения совершено 45 преступлений".

A name such as "преступления, совершённые в состоянии опьянения", "мас күйде жасалған қылмыстар" narrows a word for all
offences, and a sentence may begin with what narrows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from esep.claims.place import Place
from esep.language.inflection import inflect_name
from esep.language.roles import read_roles
from esep.model.definition import Definition

# A name that narrows a word for all offences: its head, what links, and the half that narrows it.
_NAMES = {
    "ru": re.compile(
        r"(?:преступлени|правонарушени)\w+,? (?:(?:совершённые|совершенные|связанные) )?"
        r"(?P<tail>(?:со?|во?|на|против|под|по) [^,:]+)"
    ),
    "kk": re.compile(r"(?P<tail>\S+ [^,:]+?)(?: жасалған)? (?:қылмыс|құқық бұзушылық)\w*"),
}
# What may stand between it and the word for crimes behind it: a verb and a number.
_BEHIND = re.compile(r"\s[^.;:!?\n]{0,60}")
_BEFORE = re.compile(r"\s|,?\s(?:совершённ|совершенн|связанн)\w+\s")
_ITEM = re.compile(r"\s(?:[–—-]\s|\()\d")
_REACH = 80
_PARTS = re.compile(r"[^\W\d]+")
# Adjectives alike: so many letters the same.
_ALIKE = 7
ABBREVIATED = {"it": "информационных", "ит": "информационных"}
_ENDS = ".;!?\n"


def find_fronted(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield what narrows a word for all offences where such a word, or a number in a list of such, goes with it."""
    measures = sorted((p for p in places if p.kind == "measure"), key=lambda place: place.start)
    names = tuple((code.code, code.names.get(language, "")) for code in definition.measures)
    for pattern, code in _compile(names, language):
        for match in pattern.finditer(text):
            if not any(p.start < match.end() and match.start() < p.end for p in measures) and _narrows(match, measures):
                yield Place(match.start(), match.end(), "measure", code)


def _narrows(match: re.Match[str], measures: Sequence[Place]) -> bool:
    text = match.string
    behind = next((p for p in measures if p.start >= match.end()), None)
    before = next((p for p in reversed(measures) if p.end <= match.start()), None)
    if behind is not None and behind.is_general and _BEHIND.fullmatch(text, match.end(), behind.start):
        return True
    is_near = before is not None and match.start() - before.end <= _REACH
    if before is None or not is_near or any(mark in text[before.end : match.start()] for mark in _ENDS):
        return False
    is_item = _ITEM.match(text, match.end()) is not None
    return before.is_general and (is_item or _BEFORE.fullmatch(text, before.end, match.start()) is not None)


def find_shortened(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield what narrows a word for all offences right before it by a name with other adjectives, or fewer of them.

    "Преступлений с использованием информационных технологий" are those "с использованием информационно-
    телекоммуникационных технологий", where no other kind has such a link and such a noun.
    """
    general = {place.end for place in places if place.kind == "measure" and place.is_general}
    taken = [(place.start, place.end) for place in places if place.kind == "measure" and not place.is_general]
    names = tuple((code.code, code.names.get(language, "")) for code in definition.measures)
    for pattern, adjectives, code in _compile_short(names, language):
        for match in pattern.finditer(text):
            is_free = not any(start < match.end() and match.start() < end for start, end in taken)
            if is_free and match.start() - 1 in general and _are_of_name(match["adjectives"], adjectives):
                yield Place(match.start(), match.end(), "measure", code)


def _are_of_name(said: str, adjectives: str) -> bool:
    """Return whether every adjective is one of a name: of cold arms are none of those "with firearms"."""
    parts = _PARTS.findall(adjectives.casefold())
    words = (ABBREVIATED.get(word, word) for word in _PARTS.findall(said.casefold()))
    return all(any(word[:_ALIKE] == part[:_ALIKE] for part in parts) for word in words)


@lru_cache(maxsize=32)
def _compile_short(names: tuple[tuple[str, str], ...], language: str) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Return a pattern for the link and the noun of each name that only one has, with its adjectives and its code."""
    told = _NAMES.get(language) if language == "ru" else None
    tails = [(found["tail"].split(), code) for code, name in names if told and (found := told.fullmatch(name))]
    ends = [((tail[0], tail[1], tail[-1]), " ".join(tail[2:-1]), code) for tail, code in tails if len(tail) > 3]
    links = [link for link, _, _ in ends]
    return tuple(
        (re.compile(rf"(?<!\w){first} {second} (?P<adjectives>(?:[^\W\d]+[ -]){{0,3}}){noun}(?!\w)", re.I), said, code)
        for (first, second, noun), said, code in ends
        if links.count((first, second, noun)) == 1
    )


@lru_cache(maxsize=32)
def _compile(names: tuple[tuple[str, str], ...], language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    told = _NAMES.get(language)
    if told is None:
        return ()
    technology = _find_technology(names, language)
    tails = {code: found["tail"] for code, name in names if (found := told.fullmatch(name))}
    alone = {code: tail for code, tail in tails.items() if list(tails.values()).count(tail) == 1}
    patterns = [(inflect_name(tail, language), code) for code, tail in alone.items()]
    patterns += [(said, technology) for said in read_roles(language)["technology"]["said"]] if technology else []
    return tuple((re.compile(rf"(?<!\w){pattern}", re.IGNORECASE), code) for pattern, code in patterns)


def _find_technology(names: tuple[tuple[str, str], ...], language: str) -> str:
    """Return the one kind that is told by information technology, whatever the words for it."""
    named = read_roles(language)["technology"]["named"]
    codes = [code for code, name in names if all(part in name.casefold() for part in named)]
    return codes[0] if len(codes) == 1 else ""
