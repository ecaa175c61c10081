"""The main points of a bulletin, chosen by what stands out: never by hand, never more than five.

First the total with what may be said of its change; then changes that stand out among all parts and regions after
control of false discoveries; then a trend; then what changed the total, the largest share, and severity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from esep.answers import Answer
from esep.bulletin.document import Finding, Runs
from esep.bulletin.findings import Place
from esep.bulletin.general_plan import find_whole
from esep.bulletin.plan import MOST_POINTS
from esep.bulletin.sections import Desk
from esep.model.finding import FindingRow
from esep.model.question import Question

# So many changes of a scan are main points.
MOST_SCANNED = 2
# Levels that are worth a main point of their own.
STANDS_OUT, TREND = "L3", "LT"


def choose_points(desk: Desk) -> list[Finding]:
    """Return the main points on the whole of the default scope and region; none where it has no figure."""
    definition = desk.writer.answers.definition
    whole = find_whole(definition)
    question = Question(whole, definition.default_scope, definition.default_region, desk.period)
    if not whole or desk.writer.ask(question).figure.value is None:
        return []
    found = [*_find_change(desk, question), *_find_scanned(desk, question), *_find_methods(desk, question)]
    return found[:MOST_POINTS]


def _find_change(desk: Desk, question: Question) -> Iterator[Finding]:
    """Yield the change of the total, worded as far as its level allows, or its number where there is no change."""
    answer = _assess(desk, replace(question, operation="change-from", base_period=desk.previous))
    if answer.figure.value is not None:
        yield from _say(desk, answer, 1)
        return
    writer = desk.writer
    name, level = writer.name("measure", question.measure), writer.ask(question)
    yield Finding(writer.say("point_level", name=name, value=(writer.run(level),), **desk.name_periods()))


def _find_scanned(desk: Desk, question: Question) -> Iterator[Finding]:
    """Yield the changes that stand out among all parts and regions, the least likely first."""
    answer = _assess(desk, replace(question, operation="scan-from", base_period=desk.previous))
    if answer.finding is None:
        return
    rows = [(at, row) for at, row in enumerate(answer.finding.rows, 1) if row.level == STANDS_OUT]
    place = Place(desk.writer, answer)
    for at, row in rows[:MOST_SCANNED]:
        yield Finding(_say_row(desk, place, at, row), _find_target(desk, "scan-from"))


def _say_row(desk: Desk, place: Place, at: int, row: FindingRow) -> Runs:
    amounts = {estimate.name: (place.run(f"row-{at}.{estimate.name}"),) for estimate in row.estimates}
    return desk.writer.say(
        "point_scan",
        subject=place.name_subject(row.subject),
        before=amounts["before"],
        after=amounts["after"],
        period=desk.writer.period(desk.period),
        previous=desk.writer.period(desk.previous),
    )


def _find_methods(desk: Desk, question: Question) -> Iterator[Finding]:
    """Yield what other methods found of the total, in the order of their weight."""
    trend = _assess(desk, replace(question, operation="trend-since", base_period=desk.period.shift_years(-10)))
    if trend.finding is not None and trend.finding.level == TREND:
        yield from _say(desk, trend, 1)
    yield from _say(desk, _assess(desk, replace(question, operation="parts-from", base_period=desk.previous)), 2)
    # A share is told of the total only: of any other whole the sentence is read as if its part were meant.
    if question.measure == "total" and (largest := _find_largest(desk, question)) is not None:
        share = replace(question, measure=largest, operation="share-of", whole=question.measure)
        yield from _say(desk, _assess(desk, share), 1)
    severity = _assess(desk, replace(question, operation="severity-from", base_period=desk.previous))
    if severity.figure.value is not None:
        yield from _say(desk, severity, 1)


def _find_largest(desk: Desk, question: Question) -> str | None:
    """Return the part of the total with the most cases that is no class of gravity and no rest."""
    parts = desk.writer.answers.definition.measures.children(question.measure)
    values = {
        code.code: desk.writer.ask(replace(question, measure=code.code)).figure.value
        for code in parts
        if code.kind != "class"
    }
    known = {code: value for code, value in values.items() if value is not None}
    return max(known, key=lambda code: known[code]) if known else None


def _assess(desk: Desk, question: Question) -> Answer:
    return desk.writer.assess(question)


def _say(desk: Desk, answer: Answer, number: int) -> Iterator[Finding]:
    """Yield one sentence of a finding as a main point, where it has that many and speaks of a figure."""
    finding = answer.finding
    if finding is None or answer.figure.value is None or len(finding.sentences) < number:
        return
    runs = Place(desk.writer, answer).say(finding.sentences[number - 1], f"sentence-{number}")
    yield Finding(runs + desk.warn_of_breaks([answer]), _find_target(desk, answer.question.operation))


def _find_target(desk: Desk, operation: str) -> str:
    """Return the section that shows what an operation found, or nothing."""
    sections = (s for s in desk.plan.sections if s.kind == "findings" and any(operation in row for row in s.rows))
    return next((section.id for section in sections), "")
