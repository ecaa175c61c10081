"""The words that stand for numbers, by every form in which they may be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from esep.language.letters import WORD, fold_text, list_spellings
from esep.language.tables import read_table

# Sections of a table -> what their words are.
_KINDS = {"cardinals": "cardinal", "scales": "scale", "ordinals": "ordinal", "parts": "part"}


class NumberWord(NamedTuple):
    """What a word form stands for: its kind, its value, its base form and how many letters the base takes in it."""

    kind: str
    value: Fraction
    base: str
    length: int


@dataclass(frozen=True)
class Hit:
    """A number word in a text. A form may stand for more than one thing (third, трети)."""

    start: int
    end: int
    words: tuple[NumberWord, ...]

    def find(self, kind: str) -> NumberWord | None:
        """Return what the form is as one kind of number word."""
        return next((word for word in self.words if word.kind == kind), None)


def find_number_words(folded: str, language: str) -> Iterator[Hit]:
    """Yield the number words of a folded text in order."""
    if not language:
        return
    lexicon = build_lexicon(language)
    for match in WORD.finditer(folded):
        if words := lexicon.get(match[0]):
            yield Hit(match.start(), match.end(), words)


@cache
def build_lexicon(language: str) -> dict[str, tuple[NumberWord, ...]]:
    """Return every form of every number word of a language: form -> what it may stand for."""
    table = read_table(language)
    others = {spelled for word in table["number_grammar"]["other_words"] for spelled in list_spellings(word, language)}
    lexicon: dict[str, tuple[NumberWord, ...]] = {}
    for section, kind in _KINDS.items():
        for number, forms in table[section].items():
            value = Fraction(number.replace("_", ""))
            for form in forms.split():
                for spelled, length in _decline(form, language, kind):
                    word = NumberWord(kind, value, form.replace("ё", "е"), length)
                    if (spelled not in others or length == len(spelled)) and word not in lexicon.get(spelled, ()):
                        lexicon[spelled] = (*lexicon.get(spelled, ()), word)
    return lexicon


def _decline(form: str, language: str, kind: str) -> Iterator[tuple[str, int]]:
    """Yield a form as it may be spelt, and with the case endings that the language glues to it."""
    glued = [ending for endings in read_table(language).get("cases", {}).values() for ending in endings]
    endings = ("", *glued) if kind in ("cardinal", "scale") else ("",)
    bases = list(list_spellings(form, language))
    for ending in endings:
        for base, spelled in zip(bases, list_spellings(form + ending, language), strict=True):
            yield spelled, len(base)


@cache
def list_endings(language: str) -> dict[str, str]:
    """Return the case endings of a language in all spellings: ending -> the name of its case; empty without cases."""
    cases = read_table(language).get("cases", {})
    found: dict[str, str] = {}
    for case, endings in cases.items():
        for ending in endings:
            for spelled in list_spellings(ending, language):
                found.setdefault(spelled, case)
    return found


def name_case(suffix: str, language: str = "kk") -> str:
    """Return the case that an ending marks ("-ден" -> "ablative"), `""` if it marks none."""
    return list_endings(language).get(fold_text(suffix).lstrip("-\u2010\u2011"), "")
