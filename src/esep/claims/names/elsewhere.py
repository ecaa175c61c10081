"""What a dataset does not know: London, the "rest" of a list, a kind of offence that it has no word for."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import cache

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.place import Place
from esep.language.cues import find_cues
from esep.language.dates import PeriodMention
from esep.language.plain_words import is_plain
from esep.language.roles import find_words, match_after, read_roles
from esep.model.definition import Definition

# A capitalised word behind a preposition of place; an abbreviation or a month is none.
_PREPOSITION = {"en": r"(?:in|across|throughout|within|from|of)", "ru": r"(?:в|во|на|по|из)", "kk": r"(?!)"}
# An item of a list: what stands between a number and the next one, its brackets left out.
_ITEM = re.compile(
    r"\)?\s?(?:\([^)]{0,40}\))?\s?(?:[,;]|(?:,\s)?(?:and|и|және|а|ал)(?=\s))\s?([^\d,;.:()]{3,40}?)[\s:—–-]*"
)
_OWN_WORD = re.compile(r"\s([^\W\d_]{4,})(?=\s*(?:[,.;)]|\s(?:and|и|және)\s))")
_TOUCHING = 2
_JOINING = ("together", "part", "anaphora", "share")
_AND = re.compile(r"\w*\s?(?:\([^)]{0,40}\))?,?\s(?:and|or|и|или|және|мен|пен|бен)\s(?:[^\W\d]+\s)?", re.IGNORECASE)
# How far around a number a word may say that it is one of several together.
_NEAR = 160
_WORD = r"[^\W\d_][\w’'-]{3,}"
# "The U.S. rate of", "Wisconsin's rate", "Cork recorded 412", "Limerick 301".
_NAME = r"((?:[A-Z]\.){2,}|[A-Z][\w’'-]{2,})"
_BESIDE = (
    re.compile(rf"(?<!\w){_NAME}(?:[’']s)?\s(?:rate|average|figure|total|number|count|level)s?\b"),
    re.compile(rf"(?<!\w){_NAME}\s(?:had|has|saw|recorded|reported|registered|counted|logged|with)\s"),
    re.compile(rf"(?<!\w){_NAME}(?:[’']s)?[:,]?\s\(?$"),
    re.compile(rf"(?<!\w){_NAME},?\s(?:[a-z]+\s){{0,3}}(?:from\s(?:\d[\d.,]*\sto\s)?|by\s|to\s|at\s|up\s|down\s)$"),
)
_IN_PLACE = re.compile(rf"(?:\s[a-z]+)?\s(?:in|for)\s(?:the\s)?{_NAME}")
_BEHIND = 40
# "The four provinces shown", "both counties", "the other regions": several places, and not the whole.
_SEVERAL = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|both|other|remaining|these|those)\s(?:\w+\s){0,2}"
    r"(?:provinces|counties|regions|districts|states|forces|areas|councils|divisions|cities|boroughs|territories)\b",
    re.IGNORECASE,
)
# Another place that has the name of one that the data know: "North Dakota".
_OTHER_PLACE = re.compile(r"(?<!\w)(?:North|South|East|West|Northern|Southern|Eastern|Western|Upper|Lower|New)\s$")
COUNTRY = "country"
LONGEST_ORDER = 120
_KAZAKH = re.compile(r"(?<=[а-яәіңғүұқөһa-z,] )([А-ЯӘІҢҒҮҰҚӨҺ][\w-]{3,}?(?:да|де|та|те|ның|нің|дың|дің|тың|тің))(?!\w)")


@cache
def _near_patterns(language: str) -> tuple[re.Pattern[str], ...]:
    """Return how a name stands before a number: behind a preposition, before "rate" or "had", or right at it."""
    return (_pattern(language), *(_BESIDE if language == "en" else ()))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    if language == "kk":
        return _KAZAKH
    preposition = _PREPOSITION.get(language, r"(?!)")
    return re.compile(rf"(?<!\w)(?i:{preposition})\s(?:the\s)?({_WORD})")


def names_unknown_place(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence speaks of a place by a name that is neither a region of the data nor a known word."""
    for match in _pattern(found.language).finditer(found.text, sentence.start, sentence.end):
        if match[1][0].isupper() and not match[1].isupper() and not is_known(match.start(1), match.end(1), found):
            return True
    return _names_capital(sentence.start, sentence.end, found)


