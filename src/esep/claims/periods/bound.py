"""Periods that the shape of a sentence binds to some of its numbers, so that no other number may have them.

"Express kidnappings, 327 in 2017, numbered only 13": the insertion has its year for itself. What stands in brackets is
said of the number before them; "when there were 188" dates what its clause counts, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import shares_clause
from esep.claims.periods.bases import TOUCHING, find_owner
from esep.claims.place import Place
from esep.language.dates import PeriodMention

# ", 327 in 2017,": a number with its noun and its period, and nothing else between two commas.
INSERTION = re.compile(r",\s(?:(?:which|that|having)\s(?:[^\W\d]+\s){1,3})?(?:down |up |against |or )?$", re.IGNORECASE)
LONGEST_OPENING = 40
NOUN_AND_PREPOSITION = re.compile(r"(?:\s[^\W\d]+){0,3}\s?", re.IGNORECASE)
CLOSING = re.compile(r"\s?,(?!\d)")
LONGEST_INSERTION = 60
# A period, then the clause that tells what there was "when": its numbers are of that period.
WHEN = re.compile(
    r",?\s(?:when|where|когда|где)\s(?:[^,;:.()\n]|(?<=\d)[.,](?=\d))*|,?\s\((?:then|тогда|онда)\s", re.IGNORECASE
)
LONGEST_BRACKET = 120
# What holds a list together: "157, 140, then 132", "157, 140, а затем 132".
THEN = r"and then|and now|and|then|now|а затем|а потом|и|затем|потом|және|мен|пен|бен|кейін|сосын|одан кейін|одан соң"
JOINT = re.compile(rf"\s?(?:,|,?\s(?:{THEN}))\s(?:(?:{THEN})\s)?(?:in |в |во )?", re.IGNORECASE)
LEAST_LISTED = 2
MOST_OPENING = 2
# "61, last year 70", "61, былтыр да 70": the number before a comma has nothing of the period right before the next one.
OF_THEM = "of them|of which|including|из них|из которых|в том числе|оның ішінде|соның ішінде"
WHILE = "and|but|while|whereas|а|ал|но|тогда как|в то время как|хотя|при этом"
COMMA = re.compile(
    rf"(?:\s[^\W\d]+){{0,3}},\s(?:(?:{WHILE}|{OF_THEM})\s)?(?:(?:in|for|в|во|за)\s)?(?:the\s)?", re.IGNORECASE
)
AT_ONCE = re.compile(
    r"\s?(?:(?:да|де)\s)?(?:(?:их |она |он |оно |the figure |the share |it |there )?"
    r"(?:был[оаи]?|составлял[оаи]?|was|were|stood at)\s)?(?:[:–—-]\s?)?",
    re.IGNORECASE,
)
Item = TypeVar("Item", Mention, PeriodMention, Place)


def is_bound_elsewhere(period: PeriodMention, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a period belongs to other numbers of its sentence alone."""
    if tells_when(period, mention, found.text):
        return False
    owner = find_owner(period, found)
    if owner is not None:
        return owner is not mention
    if _opens_part(period, mention, sentence, found):
        return True
    is_set_apart = is_in_other_bracket(period, mention, sentence, found) or _is_inserted(period, mention, found)
    return is_set_apart or (mention.end <= period.start and _leads_next(period, sentence, found))


