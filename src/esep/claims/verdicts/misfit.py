"""What is said of a number that does not fit the data as it reads: wrong, another universe, or left open."""

from __future__ import annotations

import bisect
from dataclasses import replace
from fractions import Fraction

from esep.answers import Answers
from esep.claims.arithmetic.consistency import Outcome, may_be_year
from esep.claims.arithmetic.pace import count_years
from esep.claims.mention import Found, Mention, take_between
from esep.claims.names.understood import narrows_item
from esep.claims.periods.against import shares_clause, take_others
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.any_year import may_fit_a_region, may_fit_a_year
from esep.claims.verdicts.binding import find_binding
from esep.claims.verdicts.diagnosis import choose, diagnose, diagnose_by_data, is_plain
from esep.claims.verdicts.evidence import amount_of, gather_evidence
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.match import Attempt, try_other_scopes, try_reading
from esep.claims.verdicts.stock import is_near_stock
from esep.claims.verdicts.superseded import try_earlier
from esep.claims.verdicts.unknown_universe import has_unknown_universe
from esep.claims.verdicts.variant import weigh_variant
from esep.claims.verdicts.weigh import weigh_lengths, weigh_part, weigh_rate
from esep.model.remark import Fact, Remark
from esep.model.tolerances import LARGEST_MISSTATEMENT

# How far behind a level its own change may stand.
BESIDE = 24


def judge_misfit(
    mention: Mention,
    best: Attempt,
    outcome: Outcome | None,
    judgement: Judgement,
    attempts: list[Attempt],
    answers: Answers,
    done: dict[int, Judgement],
    found: Found,
) -> Judgement:
    """Decide about a claim that does not fit the data as it reads."""
    value = amount_of(best.answer.figure)
    if mention.is_pace or mention.is_unnamed or _hangs_on_open(mention, best.reading, done, found):
        return _leave_open(mention, judgement, value)
    others = try_other_scopes(mention, best.reading, answers, {a.reading.scope for a in attempts})
    if others:
        return _say_other_scope(judgement, others[0], best, value)
    weighed = (
        try_earlier(mention, best, answers)
        or weigh_lengths(mention, best.reading)
        or weigh_rate(mention, best.reading, best.answer.figure)
        or weigh_part(mention, best.reading, answers)
        or weigh_variant(mention, best.reading, best.answer.figure, answers)
    )
    if judgement.take(weighed):
        return judgement
    if outcome is not None and outcome.grade.is_pass and not _rests_on_exact(outcome, done):
        judgement.verdict = "ambiguous"
        judgement.reason = Remark("claims.reason_text_fits_data_not", {"value": value})
        return judgement
    is_sure = is_plain(mention, best.answer.figure) and not is_near_stock(mention, best, answers)
    fits_nowhere = _fits_nowhere(mention, best, outcome, found, answers)
    # The whole of a share that the text prints is the one it was taken to be of, and no end that the words give.
    is_joined = mention.operator in CHANGES and outcome is not None and not outcome.grade.is_pass
    is_joined = is_joined and outcome is not None and _rests_on_exact(outcome, done)
    if not (is_sure or fits_nowhere) and _is_open(mention, best, outcome, found, answers, is_joined=is_joined):
        judgement.verdict = "ambiguous"
        judgement.reason = Remark("claims.reason_open", {"value": value})
        return judgement
    elsewhere = _find_elsewhere(mention, best.reading, outcome, found, answers)
    if elsewhere is not None:
        judgement.verdict, judgement.reason, judgement.fits = "ambiguous", say_elsewhere(value, elsewhere), elsewhere
        return judgement
    if not judgement.diagnosis:
        slips = diagnose(mention, best.answer.figure)
        slips |= diagnose_by_data(mention, best.reading, best.answer.question, answers)
        judgement.diagnosis = choose(slips)
    key = {"last_digit": "claims.reason_last_digit", "reversed": "claims.reason_reversed"}
    plain = "claims.reason_no_year" if fits_nowhere else "claims.reason_differs"
    judgement.reason = Remark(key.get(judgement.diagnosis, plain), {"value": value})
    return judgement


def _find_elsewhere(
    mention: Mention, reading: Reading, outcome: Outcome | None, found: Found, answers: Answers
) -> Reading | None:
    return find_binding(mention, _settle_by_text(reading, outcome), found, answers, is_joined=outcome is not None)


def _say_other_scope(judgement: Judgement, other: Attempt, best: Attempt, value: Fact) -> Judgement:
    """Return the judgement of a number that fits another universe than the one it was read in."""
    judgement.verdict = "matches_another_scope"
    scope, read_scope = f"scope:{other.reading.scope}", f"scope:{best.reading.scope}"
    judgement.reason = Remark("claims.reason_other_scope", {"value": value, "scope": scope, "read_scope": read_scope})
    judgement.evidence += gather_evidence(other.answer, None)[:1]
    return judgement


def _settle_by_text(reading: Reading, outcome: Outcome | None) -> Reading:
    """Return a reading with its kind settled where the text joins the number with others: by its shape, or a share."""
    is_shaped = outcome is not None and (outcome.is_shaped or bool(reading.whole))
    return replace(reading, is_measure_settled=reading.is_measure_settled or is_shaped)


