"""Russian kinds without the noun just said: "краж – на 14 %, в том числе квартирных – на 18 %"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from esep.claims.place import Place
from esep.language.inflection import inflect_name
from esep.model.definition import Definition

# The genitive and the nominative of an adjective in the plural.
_ADJECTIVE = re.compile(r"(?:ые|ие|ых|их|(?<=[нк])\*)$")
_FORMS = r"(?:ых|их|ые|ие|ым|им|ыми|ими)"
_BEFORE = re.compile(r"(?:\d|[,:–—(]|(?<!\w)(?:и|из них|из которых|в том числе|в т\. ?ч\.))\s?$", re.IGNORECASE)
_AFTER = re.compile(r"\s?[–—(,.;]|\s(?:\d|на\s)")
# A stem of fewer letters is that of many words.
_STEM = 4
_LEAD = 16
_REACH = 160
_ENDS = re.compile(r"[.;!?]\s|\n")


def find_elided_nouns(text: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield what tells a kind behind the noun of a wider one in the same sentence: an adjective, or a genitive."""
    measures = sorted((p for p in places if p.kind == "measure"), key=lambda place: place.start)
    names = tuple(
        (code.code, name.casefold())
        for code in definition.measures
        for name in (code.names.get("ru", ""), *code.cues.get("ru", ()))
    )
    for pattern, wider, code in _compile(names):
        for match in pattern.finditer(text):
            before = next((p for p in reversed(measures) if p.end <= match.start()), None)
            is_free = not any(p.start < match.end() and match.start() < p.end for p in measures)
            if is_free and before is not None and before.code == wider and _is_item(match, before.end):
                measures = sorted((*measures, Place(*match.span(), "measure", wider)), key=lambda place: place.start)
                yield Place(*match.span(), "measure", code)


def _is_item(match: re.Match[str], last: int) -> bool:
    text = match.string
    is_near = match.start() - last <= _REACH and _ENDS.search(text, last, match.start()) is None
    is_led = _BEFORE.search(text, max(0, match.start() - _LEAD), match.start()) is not None
    return is_near and is_led and _AFTER.match(text, match.end()) is not None


@lru_cache(maxsize=32)
def _compile(names: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """Return what is left of each name without its noun, with the code of the noun and its own."""
    nouns = [(name.rstrip("*"), code) for code, name in names if len(name.split()) == 1 and len(name) > _STEM]
    found: dict[str, tuple[str, str]] = {}
    for code, name in names:
        words = name.split()
        if len(words) > 1:
            for at, rest in ((0, words[1:]), (-1, words[:-1])):
                wider = next((c for n, c in nouns if c != code and n[:_STEM] == words[at][:_STEM]), "")
                told = _spell(rest, is_adjective=at == -1) if wider else ""
                if told:
                    found[told] = (wider, code)
    return tuple((re.compile(rf"(?<![\w-]){told}(?![\w-])", re.IGNORECASE), *codes) for told, codes in found.items())


def _spell(words: Sequence[str], *, is_adjective: bool) -> str:
    """Return the pattern of the rest of a name: one adjective in the plural, or words in the genitive."""
    if is_adjective:
        ending = _ADJECTIVE.search(words[0])
        return f"{re.escape(words[0][: ending.start()])}{_FORMS}" if len(words) == 1 and ending is not None else ""
    is_genitive = all(word.isalpha() for word in words) and len(words[0]) >= _STEM
    return inflect_name(" ".join(words), "ru") if is_genitive else ""
