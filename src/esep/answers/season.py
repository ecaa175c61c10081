"""A month without what the season does to it, and a part of a year beside the same months of other years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.months import (
    list_counts,
    name_place,
    read_kept,
    refuse,
    say_count,
    say_minor_breaks,
    say_percent,
    say_span,
    take_stretch,
)
from esep.answers.series import Series
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.period import MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import SEASON_GOOD_MONTHS, SEASON_MONTHS, SMALL_COUNT
from esep.statistics.seasonal import Seasonal, adjust_season, sum_twelve
from esep.statistics.x13 import adjust_by_x13

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "season"
HUNDRED = Fraction(100)
# A factor that is printed as 0.0 % neither raises nor lowers.
FLAT = 0.05


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return a month adjusted for the season, or the months of a part of a year beside those of the years before.

    The adjusted value is published only where the season is strong (statistics/seasonal) and 36 months are there; the
    same month of other years, and the twelve months to its end, always.
    """
    months = question.period.month_count
    if months is None or months >= MONTHS_OF_YEAR or question.period.start.year != question.period.end.year:
        return refuse(METHOD, "needs_months", question, {})
    series = read_kept(answers, question)
    if not all(period in series.periods for period in list_months(question.period)):
        return refuse(METHOD, "no_months", question, {}, answers.read_level(question))
    return (_answer_month if months == 1 else _answer_part)(answers, question, series)


def list_months(period: Period) -> list[Period]:
    """Return the months of a part of one year."""
    return [Period.months(period.start.year, month) for month in range(period.start.month, period.end.month + 1)]


def _answer_month(answers: Answers, question: Question, series: Series) -> tuple[Figure, Finding]:
    period = question.period
    stretch = take_stretch(series, period)
    place = stretch.periods.index(period)
    cell, status = stretch.cells[place], stretch.statuses[place]
    counts = list_counts(stretch)
    parts = adjust_season(counts) if len(counts) >= SEASON_MONTHS else None
    raw = stretch.values[place]
    estimates = [Estimate("raw", raw, "count", 0), *_estimate(parts, place)]
    sentences = [_say_month(question, raw, parts, place, len(counts))]
    rows = _list_rows(question.period, stretch, [question.period])
    if rows:
        told: dict[str, Fact] = {**name_place(question), "before": say_count(rows[0][1]), "base": rows[0][0]}
        sentences.append(Remark(f"{METHOD}.same_month", told))
    years, remarks = _sum_years(question, stretch, place)
    estimates += years
    sentences += remarks
    if parts is not None and parts.is_seasonal:
        estimates += _check_by_x13(stretch, counts, place)
    if parts is not None and parts.is_seasonal:
        adjusted: dict[str, Fact] = {"adjusted": say_count(parts.adjusted[place])}
        sentences[1:1] = [Remark(f"{METHOD}.adjusted_value", adjusted), _say_factor(parts.factors[place])]
        figure = Figure(Fraction(parts.adjusted[place]), "count", 0, "E", None, (cell,), "exp(ln(x + 0.5) - S) - 0.5")
    else:
        figure = Figure(None, "count", 0, "M", None, (cell,))
    assumptions = _assume(parts, len(counts), status) + say_minor_breaks(METHOD, answers, question, stretch)
    found = Finding(
        METHOD,
        tuple(sentences),
        tuple(estimates),
        tuple(FindingRow(str(base), (Estimate("raw", value, "count", 0),)) for base, value in rows),
        assumptions,
        n=len(counts),
        status=figure.status if figure.value is None else status,
        cells=stretch.cells,
    )
    return figure, found


def _sum_years(question: Question, stretch: Series, place: int) -> tuple[list[Estimate], list[Remark]]:
    """Return the twelve months to the end of a month, beside the twelve before them where they are there."""
    sums = sum_twelve(stretch.values)
    now = sums[place]
    if now is None:
        return [], []
    found = [Estimate("year_to_end", now, "count", 0)]
    before = sums[place - MONTHS_OF_YEAR] if place >= 2 * MONTHS_OF_YEAR - 1 else None
    if before is None:
        return found, []
    found.append(Estimate("year_before", before, "count", 0))
    first = stretch.periods[place - MONTHS_OF_YEAR + 1]
    year = Period(first.start, question.period.end)
    facts: dict[str, Fact] = {
        **name_place(question),
        "year": year,
        "value": say_count(now),
        "before": say_count(before),
    }
    facts["base"] = year.shift_years(-1)
    return found, [Remark(f"{METHOD}.year_sum", facts)]


def _say_month(question: Question, raw: Fraction, parts: Seasonal | None, place: int, n: int) -> Remark:
    facts: dict[str, Fact] = {**name_place(question), "value": say_count(raw)}
    if parts is None:
        return Remark(f"{METHOD}.short", {**facts, "have": say_span(n), "needed": say_span(SEASON_MONTHS)})
    if not parts.is_seasonal:
        return Remark(f"{METHOD}.weak", facts)
    return Remark(f"{METHOD}.adjusted", facts)


