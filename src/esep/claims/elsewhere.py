"""Places that a dataset does not know: a sentence on London says nothing about the regions of another country."""

from __future__ import annotations

import re
from functools import cache

from esep.claims.mention import Found, Sentence, take_between

# A capitalised word behind a preposition of place; an abbreviation or a month is none.
_PREPOSITION = {"en": r"(?:in|across|throughout|within|from|of)", "ru": r"(?:в|во|на|по|из)", "kk": r"(?!)"}
_WORD = r"[^\W\d_][\w’'-]{3,}"
_KAZAKH = re.compile(r"(?<=[а-яәіңғүұқөһa-z,] )([А-ЯӘІҢҒҮҰҚӨҺ][\w-]{3,}?(?:да|де|та|те|ның|нің|дың|дің|тың|тің))(?!\w)")


@cache
def _pattern(language: str) -> re.Pattern[str]:
    if language == "kk":
        return _KAZAKH
    preposition = _PREPOSITION.get(language, r"(?!)")
    return re.compile(rf"(?<!\w)(?i:{preposition})\s(?:the\s)?({_WORD})")


def names_unknown_place(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence speaks of a place by a name that is neither a region of the data nor a known word."""
    for match in _pattern(found.language).finditer(found.text, sentence.start, sentence.end):
        if match[1][0].isupper() and not match[1].isupper() and not _is_known(match.start(1), match.end(1), found):
            return True
    return False


def _is_known(start: int, end: int, found: Found) -> bool:
    places = take_between(found.places, start - 60, end)
    if any(place.start <= start < place.end or start <= place.start < end for place in places):
        return True
    periods = take_between(found.periods, start - 60, end)
    return any(period.start <= start < period.end for period in periods)
