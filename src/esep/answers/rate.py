"""What can be said of a rate: how far chance reaches, what a year of it would be, and when the population moved it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.change_data import find_dispersion, is_countable
from esep.answers.months import name_place
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding
from esep.model.period import MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import INTERVAL_BELOW, POPULATION_MOVED, SMALL_COUNT
from esep.statistics.rates import bound_count, compute_rate_interval

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "rate"
_DAYS_OF_YEAR = 365


def assess_rate(answers: Answers, question: Question, figure: Figure) -> Finding | None:
    """Return what can be said of a rate per head; nothing of one that was published as a rate, without its number.

    Sources and rules: docs/methods/rate.md.
    """
    if figure.value is not None and any(cell.key.unit.startswith("per_") for cell in figure.cells):
        return None
    events = answers.read_level(question, "count")
    period, people = _read_people(answers, question)
    place = name_place(question)
    if events.value is None or people.value is None or people.value == 0:
        missing = "no_count" if events.value is None else "no_population"
        cells = (*events.cells, *people.cells)
        return Finding(METHOD, (Remark(f"rate.{missing}", place),), n=len(cells), status=figure.status, cells=cells)
    rate = _Rate(question, events.value / people.value * question.rate_base, events)
    sentences, estimates, read = _bound(answers, rate, people, place)
    sentences += _annualise(rate)
    estimates += [Estimate("annual_rate", value, rate.unit, rate.decimals) for value in rate.annual]
    moved = _compare_year_before(answers, rate, people.value)
    if moved is not None:
        sentences.append(moved[0])
        estimates += moved[1]
        read += moved[2]
    assumptions = [Remark("rate.assume_registered"), _name_population(people.value, period)]
    assumptions += [Remark("rate.assume_annual")] if rate.annual else []
    return Finding(
        method=METHOD,
        sentences=tuple(sentences),
        estimates=tuple(estimates),
        assumptions=tuple(assumptions),
        n=int(events.value),
        status="U" if events.value < SMALL_COUNT else figure.status if figure.value is not None else "A",
        cells=tuple(dict.fromkeys((*events.cells, *people.cells, *read))),
    )


class _Rate:
    """A rate with the count behind it, and how it is printed: few events have no decimals."""

    def __init__(self, question: Question, value: Fraction, events: Figure) -> None:
        self.question = question
        self.value = value
        self.events = events
        self.unit = f"per_{question.rate_base}"
        is_small = events.value is not None and events.value < SMALL_COUNT
        self.decimals = 0 if is_small and value >= 1 else 1

    @property
    def annual(self) -> tuple[Fraction, ...]:
        """Return the rate as one of a whole year, nothing where it is one already."""
        months, days = self.question.period.month_count, self.question.period.days
        if months is not None:
            return () if months == MONTHS_OF_YEAR else (self.value * MONTHS_OF_YEAR / months,)
        return (self.value * _DAYS_OF_YEAR / days,)

    def write(self, value: Fraction | float, unit: str = "") -> Fact:
        """Return a rate as a fact of a sentence; the ends of an interval do without the base."""
        return (Fraction(value), unit or self.unit, self.decimals)


def _read_people(answers: Answers, question: Question) -> tuple[Period, Figure]:
    """Return the population of the period, or of the year in which it lies, and the period it is of."""
    year = Period.year(question.period.start.year)
    found = (question.period, Figure(None, "persons", 0, "O"))
    for period in dict.fromkeys((question.period, year)):
        asked = Question("population", answers.definition.population_scope, question.region, period)
        figure = answers.read_level(asked, "persons") if answers.definition.population_scope else found[1]
        if figure.value is not None and period.covers(question.period):
            return period, figure
    return found


def _bound(
    answers: Answers, rate: _Rate, people: Figure, place: dict[str, Fact]
) -> tuple[list[Remark], list[Estimate], list[Cell]]:
    """Return the rate in a sentence, the reach of chance in another where events are few, estimates and cells."""
    assert rate.events.value is not None
    assert people.value is not None
    facts = {**place, "rate": rate.write(rate.value)}
    is_small = rate.events.value < SMALL_COUNT
    plain = Remark("rate.plain", facts)
    if rate.events.value >= INTERVAL_BELOW or not is_countable(rate.events):
        return [plain], [Estimate("rate", rate.value, rate.unit, rate.decimals)], []
    dispersion, cells = find_dispersion(answers, replace(rate.question, operation="level"))
    phi = 1.0 if dispersion is None else dispersion.phi
    found = compute_rate_interval(
        float(rate.events.value), float(people.value), rate.question.rate_base, dispersion=phi
    )
    assert found is not None
    low, high = _widen(rate, people.value, found.low, found.high)
    estimate = Estimate.of_float("rate", found.value, rate.unit, rate.decimals, low=low, high=high)
    estimates = [replace(estimate, value=rate.value)]
    if dispersion is not None:
        estimates.append(Estimate.of_float("dispersion", phi, decimals=1))
    key = "rate.few" if is_small else "rate.interval"
    reach: dict[str, Fact] = {"low": rate.write(low, "number"), "high": rate.write(high, "number")}
    return [plain, Remark(key, reach)], estimates, list(cells)


def _widen(rate: _Rate, people: Fraction, low: float, high: float) -> tuple[float, float]:
    """Return the ends for a count that was printed rounded: those of the lowest and of the highest it can be."""
    interval = rate.events.interval
    if interval is None or interval.low is None or interval.high is None or interval.is_point:
        return low, high
    scale = rate.question.rate_base / float(people)
    ends = bound_count(max(0.0, float(interval.low)))[0], bound_count(float(interval.high))[1]
    return min(low, ends[0] * scale), max(high, ends[1] * scale)


def _annualise(rate: _Rate) -> list[Remark]:
    """Return the sentence that tells the rate of a part of a year from what a whole year of it would be."""
    period: dict[str, Fact] = {"period": rate.question.period, "rate": rate.write(rate.value)}
    return [Remark("rate.annual", {**period, "annual": rate.write(value)}) for value in rate.annual]


def _compare_year_before(
    answers: Answers, rate: _Rate, people: Fraction
) -> tuple[Remark, list[Estimate], tuple[Cell, ...]] | None:
    """Return both changes, of the number and of the rate, where the population moved so much that they differ."""
    before = rate.question.period.shift_years(-1)
    asked = replace(rate.question, period=before)
    events, (_, old) = answers.read_level(asked, "count"), _read_people(answers, asked)
    if any(entry.is_major for entry in answers.find_dividing(rate.question, before, rate.question.period)):
        return None
    if not events.value or not old.value or abs(people / old.value - 1) < POPULATION_MOVED:
        return None
    assert rate.events.value is not None
    if min(events.value, rate.events.value) < SMALL_COUNT:
        return None
    count = 100 * (rate.events.value / events.value - 1)
    per_head = 100 * (rate.events.value / people / (events.value / old.value) - 1)
    key = f"rate.moved_{'down' if count < 0 else 'up'}_{'down' if per_head < 0 else 'up'}"
    facts: dict[str, Fact] = {"base": before, "period": rate.question.period}
    facts |= {"count_change": (abs(count), "percent", 1), "rate_change": (abs(per_head), "percent", 1)}
    estimates = [Estimate("count_change", count, "percent", 1), Estimate("rate_change", per_head, "percent", 1)]
    return Remark(key, facts), estimates, (*events.cells, *old.cells)


def _name_population(people: Fraction, period: Period) -> Remark:
    return Remark("rate.assume_population", {"people": (people, "persons", 0), "period": period})
