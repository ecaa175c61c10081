"""Where a text speaks of measures, scopes and regions of a dataset."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from esep.claims.names.acts import find_acts
from esep.claims.names.compound import join_kinds
from esep.claims.names.doers import find_doers
from esep.claims.names.elided_heads import find_elided_heads
from esep.claims.names.elided_nouns import find_elided_nouns
from esep.claims.names.elided_prefix import find_elided
from esep.claims.names.fronted import find_fronted, find_shortened
from esep.claims.names.kazakh_regions import is_common_word
from esep.claims.names.said import find_said
from esep.claims.names.unnamed_regions import find_unnamed_regions
from esep.claims.names.vocabulary import Patterns, read_vocabulary
from esep.claims.place import TOTAL, Place
from esep.language.roles import find_words, match_after, match_before
from esep.model.definition import Definition

KINDS = ("measure", "scope", "region", "attribute")
# "such 1.5 thousand crimes": how far before the word for crimes the word that points back may begin.
ANAPHORA_REACH = 24
# The words before the colon of a line, or between a mark and a number: "2021-22: drugs 30,006; weapons 9,640".
_HEAD = re.compile(
    r"(?:^[^\S\n]*(?:[•·*–—-][^\S\n]*)?|[;:][^\S\n]|[,)][^\S\n](?=[^\W\d]+\s[–—]\s))"
    r"([^\W\d][^:;,.?!\n\d]{2,48}?)(?::\s|\s(?=\d)|\s[–—]\s(?=\d))",
    re.MULTILINE,
)
_PRESS = re.compile(r"(?:press|пресс|баспасөз)\w*", re.IGNORECASE)
_SERVICE = re.compile(
    r"[\s-](?:служб|секретар|центр|релиз|service|office|secretary|releas|қызмет|хатшы|орталы|мәслихат)", re.IGNORECASE
)
_BEGINNING = re.compile(r"(?<!\w)\w")


def find_places(text: str, language: str, definition: Definition) -> tuple[Place, ...]:
    """Return every place of every kind in reading order; the longest name wins where names overlap."""
    places: list[Place] = []
    vocabulary = read_vocabulary(definition, language)

    def find_names(text: str, kind: str) -> Iterator[tuple[int, int, str]]:
        return _find_names(text, vocabulary.patterns[kind])

    for kind in vocabulary.patterns:
        for start, end, code in find_names(text, kind):
            is_anaphoric = code == TOTAL and _is_anaphoric(text, start, end, language)
            places.append(Place(start, end, kind, code, is_anaphoric))
    places = [place for place in places if not _is_other_office(place, text, language)]
    places = [place for place in places if not _is_press_office(place, text)]
    if language == "kk":
        places = [place for place in places if not is_common_word(place, text, definition)]
    taken = {place.start for place in places}
    places += [place for place in find_elided(text, places, find_names) if place.start not in taken]
    places += find_elided_heads(text, places, find_names) if language == "en" else ()
    unnamed = find_unnamed_regions(text, language, definition, places)
    places = [place for place in places if not _is_last_word(place, unnamed)] + unnamed
    places += find_acts(text, language, definition, places)
    places += _find_heads(text, language, definition, places)
    if language == "ru":
        places += find_elided_nouns(text, definition, places)
    places += find_doers(text, language, definition, places)
    places += find_fronted(text, language, definition, places)
    places += find_shortened(text, language, definition, places)
    named = {place.code for place in places if place.kind == "measure"}
    places += find_said(text, language, definition, named)
    places = [_turn_to_victim(place, text, language, definition) for place in places]
    scopes = [place for place in places if place.kind == "scope"]
    marks = [place for place in places if place.kind == "attribute"]
    kept = [
        place
        for place in places
        if place.kind != "measure" or not _is_in_name(place, scopes) or _heads_name(place, scopes)
    ]
    kept = [place for place in kept if place.kind != "measure" or not _is_in_name(place, marks)]
    kept = join_kinds(sorted(kept, key=lambda place: (place.start, place.kind)), text, language, definition.measures)
    kept = _drop_attributes_in_measures(sorted(kept, key=lambda place: (place.start, place.kind)))
    return tuple(_point_back(kept, text, language))


def _point_back(places: list[Place], text: str, language: str) -> Iterator[Place]:
    """Yield the places, a kind behind "such" as one that stands for the narrower kind named before: "such thefts"."""
    last = ""
    for place in places:
        if place.kind == "measure" and last not in ("", place.code) and not place.is_anaphoric:
            is_pointing = match_before(text, place.start, language, "such", "text") is not None
            place = replace(place, is_anaphoric=is_pointing)
        if place.kind == "measure" and not place.is_anaphoric:
            last = place.code
        yield place


def _find_heads(text: str, language: str, definition: Definition, places: list[Place]) -> Iterator[Place]:
    """Yield the first words of lines that begin the names of one measure only: "Violent: 89,322" for violent crimes."""
    names = read_vocabulary(definition, language).measures
    for head in _HEAD.finditer(text):
        if not any(place.start < head.end(1) and head.start(1) < place.end for place in places):
            opening = f"{head[1].casefold()} "
            meant = {code for name, code in names if name.startswith(opening)}
            if len(meant) == 1:
                yield Place(*head.span(1), "measure", meant.pop())


def _is_press_office(place: Place, text: str) -> bool:
    """Return whether the press is only a part of a body that speaks: "the press service of the Ministry"."""
    is_press = place.kind == "scope" and _PRESS.fullmatch(text, place.start, place.end) is not None
    return is_press and _SERVICE.match(text, place.end) is not None


def _is_other_office(place: Place, text: str, language: str) -> bool:
    """Return whether an office is that of another body than the one it stands for alone: "the minister of justice"."""
    said = text[place.start : place.end]
    if place.kind != "scope" or not any(span == (0, len(said)) for span in find_words(said, language, "office")):
        return False
    is_joined = text[place.start - 1 : place.start] == "-"
    return is_joined or match_after(text, place.end, language, "office_of", "text") is not None


def _turn_to_victim(place: Place, text: str, language: str, definition: Definition) -> Place:
    """Return the victims that a word for offenders means behind "against", where the data know them: minors."""
    code = place.code.replace("offender:", "victim:")
    if place.kind != "attribute" or code == place.code or code not in definition.attributes:
        return place
    before = match_before(text, place.start, language, "against_whom", "text")
    behind = match_after(text, place.end, language, "against_whom_behind", "text")
    return place if before is None and behind is None else replace(place, code=code)


def _drop_attributes_in_measures(places: list[Place]) -> list[Place]:
    """Return the places without the attributes that are words of a measure: "grave" in "grave crimes".

    A measure that is a word in the middle of an attribute is none: "those who offended before".
    """
    kept: list[Place] = []
    attributes = [place for place in places if place.kind == "attribute"]
    measures = [place for place in places if place.kind == "measure"]
    inner = {m for m in measures for a in attributes if a.start < m.start and m.end < a.end}
    places = [place for place in places if place not in inner]
    measures = [place for place in measures if place not in inner]
    said = {(place.start, place.end) for place in places if place.kind == "said"}
    at = 0
    for place in places:
        while at < len(measures) and measures[at].end <= place.start:
            at += 1
        is_inside = at < len(measures) and measures[at].start < place.end
        is_inside = is_inside or (place.kind == "attribute" and (place.start, place.end) in said)
        if place.kind not in ("attribute", "said") or not is_inside:
            kept.append(place)
    return kept


def _is_in_name(place: Place, scopes: list[Place]) -> bool:
    """Return whether a word for crimes is only a part of another name: "the Ministry's crimes", "by past offenders"."""
    return any(scope.start < place.start and place.end <= scope.end for scope in scopes)


def _heads_name(place: Place, scopes: list[Place]) -> bool:
    """Return whether a universe is named by the word for what it counts: "27,242 registered crimes"."""
    return place.code == TOTAL and any(scope.start < place.start and place.end == scope.end for scope in scopes)


def _is_last_word(place: Place, longer: list[Place]) -> bool:
    """Return whether a region is only the last word of another one: "округе" in "в автономном округе"."""
    return place.kind == "region" and any(one.start < place.start and place.end == one.end for one in longer)


def _is_anaphoric(text: str, start: int, end: int, language: str) -> bool:
    """Return whether a word for crimes points back: "such 1.5 thousand crimes", "crimes of this kind"."""
    if match_after(text, end, language, "anaphora_after", "text") is not None:
        return True
    before = text[max(0, start - ANAPHORA_REACH) : start]
    clause = max(before.rfind(mark) for mark in ".;:!?\n")
    return any(True for _ in find_words(before[clause + 1 :], language, "anaphora"))


def _find_names(text: str, names: Patterns) -> Iterator[tuple[int, int, str]]:
    """Yield where each name begins and ends, and its code; they never overlap, the longest wins.

    The word for all offences yields to a longer name that begins with its last word: "criminal offences at home".
    """
    found = [one for beginning in _BEGINNING.finditer(text) if (one := _match_name(text, beginning.start(), names))]
    position = 0
    for at, (start, end, code) in enumerate(found):
        if start >= position and not (code == TOTAL and _yields(at, found)):
            position = end
            yield start, end, code


def _yields(at: int, found: Sequence[tuple[int, int, str]]) -> bool:
    """Return whether a longer name begins inside of a name and ends behind it."""
    start, end, _ = found[at]
    for place in range(at + 1, len(found)):
        first, last, _ = found[place]
        if first >= end:
            return False
        if last > end and last - first > end - start:
            return True
    return False


def _match_name(text: str, start: int, names: Patterns) -> tuple[int, int, str] | None:
    """Return the longest name that begins at a place, with its end and its code."""
    entry = names.get(text[start : start + 2].lower()) or names.get(text[start].lower())
    match = entry[0].match(text, start) if entry is not None else None
    return (start, match.end(), entry[1][(match.lastindex or 1) - 1]) if entry is not None and match else None
