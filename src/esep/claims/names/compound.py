"""Names of a kind that take the word for crimes with them: "преступлений, связанных с наркотиками", "есірткі қылмысы".

A word for all offences that something narrows is no longer the total.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.place import Place
from esep.language.roles import match_after
from esep.model.codelist import CodeList

# What may stand between a noun and what narrows it.
_BETWEEN = re.compile(r",?\s(?:[^\W\d]+\s){0,4}")
_LONGEST = 56
_ITEM = re.compile(r"\s(?:[–—-]\s|\()\d")
_ADJECTIVE = re.compile(r"(?:ых|их|ые|ие|ым|им|ыми|ими|ого|его|ое|ая|ую|ой|ый|ий)$")
_CASE = re.compile(r"(?:[днт][ыі]ң|[днт][ае]н|[дт][ае]|[ғгқк][ае])$")


def join_kinds(places: Sequence[Place], text: str, language: str, measures: CodeList) -> list[Place]:
    """Return the places with each word for all offences, or for a class of them, taken into what narrows it."""
    named = [place for place in places if place.kind == "measure" and not place.is_anaphoric]
    taken: dict[Place, Place] = {}
    for first, second in itertools.pairwise(named):
        is_first_wide, is_second_wide = (_is_wider(*pair, measures) for pair in ((first, second), (second, first)))
        if language == "ru" and is_first_wide and _narrows_before(first, second, text):
            taken |= {first: replace(second, start=first.start), second: replace(second, start=first.start)}
        elif is_second_wide and _narrows_behind(first, second, text, language):
            joined = replace(taken.get(first, first), end=second.end)
            taken |= {first: joined, second: joined}
    return list(dict.fromkeys(taken.get(place, place) for place in places))


def _is_wider(wide: Place, narrow: Place, measures: CodeList) -> bool:
    """Return whether a place names all offences, or a class of them, and another one a kind that is no wider."""
    code, other = measures.find(wide.code), measures.find(narrow.code)
    if code is None or other is None or narrow.is_general or wide.code == narrow.code:
        return False
    return wide.is_general or wide.code in measures.lineage(narrow.code) or code.kind == "class" != other.kind


def _narrows_before(general: Place, kind: Place, text: str) -> bool:
    """Return whether a Russian noun is narrowed by what follows: an adjective in the genitive, or a word that links."""
    between = text[general.end : kind.start]
    if between == " ":
        return True
    # "7,489 преступлений, с использованием технологий – 1 612" is a list.
    if between.startswith(",") and _ITEM.match(text, kind.end):
        return False
    at = general.end + (between[:1] == ",")
    is_near = kind.start - general.end <= _LONGEST and _BETWEEN.fullmatch(between) is not None
    return is_near and match_after(text, at, "ru", "kind_link", "text") is not None


def _narrows_behind(kind: Place, wide: Place, text: str, language: str) -> bool:
    """Return whether a noun is narrowed by what stands before it: an adjective, a Kazakh noun, or a word that links."""
    between = text[kind.end : wide.start]
    if language != "kk":
        return language == "ru" and between == " " and _ADJECTIVE.search(text, kind.start, kind.end) is not None
    if between == " ":
        return _CASE.search(text, kind.start, kind.end) is None
    is_near = len(between) <= _LONGEST and _BETWEEN.fullmatch(between) is not None
    return is_near and match_after(text, kind.end, "kk", "kind_link", "text") is not None
