"""What each claim speaks of: measure, scope, region, period and base, from its words and what was said before."""

from __future__ import annotations

import datetime
import itertools
import re
from collections import defaultdict
from dataclasses import replace

from esep.claims.elsewhere import counts_own, counts_several, counts_unknown, names_unknown_place
from esep.claims.gazetteer import TOTAL, Place
from esep.claims.groups import find_compared_region, find_first_region
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.pairs import is_part_of
from esep.claims.reading import Reading
from esep.claims.regions import find_region
from esep.claims.topic import Topic
from esep.claims.unit import stands_in_brackets
from esep.claims.when import default_period, find_own_period, is_distant, names_period, read_when
from esep.language.roles import find_words, match_after, match_before
from esep.model.definition import Definition
from esep.model.printed import Printed

CLAUSE_PENALTY = 60
GENERAL_PENALTY = 45
AFTER_PENALTY = 8
# What a later clause names is the subject of that clause's numbers.
NEXT_CLAUSE_PENALTY = 60
NOUN_REACH = 20
ATTRIBUTE_REACH = 40
WHOLE_REACH = 60
# What may stand between a whole and its per cent: the rest of its ending, or a noun in the genitive.
GENITIVE = re.compile(r"(?:\w*\s+)?\w*[ндт][ыі]ң\s+")
KAZAKH_GENITIVE = re.compile(r"[ндт][ыі]ң$")
WAS = re.compile(r"(?:был[оаи]?|were|was|had been|раньше|болған|болды)\s$", re.IGNORECASE)
IS_NOW = re.compile(
    r"[^\d.;()]{0,24}[,;—–-]\s?(?:а |and |ал )?(?:стал[оаи]?|теперь|сейчас|now|енді|қазір)[^\d.;()]{0,16}"
)
# A thing has one of these at a time.
ONE_VALUED = ("level", "share", "rate", "percent_change")
LAST_WORD = re.compile(r"(?:\d[\d.,\u00a0\u202f ]*(?:\s(?:thousand|million|тыс\.?|млн\.?|мың))?|\w+)\s+$")


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
    for at, mention in enumerate(mentions):
        reading = _read_what(mention, sentence, found, definition, topic)
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


def _measures_in(sentence: Sentence, found: Found) -> list[Place]:
    return [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "measure"]


def _read_what(mention: Mention, sentence: Sentence, found: Found, definition: Definition, topic: Topic) -> Reading:
    places = _measures_in(sentence, found)
    whole = _find_whole(mention, places, found) if mention.operator in ("share", "one_in_n") else None
    wholes = [whole, *(m.whole_place for m in found.mentions_in(mention.sentence))]
    candidates = [
        p
        for p in places
        if not p.is_anaphoric
        and not _is_head_count(p, mention)
        and (p not in wholes or _counts(mention, p, whole) or _is_resumed(p, mention, whole, sentence))
    ]
    best = min(candidates, key=lambda p: _distance(mention, p, sentence, places, found), default=None)
    if best is not None and best.is_general and whole is None and _is_continued(best, mention, sentence, topic):
        best = None
    measure = best.code if best else topic.measure or TOTAL
    region, is_region_sure = find_region(mention, sentence, found)
    beside = find_compared_region(mention, sentence, found)
    if beside is not None and region is beside:
        region = find_first_region(beside, sentence, found)
    code = region.code if region else topic.region or definition.default_region
    is_regional = mention.operator == "share" and measure == (whole.code if whole else "total") and region is not None
    mention.measure_place, mention.whole_place, mention.region_place = best, whole, region
    share_whole = ""
    if mention.operator in ("share", "one_in_n"):
        share_whole = whole.code if whole else _refer_to_whole(mention, sentence, found, measure)
        share_whole = share_whole or _take_parent(mention, measure, places, definition) or TOTAL
    scope = _find_own_scope(measure, definition)
    return Reading(
        measure=measure,
        attribute=_read_attribute(mention, sentence, found),
        whole=share_whole,
        whole_region=definition.default_region if is_regional else "",
        scope=scope or _find_speaker(mention, sentence, found) or topic.scope or definition.default_scope,
        region=code,
        base_region=beside.code if beside is not None and beside.code != code else "",
        is_scope_named=bool(topic.scope),
        is_region_named=region is not None,
        is_measure_settled=_settles_measure(mention, best, whole, topic, found),
        is_region_settled=is_region_sure
        and (region is not None or (topic.is_region_settled and not names_unknown_place(sentence, found))),
    )


