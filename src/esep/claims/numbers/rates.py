"""Rates whose base is said once: "offences per 10,000 people came to 91.5 (a year ago 91.8). In Almaty, 191".

The base may stand far before the first number; the numbers that follow have it too while they count nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.place import Place
from esep.claims.reading import CHANGES, Reading
from esep.language.roles import find_words, match_after, match_before

# Nobody puts a rate beside one ten times as high or as low without saying what is counted.
ALIKE = 10
# The word for a rate and the offence that it is of stand side by side.
LONGEST_RATE = 16
# "The national rate of 6.5".
RATE_OF = re.compile(r"(?<!\w)rate\s(?:(?:of|was|is|at)\s)?\(?$", re.IGNORECASE)
# "The rate of police-reported shoplifting".
LONGEST_OF = 3
# "В расчёте на 10 тыс. населения" opens a sentence.
LONGEST_OPENING = 24
# ", or 2.4% lower", ", down 2.4%", ", a 2.4% decrease".
LEAD_WORDS = 2


def find_base_said(mention: Mention, found: Found) -> Fraction | None:
    """Return the base of a rate that a sentence says before its first number, `None` where it says none.

    A base far before its number is that of a rate where it opens the sentence, or a word says that there is a rate.
    """
    sentence = found.sentences[mention.sentence]
    is_free = mention.unit == "count" and (mention.decimals > 0 or _is_bare(mention, found))
    # "The rate per 100,000 people has halved, from 9.8 to 4.4": what came first is said of the rate.
    if not is_free or any(m.operator not in CHANGES for m in found.earlier_in(mention.sentence)):
        return None
    bases = [n for n, role in found.others if role == "rate_base" and sentence.start <= n.start < mention.start]
    is_opened = bool(bases) and bases[0].start - sentence.start <= LONGEST_OPENING
    return bases[-1].value if bases and (is_opened or _says_rate(sentence, mention, found)) else None


def find_rate_before(mention: Mention, found: Found) -> str:
    """Return the unit of the rate that a bare number goes on with, in its sentence or the next one; empty if none."""
    rates = [m for m in found.mentions[-2:] if m.operator == "rate"]
    if not rates or mention.sentence - rates[-1].sentence > 1 or not _is_bare(mention, found):
        return ""
    between = [m for m in found.mentions[-2:] if m.start > rates[-1].start]
    # "The lowest of the four provinces" counts places.
    is_printed = mention.numeral.form == "digits"
    is_alike = rates[-1].value > 0 and Fraction(1, ALIKE) < mention.value / rates[-1].value < ALIKE
    is_alike = is_alike or RATE_OF.search(found.text, max(0, mention.start - LONGEST_RATE), mention.start) is not None
    is_next = is_printed and is_alike and all(m.operator in CHANGES for m in between)
    return rates[-1].unit if is_next and not _counts_other(mention, found) else ""


def mark_rates(mentions: Sequence[Mention], readings: Sequence[Reading], sentence: Sentence, found: Found) -> None:
    """Mark the rates of a sentence that prints the number too, and the changes that are said of a rate."""
    _mark_counted(mentions, readings)
    _mark_changes(mentions, sentence, found)


def _mark_counted(mentions: Sequence[Mention], readings: Sequence[Reading]) -> None:
    """Mark the rates of a sentence that prints the number too: the text then says what they are worked out from."""
    counts = {(r.measure, r.region, r.period) for m, r in zip(mentions, readings, strict=True) if m.operator == "level"}
    for mention, reading in zip(mentions, readings, strict=True):
        is_beside = (reading.measure, reading.region, reading.period) in counts
        mention.is_counted = mention.operator == "rate" and is_beside


def _mark_changes(mentions: Sequence[Mention], sentence: Sentence, found: Found) -> None:
    """Mark the changes of a sentence that are said of a rate: "the homicide rate fell 1%", "1% to 1.95 per ..."."""
    for at, mention in enumerate(mentions):
        if mention.operator not in ("percent_change", "fold"):
            continue
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        is_to_end = following is not None and following.operator == "rate" and following.part in ("from", "to")
        before = mentions[at - 1] if at else None
        is_behind_rate = before is not None and before.operator == "rate" and _follows_rate(before, mention, found)
        is_said = is_per_person(mention, sentence, found) or _changes_rate(mention, sentence, found)
        mention.is_of_rate = mention.is_of_rate or is_to_end or is_behind_rate or is_said


def _follows_rate(rate: Mention, mention: Mention, found: Found) -> bool:
    """Return whether a change is told right behind a rate and its base: "5,460 per 100,000 people, 2% lower"."""
    mark = max(found.text.rfind(mark, rate.end, mention.start) for mark in ",(")
    named = any(p.kind == "measure" for p in take_between(found.places, mark, mention.start))
    return not named and mark >= 0 and len(found.text[mark + 1 : mention.start].split()) <= LEAD_WORDS


def _changes_rate(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether the rate of something is the last thing named before a change, with no count between."""
    words = find_words(found.text[sentence.start : mention.start], found.language, "rate", "overclaim")
    last = next(reversed([(sentence.start + start, sentence.start + end) for start, end in words]), None)
    if last is None:
        return False
    named = [p for p in take_between(found.places, sentence.start, mention.start) if p.kind == "measure"]
    beside = [p for p in named if _touches(p, last, found)]
    is_bare = match_before(found.text, last[1], found.language, "rate_alone", "overclaim") is not None
    later = [p for p in named if p.start >= last[1] and p not in beside and not is_head(p.start, found)]
    counts = [m for m in take_between(found.mentions, last[1], mention.start) if m.unit == "count" and not m.part]
    return bool(beside or is_bare) and not later and not counts


