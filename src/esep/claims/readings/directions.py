"""Claims of a direction without a size: "fraud rose again", "растёт число мошенничеств", "5,400, up from 4,900"."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache

from esep.claims.arithmetic.consistency import may_be_year, printed_figure
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.understood import narrows_kind
from esep.claims.periods.ends import STATES
from esep.claims.reading import CHANGES
from esep.language.cues import find_cues
from esep.language.numerals import Numeral
from esep.language.roles import find_words, read_roles
from esep.model.interval import Interval

DIRECTION = "direction"
SIGNS = {"up": 1, "down": -1}
# "163, up from 140": what may stand between the two numbers. English alone writes so.
UP_FROM = re.compile(r"[^.;:()]{0,60}?,?\s(?P<word>up|down)\sfrom\s(?:the\s|some\s|about\s)?", re.IGNORECASE)
# "rose from 120 to 140", "с 120 до 140", "120-дан 140-қа дейін өсті": how far the word may stand from its numbers.
VERB_REACH = 32
NO_GAP = re.compile(r"[^.;:,()\d]*")
# What stands for the offences counted last, as the subject of a verb.
PRONOUN = {
    "en": re.compile(
        r"\W*(?:(?:and|but|so)\s)?(?:they|their\s(?:number|count|total)s?|the number of them)\s(?:also\s)?", re.I
    ),
    "ru": re.compile(
        r"\W*(?:(?:и|а|но|при этом)\s)?(?:их|они)\s(?:(?:общее\s)?(?:число|количество)\s)?(?:также\s)?", re.I
    ),
    "kk": re.compile(
        r"\W*(?:(?:ал|бірақ)\s)?(?:олардың|оның|олар|бұлардың)\s(?:(?:жалпы\s)?саны\s)?(?:да\s|де\s)?", re.I
    ),
}
# "Rose to", "rose again to": nothing else may stand between a verb and the number that it leads to.
LEADS_TO = re.compile(r"\s(?:(?:again|further|slightly|sharply|back)\s)?to\s", re.IGNORECASE)
# Over a stretch of time a number may have gone another way than in its last year.
STRETCHES = ("duration", "since", "since_then", "since_season", "decade", "year_pair", "year_range", "event")
# Periods are numbers too, and say nothing of how many.
TIMES = ("period", "base_period", "date", "duration", "ordinal")


def find_directions(found: Found) -> list[Mention]:
    """Return the claims of a direction that no number of the text measures, in reading order.

    Between two levels it is told by ", up from"; a verb between two levels claims one too, which is told only where
    they exclude it. In a sentence without numbers a verb claims it of the one offence that is named beside it.
    """
    directions: list[Mention] = []
    counted = sorted(numeral.start for numeral, role in found.others if role not in TIMES)
    for index, sentence in enumerate(found.sentences):
        inside = found.mentions_in(index)
        is_counted = bisect.bisect_left(counted, sentence.start) < bisect.bisect_left(counted, sentence.end)
        if inside:
            directions += _find_between(inside, sentence, index, found)
            directions += _find_resumed(inside, sentence, index, found)
            directions += _find_led_to(inside, sentence, index, found)
        elif not is_counted:
            directions += _find_alone(sentence, index, found)
    return sorted(directions, key=lambda mention: mention.start)


def contradicts(mention: Mention) -> bool:
    """Return whether the two levels of a direction go the other way, whatever their rounding left open."""
    if mention.ends is None:
        return False
    later, earlier = (printed_figure(end).interval for end in mention.ends)
    low, high = (later, earlier) if mention.direction == "up" else (earlier, later)
    return _lies_below(low, high)


def _lies_below(low: Interval | None, high: Interval | None) -> bool:
    if low is None or high is None or low.high is None or high.low is None:
        return False
    return low.high < high.low


def _find_between(inside: list[Mention], sentence: Sentence, index: int, found: Found) -> Iterator[Mention]:
    levels = [pair for pair in itertools.pairwise(inside) if _are_levels(*pair)]
    if not levels or _is_unclear(sentence, found):
        return
    for first, second in levels:
        told = UP_FROM.fullmatch(found.text, first.end, second.start)
        if told is not None and first.part != "from":
            start = told.start("word")
            yield _make(start, told.end("word"), told["word"].casefold(), index, found, (first, second))
        elif {first.part, second.part} == {"from", "to"}:
            ends = (second, first) if first.part == "from" else (first, second)
            claimed = _find_verb(first, second, sentence, index, found)
            claimed = replace(claimed, ends=ends) if claimed is not None else None
            # A change with a size that goes the same way says it already.
            is_said = claimed is not None and any(
                m.operator in CHANGES and m.direction == claimed.direction for m in inside
            )
            if claimed is not None and not is_said and contradicts(claimed):
                yield claimed


def _find_led_to(inside: list[Mention], sentence: Sentence, index: int, found: Found) -> Iterator[Mention]:
    """Yield the directions that lead to a number without a size or a start: "homicides rose to 541"."""
    if found.language != "en" or not any(m.part == "to" for m in inside) or _is_unclear(sentence, found):
        return
    near = take_between(found.periods, sentence.start, sentence.end)
    if len({(p.first, p.last) for p in near}) > 1 or any(p.kind in STRETCHES for p in near):
        return
    for at, level in enumerate(inside):
        is_plain = level.operator == "level" and level.unit == "count" and level.part == "to" and not may_be_year(level)
        if not is_plain or any(m.part == "from" for m in inside[at : at + 2]):
            continue
        verbs = list(_verbs(found, max(sentence.start, level.start - VERB_REACH), level.start))
        if verbs and LEADS_TO.fullmatch(found.text, verbs[-1][1], level.start):
            yield replace(_make(*verbs[-1], index, found, None), level=level)


def _find_resumed(inside: list[Mention], sentence: Sentence, index: int, found: Found) -> Iterator[Mention]:
    """Yield the directions of clauses without numbers about what was counted: "угонов 266, их число выросло"."""
    verbs = list(_verbs(found, inside[0].end, sentence.end))
    if not verbs or _is_unclear(sentence, found):
        return
    for start, end, direction in verbs:
        clause = sentence.clause_of(start)
        places = take_between(found.places, sentence.start, start)
        counted = {p.code for p in places if p.kind == "measure"}
        is_free = not any(sentence.clause_of(m.start) == clause for m in inside)
        is_free = is_free and not any(sentence.clause_of(p.start) == clause for p in places if p.kind == "measure")
        if is_free and len(counted) == 1 and _is_led_by_pronoun(start, sentence, found):
            yield _make(start, end, direction, index, found, None)


def _is_led_by_pronoun(verb: int, sentence: Sentence, found: Found) -> bool:
    """Return whether the clause of a verb has what was counted for its subject: "их число", "олардың саны"."""
    clause = max((at for at in sentence.clauses if at <= verb), default=sentence.start)
    return PRONOUN[found.language].fullmatch(found.text, clause, verb) is not None


def _are_levels(first: Mention, second: Mention) -> bool:
    """Return whether two numbers are levels of one kind, of which one may have followed the other."""
    is_alike = first.operator == second.operator and first.operator in STATES and first.unit == second.unit
    return is_alike and not any(may_be_year(one) or one.is_either for one in (first, second))


def _find_verb(first: Mention, second: Mention, sentence: Sentence, index: int, found: Found) -> Mention | None:
    """Return the verb right before two levels, in Kazakh right behind them."""
    is_behind = found.language == "kk"
    low = second.end if is_behind else max(sentence.start, first.start - VERB_REACH)
    high = min(sentence.end, second.end + VERB_REACH) if is_behind else first.start
    verbs = [*_verbs(found, low, high)]
    verb = verbs[0 if is_behind else -1] if verbs else None
    if verb is None:
        return None
    gap = (second.end, verb[0]) if is_behind else (verb[1], first.start)
    return _make(*verb, index, found, None) if NO_GAP.fullmatch(found.text, *gap) else None


def _find_alone(sentence: Sentence, index: int, found: Found) -> Iterator[Mention]:
    """Yield the directions of a sentence without numbers, one a clause."""
    text = found.text
    if _is_unclear(sentence, found) or text[sentence.start : sentence.end].rstrip().endswith("?"):
        return
    if _is_of_part(sentence, found):
        return
    taken: set[int] = set()
    for start, end, direction in _verbs(found, sentence.start, sentence.end):
        clause = sentence.clause_of(start)
        mention = _make(start, end, direction, index, found, None)
        view = replace(found, mentions=[mention])
        if clause not in taken and _has_subject(mention, sentence, found) and not narrows_kind(mention, sentence, view):
            taken.add(clause)
            yield mention


def _has_subject(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether the clause of a verb names one kind of offence; in Russian the subject may stand behind it."""
    clause = sentence.clause_of(mention.start)
    places = take_between(found.places, sentence.start, sentence.end)
    places = [p for p in places if p.kind == "measure" and sentence.clause_of(p.start) == clause]
    if not places and _is_led_by_pronoun(mention.start, sentence, found):
        return True
    is_before = all(place.end <= mention.start for place in places) or found.language == "ru"
    return is_before and len({place.code for place in places if not place.is_anaphoric}) == 1 == len(places)