def _find_speaker(mention: Mention, sentence: Sentence, found: Found) -> str:
    """Return the body named last before a number, where its sentence names several: "565, the Committee 566".

    Words for offences are no body, though they tell a universe where nobody else is named.
    """
    near = take_between(found.places, sentence.start, mention.start)
    counted = [place for place in near if place.kind == "measure"]
    bodies = [p for p in near if p.kind == "scope" and not any(p.start < m.end and m.start < p.end for m in counted)]
    return bodies[-1].code if len({place.code for place in bodies}) > 1 else ""


def _find_own_scope(measure: str, definition: Definition) -> str:
    """Return the one scope in which a measure is counted that no other body counts: breaches of procedure."""
    code = definition.measures.find(measure)
    return code.same_in[0] if code is not None and code.kind == "elsewhere" and code.same_in else ""


def _read_attribute(mention: Mention, sentence: Sentence, found: Found) -> str:
    """Return the attribute named beside a number, in its clause and with no other number between."""
    if mention.operator in ("share", "one_in_n"):
        return ""
    near = take_between(found.places, sentence.start, sentence.end)
    inside = [p for p in near if p.kind == "attribute" and sentence.clause_of(p.start) == _clause(mention, sentence)]
    others = found.mentions_in(mention.sentence)
    close = [
        p for p in inside if _gap(mention, p) <= ATTRIBUTE_REACH and mention is min(others, key=lambda m: _gap(m, p))
    ]
    return min(close, key=lambda p: _gap(mention, p)).code if close else ""


def _settles_measure(mention: Mention, best: Place | None, whole: Place | None, topic: Topic, found: Found) -> bool:
    """Return whether nothing else can be counted; a bare per cent in brackets may be a share of anything."""
    if mention.operator == "share" and whole is None and stands_in_brackets(found.text, mention):
        return False
    return best is not None or whole is not None or topic.is_measure_settled


def _clause(mention: Mention, sentence: Sentence) -> int:
    return sentence.clause_of(mention.start)


def _refer_to_whole(mention: Mention, sentence: Sentence, found: Found, measure: str) -> str:
    """Return what "of them" points back to: the first offence counted in the sentence, where it is another one."""
    before = found.text[sentence.start : mention.start]
    if not any(True for _ in find_words(before, found.language, "part")):
        return ""
    counted = [m for m in found.mentions_in(mention.sentence) if m.operator == "level" and m.start < mention.start]
    codes = [m.measure_place.code for m in counted if m.measure_place is not None]
    return codes[0] if codes and codes[0] != measure else ""


def _take_parent(mention: Mention, measure: str, places: list[Place], definition: Definition) -> str:
    """Return the kind that holds a part, where its sentence names both and no whole: internet fraud, and fraud.

    Which of the two a share is of nobody says, so no verdict of wrong can rest on it.
    """
    code = definition.measures.find(measure)
    parent = code.parent if code is not None else ""
    if not parent or parent == TOTAL or all(place.code != parent for place in places):
        return ""
    mention.is_part = True
    return parent


def _says_whole(text: str, position: int, language: str) -> bool:
    """Return whether "of all" stands before a place, with one word between at most: "of all registered offences"."""
    word = LAST_WORD.search(text[max(0, position - NOUN_REACH * 2) : position])
    starts = [position, position - len(word[0])] if word else [position]
    return any(match_before(text, start, language, "whole_before", "text") for start in starts)


