"""What a dataset does not know: London, the "rest" of a list, a kind of offence that it has no word for."""

from __future__ import annotations

import re
from functools import cache

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.language.cues import find_cues
from esep.language.roles import find_words

# A capitalised word behind a preposition of place; an abbreviation or a month is none.
_PREPOSITION = {"en": r"(?:in|across|throughout|within|from|of)", "ru": r"(?:в|во|на|по|из)", "kk": r"(?!)"}
# An item of a list: what stands between a number and the next one, its brackets left out.
_ITEM = re.compile(
    r"\s?(?:\([^)]{0,40}\))?\s?(?:[,;]|(?:,\s)?(?:and|и|және|а|ал)(?=\s))\s?([^\d,;.:()]{3,40}?)[\s:—–-]*"
)
_JOINING = ("together", "part", "anaphora", "share")
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


def counts_unknown(mention: Mention, previous: Mention | None, found: Found) -> bool:
    """Return whether a member of a list has a noun of its own that names nothing known: "theft 23%, perjury 6.3%".

    Then what was named before it is not what it counts.
    """
    if previous is None or previous.sentence != mention.sentence or previous.operator != mention.operator:
        return False
    if mention.operator not in ("level", "share") or mention.part or previous.part:
        return False
    item = _ITEM.fullmatch(found.text, previous.end, mention.start)
    if item is None:
        return False
    if take_between(found.places, item.start(1), mention.start):
        return any(True for _ in find_words(item[1], found.language, "rest"))
    is_told = take_between(found.periods, item.start(1), mention.start) or find_cues(
        item[1], found.language, "direction"
    )
    is_word = any(True for name in _JOINING for _ in find_words(item[1], found.language, name))
    return not (is_told or is_word) and re.search(r"[^\W\d_]{4,}", item[1]) is not None


def _is_known(start: int, end: int, found: Found) -> bool:
    places = take_between(found.places, start - 60, end)
    if any(place.start <= start < place.end or start <= place.start < end for place in places):
        return True
    periods = take_between(found.periods, start - 60, end)
    return any(period.start <= start < period.end for period in periods)
