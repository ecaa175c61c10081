"""Regions that a text means without their names: "the country's", and "the Third" after "the Fifth District"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from esep.claims.names.adjectives_alone import find_adjectives_alone
from esep.claims.names.kazakh_regions import find_bare_names, find_listed_names, find_nouns_alone
from esep.claims.names.listed_regions import find_listed_regions
from esep.claims.names.nouns_of_regions import find_by_noun
from esep.claims.names.numbered_regions import find_numbered_regions
from esep.claims.names.own_region import find_own_regions
from esep.claims.place import Place
from esep.language.inflection import inflect_name
from esep.language.roles import find_words, read_roles
from esep.model.definition import Definition

# How far behind a full name a short one may stand, and what ends its reach.
REACH = 240
ENDS = re.compile(r"[.!?]\s|\n")
# A short name stands alone: what follows is no noun of its own ("the Third Army", "the third quarter").
AFTER_SHORT = r"(?!\s+[A-Z]|[’'-])(?!\w)"


def find_unnamed_regions(text: str, language: str, definition: Definition, places: Sequence[Place]) -> list[Place]:
    """Return the places that stand for a region by a word for the whole territory, or by a name without its noun."""
    taken = [(place.start, place.end) for place in places if place.kind in ("region", "scope")]
    whole = [one for one in _find_whole(text, language, definition) if _is_free(one, taken)]
    listed = find_listed_regions(text, language, definition)
    short = dict.fromkeys([*(_find_short(text, definition, places) if language == "en" else ()), *listed])
    if language == "ru":
        short |= dict.fromkeys(find_adjectives_alone(text, definition, places))
    numbered = dict.fromkeys(find_numbered_regions(text, language, definition))
    taken += [(place.start, place.end) for place in whole]
    if language == "kk":
        short |= dict.fromkeys([*find_bare_names(text, definition), *find_listed_names(text, definition)])
        by_noun = find_nouns_alone(text, definition, [*places, *short])
    else:
        by_noun = find_by_noun(text, language, definition, [*places, *short])
    short |= dict.fromkeys(find_own_regions(text, language, definition, [*places, *short]))
    return whole + [one for one in (*short, *numbered, *by_noun) if _is_free(one, taken)]


def _is_free(one: Place, taken: Sequence[tuple[int, int]]) -> bool:
    return not any(t[0] < one.end and one.start < t[1] for t in taken if not _is_inside(t, one))


def _is_inside(taken: tuple[int, int], one: Place) -> bool:
    """Return whether a place is the last word of a longer one: "округе" in "в автономном округе"."""
    return one.start < taken[0] and taken[1] == one.end


def _find_whole(text: str, language: str, definition: Definition) -> Iterator[Place]:
    whole = definition.regions.find(definition.default_region)
    if whole is not None and whole.kind in read_roles(language)["territory"]:
        for start, end in find_words(text, language, whole.kind, "territory"):
            yield Place(start, end, "region", whole.code)


def _find_short(text: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    names = tuple((code.code, code.names.get("en", "")) for code in definition.regions)
    for noun, short, codes in _list_short(names):
        for place in places:
            if place.kind == "region" and noun.search(text, place.start, place.end):
                last = ENDS.search(text, place.end)
                until = min(place.end + REACH, last.start() if last else len(text))
                for match in short.finditer(text, place.end, until):
                    yield Place(match.start(), match.end(), "region", codes[(match.lastindex or 1) - 1])


@lru_cache(maxsize=32)
def _list_short(
    names: tuple[tuple[str, str], ...],
) -> tuple[tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]], ...]:
    """Return the nouns in which the names of several regions end, with the names without them and their codes."""
    by_noun: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name in names:
        first, _, noun = name.rpartition(" ")
        if first and first[0].isupper() and noun.isalpha():
            by_noun[noun].append((code, first))
    return tuple(
        (re.compile(inflect_name(noun, "en")), _compile_short([first for _, first in group]), codes)
        for noun, group in by_noun.items()
        if len(codes := tuple(code for code, _ in group)) > 1
    )


def _compile_short(names: Sequence[str]) -> re.Pattern[str]:
    forms = "|".join(f"({inflect_name(name, 'en')})" for name in names)
    # "Sixth District, 76; Fifth, 60" needs no article.
    return re.compile(rf"(?:(?<=\bthe\s)|(?<=;\s)(?=[^;.]{{1,40}}?,?\s\d))(?:{forms}){AFTER_SHORT}")
