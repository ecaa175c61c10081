"""Several regions in one number: "30 % fewer than in Almaty" is no change over time, "A and B together" is a sum."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from esep.answers import Answers
from esep.claims.arithmetic.consistency import COMPUTE, grade_claim
from esep.claims.arithmetic.grade import Grade, Truth
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.elsewhere import is_known
from esep.claims.names.wholes import SHARES
from esep.claims.periods.bound import list_runs
from esep.claims.place import Place
from esep.claims.reading import CHANGES, Reading
from esep.language.roles import find_words
from esep.model.figure import Figure
from esep.model.question import Question

# What stands between a comparison and the region that it is made with, and how far that may be.
REACH = 48
THAN = {
    "en": re.compile(
        r"(?:[a-z]+ ){0,4}(?:than|again as|as [a-z]+ as) (?:in |that (?:of|in) |the )?$"
        r"|\s?(?:times )?(?:that|the (?:rate|figure|level|number)) (?:of|in|for) (?:the )?$",
        re.IGNORECASE,
    ),
    "ru": re.compile(r"(?:[а-яё]+,? ){0,4}чем (?:в |во )?$", re.IGNORECASE),
    "kk": re.compile(r"(?!)"),
}
OF_REGION = re.compile(r"(?:['’]s)?\s(?:rate|average|figure|level|number|mean)\b", re.IGNORECASE)
KAZAKH_BESIDE = re.compile(r"\w*\s(?:қарағанда|салыстырғанда)")
# "Hennepin and Ramsey together recorded 2,180": how far the regions may stand from their sum, and behind it the word.
SUM_REACH = 100
WORD_REACH = 24
LEAST_SUMMED = 2
BRACKET = re.compile(r"\s?\([^()\n]{1,40}\)")
JOINED = re.compile(r",?\s(?:and|и|және|мен|пен|бен)\s(?:the\s)?|,\s(?:the\s)?", re.IGNORECASE)
ADDING = (("together", "text"), ("cue", "sum"))
NAME = r"[A-Z][\w’'-]{2,}"
FELL_TO = re.compile(
    r"\b(?:came from|fell to|were recorded in|was recorded in|occurred in|took place in|happened in|were in|was in)"
    r"\s(?:the\s)?$|(?:приходится|приходятся|пришлось|пришлась|пришлись|выпало)\sна\s$",
    re.IGNORECASE,
)
UNKNOWN_BEHIND = re.compile(rf"(?:,\s(?:the\s)?{NAME}(?:\s{NAME})*)*,?\sand\s(?:the\s)?({NAME})")
UNKNOWN_BEFORE = re.compile(rf"({NAME})(?:,\s(?:the\s)?{NAME}(?:\s{NAME})*)*,?\sand\s(?:the\s)?$")
SUMMED = ("level", "sum", *SHARES)
ABLATIVE = re.compile(r"(?:дан|ден|тан|тен|нан|нен)$")


def find_compared_region(mention: Mention, sentence: Sentence, found: Found) -> Place | None:
    """Return the region with which a number compares, by the word "than" before it or a Kazakh ending behind it."""
    if mention.operator not in CHANGES:
        return None
    for place in take_between(found.places, sentence.start, sentence.end):
        if place.kind != "region":
            continue
        if found.language == "kk":
            beside = KAZAKH_BESIDE.match(found.text, place.end)
            word = beside or ABLATIVE.search(found.text, place.start, place.end)
            if word is not None and 0 <= mention.start - place.end <= REACH:
                return place
        elif 0 < place.start - mention.end <= REACH and _is_than(mention, place, found):
            return place
    return None


def _is_than(mention: Mention, place: Place, found: Found) -> bool:
    """Return whether a region is what a number compares with: "than in Almaty", "four times the national rate"."""
    if THAN[found.language].search(found.text, mention.end, place.start):
        return True
    is_times = mention.operator == "fold" and found.text[mention.end : place.start].strip() in ("", "the")
    is_told = is_times and OF_REGION.match(found.text, place.end) is not None
    # A place and the whole that holds it are compared by what there is per head.
    mention.is_of_rate = mention.is_of_rate or is_told
    return is_told


def find_first_region(beside: Place, sentence: Sentence, found: Found) -> Place | None:
    """Return the region that is compared: the nearest one named before the other in the sentence."""
    places = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "region"]
    others = [place for place in places if place.code != beside.code]
    before = [place for place in others if place.start < beside.start]
    return before[-1] if before else (others[0] if others else None)


@dataclass(frozen=True)
class Summed:
    """The regions that one number is of.

    `is_said` where a word adds them up, `is_open` where one of them is unknown.
    """

    codes: tuple[str, ...] = ()
    is_said: bool = False
    is_open: bool = False


def find_summed_regions(mention: Mention, sentence: Sentence, found: Found, widest: str) -> Summed:
    """Return the regions that are joined right before a number, which is of all of them: "Ontario and Quebec had 341".

    Without a word such as "together" each of them may have had as many.
    """
    text = found.text
    if (behind := _find_behind(mention, sentence, found)) and widest not in behind:
        return Summed(behind, is_said=True)
    numbers = [m for m in found.mentions_in(mention.sentence) if m.operator in SUMMED]
    # "Ontario (37,023) and Quebec (21,034) together": each in its brackets.
    aside = [m for m in numbers if text[m.start - 1 : m.start] + text[m.end : m.end + 1] == "()"]
    if mention in aside:
        return Summed()
    aside = [m for m in aside if m.end <= mention.start]
    numbers = [m for m in numbers if m not in aside]
    start = max([sentence.start, mention.start - SUM_REACH, *(m.end for m in numbers if m.end <= mention.start)])
    regions = [p for p in take_between(found.places, start, mention.start) if p.kind == "region"]
    listed = next((run for run in list_runs(numbers, text) if mention in run), [])
    if not regions or len(listed) != 1:
        return Summed()
    if _joins_unknown(regions[-1], sentence, found):
        return Summed(is_open=True)
    run = regions[-1:]
    for place in reversed(regions[:-1]):
        if not JOINED.fullmatch(BRACKET.sub("", text[place.end : run[0].start])):
            break
        run.insert(0, place)
    codes = tuple(dict.fromkeys(place.code for place in run))
    if len(codes) < LEAST_SUMMED or widest in codes:
        return Summed()
    words = text[max(sentence.start, run[0].start - WORD_REACH) : min(sentence.end, mention.end + WORD_REACH)]
    is_said = any(True for name, section in ADDING for _ in find_words(words, found.language, name, section))
    is_broken = any(run[0].start < m.start for m in aside)
    return Summed(codes, is_said) if is_said or not is_broken else Summed()


def _find_behind(mention: Mention, sentence: Sentence, found: Found) -> tuple[str, ...]:
    """Return the regions to which a share falls behind it: "nearly half of all cases came from Kent and Essex"."""
    following = take_between(found.mentions, mention.end, sentence.end)
    end = following[0].start if following else sentence.end
    regions = [p for p in take_between(found.places, mention.end, end) if p.kind == "region"]
    fell = FELL_TO.search(found.text, mention.end, regions[0].start) if regions else None
    if mention.operator not in SHARES or len(regions) < LEAST_SUMMED or fell is None:
        return ()
    pairs = itertools.pairwise(regions)
    is_run = all(JOINED.fullmatch(found.text, one.end, other.start) for one, other in pairs)
    return tuple(dict.fromkeys(place.code for place in regions)) if is_run else ()


def _joins_unknown(region: Place, sentence: Sentence, found: Found) -> bool:
    """Return whether a name that the data do not know is joined to a region: "London and Essex", "Essex and London"."""
    if found.language != "en":
        return False
    behind = UNKNOWN_BEHIND.match(found.text, region.end, sentence.end)
    before = UNKNOWN_BEFORE.search(found.text, max(sentence.start, region.start - SUM_REACH), region.start)
    names = [match.span(1) for match in (behind, before) if match is not None]
    return any(not is_known(*span, found) for span in names)


def compare_regions(mention: Mention, reading: Reading, answers: Answers) -> tuple[Figure, Grade] | None:
    """Return what the figures of two regions give for a comparison between them; `None` where one is missing.

    A number of cases is compared, or their rate per head: what fits neither is told of the number.
    """
    if reading.period is None or mention.operator not in COMPUTE or not reading.measure:
        return None
    regions = (reading.region, reading.base_region)
    level = Question(reading.measure, reading.scope, reading.region, reading.period, reading.attribute)
    rate = replace(level, operation="rate-per", rate_base=answers.definition.rate_base)
    graded: list[tuple[Figure, Grade]] = []
    for question in (rate,) if mention.is_of_rate else (level, rate):
        asked = (replace(question, region=region) for region in regions)
        own, base = (answers.ask(one, with_others=False).figure for one in asked)
        figure = COMPUTE[mention.operator](own, base) if own.value is not None and base.value is not None else None
        if figure is not None and figure.value is not None and figure.interval is not None:
            graded.append((figure, grade_claim(mention, Truth(figure.value, figure.interval))))
    return next((one for one in graded if one[1].is_pass), graded[0] if graded else None)
