"""Parts told as so many out of so many: seven in ten, 2 из 3."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

from esep.language.letters import find_next_word, read_words
from esep.language.lexicon import build_lexicon
from esep.language.numeral import Numeral
from esep.language.tables import read_table

# Only such numbers are rounded to; any other stands for a count: 5 of 12 districts.
WHOLES = (3, 4, 5, 10, 20, 100)
_NUMBER = r"(?<![\w.,])(\d{1,3}|[^\W\d_]{2,12})(?![\w]|[.,]\d)"


def read_parts_of(folded: str, text: str, language: str) -> Iterator[Numeral]:
    """Yield the parts of a text that are told as so many out of so many, none where a length of time follows."""
    pattern = _compile(language) if language else None
    for found in pattern.finditer(folded) if pattern is not None else ():
        part, whole = (_value(word, language) for word in found.groups())
        is_time = find_next_word(folded, found.end()) in read_words(language, "number_grammar", "times")
        if part is not None and whole in WHOLES and 1 < part < whole and not is_time:
            span = text[found.start() : found.end()]
            yield Numeral(found.start(), found.end(), span, Fraction(part, whole), 0, "fraction")


def _value(word: str, language: str) -> int | None:
    if word.isdigit():
        return int(word)
    entries = build_lexicon(language).get(word) or ()
    values = [entry.value for entry in entries if entry.kind == "cardinal"]
    return int(values[0]) if values and values[0].denominator == 1 else None


@cache
def _compile(language: str) -> re.Pattern[str] | None:
    words = read_table(language)["number_grammar"]["out_of"]
    if not words:
        return None
    joint = "|".join(sorted((word.replace(" ", r"\s") for word in words), key=len, reverse=True))
    return re.compile(rf"{_NUMBER}\s(?:{joint})\s{_NUMBER}")
