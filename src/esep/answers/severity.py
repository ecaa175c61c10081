"""`severity-from`: the change of a total weighted by severity, and whether its direction holds for every weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.pairs import (
    FINEST_PERCENT,
    FINEST_POINTS,
    HUNDRED,
    Pair,
    find_obstacle,
    name_stretch,
    name_times,
    read_pair,
    read_people,
    refuse,
)
from esep.answers.wording import LIST_MARK
from esep.language.write import round_half_away
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.interval import Interval
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.severity import SeverityTable, SeverityWeight
from esep.model.tolerances import SEVERITY_MIN_COUNT
from esep.statistics.precision import choose_decimals
from esep.statistics.severity import Box, Direction, SeverityChange, compute_severity_change, find_direction

if TYPE_CHECKING:
    from esep.answers.asking import Answers

MOST_SENTENCES = 2
# An end of the range that is not 0 is never printed as 0.
MOST_DECIMALS = 4
ONE = Fraction(1)


@dataclass(frozen=True)
class Classes:
    """The classes of a severity table with their counts in both periods, and the people they are taken per head of."""

    table: SeverityTable
    pairs: Mapping[str, Pair]
    people: Pair | None

    @property
    def weights(self) -> tuple[SeverityWeight, ...]:
        """Return the weights of the classes that are known."""
        return tuple(weight for weight in self.table.weights if weight.measure in self.pairs)

    @property
    def heads(self) -> tuple[Fraction, Fraction]:
        """Return the populations, or 1 and 1 where they are not known."""
        return (ONE, ONE) if self.people is None or self.people.values is None else self.people.values

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells behind the index."""
        found = [cell for pair in self.pairs.values() for cell in pair.cells]
        return tuple(dict.fromkeys((*found, *(self.people.cells if self.people else ()))))

    def counts(self, side: int) -> dict[str, Fraction]:
        """Return the counts of the earlier (0) or the later (1) period."""
        return {name: pair.values[side] for name, pair in self.pairs.items() if pair.values is not None}

    def change(self, weights: Mapping[str, Fraction]) -> SeverityChange:
        """Return the change of the index with some weights."""
        return compute_severity_change(weights, self.counts(0), self.counts(1), self.heads)

    def direction(self) -> Direction:
        """Return what holds for every weight within the bands and everything that the printed counts can stand for.

        More cases after and fewer before raise the sum, so its ends are those of the counts' own ranges.
        """
        boxes = {weight.measure: Box(weight.low, weight.high) for weight in self.weights}
        lowest = find_direction(boxes, self._bound(0, "high"), self._bound(1, "low"), self._bound_heads("low"))
        highest = find_direction(boxes, self._bound(0, "low"), self._bound(1, "high"), self._bound_heads("high"))
        return Direction(lowest.low, highest.high, lowest.change_low, highest.change_high)

    def _bound(self, side: int, end: str) -> dict[str, Fraction]:
        """Return an end of what the counts of a period can be; no count is below 0."""
        found = {name: getattr(pair.intervals[side], end) for name, pair in self.pairs.items()}
        return {name: max(Fraction(0), value) for name, value in found.items()}

    def _bound_heads(self, end: str) -> tuple[Fraction, Fraction]:
        """Return the populations that make the change lowest or highest: few before, many after make it low."""
        if self.people is None:
            return self.heads
        before, after = self.people.intervals
        ends = (before.low, after.high) if end == "low" else (before.high, after.low)
        return (ends[0], ends[1]) if ends[0] and ends[1] and min(ends[0], ends[1]) > 0 else self.heads


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the change of the severity index in per cent with midpoint weights, and the finding about its direction.

    There is none without declared weights, without one of the classes, across a break, or where the heaviest class has
    fewer than 20 cases in either period.
    """
    table = answers.definition.find_severity(question.scope, question.measure)
    if table is None or question.attribute:
        facts: dict[str, Fact] = {"measure": f"measure:{question.measure}", "scope": f"scope:{question.scope}"}
        return refuse("severity", "percent", "M", [Remark("severity.no_weights", facts)])
    obstacle = find_obstacle(answers, question, [weight.measure for weight in table.weights])
    if obstacle is not None:
        return refuse("severity", "percent", obstacle[0], [obstacle[1]])
    pairs = {weight.measure: read_pair(answers, question, measure=weight.measure) for weight in table.weights}
    known = {name: pair for name, pair in pairs.items() if _is_countable(pair)}
    cells = tuple(cell for pair in pairs.values() for cell in pair.cells)
    missing = [weight.measure for weight in table.weights if not weight.is_optional and weight.measure not in known]
    if missing:
        return refuse("severity", "percent", "O", [_say_missing(question, missing)], cells)
    heaviest = table.weights[-1].measure
    if min(known[heaviest].values or (Fraction(0),)) < SEVERITY_MIN_COUNT:
        return refuse("severity", "percent", "U", [_say_few(question, heaviest)], cells)
    if any(pair.is_provisional for pair in known.values()):
        return refuse("severity", "percent", "P", [Remark("pairs.provisional", name_times(question))], cells)
    people = read_people(answers, question)
    has_people = people.values is not None and min(people.values) > 0
    return _find(answers, question, Classes(table, known, people if has_people else None))


def _is_countable(pair: Pair) -> bool:
    """Return whether both counts are known, and not merely as "more than" or "almost"."""
    ends = [end for spread in pair.intervals for end in (spread.low, spread.high)]
    return pair.values is not None and None not in ends


def _name_subject(question: Question) -> dict[str, Fact]:
    return {"region": f"region:{question.region}", **name_times(question)}


def _say_missing(question: Question, missing: list[str]) -> Remark:
    names = LIST_MARK.join(f"measure:{name}" for name in missing)
    return Remark("severity.missing", {**_name_subject(question), "missing": names})


def _say_few(question: Question, heaviest: str) -> Remark:
    least = (Fraction(SEVERITY_MIN_COUNT), "count", 0)
    return Remark("severity.few", {**_name_subject(question), "part": f"measure:{heaviest}", "least": least})


def _find(answers: Answers, question: Question, classes: Classes) -> tuple[Figure, Finding]:
    middle = classes.change({weight.measure: weight.middle for weight in classes.weights})
    largest = classes.change({weight.measure: weight.high for weight in classes.weights})
    assert middle.change is not None
    assert largest.change is not None
    spread = _spread_change(classes)
    digits = choose_decimals(spread, FINEST_PERCENT)
    direction = classes.direction()
    facts: dict[str, Fact] = {"region": f"region:{question.region}", **name_stretch(question)}
    sentences = [
        Remark("severity.index", {**facts, "change": (middle.change, "percent", digits)}),
        Remark("severity.largest", {"alternative": (largest.change, "percent", digits)}),
        _say_direction(direction, digits),
        _say_count(classes),
        *_say_contributions(middle, digits),
        *_say_opposite(middle),
    ]
    status = next((pair.status for pair in classes.pairs.values() if pair.status != "A"), "A")
    figure = Figure(middle.change, "percent", digits, status, spread, classes.cells, "100 (sum w b / sum w a - 1)")
    finding = Finding(
        method="severity",
        sentences=tuple(sentences),
        estimates=_estimate(middle, largest, direction, digits),
        rows=_tabulate(classes, middle, digits),
        assumptions=tuple(_list_assumptions(answers, classes)),
        level="L1",
        n=len(classes.pairs),
        status=status,
        cells=classes.cells,
    )
    return figure, finding


def _spread_change(classes: Classes) -> Interval | None:
    """Return what the change with midpoint weights may be, given how the counts and the population were printed."""
    sums = [Interval.point(0), Interval.point(0)]
    for weight in classes.weights:
        for side, spread in enumerate(classes.pairs[weight.measure].intervals):
            sums[side] += spread.scale(weight.middle)
    if classes.people is None:
        return sums[1].change_percent(sums[0])
    people = classes.people.intervals
    rates = [total.divide(number) for total, number in zip(sums, people, strict=True)]
    return None if rates[0] is None or rates[1] is None else rates[1].change_percent(rates[0])


def _say_direction(direction: Direction, digits: int) -> Remark:
    if direction.change_low is None or direction.change_high is None:
        return Remark("severity.direction_unknown")
    bounds = {"low": direction.change_low, "high": direction.change_high}
    while digits < MOST_DECIMALS and any(value and not round_half_away(value, digits) for value in bounds.values()):
        digits += 1
    ends: dict[str, Fact] = {name: (value, "percent", digits) for name, value in bounds.items()}
    return Remark(f"severity.direction_{direction.word}", ends)


def _say_count(classes: Classes) -> Remark:
    """Return the plain count of the same cases, which always stands beside the index."""
    before, after = (sum(classes.counts(side).values(), Fraction(0)) for side in (0, 1))
    digits = min(pair.decimals for pair in classes.pairs.values())
    counts = {"before": (before, "count", digits), "after": (after, "count", digits)}
    change = (HUNDRED * (after - before) / before, "percent", FINEST_PERCENT if digits >= 0 else 0)
    return Remark("severity.count", {**counts, "change": change})


def _say_contributions(middle: SeverityChange, digits: int) -> list[Remark]:
    order = sorted(middle.contributions.items(), key=lambda item: (-abs(item[1]), item[0]))
    points = FINEST_POINTS if digits else 0
    return [
        Remark("severity.part", {"part": f"measure:{name}", "points": (value, "percentage_points", points)})
        for name, value in order[:MOST_SENTENCES]
    ]


def _say_opposite(middle: SeverityChange) -> list[Remark]:
    """Return the sentence that names the classes that moved against the index, if any did."""
    against = [name for name, value in middle.contributions.items() if value * (middle.change or 0) < 0]
    names = LIST_MARK.join(f"measure:{name}" for name in against)
    return [Remark("severity.against", {"parts": names})] if against else []


def _estimate(
    middle: SeverityChange, largest: SeverityChange, direction: Direction, digits: int
) -> tuple[Estimate, ...]:
    values = {
        "change_middle": middle.change,
        "change_largest": largest.change,
        "change_low": direction.change_low,
        "change_high": direction.change_high,
    }
    return tuple(Estimate(name, value, "percent", digits) for name, value in values.items())


def _tabulate(classes: Classes, middle: SeverityChange, digits: int) -> tuple[FindingRow, ...]:
    rows = []
    for weight in classes.weights:
        pair = classes.pairs[weight.measure]
        assert pair.values is not None
        estimates = (
            Estimate("before", pair.values[0], "count", pair.before.decimals),
            Estimate("after", pair.values[1], "count", pair.after.decimals),
            Estimate("weight", weight.middle, "days", 1 if weight.middle.denominator > 1 else 0),
            Estimate("weight_low", weight.low, "days", 0),
            Estimate("weight_high", weight.high, "days", 0),
            Estimate(
                "points", middle.contributions[weight.measure], "percentage_points", FINEST_POINTS if digits else 0
            ),
        )
        rows.append(FindingRow(f"measure:{weight.measure}", estimates))
    return tuple(rows)


def _list_assumptions(answers: Answers, classes: Classes) -> list[Remark]:
    table = classes.table
    left_out = [weight.measure for weight in table.weights if weight.measure not in classes.pairs]
    remarks = [
        Remark("severity.weights", {"version": table.version, "reason": f"severity:{table.id}"}),
        Remark("severity.assumes_mix"),
    ]
    if classes.people is None:
        remarks.append(Remark("severity.no_population"))
    else:
        remarks.append(Remark("severity.per_head", {"scope": f"scope:{answers.definition.population_scope}"}))
    if left_out:
        names = LIST_MARK.join(f"measure:{name}" for name in left_out)
        remarks.append(Remark("severity.left_out", {"missing": names}))
    return remarks
