"""Regions called by their number the other way round: "the 11th District" of a list that says "District 11"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from esep.claims.place import Place
from esep.language.lexicon import build_lexicon
from esep.model.definition import Definition

# "The 7th" after "the 11th District": how far behind, and over no full stop.
REACH = 240
ENDS = re.compile(r"[.!?]\s(?!(?:The|In the)\s\d)|\n")
_NUMBERED = re.compile(r"(?P<noun>[A-Z][a-z]+) (?P<number>\d{1,3})")
_NAMED = re.compile(r"(?P<order>[A-Z][a-z]+(?:-[a-z]+)?) (?P<noun>[A-Z][a-z]+)")
# An order alone is no region before a noun of its own ("the 11th of May", "the 7th time") or a name.
_ALONE = re.compile(
    r"(?<=\bthe )(?P<number>\d{1,3})(?:st|nd|rd|th)(?=\s*[,.;:()–—]|\s(?:and|or|had|has|with|was|went|saw|came|"
    r"recorded|reported|counted|registered|followed|rose|fell|led|by|at|to|from|it|there|only|alone)\b|\s\d)"
)
Numbered = dict[str, dict[int, str]]


def find_numbered_regions(text: str, language: str, definition: Definition) -> Iterator[Place]:
    """Yield the regions that an English text calls by an order, with their noun or soon after one that has it."""
    names = tuple((code.code, code.names.get("en", "")) for code in definition.regions)
    for noun, codes in _list_numbered(names).items() if language == "en" else ():
        last: re.Match[str] | None = None
        pattern = re.compile(rf"(?<!\w)(?P<number>\d{{1,3}})(?:st|nd|rd|th) {noun}(?!\w)", re.IGNORECASE)
        full = [found for found in pattern.finditer(text) if int(found["number"]) in codes]
        yield from (Place(found.start(), found.end(), "region", codes[int(found["number"])]) for found in full)
        for last in full:
            end = ENDS.search(text, last.end())
            until = min(last.end() + REACH, end.start() + 1 if end else len(text))
            for found in _ALONE.finditer(text, last.end(), until):
                if int(found["number"]) in codes:
                    yield Place(found.start(), found.end(), "region", codes[int(found["number"])])


@lru_cache(maxsize=32)
def _list_numbered(names: tuple[tuple[str, str], ...]) -> Numbered:
    """Return for each noun the regions that are told apart by a number only: District 1, the First District."""
    orders = {form: int(word.value) for form, (word, *_) in build_lexicon("en").items() if word.kind == "ordinal"}
    found: Numbered = defaultdict(dict)
    for code, name in names:
        if numbered := _NUMBERED.fullmatch(name):
            found[numbered["noun"]][int(numbered["number"])] = code
        elif (named := _NAMED.fullmatch(name)) and named["order"].lower() in orders:
            found[named["noun"]][orders[named["order"].lower()]] = code
    return {noun: codes for noun, codes in found.items() if len(codes) > 1}
