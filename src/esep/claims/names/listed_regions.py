"""Regions listed by their first words beside one plural noun: "Центральный (826) и Сибирский (309) округа".

In English the noun may come first: "in all four regions: Eastern 3,536, Southern 3,703".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from esep.claims.place import Place
from esep.language.inflection import inflect_name
from esep.model.definition import Definition

# How far before the noun a list may begin, and what parts it from the sentence before.
REACH = 160
# An English name of more words is no adjective and its noun.
SHORT = 2
_ENDS = re.compile(r"[.!?](?=\s[А-ЯЁA-Z])|\n|;")
# What follows a first word that stands alone: its number, or the next name of the list.
_AFTER = {"ru": r"(?=\s?\(|\s[–—-]\s|,|\s(?:и|а)\s)", "en": r"(?=\s?[(:]|\s[–—-]\s|,|\s(?:and|or)\s|\s\d)"}
_PLURAL = {"ru": r"(?:а|я|ы|и|ов|ев|ей|ам|ям|ах|ях|ами|ями)(?!\w)", "en": r"(?:s|ies)(?!\w)"}
_ENDING = {"ru": re.compile(r"(?:ь|й|а|я)?$"), "en": re.compile(r"y?$")}


def find_listed_regions(text: str, language: str, definition: Definition) -> Iterator[Place]:
    """Yield the first words of names that share a noun, before that noun in the plural."""
    if language not in _AFTER:
        return
    names = tuple((code.code, code.names.get(language, "")) for code in definition.regions)
    for noun, first, codes in _list_nouns(names, language):
        for found in noun.finditer(text):
            start = max(0, found.start() - REACH)
            start = max((end.end() for end in _ENDS.finditer(text, start, found.start())), default=start)
            end = _ENDS.search(text, found.end()) if language == "en" else None
            until = found.start() if language != "en" else end.start() if end else len(text)
            for match in first.finditer(text, start, until):
                yield Place(match.start(), match.end(), "region", codes[(match.lastindex or 1) - 1])


@lru_cache(maxsize=32)
def _list_nouns(
    names: tuple[tuple[str, str], ...], language: str
) -> tuple[tuple[re.Pattern[str], re.Pattern[str], tuple[str, ...]], ...]:
    """Return each noun in which several names end, in its plural, with the first words of those names."""
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, name in names:
        words = name.split()
        is_noun = len(words) > 1 and (words[-1][0].islower() if language == "ru" else len(words) == SHORT)
        if is_noun and words[0][0].isupper():
            groups[words[-1]].append((code, words[0]))
    listed = []
    for noun, group in groups.items():
        firsts = [first for _, first in group]
        alone = [(code, first) for code, first in group if firsts.count(first) == 1]
        if len(alone) > 1:
            pattern = "|".join(f"({inflect_name(first, language)})" for _, first in alone)
            stem = re.escape(_ENDING[language].sub("", noun))
            listed.append(
                (
                    re.compile(rf"(?<!\w)(?i:{stem}){_PLURAL[language]}"),
                    re.compile(rf"(?<!\w)(?:{pattern}){_AFTER[language]}"),
                    tuple(code for code, _ in alone),
                )
            )
    return tuple(listed)
