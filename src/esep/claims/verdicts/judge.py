"""The verdict on one claim, from what the data and the text's own numbers say."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice

from esep.answers import Answers
from esep.claims.arithmetic.consistency import COMPUTE, Outcome, grade_claim
from esep.claims.arithmetic.grade import Grade, Truth
from esep.claims.claim import PASSING
from esep.claims.mention import Found, Mention
from esep.claims.reading import CHANGES, Reading
from esep.claims.readings.groups import compare_regions
from esep.claims.verdicts.binding import find_only_binding
from esep.claims.verdicts.candidates import list_candidates
from esep.claims.verdicts.cautions import list_cautions
from esep.claims.verdicts.diagnosis import choose, diagnose
from esep.claims.verdicts.evidence import (
    amount_of,
    bounds_of,
    find_speaker,
    gather_evidence,
    order_evidence,
    text_evidence,
)
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.lean import find_likelier, say_inferred
from esep.claims.verdicts.match import (
    Attempt,
    ask_others,
    find_only_scope,
    find_period,
    list_readings,
    name_scope,
    try_reading,
)
from esep.claims.verdicts.misfit import judge_misfit
from esep.claims.verdicts.order_judge import ORDERS, judge_order, name_run
from esep.claims.verdicts.part_cells import narrow_by_attribute
from esep.claims.verdicts.passing import weigh_edge, weigh_first, weigh_other_year, weigh_sibling
from esep.claims.verdicts.points import weigh_points
from esep.claims.verdicts.region_sums import grade_sum
from esep.claims.verdicts.weigh import weigh, weigh_lengths, weigh_part
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.remark import Fact, Remark

# So many numbers back the scopes of others are looked at.
MOST_TOLD = 200


def judge(
    mention: Mention,
    reading: Reading,
    outcomes: tuple[Outcome, ...],
    found: Found,
    done: dict[int, Judgement],
    answers: Answers | None,
) -> Judgement:
    """Return the judgement of one claim. `done` holds those already reached, by position."""
    judgement = _judge(mention, reading, outcomes, found, done, answers)
    if answers is not None:
        last = islice(reversed(done.values()), MOST_TOLD)
        told = [other.reading.scope for other in last if _is_alike(other, judgement.reading)][::-1]
        judgement.readings = list_candidates(mention, judgement.reading, reading, found, answers, told)
    return judgement


def _is_alike(other: Judgement, reading: Reading) -> bool:
    """Return whether another number of the same thing was found in the data."""
    is_same = (other.reading.measure, other.reading.region) == (reading.measure, reading.region)
    return is_same and other.verdict in PASSING


def _judge(
    mention: Mention,
    reading: Reading,
    outcomes: tuple[Outcome, ...],
    found: Found,
    done: dict[int, Judgement],
    answers: Answers | None,
) -> Judgement:
    if mention.operator in ORDERS:
        return _judge_order(mention, reading, answers)
    outcome = _choose_outcome(outcomes)
    if reading.base_region and outcome is None and answers is not None:
        return _judge_between(mention, reading, answers)
    if reading.is_sum and outcome is None and answers is not None:
        return _judge_sum(mention, reading, answers)
    reading = narrow_by_attribute(reading, answers) if answers is not None else reading
    is_of_shares = outcome is not None and _joins_shares(mention, outcome, found)
    attempts = _attempt(mention, reading, answers) if answers and not (is_of_shares or reading.is_sum) else []
    best = next((a for a in attempts if a.is_pass), None) or next((a for a in attempts if a.grade), None)
    if answers is not None and best is not None:
        best = ask_others(best, answers)
        judgement = _judge_by_data(mention, best, attempts, outcome, answers, done, found)
    elif outcome is not None:
        judgement = _judge_by_text(mention, reading, outcome, done)
    else:
        return _judge_unfound(mention, reading, attempts, answers, done, found)
    judgement.alternatives += _list_other_bases(outcome, outcomes, found.mentions)
    if outcome is not None:
        judgement.evidence = (*judgement.evidence, text_evidence(outcome, found.mentions))
    if answers is not None:
        judgement.cautions += list_cautions(mention, judgement.reading, best, found, answers, judgement.evidence)
    return judgement


def _judge_unfound(
    mention: Mention,
    reading: Reading,
    attempts: list[Attempt],
    answers: Answers | None,
    done: dict[int, Judgement],
    found: Found,
) -> Judgement:
    """Judge a number of which neither the data nor the text have anything as it reads.

    It is read as the one thing that the text names and that it fits: no figure of what was read can be mistaken for it.
    """
    judgement = _not_checkable(mention, reading, attempts, answers)
    weighed = None
    if answers is not None:
        weighed = weigh_part(mention, reading, answers) or weigh_points(mention, reading, answers)
    if judgement.take(weighed or weigh_lengths(mention, reading)) or answers is None:
        return judgement
    is_clear = not (mention.is_modal or mention.is_either)
    named = find_only_binding(mention, reading, found, answers) if is_clear else None
    if named is not None:
        judgement = _judge_by_data(mention, named, [named], None, answers, done, found)
        judgement.cautions.append(say_inferred(named.reading, reading))
    return judgement


def _joins_shares(mention: Mention, outcome: Outcome, found: Found) -> bool:
    """Return whether a per cent is that of a change between two shares, which no change of counts is."""
    return mention.operator == "percent_change" and all(found.mentions[at].operator == "share" for at in outcome.used)


def _judge_between(mention: Mention, reading: Reading, answers: Answers) -> Judgement:
    """Judge a comparison of two regions; per head it may be another, so what does not fit stays open."""
    reading = replace(reading, base_period=None)
    compared = compare_regions(mention, reading, answers)
    if compared is None:
        judgement = _not_checkable(mention, reading, [], answers)
        judgement.reason = Remark("claims.reason_order_open")
        return judgement
    figure, grade = compared
    reason = _say_fit(figure) if grade.is_pass else Remark("claims.reason_open", {"value": amount_of(figure)})
    judgement = Judgement(reading, grade.verdict if grade.is_pass else "ambiguous", reason, grade.rounding)
    judgement.true_value, judgement.interval = figure.value, figure.interval
    judgement.evidence = order_evidence(figure.cells, reason, answers.definition, reading)
    return judgement


def _judge_sum(mention: Mention, reading: Reading, answers: Answers) -> Judgement:
    """Judge what several regions or kinds come to; where no word says "together", or else is open, so is the sum."""
    summed = grade_sum(mention, reading, answers)
    if summed is None:
        return _not_checkable(mention, reading, [], answers)
    figure, grade = summed
    is_firm = reading.is_settled and not (mention.is_part or mention.is_modal)
    verdict = grade.verdict if grade.is_pass or is_firm else "ambiguous"
    key = "claims.reason_differs" if is_firm else "claims.reason_open"
    reason = _say_fit(figure) if grade.is_pass else Remark(key, {"value": amount_of(figure)})
    judgement = Judgement(reading, verdict, reason, grade.rounding)
    judgement.true_value, judgement.interval = figure.value, figure.interval
    judgement.evidence = order_evidence(figure.cells, reason, answers.definition, reading)
    return judgement


def _judge_order(mention: Mention, reading: Reading, answers: Answers | None) -> Judgement:
    readings = list_readings(mention, reading, answers) if answers is not None else []
    readings += find_only_scope(reading, readings, answers) if answers is not None else []
    finding = judge_order(mention, readings, answers) if answers is not None else None
    if finding is None or answers is None:
        judgement = _not_checkable(mention, reading, [], answers)
        if answers is not None and reading.period is not None:
            judgement.reason = Remark("claims.reason_order_open")
        return judgement
    reading = name_run(mention, finding.reading)
    judgement = Judgement(reading, finding.verdict, finding.reason, true_value=finding.value)
    judgement.question = finding.question
    judgement.evidence = order_evidence(finding.cells, finding.reason, answers.definition, finding.reading)
    return judgement


def _choose_outcome(outcomes: tuple[Outcome, ...]) -> Outcome | None:
    return next((o for o in outcomes if o.grade.is_pass), outcomes[0] if outcomes else None)


def _attempt(mention: Mention, reading: Reading, answers: Answers) -> list[Attempt]:
    """Return what came of the readings tried.

    One without the circumstance or place that was named can only pass, and so can one of another body.
    """
    readings = list_readings(mention, reading, answers)
    if _may_be_of_other_period(mention, reading, answers):
        readings += [r for r in find_period(mention, reading, answers) if r not in readings]
    only = find_only_scope(reading, readings, answers)
    if only and _has_one_body(answers, reading.scope, only[0].scope):
        readings, only = [*only, *readings], []
    attempts: list[Attempt] = []
    for tried in (*readings, *only):
        attempt = try_reading(mention, tried, answers, with_others=False)
        is_wider = tried.attribute != reading.attribute or tried.region != reading.region or tried in only
        if attempt is not None and (attempt.is_pass or not is_wider):
            attempts.append(attempt)
        if attempt is not None and attempt.is_pass:
            break
    return attempts


def _may_be_of_other_period(mention: Mention, reading: Reading, answers: Answers) -> bool:
    """Return whether a number may be sought in other periods: no words date it, or those spoken of have a figure."""
    if reading.is_period_settled or reading.is_period_named or mention.is_long_ago:
        return False
    told = try_reading(mention, reading, answers, with_others=False) if mention.is_dated_before else None
    return not mention.is_dated_before or (told is not None and told.grade is not None)


def _has_one_body(answers: Answers, *scopes: str) -> bool:
    """Return whether one body counts in all of these scopes: what it counts in one of them only is read there."""
    codes = [answers.definition.scopes.find(scope) for scope in scopes]
    bodies = {code.extra.get("body", "") if code is not None else "" for code in codes}
    return len(bodies) == 1 and "" not in bodies


def _judge_by_data(
    mention: Mention,
    best: Attempt,
    attempts: list[Attempt],
    outcome: Outcome | None,
    answers: Answers,
    done: dict[int, Judgement],
    found: Found,
) -> Judgement:
    figure, grade = best.answer.figure, best.grade
    assert grade is not None
    judgement = Judgement(
        reading=name_scope(best, answers),
        verdict=grade.verdict,
        reason=_say_fit(figure),
        rounding=grade.rounding,
        diagnosis=grade.diagnosis,
        true_value=figure.value,
        interval=figure.interval,
        evidence=gather_evidence(best.answer, find_speaker(answers.definition, best.reading)),
        question=str(best.answer.question),
    )
    if grade.is_pass:
        truth = Truth(figure.value or Fraction(0), Interval.point(figure.value or 0))
        if not judgement.take(weigh_edge(mention, grade, truth, figure)):
            judgement.take(weigh(mention, judgement.reading, best.answer, found, answers))
        judgement.take(weigh_first(mention, best.reading, found, answers))
        judgement.take(weigh_sibling(mention, best, attempts))
        judgement.take(weigh_other_year(mention, best, attempts))
        if best.reading is not attempts[0].reading:
            judgement.cautions.append(say_inferred(best.reading, attempts[0].reading))
        if outcome is not None and not outcome.grade.is_pass:
            judgement.cautions.append(Remark("claims.caution_text_disagrees", {"value": amount_of(outcome.figure)}))
        return judgement
    judgement = judge_misfit(mention, best, outcome, judgement, attempts, answers, done, found)
    is_open = judgement.reason.key == "claims.reason_open" and not (mention.is_modal or mention.is_either)
    likelier = find_likelier(mention, best.reading, found, answers) if is_open else None
    return judgement if likelier is None else _judge_by_data(mention, likelier, attempts, outcome, answers, done, found)


def _say_fit(figure: Figure) -> Remark:
    if figure.status == "E":
        return Remark("claims.reason_fits_estimate", bounds_of(figure))
    return Remark("claims.reason_fits", {"value": amount_of(figure)})


def _judge_by_text(mention: Mention, reading: Reading, outcome: Outcome, done: dict[int, Judgement]) -> Judgement:
    grade = outcome.grade
    value = amount_of(outcome.figure)
    judgement = Judgement(
        reading=reading,
        verdict=grade.verdict,
        reason=Remark("claims.reason_text_fits", {"value": value}),
        rounding=grade.rounding,
        diagnosis=grade.diagnosis,
        true_value=outcome.truth.value,
        interval=outcome.truth.interval,
    )
    if grade.is_pass:
        point = Truth(outcome.truth.value, Interval.point(outcome.truth.value))
        judgement.take(weigh_edge(mention, grade, point, outcome.figure))
        return judgement
    if (told := _add_true(mention, outcome, done)) is not None:
        judgement.verdict, judgement.rounding, judgement.true_value = told[0].verdict, told[0].rounding, told[1]
        judgement.interval, judgement.diagnosis = Interval.point(told[1]), ""
        judgement.reason = Remark("claims.reason_fits", {"value": (told[1], mention.unit, 0)})
        return judgement
    if (truth := _compute_true(mention, outcome, done)) is not None:
        judgement.verdict, judgement.rounding, judgement.diagnosis = truth[0].verdict, truth[0].rounding, ""
        judgement.true_value, judgement.interval = truth[1].value, truth[1].interval
        judgement.reason = Remark("claims.reason_fits", {"value": amount_of(truth[1])})
        return judgement
    are_sound = all(i in done and done[i].verdict in ("supported", "rounded") for i in outcome.used)
    judgement.verdict = "wrong" if are_sound else "inconsistent"
    judgement.diagnosis = judgement.diagnosis or choose(diagnose(mention, outcome.figure))
    key = "claims.reason_text_last_digit" if grade.diagnosis == "last_digit" else "claims.reason_text_differs"
    judgement.reason = Remark(key, {"value": value})
    return judgement


def _add_true(mention: Mention, outcome: Outcome, done: dict[int, Judgement]) -> tuple[Grade, Fraction] | None:
    """Return that a sum fits the true values of its parts, where a part is misprinted and the sum is not."""
    values = [done[at].true_value for at in outcome.parts if at in done]
    known = [value for value in values if value is not None]
    if mention.operator != "sum" or len(known) != len(outcome.parts):
        return None
    total = sum(known, Fraction(0))
    grade = grade_claim(mention, Truth(total, Interval.point(total)))
    return (grade, total) if grade.is_pass else None


def _compute_true(mention: Mention, outcome: Outcome, done: dict[int, Judgement]) -> tuple[Grade, Figure] | None:
    """Return that a claim fits the true values of the numbers it joins, where one of them is misprinted."""
    values = [done[at].true_value for at in outcome.used if at in done]
    is_misprinted = any(at in done and done[at].verdict == "wrong" for at in outcome.used)
    known = [Figure(v, "count", 0, "A", Interval.point(v)) for v in values if v is not None]
    if mention.operator not in COMPUTE or not is_misprinted or len(known) != len(outcome.used):
        return None
    figure = COMPUTE[mention.operator](*known)
    if figure.value is None or figure.interval is None:
        return None
    grade = grade_claim(mention, Truth(figure.value, figure.interval))
    return (grade, figure) if grade.is_pass else None


def _list_other_bases(chosen: Outcome | None, outcomes: tuple[Outcome, ...], mentions: list[Mention]) -> list[Remark]:
    """Return what a change would be from the other bases that the text quotes too."""
    remarks: list[Remark] = []
    for other in outcomes:
        if other is not chosen:
            facts: dict[str, Fact] = {"value": amount_of(other.figure), "first": mentions[other.used[1]].numeral.text}
            remarks.append(Remark("claims.alternative_base", facts))
    return remarks


def _not_checkable(mention: Mention, reading: Reading, attempts: list[Attempt], answers: Answers | None) -> Judgement:
    judgement = Judgement(reading, "not_checkable", Remark("claims.reason_no_data"))
    if answers is None:
        return judgement
    if mention.operator == "percentage_points":
        judgement.reason = Remark("claims.reason_operator")
    elif mention.is_pace:
        judgement.reason = Remark("claims.reason_pace_open")
    elif reading.period is None:
        judgement.reason = Remark("claims.reason_no_period")
    elif mention.operator in CHANGES and reading.base_period is None:
        judgement.reason = Remark("claims.reason_no_base")
    else:
        facts: dict[str, Fact] = {
            "measure": f"measure:{reading.measure}",
            "region": f"region:{reading.region}",
            "period": reading.period,
            "scope": f"scope:{reading.scope}",
        }
        judgement.reason = Remark("claims.reason_no_figure", facts)
    for attempt in attempts[:1]:
        judgement.reading = name_scope(attempt, answers)
        judgement.question = str(attempt.answer.question)
        for other in ask_others(attempt, answers).answer.others:
            said: dict[str, Fact] = {"value": amount_of(other.figure), "scope": f"scope:{other.question.scope}"}
            judgement.alternatives.append(Remark("claims.alternative_scope", said))
    return judgement
