"""What a number counts: the offence and its attribute, the whole of a share, the region and the body that speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.elsewhere import is_of_unknown_place, names_unknown_place
from esep.claims.names.longer_names import may_point_back
from esep.claims.names.own_region import says_ours
from esep.claims.names.said import cross, find_circumstance, narrow
from esep.claims.names.subjects import is_crossed, opens_with_pronoun, says_grand_total
from esep.claims.names.understood import answers_unknown, counts_by_body, narrows_kind, narrows_topic
from esep.claims.names.wholes import SHARES
from esep.claims.numbers.lists import (
    heads_later_line,
    is_listed_aside,
    is_said_in_order,
    take_in_order,
    take_listed_kind,
    take_respective,
)
from esep.claims.numbers.rates import is_per_person
from esep.claims.numbers.unit import JOINED, stands_in_brackets
from esep.claims.place import POPULATION, TOTAL, Place
from esep.claims.reading import CHANGES, Reading
from esep.claims.readings.attributes import NEXT_ITEM, find_attribute
from esep.claims.readings.general_words import (
    find_apposed,
    find_bracketed,
    find_bracketed_ends,
    find_meant,
    is_noun_of,
    is_whole,
)
from esep.claims.readings.groups import Summed, find_compared_region, find_first_region, find_summed_regions
from esep.claims.readings.kind_sums import add_kinds
from esep.claims.readings.people import is_counted, may_count_people
from esep.claims.readings.portions import read_part, read_points, read_share
from esep.claims.readings.regions import find_region
from esep.claims.readings.shared_regions import find_region_of_shared, find_region_of_whole, is_told_of_whole
from esep.claims.readings.topic import Topic
from esep.language.roles import match_before
from esep.model.definition import Definition

CLAUSE_PENALTY = 60
GENERAL_PENALTY = 45
AFTER_PENALTY = 8
# What a later clause names is the subject of that clause's numbers.
NEXT_CLAUSE_PENALTY = 60
NOUN_REACH = 20


def _measures_in(sentence: Sentence, found: Found) -> list[Place]:
    return [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "measure"]


def read_what(
    mention: Mention,
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
    told: Mapping[int, Reading],
) -> Reading:
    """Return what a number counts; `told` holds the readings of its sentence so far, by where their numbers begin."""
    best = _find_kind(mention, sentence, found, topic)
    respective = take_respective(mention, topic.counted, found) if best is None else ""
    measure = _choose_measure(best, respective, mention, sentence, found, definition, topic)
    region, is_region_sure = _find_region(mention, sentence, found, definition, topic)
    beside = find_compared_region(mention, sentence, found)
    if beside is not None and region is beside:
        region = find_first_region(beside, sentence, found)
    summed = find_summed_regions(mention, sentence, found, definition.default_region)
    carried = region.code if region else topic.region or definition.default_region
    code = find_region_of_shared(mention, told, found) or carried
    mention.measure_place, mention.region_place = best, region
    scope = _find_own_scope(measure, topic.scope, definition)
    circumstance = find_attribute(mention, best, sentence, found, topic, told)
    mention.is_in_passing = bool(circumstance.code) and not (circumstance.is_own or opens_with_pronoun(sentence, found))
    is_listed = best is None and circumstance.is_own and topic.goes_on(measure)
    is_listed = is_listed or _is_respective(respective, mention, found)
    is_kind_told = best is not None or topic.is_kind_named or not _measures_in(sentence, found)
    is_place_known = _knows_place(mention, region, sentence, found, definition)
    reading = Reading(
        measure=measure,
        attribute=circumstance.code,
        scope=scope or _find_speaker(mention, sentence, found) or topic.scope or definition.default_scope,
        region=code,
        base_region=beside.code if beside is not None and beside.code != code else "",
        is_scope_named=bool(topic.scope) and scope in ("", topic.scope),
        is_region_named=region is not None,
        is_measure_settled=(is_listed or _settles_measure(mention, best, topic, found))
        and is_kind_told
        and circumstance.is_sure,
        is_region_settled=is_region_sure and is_place_known and (region is not None or topic.is_region_settled),
        is_nameable=is_place_known and is_kind_told and circumstance.is_sure,
    )
    reading = reading if _is_understood(mention, best, topic, found) else replace(reading, is_nameable=False)
    if mention.operator in SHARES:
        reading = read_share(reading, mention, sentence, found, definition, topic, told)
    elif mention.operator == "percentage_points":
        reading = read_points(reading, mention, found, definition, topic, told)
    else:
        reading = read_part(reading, mention, sentence, found, definition, topic, told)
    reading = _add_regions(reading, mention, summed, definition, told, found)
    several = add_kinds(reading, mention, sentence, found, definition, topic, told)
    return several if several.kinds else _narrow(reading, mention, sentence, found, definition)


def _knows_place(
    mention: Mention, region: Place | None, sentence: Sentence, found: Found, definition: Definition
) -> bool:
    """Return whether a number is of no place that the data do not know."""
    is_elsewhere = is_of_unknown_place(mention, region, sentence, found, definition)
    # "Latrobe had 17,072 offences and we had 15,890": whoever speaks is of another place.
    is_elsewhere = is_elsewhere or (region is not None and says_ours(region, mention, found))
    return not is_elsewhere and (region is not None or not names_unknown_place(sentence, found))


def _find_region(
    mention: Mention, sentence: Sentence, found: Found, definition: Definition, topic: Topic
) -> tuple[Place | None, bool]:
    """Return the region of a number, that of a whole where it counts one, and whether nothing else can be meant."""
    region, is_sure = find_region(mention, sentence, found, topic.region, definition.default_region)
    wider = find_region_of_whole(mention, region, sentence, found, definition)
    return (wider, True) if wider is not None else (region, is_sure)


def _choose_measure(
    best: Place | None,
    respective: str,
    mention: Mention,
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
) -> str:
    """Return the measure that a place names, or else the one that the text is about."""
    if best is not None:
        is_wider = best.code in definition.measures.lineage(topic.measure)
        measure = topic.measure if not is_wider and may_point_back(best, topic.measure, found) else best.code
    else:
        is_of_all = len(topic.measures) > 1 and says_grand_total(mention, sentence, found)
        measure = TOTAL if is_of_all else respective or topic.measure or TOTAL
    # Per head nobody counts people.
    return TOTAL if measure == POPULATION and is_per_person(mention, sentence, found) else measure


def _add_regions(
    reading: Reading,
    mention: Mention,
    summed: Summed,
    definition: Definition,
    told: Mapping[int, Reading],
    found: Found,
) -> Reading:
    """Return a reading of several regions, told right before it or of the number before, of which it says more."""
    mention.is_part = mention.is_part or summed.is_open
    codes, last = summed.codes, told[max(told)] if told else None
    is_further = mention.operator in (*SHARES, *CHANGES) and last is not None and last.added
    is_last = bool(codes) and reading.region == codes[-1]
    if is_last or (summed.is_said and mention.operator in SHARES and reading.region in codes):
        mention.is_part = mention.is_part or not summed.is_said
        mention.operator = "sum" if summed.is_said and mention.operator == "level" else mention.operator
    elif not codes and mention.operator == "sum" and (told_of := _list_told_regions(mention, reading, told, found)):
        codes = told_of
    elif not codes and is_further and last is not None and _tells_sum(reading, last, definition):
        codes = (last.region, *last.added)
    else:
        return reading
    reading = replace(reading, region=codes[0], added=codes[1:], is_region_settled=True)
    if mention.operator not in SHARES:
        return reading
    mention.is_part = mention.is_part or not reading.whole
    return replace(reading, whole=reading.whole or reading.measure, whole_region=definition.default_region)


def _tells_sum(reading: Reading, last: Reading, definition: Definition) -> bool:
    """Return whether a number behind that of several regions is of them: it names none but the whole territory."""
    return reading.region in (last.region, last.added[-1], definition.default_region)


def _list_told_regions(
    mention: Mention, reading: Reading, told: Mapping[int, Reading], found: Found
) -> tuple[str, ...]:
    """Return the regions of the levels of one kind that a sum adds up: "24,965 and 17,339 – together 42,304"."""
    levels = [told[m.start] for m in found.mentions_in(mention.sentence) if m.operator == "level" and m.start in told]
    regions = tuple(dict.fromkeys(one.region for one in levels))
    is_one = {(one.measure, one.period) for one in levels} == {(reading.measure, levels[0].period)} if levels else False
    return regions if is_one and len(regions) == len(levels) > 1 else ()


def _narrow(reading: Reading, mention: Mention, sentence: Sentence, found: Found, definition: Definition) -> Reading:
    """Return a reading of the narrower thing that words at a number make of what it seemed to count."""
    circumstance = find_circumstance(mention, sentence, found, definition) if not mention.part_of else ""
    if circumstance:
        attribute = cross(mention.measure_place, circumstance, definition)
        return replace(reading, measure=circumstance, attribute=attribute)
    # "Half of the frauds were committed online": no word but these tells the part.
    is_untold = mention.operator in SHARES and reading.measure == TOTAL and reading.whole not in ("", TOTAL)
    wider = reading.whole if is_untold else reading.measure
    measure = narrow(wider, mention, sentence, found, definition)
    if measure == wider:
        return reading
    mention.is_unnamed = False
    is_of_all = mention.operator in SHARES and mention.whole_place is None and reading.whole == TOTAL
    return replace(reading, measure=measure, whole=reading.measure if is_of_all else reading.whole)


def _find_kind(mention: Mention, sentence: Sentence, found: Found, topic: Topic) -> Place | None:
    """Return the place that names what a number counts; a whole of a share is that of no other number."""
    if (beside := find_bracketed(mention, found) or find_bracketed_ends(mention, found)) is not None:
        return beside.measure_place
    places = _measures_in(sentence, found)
    whole = mention.whole_place
    if whole is not None:
        clause = sentence.clause_of(mention.start)
        places = [p for p in places if p.start < mention.end or sentence.clause_of(p.start) == clause or p is whole]
    wholes = [m.whole_place for m in found.mentions_in(mention.sentence)]
    counts_people = may_count_people(mention, sentence, found)
    candidates = [
        p
        for p in places
        if not p.is_anaphoric
        and (p.code != POPULATION or (counts_people and is_counted(p, mention, sentence, found)))
        and not _is_of_later_number(p, mention, sentence, found)
        and not heads_later_line(p, mention, found.text)
        and not is_listed_aside(p, places, mention, sentence, found)
        and (p not in wholes or _counts(mention, p, whole, found) or _is_resumed(p, mention, whole, sentence))
    ]
    listed = take_listed_kind(mention, places, found) or take_in_order(mention, places, found)
    if listed is not None:
        return listed
    best = min(candidates, key=lambda p: _distance(mention, p, sentence, places, found), default=None)
    if best is not None and best.is_general and (level := find_apposed(best, mention, found)) is not None:
        return _find_kind(level, sentence, found, topic)
    if best is not None and best.is_general and (kind := find_meant(best, mention, sentence, candidates, found)):
        return kind
    if best is not None and best.is_general and whole is None and _is_continued(best, mention, sentence, topic):
        return None
    return best


def _find_speaker(mention: Mention, sentence: Sentence, found: Found) -> str:
    """Return the body named last before a number, where its sentence names several: "565, the Committee 566".

    Words for offences are no body, though they tell a universe where nobody else is named.
    """
    near = take_between(found.places, sentence.start, mention.start)
    counted = [place for place in near if place.kind == "measure"]
    bodies = [p for p in near if p.kind == "scope" and not any(p.start < m.end and m.start < p.end for m in counted)]
    return bodies[-1].code if len({place.code for place in bodies}) > 1 else ""


def _find_own_scope(measure: str, told: str, definition: Definition) -> str:
    """Return the scope in which a measure is counted that bodies for offences do not count, empty for all others.

    Breaches of procedure have one; people are counted by the body that is `told`, if it counts any, else by the first
    that does nothing else.
    """
    code = definition.measures.find(measure)
    if code is None or code.kind not in ("elsewhere", POPULATION):
        return ""
    if code.kind == "elsewhere":
        return code.same_in[0] if code.same_in else ""
    counted = [scope.code for scope in definition.scopes if scope.kind == POPULATION]
    counted += [definition.population_scope] if definition.population_scope else []
    return told if told in counted else counted[0] if counted else ""


def _settles_measure(mention: Mention, best: Place | None, topic: Topic, found: Found) -> bool:
    """Return whether nothing else can be counted; a bare per cent in brackets may be a share of anything."""
    whole = mention.whole_place
    if mention.operator == "share" and whole is None and stands_in_brackets(found.text, mention):
        return False
    sentence = found.sentences[mention.sentence]
    places = _measures_in(sentence, found)
    if take_listed_kind(mention, places, found) is not None:
        return is_said_in_order(mention, found) and not narrows_kind(mention, sentence, found)
    if take_in_order(mention, places, found) is not None:
        return False
    if best is None and whole is None:
        is_narrowed = topic.measure != TOTAL and topic.main_measure == TOTAL
        is_open = is_narrowed and counts_by_body(mention, sentence, found)
        return topic.is_measure_settled and not is_open and not narrows_topic(mention, sentence, found)
    if best is not None and (may_point_back(best, topic.measure, found) or is_crossed(best, mention, found)):
        return False
    return not _narrows(best, mention, sentence, found)


def _narrows(best: Place | None, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a word that nobody understood may narrow what a number counts, or the question that it answers."""
    is_asked = best is not None and best.is_general and answers_unknown(sentence, found)
    return is_asked or narrows_kind(mention, sentence, found)


