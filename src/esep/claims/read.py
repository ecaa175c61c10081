"""What each claim speaks of: measure, scope, region, period and base, from its words and what was said before."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

from esep.claims.arithmetic.pairs import is_part_of
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.elsewhere import counts_contribution, counts_own, counts_several, counts_unknown
from esep.claims.names.wholes import NOUN_REACH, SHARES, find_counted_part, find_wholes
from esep.claims.numbers.lists import is_listed_kind
from esep.claims.numbers.rates import mark_rates
from esep.claims.numbers.share_ends import date_pairs
from esep.claims.periods.against import Frame, Told, find_frame
from esep.claims.periods.columns import fill_columns, find_columns, leaves_list
from esep.claims.periods.dated_start import date_ends
from esep.claims.periods.ends import mark_plain_ends, open_respective, pair_against, pair_from_to
from esep.claims.periods.range_ends import compare_ends
from esep.claims.periods.recalled import date_asides
from esep.claims.periods.repeated import date_steps, repeat_periods
from esep.claims.periods.repeated_pairs import repeat_pairs
from esep.claims.periods.tables import fill_row, find_table, is_row
from esep.claims.periods.two_ends import date_by_before, find_printed_frame, says_span_back
from esep.claims.periods.when import find_own_period, is_distant, names_period, read_when
from esep.claims.place import is_outcome
from esep.claims.reading import Reading
from esep.claims.readings.days import read_day
from esep.claims.readings.printed_pairs import date_change_asides, pair_printed
from esep.claims.readings.respective import take_regions_before
from esep.claims.readings.topic import Topic
from esep.claims.readings.what import read_what
from esep.language.roles import match_after
from esep.model.definition import Definition
from esep.model.period import Period
from esep.model.printed import Printed

WAS = re.compile(r"(?:был[оаи]?|were|was|had been|раньше|болған|болды)\s$", re.IGNORECASE)
PAST_OPENING = re.compile(
    r"\((?:был[оаи]?|were|was|had been|up from|down from|v\.?|vs\.?|versus|against|против|вместо|бұрын)\s$",
    re.IGNORECASE,
)
PAST_CLOSING = re.compile(r"(?:\s\w+)?\s(?:болған|болды|еді|раньше|тогда|then|before|earlier)\)", re.IGNORECASE)
# "Damage came to 9.4 billion; it had been 23.5 billion".
HAD_BEEN = re.compile(r"(?<!\w)(?:it|this|that|they|there) had been\s$")
# "Грабежей 215, а было 256", "215 грабежей, раньше было 256".
WAS_ONLY = re.compile(
    r"(?:\s[^\W\d]+){0,2},\s(?:(?:а|раньше|прежде|бұрын)\s){0,2}(?:был[оаи]?|were|was)\s", re.IGNORECASE
)
NOUN_GAP = 2
NEXT_SHARE = re.compile(r"(?:,|\s(?:and|и|а|але|және))\s(?:(?:only|just|лишь|только|тек)\s)?$", re.IGNORECASE)
IS_NOW = re.compile(
    r"[^\d.;()]{0,24}[,;—–-]\s?(?:а |and |ал )?(?:стал[оаи]?|теперь|сейчас|now|енді|қазір)[^\d.;()]{0,16}"
)
# "15,389 crimes became 16,419".
BECAME = re.compile(r"(?:\s[^\W\d]+){0,3}\sbecame\s", re.IGNORECASE)
# "fell 8.7% (588 to 541)", "(588 → 541)": brackets hold both ends of a change.
ARROW = re.compile(r"\s?(?:→|->|➡️?)\s?")
TO_NOW = re.compile(r"\s?(?:to|→|->)\s?")
# A thing has one of these at a time.
ONE_VALUED = ("level", "share", "rate", "percent_change")


def read_all(found: Found, definition: Definition, default: Period | None, *, is_yearly: bool = False) -> list[Reading]:
    """Return the reading of every mention of a text, in order.

    `default` is the period of a text that names none; `is_yearly` where the data have whole years only.
    """
    topic = Topic(
        scope=_main_scope(found), default_region=definition.default_region, definition=definition, is_yearly=is_yearly
    )
    readings: list[Reading] = []
    lone: dict[int, list[Mention]] = defaultdict(list)
    for mention in found.directions:
        if mention.ends is None:
            lone[mention.sentence].append(mention)
    for index, sentence in enumerate(found.sentences):
        inside = found.mentions_in(index)
        topic.enter(sentence, found)
        topic.columns = None if leaves_list(sentence, found) else topic.columns
        topic.table = topic.table if topic.table is not None and is_row(topic.table, sentence, found) else None
        for mention in lone.get(index, ()):
            view = replace(found, mentions=[mention])
            (mention.reading,) = _read_sentence([mention], sentence, view, definition, deepcopy(topic), default)
        readings += _read_sentence(inside, sentence, found, definition, topic, default)
        if not inside:
            topic.columns = find_columns(sentence, found) or topic.columns
            topic.table = find_table(sentence, found) or topic.table
            topic.leave_heading(sentence, found, find_own_period(sentence, found))
    assert len(readings) == len(found.mentions)
    date_pairs(found, readings)
    _join_ends(found, readings)
    return readings


def _join_ends(found: Found, readings: list[Reading]) -> None:
    """Read a direction between two numbers as the change from the one to the other."""
    by_start = {mention.start: reading for mention, reading in zip(found.mentions, readings, strict=True)}
    for mention in found.directions:
        if mention.ends is not None:
            later, earlier = (by_start[end.start] for end in mention.ends)
            base = earlier.period if earlier.period != later.period else earlier.base_period
            mention.reading = replace(later, base_period=base)


def _read_sentence(
    mentions: list[Mention],
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
    default: Period | None,
) -> list[Reading]:
    _mark_was_and_is(mentions, found)
    readings: list[Reading] = []
    spoken_of = topic.period or default or topic.begun
    story = Told(spoken_of, topic.period or topic.begun, topic.frame, _find_ends(topic, mentions), topic.past_frame)
    story = story.resume(is_past=True) if says_span_back(sentence, found) else story
    has_reference = topic.period is not None or names_period(sentence, found)
    _mark_parts(mentions, found)
    told: dict[int, Reading] = {}
    find_wholes(mentions, sentence, found)
    for at, mention in enumerate(mentions):
        reading = read_what(mention, sentence, found, definition, topic, told)
        told[mention.start] = reading
        previous = mentions[at - 1] if at else None
        is_of_sum = _is_of_sum(mention, previous, reading, sentence, found, definition)
        mention.is_part = mention.is_part or is_of_sum or counts_unknown(mention, previous, found)
        reading = read_when(reading, mention, sentence, found, story)
        reading = read_day(reading, mention, sentence, found, definition, topic)
        is_carried = mention.period is None and topic.is_period_settled and topic.period == spoken_of
        own = mention.period
        is_resolved = own is not None and own.first is not None and has_reference and not own.is_open
        is_settled = (reading.is_period_named or is_carried or is_resolved) and not is_distant(mention, sentence, found)
        is_told = is_settled or has_reference
        mention.is_dated_before = has_reference
        readings.append(replace(reading, is_period_settled=is_settled, is_nameable=reading.is_nameable and is_told))
        topic.count(reading.measure, definition)
    _join(mentions, readings, sentence, found, story, topic)
    mark_rates(mentions, readings, sentence, found)
    topic.columns = find_columns(sentence, found) or topic.columns
    if topic.columns is not None:
        fill_columns(mentions, readings, topic.columns, found)
    if topic.table is not None:
        fill_row(mentions, readings, topic.table, sentence, found, story.period)
    for at in range(1, len(mentions)):
        readings[at] = readings[at - 1] if mentions[at].is_restated else readings[at]
    counted = [r.measure for m, r in zip(mentions, readings, strict=True) if m.operator not in SHARES and not m.part_of]
    topic.counted = list(dict.fromkeys(counted)) or topic.counted
    topic.leave(readings, sentence, found)
    topic.leave_frame(_find_frame(mentions, readings, sentence, found, story, topic), sentence, found)
    topic.levels = [(m, r) for m, r in zip(mentions, readings, strict=True) if m.operator == "level"] or topic.levels
    return _part_alike(mentions, readings)


def _find_frame(
    mentions: list[Mention],
    readings: list[Reading],
    sentence: Sentence,
    found: Found,
    story: Told,
    topic: Topic,
) -> Frame | None:
    """Return what a sentence compares: by its changes, by two dated numbers, or what it points back to."""
    frame = find_frame(mentions, readings, sentence, found) or find_printed_frame(mentions, readings, topic.levels)
    if frame is None and story.frame is not None and says_span_back(sentence, found):
        frame = replace(story.frame, is_firm=False, is_opening=True)
    return frame


def _is_of_sum(
    mention: Mention,
    previous: Mention | None,
    reading: Reading,
    sentence: Sentence,
    found: Found,
    definition: Definition,
) -> bool:
    """Return whether a number may be of several things together, or a part of one, that no word names."""
    if previous is not None and previous.operator == "sum" and mention.operator == "share":
        return True
    is_apart = bool(reading.kinds) or is_listed_kind(mention, sentence, found)
    if not is_apart and counts_several(mention, sentence, found, definition):
        return True
    return counts_own(mention, previous, found) or counts_contribution(mention, sentence, found)


def _find_ends(topic: Topic, mentions: Sequence[Mention]) -> tuple[Period, Period] | None:
    """Return the later and the earlier period of two levels of one thing that the sentence before printed."""
    index = mentions[0].sentence if mentions else 0
    told = [(m, r) for m, r in topic.levels if m.sentence == index - 1 and r.period is not None]
    series = {(r.measure, r.attribute, r.region) for _, r in told}
    periods = sorted({r.period for _, r in told if r.period is not None})
    return (periods[1], periods[0]) if len(told) == len(periods) == len(series) + 1 == 2 else None


def _join(
    mentions: list[Mention], readings: list[Reading], sentence: Sentence, found: Found, story: Told, topic: Topic
) -> None:
    """Give the numbers of a sentence that belong together what they have of each other."""
    _keep_circumstances(mentions, readings, found)
    pair_from_to(mentions, readings, sentence, found, story)
    compare_ends(mentions, readings, found)
    date_ends(mentions, readings, sentence, found, story)
    date_asides(mentions, readings, sentence, found)
    pair_against(mentions, readings, found, story)
    pair_printed(mentions, readings, found, story)
    date_change_asides(mentions, readings, topic.levels, found)
    if not take_regions_before(mentions, readings, topic.levels, sentence, found):
        open_respective(mentions, sentence, found)
    repeat_periods(mentions, readings, sentence, found, topic.levels)
    repeat_pairs(mentions, readings, sentence, found, topic.levels)
    date_steps(mentions, readings, found)
    date_by_before(mentions, readings, topic.levels, sentence, found)


def _keep_circumstances(mentions: list[Mention], readings: list[Reading], found: Found) -> None:
    """Give a share the circumstance of the one before it: "the clear-up rate of frauds fell from 33.0 % to 31.1 %"."""
    for at in range(1, len(mentions)):
        first, second, told = mentions[at - 1], mentions[at], readings[at - 1]
        is_pair = first.operator == "share" and second.operator in ("share", "percentage_points")
        is_open = bool(told.attribute) and not readings[at].attribute and is_pair
        between = [p for p in take_between(found.places, first.end, second.start) if p.kind != "region"]
        if is_open and readings[at].measure == told.measure and not between:
            readings[at] = replace(readings[at], attribute=told.attribute, whole=told.whole)
        elif is_open and is_outcome(told.attribute) and (kind := _find_next_kind(first, second, found)):
            readings[at] = replace(readings[at], measure=kind, attribute=told.attribute, whole=kind)


def _find_next_kind(first: Mention, second: Mention, found: Found) -> str:
    """Return the kind right behind the second of two shares that one verb tells: "solved 24.3% of X and 14.7% of Y"."""
    behind = take_between(found.places, second.end, second.end + NOUN_REACH)
    is_joined = NEXT_SHARE.search(found.text, first.end, second.start) is not None
    return behind[0].code if is_joined and behind and behind[0].kind == "measure" else ""


def _mark_parts(mentions: list[Mention], found: Found) -> None:
    for first, second in itertools.pairwise(mentions):
        if is_part_of(first, second, found):
            first.is_part = True
            # "41% of thefts happened in Dublin, 8,025 out of 19,716": the second may be of another place.
            shares = [m for m in mentions if m.operator in SHARES and m.end <= first.start]
            second.is_part = second.is_part or bool(shares)
            # What the second of "76 of the 205 homicides" counts is said; that of "28,851 of 47,483" is not.
            behind = take_between(found.places, second.end, second.end + NOUN_REACH)
            is_said = any(p.kind == "measure" for p in behind) and find_counted_part(second, found) is first
            second.is_part = second.is_part or not is_said


def _part_alike(mentions: list[Mention], readings: list[Reading]) -> list[Reading]:
    """Return the readings of a sentence, unsettled where two different numbers are read as one and the same thing.

    "21,826 minor, 58,874 medium ones": not both can be all crimes, so some word was not understood.
    """
    printed: dict[object, list[Printed]] = defaultdict(list)
    keys: list[object] = []
    for mention, reading in zip(mentions, readings, strict=True):
        what = reading.measure, reading.attribute, reading.whole, reading.region, reading.scope, reading.period
        keys.append((*what, reading.base_period, mention.operator, mention.unit))
        is_exact = not (mention.hedge or mention.is_word or mention.is_pace)
        if mention.operator in ONE_VALUED and is_exact and (reading.is_measure_settled or reading.is_nameable):
            printed[keys[-1]].append(mention.printed)
    return [
        _loosen(reading, mention, _count_others(mention, printed[key]))
        for mention, reading, key in zip(mentions, readings, keys, strict=True)
    ]


def _loosen(reading: Reading, mention: Mention, others: int) -> Reading:
    """Return a reading that is less settled where other numbers are read as the same thing.

    Two different levels may be a number and a slip of it, or of two periods; three, or two changes, are a list of
    several things. What differs by rounding only is one number.
    """
    if others >= (1 if mention.operator == "percent_change" else 2):
        return reading.doubt()
    return replace(reading, is_period_settled=False) if others and not _is_dated(mention) else reading


def _is_dated(mention: Mention) -> bool:
    return mention.period is not None and mention.period.start >= mention.end


def _count_others(mention: Mention, printed: list[Printed]) -> int:
    """Return how many other numbers of the same thing are printed."""
    others = [one for one in printed if abs(one.value - mention.value) > max(one.step, mention.printed.step)]
    return len({one.value for one in others})


def _mark_was_and_is(mentions: list[Mention], found: Found) -> None:
    """Mark the two levels of "there were A, now there are B" as FROM and TO."""
    for first, second in itertools.pairwise(mentions):
        is_pair = first.operator == second.operator == "level" and not first.part
        before = found.text[max(0, first.start - len("had been ")) : first.start]
        between = found.text[first.end : second.start]
        is_told = not second.part and WAS.search(before) is not None and IS_NOW.fullmatch(between) is not None
        is_told = is_told or BECAME.fullmatch(between) is not None
        is_step = TO_NOW.fullmatch(between) is not None
        is_step = is_step and (found.text[first.start - 1] == "(" or ARROW.fullmatch(between) is not None)
        is_step = is_step and (found.text.startswith(")", second.end) or ARROW.fullmatch(between) is not None)
        if is_pair and (is_told or is_step):
            first.part, second.part = "from", "to"
        elif _is_recalled(first, second) and (
            HAD_BEEN.search(found.text, first.end, second.start) or _is_plainly_past(first, second, found)
        ):
            first.part, second.part = "to", "from"
    mark_plain_ends(mentions, found)
    for mention in mentions:
        is_open_level = mention.operator == "level" and not mention.part
        if is_open_level and (_is_past_aside(mention, found.text) or _is_replaced(mention, found)):
            mention.part = "from"


def _is_recalled(first: Mention, second: Mention) -> bool:
    return first.operator == second.operator == "level" and first.part in ("", "to") and not second.part


def _is_plainly_past(first: Mention, second: Mention, found: Found) -> bool:
    """Return whether only "was" leads to a number that counts nothing of its own: "грабежей 215, а было 256"."""
    if WAS_ONLY.fullmatch(found.text, first.end, second.start) is None:
        return False
    near = take_between(found.places, second.end, second.end + NOUN_GAP)
    return match_after(found.text, second.end, found.language, "cases") is None and not near


def _is_past_aside(mention: Mention, text: str) -> bool:
    """Return whether brackets hold what a number was before: "4237 (было 3874)", "(3 874 болған)"."""
    before, after = text[max(0, mention.start - len("(down from ")) : mention.start], text[mention.end :]
    return PAST_OPENING.search(before) is not None or (before.endswith("(") and PAST_CLOSING.match(after) is not None)


def _is_replaced(mention: Mention, found: Found) -> bool:
    """Return whether a word behind a number, or behind what it counts, says that another took its place: "орнына"."""
    span = match_after(found.text, mention.end, found.language, "cases")
    ends = {mention.end, span[1] if span else mention.end}
    return any(match_after(found.text, end, found.language, "instead", "period") for end in ends)


def _main_scope(found: Found) -> str:
    """Return the scope of the first body named in the text: whoever speaks usually speaks first."""
    return next((place.code for place in found.places if place.kind == "scope"), "")
