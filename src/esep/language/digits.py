"""Numbers in digits, as they stand: every run of digits in a text becomes exactly one numeral.

How marks inside a number are read:

* Spaces (also U+00A0, U+2009, U+202F) group thousands where one to three digits, not starting with 0, are followed by
  groups of exactly three with the same space: "132 778". So "2024 132 778" is two numbers.
* A comma before exactly three digits groups in English ("44,106") and is a decimal comma in Russian and Kazakh, unless
  it is clearly a grouping there: two such groups or a decimal point after it ("1,203,808", "44,106.5").
* A point is a decimal point; before exactly three digits it groups in Russian and Kazakh ("44.106") unless the number
  starts with 0, in English only if there are two such groups.
* Any other comma is a decimal comma if at most three digits follow it (in English one or two), else it parts two
  numbers.
"""

from __future__ import annotations

import datetime
import re
from collections import deque
from collections.abc import Iterator
from fractions import Fraction

from esep.language.numeral import Numeral

_START = re.compile(r"[\d½⅓⅔¼¾]")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"»]{1,2000}"
    r"|(?<![\w.@-])[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,62}){0,4}\.[a-z]{2,10}/[^\s<>\"»]{0,2000}",
    re.IGNORECASE,
)
_VULGAR = {"½": Fraction(1, 2), "⅓": Fraction(1, 3), "⅔": Fraction(2, 3), "¼": Fraction(1, 4), "¾": Fraction(3, 4)}
_DATE = re.compile(r"(\d{1,2})([./])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)")
_TIME = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])")
_TELEPHONE = re.compile(
    r"(?<=\+)\d{1,3}[ (-]{0,2}\d{3,5}[ )-]{0,2}\d{2,3}[ -]?\d{2}[ -]?\d{2}(?!\d)"
    r"|8 ?\(\d{3,4}\) ?\d{2,3}-\d{2}-\d{2}(?!\d)"
)
_DOTTED = re.compile(r"\d+(?:\.\d+){2,}")
_HYPHENED = re.compile(r"\d+(?:-\d+){2,}")
_LETTERED = re.compile(r"\d+[^\W\d_]+\d\w*")
_SPACES = " \u00a0\u2009\u202f"
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:([{_SPACES},.])\d{{3}})(?:\1\d{{3}})*(?!\d)")
# A number with spaces that a plain text breaks at one of them: at the end of a full line, in the midst of words.
_BROKEN = re.compile(r"[1-9]\d{0,2}(?:[ \u00a0]\d{3}){0,3} ?\n\d{3}(?:[ \u00a0]\d{3}){0,3}(?!\d)")
_FULL_LINE = 50
_LONGEST_LINE = 100
_PLAIN = re.compile(r"\d+")
_DECIMALS = re.compile(r"[.,](\d+)")
_SLASH = re.compile(r"([1-9])/([2-9]|10)(?![\d/])")
_NAME_BEFORE = re.compile(r"[^\W\d½⅓⅔¼¾]{1,40}\Z")
_NAME_HYPHEN_BEFORE = re.compile(r"(?<![\w-])[^\W\d_]{1,12}-\Z")
_SIGN_BEFORE = re.compile(r"(?:^|[\s([{/«\"“„≈~=:;,])([-–−+])\Z")
_SPACED_SIGN_BEFORE = re.compile(r"(?:\(|(?<!\d)(?<!\d\s)\s(?=−))([-–−+])[ \u00a0]\Z")
# A longer number is no count of anything: it names something.
_MOST_DIGITS = 24
_NEAR = 48


def read_digits(text: str, language: str) -> Iterator[Numeral]:
    """Yield the numerals in digits in order; suffixes and scale words are not looked at yet."""
    position = 0
    addresses = deque((match.start(), match.end()) for match in _URL.finditer(text))
    while match := _START.search(text, position):
        start = match.start()
        while addresses and addresses[0][1] <= start:
            addresses.popleft()
        if addresses and addresses[0][0] <= start:
            numeral = _name(text, *addresses[0])
        else:
            numeral = _read_at(text, start, language)
        yield numeral
        position = numeral.end


def _name(text: str, start: int, end: int, form: str = "identifier") -> Numeral:
    return Numeral(start, end, text[start:end], Fraction(0), 0, form)


def _read_at(text: str, start: int, language: str) -> Numeral:
    if text[start] in _VULGAR:
        return Numeral(start, start + 1, text[start], _VULGAR[text[start]], 0, "fraction")
    named = _read_name(text, start) or _read_date(text, start)
    if named:
        return named
    if (match := _SLASH.match(text, start)) and int(match[1]) < int(match[2]) and not _is_inside(text, start):
        return Numeral(start, match.end(), match[0], Fraction(int(match[1]), int(match[2])), 0, "fraction")
    return _read_number(text, start, language)


def _is_inside(text: str, start: int) -> bool:
    """Tell whether digits before or a slash make this a part of something longer (24/7, 12/37)."""
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] == "/")


