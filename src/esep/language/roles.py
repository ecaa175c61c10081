"""What the words beside a number say about it: units, BY and TO, articles of law, what follows and what precedes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import resources

# How far before a number its marker may begin; bounds every look-back.
REACH = 48


@cache
def read_roles(language: str) -> dict[str, dict[str, list[str]]]:
    """Return the role words of a language by section and name; raise `KeyError` for a language without a table."""
    file = resources.files("esep.language").joinpath("roles", f"{language}.toml")
    if not language.isalpha() or not file.is_file():
        raise KeyError(f"no roles for the language {language!r}")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def compile_words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of the words, the longest first; `*` at the end of a word stands for any ending."""
    return re.compile("|".join(map(word_pattern, sorted(words, key=len, reverse=True))) or r"(?!)", re.IGNORECASE)


def word_pattern(word: str) -> str:
    """Return the pattern of one word or phrase; `*` at the end of a part stands for any ending.

    A quotation may open inside a phrase: "calls "from a bank"".
    """
    parts = [re.escape(part.rstrip("*")) + (r"\w*" if part.endswith("*") else "") for part in word.strip().split()]
    body = r"\s+[«„“\"]?".join(parts)
    left = r"(?<!\w)" if word[0].isalnum() or word[0] == " " else ""
    right = r"(?!\w)" if word[-1].isalnum() or word[-1] == " " else ""
    return f"{left}{body}{right}"


@cache
def _pattern(language: str, section: str, name: str) -> re.Pattern[str]:
    return compile_words(tuple(read_roles(language)[section][name]))


@cache
def _pattern_before(language: str, section: str, name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_pattern(language, section, name).pattern})[\s«\"“(]*$", re.IGNORECASE)


@cache
def _pattern_reversed(language: str, section: str, name: str) -> re.Pattern[str]:
    """Return what a text read backwards begins with where one of the words ends it, which is soon seen."""
    words = "|".join(map(_reverse, read_roles(language)[section][name])) or r"(?!)"
    return re.compile(rf"[\s«\"“(]*(?:{words})", re.IGNORECASE)


def _reverse(word: str) -> str:
    """Return the pattern of a word or phrase read backwards; where it begins may still be inside of another."""
    parts = [(r"\w*" if part.endswith("*") else "") + re.escape(part.rstrip("*")[::-1]) for part in word.split()]
    return r"[«„“\"]?\s+".join(reversed(parts))


def match_after(text: str, position: int, language: str, name: str, section: str = "after") -> tuple[int, int] | None:
    """Return the span of a role word that begins right after `position`, spaces and closing quotes allowed.

    A word glued to digits counts: 12pc.
    """
    start = position
    while start < len(text) and start - position < 3 and text[start] in " \u00a0\u2009\u202f»”":
        start += 1
    is_glued = text[start - 1 : start].isdigit() and text[start : start + 1].isalpha()
    begin = start if is_glued else 0
    found = _pattern(language, section, name).match(text[begin : start + REACH], start - begin)
    return (begin + found.start(), begin + found.end()) if found and found.end() > found.start() else None


def match_before(text: str, position: int, language: str, name: str, section: str = "before") -> tuple[int, int] | None:
    """Return the span of a role word that ends right before `position` (spaces and opening quotes allowed)."""
    begin = max(0, position - REACH)
    before = text[begin:position]
    if _pattern_reversed(language, section, name).match(before[::-1]) is None:
        return None
    found = _pattern_before(language, section, name).search(before)
    return None if found is None else (begin + found.start(), position)


def find_words(text: str, language: str, name: str, section: str = "text") -> Iterator[tuple[int, int]]:
    """Yield the span of every role word of a kind in a text."""
    for found in _pattern(language, section, name).finditer(text):
        yield found.span()
