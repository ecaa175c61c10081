"""Finding what somebody means: words in three languages, in any form, with typing errors.

The cues of the code lists know how texts call an offence or a place and how those words are inflected; what they do not
find is compared letter by letter with the same cues.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from esep.answers import Answers
from esep.claims.names.gazetteer import find_places
from esep.explorer.selection import BASES, Selection
from esep.language.phrases import find_phrase
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.problems import LANGUAGES

WORD = re.compile(r"[\w'’-]+")
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
BASE = re.compile(r"(?<!\d)(1|10|100)[\s\u00a0\u202f,.]?000(?!\d)")
LONGEST = 300
SHORTEST_WORD = 4
CLOSE, LISTED = 0.78, 0.6


@dataclass
class Found:
    """What a search understood, what it could not, and which names come close to that."""

    measures: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    first: str = ""
    last: str = ""
    base: int = 0
    corrected: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def take(self, kind: str, code: str) -> None:
        """Keep a code that was named."""
        kept: list[str] = getattr(self, f"{kind}s")
        if code not in kept:
            kept.append(code)


def search(text: str, answers: Answers, language: str) -> Found:
    """Return what a text asks for; the reader's own language is tried first."""
    found, text = Found(), text[:LONGEST]
    definition = answers.definition
    rest = _take_numbers(text, found)
    for code in _match_names(rest, definition):
        found.take(*code)
        rest = re.sub(re.escape(_name_of(*code, definition, rest)), " ", rest, flags=re.IGNORECASE)
    for tried in (language, *(code for code in LANGUAGES if code != language)):
        for place in sorted(find_places(rest, tried, definition), key=lambda place: -place.start):
            found.take(place.kind, place.code)
            rest = rest[: place.start] + " " * (place.end - place.start) + rest[place.end :]
    idle = _list_idle_words()
    for word in WORD.findall(rest):
        folded = word.casefold()
        if len(folded) < SHORTEST_WORD or folded in idle or folded.isdigit():
            continue
        close = _find_close(folded, definition)
        if close:
            found.take(*close)
            found.corrected[word] = f"{close[0]}:{close[1]}"
        else:
            found.unknown.append(word)
    if len(found.measures) > 1:
        found.measures = [code for code in found.measures if code != "total"]
    return found


def make_selection(found: Found, answers: Answers) -> Selection | None:
    """Return the series that a search leads to; `None` where it names no offence, place or year at all."""
    definition = answers.definition
    if not (found.measures or found.regions or found.scopes or found.first or found.last):
        return None
    measures = tuple(found.measures) or ("total" if "total" in definition.measures else _first(definition.measures),)
    return Selection(
        measures=measures[:6],
        regions=tuple(found.regions)[:12] or (definition.default_region,),
        scope=_choose_scope(found, measures[0], answers),
        attribute=next(iter(found.attributes), ""),
        first=found.first,
        last=found.last,
        quantity="rate" if found.base else "number",
        base=found.base or definition.rate_base,
    )


def suggest(text: str, codes: CodeList, limit: int = 6) -> list[str]:
    """Return the codes whose names come closest to a text, best first."""
    folded = text.casefold().strip()
    if not folded:
        return []
    scores: dict[str, float] = {}
    for code in codes:
        words = [name.casefold() for name in code.names.values()]
        words += [cue.rstrip("*").casefold() for cues in code.cues.values() for cue in cues]
        scores[code.code] = max((_compare(folded, word) for word in words), default=0.0)
    ranked = sorted((code for code in scores if scores[code] >= LISTED), key=lambda code: -scores[code])
    return ranked[:limit]


def _compare(text: str, name: str) -> float:
    if len(text) >= 3 and name.startswith(text):
        return 1.0
    return difflib.SequenceMatcher(None, text[: len(name) + 3], name).ratio()


def _first(codes: CodeList) -> str:
    return next(iter(codes)).code


