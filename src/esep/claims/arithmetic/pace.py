"""Changes a year on average: of no single year, and the mean of several by one of several definitions."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from esep.answers import Answer, Answers
from esep.model.figure import Figure
from esep.model.finding import Estimate
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.statistics.trend import compute_annual_pace

# A pace takes two steps at least; that of one is an ordinary change.
LEAST_YEARS = 2
# What `trend-since` calls the paces that a text may mean as well.
PACES = ("annual_change", "average_change")


def count_years(period: Period | None, base: Period | None) -> int:
    """Return the steps between two years, 0 where they are not two years or less than two steps apart."""
    if period is None or base is None or not (period.is_year and base.is_year):
        return 0
    years = period.start.year - base.start.year
    return years if years >= LEAST_YEARS else 0


def spread_over_years(figure: Figure, years: int) -> Figure:
    """Return a change in per cent as the constant change a year that comes to it, which is the usual definition."""
    if figure.value is None or figure.interval is None or figure.value <= -100:
        return figure
    low, high = (_to_pace(end, years) for end in (figure.interval.low, figure.interval.high))
    formula = f"100 ((1 + ({figure.formula}) / 100) ^ (1 / {years}) - 1)"
    value = _to_pace(figure.value, years)
    return replace(figure, value=value, interval=Interval(low, high), decimals=1, formula=formula)


def _to_pace(percent: Fraction | None, years: int) -> Fraction | None:
    if percent is None or percent <= -100:
        return percent
    return Fraction(compute_annual_pace(100.0, float(100 + percent), years))


def list_line_paces(question: Question, answer: Answer, answers: Answers) -> list[Answer]:
    """Return the same answer with the paces of the line through all years between the ends, where there is one."""
    asked = replace(question, operation="trend-since")
    finding = answers.ask(asked, with_others=False).finding
    estimates: tuple[Estimate, ...] = finding.estimates if finding is not None else ()
    found = [estimate for estimate in estimates if estimate.name in PACES and estimate.value is not None]
    return [replace(answer, figure=replace(answer.figure, value=e.value, decimals=1)) for e in found]
