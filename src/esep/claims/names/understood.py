"""Whether every word around a number is understood: what is not may narrow what the number counts.

A number without an offence of its own counts what the text has been about only where its sentence names nothing else.
"""

from __future__ import annotations

import bisect

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.language.numerals import Numeral
from esep.language.plain_words import find_telling

# No name of a place or a period is longer.
LONGEST = 120


def narrows_topic(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence, up to the end of a number's clause, has a word that may name what is counted."""
    return _has_unknown(sentence.start, _end_of_clause(mention, sentence), found)


def narrows_kind(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether the clause of a number has a word that may narrow the offence that it names."""
    starts = [start for start in sentence.clauses if start <= mention.start]
    return _has_unknown(max(starts, default=sentence.start), _end_of_clause(mention, sentence), found)


def narrows_item(mention: Mention, found: Found) -> bool:
    """Return whether a word of its clause, between the numbers before and behind one, may narrow what it counts."""
    sentence = found.sentences[mention.sentence]
    beside = [m for m in found.mentions_in(mention.sentence) if m is not mention]
    start = max((m.end for m in beside if m.end <= mention.start), default=sentence.start)
    end = min((m.start for m in beside if m.start >= mention.end), default=sentence.end)
    end = min(end, _end_of_clause(mention, sentence))
    return _has_unknown(start, end, found)


def names_unknown(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence has a word that may name what is counted and that nothing explains."""
    return _has_unknown(sentence.start, sentence.end, found)


def answers_unknown(sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence answers a question that names no offence and has a word that may name what is asked."""
    at = bisect.bisect_left(found.sentences, sentence.start, key=lambda other: other.start) - 1
    if at < 0 or not found.text[found.sentences[at].start : sentence.start].rstrip(" \n–—-").endswith("?"):
        return False
    asked = found.sentences[at]
    is_named = any(place.kind == "measure" for place in take_between(found.places, asked.start, asked.end))
    return not is_named and names_unknown(asked, found)


def counts_by_body(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a sentence counts, up to a number's clause, by the word of a body and names no offence.

    "268 дел" are of any kind that the body opens cases about.
    """
    for place in take_between(found.places, sentence.start, _end_of_clause(mention, sentence)):
        near = take_between(found.mentions, sentence.start, place.start) if place.kind == "scope" else ()
        if near and not found.text[near[-1].end : place.start].strip():
            return True
    return False


def _end_of_clause(mention: Mention, sentence: Sentence) -> int:
    return min((start for start in sentence.clauses if start >= mention.end), default=sentence.end)


def _has_unknown(start: int, end: int, found: Found) -> bool:
    return any(not _is_known(*span, found) for span in find_telling(found.text, start, end, found.language))


def _is_known(start: int, end: int, found: Found) -> bool:
    """Return whether a word belongs to a place, a period, a claim or another number of the text."""
    begin = start - LONGEST
    spans = [(place.start, place.end) for place in take_between(found.places, begin, end)]
    spans += [(period.start, period.end) for period in take_between(found.periods, begin, end)]
    spans += [(mention.start, mention.end) for mention in take_between(found.mentions, begin, end)]
    low = bisect.bisect_left(found.others, begin, key=_start_of)
    others = found.others[low : bisect.bisect_left(found.others, end, lo=low, key=_start_of)]
    spans += [(numeral.start, numeral.end) for numeral, _ in others]
    return any(first < end and start < last for first, last in spans)


def _start_of(other: tuple[Numeral, str]) -> int:
    return other[0].start
