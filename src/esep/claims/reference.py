"""Numbers that point at something: footnote marks, items of a list, pages, telephone numbers, 24/7."""

from __future__ import annotations

import re

from esep.language.numerals import Numeral
from esep.language.roles import match_before

# A lone number below this in round brackets is a mark, not a count: the counts in brackets are those of offences.
LARGEST_MARK = 10
LONGEST_MARK = 3


def is_reference(numeral: Numeral, text: str, language: str) -> bool:
    """Return whether a number counts nothing but points at a note, an item, a page or a telephone."""
    if numeral.form != "digits" or numeral.decimals != 0:
        return False
    before, after = text[max(0, numeral.start - 2) : numeral.start], text[numeral.end : numeral.end + 2]
    if match_before(text, numeral.start, language, "identifier"):
        return True
    if before.endswith("[") and after.startswith("]") and len(numeral.text) <= LONGEST_MARK:
        return True
    if before.endswith("(") and after.startswith(")"):
        return numeral.value < LARGEST_MARK
    if SLASH_BEFORE.search(before) or SLASH_AFTER.match(after):
        return True
    return _is_list_mark(numeral, text)


# 24/7, but not 2023/24: a season is read as a period before this is asked.
SLASH_BEFORE = re.compile(r"\d/$")
SLASH_AFTER = re.compile(r"/\d")


def _is_list_mark(numeral: Numeral, text: str) -> bool:
    """Return whether a number opens an item: "1) theft; 2) fraud", or "3." at the beginning of a line."""
    if numeral.value >= 100 or len(numeral.text) > LONGEST_MARK:
        return False
    line = text[text.rfind("\n", 0, numeral.start) + 1 : numeral.start]
    closing = text[numeral.end : numeral.end + 2]
    if closing.startswith(")"):
        return line.count("(") <= line.count(")")
    return not line.strip() and closing.startswith(". ")
