"""Offences told by a verb: "were murdered", "45,883 motor vehicles were stolen", "угнано 312 машин"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from esep.claims.names.vocabulary import once_per_dataset
from esep.claims.place import Place
from esep.language.roles import find_words, read_roles
from esep.model.classification import list_iccs
from esep.model.codelist import Code
from esep.model.definition import Definition

COUNTED = ("offence", "victims", "")
# "Bicycle thefts", "theft of a bicycle", "thefts of bicycles": what is stolen.
_STOLEN = re.compile(r"(?:(.+?) thefts?|thefts? of (?:an? |the )?(.+?)s?)", re.IGNORECASE)
_NO_THING = re.compile(r"\b(?:from|other|attempted|of|or|and|petty|grand|common|aggravated|simple)\b", re.IGNORECASE)
# Words for a motor vehicle, any of which may be in the name of its theft.
_VEHICLES = ("motor vehicle", "road vehicle", "vehicle", "car", "auto", "automobile")
_BE = r"(?:(?:were|was|are|being|been|is|have|had|has|reported|also|either)\s){0,3}"


def find_acts(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield the verbs that tell an offence by themselves, by the one measure of its class, or else of its name."""
    taken = [(place.start, place.end) for place in places if place.kind == "measure"]
    found = [*_find_verbs(text, language, definition), *(_find_stolen(text, definition) if language == "en" else ())]
    for start, end, code in found:
        if not any(first < end and start < last for first, last in taken):
            yield Place(start, end, "measure", code)


def _find_verbs(text: str, language: str, definition: Definition) -> Iterator[tuple[int, int, str]]:
    for iccs, code in _read_verbs(definition, language):
        yield from ((start, end, code) for start, end in find_words(text, language, iccs, "acts"))


@once_per_dataset
def _read_verbs(definition: Definition, language: str) -> tuple[tuple[str, str], ...]:
    """Return the classes whose verbs tell one measure, with its code."""
    roles = read_roles(language)
    told = ((iccs, tuple(roles["act_names"][iccs])) for iccs, verbs in roles["acts"].items() if verbs)
    found = ((iccs, _find_kind(iccs, names, language, definition)) for iccs, names in told)
    return tuple((iccs, code) for iccs, code in found if code)


def _find_kind(iccs: str, names: tuple[str, ...], language: str, definition: Definition) -> str:
    """Return the one measure of a class, or else, where the data map none to it, the one whose name begins as its."""
    kinds = [measure for measure in definition.measures if measure.kind in COUNTED]
    alike = [measure.code for measure in kinds if list_iccs(measure) == (iccs,)]
    is_mapped = any(list_iccs(measure) for measure in kinds)
    alike = alike if is_mapped else [m.code for m in kinds if m.name(language).casefold().startswith(names)]
    return alike[0] if len(alike) == 1 else ""


def _find_stolen(text: str, definition: Definition) -> Iterator[tuple[int, int, str]]:
    """Yield where things are told to be stolen whose theft is a measure: "cars were stolen", "stolen bicycles"."""
    for pattern, code in _read_things(definition, "en"):
        yield from ((*found.span(found.lastindex or 0), code) for found in pattern.finditer(text))


@once_per_dataset
def _read_things(definition: Definition, _: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the patterns of things whose theft is one measure, with its code."""
    things = [(thing, code.code) for code in definition.measures for thing in sorted(_list_things(code))]
    alike = {thing: {code for other, code in things if other == thing} for thing, _ in things}
    return tuple((_compile(thing), next(iter(codes))) for thing, codes in alike.items() if len(codes) == 1)


def _list_things(code: Code) -> set[str]:
    """Return the things whose theft a measure counts, by its English name and what else texts call it."""
    named = (name.rstrip("*").strip().casefold() for name in (code.name("en"), *code.cues.get("en", ())))
    found = (_STOLEN.fullmatch(name) for name in named if code.kind in COUNTED)
    things = {(one[1] or one[2]).removesuffix("s") for one in found if one}
    things = {thing for thing in things if not _NO_THING.search(thing)}
    return things | set(_VEHICLES) if things & set(_VEHICLES) else things


def _compile(thing: str) -> re.Pattern[str]:
    """Return the pattern of a thing that is stolen, the thing being its last group."""
    name = rf"(?<![\w-]){re.escape(thing)}s?"
    active = rf"\b(?:stole|steal|stealing|stolen)\s(?:[\d,.]{{0,15}}\d\s)?(?:(?:more|about|nearly)\s)?({name})\b"
    return re.compile(rf"({name}\s{_BE}stolen)\b|{active}|({name}\sthieves)\b", re.IGNORECASE)
