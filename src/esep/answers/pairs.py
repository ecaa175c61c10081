"""Two values of one thing, before and after: read, compared within what their printing allows, or refused in words.

What the methods that explain a change have in common: none of them crosses a documented break, compares years of
different calendars or takes an unknown value for 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.wording import LIST_MARK
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.statistics.precision import choose_decimals

if TYPE_CHECKING:
    from esep.answers.asking import Answers

HUNDRED = Fraction(100)
# Decimals of percentage points and per cent, where the printed inputs deserve them.
FINEST_POINTS = 2
FINEST_PERCENT = 1


@dataclass(frozen=True)
class Pair:
    """The figures of one measure and region in the earlier and the later of a question's two periods."""

    before: Figure
    after: Figure

    @property
    def values(self) -> tuple[Fraction, Fraction] | None:
        """Return both values, `None` unless both are known."""
        if self.before.value is None or self.after.value is None:
            return None
        return self.before.value, self.after.value

    @property
    def intervals(self) -> tuple[Interval, Interval]:
        """Return what the two may truly be, given how they were printed."""
        spread = [f.interval or Interval(f.value, f.value) for f in (self.before, self.after)]
        return spread[0], spread[1]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells behind both, each once."""
        return tuple(dict.fromkeys((*self.before.cells, *self.after.cells)))

    @property
    def status(self) -> str:
        """Return the status of what is computed from both: that of the first figure that is not normal."""
        return next((f.status for f in (self.after, self.before) if f.status != "A"), "A")

    @property
    def is_provisional(self) -> bool:
        """Return whether either value is still being filled: provisional, or without some of its reports."""
        statuses = {self.before.status, self.after.status, *(cell.status for cell in self.cells)}
        return "P" in statuses or any(cell.coverage is not None and cell.coverage < 1 for cell in self.cells)

    @property
    def decimals(self) -> int:
        """Return how many decimals the difference of the two deserves."""
        return min(self.before.decimals, self.after.decimals)


def order_periods(question: Question) -> tuple[Period, Period]:
    """Return the base of a question and its period."""
    assert question.base_period is not None
    return question.base_period, question.period


def name_times(question: Question) -> dict[str, Fact]:
    """Return the facts by which sentences name the two periods: `base` and `period`."""
    base, period = order_periods(question)
    return {"base": f"in:{base}", "period": f"in:{period}"}


def name_stretch(question: Question) -> dict[str, Fact]:
    """Return the facts by which a sentence compares a `period` with its `start`, the base."""
    base, period = order_periods(question)
    return {"start": f"from:{base}", "period": f"in:{period}"}


def read_pair(
    answers: Answers,
    question: Question,
    *,
    measure: str = "",
    region: str = "",
    scope: str = "",
    attribute: str | None = None,
    unit: str = "count",
) -> Pair:
    """Return the levels of a question in its base and its period; whatever is given takes the place of its own."""
    asked = replace(
        question,
        operation="level",
        base_period=None,
        whole="",
        whole_region="",
        measure=measure or question.measure,
        region=region or question.region,
        scope=scope or question.scope,
        attribute=question.attribute if attribute is None else attribute,
    )
    base, period = order_periods(question)
    before, after = (answers.read_level(replace(asked, period=time), unit) for time in (base, period))
    return Pair(before, after)


def read_people(answers: Answers, question: Question, region: str = "") -> Pair:
    """Return the population of a question's region, or another one, in its two periods."""
    scope = answers.definition.population_scope
    return read_pair(answers, question, measure="population", region=region, scope=scope, attribute="", unit="persons")


def list_inside(answers: Answers, question: Question) -> tuple[str, ...]:
    """Return the regions directly inside that of a question that exist throughout both of its periods."""
    return tuple(
        code.code
        for code in answers.definition.regions.children(question.region)
        if all(code.is_valid(period) for period in order_periods(question))
    )


def read_inside(
    answers: Answers,
    question: Question,
    regions: Sequence[str],
    *,
    measure: str = "",
    scope: str = "",
    unit: str = "count",
) -> dict[str, Pair] | None:
    """Return the levels of a measure in both periods for every region inside, `None` where any of them is unknown.

    The cells of all regions are found at once: one by one they would be sought through the same series every time.
    """
    asked = replace(question, measure=measure or question.measure, scope=scope or question.scope)
    sides: list[dict[str, Figure]] = []
    for period in order_periods(question):
        found: dict[str, Figure] = {}
        for own in answers.equal_scopes(asked):
            for cell in answers.find_cells(
                scope=own,
                measure=asked.measure,
                attribute=question.attribute,
                period=period,
                base_period=None,
                unit=unit,
            ):
                found.setdefault(cell.key.region, Figure.of_cell(cell))
        sides.append(found)
    if any(region not in side or side[region].value is None for region in regions for side in sides):
        return None
    return {region: Pair(sides[0][region], sides[1][region]) for region in regions}


