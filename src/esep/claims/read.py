"""What each claim speaks of: measure, scope, region, period and base, from its words and what was said before."""

from __future__ import annotations

import datetime
import itertools
import re
from collections import defaultdict
from dataclasses import replace

from esep.claims.elsewhere import counts_own, counts_several, counts_unknown
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.pairs import is_part_of
from esep.claims.reading import Reading
from esep.claims.topic import Topic
from esep.claims.what import read_what
from esep.claims.when import default_period, find_own_period, is_distant, names_period, read_when
from esep.claims.wholes import SHARES, find_wholes
from esep.language.roles import match_before
from esep.model.definition import Definition
from esep.model.printed import Printed

WAS = re.compile(r"(?:был[оаи]?|were|was|had been|раньше|болған|болды)\s$", re.IGNORECASE)
IS_NOW = re.compile(
    r"[^\d.;()]{0,24}[,;—–-]\s?(?:а |and |ал )?(?:стал[оаи]?|теперь|сейчас|now|енді|қазір)[^\d.;()]{0,16}"
)
# A thing has one of these at a time.
ONE_VALUED = ("level", "share", "rate", "percent_change")


def read_all(found: Found, definition: Definition, today: datetime.date | None) -> list[Reading]:
    """Return the reading of every mention of a text, in order."""
    topic = Topic(scope=_main_scope(found), default_region=definition.default_region)
    readings: list[Reading] = []
    for index, sentence in enumerate(found.sentences):
        inside = found.mentions_in(index)
        topic.enter(sentence, found)
        readings += _read_sentence(inside, sentence, found, definition, topic, today)
        if not inside:
            topic.leave_heading(sentence, found, find_own_period(sentence, found))
    assert len(readings) == len(found.mentions)
    return readings


def _read_sentence(
    mentions: list[Mention],
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
    today: datetime.date | None,
) -> list[Reading]:
    _mark_was_and_is(mentions, found)
    readings: list[Reading] = []
    spoken_of = topic.period or default_period(today)
    has_reference = topic.period is not None or names_period(sentence, found)
    for first, second in itertools.pairwise(mentions):
        if is_part_of(first, second, found):
            first.is_part = second.is_part = True
    told: dict[int, Reading] = {}
    find_wholes(mentions, sentence, found)
    for at, mention in enumerate(mentions):
        reading = read_what(mention, sentence, found, definition, topic, told)
        told[mention.start] = reading
        previous = mentions[at - 1] if at else None
        is_of_sum = previous is not None and previous.operator == "sum" and mention.operator == "share"
        is_of_sum = is_of_sum or counts_several(mention, sentence, found, definition)
        is_of_sum = is_of_sum or counts_own(mention, previous, found)
        mention.is_part = mention.is_part or is_of_sum or counts_unknown(mention, previous, found)
        reading = read_when(reading, mention, sentence, found, spoken_of)
        is_carried = mention.period is None and topic.is_period_settled and topic.period == spoken_of
        is_resolved = mention.period is not None and mention.period.first is not None and has_reference
        is_settled = (reading.is_period_named or is_carried or is_resolved) and not is_distant(mention, sentence, found)
        readings.append(replace(reading, is_period_settled=is_settled))
        topic.measure = reading.measure or topic.measure
    _pair_from_to(mentions, readings, sentence, found)
    _pair_against(mentions, readings, found)
    counted = [r.measure for m, r in zip(mentions, readings, strict=True) if m.operator not in SHARES and not m.part_of]
    topic.counted = list(dict.fromkeys(counted)) or topic.counted
    topic.leave(readings, sentence, found)
    return _part_alike(mentions, readings)


def _part_alike(mentions: list[Mention], readings: list[Reading]) -> list[Reading]:
    """Return the readings of a sentence, unsettled where two different numbers are read as one and the same thing.

    "21,826 minor, 58,874 medium ones": not both can be all crimes, so some word was not understood.
    """
    printed: dict[object, list[Printed]] = defaultdict(list)
    keys: list[object] = []
    for mention, reading in zip(mentions, readings, strict=True):
        what = reading.measure, reading.attribute, reading.whole, reading.region, reading.scope, reading.period
        keys.append((*what, reading.base_period, mention.operator, mention.unit))
        if mention.operator in ONE_VALUED and not (mention.hedge or mention.is_word or mention.is_pace):
            printed[keys[-1]].append(mention.printed)
    return [
        replace(reading, is_measure_settled=reading.is_measure_settled and not _differ(mention, printed[key]))
        for mention, reading, key in zip(mentions, readings, keys, strict=True)
    ]


def _differ(mention: Mention, printed: list[Printed]) -> bool:
    """Return whether the numbers of one thing are a list of several: of changes two, of levels three.

    Two different levels may as well be a number and a slip of it; what differs by rounding only is one number.
    """
    others = [one for one in printed if abs(one.value - mention.value) > max(one.step, mention.printed.step)]
    return len({one.value for one in others}) >= (1 if mention.operator == "percent_change" else 2)


def _mark_was_and_is(mentions: list[Mention], found: Found) -> None:
    """Mark the two levels of "there were A, now there are B" as FROM and TO."""
    for first, second in itertools.pairwise(mentions):
        is_pair = first.operator == second.operator == "level" and not first.part and not second.part
        before = found.text[max(0, first.start - len("had been ")) : first.start]
        between = found.text[first.end : second.start]
        if is_pair and WAS.search(before) and IS_NOW.fullmatch(between):
            first.part, second.part = "from", "to"


def _main_scope(found: Found) -> str:
    """Return the scope of the first body named in the text: whoever speaks usually speaks first."""
    return next((place.code for place in found.places if place.kind == "scope"), "")


def _pair_against(mentions: list[Mention], readings: list[Reading], found: Found) -> None:
    """Give "2,593 against 2,241" the year before for its second number, where no period of its own is named."""
    for at in range(len(mentions) - 1):
        first, second = mentions[at], mentions[at + 1]
        word = match_before(found.text, second.start, found.language, "against", "period")
        is_pair = word is not None and not found.text[first.end : word[0]].strip()
        period = readings[at].period
        if is_pair and period is not None and readings[at + 1].period == period and second.operator == "level":
            readings[at + 1] = replace(readings[at + 1], period=period.shift_years(-1), is_period_named=False)


def _pair_from_to(mentions: list[Mention], readings: list[Reading], sentence: Sentence, found: Found) -> None:
    """Give the two ends of "from A to B" one measure and region, and the earlier one the earlier period.

    How far back it lies is open where the sentence tells a length of time: "over two years, from A to B".
    """
    is_open = any(p.kind == "duration" for p in take_between(found.periods, sentence.start, sentence.end))
    for at in range(len(mentions) - 1):
        first, second = mentions[at], mentions[at + 1]
        if first.part == "from" and second.part != "from" and second.operator == "level":
            end = readings[at + 1]
            start = readings[at]
            has_own = first.period is not None and second.period is not None and first.period != second.period
            if not has_own and end.period is not None:
                is_given = start.base_period is not None and start.base_period < end.period
                start = replace(start, period=start.base_period if is_given else end.period.shift_years(-1))
            is_guess = is_open and not has_own and start.base_period is None
            is_settled = start.is_period_settled and not is_guess
            is_named = start.is_period_named and not is_guess
            start = replace(start, base_period=None, is_period_settled=is_settled, is_period_named=is_named)
            readings[at] = replace(start, measure=end.measure, region=end.region)
