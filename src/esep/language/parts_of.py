"""Parts told as so many out of so many: seven in ten, 2 из 3, one offence in sixteen, үш ұрлықтың бірі."""

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
MOST = 100
# A noun stands between: what follows must be no noun, or "one murder in ten towns" would be a part.
_VERBS = (
    "is|was|were|are|has|had|have|involve|involves|involved|took|takes|occurs|occurred|happens|happened|goes|went|ends"
    "|ended|concerns|concerned|now|remains|remained|leads|led|and|or|that|which|among|committed|recorded|reported"
    "|registered|solved|cleared|came|comes|falls|fell"
)
_NOUN = r"[^\W\d_]{4,}"
_NUMBER = r"(?<![\w.,])(\d{1,3}|[^\W\d_]{2,12})(?![\w]|[.,]\d)"
_WITH_NOUN = {
    "en": rf"{_NUMBER}\s{_NOUN}(?:\s{_NOUN})?\s(?:in|out\sof)(?:\severy)?\s{_NUMBER}"
    rf"(?=\s*(?:[.,;:)–—]|$)|\s(?:{_VERBS})\b)",
    "ru": rf"(?<!\w)одн(?:о|а|у|ой|ого|ому|им|ом)\s{_NOUN}(?:\s{_NOUN})?\sиз\s{_NUMBER}(?!\s\w+(?:ов|ев|ей)\b)",
    "kk": rf"{_NUMBER}\s{_NOUN}(?:\s{_NOUN})?[ндт][ыі]ң\sбірі(?!\w)",
}
_EVERY = re.compile(r"(?<!\w)(?:әр|әрбір)\s([^\W\d_]+?(?:нші|ншы))(?:сі|сы)\w*")


def read_parts_of(folded: str, text: str, language: str) -> Iterator[Numeral]:
    """Yield the parts of a text that are told as so many out of so many, none where a length of time follows."""
    pattern = _compile(language) if language else None
    for found in pattern.finditer(folded) if pattern is not None else ():
        part, whole = (_value(word, language) for word in found.groups())
        is_time = find_next_word(folded, found.end()) in read_words(language, "number_grammar", "times")
        if part is not None and whole in WHOLES and 1 < part < whole and not is_time:
            span = text[found.start() : found.end()]
            yield Numeral(found.start(), found.end(), span, Fraction(part, whole), 0, "fraction")
    yield from _read_with_noun(folded, text, language) if language else ()


def _read_with_noun(folded: str, text: str, language: str) -> Iterator[Numeral]:
    """Yield parts told with what they are parts of: "one offence in sixteen", "одно дело из пяти"."""
    for found in _compile_with_noun(language).finditer(folded):
        *parts, whole = (_value(word, language) for word in found.groups())
        part = parts[0] if parts else 1
        is_time = find_next_word(folded, found.end()) in read_words(language, "number_grammar", "times")
        if part is None or whole is None or is_time or not 0 < part < whole <= MOST:
            continue
        span, is_nth = text[found.start() : found.end()], part == 1
        if is_nth or whole in WHOLES:
            value = Fraction(whole) if is_nth else Fraction(part, whole)
            yield Numeral(found.start(), found.end(), span, value, 0, "nth" if is_nth else "fraction")
    for found in _EVERY.finditer(folded) if language == "kk" else ():
        orders = [entry.value for entry in build_lexicon("kk").get(found[1]) or () if entry.kind == "ordinal"]
        if orders:
            yield Numeral(found.start(), found.end(), text[found.start() : found.end()], orders[0], 0, "nth")


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


@cache
def _compile_with_noun(language: str) -> re.Pattern[str]:
    return re.compile(_WITH_NOUN[language])