def _names_capital(start: int, end: int, found: Found) -> bool:
    """Return whether a place is told by its rank, "the regional capital", which the data do not know by that."""
    regions = [p for p in take_between(found.places, start, end) if p.kind == "region"]
    spans = find_words(found.text[start:end], found.language, "place", "capital")
    return any(not any(p.start < start + last and start + first < p.end for p in regions) for first, last in spans)


def is_of_unknown_place(
    mention: Mention, region: Place | None, sentence: Sentence, found: Found, definition: Definition
) -> bool:
    """Return whether a name that the data do not know stands nearer to a number than its region, as in a list.

    "In Glasgow 54,381, in Dundee 14,800"; "249.9, well below the U.S. rate of 359.1". So does a word for the country
    where the data are of a part of it.
    """
    if _names_capital(sentence.start, mention.start, found):
        return True
    if region is not None and region.start > mention.start:
        if found.language != "kk":
            return False
        # A Kazakh place stands before its number: what comes behind may be the next one's.
        region = None
    start = max(sentence.start, region.end if region is not None else sentence.start)
    if region is None:
        before = take_between(found.mentions, sentence.start, mention.start)
        start = before[-1].end if before else start
    named = [
        match.span(1) for pattern in _near_patterns(found.language) for match in _search(pattern, start, mention, found)
    ]
    if any(_is_name(*span, found) for span in named):
        return True
    if region is not None and _lies_beyond(region, sentence, found):
        return True
    if found.language == "en" and region is None and _SEVERAL.search(found.text, sentence.start, mention.start):
        return True
    widest = definition.regions.find(definition.default_region)
    words = read_roles(found.language)["territory"] if widest is not None and widest.kind != COUNTRY else {}
    text = found.text[start : mention.start]
    return COUNTRY in words and any(True for _ in find_words(text, found.language, COUNTRY, "territory"))


def _lies_beyond(region: Place, sentence: Sentence, found: Found) -> bool:
    """Return whether something beside a region is meant: "elsewhere in England", "outside London", "North Dakota"."""
    if found.language == "en" and _OTHER_PLACE.search(found.text, max(0, region.start - _BEHIND), region.start):
        return True
    before = found.text[max(sentence.start, region.start - _BEHIND) : region.start]
    words = find_words(before, found.language, "beyond")
    return any(len(before[end:].split()) <= 1 and not any(mark in before[end:] for mark in ",;:") for _, end in words)


def _search(pattern: re.Pattern[str], start: int, mention: Mention, found: Found) -> list[re.Match[str]]:
    """Return what a pattern finds before a number, and right behind it where no other number comes first."""
    following = take_between(found.mentions, mention.end, mention.end + _BEHIND)
    until = following[0].start if following else mention.end + _BEHIND
    behind = _IN_PLACE.match(found.text, mention.end, until) if found.language == "en" else None
    return [*pattern.finditer(found.text, start, mention.start), *([behind] if behind else [])]


def _is_name(start: int, end: int, found: Found) -> bool:
    word = found.text[start:end]
    return word[0].isupper() and not is_plain(word, found.language) and not is_known(start, end, found)


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


