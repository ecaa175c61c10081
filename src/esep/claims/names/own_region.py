"""The region whose text it is: "у нас", "нашего округа", "бізде", "біздің облыста"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from esep.claims.mention import Found, Mention
from esep.claims.place import Place
from esep.language.roles import find_words
from esep.model.definition import Definition

# A noun of a region behind "our": no longer beginning of it tells another noun.
_NOUN = re.compile(r"\s([^\W\d_]{4,})")
_STEM = 5
# "У нас в стране" names the place itself.
_WE = re.compile(r"(?<!\w)(we)\s(?:had|have|recorded|registered|saw|went|were|are)\b", re.IGNORECASE)
_ENDS = (". ", "! ", "? ", "\n")
_OURS = {
    "en": re.compile(r"(?<!\w)(?:we|ours)\b", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)(?:мы|у нас)\b", re.IGNORECASE),
    "kk": re.compile(r"(?<!\w)(?:біз|бізде)(?!\w)", re.IGNORECASE),
}
_NAMED = re.compile(r"\s(?:в|на)\s")


def find_own_regions(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield words for "with us", and "our" with a noun of regions, that stand for the one region that a text is of.

    It is the only one named up to there, or the only one in the first line that names any.
    """
    regions = sorted((p for p in places if p.kind == "region"), key=lambda place: place.start)
    if language == "en":
        yield from _find_we(text, regions, definition)
        return
    for start, end in find_words(text, language, "with_us", "territory"):
        own = _find_own(text, start, regions, definition)
        if own and _NAMED.match(text, end) is None:
            yield Place(start, end, "region", own)
    for start, end in find_words(text, language, "our", "territory"):
        noun = _NOUN.match(text, end)
        own = _find_own(text, start, regions, definition)
        if noun is not None and own and noun[1][:_STEM].casefold() in definition.regions[own].name(language).casefold():
            yield Place(start, noun.end(), "region", own)


def _find_we(text: str, regions: Sequence[Place], definition: Definition) -> Iterator[Place]:
    """Yield "we" where it is set against a region of its sentence: "Latrobe had 17,072 offences and we had 15,890"."""
    for we in _WE.finditer(text):
        begin = max(text.rfind(mark, 0, we.start()) for mark in _ENDS)
        beside = [place for place in regions if begin < place.start < we.start()]
        own = _find_own(text, we.start(), regions, definition)
        if beside and own and beside[-1].code != own:
            yield Place(*we.span(1), "region", own)


def says_ours(region: Place, mention: Mention, found: Found) -> bool:
    """Return whether "we" stands between a region and a number: whoever speaks may be of another place."""
    pattern = _OURS.get(found.language)
    return pattern is not None and pattern.search(found.text, region.end, max(region.end, mention.start)) is not None


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
