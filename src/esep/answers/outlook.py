"""`outlook-to`: an interval for a coming year, if the series goes on as it went."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.long_series import Stretch, list_assumptions, list_limits, name_question, read_stretch
from esep.answers.series import Series, read_series
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import (
    OUTLOOK_CHANGES,
    OUTLOOK_HORIZON,
    OUTLOOK_MIN_CHANGES,
    OUTLOOK_MIN_MONTHS,
    OUTLOOK_MONTHS,
)
from esep.statistics.monthly_outlook import project_month
from esep.statistics.outlook import Outlook, count_held, project_year

if TYPE_CHECKING:
    from esep.answers.asking import Answers


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the middle and the interval for the period that the question names, from what is known until its own.

    Years ahead at most three, months at most twelve; only comparable years, or months, without a gap are used.
    """
    target = question.base_period
    assert target is not None
    if target.type != question.period.type:
        return _refuse(question, "outlook.other_kind", {})
    if question.period.type == "month":
        return _answer_months(answers, question, target)
    stretch = read_stretch(answers, question, None, question.period, at_least=OUTLOOK_MIN_CHANGES + 1)
    series = stretch.series.unbroken() if stretch.years else stretch.series
    stretch = replace(stretch, series=series)
    if len(series) <= OUTLOOK_MIN_CHANGES:
        facts: dict[str, Fact] = {"n": len(series), "needed": OUTLOOK_MIN_CHANGES + 1}
        return _refuse(question, "outlook.too_short", facts, stretch)
    horizon = target.start.year - stretch.years[-1]
    outlook = project_year([float(value) for value in series.values], horizon)
    if outlook is None:
        facts = {"n": OUTLOOK_HORIZON, "last": series.periods[-1]}
        return _refuse(question, "outlook.too_far" if horizon > 0 else "outlook.not_ahead", facts, stretch)
    return _describe(question, stretch, outlook, "years")


def _answer_months(answers: Answers, question: Question, target: Period) -> tuple[Figure, Finding]:
    series = read_series(answers, question).until(question.period)
    major = tuple(entry for entry in series.breaks if entry.is_major)
    kept = replace(series, breaks=major).comparable().unbroken() if len(series) else series
    cut = tuple(entry for entry in major if entry not in kept.breaks)
    minor = tuple(
        b for b in series.breaks if not b.is_major and len(kept) and b.divides(kept.periods[0], kept.periods[-1])
    )
    stretch = Stretch(question, kept, "count", len(kept), cut, minor)
    if len(kept) < OUTLOOK_MIN_MONTHS:
        facts: dict[str, Fact] = {"n": len(kept), "needed": OUTLOOK_MIN_MONTHS}
        return _refuse(question, "outlook.too_few_months", facts, stretch)
    horizon = _count_months(kept, target)
    outlook = project_month([float(value) for value in kept.values], horizon) if horizon > 0 else None
    if outlook is None:
        facts = {"n": OUTLOOK_MONTHS, "last": kept.periods[-1]}
        return _refuse(question, "outlook.months_too_far" if horizon > 0 else "outlook.not_ahead", facts, stretch)
    return _describe(question, stretch, outlook, "months")


def _count_months(series: Series, target: Period) -> int:
    last = series.periods[-1].start
    return (target.start.year - last.year) * 12 + target.start.month - last.month


def _describe(question: Question, stretch: Stretch, outlook: Outlook, kind: str) -> tuple[Figure, Finding]:
    target = question.base_period
    assert target is not None
    low, high = max(outlook.low, 0.0), outlook.high
    facts: dict[str, Fact] = {
        **stretch.names(),
        "target": target,
        "low": stretch.amount(low),
        "high": stretch.amount(high),
        "middle": stretch.amount(outlook.value),
        "last": stretch.series.periods[-1],
        "current": stretch.amount(stretch.series.values[-1]),
        "n": outlook.n,
    }
    expected = Estimate.of_float("expected", outlook.value, stretch.unit, stretch.decimals, low=low, high=high)
    assumptions = [Remark(f"outlook.assume_{outlook.method}", {"n": outlook.n}), Remark("outlook.assume_as_before")]
    finding = Finding(
        method="outlook",
        sentences=(
            Remark(f"outlook.interval_{kind}", facts),
            Remark("outlook.middle", facts),
            *_say_record(stretch, outlook, kind),
            Remark("outlook.not_promised"),
            *list_limits(stretch, question),
        ),
        estimates=(expected,),
        assumptions=(*assumptions, *list_assumptions(stretch)),
        n=len(stretch.series),
        status="E",
        cells=stretch.series.cells,
    )
    interval = Interval(Fraction(low), Fraction(high))
    cells = stretch.series.cells[-(OUTLOOK_CHANGES + 1) :]
    return Figure(
        Fraction(outlook.value), stretch.unit, stretch.decimals, "E", interval, cells, outlook.method
    ), finding


def _say_record(stretch: Stretch, outlook: Outlook, kind: str) -> list[Remark]:
    """Say how such intervals did in the past of the series itself, where it is long enough to tell."""
    if kind != "years":
        return []
    held, tried = count_held([float(value) for value in stretch.series.values], outlook.horizon)
    return [Remark("outlook.record", {"held": held, "n": tried})] if tried else []


def _refuse(
    question: Question, key: str, facts: dict[str, Fact], stretch: Stretch | None = None
) -> tuple[Figure, Finding]:
    target = question.base_period or question.period
    named: dict[str, Fact] = {**name_question(question), "target": target, "period": question.period, **facts}
    cells = stretch.series.cells if stretch else ()
    limits = list_limits(stretch, question) if stretch else []
    finding = Finding("outlook", (Remark(key, named), *limits), n=len(cells), status="M", cells=cells)
    return Figure(None, "count", 0, "M", None, cells), finding
