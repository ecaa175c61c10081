"""Places where something was said, of which no number is: "at a briefing in Astana", "Алматыда өткен брифингте"."""

from __future__ import annotations

import re

from esep.claims.place import Place
from esep.language.roles import compile_words, read_roles

REACH = 60
_BEFORE = {
    "en": r"(?:\s(?:held|here|today|yesterday|on\s[A-Z]\w+(?:\s\d+)?))*\s(?:in|at)\s(?:the\s)?$",
    "ru": r"(?:\s[^\W\d]+){0,2}\s(?:в|во)\s(?:г\.\s?|городе\s)?$",
}
_BEHIND = r"\w*\s(?:қаласында\s)?(?:(?:өткен|болған|өтіп жатқан|ұйымдастырылған)\s)?(?:[^\W\d]+\s)?"


def is_venue(place: Place, text: str, language: str) -> bool:
    """Return whether a region only tells where a meeting was held at which somebody spoke."""
    words = tuple(read_roles(language)["text"]["venue"])
    if place.kind != "region":
        return False
    if language == "kk":
        return (
            re.compile(_BEHIND + f"(?:{compile_words(words).pattern})", re.IGNORECASE).match(text, place.end)
            is not None
        )
    pattern = re.compile(f"(?:{compile_words(words).pattern}){_BEFORE[language]}", re.IGNORECASE)
    return pattern.search(text[max(0, place.start - REACH) : place.start]) is not None