def counts_own(mention: Mention, previous: Mention | None, found: Found) -> bool:
    """Return whether a number has a word of its own behind it, unknown, and the noun it got is the one before's.

    "58,874 crimes of medium gravity, 37,548 grave": the second number counts what "grave" says.
    """
    place = mention.measure_place
    if previous is None or place is None or mention.operator != "level" or place is not previous.measure_place:
        return False
    if not 0 <= place.start - previous.end <= _TOUCHING or place.end > mention.start:
        return False
    word = _OWN_WORD.match(found.text, mention.end)
    if word is None or any(p.kind == "measure" for p in take_between(found.places, word.start(1), word.end(1))):
        return False
    is_period = any(p.start < word.end(1) and word.start(1) < p.end for p in _near_periods(word.start(1), found))
    is_role = match_after(found.text, mention.end, found.language, "cases") is not None
    return not (is_period or is_role or find_cues(word[1], found.language, "direction"))


def _near_periods(position: int, found: Found) -> Sequence[PeriodMention]:
    return take_between(found.periods, position - _NEAR, position + _NEAR)


def counts_several(mention: Mention, sentence: Sentence, found: Found, definition: Definition) -> bool:
    """Return whether a number may be one of several kinds together, or a share of another sort than of a whole.

    "Fraud and theft make up 57%" is of neither alone; "the clearance of murders is 95%" is no share of all offences.
    """
    start, end = max(sentence.start, mention.start - _NEAR), min(sentence.end, mention.end + _NEAR)
    places = [p for p in take_between(found.places, start, end) if p.kind == "measure"]
    before = [place for place in places if place.end <= mention.start]
    for one, other in itertools.pairwise(before):
        is_next = not any(other.end <= m.start < mention.start for m in _outside_brackets(mention, start, found))
        if is_next and one.code != other.code and _AND.fullmatch(found.text, one.end, other.start):
            return not _opens(mention, found)
    is_share = mention.operator in ("share", "one_in_n")
    after = [place for place in places if place.start >= mention.end]
    if (is_share or (after and _touches(mention, after[0], found))) and _names_two_behind(mention, after, found):
        return True
    if not is_share:
        with_others = find_words(found.text[start : mention.start], found.language, "together_with")
        return any(not take_between(found.periods, start + at, start + to) for at, to in with_others)
    kinds = (definition.measures.find(place.code) for place in places)
    together = find_words(found.text[start : mention.start], found.language, "together")
    return any(code is not None and code.kind == "share" for code in kinds) or any(True for _ in together)


def _touches(mention: Mention, place: Place, found: Found) -> bool:
    """Return whether nothing stands between a number and what it counts."""
    return not found.text[mention.end : place.start].strip()


def _names_two_behind(mention: Mention, after: Sequence[Place], found: Found) -> bool:
    """Return whether two kinds, joined, come behind a share before other numbers: "six in ten are fraud or theft"."""
    following = next((m.start for m in take_between(found.mentions, mention.end, mention.end + _NEAR)), None)
    near = [place for place in after if following is None or place.end <= following]
    pairs = ((one, other) for one, other in itertools.pairwise(near) if one.code != other.code)
    return any(_AND.fullmatch(found.text, one.end, other.start) for one, other in pairs)


def _outside_brackets(mention: Mention, start: int, found: Found) -> list[Mention]:
    """Return the numbers of a sentence from a place on and before one of them that stand in no bracket of their own."""
    return [m for m in take_between(found.mentions, start, mention.start) if not _opens(m, found)]


def _opens(mention: Mention, found: Found) -> bool:
    return found.text[max(0, mention.start - 3) : mention.start].rstrip().endswith("(")


def is_known(start: int, end: int, found: Found) -> bool:
    """Return whether a word belongs to a place or a period of a text, or to the words of an order."""
    if any(start < mention.end for mention in take_between(found.mentions, start - LONGEST_ORDER, start)):
        return True
    places = take_between(found.places, start - 60, end)
    if any(place.start <= start < place.end or start <= place.start < end for place in places):
        return True
    periods = take_between(found.periods, start - 60, end)
    return any(period.start <= start < period.end for period in periods)


def counts_contribution(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a difference is only a part of one, told by its cause: "1,752 of it are due to the population"."""
    said = found.text[sentence.start : sentence.end]
    return mention.operator == "difference" and any(True for _ in find_words(said, found.language, "contribution"))
