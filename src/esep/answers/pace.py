"""`pace-to`: the yearly pace that a target asks for, beside the pace of the series and all its past paces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.long_series import (
    YEARS,
    Stretch,
    estimate_change,
    list_assumptions,
    list_limits,
    name_question,
    read_stretch,
    span_of,
)
from esep.answers.trend import state_pace
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import JOINPOINT_MIN_POINTS
from esep.statistics.outlook import RequiredPace, WayToZero, find_way_to_zero, require_pace
from esep.statistics.trend import Trend, describe_trend

if TYPE_CHECKING:
    from esep.answers.asking import Answers

# A chance below this is told as "less than", not as 0.0 per cent.
LEAST_CHANCE = Fraction(1, 1000)


@dataclass(frozen=True)
class _Goal:
    """A target with what is known of the way: the level it starts from, the past, the trend, the way to zero."""

    question: Question
    figure: Figure
    stretch: Stretch
    required: RequiredPace
    trend: Trend | None
    way: WayToZero | None

    @property
    def is_zero(self) -> bool:
        """Return whether not a single case is the target."""
        return Fraction(self.question.target) == 0

    def names(self) -> dict[str, Fact]:
        """Return the facts that its sentences share."""
        value, target = self.figure.value, self.question.target
        assert value is not None
        assert self.question.base_period is not None
        return {
            **name_question(self.question),
            "period": self.question.period,
            "current": (value, self.figure.unit, self.figure.decimals),
            "target": (Fraction(target), self.figure.unit, len(target.partition(".")[2])),
            "by": self.question.base_period,
            "required": (Fraction(self.required.percent), "percent", 1),
        }


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the constant yearly change that leads from the period's level to the target, in per cent a year.

    A target of 0 is read as "fewer than one case": a constant pace never reaches 0. The past paces and the pace of the
    last stretch come from the comparable years of the series, or of the declared long series where those are too few.
    """
    by = question.base_period
    assert by is not None
    level = answers.read_level(replace(question, operation="level", base_period=None, target=""))
    years = by.start.year - question.period.start.year
    if level.value is None or (level.unit != "count" and Fraction(question.target) == 0):
        return _refuse(question, "pace.missing", level.status if level.value is None else "M")
    if years <= 0 or question.period.type not in YEARS or by.type != question.period.type:
        return _refuse(question, "pace.not_ahead", "M")
    target = Fraction(question.target)
    if level.value <= 0 or (target == 0 and level.value <= 1):
        return _refuse(question, "pace.at_target", "M")
    stretch = read_stretch(answers, question, None, question.period, at_least=JOINPOINT_MIN_POINTS)
    past = {year: float(value) for year, value in stretch.by_year().items()}
    required = require_pace(past, float(level.value), float(target or 1), years)
    trend = describe_trend(stretch.years, list(past.values()), weights=stretch.weights())
    way = None
    if target == 0 and trend is not None:
        way = find_way_to_zero(float(level.value), trend.fit.last.change.percent, years)
    goal = _Goal(question, level, stretch, required, trend, way)
    figure = Figure(
        Fraction(required.percent), "percent", 1, level.status, None, level.cells, "100 ((t / x)^(1/n) - 1)"
    )
    return figure, _describe(goal)


def _describe(goal: _Goal) -> Finding:
    estimates = [Estimate.of_float("required", goal.required.percent, "percent")]
    if goal.trend is not None:
        estimates.append(estimate_change("annual_change", goal.trend.fit.last.change))
    if goal.way is not None:
        estimates.append(Estimate.of_float("years_to_zero", goal.way.years, "years", 0))
        estimates.append(Estimate.of_float("none_chance", 100 * goal.way.none_probability, "percent"))
    rows = [
        FindingRow(
            str(span_of(goal.stretch, first, first + goal.required.years)),
            (Estimate.of_float("past", pace, "percent"),),
        )
        for first, pace in goal.required.past.items()
    ]
    assumptions = [Remark("pace.assume_constant"), *(list_assumptions(goal.stretch) if goal.stretch.years else [])]
    return Finding(
        method="pace",
        sentences=(
            *_say_required(goal),
            *list_limits(goal.stretch, goal.question),
            *_say_past(goal),
            *_say_trend(goal),
            *_say_zero(goal),
        ),
        estimates=tuple(estimates),
        rows=tuple(rows),
        assumptions=tuple(assumptions),
        n=len(goal.stretch.series),
        status=goal.figure.status,
        cells=(*goal.figure.cells, *goal.stretch.series.cells),
    )


def _say_required(goal: _Goal) -> list[Remark]:
    return [Remark("pace.required", goal.names()), Remark(f"pace.way{'_zero' if goal.is_zero else ''}", goal.names())]


def _say_past(goal: _Goal) -> list[Remark]:
    """Say how often the series moved that fast over as many years."""
    side = "fall" if goal.required.percent < 0 else "rise"
    total = len(goal.required.past)
    if not total:
        return [Remark("pace.no_past", {"n": goal.required.years})]
    facts: dict[str, Fact] = {"n": goal.required.years, "fast": goal.required.as_fast, "total": total}
    return [Remark(f"pace.past_{side}", facts)]


def _say_trend(goal: _Goal) -> list[Remark]:
    if goal.trend is None:
        return [Remark("pace.no_trend", {"n": len(goal.stretch.series), "needed": JOINPOINT_MIN_POINTS})]
    last = goal.trend.fit.last
    span = span_of(goal.stretch, last.start, last.end)
    return [Remark("pace.trend", state_pace(last.change)), Remark("pace.trend_span", {"span": span})]


def _say_zero(goal: _Goal) -> list[Remark]:
    """Say what "zero" comes to at the pace of the last stretch."""
    if goal.way is None or goal.trend is None:
        return []
    facts: dict[str, Fact] = {**goal.names(), **state_pace(goal.trend.fit.last.change)}
    if goal.way.years is None:
        return [Remark("pace.never", facts)]
    chance = Fraction(goal.way.none_probability)
    facts |= {
        "years": (Fraction(goal.way.years), "years", 0),
        "expected": (Fraction(goal.way.expected), "number", 0 if goal.way.expected >= 10 else 1),
        "chance": (100 * max(chance, LEAST_CHANCE), "percent", 1),
    }
    return [
        Remark("pace.years_to_zero", facts),
        Remark(f"pace.chance{'_tiny' if chance < LEAST_CHANCE else ''}", facts),
    ]


def _refuse(question: Question, key: str, status: str) -> tuple[Figure, Finding]:
    by = question.base_period or question.period
    facts: dict[str, Fact] = {**name_question(question), "period": question.period, "by": by}
    return Figure(None, "percent", 0, status), Finding("pace", (Remark(key, facts),), status=status)
