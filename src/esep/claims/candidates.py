"""The likeliest ways to read a claim, for a person to choose from: ordered by the words of the text, never by value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esep.answers import Answers
from esep.claims.claim import Candidate
from esep.claims.match import Attempt, name_scope, try_reading
from esep.claims.mention import Mention
from esep.claims.reading import CHANGES, Reading

MOST_READINGS = 5


def list_candidates(mention: Mention, judged: Reading, read: Reading, answers: Answers) -> tuple[Candidate, ...]:
    """Return the reading that was judged, then the others that the words allow, each with what the data say to it."""
    found: dict[tuple[object, ...], Candidate] = {}
    for reading in (judged, read, *_vary(mention, judged, answers)):
        key = _identify(reading)
        if key not in found:
            candidate = _to_candidate(mention, reading, answers)
            if not found or candidate.question:
                found[key] = candidate
        if len(found) == MOST_READINGS:
            break
    return tuple(found.values())


def _vary(mention: Mention, reading: Reading, answers: Answers) -> Iterator[Reading]:
    """Yield the readings with one dimension changed to what else the sentence may mean."""
    scopes = [code.code for code in answers.sibling_scopes(reading.scope)]
    yield from (replace(reading, scope=scope) for scope in scopes[:2])
    if reading.period is not None and reading.base_period is not None and mention.operator in CHANGES:
        earlier = reading.period.shift_years(-1)
        yield replace(reading, base_period=earlier)
        if mention.operator == "difference":
            yield replace(reading, base_period=None)
    if reading.region != answers.definition.default_region:
        yield replace(reading, region=answers.definition.default_region)
    if reading.measure != "total":
        yield replace(reading, measure="total")
    if reading.period is not None:
        yield replace(reading, period=reading.period.shift_years(-1))
    yield from (replace(reading, scope=scope) for scope in scopes[2:])


def _identify(reading: Reading) -> tuple[object, ...]:
    what = reading.measure, reading.attribute, reading.whole, reading.whole_region, reading.scope, reading.region
    return (*what, reading.period, reading.base_period)


def _to_candidate(mention: Mention, reading: Reading, answers: Answers) -> Candidate:
    attempt = try_reading(mention, reading, answers, with_others=False)
    reading = reading if attempt is None else name_scope(attempt, answers)
    candidate = Candidate(
        question="" if attempt is None else str(attempt.answer.question),
        operator=mention.operator,
        measure=reading.measure,
        attribute=reading.mark,
        scope=reading.scope,
        region=reading.region,
        period=reading.period,
        base_period=reading.base_period,
    )
    return candidate if attempt is None else _fill(candidate, attempt)


def _fill(candidate: Candidate, attempt: Attempt) -> Candidate:
    figure, grade = attempt.answer.figure, attempt.grade
    return replace(
        candidate,
        verdict=grade.verdict if grade else "not_checkable",
        rounding=grade.rounding if grade else "",
        diagnosis=grade.diagnosis if grade else "",
        value=figure.value,
        unit=figure.unit,
        decimals=figure.decimals,
        interval=figure.interval,
        cells=figure.cells,
    )
