"""Offences told by those who commit them: "мошенники обманывали чаще: 6 218 случаев", "алаяқтар көбейді"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from esep.claims.place import POPULATION, Place
from esep.language.roles import compile_words, read_roles
from esep.model.definition import Definition

# People counted, or what was done with them, are no offences.
_SENTENCE = re.compile(r"[^.!?\n]+")
_COUNTED = re.compile(r"\d(?:\s?(?:тыс\.?|млн\.?|мың))?\s(?:[^\W\d]+\s)?$")


def find_doers(text: str, language: str, definition: Definition, places: Sequence[Place]) -> Iterator[Place]:
    """Yield words for offenders that stand for the one kind named like their deed, in sentences that name no kind."""
    roles = read_roles(language).get("doers", {})
    people = compile_words(tuple(roles.get("people", ())))
    kinds = [p.start for p in places if p.kind == "measure" and p.code != POPULATION and not p.is_general]
    for deed, words in roles.items():
        codes = [c.code for c in definition.measures if c.name(language).casefold().startswith(deed)]
        if deed == "people" or len(codes) != 1:
            continue
        said = compile_words(tuple(words))
        for sentence in _SENTENCE.finditer(text):
            is_open = not any(sentence.start() <= at < sentence.end() for at in kinds) and not people.search(
                sentence[0]
            )
            for match in said.finditer(text, *sentence.span()) if is_open else ():
                if _COUNTED.search(text, max(0, match.start() - len("000 тыс. опасных ")), match.start()) is None:
                    yield Place(match.start(), match.end(), "measure", codes[0])