def _counts(mention: Mention, place: Place, own_whole: Place | None) -> bool:
    """Return whether the whole of another share is what a number counts: "34% of the 132,778 offences"."""
    return place is not own_whole and 0 <= place.start - mention.end <= NOUN_REACH


def _is_resumed(place: Place, mention: Mention, own_whole: Place | None, sentence: Sentence) -> bool:
    """Return whether a later clause goes on with the whole of a share: "half of all frauds: their number rose 3.6%"."""
    is_later = sentence.clause_of(place.start) < sentence.clause_of(mention.start)
    return own_whole is None and is_later and not place.is_general and mention.operator not in ("share", "one_in_n")


def _is_head_count(place: Place, mention: Mention) -> bool:
    """Return whether "population" only tells what a rate is per."""
    return mention.operator == "rate" and place.code == "population"


def _is_continued(place: Place, mention: Mention, sentence: Sentence, topic: Topic) -> bool:
    """Return whether a general word far from the number gives way to the topic: never, unless the clause is another."""
    far = sentence.clause_of(place.start) != sentence.clause_of(mention.start)
    return far and bool(topic.measure) and topic.measure != TOTAL and place.start > mention.end


def _find_whole(mention: Mention, places: list[Place], found: Found) -> Place | None:
    """Return the whole of a share: "42% of all crimes"."""
    near = [p for p in places if _gap(mention, p) < WHOLE_REACH]
    wholes = [
        p
        for p in near
        if _says_whole(found.text, p.start, found.language)
        or match_after(found.text, p.end, found.language, "whole_after", "text")
        or _is_possessor(p, mention, found)
    ]
    return min(wholes, key=lambda p: _gap(mention, p), default=None)


def _is_possessor(place: Place, mention: Mention, found: Found) -> bool:
    """Return whether a Kazakh genitive right before a per cent names the whole: "алаяқтық істердің 61%-ы"."""
    return found.language == "kk" and GENITIVE.fullmatch(found.text[place.end : mention.start]) is not None


def _gap(mention: Mention, place: Place) -> int:
    return place.start - mention.end if place.start >= mention.end else abs(mention.start - place.end)


def _distance(mention: Mention, place: Place, sentence: Sentence, places: list[Place], found: Found) -> int:
    is_after = place.start >= mention.end
    if is_after and (not place.is_general or _is_whole(place, found)) and _is_noun_of(mention, place, found):
        return -1
    gap = place.start - mention.end if is_after else max(0, mention.start - place.end)
    clauses = abs(sentence.clause_of(place.start) - sentence.clause_of(mention.start))
    has_specific = place.is_general and any(not other.is_general and not other.is_anaphoric for other in places)
    penalty = AFTER_PENALTY + NEXT_CLAUSE_PENALTY * bool(clauses) if is_after else 0
    # "120 841 crimes: 21 826 minor ones": what stands behind the next number is not what this one counts.
    is_parted = is_after and bool(take_between(found.mentions, mention.end, place.start))
    penalty += NEXT_CLAUSE_PENALTY * is_parted
    return gap + CLAUSE_PENALTY * clauses + GENERAL_PENALTY * has_specific + penalty


def _is_whole(place: Place, found: Found) -> bool:
    """Return whether a Kazakh genitive makes a word for crimes the whole of shares: "132 778 құқық бұзушылықтың"."""
    return found.language == "kk" and KAZAKH_GENITIVE.search(found.text, place.start, place.end) is not None


def _is_noun_of(mention: Mention, place: Place, found: Found) -> bool:
    """Return whether a number counts what stands right behind it: "1,615 thefts", "1,615 cases of theft"."""
    span = match_after(found.text, mention.end, found.language, "cases")
    between = found.text[span[1] if span else mention.end : place.start]
    return between.strip() in ("", "of") and mention.unit == "count"


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
