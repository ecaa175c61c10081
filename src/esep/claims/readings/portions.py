"""What a part is a part of: shares, and numbers "of them", with the whole that their text tells."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.said import cross
from esep.claims.names.understood import narrows_kind
from esep.claims.names.universes import find_narrower
from esep.claims.names.wholes import (
    SHARES,
    find_level,
    find_list_whole,
    find_partitive,
    has_share,
    is_counted_out,
    is_had_by_region,
    is_possessor,
    names_part,
    says_distribution,
)
from esep.claims.place import TOTAL
from esep.claims.reading import Reading
from esep.claims.readings.regional_shares import read_regional_share, read_unnamed_whole, read_wider_share
from esep.claims.readings.topic import Topic
from esep.language.cues import find_cues
from esep.language.roles import find_words, match_after
from esep.model.definition import Definition

THEIR_SHARE = {
    "en": re.compile(r"(?<!\w)their\s(?:share|proportion)\b", re.IGNORECASE),
    "ru": re.compile(r"(?<!\w)их\s(?:доля|удельный вес)(?!\w)", re.IGNORECASE),
    "kk": re.compile(r"(?<!\w)олардың\s(?:[^\W\d]+\s){0,2}үлес", re.IGNORECASE),
}
COUNTS = ("level", "threshold", "percent_change", "difference")


@dataclass(frozen=True)
class Antecedent:
    """What "of them" points back to; `is_sure` where only one thing was counted."""

    code: str
    is_sure: bool


def read_part(
    reading: Reading,
    mention: Mention,
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
    told: Mapping[int, Reading],
) -> Reading:
    """Return the reading of a number "of them": never that of the whole, unless the words tell which part it is."""
    at = find_partitive(mention, sentence, found) if mention.operator in COUNTS else None
    if at is None:
        return reading
    antecedent = _find_antecedent(mention, sentence, found, topic, at, told)
    own = mention.measure_place
    narrower = find_narrower(reading.scope, own, at, sentence, found, definition) if antecedent.code == TOTAL else ""
    if narrower:
        mention.part_of = TOTAL
        return replace(reading, scope=narrower)
    is_own = own is not None and own.start >= at and own.code != antecedent.code
    mention.part_of = antecedent.code
    if attribute := cross(own, antecedent.code, definition):
        return replace(reading, measure=antecedent.code, attribute=attribute, is_measure_settled=antecedent.is_sure)
    if is_own and own is not None:
        is_inside = antecedent.code in (TOTAL, *definition.measures.lineage(own.code))
        mention.is_unnamed = not is_inside
        shared = "" if reading.attribute else _find_shared(mention, found, at, told)
        reading = replace(reading, attribute=reading.attribute or shared)
        return reading if is_inside and not shared else reading.doubt()
    is_told = bool(reading.attribute) or names_part(mention, sentence, found, antecedent.code, at)
    mention.is_unnamed = not is_told
    is_settled = antecedent.is_sure and not narrows_kind(mention, sentence, found)
    reading = replace(reading, measure=antecedent.code, is_measure_settled=is_settled)
    return reading if is_settled else reading.doubt()


def _find_shared(mention: Mention, found: Found, at: int, told: Mapping[int, Reading]) -> str:
    """Return the attribute of the number that "of them" points back to: "255 at home, 13 of them murders"."""
    earlier = [m for m in found.mentions_in(mention.sentence) if m.operator == "level" and m.end <= at]
    return told[earlier[-1].start].attribute if earlier and earlier[-1].start in told else ""


def _find_antecedent(
    mention: Mention, sentence: Sentence, found: Found, topic: Topic, at: int, told: Mapping[int, Reading]
) -> Antecedent:
    """Return what was counted last before "of them": in its sentence, else in the one before."""
    possessors = [p for p in take_between(found.places, sentence.start, mention.start) if p.kind == "measure"]
    if possessors and is_possessor(possessors[-1], mention, found):
        return Antecedent(possessors[-1].code, True)
    before = [m for m in found.mentions_in(mention.sentence) if m.operator in COUNTS and m.end <= at]
    earlier = [m for m in before if m.operator == "level"] or before
    counted = [
        told[m.start].measure for m in earlier if m.measure_place is not None and not m.part_of and m.start in told
    ]
    codes = list(dict.fromkeys(counted)) or topic.counted or [topic.measure or TOTAL]
    is_told = bool(counted) or not topic.levels or any(_tells_kind(reading) for _, reading in topic.levels)
    return Antecedent(codes[0], len(codes) == 1 and is_told)


def _tells_kind(reading: Reading) -> bool:
    """Return whether a number told what it counts: "2 209 дел" behind a question may be of anything."""
    return reading.is_measure_settled or reading.is_nameable or reading.measure != TOTAL


def read_share(
    reading: Reading,
    mention: Mention,
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
    told: Mapping[int, Reading],
) -> Reading:
    """Return the reading of a share with its whole: named, pointed back to, or that of the list it stands in."""
    code = definition.measures.find(reading.measure)
    if code is not None and code.kind == "share":
        return reading
    mention.is_part = mention.is_part or _is_denied(mention, sentence, found)
    fallen = read_regional_share(reading, mention, sentence, found, definition)
    fallen = fallen or _share_of_them(reading, mention, sentence, found, topic, told)
    fallen = fallen or _share_of_theirs(reading, mention, sentence, found, topic, told)
    fallen = fallen or read_unnamed_whole(reading, mention, sentence, found, definition)
    if (wider := fallen or read_wider_share(reading, mention, sentence, found, definition, topic)) is not None:
        return wider
    listed = find_list_whole(mention, found) if mention.whole_place is None else None
    if listed is not None and listed.start in told and not told[listed.start].is_measure_settled:
        mention.is_part = True
    if (same := _find_same(reading, mention, sentence, found, topic, told)) is not None:
        return same
    if reading.attribute:
        kind = mention.whole_place or mention.measure_place
        measure = kind.code if kind is not None else reading.measure
        return replace(reading, measure=measure, whole=measure)
    level = find_level(mention, found)
    is_of_number = level is not None and is_counted_out(level, found)
    if mention.whole_place is not None and not is_of_number:
        whole = mention.whole_place.code
        is_inside = whole == TOTAL or whole in definition.measures.lineage(reading.measure)
        mention.is_part = mention.is_part or not (is_inside or is_had_by_region(mention, found))
        return _spread(replace(reading, whole=whole), mention, sentence, found, definition)
    if level is not None and level.start in told:
        return _say_level(reading, told, mention, level, sentence, found, definition, topic)
    at = find_partitive(mention, sentence, found)
    if at is not None:
        antecedent = _find_antecedent(mention, sentence, found, topic, at, told)
        mention.is_part = mention.is_part or not antecedent.is_sure
        measure = reading.measure if mention.measure_place is not None else antecedent.code
        reading = replace(reading, measure=measure, whole=antecedent.code)
        return _spread(reading, mention, sentence, found, definition)
    if listed is not None and listed.start in told and told[listed.start].whole not in ("", TOTAL, reading.measure):
        before = told[listed.start]
        mention.is_part = mention.is_part or listed.is_part
        return replace(reading, whole=before.whole, whole_region=before.whole_region)
    return _spread_unnamed(reading, mention, sentence, found, definition, topic, told)


def _is_denied(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a share is one of what is not: "two thirds of the offences were not rape"."""
    end = min((at for at in sentence.clauses if at >= mention.end), default=sentence.end)
    return bool(find_cues(found.text[mention.end : end], found.language, "negation"))


