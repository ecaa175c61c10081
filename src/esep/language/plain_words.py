"""Words that name nothing to be counted, so that what else stands in a clause may narrow what its numbers count.

"Courts handed down 5,420 convictions" after a sentence on fraud: `convictions` is no word for fraud, and none of these.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

from esep.language.cues import find_cues
from esep.language.letters import WordSet, fold_text
from esep.language.roles import read_roles

# A shorter word is a preposition, an article or a case ending; in English three letters may be a noun: men.
SHORTEST = {"en": 3, "ru": 4, "kk": 4}
# Roles whose words tell who is counted.
TELLING_ROLES = ("people", "acts", "identifier")
TELLING_SECTIONS = ("doers",)
CUES = ("direction", "hedges", "threshold", "share", "difference", "fold", "negation")
_WORD = re.compile(r"[^\W\d_]{3,}(?:[-’'][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’']s$")
_PATTERN = re.compile(r"[\\(\[{]")


def find_telling(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Yield the words of a stretch of a text that may name something: all but plain ones and names in capitals."""
    for found in _WORD.finditer(text, start, end):
        is_name = found[0][0].isupper() and not _opens_sentence(text, found.start())
        if len(found[0]) >= SHORTEST[language] and not is_name and not is_plain(found[0], language):
            yield found.span()


@cache
def is_plain(word: str, language: str) -> bool:
    """Return whether a word names nothing that could be counted."""
    folded = _POSSESSIVE.sub("", fold_text(word)) if language == "en" else fold_text(word)
    return folded in _read_plain(language) or any(find_cues(folded, language, name) for name in CUES)


def _opens_sentence(text: str, position: int) -> bool:
    before = text[:position].rstrip(' \u00a0«“"(')
    return not before or before[-1] in ".!?:;\n—–•*"


@cache
def _read_plain(language: str) -> WordSet:
    file = resources.files("esep.language").joinpath("plain", f"{language}.toml")
    lists = tomllib.loads(file.read_text(encoding="utf-8")).values()
    words = {word for words in lists for word in words.split()}
    for title, section in read_roles(language).items():
        plain = (name for name in section if name not in TELLING_ROLES and title not in TELLING_SECTIONS)
        words |= {word for name in plain for word in _cut(section[name])}
    return WordSet(words, language)


def _cut(entries: list[str]) -> Iterator[str]:
    """Yield the words of role entries; patterns are none."""
    for entry in entries:
        if not _PATTERN.search(entry):
            yield from (word for word in entry.split() if len(word) > 2)
