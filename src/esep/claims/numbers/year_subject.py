"""Bare years that stand where a number of things cannot: "2023 ended with 140,272 offences", "a 2022 decrease"."""

from __future__ import annotations

import re

OPENING_REACH = 16
# What stands before the subject of a clause.
_OPENING = re.compile(
    r"(?:^|[.!?;:\n]\s*|(?<!\w)(?:that|while|but|because|if|as|although|whereas)\s)[\"“«'’‘*•–—-]*\s?$", re.IGNORECASE
)
# What a year does, and a number of things does not.
_VERB = re.compile(
    r"\s(?:ended|began|started|opened|closed|saw|brought|marked|became|proved|turned\sout|finished"
    r"|(?:is|was)\s(?:not\s|also\s|only\s|no\s|again\s)?(?:the|a|an|another|one\sof\sthe)\s(?:\w+\s){0,3}?(?:year|time))\b"
)
# A number of things has no article before it, and belongs to nobody: "a 2022 decrease", "its 2023 report".
_OWNED = re.compile(r"(?:\b(?:an?|its|their|our|his|her)|['’]s)\s$", re.IGNORECASE)
_OWNED_REACH = 8
_THING = re.compile(r"\s(?!(?:per\s?cent|percent|times|points?)\b)[^\W\d_]")
# Signs of a telephone number, a file number, a range of numbers.
_JOINTS = frozenset("-–/#№:")
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])")


def opens_as_year(text: str, start: int, end: int, language: str) -> bool:
    """Return whether a number from 1900 to 2099 is the year that a clause speaks of."""
    if language != "en" or _VERB.match(text, end) is None:
        return False
    return _OPENING.search(text[max(0, start - OPENING_REACH) : start]) is not None


def is_owned_year(text: str, start: int, end: int, language: str) -> bool:
    """Return whether a number from 1900 to 2099 stands before a noun, and behind what no number of things follows."""
    if language != "en" or _THING.match(text, end) is None:
        return False
    return _OWNED.search(text, max(0, start - _OWNED_REACH), start) is not None


def groups_thousands(text: str, language: str) -> bool:
    """Return whether an English text parts thousands by commas: what has none there, from 1900 on, is a year."""
    return language == "en" and _GROUPED.search(text) is not None


def stands_apart(text: str, start: int, end: int) -> bool:
    """Return whether a number is a word of its own, no part of a longer sign such as "24M2019"."""
    around = text[max(0, start - 1) : start] + text[end : end + 1]
    return not any(char.isalnum() or char in _JOINTS for char in around)