def _find_same(
    reading: Reading, mention: Mention, sentence: Sentence, found: Found, topic: Topic, told: Mapping[int, Reading]
) -> Reading | None:
    """Return a reading as the share told before, where a clause only tells when: "in 2021 it was one in five"."""
    start = max((at for at in sentence.clauses if at <= mention.start), default=sentence.start)
    end = min((at for at in sentence.clauses if at >= mention.end), default=sentence.end)
    kinds = (p for p in take_between(found.places, start, end) if p.kind in ("measure", "attribute"))
    whole = mention.whole_place
    if (whole is not None and start <= whole.start) or any(not place.is_anaphoric for place in kinds):
        return None
    is_dated = any(p.kind != "date" for p in take_between(found.periods, start, end))
    said = found.text[start : mention.start]
    is_pointed = any(True for name in ("pronoun", "share") for _ in find_words(said, found.language, name))
    if not (is_dated and is_pointed) or found.language != "en":
        return None
    shares = [m for m in found.mentions_in(mention.sentence) if m.start < mention.start and m.operator in SHARES]
    same = told.get(shares[-1].start) if shares else topic.share
    place = mention.region_place
    has_own = place is not None and start <= place.start < end
    return None if same is None else _repeat_share(reading, same, has_own_region=has_own)


def _share_of_them(
    reading: Reading, mention: Mention, sentence: Sentence, found: Found, topic: Topic, told: Mapping[int, Reading]
) -> Reading | None:
    """Return the share that falls to "them", what was counted last: "на них приходится 41 %"; no other share has one.

    Of what kind or circumstance they are nobody says, so no verdict of wrong can rest on it.
    """
    start = max([sentence.start, *(at for at in sentence.clauses if at <= mention.start)])
    if not any(True for _ in find_words(found.text[start : mention.start], found.language, "to_them")):
        return None
    counted = [told[m.start] for m in found.mentions_in(mention.sentence) if m.operator == "level" and m.start in told]
    measure = counted[-1].measure if counted else topic.measure or TOTAL
    attribute = counted[-1].attribute if counted else topic.attribute
    mention.is_part = True
    named = mention.whole_place.code if mention.whole_place is not None else ""
    return replace(reading, measure=measure, attribute=attribute, whole=named or (measure if attribute else TOTAL))


