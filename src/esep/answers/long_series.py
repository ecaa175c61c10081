"""The comparable years that a method on long series may use, and what was left out of them and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.series import Series, read_population, read_series
from esep.model.definition import Break
from esep.model.finding import Estimate
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark

if TYPE_CHECKING:
    from esep.answers.asking import Answers
    from esep.statistics.joinpoint import AnnualChange

YEARS = ("year", "financial_year")
# A value whose true size is open on one side is no point of a series.
OPEN_ENDED = ("lower_bound", "upper_bound")


@dataclass(frozen=True)
class Stretch:
    """The last years of a series that no break of the rules divides.

    `question` names the measure and scope of the series: those that were asked, or, where these have too few years,
    the declared long series of the measure. `own` is how many comparable years were found of what was asked. `cut` are
    the breaks before the stretch, `minor` those inside that a comparison may cross if it is told. `after` are figures
    of what was asked that are later than a series that stands in.
    """

    question: Question
    series: Series
    unit: str
    own: int
    cut: tuple[Break, ...] = ()
    minor: tuple[Break, ...] = ()
    is_declared: bool = False
    after: Series | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """Return the years, oldest first."""
        return self.series.years

    @property
    def span(self) -> Period:
        """Return the time from the first to the last year."""
        return Period(self.series.periods[0].start, self.series.periods[-1].end)

    @property
    def missing(self) -> int:
        """Return how many years between the first and the last have no figure."""
        return self.years[-1] - self.years[0] + 1 - len(self.years) if self.years else 0

    @property
    def is_count(self) -> bool:
        """Return whether the values are counts; otherwise they are rates."""
        return self.unit == "count"

    @property
    def decimals(self) -> int:
        """Return with how many decimals a value of the series is printed."""
        return 0 if self.is_count else 1

    @property
    def status(self) -> str:
        """Return the status of the last value."""
        return self.series.statuses[-1] if self.series.statuses else "O"

    def by_year(self) -> dict[int, Fraction]:
        """Return the values by their year."""
        return dict(zip(self.years, self.series.values, strict=True))

    def weights(self) -> list[float] | None:
        """Return the weights of a line through the series: a count is its own, a rate has no better one than 1."""
        return None if self.is_count else [1.0] * len(self.series)

    def amount(self, value: Fraction | float) -> Fact:
        """Return a value of the series as a fact of a sentence."""
        return Fraction(value), self.unit, self.decimals

    def names(self) -> dict[str, Fact]:
        """Return the facts that name the series in a sentence."""
        return name_question(self.question)


def name_question(question: Question) -> dict[str, Fact]:
    """Return the facts that name what a question is about: measure with its attribute, region and scope."""
    attribute = f"|attribute:{question.attribute}" if question.attribute else ""
    return {
        "measure": f"measure:{question.measure}{attribute}",
        "region": f"region:{question.region}",
        "scope": f"scope:{question.scope}",
    }


def read_stretch(
    answers: Answers, question: Question, first: Period | None, last: Period, *, at_least: int = 0
) -> Stretch:
    """Return the comparable years from `first` (by default the oldest) to `last` of what a question is about.

    Where it has fewer than `at_least`, the long series that the definition declares for the measure stands in, if that
    has more. Periods that are not years have no stretch: it is empty. Own figures later than a declared series are kept
    as `after`.
    """
    asked = _find_unit(answers, question)
    own = _cut(question, read_series(answers, question, unit="" if asked == "count" else asked), asked, first, last)
    if question.period.type not in YEARS:
        return replace(own, series=own.series.until(question.period).take(range(0)), own=0)
    declared = _find_declared(answers, question)
    if len(own.series) >= at_least or declared is None or question.attribute:
        return own
    unit = _find_unit(answers, declared)
    other = _cut(declared, read_series(answers, declared, unit=unit), unit, first, last)
    if len(other.series) <= len(own.series):
        return own
    end = other.series.periods[-1]
    after = own.series.since(end) if own.series.periods and own.series.periods[-1] > end else None
    return replace(other, own=own.own, is_declared=True, after=after)


def _find_declared(answers: Answers, question: Question) -> Question | None:
    code = answers.definition.measures.find(question.measure)
    declared = code.extra.get("long_series", "") if code else ""
    scope, _, measure = declared.partition("/")
    if not declared or (scope, measure) == (question.scope, question.measure):
        return None
    return replace(question, scope=scope, measure=measure)


def _find_unit(answers: Answers, question: Question) -> str:
    cells = answers.find_cells(scope=question.scope, measure=question.measure, region=question.region)
    units = sorted({cell.key.unit for cell in cells if cell.key.base_period is None})
    return "count" if "count" in units or not units else units[0]


def _cut(question: Question, series: Series, unit: str, first: Period | None, last: Period) -> Stretch:
    """Leave out what lies outside the window, is open-ended, or is divided from the end by a break of the rules."""
    series = series.until(last)
    series = series if first is None else series.since(first)
    series = series.take([at for at, cell in enumerate(series.cells) if cell.precision not in OPEN_ENDED])
    major = tuple(entry for entry in series.breaks if entry.is_major)
    kept = replace(series, breaks=major).comparable()
    start = len(series) - len(kept)
    kept = series.take(range(start, len(series)))
    cut = tuple(entry for entry in major if entry not in kept.breaks)
    return Stretch(question, kept, unit, len(kept), cut, tuple(entry for entry in kept.breaks if not entry.is_major))


def list_limits(stretch: Stretch, asked: Question) -> list[Remark]:
    """Return what a reader has to know of the years that were used: another series, a cut, years left out."""
    remarks: list[Remark] = []
    if stretch.is_declared:
        facts = {**stretch.names(), "asked_scope": f"scope:{asked.scope}", "n": stretch.own, "period": stretch.span}
        remarks.append(Remark("long_series.declared", facts))
    if stretch.after is not None:
        remarks.append(_say_after(stretch, stretch.after, asked))
    if stretch.cut and stretch.years:
        remarks.append(Remark("long_series.cut", {"period": stretch.span, "dates": list_dates(stretch.cut)}))
    return remarks


def _say_after(stretch: Stretch, after: Series, asked: Question) -> Remark:
    """Say which of the question's own figures are later than the series that stands in, so that no turn is hidden."""
    first, last = after.values[0], after.values[-1]
    facts: dict[str, Fact] = {
        "end": stretch.series.periods[-1],
        "asked_scope": f"scope:{asked.scope}",
        "first": after.periods[0],
        "before": (first, "count", 0),
        "last": after.periods[-1],
        "after": (last, "count", 0),
    }
    return Remark("long_series.after_one" if len(after) == 1 else "long_series.after", facts)


