"""Claims in words: the highest since a year, for the third year in a row, in second place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from esep.claims.mention import Mention, Window
from esep.claims.place import Place
from esep.language.cues import find_cues
from esep.language.letters import fold_text
from esep.language.lexicon import build_lexicon
from esep.language.numerals import Numeral
from esep.language.roles import read_roles
from esep.model.period import Period

UNITS = {"streak": "periods", "rank": "rank", "extreme": "count"}
EXTREMES = ("highest", "lowest")
# What patterns may name of a direction: an adjective, a noun, "most" and "more".
WORDS = ("word", "noun", "most", "more")
# A longer run, or a lower place, is a misreading.
MOST = 60
DECADE = 10
ENDING = r"(?:st|nd|rd|th|[-‑]?(?:й|я|е|го|м|ом|ый|ий|ая|ое|ший|ші|шы|інші|ыншы|нші|ншы))"
NUMBER = rf"(?:\d{{1,2}}{ENDING}?|[^\W\d_]{{2,20}})"
# What a pattern may name: the groups of a number, and those that tell a stretch of time.
NUMBERED = ("n", "place", "years")
# A run of months or quarters is none of years.
YEAR_UNITS = ("year", "annual", "yearly", "год", "года", "лет", "жыл")
# The window of an order among regions: "the most thefts were in Almaty".
REGIONS = "regions"
# Those of an order that is said to be one of all regions, and of one that no word says to be among them: who "has the
# highest number" is the highest of regions only if a region is what has it.
ALL, LED = "all", "led"
AMONG = (REGIONS, ALL, LED)
# "In the top three" without a number: a word of its own in Russian and Kazakh.
TRIPLE = 3


@dataclass(frozen=True)
class OrderPhrase:
    """A phrase that claims an order: its place, its operator, `highest` or `lowest`, and the number inside.

    `window` is the stretch of time that the phrase itself tells, `region` the one named with an order among regions.
    """

    start: int
    end: int
    operator: str
    direction: str
    value: Fraction
    window: Window | None = None
    region: Place | None = None

    @property
    def is_among_regions(self) -> bool:
        """Return whether a phrase claims an order only where a region is named with it."""
        return self.window is not None and self.window.kind == REGIONS

    def to_mention(self, text: str, sentence: int) -> Mention:
        """Return the phrase as a claim; its number, if any, is a part of it."""
        numeral = Numeral(self.start, self.end, text[self.start : self.end], self.value, 0, "words")
        mention = Mention(numeral, self.start, self.end, sentence, self.operator, self.value, 0)
        mention.unit, mention.direction, mention.window = UNITS[self.operator], self.direction, self.window
        mention.own_region = self.region
        return mention


def find_order(
    text: str, language: str, numerals: Sequence[Numeral], others: Sequence[OrderPhrase] = ()
) -> list[OrderPhrase]:
    """Return the phrases of a text that claim an order, and the `others`, in reading order and without overlap."""
    found = sorted(
        [*_match_all(text, language, numerals), *others], key=lambda one: (one.start, one.is_among_regions, -one.end)
    )
    kept: list[OrderPhrase] = []
    for phrase in found:
        if not kept or phrase.start >= kept[-1].end:
            kept.append(phrase)
    return kept


def is_in_time(mention: Mention) -> bool:
    """Return whether an order is one among periods and not among regions: "the second highest since 2015"."""
    return mention.direction in EXTREMES and (mention.window is None or mention.window.kind not in AMONG)


def read_start(mention: Mention, period: Period | None, base: Period | None) -> Period | None:
    """Return the first year of the stretch that the phrase of an order tells itself, else the base that was read."""
    if mention.window is None or period is None:
        return base
    if mention.window.kind == "years":
        return period.shift_years(1 - mention.window.n)
    return period.shift_years(-(period.start.year % DECADE)) if mention.window.kind == "decade" else None


@lru_cache(maxsize=32)
def has_word(telling: re.Pattern[str], text: str) -> bool:
    """Return whether a text has a word without which a phrase is not there; many phrases share one."""
    return telling.search(text) is not None


def _match_all(text: str, language: str, numerals: Sequence[Numeral]) -> Iterator[OrderPhrase]:
    for name, telling, pattern in _compile(language):
        # Most texts have none of the words, which are found sooner than the phrase.
        for match in pattern.finditer(text) if has_word(telling, text) else ():
            phrase = _read_phrase(name, match, language, numerals)
            if phrase is not None:
                yield phrase


def _read_phrase(name: str, match: re.Match[str], language: str, numerals: Sequence[Numeral]) -> OrderPhrase | None:
    """Return what a match claims, `None` where a number of it cannot be read or another one stands inside."""
    named = {key: read_number(match, key, language, numerals) for key in NUMBERED if match.groupdict().get(key)}
    inside = [n for n in numerals if match.start() <= n.start < match.end()]
    is_read = all(value.denominator == 1 and 0 < value <= MOST for value in named.values())
    if not is_read or len(inside) > len(named):
        return None
    if name not in EXTREMES:
        return _read_numbered(name, match, named)
    # "The largest fall since 2015" is no extreme of a number but of a change.
    if find_cues(match[0], language, "direction") and not match.groupdict().get("ever"):
        return None
    place, operator = named.get("place", Fraction(0)), "rank" if "place" in named else "extreme"
    return OrderPhrase(match.start(), match.end(), operator, name, place, _read_window(match, named))


def _read_numbered(name: str, match: re.Match[str], named: dict[str, Fraction]) -> OrderPhrase | None:
    """Return a run with its length, or a place among regions: the first of who leads, one of the first n."""
    groups = match.groupdict()
    is_top = bool(groups.get("top"))
    value = named.get("n", Fraction(TRIPLE) if is_top else Fraction(1))
    window = Window("top") if is_top else Window(REGIONS) if groups.get(REGIONS) else None
    if name == "streak":
        is_of_years = (groups.get("unit") or "year").casefold() in YEAR_UNITS
        window = Window("first") if groups.get("first") else None if is_of_years else Window("months")
    return OrderPhrase(match.start(), match.end(), name, "", value, window)


def _read_window(match: re.Match[str], named: dict[str, Fraction]) -> Window | None:
    groups = match.groupdict()
    if "years" in named:
        return Window("years", int(named["years"]))
    if groups.get("ten"):
        return Window("years", DECADE)
    return next((Window(kind) for kind in ("decade", "year", REGIONS) if groups.get(kind)), None)


def read_number(match: re.Match[str], key: str, language: str, numerals: Sequence[Numeral]) -> Fraction:
    """Return the number of a group, 0 where its word is none: "ranks first"."""
    inside = [n for n in numerals if match.start(key) <= n.start < match.end(key)]
    if len(inside) == 1:
        return inside[0].value
    lexicon = build_lexicon(language)
    words = (lexicon.get(word) for word in re.findall(r"[^\W\d_]+", fold_text(match[key])))
    return next((entry[0].value for entry in words if entry and entry[0].kind in ("ordinal", "cardinal")), Fraction(0))


@cache
def _compile(language: str) -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Return each phrase with its operator or extreme and with a pattern without whose word it is not there."""
    roles = read_roles(language)
    words = roles["order_words"]
    tells = roles["order_tells"].items()
    found = [(name, str(told), pattern) for name, told in tells for pattern in roles["order"][name]]
    for pattern in (*roles["order"]["extreme"], *roles["order"][REGIONS]):
        marks = [mark for mark in WORDS if f"{{{mark}}}" in pattern]
        for name in EXTREMES if marks else EXTREMES[:1]:
            spelled, word_of = pattern, dict(zip(WORDS, words[name], strict=True))
            for mark in marks:
                spelled = spelled.replace(f"{{{mark}}}", word_of[mark])
            found.append((name, word_of[marks[0]] if marks else "", spelled))
    return tuple(
        (name, re.compile(telling, re.IGNORECASE), re.compile(spell_pattern(pattern, language), re.IGNORECASE))
        for name, telling, pattern in found
    )


def spell_pattern(pattern: str, language: str) -> str:
    """Return a pattern with its numbers spelled out, which stands for whole words."""
    ordinals, cardinals = (
        "|".join(word for word, entries in build_lexicon(language).items() if entries[0].kind == kind)
        for kind in ("ordinal", "cardinal")
    )
    place, count = rf"(?:\d{{1,2}}{ENDING}|{ordinals})", rf"(?:\d{{1,2}}|{cardinals})"
    for key, spelled in (("n", NUMBER), ("years", NUMBER), ("place", place), ("count", count)):
        pattern = pattern.replace(f"{{{key}}}", f"(?P<{key}>{spelled})")
    pattern = pattern.replace(" ", r"\s")
    return rf"(?<!\w)(?:{pattern})(?!\w)"