def _share_of_theirs(
    reading: Reading, mention: Mention, sentence: Sentence, found: Found, topic: Topic, told: Mapping[int, Reading]
) -> Reading | None:
    """Return the share of what was counted last, in all there is: "их удельный вес в структуре преступности – 31 %"."""
    start = max([sentence.start, *(at for at in sentence.clauses if at <= mention.start)])
    is_general = mention.measure_place is None or mention.measure_place.is_general
    told_here = take_between(found.places, sentence.start, mention.start)
    is_general = is_general and not any(place.kind == "attribute" for place in told_here)
    if not is_general or THEIR_SHARE[found.language].search(found.text, start, mention.start) is None:
        return None
    counted = [told[m.start] for m in found.mentions_in(mention.sentence) if m.operator == "level" and m.start in told]
    last = counted[-1] if counted else topic.levels[-1][1] if topic.levels else None
    if last is None or (last.measure == TOTAL and not last.attribute):
        return None
    mention.is_part = mention.is_part or not last.is_measure_settled
    named = mention.whole_place.code if mention.whole_place is not None else TOTAL
    whole = last.measure if last.attribute and named == TOTAL else named
    settled = last.is_measure_settled
    return replace(reading, measure=last.measure, attribute=last.attribute, whole=whole, is_measure_settled=settled)


def read_points(
    reading: Reading,
    mention: Mention,
    found: Found,
    definition: Definition,
    topic: Topic,
    told: Mapping[int, Reading],
) -> Reading:
    """Return the reading of points: of the share told before in the sentence, else by an attribute, else of the text's.

    Points of an offence of which no share was told are of nobody knows what share.
    """
    shares = [m for m in found.mentions_in(mention.sentence) if m.start < mention.start and m.operator in SHARES]
    share = told.get(shares[-1].start) if shares else None
    share = share or (None if reading.attribute or mention.measure_place is not None else topic.share)
    if share is None and not reading.attribute and has_share(mention.measure_place, found):
        mention.is_part = mention.is_part or definition.measures[reading.measure].parent not in ("", TOTAL)
        return replace(reading, whole=TOTAL)
    if share is None:
        return replace(reading, whole=reading.measure if reading.attribute else "")
    has_own = mention.region_place is not None and reading.region != share.whole_region
    return _repeat_share(reading, share, has_own_region=has_own)


def _repeat_share(reading: Reading, share: Reading, *, has_own_region: bool) -> Reading:
    """Return the reading of a number of the same share as one told before, in its own region if it names one."""
    return replace(
        reading,
        measure=share.measure,
        attribute=share.attribute,
        whole=share.whole,
        whole_region=share.whole_region,
        region=reading.region if has_own_region else share.region,
        is_measure_settled=share.is_measure_settled,
    )


def _say_level(
    reading: Reading,
    told: Mapping[int, Reading],
    mention: Mention,
    level: Mention,
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
) -> Reading:
    """Return a share that says a level in other words; one "of the total" is of all where the level was counted."""
    own = told[level.start]
    start = find_partitive(level, sentence, found) if level.part_of else None
    is_unsure = start is not None and not _find_antecedent(level, sentence, found, topic, start, told).is_sure
    mention.is_part = mention.is_part or is_unsure
    is_of_all = match_after(found.text, mention.end, found.language, "whole_before", "text") is not None
    if is_of_all and not level.part_of and not own.attribute and own.measure != TOTAL:
        mention.is_part = mention.is_part or not own.is_measure_settled
        return replace(own, whole=TOTAL, whole_region="", base_period=None)
    is_spread = says_distribution(level, sentence, found) or is_counted_out(level, found)
    return _follow_level(reading, own, mention, level, definition, is_spread=is_spread)


