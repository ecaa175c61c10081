"""Which circumstance a number counts: cleared, by minors, in public places; or none.

It is named beside the number, or it was named for the number before that counts by the same noun, or the passage is
about it: "Women committed 2,120 offences. A year ago it was 2,173."
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.names.wholes import SHARES, find_partitive, gap
from esep.claims.place import Place, is_outcome
from esep.claims.reading import CHANGES, Reading
from esep.claims.readings.topic import Topic
from esep.language.roles import match_after, match_before

ATTRIBUTE_REACH = 40
PART_REACH = 80
# "29 преступлений, или 24,4%": a share says a number again.
SAID_AGAIN = re.compile(r"(?:\s[^\W\d]+){0,3},?\s(?:or|или|то есть|немесе|яғни)\s", re.IGNORECASE)
# Only words may stand between a number and the brackets in which it is told once more.
BRACKETED = re.compile(r"(?:\s[^\W\d_]+){0,3}\s?\(")
# "to 3,280 and carjackings by 45.6%": what a conjunction leads to is counted by the next number, if one is as near.
NEXT_ITEM = re.compile(r",?\s(?:and|while|whereas|but|и|а|але|ал|және)\s", re.IGNORECASE)
NEXT_PENALTY = 8
# ", совершённых группой лиц": from the noun to the end of what the participle says, no number between.
PARTICIPLE = re.compile(
    r",?\s(?:[^\W\d]+(?:нн|вш|[юуая]щ)(?:ых|их|ые|ие|ым|им|ыми|ими|ого|его|ая|ую|ой|ое|ее|ый|ий)|committed)(?:\s[^\W\d]+){1,6}",
    re.IGNORECASE,
)
# An adjective and its noun: "подростковая преступность".
TOUCHING = 2


@dataclass(frozen=True)
class Circumstance:
    """The attribute that a number counts, and whether nothing else can be meant."""

    code: str = ""
    is_sure: bool = True
    is_own: bool = False


def find_attribute(
    mention: Mention, kind: Place | None, sentence: Sentence, found: Found, topic: Topic, told: Mapping[int, Reading]
) -> Circumstance:
    """Return the attribute of a number; `told` holds the readings of its sentence so far, by where they begin."""
    own = _find_beside(mention, sentence, found) or _find_of_noun(mention, kind, sentence, found)
    own = own or _find_of_part(mention, sentence, found)
    if own:
        return Circumstance(own, is_own=True)
    named = [p for p in take_between(found.places, sentence.start, sentence.end) if p.kind == "attribute"]
    before = _find_shared(mention, kind, sentence, found, told)
    if before is not None:
        return before
    if (subject := _find_subject(mention, kind, sentence, found)) is not None:
        return Circumstance(subject.code)
    if named:
        return Circumstance(is_sure=not _may_be_meant(mention, named, sentence, found))
    if kind is not None:
        is_continued = is_outcome(topic.attribute) and _is_introduced(kind, found)
        return Circumstance(topic.attribute, is_sure=False) if is_continued else Circumstance()
    return _carry(mention, topic)


def _find_beside(mention: Mention, sentence: Sentence, found: Found) -> str:
    """Return the attribute named beside a number, in its clause and with no other number between."""
    near = take_between(found.places, sentence.start, sentence.end)
    clause = sentence.clause_of(mention.start)
    inside = [p for p in near if p.kind == "attribute" and sentence.clause_of(p.start) == clause]
    others = [m for m in found.mentions_in(mention.sentence) if sentence.clause_of(m.start) == clause]
    owners = [(p, min(others, key=lambda m: gap(m, p) + NEXT_PENALTY * _leads_on(m, p, found))) for p in inside]
    close = [
        p
        for p, owner in owners
        if gap(owner, p) <= ATTRIBUTE_REACH and (owner is mention or _say_one_thing(mention, owner, found))
    ]
    return min(close, key=lambda p: gap(mention, p)).code if close else ""


def _find_of_noun(mention: Mention, kind: Place | None, sentence: Sentence, found: Found) -> str:
    """Return the attribute that a participle right behind the noun of what is counted tells.

    "Преступлений, совершённых группой лиц, – 180", "число преступлений, совершённых в общественных местах, выросло".
    """
    if kind is None or kind.start > mention.start:
        return ""
    marks = (p for p in take_between(found.places, kind.end, sentence.end) if p.kind == "attribute")
    first = next(marks, None)
    if first is None or is_outcome(first.code) or first.start >= mention.start:
        return ""
    return first.code if PARTICIPLE.fullmatch(found.text, kind.end, first.end) else ""


def _find_of_part(mention: Mention, sentence: Sentence, found: Found) -> str:
    """Return the only attribute that a sentence names behind "every third crime", whose part it tells."""
    behind = take_between(found.places, mention.end, min(sentence.end, mention.end + PART_REACH))
    codes = {place.code for place in behind if place.kind == "attribute"}
    return codes.pop() if mention.operator == "one_in_n" and len(codes) == 1 else ""


def _leads_on(mention: Mention, mark: Place, found: Found) -> bool:
    """Return whether a conjunction leads from a number to the next item: "by minors 123 and by women – 45"."""
    return mention.end <= mark.start and NEXT_ITEM.match(found.text, mention.end, mark.start) is not None


def _say_one_thing(mention: Mention, owner: Mention, found: Found) -> bool:
    """Return whether a share is told once more as a level in brackets: "34% of them (66,406) were"."""
    is_pair = mention.operator in SHARES and owner.operator == "level"
    first, second = sorted((mention, owner), key=lambda one: one.start)
    return is_pair and BRACKETED.fullmatch(found.text, first.end, second.start) is not None


def _find_shared(
    mention: Mention, kind: Place | None, sentence: Sentence, found: Found, told: Mapping[int, Reading]
) -> Circumstance | None:
    """Return the attribute of the number before, where this one counts by the same noun: "by women 2,120 (-2.4%)"."""
    earlier = [m for m in found.mentions_in(mention.sentence) if m.start < mention.start and m.start in told]
    if not earlier or find_partitive(mention, sentence, found) is not None:
        return None
    last = earlier[-1]
    if last.measure_place is not kind or not told[last.start].attribute:
        return None
    if mention.operator in SHARES and SAID_AGAIN.fullmatch(found.text, last.end, mention.start):
        return Circumstance(told[last.start].attribute)
    if mention.operator in SHARES and (last.operator not in CHANGES or mention.whole_place is not None):
        return None
    is_against = match_before(found.text, mention.start, found.language, "against", "period") is not None
    is_change = mention.operator in CHANGES or bool(mention.part) or is_against
    if kind is None and not is_change and mention.operator not in SHARES:
        return None
    return Circumstance(told[last.start].attribute, is_sure=is_change or last.operator in CHANGES)


def _find_subject(mention: Mention, kind: Place | None, sentence: Sentence, found: Found) -> Place | None:
    """Return the attribute of the noun that opens a sentence, for numbers behind it: "Juvenile crime is down: 26,611".

    It has that noun for itself, stands before all numbers, and no other attribute is named with it.
    """
    first = found.mentions_in(mention.sentence)[0]
    opening = take_between(found.places, sentence.start, first.start)
    marks = [p for p in opening if p.kind == "attribute" and not is_outcome(p.code)]
    nouns = [p for p in opening if p.kind == "measure" and not p.is_anaphoric]
    if len(marks) != 1 or len(nouns) != 1 or not 0 <= nouns[0].start - marks[0].end <= TOUCHING:
        return None
    return marks[0] if kind is None or kind.code == nouns[0].code else None


def _may_be_meant(mention: Mention, named: list[Place], sentence: Sentence, found: Found) -> bool:
    """Return whether an attribute that stands beside no number at all may be said of this one."""
    numbers = found.mentions_in(mention.sentence)
    free = [p for p in named if not any(_find_beside(m, sentence, found) == p.code for m in numbers)]
    return bool(free)


def _is_introduced(kind: Place, found: Found) -> bool:
    """Return whether a kind is named as that of which the sentence before is said too: "Of frauds, 71", "по кражам"."""
    before = match_before(found.text, kind.start, found.language, "as_for", "text")
    behind = match_after(found.text, kind.end, found.language, "as_for_behind", "text")
    return before is not None or behind is not None


def _carry(mention: Mention, topic: Topic) -> Circumstance:
    """Return the attribute that a passage is about, for a number that names no kind of its own.

    An outcome is said of what a text is about, and is not what it is about: after "300 were cleared" a change or a
    share may be one of those cleared, while a count is likely one of all.
    """
    is_sure = not topic.is_attribute_open
    if not is_outcome(topic.attribute):
        return Circumstance(topic.attribute, is_sure=is_sure)
    if mention.operator in CHANGES:
        return Circumstance(topic.attribute, is_sure=is_sure)
    return Circumstance(topic.attribute if mention.operator in SHARES else "", is_sure=False)
