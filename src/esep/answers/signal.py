"""Whether a period is unusual for its own history: early warning for a month, a control chart for a year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.answers.months import (
    list_counts,
    list_days,
    name_place,
    read_kept,
    refuse,
    say_count,
    say_minor_breaks,
    say_percent,
    say_span,
    take_stretch,
)
from esep.answers.series import Series, read_population
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import CHART_LEAST_YEARS, CHART_YEARS, EARS_MONTHS, SEASON_MONTHS
from esep.statistics.charts import draw_laney, draw_xmr, find_run, is_long_run
from esep.statistics.early_warning import compute_ears, find_rises

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "signal"


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the count of a period with what its own history says of it.

    A month: Farrington-Noufaily with three full years of months before it, otherwise EARS C1. A year: Laney's u' chart
    where the population of every year is known, otherwise XmR, on the ten years before it. Documented breaks end the
    history.
    """
    kind = question.period.type
    figure = answers.read_level(question)
    if kind not in ("month", "year", "financial_year"):
        return refuse(METHOD, "needs_kind", question, {})
    if figure.value is None or not figure.cells or figure.unit != "count":
        return refuse(METHOD, "no_value", question, {}, figure)
    if kind == "month":
        return figure, _judge_month(answers, question, figure)
    return figure, _judge_year(answers, question, figure)


def is_usual(answers: Answers, question: Question) -> bool | None:
    """Return whether a period lies inside the usual movement of its series (M8), `None` where that cannot be said."""
    finding = answer(answers, question)[1]
    outside = None if finding is None else finding.find("is_unusual")
    return None if outside is None else outside.value == 0


def _judge_month(answers: Answers, question: Question, figure: Figure) -> Finding:
    stretch = take_stretch(read_kept(answers, question), question.period, is_open=False)
    history = len(stretch) - 1
    more = (*say_minor_breaks(METHOD, answers, question, stretch), *_warn(figure))
    if history >= SEASON_MONTHS:
        return _judge_by_farrington(question, figure, stretch, more)
    if history >= EARS_MONTHS:
        return _judge_by_ears(question, figure, stretch, more)
    facts: dict[str, Fact] = {
        **_say_value(question, figure),
        "have": say_span(history),
        "needed": say_span(EARS_MONTHS),
    }
    return Finding(METHOD, (Remark(f"{METHOD}.short", facts),), n=history, status=figure.status, cells=stretch.cells)


def _judge_by_farrington(question: Question, figure: Figure, stretch: Series, more: tuple[Remark, ...]) -> Finding:
    found = find_rises(list_counts(stretch), list_days(stretch))
    facts = _say_value(question, figure)
    if not found.events[0] > 0:
        return Finding(METHOD, (Remark(f"{METHOD}.empty", facts),), n=found.n, cells=stretch.cells)
    limit, expected = float(found.limit[0]), float(found.expected[0])
    is_rise = bool(found.is_rise[0])
    sentences = (
        Remark(f"{METHOD}.rise" if is_rise else f"{METHOD}.no_rise", facts),
        Remark(f"{METHOD}.expected", {"expected": say_count(expected, 1), "limit": say_count(limit)}),
    )
    estimates = (
        Estimate.of_float("expected", expected, "count", 1),
        Estimate.of_float("limit", limit, "count", 0),
        Estimate.of_float("score", float(found.score[0]), "number", 2),
        Estimate.of_float("p_value", float(found.p_value[0]), "number", 4),
        Estimate.of_float("dispersion", float(found.dispersion[0]), "number", 1),
        Estimate.of_float("is_unusual", float(is_rise), "number", 0),
    )
    assumptions = [Remark(f"{METHOD}.assume_farrington", {"n": found.n})]
    assumptions += [] if found.has_season[0] else [Remark(f"{METHOD}.assume_no_season")]
    assumptions += [] if found.has_trend[0] else [Remark(f"{METHOD}.assume_no_trend")]
    everything = (*assumptions, *more)
    return Finding(METHOD, sentences, estimates, (), everything, "", found.n, figure.status, stretch.cells)


def _judge_by_ears(question: Question, figure: Figure, stretch: Series, more: tuple[Remark, ...]) -> Finding:
    found = compute_ears(list_counts(stretch), has_floor=True)
    key = "ears_rise" if found.is_rise else "ears_no_rise"
    sentences = (
        Remark(f"{METHOD}.{key}", _say_value(question, figure)),
        Remark(f"{METHOD}.ears_expected", {"expected": say_count(found.mean, 1), "limit": say_count(found.limit, 1)}),
    )
    estimates = (
        Estimate.of_float("expected", found.mean, "count", 1),
        Estimate.of_float("limit", found.limit, "count", 1),
        Estimate.of_float("is_unusual", float(found.is_rise), "number", 0),
    )
    assumptions = (
        Remark(f"{METHOD}.assume_ears", {"n": len(stretch) - 1, "used": found.n, "needed": SEASON_MONTHS}),
        *more,
    )
    cells = stretch.cells[-found.n - 1 :]
    return Finding(METHOD, sentences, estimates, (), assumptions, "", found.n, figure.status, cells)


