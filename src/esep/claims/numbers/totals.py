"""Numbers said to be the sum of a counted list: "all four kinds together: 8,172"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.reading import Reading
from esep.language.letters import fold_text
from esep.language.lexicon import build_lexicon
from esep.language.roles import compile_words, find_words, read_roles

# How far before a number the words may stand that call it a sum; a longer list is a table.
REACH = 80
MOST = 12
TOGETHER_REACH = 60
_COUNT = r"(\d{1,2}|[^\W\d_]{2,14})"


def read_sum_count(mention: Mention, sentence: Sentence, found: Found) -> int:
    """Return of how many things a number is said to be the sum, 0 where it is not.

    A place or a kind named in between has the number for itself: "in all four regions: Dublin 6,511".
    """
    start = max(sentence.start, mention.start - REACH)
    before = fold_text(found.text)[start : mention.start]
    matches = [match for pattern in _compile(found.language) if (match := pattern.search(before)) is not None]
    matches = [match for match in matches if not take_between(found.places, start + match.end(), mention.start)]
    values = (_value(match[1], found.language) for match in matches)
    return next((value for value in values if 2 <= value <= MOST), 0)


def says_together(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a number is said to be the sum of those before it: "the two together recorded 52,642"."""
    before = found.text[max(sentence.start, mention.start - TOGETHER_REACH) : mention.start]
    after = found.text[mention.end : min(sentence.end, mention.end + TOGETHER_REACH // 2)]
    earlier = [m for m in found.earlier_in(mention.sentence) if m.operator == "level"]
    if not earlier and _opens_together(mention, sentence, found):
        return len([m for m in found.earlier_in(mention.sentence - 1) if m.operator == "level"]) > 1
    if len(earlier) < 2:
        return False
    if any(not any(map(str.isdigit, before[end:])) for _, end in find_words(before, found.language, "together")):
        return True
    # "17,339 in Astana, together 42,304": the word belongs to the number behind it; "; together they had a third".
    spans = [(start, end) for start, end in find_words(after, found.language, "together") if ";" not in after[:start]]
    return any(not any(map(str.isdigit, after[end:])) for _, end in spans)


def _opens_together(mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether "together" opens a sentence and only a pronoun or a verb follows: "Together that is 337,960"."""
    before = found.text[sentence.start : mention.start]
    spans = list(find_words(before, found.language, "together"))
    places = take_between(found.places, sentence.start, mention.start)
    return bool(spans) and not before[: spans[0][0]].strip(" \n—–-") and not places


def list_summands(index: int, mentions: Sequence[Mention], readings: Sequence[Reading]) -> list[int]:
    """Return the positions of the levels that a sum of so many adds up: the last so many things, each once."""
    wanted = mentions[index].sum_count
    groups: dict[tuple[str, str, str], list[int]] = {}
    for at in range(index - 1, -1, -1):
        mention, reading = mentions[at], readings[at]
        key = reading.measure, reading.attribute, reading.region
        if mention.operator == "level" and mention.unit == mentions[index].unit:
            if key not in groups and len(groups) == wanted:
                break
            groups.setdefault(key, []).insert(0, at)
    if len(groups) != wanted:
        return []
    # Of "from 84 to 63" the end counts, of "3,150 instead of 2,100" the first.
    return sorted(next((at for at in group if mentions[at].part != "from"), group[0]) for group in groups.values())


def list_before(index: int, mentions: Sequence[Mention], readings: Sequence[Reading]) -> list[int]:
    """Return the positions of the levels of the sentence before that "together" adds up: the latest of each thing."""
    latest: dict[tuple[str, str, str], int] = {}
    for at in range(index - 1, -1, -1):
        mention, reading = mentions[at], readings[at]
        if mention.sentence < mentions[index].sentence - 1:
            break
        if mention.operator != "level" or mention.unit != mentions[index].unit or reading.period is None:
            continue
        key = reading.measure, reading.attribute, reading.region
        known = readings[latest[key]].period if key in latest else None
        if known is None or known < reading.period:
            latest[key] = at
    periods = {readings[at].period for at in latest.values()}
    return sorted(latest.values()) if len(latest) > 1 and len(periods) == 1 else []


def _value(word: str, language: str) -> int:
    if word.isdigit():
        return int(word)
    entries = build_lexicon(language).get(word) or ()
    values = [entry.value for entry in entries if entry.kind == "cardinal"]
    return int(values[0]) if values else 0


@cache
def _compile(language: str) -> tuple[re.Pattern[str], ...]:
    words = read_roles(language)["sum"]
    cue, noun = (f"(?:{compile_words(tuple(words[name])).pattern})" for name in ("cue", "noun"))
    gap = r"[\s,]+(?:(?!(?:where|which|that|whose)\b)[^\W\d_]+\s+){0,2}?"
    return (
        re.compile(rf"{cue}{gap}{_COUNT}\s+{noun}", re.IGNORECASE),
        re.compile(rf"(?<!\w){_COUNT}\s+{noun}{gap}{cue}", re.IGNORECASE),
    )
