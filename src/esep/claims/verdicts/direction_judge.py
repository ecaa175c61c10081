"""Whether a direction claimed in words is the right one, by the two numbers around it or by the figures."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from esep.answers import Answers
from esep.claims.claim import PASSING
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.claims.readings.directions import SIGNS, contradicts
from esep.claims.verdicts.evidence import amount_of, order_evidence
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.match import find_only_scope, list_readings
from esep.model.figure import Figure
from esep.model.question import Question
from esep.model.remark import Fact, Remark

# A smaller change, in per cent, may be turned by a revision: no direction is called wrong by it.
TELLING_CHANGE = 1
MONTHS_OF_YEAR = 12


def judge_direction(
    mention: Mention, reading: Reading, judged: Mapping[int, Judgement], answers: Answers | None
) -> Judgement:
    """Return the judgement of a direction; `judged` holds those of the numbers, by where they begin."""
    if mention.ends is not None:
        return _judge_between(mention, mention.ends, reading, judged)
    unknown = Judgement(reading, "not_checkable", Remark("claims.reason_no_data"))
    if answers is None:
        return unknown
    unknown.reason = Remark("claims.reason_direction_open")
    readings = list_readings(mention, reading, answers)
    readings += find_only_scope(reading, readings, answers)
    asked = [(one, _ask(one, answers)) for one in readings]
    known = [(one, answer) for one, answer in asked if answer is not None]
    if not known:
        return unknown
    chosen, (question, figure) = known[0]
    verdicts = {_weigh(mention, found) for _, (_, found) in known}
    verdict = verdicts.pop() if len(verdicts) == 1 else "ambiguous"
    is_known = reading.is_scope_named or len(known) == len(readings)
    if verdict == "wrong" and not (reading.is_settled and is_known and _is_bound(mention, reading, judged)):
        verdict = "ambiguous"
    key = "claims.reason_direction_fits" if verdict == "supported" else "claims.reason_direction_differs"
    reason = Remark(key if verdict != "ambiguous" else "claims.reason_open", {"value": amount_of(figure)})
    judgement = Judgement(chosen, verdict, reason, question=str(question))
    judgement.diagnosis = "reversed" if verdict == "wrong" else ""
    judgement.evidence = order_evidence(figure.cells, reason, answers.definition, chosen)
    return judgement


def _is_bound(mention: Mention, reading: Reading, judged: Mapping[int, Judgement]) -> bool:
    """Return whether it is told of which period a direction is, and against which: a year goes against the one before.

    The number that it leads to tells the period, where the data confirm it.
    """
    period = reading.period
    is_year = period is not None and period.month_count == MONTHS_OF_YEAR
    if mention.level is None:
        return mention.period is not None and (mention.base is not None or (period is not None and period.is_year))
    told = judged.get(mention.level.start)
    is_told = told is not None and told.verdict in PASSING and told.reading.period == period
    return is_told and (mention.base is not None or is_year) and not mention.rivals


def _judge_between(
    mention: Mention, ends: tuple[Mention, Mention], reading: Reading, judged: Mapping[int, Judgement]
) -> Judgement:
    facts = {"first": ends[1].numeral.text, "second": ends[0].numeral.text}
    if (step := _find_true_step(mention, ends, judged)) is not None:
        return Judgement(reading, "supported", Remark("claims.reason_direction_fits", {"value": step}))
    if contradicts(mention):
        are_sound = all(end.start in judged and judged[end.start].verdict in PASSING for end in ends)
        reason = Remark("claims.reason_direction_text_differs", facts)
        return Judgement(reading, "wrong" if are_sound else "inconsistent", reason, diagnosis="reversed")
    sign = SIGNS[mention.direction]
    is_right = sign * (ends[0].value - ends[1].value) > 0
    reason = Remark("claims.reason_direction_text_fits" if is_right else "claims.reason_direction_open", facts)
    return Judgement(reading, "supported" if is_right else "not_checkable", reason)


def _find_true_step(mention: Mention, ends: tuple[Mention, Mention], judged: Mapping[int, Judgement]) -> Fact | None:
    """Return the change between the figures of two numbers of which one is wrong, where the direction is right."""
    found = [judged[end.start] for end in ends if end.start in judged]
    if len(found) < len(ends) or not any(one.verdict == "wrong" for one in found):
        return None
    later, earlier = (one.true_value for one in found)
    if later is None or not earlier or SIGNS[mention.direction] * (later - earlier) <= 0:
        return None
    return 100 * (later / earlier - 1), "percent", 1


def _ask(reading: Reading, answers: Answers) -> tuple[Question, Figure] | None:
    """Return the change in per cent between the two periods of a reading, where the figures have it."""
    if not reading.measure or reading.period is None or reading.base_period in (None, reading.period):
        return None
    question = Question(
        reading.measure,
        reading.scope,
        reading.region,
        reading.period,
        reading.attribute,
        operation="change-from",
        base_period=reading.base_period,
    )
    figure = answers.ask(question, with_others=False).figure
    return (question, figure) if figure.value is not None and figure.interval is not None else None


def _weigh(mention: Mention, figure: Figure) -> str:
    """Return whether a change goes the way that is claimed: beyond its rounding, and beyond a revision to be wrong."""
    assert figure.value is not None
    assert figure.interval is not None
    sign = Fraction(SIGNS[mention.direction])
    ends = sorted(sign * end for end in (figure.interval.low, figure.interval.high) if end is not None)
    if len(ends) < 2:
        return "ambiguous"
    if ends[0] > 0:
        return "supported"
    return "wrong" if ends[1] < 0 and sign * figure.value <= -TELLING_CHANGE else "ambiguous"
