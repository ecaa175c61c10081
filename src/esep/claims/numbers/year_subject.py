"""Bare years that a clause begins with: "2023 ended with 140,272 offences", "true that 2020 was a record year?"."""

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


def opens_as_year(text: str, start: int, end: int, language: str) -> bool:
    """Return whether a number from 1900 to 2099 is the year that a clause speaks of."""
    if language != "en" or _VERB.match(text, end) is None:
        return False
    return _OPENING.search(text[max(0, start - OPENING_REACH) : start]) is not None
