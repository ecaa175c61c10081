"""`trend-since`: direction and pace of the comparable years since a year."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.long_series import (
    Stretch,
    estimate_change,
    list_assumptions,
    list_limits,
    name_question,
    read_stretch,
    span_of,
)
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import JOINPOINT_MIN_POINTS, SMALL_COUNT
from esep.statistics.joinpoint import AnnualChange, Segment
from esep.statistics.level_shift import suggest_shifts
from esep.statistics.trend import Trend, compute_annual_pace, describe_trend

if TYPE_CHECKING:
    from esep.answers.asking import Answers


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the pace of the last stretch of the line in per cent a year, with all stretches and what cuts the series.

    Fewer than seven comparable years have no trend: then the finding gives the two ends and what lies between.
    """
    stretch = read_stretch(answers, question, question.base_period, question.period, at_least=JOINPOINT_MIN_POINTS)
    trend = describe_trend(stretch.years, [float(value) for value in stretch.series.values], weights=stretch.weights())
    if trend is None:
        return _decline(question, stretch)
    last = trend.fit.last.change
    estimates = [estimate_change("annual_change", last)]
    if trend.fit.joinpoints:
        estimates.append(estimate_change("average_change", trend.fit.average))
    estimates += [
        Estimate.of_float("p_value", trend.rank.p_value, decimals=4),
        Estimate.of_float("neighbours", trend.fit.autocorrelation, decimals=2),
    ]
    rows = tuple(_describe_segment(stretch, trend, part) for part in trend.fit.segments)
    finding = Finding(
        method="trend",
        sentences=(
            _say_direction(stretch, trend),
            *_say_bends(stretch, trend),
            *_ask_about_shifts(stretch),
            *list_limits(stretch, question),
        ),
        estimates=tuple(estimates),
        rows=rows,
        assumptions=(Remark("trend.assume_line"), *list_assumptions(stretch)),
        level="LT" if trend.is_named else "",
        n=trend.fit.n,
        status=stretch.status,
        cells=stretch.series.cells,
    )
    interval = estimates[0].interval
    formula = "100 (exp(b) - 1)"
    return Figure(
        Fraction(last.percent), "percent", 1, stretch.status, interval, stretch.series.cells, formula
    ), finding


def _describe_segment(stretch: Stretch, trend: Trend, part: Segment) -> FindingRow:
    """Return a stretch of the line: its pace, and where the line stands at both ends."""
    fitted = dict(zip(trend.fit.times, trend.fit.fitted, strict=True))
    ends = (
        Estimate.of_float(f"line_{end}", fitted[time], stretch.unit, stretch.decimals)
        for end, time in (("start", part.start), ("end", part.end))
    )
    span = str(span_of(stretch, part.start, part.end))
    return FindingRow(span, (estimate_change("stretch_change", part.change), *ends))


def _say_direction(stretch: Stretch, trend: Trend) -> Remark:
    """Return the first sentence: a trend by name only where it has earned it (level LT)."""
    last = trend.fit.last
    side = "down" if trend.is_fall else "up"
    facts: dict[str, Fact] = {
        **stretch.names(),
        "since": span_of(stretch, last.start, last.start),
        **state_pace(last.change),
    }
    if trend.is_named:
        return Remark(f"trend.named_{side}", facts)
    if last.is_provisional:
        return Remark(f"trend.provisional_{side}", {**facts, "n": last.n})
    return Remark(f"trend.{'unproven_' + side if last.change.is_clear else 'unclear'}", facts)


def state_pace(change: AnnualChange) -> dict[str, Fact]:
    """Return a pace for a sentence: `pace`, `least` and `most` without sign where the direction is in the words.

    `change`, `low` and `high` keep their signs.
    """

    def write(value: float) -> Fact:
        return Fraction(value), "percent", 1

    ends = sorted((abs(change.low), abs(change.high)))
    return {
        "pace": write(abs(change.percent)),
        "least": write(ends[0]),
        "most": write(ends[1]),
        "change": write(change.percent),
        "low": write(change.low),
        "high": write(change.high),
    }


def _say_bends(stretch: Stretch, trend: Trend) -> list[Remark]:
    places = ", ".join(str(span_of(stretch, time, time)) for time in trend.fit.joinpoints)
    if not places:
        return [Remark("trend.straight", {"n": trend.fit.n, "period": stretch.span})]
    bends = Remark("trend.bends", {"n": len(trend.fit.joinpoints), "places": places})
    return [bends, Remark("trend.average", state_pace(trend.fit.average))]


def _ask_about_shifts(stretch: Stretch) -> list[Remark]:
    """Return where the level seems to have shifted: something to ask about, since no break is declared there."""
    hints = suggest_shifts(stretch.years, [float(value) for value in stretch.series.values])
    return [
        Remark(
            "trend.shift",
            {
                "place": span_of(stretch, hint.after, hint.after),
                "low": span_of(stretch, hint.low, hint.low),
                "high": span_of(stretch, hint.high, hint.high),
            },
        )
        for hint in hints
    ]


def _decline(question: Question, stretch: Stretch) -> tuple[Figure, Finding]:
    """Return why there is no trend, and the two ends of what there is."""
    facts = {**name_question(question), "n": len(stretch.series), "needed": JOINPOINT_MIN_POINTS}
    sentences = [Remark("trend.too_short", facts)]
    estimates: list[Estimate] = []
    if len(stretch.series) > 1:
        remark, estimates = _compare_ends(stretch)
        sentences.append(remark)
    finding = Finding(
        "trend",
        (*sentences, *list_limits(stretch, question)),
        tuple(estimates),
        assumptions=tuple(list_assumptions(stretch)) if estimates else (),
        n=len(stretch.series),
        status="M",
        cells=stretch.series.cells,
    )
    return Figure(None, "percent", 0, "M", None, stretch.series.cells), finding


def _compare_ends(stretch: Stretch) -> tuple[Remark, list[Estimate]]:
    values, periods = stretch.series.values, stretch.series.periods
    order = sorted(range(len(values)), key=lambda at: (values[at], at))
    facts: dict[str, Fact] = {
        **stretch.names(),
        "first": periods[0],
        "last": periods[-1],
        "before": stretch.amount(values[0]),
        "after": stretch.amount(values[-1]),
        "lowest": periods[order[0]],
        "highest": periods[order[-1]],
    }
    is_small = stretch.is_count and min(values[0], values[-1]) < SMALL_COUNT
    if is_small or values[0] <= 0:
        return Remark("trend.ends_small", facts), []
    change = 100 * (values[-1] - values[0]) / values[0]
    pace = compute_annual_pace(float(values[0]), float(values[-1]), stretch.years[-1] - stretch.years[0])
    facts |= {"change": (change, "percent", 1), "pace": (Fraction(pace), "percent", 1)}
    estimates = [Estimate("change", change, "percent"), Estimate.of_float("compound_change", pace, "percent")]
    return Remark("trend.ends", facts), estimates
