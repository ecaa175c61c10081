"""Numbers printed in pairs without a word: "thefts 821 (968)", "33,568 / 36,619 / -8.3%", "121 and 121".

Of two numbers of one thing side by side the second is that of the period before. Nobody says so: no verdict of wrong
rests on it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from esep.claims.mention import Found, Mention
from esep.claims.periods.against import Told
from esep.claims.reading import Reading

_BRACKET = re.compile(r"\s?\(")
_SLASH = re.compile(r"\s?/\s?")
_AND = re.compile(r"\s(?:and|и|және|мен|пен|бен)\s")
_OPENING = re.compile(r"\(\s?$")


def pair_printed(mentions: Sequence[Mention], readings: list[Reading], found: Found, told: Told) -> None:
    """Give the second of two numbers of one thing the period before that of the first."""
    for at, (first, second) in enumerate(itertools.pairwise(mentions)):
        now, then = readings[at], readings[at + 1]
        is_plain = first.operator == second.operator == "level" and first.unit == second.unit and not second.part
        if not is_plain or _name(now) != _name(then) or now.period is None or second.period is not first.period:
            continue
        if _is_pair(first, second, found):
            base = told.find_base(now.period) or now.period.shift_years(-1)
            then = replace(then, is_period_named=False, is_period_settled=False, is_nameable=False)
            readings[at + 1] = replace(then, period=base)


def _name(reading: Reading) -> tuple[object, ...]:
    return reading.measure, reading.attribute, reading.region, reading.period


def _is_pair(first: Mention, second: Mention, found: Found) -> bool:
    text = found.text
    if _BRACKET.fullmatch(text, first.end, second.start):
        return text[second.end : second.end + 1] == ")"
    is_twin = first.value == second.value and _AND.fullmatch(text, first.end, second.start) is not None
    return is_twin or _SLASH.fullmatch(text, first.end, second.start) is not None


def date_change_asides(
    mentions: Sequence[Mention], readings: list[Reading], before: Sequence[tuple[Mention, Reading]], found: Found
) -> None:
    """Give the number alone in brackets behind a change the base, where the text has told the end: "5% fewer (5,183)".

    Where it has not the base stays a rival.

    `before` are the numbers told so far. Where another number was told of the period, this one cannot be of it.
    """
    for at in range(1, len(mentions)):
        mention, change, reading = mentions[at], readings[at - 1], readings[at]
        is_aside = mention.operator == "level" and mention.is_part and mentions[at - 1].unit == "percent"
        if not is_aside or change.base_period is None or not _OPENING.search(found.text, 0, mention.start):
            continue
        ends = [one for one, other in before if one.operator == "level" and _name(other) == _name(reading)]
        if ends and all(abs(one.value - mention.value) > one.printed.step for one in ends):
            readings[at] = replace(reading, period=change.base_period, is_period_settled=change.is_period_settled)
            mention.is_part = False
        elif found.text[mentions[at - 1].end : mention.start] in (" (", "(") and mention.hedge == "":
            # It is the end of the change, or else the start: what fits neither, nor the step between, is neither.
            mention.rivals.append((change.base_period, None))
            mention.is_part = False