def say_step(key: str, step: Fraction, decimals: int, facts: dict[str, Fact]) -> Remark:
    """Return the sentence `KEY_more`, `KEY_fewer` or `KEY_same` on a difference of counts, named without sign."""
    if step == 0:
        return Remark(f"{key}_same", facts)
    word = "more" if step > 0 else "fewer"
    return Remark(f"{key}_{word}", {**facts, "change": (abs(step), "count", decimals)})


def refuse(
    method: str, unit: str, status: str, remarks: Sequence[Remark], cells: tuple[Cell, ...] = ()
) -> tuple[Figure, Finding]:
    """Return a figure without value and the finding that says why there is none."""
    return Figure(None, unit, 0, status, None, cells), Finding(
        method, tuple(remarks), status=status, cells=cells, level="L0" if status in ("B", "M") else ""
    )


def find_obstacle(answers: Answers, question: Question, measures: Iterable[str]) -> tuple[str, Remark] | None:
    """Return status and sentence of what forbids to compare the two periods of a question, `None` where nothing does.

    Years of different calendars, periods of different length, and major breaks of any of the measures.
    """
    base, period = order_periods(question)
    facts = name_times(question)
    if not period.is_comparable(base) or base == period or not _is_as_long(base, period):
        return "M", Remark("pairs.other_length", facts)
    earlier, later = sorted((base, period))
    found = {
        entry.date
        for measure in measures
        for entry in answers.definition.find_breaks(question.scope, measure, question.region, earlier, later)
        if entry.is_major
    }
    if not found:
        return None
    days = LIST_MARK.join(f"date:{day}" for day in sorted(found))
    return "B", Remark("pairs.break", {**facts, "days": days})


def _is_as_long(base: Period, period: Period) -> bool:
    if base.month_count is None or period.month_count is None:
        return base.days == period.days
    return base.month_count == period.month_count


def find_missing(question: Question, pair: Pair) -> Remark | None:
    """Return the sentence that names the period for which a value is missing, `None` where both are known."""
    times = name_times(question)
    facts: dict[str, Fact] = {"measure": f"measure:{question.measure}", "region": f"region:{question.region}"}
    if pair.before.value is None and pair.after.value is None:
        return Remark("pairs.missing_both", {**facts, **times})
    if pair.before.value is None or pair.after.value is None:
        return Remark("pairs.missing", {**facts, "period": times["base" if pair.before.value is None else "period"]})
    return None


def refuse_pair(
    answers: Answers, question: Question, pair: Pair, method: str, unit: str, measures: Iterable[str] = ()
) -> tuple[Figure, Finding] | None:
    """Return the refusal of a question whose two periods cannot be compared; `None` where they can.

    Documented breaks come first, of the measure itself and of `measures`; then values that are missing or provisional.
    """
    obstacle = find_obstacle(answers, question, dict.fromkeys((question.measure, *measures)))
    if obstacle is not None:
        return refuse(method, unit, obstacle[0], [obstacle[1]], pair.cells)
    missing = find_missing(question, pair)
    if missing is not None:
        return refuse(method, unit, "O", [missing], pair.cells)
    if pair.is_provisional:
        return refuse(method, unit, "P", [Remark("pairs.provisional", name_times(question))], pair.cells)
    return None


def choose_rate_decimals(rates: Iterable[Fraction]) -> int:
    """Return the decimals at which the largest of some rates has about three digits: 1 to 3."""
    largest = max((abs(rate) for rate in rates), default=Fraction(0))
    return 1 if largest >= 10 else 2 if largest >= 1 else 3


def spread_points(pair: Pair, base: Interval) -> Interval | None:
    """Return what 100 (b - a) / X may be, given how all three were printed; `None` where it has no bounds."""
    first, last = pair.intervals
    step = last - first
    if step.low is None or step.high is None or base.low is None or base.high is None or base.low <= 0:
        return None
    corners = [HUNDRED * end / whole for end in (step.low, step.high) for whole in (base.low, base.high)]
    return Interval(min(corners), max(corners))


def count_decimals(pair: Pair, base: Interval, finest: int = FINEST_POINTS) -> int:
    """Return how many decimals a contribution in percentage points deserves."""
    return choose_decimals(spread_points(pair, base), finest)
