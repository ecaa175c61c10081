"""How many people there are is counted on a day: "on 1 December 2025 the population was 20,478,879"."""

from __future__ import annotations

from dataclasses import replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import to_period
from esep.claims.place import POPULATION
from esep.claims.reading import Reading
from esep.claims.readings.topic import Topic
from esep.model.definition import Definition


def read_day(
    reading: Reading, mention: Mention, sentence: Sentence, found: Found, definition: Definition, topic: Topic
) -> Reading:
    """Return the reading of a number of people with the one day that its sentence names, else the last one named."""
    code = definition.measures.find(reading.measure)
    if (
        code is None
        or code.kind != POPULATION
        or mention.period is not None
        or mention.operator not in ("level", "threshold")
    ):
        return reading
    inside = take_between(found.periods, sentence.start, sentence.end)
    days = {to_period(p) for p in inside if p.kind == "date"}
    if len(days) > 1 or any(p.kind != "date" for p in inside):
        return reading
    topic.day = days.pop() if days else topic.day
    if topic.day is None:
        return reading
    return replace(reading, period=topic.day, is_period_named=True)
