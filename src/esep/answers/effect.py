"""Level and slope before and after a dated measure: what the figures did, never why."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.months import (
    list_counts,
    list_days,
    name_place,
    number_month,
    read_kept,
    refuse,
    say_count,
    say_minor_breaks,
    say_span,
)
from esep.answers.series import Series
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import EFFECT_AFTER, EFFECT_BEFORE, EFFECT_LARGEST, SMALL_COUNT
from esep.statistics.interrupted import Change, Interrupted, estimate_effect

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "effect"


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return by how many per cent the level changed with a measure, with the change of the pace after it.

    The measure begins with the first day of the operand; the month in which it begins is left out unless it is that
    month's first day. All comparable months up to the end of the question's period are used; 24 before and 12 after
    are the least. A documented break at or after the measure leaves nothing to compare.
    """
    start = question.base_period
    assert start is not None
    first = Period.months(start.start.year, start.start.month)
    end = question.period.end
    series = read_kept(answers, question).until(Period.months(end.year, end.month))
    if any(first.start <= entry.date <= last.end for entry in series.breaks for last in series.periods[-1:]):
        return refuse(METHOD, "broken", question, {"start": start})
    series = series.comparable().unbroken()
    kept = [place for place, period in enumerate(series.periods) if start.start.day == 1 or period != first]
    after = sum(series.periods[place] >= first for place in kept)
    if len(kept) - after < EFFECT_BEFORE or after < EFFECT_AFTER:
        spans = {"before": len(kept) - after, "after": after}
        spans |= {"needed_before": EFFECT_BEFORE, "needed_after": EFFECT_AFTER}
        facts = {name: say_span(number) for name, number in spans.items()}
        return refuse(METHOD, "short", question, {"start": start, **facts})
    if not _has_events(series, kept, first):
        return _refuse_sparse(question, start)
    days, values = list_days(series), list_counts(series)
    origin = series.periods[0].start.year * 12
    found = estimate_effect(
        [values[place] for place in kept],
        [days[place] for place in kept],
        [number_month(series.periods[place]) - origin for place in kept],
        number_month(first) - origin + (start.start.day > 1),
    )
    if any(abs(change.percent) > EFFECT_LARGEST for change in (found.level, found.slope, found.pace)):
        return _refuse_sparse(question, start)
    cells = tuple(series.cells[place] for place in kept)
    figure = Figure(Fraction(found.level.percent), "percent", 1, "E", None, cells, "100 (exp b2 - 1)")
    return figure, _find(question, start, found, series, (cells, say_minor_breaks(METHOD, answers, question, series)))


def _has_events(series: Series, kept: list[int], first: Period) -> bool:
    """Return whether there is enough to model on both sides of the measure."""
    before = sum(series.values[place] for place in kept if series.periods[place] < first)
    after = sum(series.values[place] for place in kept if series.periods[place] >= first)
    return min(before, after) >= SMALL_COUNT


def _refuse_sparse(question: Question, start: Period) -> tuple[Figure, Finding]:
    facts: dict[str, Fact] = {"start": start, "needed": say_count(SMALL_COUNT)}
    return refuse(METHOD, "sparse", question, facts, more="sparse_numbers")


def _find(
    question: Question,
    start: Period,
    found: Interrupted,
    series: Series,
    extra: tuple[tuple[Cell, ...], tuple[Remark, ...]],
) -> Finding:
    facts: dict[str, Fact] = {**name_place(question), "start": start}
    since: dict[str, Fact] = {"observed": say_count(found.observed), "expected": say_count(found.expected)}
    is_provisional = "P" in series.statuses
    keys = ["alone", "gone_on", "same_rules", "season", found.errors, *(["provisional"] if is_provisional else [])]
    return Finding(
        METHOD,
        (
            Remark(f"{METHOD}.level_{_find_side(found.level)}", facts),
            Remark(f"{METHOD}.level_size", _say_ends(found.level, found.level.percent)),
            _say_slope(found.slope),
            Remark(f"{METHOD}.since", since),
        ),
        (
            _estimate("level", found.level),
            _estimate("slope", found.slope),
            _estimate("pace", found.pace),
            Estimate.of_float("observed", found.observed, "count", 0),
            Estimate.of_float("expected", found.expected, "count", 0),
            Estimate.of_float("dispersion", found.dispersion, "number", 1),
            Estimate.of_float("autocorrelation", found.autocorrelation, "number", 2),
            Estimate.of_float("before", found.before, "number", 0),
            Estimate.of_float("after", found.after, "number", 0),
        ),
        assumptions=(*(Remark(f"{METHOD}.assume_{key}") for key in keys), *extra[1]),
        n=found.n,
        status="P" if is_provisional else "E",
        cells=extra[0],
    )


def _estimate(name: str, change: Change) -> Estimate:
    return Estimate.of_float(name, change.percent, "percent", 1, low=change.low, high=change.high)


def _find_side(change: Change) -> str:
    """Return whether a change is a fall, a rise, or none that can be told from chance."""
    return "unclear" if change.low <= 0 <= change.high else "up" if change.percent > 0 else "down"


def _say_ends(change: Change, value: float) -> dict[str, Fact]:
    return {
        "value": (Fraction(value), "percent", 1),
        "low": (Fraction(change.low), "percent", 1),
        "high": (Fraction(change.high), "percent", 1),
    }


def _say_slope(change: Change) -> Remark:
    side = _find_side(change)
    value = change.percent if side == "unclear" else abs(change.percent)
    return Remark(f"{METHOD}.slope_{side}", _say_ends(change, value))