def _read_name(text: str, start: int) -> Numeral | None:
    """Read what is written with digits but is no number: K45, COVID-19, a telephone number, 1.2.3."""
    before = text[max(start - _NEAR, 0) : start]
    if match := _TELEPHONE.match(text, start):
        return _name(text, start - (before[-1:] == "+"), match.end())
    if not (before[-1:].isalpha() or before[-1:] in ("-", "_")):
        match = _LETTERED.match(text, start)
        return _name(text, start, match.end()) if match else None
    if (match := _NAME_BEFORE.search(before)) and _is_name(match[0]):
        rest = re.compile(r"\w+").match(text, start)
        return _name(text, start - len(match[0]), rest.end() if rest else start + 1)
    if (match := _NAME_HYPHEN_BEFORE.search(before)) and _is_abbreviation(match[0][:-1]):
        digits = _PLAIN.match(text, start)
        return _name(text, start - len(match[0]), digits.end() if digits else start + 1)
    if match := _LETTERED.match(text, start):
        return _name(text, start, match.end())
    return None


def _is_name(letters: str) -> bool:
    """Tell whether letters glued in front of digits make a name of them (K45, file_2, press2024), not a typing slip."""
    return letters != letters.lower() or "_" in letters or len(letters) > 3


def _is_abbreviation(letters: str) -> bool:
    return letters.isupper() or (letters[:1].isupper() and len(letters) <= 3)


def _read_date(text: str, start: int) -> Numeral | None:
    """Read dates, times and dotted or hyphened chains of numbers."""
    if match := _TIME.match(text, start):
        return _name(text, start, match.end(), "time")
    if (match := _DATE.match(text, start)) and is_date(match[4], match[3], match[1]):
        return _name(text, start, match.end(), "date")
    if (match := _ISO_DATE.match(text, start)) and is_date(match[1], match[2], match[3]):
        return _name(text, start, match.end(), "date")
    if (match := _DOTTED.match(text, start)) and not re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", match[0]):
        return _name(text, start, match.end())
    if match := _HYPHENED.match(text, start):
        return _name(text, start, match.end())
    return None


def is_date(year: str, month: str, day: str) -> bool:
    """Tell whether three numbers are a day; the second and third may have changed places (American order)."""
    for m, d in ((month, day), (day, month)):
        try:
            datetime.date(int(year) + (2000 if len(year) == 2 else 0), int(m), int(d))
        except ValueError:
            continue
        return True
    return False


def _read_number(text: str, start: int, language: str) -> Numeral:
    grouped = _GROUPED.match(text, start)
    broken = _BROKEN.match(text, start) if language in ("ru", "kk") else None
    if broken and _is_broken(text, broken):
        end, mark = broken.end(), "\n"
    elif grouped and _is_grouping(text, grouped, language):
        end, mark = grouped.end(), grouped[1]
    else:
        whole = _PLAIN.match(text, start)
        end, mark = whole.end() if whole else start + 1, ""
    fraction = ""
    found = _DECIMALS.match(text, end)
    if found and text[end] != mark and _is_decimal(text[end], found[1], text[start:end], language):
        fraction, end = found[1], found.end()
    if not fraction and text[end : end + 1] in _VULGAR:
        return Numeral(start, end + 1, text[start : end + 1], int(text[start:end]) + _VULGAR[text[end]], 0, "fraction")
    digits = "".join(filter(str.isdigit, text[start : end - len(fraction)]))
    if len(digits) + len(fraction) > _MOST_DIGITS:
        return _name(text, start, end)
    value = Fraction(int(digits + fraction), 10 ** len(fraction))
    return Numeral(start, end, text[start:end], value, len(fraction), "digits", sign=_find_sign(text, start))


def _is_broken(text: str, match: re.Match[str]) -> bool:
    """Tell whether the lines of a broken number are full and hold words, as those of a wrapped text do."""
    fold = text.index("\n", match.start())
    begin = text.rfind("\n", max(0, fold - _LONGEST_LINE - 1), fold) + 1
    line, after = text[begin:fold], text[match.end() : match.end() + 3].lstrip()
    is_full = _FULL_LINE <= len(line) <= _LONGEST_LINE and any(map(str.isalpha, line))
    return is_full and (after[:1].isalpha() or after[:1] in "%(.,;")


def _is_grouping(text: str, match: re.Match[str], language: str) -> bool:
    mark, groups = match[1], match[0].count(match[1])
    if mark in _SPACES or groups > 1:
        return True
    if mark == ",":
        decimal_point = re.compile(r"\.\d").match(text, match.end())
        return language not in ("ru", "kk") or decimal_point is not None
    return language in ("ru", "kk")


def _is_decimal(mark: str, fraction: str, whole: str, language: str) -> bool:
    if mark == ".":
        return True
    return len(fraction) <= (3 if language in ("ru", "kk") else 2) or whole == "0"


def _find_sign(text: str, start: int) -> str:
    before = text[max(start - 4, 0) : start]
    match = _SIGN_BEFORE.search(before) or _SPACED_SIGN_BEFORE.search(before)
    if not match:
        return ""
    return "+" if match[1] == "+" else "-"