def _is_unclear(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence denies, plans, supposes, or speaks of shares or rates."""
    words, language = found.text[sentence.start : sentence.end], found.language
    names = [("modal", "text"), ("target", "text"), ("share", "text"), ("of_rate", "order_context")]
    said = (find_words(words, language, name, section) for name, section in names)
    cues = (find_cues(words, language, section) for section in ("negation", "future", "share"))
    return any(True for spans in said for _ in spans) or any(cues)


def _is_of_part(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence speaks of some regions or of a part of the time; a name of a region is none."""
    words = found.text[sentence.start : sentence.end]
    spots = (sentence.start + at for at, _ in find_words(words, found.language, "some", "trend"))
    places = take_between(found.places, sentence.start, sentence.end)
    return any(not any(place.start <= spot < place.end for place in places) for spot in spots)


def _verbs(found: Found, low: int, high: int) -> Iterator[tuple[int, int, str]]:
    for match in _compile(found.language).finditer(found.text, low, high):
        yield *match.span(), str(match.lastgroup)


def _make(
    start: int, end: int, direction: str, index: int, found: Found, ends: tuple[Mention, Mention] | None
) -> Mention:
    numeral = Numeral(start, end, found.text[start:end], Fraction(0), 0, "words")
    return Mention(numeral, start, end, index, DIRECTION, Fraction(0), 0, direction=direction, ends=ends)


@cache
def _compile(language: str) -> re.Pattern[str]:
    trend = read_roles(language)["trend"]
    spelled = (f"(?P<{name}>{'|'.join(trend[name])})" for name in SIGNS)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)".replace(" ", r"\s"), re.IGNORECASE)
