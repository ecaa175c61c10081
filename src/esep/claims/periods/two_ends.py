"""The two ends that a passage compares where it prints both: "In 2019 there were 676. In 2024 it was 814, up 20%".

What follows in the passage compares the same two, or each year with the one before: nobody says which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import Frame, to_period
from esep.claims.reading import CHANGES, Reading
from esep.model.period import Period

# "2.1 million, an increase of 8%", "814, up 20%": the change is told of the number right before it.
APPOSED = re.compile(
    r"(?:\s[^\W\d]+){0,3},\s(?:or\s|which is\s|that is\s)?"
    r"(?:(?:up|down)(?:\sby)?|an?\s(?:[^\W\d]+\s){0,2}"
    r"(?:rise|increase|jump|growth|gain|drop|fall|decrease|decline|reduction)\sof)\s(?:[^\W\d]+\s){0,2}",
    re.IGNORECASE,
)
# "Over the same span", "over those five years": what the text compared last.
SPAN_BACK = re.compile(
    r"\b(?:over|in|during|across)\s(?:(?:the\s)?(?:very\s)?same|that|this|those|these)\s"
    r"(?:[^\W\d]+[\s-])?(?:span|stretch|time|timeframe|interval|years)\b|\bover\s(?:the\s)?same\s(?:period|months)\b",
    re.IGNORECASE,
)


def says_span_back(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence tells of the stretch that the text compared last."""
    return found.language == "en" and SPAN_BACK.search(found.text, sentence.start, sentence.end) is not None


def date_by_before(
    mentions: Sequence[Mention],
    readings: list[Reading],
    before: Sequence[tuple[Mention, Reading]],
    sentence: Sentence,
    found: Found,
) -> None:
    """Set a change told of a number against the one number of the same thing that the sentence before dates earlier.

    Where it is told of no number right before it, both that and the year before may be meant.
    """
    named = {to_period(p) for p in take_between(found.periods, sentence.start, sentence.end)}
    for at, mention in enumerate(mentions):
        reading = readings[at]
        is_open = mention.operator in CHANGES and mention.base is None and not mention.span
        if not is_open or reading.period is None or reading.period not in named or found.language != "en":
            continue
        base = _find_earlier(mention, reading, before)
        if base is None or base == reading.base_period:
            continue
        is_apposed = at > 0 and mentions[at - 1].operator == "level" and readings[at - 1].period == reading.period
        if is_apposed and APPOSED.fullmatch(found.text, mentions[at - 1].end, mention.numeral.start):
            mention.rivals.append((reading.period, reading.base_period))
            readings[at] = replace(reading, base_period=base)
        else:
            mention.rivals.append((reading.period, base))


def _find_earlier(mention: Mention, reading: Reading, before: Sequence[tuple[Mention, Reading]]) -> Period | None:
    """Return the period of the one number of the same thing in the sentence before, if words date it earlier."""
    told = [(m, r) for m, r in before if m.sentence == mention.sentence - 1]
    alike = [
        (to_period(m.period), r.period)
        for m, r in told
        if (r.measure, r.attribute, r.region) == (reading.measure, reading.attribute, reading.region)
    ]
    if len(alike) != 1 or reading.period is None:
        return None
    named, base = alike[0]
    return base if base is not None and named == base and base < reading.period else None


def find_printed_frame(
    mentions: Sequence[Mention], readings: Sequence[Reading], before: Sequence[tuple[Mention, Reading]]
) -> Frame | None:
    """Return the two periods of which numbers of the same thing are printed, words dating both."""
    told = [(m, r) for m, r in before if mentions and m.sentence == mentions[0].sentence - 1]
    dated: dict[tuple[str, str, str], set[Period]] = {}
    for mention, reading in (*told, *zip(mentions, readings, strict=True)):
        own = to_period(mention.period)
        if mention.operator == "level" and own is not None and own == reading.period:
            dated.setdefault((reading.measure, reading.attribute, reading.region), set()).add(own)
    pairs = [sorted(periods) for periods in dated.values() if len(periods) == 2]
    return Frame(pairs[-1][1], pairs[-1][0], is_firm=False, is_opening=True) if pairs else None