def _opens_part(period: PeriodMention, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a period opens what follows a semicolon, and dates the numbers there: "401; in 2018, 440"."""
    mark = found.text.rfind(";", mention.end, period.start)
    if mark < 0 or len(found.text[mark + 1 : period.start].split()) > MOST_OPENING:
        return False
    return bool(take_between(found.mentions, period.end, sentence.end))


def _leads_next(period: PeriodMention, sentence: Sentence, found: Found) -> bool:
    """Return whether a period stands between a number with its comma and the next number, which it dates."""
    before = take_between(found.mentions, sentence.start, period.start)
    behind = take_between(found.mentions, period.end, sentence.end)
    if not before or not behind or COMMA.fullmatch(found.text, before[-1].end, period.start) is None:
        return False
    return AT_ONCE.fullmatch(found.text, period.end, behind[0].start) is not None


def tells_when(period: PeriodMention, mention: Mention, text: str) -> bool:
    """Return whether a number stands in the clause that a period opens: "in 2016, when the number stood at 188"."""
    if mention.start < period.end:
        return False
    opening = WHEN.match(text, period.end)
    return opening is not None and mention.start <= opening.end()


def is_owned(period: PeriodMention, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a period of another clause stands right behind another number: "44,106 in 2022, but 2,593".

    What the number counts may stand between.
    """
    if shares_clause(period, mention, sentence):
        return False
    others = [m for m in take_between(found.mentions, sentence.start, period.start) if m is not mention]
    last = others[-1] if others else None
    if last is None or not shares_clause(period, last, sentence):
        return False
    is_beside = 0 <= period.start - last.end <= TOUCHING
    return is_beside or NOUN_AND_PREPOSITION.fullmatch(found.text, last.end, period.start) is not None


def find_respective(mention: Mention, sentence: Sentence, found: Found) -> PeriodMention | None:
    """Return the period of a number in a list, where as many periods are listed: "in 2022 and 2023, 58 and 42"."""
    if mention.operator != "level":
        return None
    numbers = [m for m in found.mentions_in(mention.sentence) if m.operator == "level"]
    listed = next(run for run in list_runs(numbers, found.text) if mention in run)
    if len(listed) < LEAST_LISTED:
        return None
    periods = [p for p in take_between(found.periods, sentence.start, sentence.end) if p.kind != "date"]
    fitting = [run for run in list_runs(periods, found.text) if len(run) == len(listed)]
    known = [run for run in fitting if all(p.first is not None for p in run)]
    return known[0][listed.index(mention)] if len(known) == 1 else None


def list_runs(items: Sequence[Item], text: str) -> list[list[Item]]:
    """Return items of a sentence in lists that only commas and "and" hold together."""
    runs: list[list[Item]] = []
    for item in items:
        if runs and JOINT.fullmatch(text, runs[-1][-1].end, item.start):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs


def find_bracket(position: int, sentence: Sentence, text: str) -> tuple[int, int] | None:
    """Return the span of the round brackets around a place of a sentence."""
    start = text.rfind("(", max(sentence.start, position - LONGEST_BRACKET), position)
    if start < 0 or ")" in text[start:position]:
        return None
    end = text.find(")", position, min(sentence.end, position + LONGEST_BRACKET))
    return (start, end) if end >= 0 else None


def is_of_other_aside(period: PeriodMention, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether brackets date the numbers in brackets alone: "808 (a year ago, 565), 1,151 (851)"."""
    is_aside = find_bracket(mention.start, sentence, found.text) is not None
    return not is_aside and is_in_other_bracket(period, mention, sentence, found)


def is_in_other_bracket(period: PeriodMention, mention: Mention, sentence: Sentence, found: Found) -> bool:
    """Return whether a period stands in brackets that say something of another number."""
    bracket = find_bracket(period.start, sentence, found.text)
    if bracket is None or bracket[0] < mention.start < bracket[1]:
        return False
    inside = take_between(found.mentions, *bracket)
    before = take_between(found.mentions, sentence.start, bracket[0])
    if found.text[bracket[0] + 1 : bracket[1]] == found.text[period.start : period.end] and bracket[1] <= mention.start:
        # "Over the summer quarter (July to September) there were 11,463".
        return False
    return bool(inside) or not before or before[-1] is not mention


def _is_inserted(period: PeriodMention, mention: Mention, found: Found) -> bool:
    """Return whether a period closes an insertion that holds one number and is not this one."""
    near = take_between(found.mentions, period.start - LONGEST_INSERTION, period.start)
    if not near or near[-1] is mention or CLOSING.match(found.text, period.end) is None:
        return False
    number = near[-1]
    is_opened = INSERTION.search(found.text, max(0, number.start - LONGEST_OPENING), number.start) is not None
    return is_opened and NOUN_AND_PREPOSITION.fullmatch(found.text, number.end, period.start) is not None
