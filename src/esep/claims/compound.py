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

# What may stand between a noun and what narrows it.
_BETWEEN = re.compile(r",?\s(?:[^\W\d]+\s){0,4}")
_LONGEST = 56
_CASE = re.compile(r"(?:[днт][ыі]ң|[днт][ае]н|[дт][ае]|[ғгқк][ае])$")


def join_kinds(places: Sequence[Place], text: str, language: str) -> list[Place]:
    """Return the places with each word for all offences that a kind beside it narrows taken into that kind."""
    measures = [place for place in places if place.kind == "measure" and not place.is_anaphoric]
    taken: dict[Place, Place] = {}
    for first, second in itertools.pairwise(measures):
        if language == "ru" and first.is_general and not second.is_general and _narrows_before(first, second, text):
            taken |= {first: replace(second, start=first.start), second: replace(second, start=first.start)}
        elif language == "kk" and second.is_general and not first.is_general and _narrows_behind(first, second, text):
            joined = replace(taken.get(first, first), end=second.end)
            taken |= {first: joined, second: joined}
    return list(dict.fromkeys(taken.get(place, place) for place in places))


def _narrows_before(general: Place, kind: Place, text: str) -> bool:
    """Return whether a Russian noun is narrowed by what follows: an adjective in the genitive, or a word that links."""
    between = text[general.end : kind.start]
    if between == " ":
        return True
    at = general.end + (between[:1] == ",")
    is_near = kind.start - general.end <= _LONGEST and _BETWEEN.fullmatch(between) is not None
    return is_near and match_after(text, at, "ru", "kind_link", "text") is not None


def _narrows_behind(kind: Place, general: Place, text: str) -> bool:
    """Return whether a Kazakh noun is narrowed by the kind before it, bare or with a word that links."""
    between = text[kind.end : general.start]
    if between == " ":
        return _CASE.search(text, kind.start, kind.end) is None
    is_near = len(between) <= _LONGEST and _BETWEEN.fullmatch(between) is not None
    return is_near and match_after(text, kind.end, "kk", "kind_link", "text") is not None