def _is_understood(mention: Mention, best: Place | None, topic: Topic, found: Found) -> bool:
    """Return whether what is counted, settled or not, can only be an offence that the text names."""
    sentence = found.sentences[mention.sentence]
    if mention.operator in SHARES:
        return False
    if best is not None:
        return not (_narrows(best, mention, sentence, found) or is_crossed(best, mention, found))
    return (
        topic.measure in topic.measures
        and not counts_by_body(mention, sentence, found)
        and not narrows_topic(mention, sentence, found)
    )


def _is_respective(kind: str, mention: Mention, found: Found) -> bool:
    return bool(kind) and not narrows_topic(mention, found.sentences[mention.sentence], found)


def _counts(mention: Mention, place: Place, own_whole: Place | None, found: Found) -> bool:
    """Return whether the whole of another share is what a number counts: "34% of the 132,778 offences"."""
    if place is own_whole or mention.operator in SHARES:
        return False
    return 0 <= place.start - mention.end <= NOUN_REACH or is_told_of_whole(mention, place, found)


def _is_resumed(place: Place, mention: Mention, own_whole: Place | None, sentence: Sentence) -> bool:
    """Return whether a later clause goes on with the whole of a share: "half of all frauds: their number rose 3.6%"."""
    is_later = sentence.clause_of(place.start) < sentence.clause_of(mention.start)
    return own_whole is None and is_later and not place.is_general and mention.operator not in ("share", "one_in_n")


