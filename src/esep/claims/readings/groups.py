"""Two regions compared with each other: "30 % fewer than in Almaty" is no change over time."""

from __future__ import annotations

import re

from esep.answers import Answers
from esep.claims.arithmetic.consistency import COMPUTE, grade_claim
from esep.claims.arithmetic.grade import Grade, Truth
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.place import Place
from esep.claims.reading import CHANGES, Reading
from esep.model.figure import Figure
from esep.model.question import Question

# What stands between a comparison and the region that it is made with, and how far that may be.
REACH = 48
THAN = {
    "en": re.compile(r"(?:[a-z]+ ){0,4}than (?:in |that (?:of|in) |the )?$", re.IGNORECASE),
    "ru": re.compile(r"(?:[а-яё]+,? ){0,4}чем (?:в |во )?$", re.IGNORECASE),
    "kk": re.compile(r"(?!)"),
}
KAZAKH_BESIDE = re.compile(r"\w*\s(?:қарағанда|салыстырғанда)")
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
        elif 0 < place.start - mention.end <= REACH and THAN[found.language].search(
            found.text, mention.end, place.start
        ):
            return place
    return None


def find_first_region(beside: Place, sentence: Sentence, found: Found) -> Place | None:
    """Return the region that is compared: the nearest one named before the other in the sentence."""
    places = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "region"]
    others = [place for place in places if place.code != beside.code]
    before = [place for place in others if place.start < beside.start]
    return before[-1] if before else (others[0] if others else None)


def compare_regions(mention: Mention, reading: Reading, answers: Answers) -> tuple[Figure, Grade] | None:
    """Return what the figures of two regions give for a comparison between them; `None` where one is missing."""
    if reading.period is None or mention.operator not in COMPUTE or not reading.measure:
        return None
    regions = (reading.region, reading.base_region)
    asked = [Question(reading.measure, reading.scope, region, reading.period, reading.attribute) for region in regions]
    own, base = (answers.ask(question, with_others=False).figure for question in asked)
    if own.value is None or base.value is None:
        return None
    figure = COMPUTE[mention.operator](own, base)
    if figure.value is None or figure.interval is None:
        return None
    return figure, grade_claim(mention, Truth(figure.value, figure.interval))