def _estimate(parts: Seasonal | None, place: int) -> list[Estimate]:
    if parts is None:
        return []
    strength = Estimate.of_float("strength", parts.strength, "number", 2)
    if not parts.is_seasonal:
        return [strength]
    return [
        Estimate.of_float("adjusted", parts.adjusted[place], "count", 0),
        Estimate.of_float("factor", parts.factors[place], "percent", 1),
        Estimate.of_float("trend", parts.trend[place], "count", 0),
        strength,
    ]


def _check_by_x13(stretch: Series, counts: Sequence[float], place: int) -> list[Estimate]:
    """Return the value that X-13 gives the month, where its program is installed: a check beside STL."""
    first = stretch.periods[0].start
    adjusted = adjust_by_x13(counts, first.year, first.month)
    return [] if adjusted is None else [Estimate.of_float("by_x13", adjusted[place], "count", 0)]


def _say_factor(factor: float) -> Remark:
    key = "factor_flat" if abs(factor) < FLAT else "factor_up" if factor > 0 else "factor_down"
    facts: dict[str, Fact] = {} if key == "factor_flat" else {"factor": say_percent(abs(factor))}
    return Remark(f"{METHOD}.{key}", facts)


def _assume(parts: Seasonal | None, n: int, status: str) -> tuple[Remark, ...]:
    found = []
    if parts is not None and parts.is_seasonal:
        found += [Remark(f"{METHOD}.assume_revised"), Remark(f"{METHOD}.assume_steady")]
        if n < SEASON_GOOD_MONTHS:
            found.append(Remark(f"{METHOD}.assume_short", {"n": n, "good": SEASON_GOOD_MONTHS}))
    if status == "P":
        found.append(Remark(f"{METHOD}.assume_provisional"))
    return tuple(found)


def _list_rows(period: Period, series: Series, months: list[Period]) -> list[tuple[Period, Fraction]]:
    """Return the same months of the years before, nearest first, as far as no break divides them from these."""
    known = dict(zip(series.periods, series.values, strict=True))
    rows = []
    for years in range(1, len(series) // MONTHS_OF_YEAR + 2):
        values = [known.get(month.shift_years(-years)) for month in months]
        if any(value is None for value in values):
            break
        rows.append((period.shift_years(-years), sum((value for value in values if value is not None), Fraction(0))))
    return rows


def _answer_part(answers: Answers, question: Question, series: Series) -> tuple[Figure, Finding]:
    """Compare the months of a part of a year with the same months of the years before."""
    period, months = question.period, list_months(question.period)
    places = [series.periods.index(month) for month in months]
    value = sum((series.values[place] for place in places), Fraction(0))
    cells = tuple(series.cells[place] for place in places)
    status = next((series.statuses[place] for place in places if series.statuses[place] != "A"), "A")
    figure = Figure(value, "count", 0, status, None, cells, "sum of months")
    comparable = series.until(months[-1]).comparable()
    rows = _list_rows(period, comparable, months) if months[0] in comparable.periods else []
    facts: dict[str, Fact] = {**name_place(question), "value": say_count(value)}
    if not rows:
        key = "part_break" if period.shift_years(-1).start >= series.periods[0].start else "part_alone"
        facts["base"] = period.shift_years(-1)
        return figure, Finding(METHOD, (Remark(f"{METHOD}.{key}", facts),), n=1, status=status, cells=cells)
    base, before = rows[0]
    sentences = [_say_part(facts, value, base, before)]
    assumptions = [Remark(f"{METHOD}.assume_part")]
    if status == "P":
        assumptions.append(Remark(f"{METHOD}.assume_provisional"))
    if base.days != period.days:
        days = [(Fraction(span.days), "days", 0) for span in (period, base)]
        assumptions.append(Remark(f"{METHOD}.assume_days", {"days": days[0], "before": days[1]}))
    used = tuple(c for c in comparable.cells if any(c.key.period.covers(m) for m in _all_months(period, len(rows))))
    found = Finding(
        METHOD,
        tuple(sentences),
        (Estimate("raw", value, "count", 0), *_estimate_change(value, before)),
        tuple(FindingRow(str(span), (Estimate("raw", count, "count", 0),)) for span, count in rows),
        tuple(assumptions),
        level="L1",
        n=len(rows) + 1,
        status=status,
        cells=used,
    )
    return replace(figure, cells=cells), found


def _all_months(period: Period, years: int) -> list[Period]:
    return [month.shift_years(-back) for back in range(years + 1) for month in list_months(period)]


def _estimate_change(value: Fraction, before: Fraction) -> list[Estimate]:
    found = [Estimate("difference", value - before, "count", 0)]
    if min(value, before) >= SMALL_COUNT:
        found.append(Estimate("change", HUNDRED * (value - before) / before, "percent", 1))
    return found


def _say_part(facts: dict[str, Fact], value: Fraction, base: Period, before: Fraction) -> Remark:
    told: dict[str, Fact] = {**facts, "base": base, "before": say_count(before)}
    if value == before:
        return Remark(f"{METHOD}.part_same", told)
    if min(value, before) < SMALL_COUNT:
        return Remark(f"{METHOD}.part_small", told)
    told["change"] = say_percent(abs(HUNDRED * (value - before) / before))
    return Remark(f"{METHOD}.part_up" if value > before else f"{METHOD}.part_down", told)
