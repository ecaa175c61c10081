"""Orders among regions told with those they are held against: "the highest of any county", "the lowest in Canada"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from esep.claims.mention import Found, Mention, Window, take_between
from esep.claims.periods.order import ALL, EXTREMES, LED, OrderPhrase, has_word, read_number, spell_pattern
from esep.claims.place import Place
from esep.claims.reading import CHANGES
from esep.language.cues import find_cues
from esep.language.numerals import Numeral
from esep.language.roles import find_words, match_after, match_before, read_roles
from esep.model.definition import Definition

# Of what an order is one: of numbers, of rates, or of either.
OF_COUNT, OF_RATE, OF_EITHER = 1, 2, 0
# A number of these kinds right before makes an order one of that, and of no count.
OTHERS = (*CHANGES, "share", "one_in_n")
COUNTRY = "country"
# No phrase before the name of the whole is longer.
REACH = 100
LINE = 240


def is_among_regions(mention: Mention) -> bool:
    """Return whether an order is one of regions and not of periods."""
    return mention.window is not None and mention.window.kind in (ALL, LED)


def settle_among(mention: Mention, found: Found, *, is_of_other: bool) -> None:
    """Tell an order among regions what it is one of; one of shares or of changes accuses nobody."""
    assert mention.window is not None
    said = mention.numeral.text
    of_what = next((n for n, name in ((OF_RATE, "per_head"), (OF_COUNT, "counted")) if _says(said, name, found)), 0)
    before = [m for m in found.mentions_in(mention.sentence) if m.end <= mention.start]
    last = before[-1].operator if before else ""
    if last == "rate" and of_what == OF_EITHER:
        of_what = OF_RATE
    mention.is_modal = is_of_other or mention.window.kind == LED or (last in OTHERS and of_what == OF_EITHER)
    mention.window = mention.window._replace(n=of_what)


def _says(said: str, name: str, found: Found) -> bool:
    return any(True for _ in find_words(said, found.language, name, "order_context"))


def find_among(
    text: str, language: str, numerals: Sequence[Numeral], places: Sequence[Place], definition: Definition
) -> list[OrderPhrase]:
    """Return the phrases of a text that claim an order among regions."""
    if not read_roles(language)["order"].get("among"):
        return []
    regions = [place for place in places if place.kind == "region"]
    whole = definition.regions.find(definition.default_region)
    found = [*_match_said(text, language, numerals, is_country=whole is not None and whole.kind == COUNTRY)]
    found += _match_before(
        text, language, "whole", numerals, [p for p in regions if p.code == definition.default_region]
    )
    inner = [place for place in regions if place.code != definition.default_region]
    led = [*_match_before(text, language, "found_in", numerals, inner), *_match_led(text, language, numerals, inner)]
    found += [one for one in led if not any(one.start <= p.start < one.end for p in found)]
    found = [p for p in found if match_after(text, p.end, language, "except_for", "order_context") is None]
    return [_take_whole(phrase, text, language, regions, definition.default_region) for phrase in found]


def _take_whole(phrase: OrderPhrase, text: str, language: str, regions: Sequence[Place], whole: str) -> OrderPhrase:
    """Return a phrase with the name of the whole behind it: "more than anywhere else in the country"."""
    behind = take_between(regions, phrase.end, phrase.end + REACH)
    if not behind or behind[0].code != whole:
        return phrase
    is_joined = match_before(text, behind[0].start, language, "place_in", "text")
    is_next = is_joined is not None and not text[phrase.end : is_joined[0]].strip()
    return replace(phrase, end=behind[0].end) if is_next else phrase


def _match_said(text: str, language: str, numerals: Sequence[Numeral], *, is_country: bool) -> Iterator[OrderPhrase]:
    for name, telling, pattern in _compile(language, "among"):
        for match in pattern.finditer(text) if has_word(telling, text) else ():
            # A part of the regions is told by a word of its own: "of any northern county", "of all six districts".
            is_of_part = any(_has(match, key) for key in ("part", "part_of", "count"))
            if is_country or not _has(match, "country"):
                yield from _read(name, match, LED if is_of_part else ALL, language, numerals)


def _match_before(
    text: str, language: str, group: str, numerals: Sequence[Numeral], places: Sequence[Place]
) -> Iterator[OrderPhrase]:
    """Yield the phrases right before the name of the whole, or of who leads: "the highest rate in Ireland"."""
    for place in places:
        start = max(0, place.start - REACH)
        is_over_time = match_after(text, place.end, language, "over_time", "order_context") is not None
        for name, telling, pattern in _compile(language, group) if not is_over_time else ():
            is_told = has_word(telling, text) and telling.search(text, start, place.start) is not None
            for match in pattern.finditer(text, start, place.start) if is_told else ():
                kind, end = (ALL, place.end) if group == "whole" else (LED, match.end("said"))
                phrases = _read(name, match, kind, language, numerals) if match.end() == place.start else ()
                yield from (replace(phrase, end=end) for phrase in phrases)


def _match_led(text: str, language: str, numerals: Sequence[Numeral], places: Sequence[Place]) -> Iterator[OrderPhrase]:
    """Yield the phrases by which a region named before has the highest or the lowest number."""
    for name, telling, pattern in _compile(language, "led"):
        for match in pattern.finditer(text) if has_word(telling, text) else ():
            line = max(text.rfind("\n", 0, match.start()), text.rfind(". ", 0, match.start()), match.start() - LINE)
            if take_between(places, line, match.start()):
                yield from _read(name, match, LED, language, numerals)


def _read(
    name: str, match: re.Match[str], kind: str, language: str, numerals: Sequence[Numeral]
) -> Iterator[OrderPhrase]:
    named = {key: read_number(match, key, language, numerals) for key in ("place", "count") if _has(match, key)}
    inside = [n for n in numerals if match.start() <= n.start < match.end()]
    is_read = all(value.denominator == 1 and value > 0 for value in named.values()) and len(inside) <= len(named)
    said = match[0][match.end("word") - match.start() :]
    # "The largest fall of any county" is no extreme of a number but of a change.
    if is_read and not find_cues(said, language, "direction"):
        operator = "rank" if "place" in named else "extreme"
        value = named.get("place", Fraction(0))
        yield OrderPhrase(match.start(), match.end(), operator, name, value, Window(kind))


def _has(match: re.Match[str], key: str) -> bool:
    return bool(match.groupdict().get(key))


@cache
def _compile(language: str, group: str) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Return each phrase with its extreme and with a pattern without whose word it is not there."""
    roles = read_roles(language)
    words = roles["order_words"]
    found: list[tuple[str, re.Pattern[str], re.Pattern[str]]] = []
    for pattern in roles["order"].get(group, ()):
        for name in EXTREMES:
            word, _, most, more = words[name]
            spelled = pattern.replace("{word}", f"(?P<word>{word})").replace("{more}", f"(?P<word>{more})")
            spelled = spelled.replace("{most}", f"(?P<word>{most})")
            for noun in ("region", "regions"):
                spelled = spelled.replace(f"{{{noun}}}", str(words[noun]))
            telling = re.compile(more if "{more}" in pattern else word, re.IGNORECASE)
            found.append((name, telling, re.compile(spell_pattern(spelled, language), re.IGNORECASE)))
    return tuple(found)
