"""Several kinds in one number: "robbery and burglary together came to 8,300", and what is said of that sum next."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.subjects import opens_with_pronoun
from esep.claims.names.understood import narrows_kind
from esep.claims.names.wholes import SHARES
from esep.claims.periods.bound import list_runs
from esep.claims.place import Place
from esep.claims.reading import CHANGES, Reading
from esep.claims.readings.groups import ADDING, JOINED, LEAST_SUMMED, SUM_REACH, WORD_REACH
from esep.claims.readings.topic import Topic
from esep.language.roles import find_words, match_before
from esep.model.definition import Definition

FURTHER = ("per_day", *SHARES, *CHANGES)
ADDED_UP = ("level", "sum", *FURTHER)


def add_kinds(
    reading: Reading,
    mention: Mention,
    sentence: Sentence,
    found: Found,
    definition: Definition,
    topic: Topic,
    told: Mapping[int, Reading],
) -> Reading:
    """Return a reading of several kinds: joined right before a number that adds them up, or of the sum told before."""
    if mention.operator not in ADDED_UP or reading.added or reading.attribute:
        return reading
    codes = _list_joined(mention, sentence, found) or _list_summands(mention, topic, told)
    if len(codes) >= LEAST_SUMMED and not _are_nested(codes, definition):
        mention.operator = "sum" if mention.operator == "level" else mention.operator
        is_settled = not narrows_kind(mention, sentence, found)
        return replace(reading, measure=codes[0], kinds=codes[1:], is_measure_settled=is_settled)
    last = told[max(told)] if told else None
    if last is None and opens_with_pronoun(sentence, found):
        last = topic.summed
    is_further = mention.operator in FURTHER or mention.part in ("from", "to")
    if last is None or not last.kinds or not is_further or _has_own_kind(mention, sentence, found):
        return reading
    return replace(
        reading,
        measure=last.measure,
        kinds=last.kinds,
        region=last.region if mention.region_place is None else reading.region,
        whole=reading.whole if reading.whole != reading.measure else "",
        is_measure_settled=last.is_measure_settled,
        is_region_settled=last.is_region_settled if mention.region_place is None else reading.is_region_settled,
    )


def _list_joined(mention: Mention, sentence: Sentence, found: Found) -> tuple[str, ...]:
    """Return the kinds that are joined right before a number, where a word adds them up."""
    numbers = [m for m in found.mentions_in(mention.sentence) if m.operator in ADDED_UP]
    alike = [m for m in numbers if m.operator == mention.operator]
    listed = next((run for run in list_runs(alike, found.text) if mention in run), [])
    start = max([sentence.start, mention.start - SUM_REACH, *(m.end for m in numbers if m.end <= mention.start)])
    kinds = [p for p in take_between(found.places, start, mention.start) if p.kind == "measure" and not p.is_anaphoric]
    if not kinds or len(listed) != 1:
        return ()
    run = _take_run(kinds, found)
    words = found.text[max(sentence.start, run[0].start - WORD_REACH) : min(sentence.end, mention.end + WORD_REACH)]
    is_said = any(True for name, section in ADDING for _ in find_words(words, found.language, name, section))
    # "Всего краж, грабежей и разбоев – 2 586".
    is_said = is_said or match_before(found.text, run[0].start, found.language, "opening", "sum") is not None
    return tuple(dict.fromkeys(place.code for place in run)) if is_said and len(run) > 1 else ()


def _take_run(kinds: Sequence[Place], found: Found) -> list[Place]:
    run = [kinds[-1]]
    for place in reversed(kinds[:-1]):
        if not JOINED.fullmatch(found.text, place.end, run[0].start):
            break
        run.insert(0, place)
    return run


def _list_summands(mention: Mention, topic: Topic, told: Mapping[int, Reading]) -> tuple[str, ...]:
    """Return the kinds of the numbers that a sum adds up: those before it in its sentence, else in the one before."""
    if mention.operator != "sum" or mention.sum_count:
        return ()
    levels = list(told.values()) or [r for m, r in topic.levels if m.sentence == mention.sentence - 1]
    is_one_place = len({reading.region for reading in levels}) == 1
    return tuple(dict.fromkeys(reading.measure for reading in levels)) if is_one_place else ()


def _are_nested(codes: Sequence[str], definition: Definition) -> bool:
    """Return whether one kind holds another one, which is then counted in it already."""
    return any(one in definition.measures.lineage(other)[1:] for one, other in itertools.permutations(codes, 2))


def _has_own_kind(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a kind is named between the numbers beside this one, in its clause; no whole of a share is one."""
    beside = found.mentions_in(mention.sentence)
    start = max((m.end for m in beside if m.end <= mention.start), default=sentence.start)
    ends = [*(at for at in sentence.clauses if at >= mention.end), *(m.start for m in beside if m.start >= mention.end)]
    places = take_between(found.places, start, min(ends, default=sentence.end))
    return any(p.kind == "measure" and not p.is_anaphoric and p is not mention.whole_place for p in places)