def _follow_level(
    reading: Reading, own: Reading, mention: Mention, level: Mention, definition: Definition, *, is_spread: bool
) -> Reading:
    """Return a share that says a level in other words as that of the level's own cell: "19 cases, three quarters"."""
    reading = replace(
        reading,
        measure=own.measure,
        attribute=own.attribute,
        region=own.region,
        is_region_named=own.is_region_named,
        is_measure_settled=own.is_measure_settled,
        is_region_settled=own.is_region_settled,
    )
    mention.is_unnamed = level.is_unnamed
    mention.is_part = mention.is_part or not own.is_measure_settled
    is_elsewhere = own.region != definition.default_region and own.is_region_named
    if level.part_of or own.attribute:
        whole = level.part_of or own.measure
    elif is_elsewhere and (is_spread or level.measure_place is None or own.measure == TOTAL):
        whole = own.measure
    else:
        mention.is_part = mention.is_part or is_elsewhere
        whole = TOTAL
    is_regional = whole == own.measure and is_elsewhere
    return replace(reading, whole=whole, whole_region=definition.default_region if is_regional else "")


def _spread(reading: Reading, mention: Mention, sentence: Sentence, found: Found, definition: Definition) -> Reading:
    """Return a share whose whole is told, over regions where a region is said to have it and no offence is."""
    is_named = reading.is_region_named
    own = mention.measure_place
    is_outside = reading.whole not in (TOTAL, *definition.measures.lineage(reading.measure))
    if own is None and is_named and (is_outside or says_distribution(mention, sentence, found)):
        reading = replace(reading, measure=reading.whole)
    is_regional = reading.measure == reading.whole and is_named
    return replace(reading, whole_region=definition.default_region if is_regional else "")


def _spread_unnamed(
    reading: Reading,
    mention: Mention,
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
    told: Mapping[int, Reading],
) -> Reading:
    """Return a share without any whole: of the kind that holds it, of all regions, or of all offences."""
    before = [told[at] for at in told if told[at].whole_region]
    last = before[-1] if before else topic.share
    if last is not None and last.whole_region and last.region == reading.region and last.measure == last.whole:
        # "18% of all crime in Scotland. For burglary its share is 15%".
        mention.is_part = True
        return replace(reading, whole=reading.measure, whole_region=last.whole_region)
    if last is not None and _goes_on(last, reading, mention, sentence, found):
        # "The Met recorded 51.8% of robberies. The West Midlands accounted for 3.9%".
        return replace(reading, measure=last.measure, whole=last.whole, whole_region=last.whole_region)
    parent = _take_parent(mention, reading.measure, sentence, found, definition, topic)
    if not parent and topic.share is not None and topic.share.whole in definition.measures.lineage(reading.measure)[1:]:
        # A text that told of shares of thefts may go on with them.
        parent, mention.is_part = topic.share.whole, mention.is_part or topic.share.whole != TOTAL
    is_regional = mention.measure_place is None and reading.is_region_named
    if parent or not is_regional:
        is_total = reading.is_region_named and reading.measure == TOTAL
        return replace(reading, whole=parent or TOTAL, whole_region=definition.default_region if is_total else "")
    mention.is_part = mention.is_part or not says_distribution(mention, sentence, found)
    return replace(reading, whole=reading.measure, whole_region=definition.default_region)


def _goes_on(last: Reading, reading: Reading, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a region has a share in what another one had right before, where its sentence names no kind."""
    is_regional = bool(last.whole_region) and last.measure == last.whole and not last.attribute
    is_bare = mention.measure_place is None and reading.is_region_named and not reading.attribute
    return is_regional and is_bare and reading.region != last.region and says_distribution(mention, sentence, found)


def _take_parent(
    mention: Mention, measure: str, sentence: Sentence, found: Found, definition: Definition, topic: Topic
) -> str:
    """Return the kind that holds a part, where its sentence or the one before counts it too: internet fraud, and fraud.

    Which of the two a share is of nobody says, so no verdict of wrong can rest on it.
    """
    code = definition.measures.find(measure)
    parent = code.parent if code is not None else ""
    places = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "measure"]
    named = {*(place.code for place in places), *topic.counted, *([topic.share.measure] if topic.share else [])}
    if not parent or parent == TOTAL or parent not in named:
        return ""
    mention.is_part = True
    return parent