def _choose_scope(found: Found, measure: str, answers: Answers) -> str:
    """Return the scope that was named, else the default where it has the measure, else the first that has."""
    definition = answers.definition
    if found.scopes:
        return found.scopes[0]
    region = next(iter(found.regions), definition.default_region)
    order = [definition.default_scope, *(code.code for code in definition.scopes)]
    for scope in dict.fromkeys(order):
        if answers.find_cells(scope=scope, measure=measure, region=region):
            return scope
    return definition.default_scope


def _take_numbers(text: str, found: Found) -> str:
    """Take years and the base of a rate out of a text and return what is left."""
    bases = BASE.findall(text)
    if bases and int(bases[0]) * 1000 in BASES:
        found.base = int(bases[0]) * 1000
    rest = BASE.sub(" ", text)
    years = sorted(set(YEAR.findall(rest)))
    if len(years) > 1:
        found.first, found.last = years[0], years[-1]
    elif years:
        since = _list_words("search_since")
        words = {word.casefold() for word in WORD.findall(rest)}
        if words & since:
            found.first = years[0]
        else:
            found.last = years[0]
    return YEAR.sub(" ", rest)


def _match_names(text: str, definition: Definition) -> Iterator[tuple[str, str]]:
    """Yield what is called by its whole name, the longest first: names that no cue has."""
    folded = f" {_flatten(text)} "
    lists = (("region", definition.regions), ("measure", definition.measures))
    names = [
        (_flatten(name), kind, code.code) for kind, codes in lists for code in codes for name in code.names.values()
    ]
    taken = ""
    for name, kind, code in sorted(names, key=lambda entry: -len(entry[0])):
        if len(name) >= SHORTEST_WORD and f" {name} " in folded and name not in taken:
            taken += name
            yield kind, code


def _name_of(kind: str, code: str, definition: Definition, text: str) -> str:
    codes = definition.regions if kind == "region" else definition.measures
    flat = _flatten(text)
    place = max((_flatten(n) for n in codes[code].names.values() if _flatten(n) in flat), key=len, default="")
    start = flat.find(place)
    return text[start : start + len(place)] if place else "\0"


def _flatten(text: str) -> str:
    """Return a text in which neither capitals nor hyphens make a difference; each letter keeps its place."""
    lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lowered.replace("-", " ")


def _find_close(word: str, definition: Definition) -> tuple[str, str] | None:
    best: tuple[float, str, str] = (CLOSE, "", "")
    for kind, code, stem in _list_stems(definition):
        if abs(len(stem) - len(word)) > 3 and len(word) < len(stem):
            continue
        tried = word[: len(stem)] if len(word) > len(stem) else word
        if (score := difflib.SequenceMatcher(None, tried, stem).ratio()) > best[0]:
            best = (score, kind, code)
    return (best[1], best[2]) if best[1] else None


_STEMS: dict[str, tuple[tuple[str, str, str], ...]] = {}


def _list_stems(definition: Definition) -> tuple[tuple[str, str, str], ...]:
    """Return every single word of four letters and more by which a measure or a region is called."""
    key = f"{definition.name} {definition.sha256}"
    if key not in _STEMS:
        stems: dict[str, tuple[str, str]] = {}
        for kind, codes in (("measure", definition.measures), ("region", definition.regions)):
            for code in codes:
                words = [cue.rstrip("*") for cues in code.cues.values() for cue in cues]
                words += list(code.names.values())
                for word in words:
                    stem = word.casefold()
                    if " " not in stem and len(stem) >= SHORTEST_WORD:
                        stems.setdefault(stem, (kind, code.code))
        _STEMS[key] = tuple((kind, code, stem) for stem, (kind, code) in stems.items())
    return _STEMS[key]


@lru_cache(maxsize=4)
def _list_words(key: str) -> frozenset[str]:
    texts = (find_phrase(f"explorer.{key}", language) for language in LANGUAGES)
    return frozenset(word for text in texts if isinstance(text, str) for word in text.split())


def _list_idle_words() -> frozenset[str]:
    return _list_words("search_idle") | _list_words("search_since")