def _is_open(
    mention: Mention, best: Attempt, outcome: Outcome | None, found: Found, answers: Answers, *, is_joined: bool = False
) -> bool:
    """Return whether the words leave open what a number counts or when, so that no verdict of wrong can rest on it.

    `is_joined` where the text prints both ends of a change as the data have them: then it is of these.
    """
    reading = _settle_by_text(best.reading, outcome)
    if not (reading.is_settled or reading.is_nameable) or has_unknown_universe(mention, best.reading, answers):
        return True
    if is_near_stock(mention, best, answers):
        return True
    if _spans_unnamed(mention, best.reading, found) and not (outcome is not None and outcome.is_shaped):
        return True
    is_open = mention.is_either or mention.is_modal
    is_open = is_open or (not is_joined and (mention.is_part or _fits_rival(mention, best, answers)))
    return is_open or is_far(mention, best.answer.figure.value)


def _fits_nowhere(mention: Mention, best: Attempt, outcome: Outcome | None, found: Found, answers: Answers) -> bool:
    """Return whether nothing but the year or the region is left open, and a number fits in none."""
    reading = best.reading
    if may_be_year(mention) or (reading.is_period_settled and reading.is_region_settled):
        return False
    # A place that the data do not know is none of their regions.
    if not (reading.is_region_settled or reading.is_nameable):
        return False
    settled = replace(best, reading=replace(reading, is_period_settled=True, is_region_settled=True))
    if _is_open(mention, settled, outcome, found, answers):
        return False
    may_fit = may_fit_a_year if reading.is_region_settled else may_fit_a_region
    return not may_fit(mention, reading, found, answers)


def _spans_unnamed(mention: Mention, reading: Reading, found: Found) -> bool:
    """Return whether a change, or the number it comes from, is told over other years than its own: "in two years"."""
    is_based = mention.base is not None and mention.base.first is not None
    if is_based or (mention.operator not in CHANGES and mention.part != "from"):
        return False
    sentence = found.sentences[mention.sentence]
    near = take_between(found.periods, sentence.start, sentence.end)
    spans = [p for p in near if p.kind == "duration" and p.first is None and shares_clause(p, mention, sentence)]
    years = (count_years(reading.period, reading.base_period) if mention.operator in CHANGES else 0) or 1
    told = [{int(number.value) for number, _ in take_others(p, found)} or {1} for p in spans]
    # "In five years" are five steps, or five years with both ends counted.
    return any(not numbers & {years, years + 1} for numbers in told)


def _fits_rival(mention: Mention, best: Attempt, answers: Answers) -> bool:
    """Return whether a claim fits another reading that its words allow as well, or nobody knows.

    That is another period and base, or the same without the circumstance that only an earlier sentence named.
    """
    readings = (replace(best.reading, period=period, base_period=base) for period, base in mention.rivals)
    attempts = [try_reading(mention, reading, answers, with_others=False) for reading in readings]
    if any(one is None or one.grade is None or one.is_pass or _is_step(mention, best, one) for one in attempts):
        return True
    if not mention.is_in_passing or not best.reading.attribute:
        return False
    plain = try_reading(mention, replace(best.reading, attribute=""), answers, with_others=False)
    return plain is not None and plain.is_pass


def _is_step(mention: Mention, best: Attempt, other: Attempt) -> bool:
    """Return whether a number is the difference between two figures of which it may be either: "fell by 8% (2,415)"."""
    values = best.answer.figure.value, other.answer.figure.value
    if mention.operator != "level" or values[0] is None or values[1] is None:
        return False
    return abs(values[0] - values[1]) in mention.printed.near()


def say_elsewhere(value: Fact, reading: Reading) -> Remark:
    """Return that a number fits other names of the text."""
    assert reading.period is not None
    codes = {"measure": f"measure:{reading.measure}", "region": f"region:{reading.region}"}
    return Remark("claims.reason_elsewhere", {"value": value, **codes, "period": reading.period})


def _hangs_on_open(mention: Mention, reading: Reading, done: dict[int, Judgement], found: Found) -> bool:
    """Return whether a change is told right behind a level that a word not understood narrows: "drunk 106, up 4"."""
    at = bisect.bisect_left(found.mentions, mention.start, key=lambda other: other.start)
    if mention.operator not in CHANGES or at == 0 or at - 1 not in done:
        return False
    level, judged = found.mentions[at - 1], done[at - 1]
    is_beside = level.sentence == mention.sentence and mention.start - level.end <= BESIDE
    is_same = (judged.reading.measure, judged.reading.region) == (reading.measure, reading.region)
    return is_beside and is_same and judged.verdict == "ambiguous" and narrows_item(level, found)


def _leave_open(mention: Mention, judgement: Judgement, value: Fact) -> Judgement:
    """Return the judgement of a number that no figure answers to: another mean, or a part of nobody knows what."""
    if mention.is_pace:
        judgement.verdict, judgement.reason = "ambiguous", Remark("claims.reason_pace", {"value": value})
        return judgement
    if not mention.is_unnamed:
        judgement.verdict, judgement.reason = "ambiguous", Remark("claims.reason_open", {"value": value})
        return judgement
    judgement.verdict, judgement.true_value, judgement.interval = "not_checkable", None, None
    judgement.reason = Remark("claims.reason_unnamed_part", {"measure": f"measure:{mention.part_of}"})
    return judgement


def _rests_on_exact(outcome: Outcome, done: dict[int, Judgement]) -> bool:
    """Return whether the data confirm to the last digit the numbers of the text that seem to save a claim."""
    return all(i in done and done[i].rounding == "exact" for i in outcome.used)


def is_far(mention: Mention, value: Fraction | None) -> bool:
    """Return whether a level is so far from the data that it must have been misread, not misstated."""
    if mention.operator != "level" or not value or mention.value <= 0:
        return False
    return not 1 / LARGEST_MISSTATEMENT <= mention.value / abs(value) <= LARGEST_MISSTATEMENT
