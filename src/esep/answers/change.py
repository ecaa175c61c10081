"""How sure a change is: its level, what the tests say, and what would have been unusual for the series."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.change_data import (
    find_dispersion,
    find_movement,
    is_countable,
    is_incomplete,
    read_months,
    read_pair,
    read_years,
)
from esep.answers.change_words import (
    Pair,
    list_assumptions,
    say_change,
    say_movement,
    say_not_judged,
    say_per_head,
    say_trend,
    say_unequal,
)
from esep.answers.series import read_population
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding
from esep.model.interval import Interval
from esep.model.period import MONTHS_OF_YEAR
from esep.model.question import Question
from esep.model.remark import Remark
from esep.model.tolerances import POPULATION_MOVED, TREND_MONTHS
from esep.statistics.compare import compute_change_percent
from esep.statistics.levels import ChangeJudgement, TrendJudgement, judge_change, judge_trend
from esep.statistics.monotone import judge_months

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "change"


@dataclass
class Draft:
    """A finding while it is put together."""

    sentences: list[Remark] = field(default_factory=list)
    estimates: list[Estimate] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    n: int = 2


def assess_change(answers: Answers, question: Question, figure: Figure) -> Finding | None:
    """Return what can be said of a change, a difference or a fold: level, tests, the sentence that they allow.

    Sources and rules: docs/methods/change.md and docs/methods/wording.md.
    """
    if question.base_period is None:
        return None
    base, current = read_pair(answers, question)
    pair = Pair(question, base, current, compute_change_percent(current, base))
    refusal = _refuse(answers, pair, figure)
    if refusal is not None:
        return refusal
    draft = Draft(cells=[*base.cells, *current.cells])
    if not pair.is_same_part:
        return _judge_unequal(pair, draft)
    judgement = _judge(answers, pair, draft)
    trend = _judge_trend(answers, pair, draft) if question.period.month_count == MONTHS_OF_YEAR else None
    per_head = _find_per_head(answers, pair)
    level = judgement.level
    draft.sentences.append(say_change(pair, judgement))
    if judgement.movement is not None and not pair.is_small:
        draft.sentences.append(say_movement(pair, judgement.movement))
    if trend is not None and trend.direction:
        draft.sentences.append(say_trend(trend))
        level = level if level == "L3" else "LT"
    if per_head is not None:
        draft.sentences.append(per_head[0])
        draft.estimates.append(per_head[1])
    return Finding(
        method=METHOD,
        sentences=tuple(draft.sentences),
        estimates=tuple([*_list_estimates(pair, judgement), *draft.estimates]),
        assumptions=list_assumptions(pair, judgement, answers.find_dividing(question, *pair.periods)),
        level=level,
        n=draft.n,
        status="U" if pair.is_small else "A",
        cells=tuple(dict.fromkeys(draft.cells)),
    )


def _refuse(answers: Answers, pair: Pair, figure: Figure) -> Finding | None:
    """Return the finding of a change that no test can judge: not comparable, provisional, no counts, nothing at all."""
    question, base, current = pair.question, pair.base, pair.current
    breaks = [entry for entry in answers.find_dividing(question, *pair.periods) if entry.is_major]
    level, status, reason = "L1", "A", ""
    if not question.period.is_comparable(pair.periods[0]):
        level, status, reason = "L0", "M", "calendar"
    elif breaks:
        level, status, reason = "L0", "B", "break"
    elif is_incomplete(current) or is_incomplete(base):
        status, reason = "P", "provisional"
    elif not (is_countable(base) and is_countable(current)):
        status, reason = figure.status, "no_counts"
    elif base.value == current.value == 0:
        reason = "nothing"
    if not reason:
        return None
    cells = tuple(dict.fromkeys((*base.cells, *current.cells, *figure.cells)))
    return Finding(METHOD, (say_not_judged(pair, reason),), level=level, n=len(cells), status=status, cells=cells)


def _judge(answers: Answers, pair: Pair, draft: Draft) -> ChangeJudgement:
    """Return the judgement of a change between two periods of one kind, and keep what it was read from."""
    dispersion, months = find_dispersion(answers, pair.question)
    movement = None
    if pair.is_adjacent:
        years = read_years(answers, pair.question, pair.periods[0])
        movement, cells = find_movement(answers, pair.question, years)
        draft.cells += cells
        draft.n = len(years) + 1 if movement is not None and not movement.pooled else draft.n
    draft.cells += months
    _add_months(answers, pair, draft)
    return judge_change(*pair.ranges, pair.days, dispersion, movement)


def _add_months(answers: Answers, pair: Pair, draft: Draft) -> None:
    """Keep Kendall's test of the last two years of months, where a whole year is judged and the months are there."""
    if pair.question.period.month_count != MONTHS_OF_YEAR:
        return
    months = read_months(answers, pair.question, pair.question.period.shift_years(1), TREND_MONTHS)
    if len(months) == TREND_MONTHS:
        found = judge_months(months.counts)
        draft.cells += months.cells
        draft.estimates += [
            Estimate.of_float("months_tau", found.tau, decimals=2),
            Estimate.of_float("months_p", found.corrected, decimals=4),
        ]


