"""Orders among regions told with the one that has the place: "больше всего краж в Алматы", "ең көп ұрлық Алматыда"."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.order import OrderPhrase, is_in_time
from esep.claims.place import POPULATION, Place
from esep.language.cues import find_cues
from esep.language.plain_words import find_telling
from esep.language.roles import find_words

# How far from its words the region of an order may stand.
REACH = 120
# "In first place in the district", "среди регионов округа".
FRAME_REACH = 8
_FRAME = re.compile(r"\s(?:в|во|по|из|среди|in|of|among|across)\s(?:[^\W\d]+\s){0,2}", re.IGNORECASE)
_WITHIN = re.compile(r"(?:[дт][ае](?:ғы|гі)?|бойынша)$")
# What parts an order from a region that is not its own.
_PARTS = re.compile(r"\d|[;:?!(]|\.\s|\n")


def place_orders(phrases: Iterable[OrderPhrase], found: Found, whole: str) -> Iterator[OrderPhrase]:
    """Yield the phrases, those of an order among regions with their region; where none is named they claim nothing."""
    for phrase in phrases:
        if not phrase.is_among_regions:
            yield phrase
            continue
        at = max(0, bisect.bisect_right(found.sentences, phrase.start, key=lambda s: s.start) - 1)
        region = _find_own_region(phrase, found.sentences[at], found, whole)
        if region is not None and not _is_of_changes(phrase, at, found):
            yield replace(phrase, region=region)


def is_of_rates(mention: Mention, found: Found) -> bool:
    """Return whether an order among regions is one per head, by its sentence or a rate in it or in the one before."""
    sentence = found.sentences[mention.sentence]
    text = found.text[sentence.start : sentence.end]
    numbers = [*found.mentions_in(mention.sentence - 1), *found.mentions_in(mention.sentence)]
    return any(m.operator == "rate" for m in numbers) or any(
        True for _ in find_words(text, found.language, "per_person")
    )


def is_of_counts(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence says that its order is one of counts, and not among some regions only."""
    text = found.text[sentence.start : sentence.end]
    names = ("of_rate", "among", "of_count")
    said = {name for name in names for _ in find_words(text, found.language, name, "order_context")}
    return said == {"of_count"}


def frames_order(region: Place, found: Found) -> bool:
    """Return whether a region only tells among which one has its place: "in first place in the district"."""
    language = found.language
    if language == "kk":
        behind = take_between(found.mentions, region.end, region.end + FRAME_REACH)
        is_next = bool(behind) and _is_place(behind[0]) and not found.text[region.end : behind[0].start].strip()
        return is_next and _WITHIN.search(found.text, region.start, region.end) is not None
    before = take_between(found.mentions, region.start - REACH, region.start)
    is_behind = bool(before) and _is_place(before[-1]) and before[-1].own_region is not region
    return is_behind and _FRAME.fullmatch(found.text, before[-1].end, region.start) is not None


def _is_place(mention: Mention) -> bool:
    return mention.operator in ("rank", "extreme") and not is_in_time(mention)


def _is_of_changes(phrase: OrderPhrase, at: int, found: Found) -> bool:
    """Return whether an order is one of changes: "the largest fall was in Shu, the smallest in Merke"."""
    sentence = found.sentences[at]
    places = take_between(found.places, sentence.start, sentence.end)
    is_elided = not any(p.kind == "measure" for p in places)
    start = found.sentences[max(0, at - 1)].start if is_elided else sentence.start
    return bool(find_cues(found.text[start : phrase.start], found.language, "direction"))


def _find_own_region(phrase: OrderPhrase, sentence: Sentence, found: Found, whole: str) -> Place | None:
    """Return the region of which an order among regions is said.

    Nothing but the kind that is counted and plain words may stand between: "most trouble in Almaty is had with thefts"
    claims no order of offences. The `whole` has no regions beside it.
    """
    inside = take_between(found.places, sentence.start, sentence.end)
    places = [p for p in inside if p.kind == "region" and p.code != whole]
    behind = next((p for p in places if p.start >= phrase.end), None)
    if behind is not None and _is_joined(phrase.end, behind.start, found):
        return behind
    before = next((p for p in reversed(places) if p.end <= phrase.start), None)
    ends = [behind.start if behind is not None else sentence.end]
    ends += [part.start() for part in [_PARTS.search(found.text, phrase.end, sentence.end)] if part]
    is_own = before is not None and _is_joined(before.end, phrase.start, found)
    return before if is_own and _is_joined(phrase.end, min(ends), found) else None


def _is_joined(start: int, end: int, found: Found) -> bool:
    text, language = found.text, found.language
    told = [(p.start, p.end) for p in take_between(found.periods, start, end)]
    parts = (part.start() for part in _PARTS.finditer(text, start, end))
    if any(not any(low <= part < high for low, high in told) for part in parts):
        return False
    if end - start > REACH or find_cues(text[start:end], language, "direction"):
        return False
    places = take_between(found.places, start, end)
    heads = find_words(text[start:end], language, "head")
    if any(p.code == POPULATION for p in places) or any(True for _ in heads):
        return False
    kinds = [p for p in places if p.kind in ("measure", "attribute", "said")]
    known = [*told, *((p.start, p.end) for p in kinds)]
    telling = find_telling(text, start, end, language)
    return all(any(low < last and first < high for low, high in known) for first, last in telling)
