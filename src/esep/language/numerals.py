"""Every number of a text: in digits, in words, in both, in Roman numerals.

Nothing is lost: each run of digits belongs to exactly one numeral, whatever it means. Numbers in words are read where
they count something (see `number_words`); marks inside digits are read as `digits` says. The work grows with the length
of the text and not faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from esep.language.cues import find_cues
from esep.language.digits import read_digits
from esep.language.letters import GAP, find_next_word, fold_text, read_words
from esep.language.lexicon import NumberWord, build_lexicon, find_number_words, list_endings
from esep.language.number_words import WordReader
from esep.language.numeral import VALUELESS, Numeral
from esep.language.parts_of import read_parts_of
from esep.language.tables import read_table

__all__ = ["VALUELESS", "Numeral", "read_numerals"]

_ROMAN = re.compile(r"(?<!\w)[IVXІХ]{1,6}(?!\w)")
_ROMAN_LINK = re.compile(rf"{GAP}(?:[-–,]|and|и|және|мен)?{GAP}([IVXІХ]{{1,6}})(?!\w)")
_SCALE_AFTER = re.compile(rf"{GAP}([^\W\d_]+)(\.?)(?:([-\u2010\u2011])([^\W\d_]+))?")
_PERCENT_AFTER = re.compile(rf"{GAP}(?:%|процент|пайыз|percent|per cent|п\.)")
_JOINT = re.compile(GAP)
_ENDING = re.compile(r"([-\u2010\u2011]?)(['’]?[^\W\d_]+)")
_HUNDRED = 100


def read_numerals(text: str, language: str) -> tuple[Numeral, ...]:
    """Return every number of a text in order; they never overlap.

    `language` is en, ru or kk; with any other only digits are read, marked as English does.
    """
    language = language if language in ("en", "ru", "kk") else ""
    folded = fold_text(text)
    completed = (_complete(numeral, text, folded, language) for numeral in read_digits(text, language))
    digits = _join(text, folded, completed, language)
    words = _read_words(text, folded, digits, language)
    others = (
        *words,
        *_read_folds(text, language),
        *read_parts_of(folded, text, language),
        *_read_roman(text, folded, language),
    )
    return tuple(_merge(digits, others))


def _merge(digits: Iterable[Numeral], others: Iterable[Numeral]) -> Iterator[Numeral]:
    """Yield all numerals in order; of two that overlap the longer one, of equals the one in digits."""
    kept: Numeral | None = None
    for numeral in sorted([*digits, *others], key=lambda n: (n.start, -n.end)):
        if kept is not None and numeral.start < kept.end:
            if numeral.end - numeral.start > kept.end - kept.start:
                kept = numeral
            continue
        if kept is not None:
            yield kept
        kept = numeral
    if kept is not None:
        yield kept


def _complete(numeral: Numeral, text: str, folded: str, language: str) -> Numeral:
    """Return a numeral in digits with the scale word and the ending that follow it."""
    if numeral.form != "digits" or not language:
        return numeral
    return _add_scale(numeral, text, folded, language) or _add_ending(numeral, text, folded, language)


def _add_scale(numeral: Numeral, text: str, folded: str, language: str) -> Numeral | None:
    match = _SCALE_AFTER.match(folded, numeral.end)
    word = _find_scale(match[1], language) if match else None
    if match is None or word is None:
        return _add_money_scale(numeral, text, folded, language)
    end, last = match.start(1) + word.length, match.end(1)
    is_short = match[1] in read_words(language, "number_grammar", "abbreviated")
    if match[2] and is_short:
        end = last = match.end(2)
    elif match[3] and match[4] in list_endings(language):
        last = match.end(4)
    exponent = len(str(word.value)) - 1 if word.value >= _HUNDRED else 0
    return replace(
        numeral,
        end=end,
        text=text[numeral.start : end],
        value=numeral.value * word.value,
        decimals=numeral.decimals - exponent,
        suffix=text[end:last],
    )


def _add_money_scale(numeral: Numeral, text: str, folded: str, language: str) -> Numeral | None:
    """Read the letter glued to an amount of money, or the small k glued to a number: $1.2m, 543k."""
    powers = read_table(language)["number_grammar"]["money_scales"]
    power = powers.get(folded[numeral.end : numeral.end + 1])
    end = numeral.end + 1
    is_money = text[numeral.start - 1 : numeral.start] in tuple("$€£₸¥₽")
    if power is None or not (is_money or text[numeral.end : end] == "k"):
        return None
    if folded[end : end + 1].isalnum():
        return None
    value, decimals = numeral.value * 10**power, numeral.decimals - power
    return replace(numeral, end=end, text=text[numeral.start : end], value=value, decimals=decimals)


def _find_scale(word: str, language: str) -> NumberWord | None:
    return next((entry for entry in build_lexicon(language).get(word, ()) if entry.kind == "scale"), None)


def _add_ending(numeral: Numeral, text: str, folded: str, language: str) -> Numeral:
    """Return a numeral with the ending glued to it; an ordinal ending makes an ordinal of a number below 1000."""
    match = _ENDING.match(folded, numeral.end)
    if match is None or bool(match[1]) == (language == "en"):
        return numeral
    is_order = match[2] in read_words(language, "number_grammar", "order_endings")
    is_other = match[2] in read_words(language, "number_grammar", "other_endings") or match[2] in list_endings(language)
    is_small = numeral.decimals == 0 and numeral.value < 1000
    if is_order or is_other:
        form = "ordinal" if is_order and is_small else "digits"
        return replace(numeral, form=form, suffix=text[numeral.end : match.end()])
    # In Kazakh a hyphen between a number and a noun makes an ordinal: 2-тоқсан, 190-бап.
    return replace(numeral, form="ordinal") if language == "kk" and is_small else numeral


def _join(text: str, folded: str, numerals: Iterable[Numeral], language: str) -> list[Numeral]:
    """Return the numerals in digits, those that a scale word cut in two made whole: 34 тысячи 549, 1 млн 250 тыс."""
    joined: list[Numeral] = []
    for numeral in numerals:
        before = joined[-1] if joined else None
        if before is not None and _continues(before, numeral, folded, language):
            joined[-1] = replace(
                before,
                end=numeral.end,
                text=text[before.start : numeral.end],
                value=before.value + numeral.value,
                decimals=numeral.decimals,
                form="mixed",
                suffix=numeral.suffix,
            )
        else:
            joined.append(numeral)
    return joined


def _continues(before: Numeral, numeral: Numeral, folded: str, language: str) -> bool:
    """Tell whether a numeral is the lower part of the one before it; in "5 thousand 30 years ago" it is not."""
    is_scaled = before.decimals < 0 and before.decimals % 3 == 0 and not before.suffix
    if not (is_scaled and numeral.form == "digits" and numeral.decimals <= 0) or numeral.sign or before.text[-1] == ".":
        return False
    gap = folded[before.end : numeral.start]
    if len(gap) > 4 or not gap or not _JOINT.fullmatch(gap) or _PERCENT_AFTER.match(folded, numeral.end):
        return False
    is_time = find_next_word(folded, numeral.end) in read_words(language, "number_grammar", "times")
    return not is_time and 0 < numeral.value < Fraction(10) ** -before.decimals


def _read_words(text: str, folded: str, digits: list[Numeral], language: str) -> Iterator[Numeral]:
    """Yield the numbers in words that lie outside the numerals in digits."""
    remaining = iter(digits)
    taken = next(remaining, None)
    hits = []
    for hit in find_number_words(folded, language):
        while taken is not None and taken.end <= hit.start:
            taken = next(remaining, None)
        if taken is None or hit.end <= taken.start:
            hits.append(hit)
    reader = WordReader(folded, hits, language)
    index = 0
    while index < len(hits):
        reading = reader.read(index)
        if reading is None:
            index += 1
            continue
        index += reading.used
        span = text[reading.start : reading.end]
        suffix = text[reading.end : reading.end + len(reading.suffix)]
        yield Numeral(reading.start, reading.end, span, reading.value, reading.decimals, reading.form, suffix)


def _read_folds(text: str, language: str) -> Iterator[Numeral]:
    """Yield the words that say a ratio: doubled, вдвое."""
    for cue in find_cues(text, language, "fold_words"):
        value = Fraction(int(cue.name.rpartition("_")[2]))
        yield Numeral(cue.start, cue.end, text[cue.start : cue.end], value, 0, "fold")


def _read_roman(text: str, folded: str, language: str) -> Iterator[Numeral]:
    """Yield the Roman numerals that stand before a noun which is counted by ordinals, alone or in a row."""
    nouns = read_words(language, "number_grammar", "ordinal_nouns") if language else ()
    row: list[re.Match[str]] = []
    for match in _ROMAN.finditer(text):
        value = _value_roman(match[0])
        if row and not ((link := _ROMAN_LINK.match(text, row[-1].end())) and link.start(1) == match.start()):
            row = []
        row = [*row[-3:], match] if value else []
        if value and find_next_word(folded, match.end()) in nouns:
            for member in row:
                number = Fraction(_value_roman(member[0]))
                yield Numeral(member.start(), member.end(), member[0], number, 0, "roman")
            row = []


def _value_roman(letters: str) -> int:
    """Return the value of a Roman numeral up to 39, 0 if the letters make none."""
    latin = letters.replace("І", "I").replace("Х", "X")
    tens = len(latin) - len(latin.lstrip("X"))
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return tens * 10 + units.index(latin[tens:]) if tens <= 3 and latin[tens:] in units else 0
