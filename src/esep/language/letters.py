"""Letters and words: one spelling for comparison, and Kazakh in its Latin alphabets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from esep.language.tables import read_table

WORD = re.compile(r"[^\W\d_]+")
# Between two words that belong together: spaces, at most one of them a line break.
GAP = r"[^\S\n]{0,3}\n?[^\S\n]{0,3}"
_NEXT_WORD = re.compile(rf"(?:{GAP}|[-\u2010\u2011])([^\W\d_]+)")
_LAST_WORD = re.compile(rf"([^\W\d_]+)(?:{GAP}|[-\u2010\u2011])\Z")
_STRAY_I = re.compile(r"(?<=[a-z])і|і(?=[a-z])")
_LONGEST_WORD = 40


@lru_cache(maxsize=8)
def fold_text(text: str) -> str:
    """Return a text in small letters with ё written е, every character where it was."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    lowered = lowered.replace("ё", "е")
    # Cyrillic і among Latin letters: keyboards for Latin Kazakh have no other key for it.
    return _STRAY_I.sub("i", lowered) if "і" in lowered else lowered


def find_next_word(folded: str, position: int) -> str:
    """Return the word that follows a position, across a space or a hyphen; `""` if something else does."""
    match = _NEXT_WORD.match(folded, position)
    return match[1] if match else ""


def find_last_word(folded: str, position: int) -> str:
    """Return the word that stands before a position, across a space or a hyphen; `""` if something else does."""
    match = _LAST_WORD.search(folded[max(position - _LONGEST_WORD, 0) : position])
    return match[1] if match else ""


def list_spellings(word: str, language: str) -> Iterator[str]:
    """Yield the ways a word of a table may be spelt: as it stands and, for Kazakh, in two Latin alphabets."""
    yield word.replace("ё", "е")
    if language == "kk" and not word.isascii():
        for alphabet in _read_latin():
            yield "".join(alphabet.get(letter, letter) for letter in word)


@cache
def _read_latin() -> tuple[dict[str, str], ...]:
    latin = read_table("kk")["latin"]
    letters = latin["cyrillic"].split()
    return tuple(dict(zip(letters, latin[name].split(), strict=True)) for name in ("acute", "common"))


class WordSet:
    """Words of a table in all their spellings; one that ends with * stands for every word that begins so."""

    def __init__(self, words: Iterable[str], language: str) -> None:
        spelled = [spelling for word in words for spelling in list_spellings(word, language)]
        self._whole = frozenset(word for word in spelled if not word.endswith("*"))
        self._stems = tuple(word[:-1] for word in spelled if word.endswith("*"))

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and bool(word) and (word in self._whole or word.startswith(self._stems))


@cache
def read_words(language: str, section: str, name: str) -> WordSet:
    """Return the words that a table lists under a name in a section; none where it lists none."""
    return WordSet(read_table(language)[section].get(name, ()), language)
