"""Months as the methods of monitoring take them: a stretch that no gap and no break divides, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.series import Series, read_series
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.model.period import MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark

if TYPE_CHECKING:
    from esep.answers.asking import Answers


def read_kept(answers: Answers, question: Question, kind: str = "month") -> Series:
    """Return the series of a question, divided by its major breaks only: across the others a comparison can stand."""
    series = read_series(answers, question, kind)
    return replace(series, breaks=tuple(entry for entry in series.breaks if entry.is_major))


def say_minor_breaks(method: str, answers: Answers, question: Question, used: Series) -> tuple[Remark, ...]:
    """Return what must be said of the breaks inside a stretch that do not forbid its use: their reasons."""
    if not len(used):
        return ()
    place = (question.scope, question.measure, question.region)
    found = answers.definition.find_breaks(*place, used.periods[0], used.periods[-1])
    return tuple(Remark(f"{method}.assume_minor", {"reason": f"break:{b.id}"}) for b in found if not b.is_major)


def take_stretch(series: Series, period: Period, *, is_open: bool = True) -> Series:
    """Return the periods around one that no gap and no break divides; up to that one only if not `is_open`."""
    before = series.until(period).comparable().unbroken()
    if not is_open or not len(before) or before.periods[-1] != period:
        return before
    last = period
    for later in series.since(period).periods[1:]:
        if (later.start - last.end).days != 1 or any(entry.divides(period, later) for entry in series.breaks):
            break
        last = later
    return series.since(before.periods[0]).until(last)


def number_month(period: Period) -> int:
    """Return the number of a month, counted from January of the year 0."""
    return period.start.year * MONTHS_OF_YEAR + period.start.month - 1


def list_days(series: Series) -> list[float]:
    """Return how many days each period has: a February is shorter than a March."""
    return [float(period.days) for period in series.periods]


def list_counts(series: Series) -> list[float]:
    """Return the values as floating numbers, for the methods that are not exact."""
    return [float(value) for value in series.values]


def name_place(question: Question) -> dict[str, Fact]:
    """Return the facts that name what a sentence speaks of: measure, region, scope and period."""
    measure = f"measure:{question.measure}"
    if question.attribute:
        measure += f"|attribute:{question.attribute}"
    return {
        "measure": measure,
        "region": f"region:{question.region}",
        "scope": f"scope:{question.scope}",
        "period": question.period,
    }


def say_count(value: Fraction | float, decimals: int = 0) -> Fact:
    """Return a count as the fact of a sentence."""
    return (Fraction(value), "count", decimals)


def say_percent(value: Fraction | float, decimals: int = 1) -> Fact:
    """Return per cent as the fact of a sentence."""
    return (Fraction(value), "percent", decimals)


def say_span(number: int, unit: str = "months") -> Fact:
    """Return so many months or years as the fact of a sentence."""
    return (Fraction(number), unit, 0)


def refuse(
    method: str, key: str, question: Question, facts: Mapping[str, Fact], figure: Figure | None = None, more: str = ""
) -> tuple[Figure, Finding]:
    """Return a figure without value and the finding whose sentence says why, and what would be needed.

    `more` is the key of a second sentence, for numbers that are not about the measure; `figure` is that of the level,
    where the data lack it: its status says why.
    """
    status = figure.status if figure is not None and figure.value is None else "M"
    sentence = Remark(f"{method}.{key}", {**name_place(question), **facts})
    sentences = (sentence, *([Remark(f"{method}.{more}", dict(facts))] if more else []))
    return Figure(None, "count", 0, status), Finding(method, sentences, status=status)
