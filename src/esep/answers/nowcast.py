"""What a recent month, or the year so far, will come to when all that happened in it is registered."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from esep.answers.delays import (
    Triangle,
    TwoDates,
    explain_absence,
    has_corrections,
    measure_tail,
    read_cells,
    read_two_dates,
)
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.interval import Interval
from esep.model.period import MONTHS_OF_QUARTER, MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import (
    BATCH_LEAST,
    BATCH_SHARE,
    COMPARABLE_COMPLETENESS,
    NOWCAST_LEAST_COMPLETENESS,
    NOWCAST_LEAST_MONTHS,
    SMALL_COUNT,
)
from esep.statistics.delays import group_rows, measure_batches, measure_growth
from esep.statistics.nowcast import CONFIDENCE, USUAL, Nowcast, Rows, Setting, estimate_completeness, nowcast

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "nowcast"
_FORMULA = "b + n (1 / F - 1)"


@dataclass(frozen=True)
class Case:
    """A question with all that its nowcast is made from: the triangle in steps of `size` months, and its setting."""

    question: Question
    triangle: Triangle
    lags: range
    size: int = 1

    @property
    def setting(self) -> Setting:
        """Return the usual setting in steps of the triangle."""
        return Setting(USUAL.window // self.size, USUAL.longest // self.size, USUAL.cutoffs)

    @property
    def steps(self) -> range:
        """Return the lags in steps of the triangle."""
        return range(self.lags.start // self.size, self.lags.stop // self.size)

    def group(self, triangle: Triangle) -> Rows:
        """Return the rows of a triangle of months in steps."""
        return triangle.rows if self.size == 1 else group_rows(triangle.rows, self.size)

    def list_months(self) -> tuple[Period, ...]:
        """Return the months that are asked for, oldest first."""
        months = self.triangle.months
        return months[len(months) - self.lags.stop : len(months) - self.lags.start]


def answer_nowcast(answers: Answers, question: Question) -> tuple[Figure, Finding]:
    """Return what the months of a period will come to, as far as they have begun, with an interval.

    The period is one of events: the scope has to count by their date. Where a month of it is registered by less than
    three tenths nothing is given. Method: docs/methods/nowcast.md.
    """
    dates = read_two_dates(answers, question)
    if dates is None:
        return _refuse(question, explain_absence(answers))
    if dates.scope != question.scope:
        return _refuse(question, "registered", {"other": f"scope:{dates.scope}"})
    if question.period.month_count is None:
        return _refuse(question, "no_months")
    found = _make_case(answers, question, dates)
    if not isinstance(found, Case):
        return found
    cells = read_cells(answers, question, found.list_months())
    if len(cells) < len(found.list_months()) or any(cell.value is None for cell in cells):
        return _refuse(question, "no_months")
    siblings = _read_siblings(answers, found) if len(found.triangle) < USUAL.window else ()
    judged = nowcast(found.group(found.triangle), found.steps, found.setting, siblings)
    return _tell(answers, dates, found, judged, cells, is_pooled=bool(siblings))


def _make_case(answers: Answers, question: Question, dates: TwoDates) -> Case | tuple[Figure, Finding]:
    """Return what a nowcast is made from, or why there is none."""
    triangle = dates.make_triangle(_find_start(answers, question, dates))
    if not len(triangle):
        return _refuse(question, "no_months")
    facts: dict[str, Fact] = {"first": triangle.months[0], "last": triangle.months[-1]}
    if question.period.start > triangle.months[-1].end:
        return _refuse(question, "ahead", facts)
    if question.period.start < triangle.months[0].start:
        return _refuse(question, "before", facts)
    if len(triangle) < NOWCAST_LEAST_MONTHS:
        return _refuse(question, "short", {**facts, "least_months": (Fraction(NOWCAST_LEAST_MONTHS), "months", 0)})
    if triangle.is_net:
        return _refuse(question, "net")
    case = Case(question, triangle, triangle.find_lags(question.period))
    batches = measure_batches(triangle.registered, triangle.months[0].start.month)
    if batches < BATCH_SHARE or sum(triangle.registered[-MONTHS_OF_YEAR:]) < BATCH_LEAST:
        return case
    quarters = triangle.keep_quarters()
    is_whole = len(quarters) >= NOWCAST_LEAST_MONTHS and quarters.months[-1] == triangle.months[-1]
    if not is_whole or any(edge % MONTHS_OF_QUARTER for edge in (case.lags.start, case.lags.stop)):
        return _refuse(question, "batches", {"share": (100 * batches, "percent", 0)})
    return Case(question, quarters, case.lags, MONTHS_OF_QUARTER)


def _find_start(answers: Answers, question: Question, dates: TwoDates) -> Period | None:
    """Return the first month after the last major break of the series: delays before it say nothing of those since."""
    months = dates.registered
    breaks = answers.find_dividing(question, months[0], months[-1]) if months else ()
    major = [entry.date for entry in breaks if entry.is_major]
    return next((month for month in months if month.start >= max(major)), months[-1]) if major else None


def _read_siblings(answers: Answers, case: Case) -> tuple[Rows, ...]:
    """Return the triangles of the other measures of the same group, for the errors of a short history."""
    measures = answers.definition.measures
    code = measures.find(case.question.measure)
    found = []
    for sibling in measures.children(code.parent) if code is not None and code.parent else ():
        dates = read_two_dates(answers, case.question, sibling.code) if sibling != code else None
        triangle = None if dates is None else dates.make_triangle(case.triangle.months[0])
        if triangle is not None and triangle.months == case.triangle.months and not triangle.is_net:
            found.append(case.group(triangle))
    return tuple(found)


def _refuse(question: Question, reason: str, facts: dict[str, Fact] | None = None) -> tuple[Figure, Finding]:
    """Return that nothing can be said, and why."""
    status = {"protected": "Q", "no_months": "O", "ahead": "O", "before": "O"}.get(reason, "M")
    finding = Finding(METHOD, (Remark(f"nowcast.{reason}", {**_place(question), **(facts or {})}),), status=status)
    return Figure(None, "count", 0, status, None, (), _FORMULA), finding


def _place(question: Question) -> dict[str, Fact]:
    return {
        "measure": f"measure:{question.measure}",
        "region": f"region:{question.region}",
        "scope": f"scope:{question.scope}",
        "period": question.period,
    }


def _tell(
    answers: Answers, dates: TwoDates, case: Case, judged: Nowcast, cells: tuple[Cell, ...], *, is_pooled: bool
) -> tuple[Figure, Finding]:
    """Return the figure and the finding of a nowcast."""
    months = case.list_months()
    question = replace(case.question, period=Period(months[0].start, months[-1].end))
    if judged.expected is None or judged.low is None or judged.high is None:
        return _refuse_incomplete(question, case, judged, cells)
    known = sum((cell.value for cell in cells if cell.value is not None), Fraction(0))
    value = known + Fraction(judged.expected)
    interval = Interval(known + judged.low, known + judged.high)
    is_over = judged.status == "complete"
    figure = Figure(value, "count", 0, "A" if is_over else "E", interval, cells, "b" if is_over else _FORMULA)
    estimates = list(_list_totals(known, judged))
    sentences = [_say_total(question, known, figure, is_over=is_over)]
    if not is_over:
        estimates.append(Estimate.of_float("dispersion", judged.dispersion.factor))
        sentences.append(_say_mark(case, judged, known / value if value >= SMALL_COUNT else None))
        growth = _find_growth(case) if value >= SMALL_COUNT else None
        if growth is not None:
            estimates.append(Estimate("growth", growth, "percent"))
            sentences.append(Remark("nowcast.growth", {"growth": (growth, "percent", 1)}))
    tail = measure_tail(dates)
    estimates += [] if tail is None else [Estimate("tail", 100 * tail, "percent")]
    finding = Finding(
        method=METHOD,
        sentences=tuple(sentences),
        estimates=tuple(estimates),
        rows=_list_rows(case, cells) if len(months) > 1 else (),
        assumptions=_list_assumptions(answers, case, judged, tail, is_pooled=is_pooled),
        n=judged.months,
        status=figure.status,
        cells=cells,
    )
    return figure, finding


def _refuse_incomplete(
    question: Question, case: Case, judged: Nowcast, cells: tuple[Cell, ...]
) -> tuple[Figure, Finding]:
    """Return that too little is registered yet."""
    gap = _find_gap(case, float(NOWCAST_LEAST_COMPLETENESS))
    facts: dict[str, Fact] = {
        "gap": gap or question.period,
        "completeness": (100 * Fraction(judged.completeness), "percent", 1),
        "least": (100 * NOWCAST_LEAST_COMPLETENESS, "percent", 0),
    }
    sentence = Remark("nowcast.unpublished", {**_place(question), **facts})
    estimates = (Estimate.of_float("completeness", 100 * judged.completeness, "percent"),)
    finding = Finding(METHOD, (sentence,), estimates, n=judged.months, status="U", cells=cells)
    return Figure(None, "count", 0, "U", None, cells, _FORMULA), finding


def _say_total(question: Question, known: Fraction, figure: Figure, *, is_over: bool) -> Remark:
    facts = {**_place(question), "registered": (known, "count", 0)}
    if is_over or figure.interval is None or figure.value is None:
        return Remark("nowcast.complete", facts)
    ends = {"estimate": figure.value, "low": figure.interval.low, "high": figure.interval.high}
    return Remark("nowcast.estimated", {**facts, **{k: (v, "count", 0) for k, v in ends.items() if v is not None}})


def _list_totals(known: Fraction, judged: Nowcast) -> tuple[Estimate, ...]:
    """Return what is known, what is to be expected, and the share that is known where that is not of too few."""
    value = known + Fraction(judged.expected or 0)
    is_open = judged.status == "estimated" and judged.low is not None and judged.high is not None
    interval = Interval(known + (judged.low or 0), known + (judged.high or 0)) if is_open else None
    share = [Estimate("completeness", 100 * known / value, "percent")] if value >= SMALL_COUNT else []
    found = Estimate("registered", known, "count", 0), Estimate("nowcast", value, "count", 0, interval)
    return (*found, *share)


def _say_mark(case: Case, judged: Nowcast, share: Fraction | None) -> Remark:
    """Return whether the period can be compared with earlier ones as it is; `share` is what is registered of it."""
    gap = None if judged.is_comparable else _find_gap(case, float(COMPARABLE_COMPLETENESS))
    key = f"nowcast.{'comparable' if gap is None else 'not_comparable'}{'_small' if share is None else ''}"
    facts: dict[str, Fact] = {} if share is None else {"completeness": (100 * share, "percent", 1)}
    return Remark(key, facts if gap is None else {**facts, "gap": gap})


def _find_gap(case: Case, least: float) -> Period | None:
    """Return the stretch of the asked months of which less than a share is registered; they are the last ones."""
    known = estimate_completeness(case.group(case.triangle), case.setting)
    missing = [lag for lag in case.lags if lag // case.size < len(known) and known[lag // case.size] < least]
    if not missing:
        return None
    months = case.triangle.months
    return Period(months[-1 - max(missing)].start, months[-1 - min(missing)].end)


def _find_growth(case: Case) -> Fraction | None:
    """Return by how many per cent first figures have grown in the median; only for one month, and enough of them."""
    if len(case.lags) > 1:
        return None
    factors = measure_growth(case.triangle.rows, case.lags.start)
    return 100 * (median(factors) - 1) if len(factors) >= NOWCAST_LEAST_MONTHS // 2 else None


def _list_rows(case: Case, cells: tuple[Cell, ...]) -> tuple[FindingRow, ...]:
    """Return each month or quarter with what is registered, what is to be expected and the share that is known."""
    rows, months, size = case.group(case.triangle), case.list_months(), case.size
    found = []
    for place in range(0, len(months), size):
        lag = case.steps.stop - 1 - place // size
        judged = nowcast(rows, range(lag, lag + 1), case.setting)
        known = sum((cell.value for cell in cells[place : place + size] if cell.value is not None), Fraction(0))
        if judged.expected is not None:
            subject = Period(months[place].start, months[place + size - 1].end)
            found.append(FindingRow(str(subject), _list_totals(known, judged)))
    return tuple(found)


def _list_assumptions(
    answers: Answers, case: Case, judged: Nowcast, tail: Fraction | None, *, is_pooled: bool
) -> tuple[Remark, ...]:
    known = (Fraction(len(case.triangle)), "months", 0)
    window = (Fraction(min(USUAL.window, len(case.triangle))), "months", 0)
    found = []
    if judged.status == "estimated":
        found.append(Remark("nowcast.assumes_stable", {"window": window}))
        facts = {"confidence": (100 * Fraction(CONFIDENCE).limit_denominator(), "percent", 0)}
        pairs = (Fraction(judged.dispersion.pairs), "count", 0)
        is_seen = bool(judged.expected)
        found += [Remark("nowcast.assumes_interval", {**facts, "pairs": pairs})] if is_seen else []
        found += [] if is_seen else [Remark("nowcast.assumes_unseen")]
    found += [Remark("nowcast.assumes_pooled")] if is_pooled and judged.dispersion.pairs else []
    found += [Remark("nowcast.assumes_quarters")] if case.size > 1 else []
    if len(case.triangle) <= USUAL.longest:
        found.append(Remark("nowcast.assumes_short_delays", {"known": known}))
    elif tail is not None:
        found.append(Remark("nowcast.assumes_tail", {"tail": (100 * tail, "percent", 1)}))
    found += [Remark("nowcast.assumes_corrections")] if has_corrections(answers, case.question) else []
    return tuple(found)
