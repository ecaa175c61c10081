"""What a number counts: the offence and its attribute, the whole of a share, the region and the body that speaks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.elsewhere import is_of_unknown_place, names_unknown_place
from esep.claims.names.longer_names import may_point_back
from esep.claims.names.said import cross, find_circumstance, narrow
from esep.claims.names.subjects import is_crossed, opens_with_pronoun, says_grand_total
from esep.claims.names.understood import counts_by_body, narrows_kind, narrows_topic
from esep.claims.names.wholes import KAZAKH_GENITIVE, SHARES
from esep.claims.numbers.lists import take_in_order, take_respective
from esep.claims.numbers.rates import is_per_person
from esep.claims.numbers.unit import JOINED, stands_in_brackets
from esep.claims.place import POPULATION, TOTAL, Place
from esep.claims.reading import CHANGES, Reading
from esep.claims.readings.attributes import NEXT_ITEM, find_attribute
from esep.claims.readings.groups import Summed, find_compared_region, find_first_region, find_summed_regions
from esep.claims.readings.kind_sums import add_kinds
from esep.claims.readings.people import is_counted, may_count_people
from esep.claims.readings.portions import read_part, read_points, read_share
from esep.claims.readings.regions import find_region
from esep.claims.readings.topic import Topic
from esep.language.roles import match_after, match_before
from esep.model.definition import Definition

CLAUSE_PENALTY = 60
GENERAL_PENALTY = 45
AFTER_PENALTY = 8
# What a later clause names is the subject of that clause's numbers.
NEXT_CLAUSE_PENALTY = 60
NOUN_REACH = 20
# "property crime, with 2,040 offenses, was ...".
APPOSED_WITH = re.compile(r",\s(?:with|at|numbering|totalling|totaling)\s", re.IGNORECASE)
# "Rose to 13,139, an additional 1,733 offences": with a conjunction they may be all offences.
JOINS = re.compile(r"\b(?:and|but|while|with|и|а|но|және|ал)\b", re.IGNORECASE)
DASH = re.compile(r"\s[–—]\s")
LINE_HEAD = re.compile(r"[^\n:.;,\d]{0,48}:")
# What may stand before the first word of a line.
BULLETS = " \n\t•·*–—-0123456789.)/"


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
    region, is_region_sure = find_region(mention, sentence, found, topic.region, definition.default_region)
    beside = find_compared_region(mention, sentence, found)
    if beside is not None and region is beside:
        region = find_first_region(beside, sentence, found)
    summed = find_summed_regions(mention, sentence, found, definition.default_region)
    code = region.code if region else topic.region or definition.default_region
    mention.measure_place, mention.region_place = best, region
    scope = _find_own_scope(measure, topic.scope, definition)
    circumstance = find_attribute(mention, best, sentence, found, topic, told)
    mention.is_in_passing = bool(circumstance.code) and not (circumstance.is_own or opens_with_pronoun(sentence, found))
    is_parallel = best is None and circumstance.is_own and topic.goes_on(measure)
    is_listed = is_parallel or _is_respective(respective, mention, found)
    is_kind_told = best is not None or topic.is_kind_named or not _measures_in(sentence, found)
    is_place_known = not is_of_unknown_place(mention, region, sentence, found, definition)
    is_place_known = is_place_known and (region is not None or not names_unknown_place(sentence, found))
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
    reading = _add_regions(reading, mention, summed, definition, told)
    several = add_kinds(reading, mention, sentence, found, definition, topic, told)
    return several if several.kinds else _narrow(reading, mention, sentence, found, definition)


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
    reading: Reading, mention: Mention, summed: Summed, definition: Definition, told: Mapping[int, Reading]
) -> Reading:
    """Return a reading of several regions, told right before it or of the number before, of which it says more."""
    mention.is_part = mention.is_part or summed.is_open
    codes, last = summed.codes, told[max(told)] if told else None
    is_further = mention.operator in (*SHARES, *CHANGES) and last is not None and last.added
    if codes and reading.region == codes[-1]:
        mention.is_part = mention.is_part or not summed.is_said
        mention.operator = "sum" if summed.is_said and mention.operator == "level" else mention.operator
    elif not codes and is_further and last is not None and reading.region in (last.region, last.added[-1]):
        codes = (last.region, *last.added)
    else:
        return reading
    reading = replace(reading, region=codes[0], added=codes[1:], is_region_settled=True)
    if mention.operator not in SHARES:
        return reading
    mention.is_part = mention.is_part or not reading.whole
    return replace(reading, whole=reading.whole or reading.measure, whole_region=definition.default_region)


def _narrow(reading: Reading, mention: Mention, sentence: Sentence, found: Found, definition: Definition) -> Reading:
    """Return a reading of the narrower thing that words at a number make of what it seemed to count."""
    circumstance = find_circumstance(mention, sentence, found, definition) if not mention.part_of else ""
    if circumstance:
        attribute = cross(mention.measure_place, circumstance, definition)
        return replace(reading, measure=circumstance, attribute=attribute)
    measure = narrow(reading.measure, mention, sentence, found, definition)
    if measure == reading.measure:
        return reading
    mention.is_unnamed = False
    is_of_all = mention.operator in SHARES and mention.whole_place is None and reading.whole == TOTAL
    return replace(reading, measure=measure, whole=reading.measure if is_of_all else reading.whole)


def _find_kind(mention: Mention, sentence: Sentence, found: Found, topic: Topic) -> Place | None:
    """Return the place that names what a number counts; a whole of a share is that of no other number."""
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
        and not _heads_later_line(p, mention, found.text)
        and not _is_listed_aside(p, places, mention, sentence, found)
        and (p not in wholes or _counts(mention, p, whole) or _is_resumed(p, mention, whole, sentence))
    ]
    if (listed := take_in_order(mention, places, found)) is not None:
        return listed
    best = min(candidates, key=lambda p: _distance(mention, p, sentence, places, found), default=None)
    if best is not None and best.is_general and (level := _find_apposed(best, mention, found)) is not None:
        return _find_kind(level, sentence, found, topic)
    if best is not None and best.is_general and (kind := _find_meant(best, mention, sentence, candidates, found)):
        return kind
    if best is not None and best.is_general and whole is None and _is_continued(best, mention, sentence, topic):
        return None
    return best


def _find_apposed(general: Place, mention: Mention, found: Found) -> Mention | None:
    """Return the level of which a change is told at once: "robbery is no better: 1,008 offences, one more than"."""
    if mention.operator not in CHANGES or found.text[general.end : mention.start].strip(" (—–-\u00a0") not in ("", ","):
        return None
    counted = [m for m in found.mentions_in(mention.sentence) if m.end <= general.start][-1:]
    is_level = bool(counted) and counted[0].operator == "level" and _is_noun_of(counted[0], general, found)
    return counted[0] if is_level else None


def _find_meant(
    general: Place, mention: Mention, sentence: Sentence, places: list[Place], found: Found
) -> Place | None:
    """Return the kind that "offences" right behind a number stands for: "robbery fell by 2%, to 77,939 offences".

    It does so at an end of a change, in brackets, and in a sentence that began with "Robbery:"; a word for all of them
    makes it mean what it says.
    """
    text = found.text
    if len(text[general.start : general.end].split()) > 1 or _is_whole(general, found):
        return None
    counted = [m for m in found.mentions_in(mention.sentence) if m.end <= general.start][-1:]
    if not counted or not _is_noun_of(counted[0], general, found):
        return None
    # What it stood for behind its own number it stands for with the next ones.
    mention = counted[0]
    before = [p for p in places if p.end <= mention.start and not p.is_general]
    if not before:
        return None
    kind, opening = before[-1], before[0]
    heads = not text[sentence.start : opening.start].strip(BULLETS) and text[opening.end : opening.end + 1] == ":"
    if heads:
        return opening if kind is opening else None
    between = text[kind.end : mention.start]
    # "Shoplifting rose to 131,183, or 359 offences a day", "..., an additional 22,676 offences".
    is_further = mention.operator in ("difference", "per_day")
    if is_further and take_between(found.mentions, kind.end, mention.start):
        return kind
    is_told_of = ":" in between or stands_in_brackets(text, mention) or APPOSED_WITH.fullmatch(between) is not None
    is_told_of = is_told_of or (mention.operator == "difference" and not JOINS.search(between))
    return kind if is_told_of or mention.part in ("from", "to") else None


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
    if take_in_order(mention, _measures_in(sentence, found), found) is not None:
        return False
    if best is None and whole is None:
        is_narrowed = topic.measure != TOTAL and topic.main_measure == TOTAL
        is_open = is_narrowed and counts_by_body(mention, sentence, found)
        return topic.is_measure_settled and not is_open and not narrows_topic(mention, sentence, found)
    if best is not None and (may_point_back(best, topic.measure, found) or is_crossed(best, mention, found)):
        return False
    return not narrows_kind(mention, sentence, found)


def _is_understood(mention: Mention, best: Place | None, topic: Topic, found: Found) -> bool:
    """Return whether what is counted, settled or not, can only be an offence that the text names."""
    sentence = found.sentences[mention.sentence]
    if mention.operator in SHARES:
        return False
    if best is not None:
        return not (narrows_kind(mention, sentence, found) or is_crossed(best, mention, found))
    return (
        topic.measure in topic.measures
        and not counts_by_body(mention, sentence, found)
        and not narrows_topic(mention, sentence, found)
    )


def _is_respective(kind: str, mention: Mention, found: Found) -> bool:
    return bool(kind) and not narrows_topic(mention, found.sentences[mention.sentence], found)


def _clause(mention: Mention, sentence: Sentence) -> int:
    return sentence.clause_of(mention.start)


def _counts(mention: Mention, place: Place, own_whole: Place | None) -> bool:
    """Return whether the whole of another share is what a number counts: "34% of the 132,778 offences"."""
    return place is not own_whole and mention.operator not in SHARES and 0 <= place.start - mention.end <= NOUN_REACH


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


def _is_listed_aside(place: Place, places: list[Place], mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether dashes list what a kind named before consists of: "violent crime – rape, robbery – rose to 6".

    In Russian and Kazakh a dash may as well stand for "is".
    """
    if found.language != "en" or place.end > mention.start:
        return False
    dashes = [match.start() for match in DASH.finditer(found.text, sentence.start, mention.start)]
    inner = [(low, high) for low, high in itertools.pairwise(dashes) if low < place.start < high]
    if not inner or take_between(found.mentions, *inner[0]):
        return False
    return any(other.end <= inner[0][0] for other in places)


