"""Kazakh datives after a number: "18 мыңға азайды" is TO 18 thousand, "3107 жағдайға азайды" BY 3,107."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from esep.answers import Answers
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.claims.verdicts.match import try_reading

# What a series fell or rose BY in a year is a part of it; a number of at least this part may as well be the new level.
LARGEST_STEP = Fraction(1, 2)


def settle_datives(mentions: list[Mention], readings: list[Reading], answers: Answers | None) -> None:
    """Read each undecided dative as a level or as a difference: by the data first, else by size beside a stated level.

    What neither settles stays a level and keeps its mark, so that no verdict of wrong can rest on it.
    """
    for index, mention in enumerate(mentions):
        if not mention.is_either:
            continue
        if mention.operator == "difference":
            _settle_difference(index, mentions, readings, answers)
            continue
        reading = readings[index]
        step = _as_difference(mention)
        if reading.period is None:
            continue
        step_reading = replace(reading, base_period=reading.base_period or reading.period.shift_years(-1))
        if answers is not None and _fits(mention, reading, answers):
            mention.is_either = False
            readings[index] = replace(reading, base_period=None)
        elif (answers is not None and _fits(step, step_reading, answers)) or _is_small(index, mentions, readings):
            mentions[index], readings[index] = step, step_reading
            step.is_either = False
        else:
            readings[index] = replace(reading, base_period=None)


def _settle_difference(index: int, mentions: list[Mention], readings: list[Reading], answers: Answers | None) -> None:
    """Read a difference as the new level where only that fits the data; where neither is known it keeps its mark."""
    mention, reading = mentions[index], readings[index]
    level = replace(mention, operator="level", part="to", value=abs(mention.value))
    if answers is None or reading.period is None or _is_small(index, mentions, readings):
        return
    if _fits(mention, reading, answers) or _is_small_in_data(level, reading, answers):
        mention.is_either = False
    elif _fits(level, replace(reading, base_period=None), answers):
        level.is_either = False
        mentions[index], readings[index] = level, replace(reading, base_period=None)


def _as_difference(mention: Mention) -> Mention:
    value = -abs(mention.value) if mention.direction == "down" else mention.value
    return replace(mention, operator="difference", part="", value=value)


def _fits(mention: Mention, reading: Reading, answers: Answers) -> bool:
    attempt = try_reading(mention, reading, answers)
    return attempt is not None and attempt.is_pass


def _is_small_in_data(level: Mention, reading: Reading, answers: Answers) -> bool:
    """Return whether a number is only a part of the level that the data have: nobody misstates a level so far."""
    attempt = try_reading(level, replace(reading, base_period=None), answers, with_others=False)
    value = None if attempt is None else attempt.answer.figure.value
    return value is not None and 0 < level.value < LARGEST_STEP * value


def _is_small(index: int, mentions: list[Mention], readings: list[Reading]) -> bool:
    """Return whether the text states a level of the same series of which the number is only a part."""
    levels = [
        m.value
        for j, m in enumerate(mentions)
        if j != index
        and m.operator == "level"
        and m.unit == "count"
        and not m.is_either
        and (readings[j].measure, readings[j].region) == (readings[index].measure, readings[index].region)
    ]
    return bool(levels) and mentions[index].value < LARGEST_STEP * min(levels)
