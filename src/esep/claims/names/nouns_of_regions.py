"""Regions called again by their noun alone: "in the county", "в области" after the name of one such region."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from esep.claims.place import Place
from esep.language.inflection import inflect_name
from esep.language.roles import read_roles
from esep.model.definition import Definition

# A city whose name has no noun is called so all the same.
_KINDS = {"city": "город"}
# What leads to a noun alone; what a name follows is no noun alone, and "в районе 300" is "about 300".
_ALONE = (
    r"(?<!\w)(?i:(?:в|по|на|на территории)\s(?:(?:эт|сам|вс)[а-яё]{1,3}\s)?|на (?:всю|весь)\s)"
    r"({noun})(?!\w)(?!\s(?:[А-ЯЁ]|имени))(?<!(?i:в) районе(?=\s\d))"
)
# Plurals, and adjectives of the same root: "в областном центре".
_OTHER = re.compile(r"(?:ах|ям|ам|ях|(?:н|ск)(?:ом|ой|ого|ому|ые|ых|ым|ая|ое|ый|ую|ий))$")


def find_by_noun(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield nouns that stand for the one region with such a noun that the text has named before them.

    Where it names none, it may be the one around the places that it names: "на область приходится 4 %, в Уральске ...".
    """
    if language == "en":
        yield from _find_english(text, definition, places)
    if language != "ru":
        return
    named = sorted((p for p in places if p.kind == "region"), key=lambda place: place.start)
    nouns = {
        code.code: noun for code in definition.regions if (noun := _take_noun(code.names.get("ru", ""), code.kind))
    }
    around = {code: set(definition.regions.lineage(code)[1:]) for code in {p.code for p in named}}
    for noun in sorted({nouns[code] for own, wider in around.items() for code in (own, *wider) if code in nouns}):
        full = [p for p in named if nouns.get(p.code) == noun]
        wider = {code for codes in around.values() for code in codes if nouns.get(code) == noun}
        if not full and len(wider) == 1:
            holder = next(iter(wider))
            alone = (match for match in _compile(noun).finditer(text) if not _OTHER.search(match[1]))
            yield from (Place(match.start(), match.end(), "region", holder) for match in alone)
            continue
        for match in _compile(noun).finditer(text, full[0].end if full else len(text)):
            before = {p.code for p in full if p.end <= match.start()}
            if len(before) == 1 and not _OTHER.search(match[1]):
                yield Place(match.start(), match.end(), "region", before.pop())


def _find_english(text: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield "the county", "our force": the one inner region named before, or the one of those with such a noun."""
    whole = definition.regions.find(definition.default_region)
    named = [p for p in places if p.kind == "region" and p.code != definition.default_region]
    for match in _compile_english().finditer(text):
        noun = match["noun"].casefold()
        if whole is not None and noun in whole.kind.split("_"):
            continue
        codes = list(dict.fromkeys(place.code for place in named if place.end <= match.start()))
        alike = [code for code in codes if _is_called(code, noun, definition)]
        meant = codes if len(codes) == 1 else alike
        if len(meant) == 1:
            yield Place(match.start(), match.end(), "region", meant[0])


def _is_called(code: str, noun: str, definition: Definition) -> bool:
    """Return whether a region is of the kind of a noun, or has it in its name."""
    region = definition.regions.find(code)
    return region is not None and (
        noun in region.kind.split("_") or noun in region.names.get("en", "").casefold().split()
    )


@lru_cache(maxsize=1)
def _compile_english() -> re.Pattern[str]:
    noun = read_roles("en")["order_words"]["region"]
    return re.compile(
        rf"(?<!\w)(?i:the|our|this)\s(?P<noun>{noun})(?:['’]s)?(?!\w)(?!\s(?:[A-Z]|of\b|with\b|where\b|that\b|which\b))"
        r"(?<!(?i:in the region)(?=\s\d))"
    )


def _take_noun(name: str, kind: str) -> str:
    """Return the noun of a kind of region in a name: "автономный округ", "город" of "город Ош"."""
    words = name.split()
    common = [word for word in words if word.isalpha() and word.islower()]
    is_outside = words[: len(common)] == common or words[len(words) - len(common) :] == common
    return " ".join(common) if common and is_outside and len(words) > len(common) else _KINDS.get(kind, "")


@lru_cache(maxsize=64)
def _compile(noun: str) -> re.Pattern[str]:
    return re.compile(_ALONE.replace("{noun}", inflect_name(noun, "ru")))
