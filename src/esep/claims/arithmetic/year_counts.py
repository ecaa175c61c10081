"""The number of years that a text tells against the two years that it names: 2017 to 2021 are four steps, not five."""

from __future__ import annotations

import bisect
from collections import defaultdict
from collections.abc import Sequence

from esep.claims.mention import Found, Mention, take_between
from esep.claims.reading import CHANGES, Reading
from esep.language.roles import find_words
from esep.model.remark import Fact, Remark

# What is told in one breath with a change; and no phrase for a length of time is longer.
LONGEST = 40
MOST_YEARS = 60


def note_years(found: Found, readings: Sequence[Reading]) -> tuple[Remark, ...]:
    """Return a note on every change whose length in years is not what lies between the two years of its sentence."""
    notes: dict[tuple[int, int, int], Remark] = {}
    lengths = _read_lengths(found)
    for mention, reading in zip(found.mentions, readings, strict=True):
        told = lengths.get(mention.sentence, [])
        ends = _read_ends(mention, reading, found) if len(told) == 1 else None
        if ends is None or told[0] == ends[1] - ends[0]:
            continue
        facts: dict[str, Fact] = {"n": told[0], "steps": ends[1] - ends[0], "first": str(ends[0]), "last": str(ends[1])}
        is_inclusive = told[0] == ends[1] - ends[0] + 1
        key = "claims.note_years_inclusive" if is_inclusive else "claims.note_years_differ"
        notes[told[0], *ends] = Remark(key, facts)
    return tuple(notes.values())


def _read_ends(mention: Mention, reading: Reading, found: Found) -> tuple[int, int] | None:
    """Return the first and the last year of a change, where the sentence names both and nothing between."""
    period, base = reading.period, reading.base_period
    if mention.operator not in CHANGES or period is None or base is None or not (period.is_year and base.is_year):
        return None
    sentence = found.sentences[mention.sentence]
    inside = take_between(found.periods, sentence.start, sentence.end)
    named = {p.first.year for p in inside if p.first is not None and p.last is not None and p.kind != "date"}
    ends = base.start.year, period.start.year
    return ends if named == set(ends) and ends[0] < ends[1] else None


def _read_lengths(found: Found) -> dict[int, list[int]]:
    """Return over how many years the sentences of a text say that something went."""
    lengths: dict[int, list[int]] = defaultdict(list)
    for numeral, role in found.others:
        behind = found.text[numeral.end : numeral.end + LONGEST]
        is_length = role == "duration" and numeral.value.denominator == 1 and 0 < numeral.value <= MOST_YEARS
        if is_length and _says_years(behind, found.language):
            index = bisect.bisect_right(found.sentences, numeral.start, key=lambda sentence: sentence.start) - 1
            lengths[index].append(int(numeral.value))
    return lengths


def _says_years(behind: str, language: str) -> bool:
    """Return whether a number is one of years, and of none that are only past: "five years ago"."""
    is_past = any(True for _ in find_words(behind, language, "ago", "period"))
    return not is_past and any(start <= 1 for start, _ in find_words(behind, language, "years", "length"))
