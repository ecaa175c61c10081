"""The region whose text it is: "у нас", "нашего округа", "бізде", "біздің облыста"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from esep.claims.place import Place
from esep.language.roles import find_words
from esep.model.definition import Definition

# A noun of a region behind "our": no longer beginning of it tells another noun.
_NOUN = re.compile(r"\s([^\W\d_]{4,})")
_STEM = 5
# "У нас в стране" names the place itself.
_NAMED = re.compile(r"\s(?:в|на)\s")


def find_own_regions(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield words for "with us", and "our" with a noun of regions, that stand for the one region that a text is of.

    It is the only one named up to there, or the only one in the first line that names any.
    """
    if language == "en":
        return
    regions = sorted((p for p in places if p.kind == "region"), key=lambda place: place.start)
    for start, end in find_words(text, language, "with_us", "territory"):
        own = _find_own(text, start, regions, definition)
        if own and _NAMED.match(text, end) is None:
            yield Place(start, end, "region", own)
    for start, end in find_words(text, language, "our", "territory"):
        noun = _NOUN.match(text, end)
        own = _find_own(text, start, regions, definition)
        if noun is not None and own and noun[1][:_STEM].casefold() in definition.regions[own].name(language).casefold():
            yield Place(start, noun.end(), "region", own)


def _find_own(text: str, position: int, regions: Sequence[Place], definition: Definition) -> str:
    before = [p for p in regions if p.start < position]
    first = before[0].start if before else 0
    line = text.find("\n", first)
    heading = [p for p in before if line < 0 or p.start < line]
    for named in (before, heading):
        codes = {p.code for p in named}
        around = {wider for code in codes for wider in definition.regions.lineage(code)[1:]}
        inner = codes - around - {definition.default_region}
        if len(inner) == 1:
            return inner.pop()
    return ""
