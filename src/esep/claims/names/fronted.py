"""Kinds told by the second half of their names: "в состоянии опьянения совершено 45 преступлений".

A name such as "преступления, совершённые в состоянии опьянения", "мас күйде жасалған қылмыстар" narrows a word for all
offences, and a sentence may begin with what narrows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from esep.claims.place import Place
from esep.language.inflection import inflect_name
from esep.model.definition import Definition

# A name that narrows a word for all offences: its head, what links, and the half that narrows it.
_NAMES = {
    "ru": re.compile(
        r"(?:преступлени|правонарушени)\w+,? (?:(?:совершённые|совершенные|связанные) )?"
        r"(?P<tail>(?:со?|во?|на|против|под|по) [^,:]+)"
    ),
    "kk": re.compile(r"(?P<tail>\S+ [^,:]+?)(?: жасалған)? (?:қылмыс|құқық бұзушылық)\w*"),
}
# What may stand between it and the word for crimes behind it: a verb and a number.
_BEHIND = re.compile(r"\s[^.;:!?\n]{0,60}")
_BEFORE = re.compile(r",?\s(?:совершённ|совершенн|связанн)\w+\s")
_ITEM = re.compile(r"\s(?:[–—-]\s|\()\d")
_REACH = 80
_ENDS = ".;!?\n"


def find_fronted(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield what narrows a word for all offences where such a word, or a number in a list of such, goes with it."""
    measures = sorted((p for p in places if p.kind == "measure"), key=lambda place: place.start)
    names = tuple((code.code, code.names.get(language, "")) for code in definition.measures)
    for pattern, code in _compile(names, language):
        for match in pattern.finditer(text):
            if not any(p.start < match.end() and match.start() < p.end for p in measures) and _narrows(match, measures):
                yield Place(match.start(), match.end(), "measure", code)


def _narrows(match: re.Match[str], measures: Sequence[Place]) -> bool:
    text = match.string
    behind = next((p for p in measures if p.start >= match.end()), None)
    before = next((p for p in reversed(measures) if p.end <= match.start()), None)
    if behind is not None and behind.is_general and _BEHIND.fullmatch(text, match.end(), behind.start):
        return True
    is_near = before is not None and match.start() - before.end <= _REACH
    if before is None or not is_near or any(mark in text[before.end : match.start()] for mark in _ENDS):
        return False
    is_item = _ITEM.match(text, match.end()) is not None
    return before.is_general and (is_item or _BEFORE.fullmatch(text, before.end, match.start()) is not None)


@lru_cache(maxsize=32)
def _compile(names: tuple[tuple[str, str], ...], language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    told = _NAMES.get(language)
    if told is None:
        return ()
    tails = {code: found["tail"] for code, name in names if (found := told.fullmatch(name))}
    alone = {code: tail for code, tail in tails.items() if list(tails.values()).count(tail) == 1}
    return tuple(
        (re.compile(rf"(?<!\w){inflect_name(tail, language)}", re.IGNORECASE), code) for code, tail in alone.items()
    )