def _touches(place: Place, rate: tuple[int, int], found: Found) -> bool:
    """Return whether an offence stands right before the word for a rate, or right behind it: "the rate of theft"."""
    if place.start < rate[0]:
        return place.end > rate[0] or not found.text[place.end : rate[0]].strip()
    between = found.text[rate[1] : place.start].split()
    if between[:1] == ["of"] and len(between) <= LONGEST_OF:
        return True
    return len(between) <= 1 and place.start - rate[1] <= LONGEST_RATE


def is_per_person(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence says before a number, in its clause, that it is per head: it counts no people."""
    words = find_words(found.text[sentence.start : mention.start], found.language, "per_person")
    return any(sentence.clause_of(sentence.start + at) == sentence.clause_of(mention.start) for at, _ in words)


def is_head(start: int, found: Found) -> bool:
    """Return whether a word for people only tells what a rate is per: "per 10,000 people"."""
    near = (n for n, role in found.others if role == "rate_base" and n.start < start)
    return any(not found.text[n.end + len(n.suffix) : start].strip() for n in near)


def _is_bare(mention: Mention, found: Found) -> bool:
    """Return whether nothing right behind a number says that it is a count."""
    is_plain = mention.unit == "count" and mention.scale == 1
    return is_plain and match_after(found.text, mention.end, found.language, "cases") is None


def _counts_other(mention: Mention, found: Found) -> bool:
    """Return whether a sentence names an offence before a number, or in its clause, and no rate of it."""
    sentence = found.sentences[mention.sentence]
    end = min((start for start in sentence.clauses if start >= mention.end), default=sentence.end)
    rates = [m.start for m in found.mentions_in(mention.sentence) if m.operator == "rate"]
    # "853 crimes per 10,000 people": up to the base all is said of the rate itself.
    bases = [n.end for n, role in found.others if role == "rate_base" and sentence.start <= n.start < mention.start]
    start = max([*rates, *bases], default=sentence.start)
    named = [p for p in take_between(found.places, start, end) if p.kind == "measure" and not p.is_anaphoric]
    # The noun right behind a rate is what that rate is of.
    ends = [m.end for m in found.mentions_in(mention.sentence) if m.operator == "rate"]
    named = [p for p in named if not any(0 <= p.start - at <= 1 for at in ends)]
    return any(not _is_rated(place, sentence, found) for place in named if not is_head(place.start, found))


def _is_rated(place: Place, sentence: Sentence, found: Found) -> bool:
    """Return whether the word for a rate stands beside an offence: "уровень преступности", "қылмыс деңгейі"."""
    start = max(sentence.start, place.start - LONGEST_RATE)
    around = found.text[start : min(sentence.end, place.end + LONGEST_RATE)]
    return any(True for _ in find_words(around, found.language, "rate", "overclaim"))


def _says_rate(sentence: Sentence, mention: Mention, found: Found) -> bool:
    """Return whether a sentence says before a number that it is a rate."""
    before = found.text[sentence.start : mention.start]
    return any(True for _ in find_words(before, found.language, "rate", "overclaim"))