def list_assumptions(stretch: Stretch) -> list[Remark]:
    """Return what must hold of the series itself for any method on it."""
    remarks = [Remark("long_series.assume_rules")]
    if stretch.minor:
        remarks.append(Remark("long_series.assume_minor", {"dates": list_dates(stretch.minor)}))
    if stretch.missing:
        remarks.append(Remark("long_series.assume_gaps", {"n": stretch.missing}))
    if any(cell.precision != "exact" for cell in stretch.series.cells):
        remarks.append(Remark("long_series.assume_rounded"))
    if stretch.status == "P":
        remarks.append(Remark("long_series.assume_provisional"))
    return remarks


def list_dates(breaks: tuple[Break, ...]) -> str:
    """Return the days of breaks as a fact that each language writes in its own way."""
    return "|".join(f"date:{date}" for date in sorted({entry.date for entry in breaks}))


def span_of(stretch: Stretch, first: float, last: float) -> Period:
    """Return the time between two years of a stretch, both included."""
    at = {year: place for place, year in enumerate(stretch.years)}
    return Period(stretch.series.periods[at[int(first)]].start, stretch.series.periods[at[int(last)]].end)


def estimate_change(name: str, change: AnnualChange) -> Estimate:
    """Return a pace in per cent a year as an estimate with its interval."""
    return Estimate.of_float(name, change.percent, "percent", low=change.low, high=change.high)


def per_head(answers: Answers, stretch: Stretch) -> dict[int, Fraction]:
    """Return the series with the people taken out (a count) or put in (a rate), where the population is known.

    A count becomes cases per person, a rate the number of cases that it implies, up to its base.
    """
    found = {}
    for period, value in zip(stretch.series.periods, stretch.series.values, strict=True):
        people = read_population(answers, stretch.question.region, period)
        if people:
            found[period.start.year] = value / people if stretch.is_count else value * people
    return found