def _judge_unequal(pair: Pair, draft: Draft) -> Finding:
    """Return the finding of periods that are not the same days of two years: per day, without season or history."""
    judgement = judge_change(*pair.ranges, pair.days)
    level = "L2" if judgement.test.is_beyond_chance else "L1"
    return Finding(
        method=METHOD,
        sentences=(say_unequal(pair, judgement),),
        estimates=(*_list_per_day(pair), _give_p(judgement)),
        assumptions=list_assumptions(pair, judgement, ()),
        level=level,
        n=2,
        cells=tuple(dict.fromkeys(draft.cells)),
    )


def _list_per_day(pair: Pair) -> list[Estimate]:
    found = []
    for name, figure, days in zip(("before", "after"), (pair.base, pair.current), pair.days, strict=True):
        value = None if figure.value is None else figure.value / days
        found.append(Estimate(f"{name}_per_day", value, "per_day", 2))
    return found


def _judge_trend(answers: Answers, pair: Pair, draft: Draft) -> TrendJudgement | None:
    years = read_years(answers, pair.question, pair.question.period)
    trend = judge_trend([period.start.year for period in years.periods], years.counts)
    if trend is not None:
        change = trend.fit.last.change
        draft.cells += years.cells
        draft.n = max(draft.n, len(years))
        draft.estimates += [
            Estimate.of_float("trend_change", change.percent, "percent", 1, low=change.low, high=change.high),
            Estimate.of_float("trend_p", trend.rank.p_value, decimals=4),
        ]
    return trend


def _find_per_head(answers: Answers, pair: Pair) -> tuple[Remark, Estimate] | None:
    """Return the change per head where the population moved so much that it tells something else than the count."""
    region, people = pair.question.region, []
    for period in pair.periods:
        people.append(read_population(answers, region, period) if answers.definition.population_scope else None)
    before, after = people
    if not before or not after or abs(after / before - 1) < POPULATION_MOVED or not pair.base.value or pair.is_small:
        return None
    assert pair.current.value is not None
    change = 100 * (pair.current.value / after / (pair.base.value / before) - 1)
    return say_per_head(pair, change), Estimate("change_per_head", change, "percent", pair.change.decimals)


def _list_estimates(pair: Pair, judgement: ChangeJudgement) -> list[Estimate]:
    """Return the numbers behind the level, those in per cent only where the counts are not small."""
    test, found = judgement.test, [_give_p(judgement)]
    if judgement.dispersion is not None:
        found += [
            Estimate.of_float("dispersion", judgement.dispersion.phi, decimals=1),
            Estimate.of_float("exact_p", judgement.exact.p_value, decimals=4),
        ]
    if judgement.history_p is not None:
        found.append(Estimate.of_float("history_p", judgement.history_p, decimals=4))
    if pair.is_small:
        return found
    low, high = (100 * (bound - 1) for bound in (test.low, test.high))
    change = Estimate("change", pair.change.value, "percent", pair.change.decimals)
    if pair.days[0] == pair.days[1]:
        change = replace(change, interval=Interval(Fraction(low), Fraction(high)))
    else:
        middle, decimals = 100 * (test.ratio - 1), pair.change.decimals
        found.insert(0, Estimate.of_float("change_per_day", middle, "percent", decimals, low=low, high=high))
    found.insert(0, change)
    if judgement.movement is not None:
        found += [
            Estimate.of_float("usual_movement", judgement.movement.usual_percent, "percent", 1),
            Estimate.of_float("smallest_fall", judgement.movement.find_smallest_fall(), "percent", 1),
            Estimate.of_float("smallest_rise", judgement.movement.find_smallest_rise(), "percent", 1),
        ]
    return found


def _give_p(judgement: ChangeJudgement) -> Estimate:
    return Estimate.of_float("chance_p", judgement.test.p_value, decimals=4)