@dataclass(frozen=True)
class _Chart:
    """A control chart on the scale of counts, for the exposure of the judged year."""

    centre: float
    low: float
    high: float
    run: int
    name: str
    dropped: int


def _judge_year(answers: Answers, question: Question, figure: Figure) -> Finding:
    series = read_kept(answers, question, question.period.type).until(question.period).comparable().unbroken()
    before = series.until(question.period.shift_years(-1))
    years = min(CHART_YEARS, len(before))
    base = before.since(before.periods[-years]) if years else before
    if years < CHART_LEAST_YEARS or sum(base.values) == 0:
        facts = _say_value(question, figure)
        key = "empty"
        if years < CHART_LEAST_YEARS:
            key, more = "short_years", {"have": years, "needed": CHART_LEAST_YEARS}
            facts |= {name: say_span(number, "years") for name, number in more.items()}
        return Finding(METHOD, (Remark(f"{METHOD}.{key}", facts),), n=years, status=figure.status, cells=series.cells)
    chart = _draw(answers, question, base, figure)
    value = float(figure.value or 0)
    is_outside = not chart.low <= value <= chart.high
    place = "above" if value > chart.high else "below" if value < chart.low else "inside"
    movement = 100 * (chart.high - chart.centre) / chart.centre
    limits: dict[str, Fact] = {
        "years": Period(base.periods[0].start, base.periods[-1].end),
        "low": say_count(max(0.0, chart.low)),
        "high": say_count(chart.high),
    }
    sentences = [
        Remark(f"{METHOD}.year_{place}", _say_value(question, figure)),
        Remark(f"{METHOD}.limits", limits),
        Remark(f"{METHOD}.movement", {"movement": say_percent(movement, 0)}),
    ]
    if is_long_run(chart.run):
        side = "run_above" if chart.run > 0 else "run_below"
        sentences.append(Remark(f"{METHOD}.{side}", {"n": abs(chart.run)}))
    estimates = (
        Estimate.of_float("centre", chart.centre, "count", 0, low=max(0.0, chart.low), high=chart.high),
        Estimate.of_float("movement", movement, "percent", 0),
        Estimate.of_float("is_unusual", float(is_outside), "number", 0),
    )
    assumptions = [Remark(f"{METHOD}.assume_{chart.name}", {"n": years}), Remark(f"{METHOD}.assume_level")]
    if chart.dropped:
        assumptions.append(Remark(f"{METHOD}.assume_dropped", {"n": chart.dropped}))
    rows = tuple(
        FindingRow(str(period), (Estimate("raw", count, "count", 0),))
        for period, count in zip(base.periods, base.values, strict=True)
    )
    everything = (*assumptions, *say_minor_breaks(METHOD, answers, question, series), *_warn(figure))
    return Finding(METHOD, tuple(sentences), estimates, rows, everything, "", years, figure.status, series.cells)


def _draw(answers: Answers, question: Question, base: Series, figure: Figure) -> _Chart:
    """Draw Laney's chart where the population of every year is known, otherwise XmR."""
    counts = list_counts(base)
    values = [*counts, float(figure.value or 0)]
    people = [read_population(answers, question.region, period) for period in (*base.periods, question.period)]
    sizes = [float(size) for size in people if size]
    if len(sizes) < len(people):
        xmr = draw_xmr(counts)
        return _Chart(xmr.centre, xmr.low, xmr.high, find_run(values, xmr.centre), "xmr", xmr.dropped)
    laney = draw_laney(counts, sizes[:-1])
    low, high = (limit * sizes[-1] for limit in laney.limits(sizes[-1]))
    run = find_run([value / size for value, size in zip(values, sizes, strict=True)], laney.centre)
    return _Chart(laney.centre * sizes[-1], low, high, run, "laney", laney.dropped)


def _say_value(question: Question, figure: Figure) -> dict[str, Fact]:
    return {**name_place(question), "value": say_count(figure.value or 0, figure.decimals)}


def _warn(figure: Figure) -> tuple[Remark, ...]:
    """Return what must be said of a figure that will still grow, or was printed rounded."""
    found = [Remark(f"{METHOD}.assume_provisional")] if figure.status == "P" else []
    interval = figure.interval or Interval(None, None)
    return (*found, *([Remark(f"{METHOD}.assume_rounded")] if interval.low != interval.high else ()))