def _is_of_later_number(place: Place, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a kind is named behind another number, in a later clause: "355, 5% more, and theft rose by 9".

    Of a share it may be said behind its digits, and in Kazakh what is counted may stand there.
    """
    if mention.operator in SHARES or found.language == "kk":
        return False
    is_later = place.start > mention.end and sentence.clause_of(place.start) > sentence.clause_of(mention.start)
    return is_later and bool(take_between(found.mentions, mention.end, place.start))


def _is_continued(place: Place, mention: Mention, sentence: Sentence, topic: Topic) -> bool:
    """Return whether a general word far from the number gives way to the topic: never, unless the clause is another."""
    far = sentence.clause_of(place.start) != sentence.clause_of(mention.start)
    return far and bool(topic.measure) and topic.measure != TOTAL and place.start > mention.end


def _distance(mention: Mention, place: Place, sentence: Sentence, places: list[Place], found: Found) -> int:
    is_after = place.start >= mention.end
    is_of_all = is_whole(place, found) or match_before(
        found.text, mention.start, found.language, "whole_before", "text"
    )
    if is_after and (not place.is_general or is_of_all) and is_noun_of(mention, place, found):
        return -1
    if is_after and is_noun_of(mention, place, found) and _is_listed(mention, found):
        return -1
    gap = place.start - mention.end if is_after else max(0, mention.start - place.end)
    clauses = abs(sentence.clause_of(place.start) - sentence.clause_of(mention.start))
    is_beside = not is_after and mention.operator == "level" and not found.text[place.end : mention.start].strip()
    has_specific = (
        place.is_general and not is_beside and any(not other.is_general and not other.is_anaphoric for other in places)
    )
    penalty = AFTER_PENALTY + NEXT_CLAUSE_PENALTY * bool(clauses) if is_after else 0
    # "120 841 crimes: 21 826 minor ones": what stands behind the next number is not what this one counts.
    is_parted = is_after and bool(take_between(found.mentions, mention.end, place.start))
    is_next = is_after and NEXT_ITEM.match(found.text, mention.end) is not None
    penalty += NEXT_CLAUSE_PENALTY * (is_parted or is_next)
    return gap + CLAUSE_PENALTY * clauses + GENERAL_PENALTY * has_specific + penalty


def _is_listed(mention: Mention, found: Found) -> bool:
    """Return whether a number follows another one with its own noun at once: "549 offences and 324 crimes"."""
    before = [m for m in found.mentions_in(mention.sentence) if m.end <= mention.start][-1:]
    if not before or JOINED.fullmatch(found.text, before[0].end, mention.start) is None:
        return False
    named = take_between(found.places, before[0].end, mention.start)
    return any(p.kind == "measure" and not p.is_general and is_noun_of(before[0], p, found) for p in named)