def _heads_later_line(place: Place, mention: Mention, text: str) -> bool:
    """Return whether a kind opens a later line of a list, whose numbers stand behind its colon: "Murders: 11"."""
    if place.start < mention.end or "\n" not in text[mention.end : place.start]:
        return False
    return LINE_HEAD.match(text, place.end) is not None


def _is_continued(place: Place, mention: Mention, sentence: Sentence, topic: Topic) -> bool:
    """Return whether a general word far from the number gives way to the topic: never, unless the clause is another."""
    far = sentence.clause_of(place.start) != sentence.clause_of(mention.start)
    return far and bool(topic.measure) and topic.measure != TOTAL and place.start > mention.end


def _distance(mention: Mention, place: Place, sentence: Sentence, places: list[Place], found: Found) -> int:
    is_after = place.start >= mention.end
    is_whole = _is_whole(place, found) or match_before(
        found.text, mention.start, found.language, "whole_before", "text"
    )
    if is_after and (not place.is_general or is_whole) and _is_noun_of(mention, place, found):
        return -1
    if is_after and _is_noun_of(mention, place, found) and _is_listed(mention, found):
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


def _is_whole(place: Place, found: Found) -> bool:
    """Return whether a Kazakh genitive makes a word for crimes the whole of shares: "132 778 құқық бұзушылықтың"."""
    return found.language == "kk" and KAZAKH_GENITIVE.search(found.text, place.start, place.end) is not None


def _is_noun_of(mention: Mention, place: Place, found: Found) -> bool:
    """Return whether a number counts what stands right behind it: "1,615 thefts", "9 cases of theft", "15% rapes"."""
    if mention.operator == "share" and found.language == "en":
        return not found.text[mention.end : place.start].strip()
    span = match_after(found.text, mention.end, found.language, "cases")
    between = found.text[span[1] if span else mention.end : place.start]
    return between.strip() in ("", "of") and (mention.unit in ("count", "per_day") or mention.operator == "rate")


def _is_listed(mention: Mention, found: Found) -> bool:
    """Return whether a number follows another one with its own noun at once: "549 offences and 324 crimes"."""
    before = [m for m in found.mentions_in(mention.sentence) if m.end <= mention.start][-1:]
    if not before or JOINED.fullmatch(found.text, before[0].end, mention.start) is None:
        return False
    named = take_between(found.places, before[0].end, mention.start)
    return any(p.kind == "measure" and not p.is_general and _is_noun_of(before[0], p, found) for p in named)
