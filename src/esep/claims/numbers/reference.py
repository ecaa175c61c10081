"""Numbers that point at something: footnote marks, items of a list, pages, telephone numbers, 24/7."""

from __future__ import annotations

import re

from esep.language.numerals import Numeral
from esep.language.roles import match_before

# A lone number below this in round brackets is a mark, not a count: the counts in brackets are those of offences.
LARGEST_MARK = 10
LONGEST_MARK = 3
# "Levels 1 to 3": kinds of something have no more of them.
LARGEST_GRADE = 20


def is_reference(numeral: Numeral, text: str, language: str) -> bool:
    """Return whether a number counts nothing but points at a note, an item, a page or a telephone."""
    if numeral.form != "digits":
        return False
    if _is_item(numeral, text):
        return True
    if numeral.decimals != 0:
        return False
    before, after = text[max(0, numeral.start - 2) : numeral.start], text[numeral.end : numeral.end + 2]
    if match_before(text, numeral.start, language, "identifier") or _is_dialled(numeral, text):
        return True
    if numeral.value <= LARGEST_GRADE and _is_graded(numeral, text, language):
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


# "1.4 Robbery is rare" numbers a paragraph, where "1.4 million" counts.
ITEM = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?[ \t]+(?=[^\W\d_])")
# "2/ Robbery fell": a post of a thread.
POST = re.compile(r"\d{1,2}/[ \t]")
SENTENCE_OVER = re.compile(r"(?:^|[\n.!?])[\s\W]*$")
# A count never begins with a nought; what goes on behind it in groups is one number: 0800 555 111.
DIALLED = re.compile(r"(?<![\d.,])0\d{1,4}(?:[ \u00a0-]\d{2,4}){0,3}(?!\d)")
LONGEST_DIALLED = 24
GRADE_JOINT = re.compile(r"\d{1,2}\s?(?:to|and|or|-|–|,|и|или|мен|және)\s?$")


def _is_item(numeral: Numeral, text: str) -> bool:
    """Return whether a number opens a numbered paragraph, or a post of a thread: "1.4 Robbery", "2/ Robbery"."""
    start = text.rfind("\n", 0, numeral.start) + 1
    item = ITEM.match(text, numeral.start) if not text[start : numeral.start].strip() else None
    if item is not None:
        return text[item.end()].isupper()
    is_post = POST.match(text, numeral.start) is not None
    return is_post and SENTENCE_OVER.search(text[max(0, numeral.start - 4) : numeral.start]) is not None


def _is_dialled(numeral: Numeral, text: str) -> bool:
    """Return whether a number is a telephone's, or a group of it."""
    begin = max(0, numeral.start - LONGEST_DIALLED)
    found = DIALLED.finditer(text, begin, min(len(text), numeral.end + LONGEST_DIALLED))
    return any(one.start() <= numeral.start and numeral.end <= one.end() for one in found)


def _is_graded(numeral: Numeral, text: str, language: str) -> bool:
    """Return whether a number names a kind: "level 1", or the end of "levels 1 to 3"."""
    joint = GRADE_JOINT.search(text, max(0, numeral.start - 12), numeral.start)
    start = joint.start() if joint else numeral.start
    return match_before(text, start, language, "grade") is not None


def _is_list_mark(numeral: Numeral, text: str) -> bool:
    """Return whether a number opens an item: "1) theft; 2) fraud", or "3." at the beginning of a line."""
    if numeral.value >= 100 or len(numeral.text) > LONGEST_MARK:
        return False
    line = text[text.rfind("\n", 0, numeral.start) + 1 : numeral.start]
    closing = text[numeral.end : numeral.end + 2]
    if closing.startswith(")"):
        return line.count("(") <= line.count(")")
    return not line.strip() and closing.startswith(". ")
