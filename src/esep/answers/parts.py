"""`parts-from`: what each part of a measure contributed to its change, in percentage points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.pairs import (
    FINEST_PERCENT,
    Pair,
    count_decimals,
    name_times,
    order_periods,
    read_pair,
    refuse,
    refuse_pair,
    say_step,
)
from esep.model.cell import Cell
from esep.model.codelist import Code
from esep.model.definition import Definition
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import SMALL_COUNT
from esep.statistics.compare import compute_change_percent, compute_difference
from esep.statistics.contributions import Contribution, Contributions, compute_contributions, find_simpson

if TYPE_CHECKING:
    from esep.answers.asking import Answers

# A class cuts the whole across (all grave crimes), a kind names acts (all thefts): the two never add up together.
CLASSES = ("class",)
# What overlaps with other parts, or is no part: crimes with firearms are counted among the thefts and murders as well.
NO_PARTS = ("circumstance", "elsewhere", "persons", "rate", "share", "damage", "cases", "complaints", "proceedings")
# How many parts get a sentence; the others stand in the rows.
MOST_SENTENCES = 3


@dataclass(frozen=True)
class Parts:
    """The parts of a measure that are known in both periods; how many are not, and how many a break divides.

    `values` hold before and after; `None` stands for a time at which the category did not exist.
    """

    values: dict[str, tuple[Fraction | None, Fraction | None]]
    pairs: dict[str, Pair]
    unknown: int
    broken: int = 0

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Return the cells behind all parts."""
        return tuple(cell for pair in self.pairs.values() for cell in pair.cells)

    def covers(self, whole: tuple[Fraction, Fraction]) -> tuple[bool, Fraction]:
        """Return whether the parts fit into the whole, and how much of it they hold."""
        sums = [sum(((v[k] or Fraction(0)) for v in self.values.values()), Fraction(0)) for k in (0, 1)]
        return sums[0] <= whole[0] and sums[1] <= whole[1], sums[0] + sums[1]


def list_groups(definition: Definition, measure: str) -> tuple[tuple[Code, ...], ...]:
    """Return the parts of a measure in sets of which each may add up to it: kinds of acts, and classes."""
    children = [code for code in definition.measures.children(measure) if code.kind not in NO_PARTS]
    kinds = tuple(code for code in children if code.kind not in CLASSES)
    classes = tuple(code for code in children if code.kind in CLASSES)
    return tuple(group for group in (kinds, classes) if group)


def read_parts(answers: Answers, question: Question, whole: tuple[Fraction, Fraction]) -> Parts | None:
    """Return the set of parts that explains most of a whole, `None` where none of its parts is known in both periods.

    A part without a figure in one of the periods is left out, and with it in the rest, unless its code says that it did
    not exist then.
    """
    found = [_read_group(answers, question, group) for group in list_groups(answers.definition, question.measure)]
    known = [parts for parts in found if parts.values]
    return max(known, key=lambda parts: parts.covers(whole), default=None)


def _read_group(answers: Answers, question: Question, group: Sequence[Code]) -> Parts:
    base, period = order_periods(question)
    values: dict[str, tuple[Fraction | None, Fraction | None]] = {}
    pairs, broken = {}, 0
    for code in group:
        if _is_divided(answers, question, code.code):
            broken += 1
            continue
        pair = read_pair(answers, question, measure=code.code)
        known = [figure.value for figure in (pair.before, pair.after)]
        gone = [not _exists(code, time) for time in (base, period)]
        if all(value is not None or is_gone for value, is_gone in zip(known, gone, strict=True)) and not all(gone):
            values[code.code] = (known[0], known[1])
            pairs[code.code] = pair
    return Parts(values, pairs, len(group) - len(values) - broken, broken)


def _is_divided(answers: Answers, question: Question, measure: str) -> bool:
    """Return whether a major break lies between the two periods of a part."""
    base, period = order_periods(question)
    found = answers.definition.find_breaks(question.scope, measure, question.region, *sorted((base, period)))
    return any(entry.is_major for entry in found)


def _exists(code: Code, period: Period) -> bool:
    """Return whether a category existed on any day of a period."""
    starts_late = code.valid_from is not None and code.valid_from > period.end
    return not starts_late and (code.valid_to is None or code.valid_to >= period.start)


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the change of the whole in per cent, and the finding that says what each part contributed in points.

    Where the whole is under 20 in either period there is no per cent: the figure is the difference in cases.
    """
    pair = read_pair(answers, question)
    refused = refuse_pair(answers, question, pair, "parts", "percent")
    if refused is not None:
        return refused
    assert pair.values is not None
    parts = read_parts(answers, question, pair.values)
    if parts is None:
        return refuse("parts", "percent", "O", [_say_no_parts(answers, question)], pair.cells)
    is_small = min(pair.values) < SMALL_COUNT
    compute = compute_difference if is_small else compute_change_percent
    return compute(pair.after, pair.before), _find(question, pair, parts, is_small=is_small)


def _say_no_parts(answers: Answers, question: Question) -> Remark:
    facts: dict[str, Fact] = {"measure": f"measure:{question.measure}", **name_times(question)}
    is_leaf = not list_groups(answers.definition, question.measure)
    return Remark("parts.no_parts" if is_leaf else "parts.unknown_parts", facts)


def _find(question: Question, pair: Pair, parts: Parts, *, is_small: bool) -> Finding:
    assert pair.values is not None
    found = compute_contributions(pair.values, parts.values)
    every = (*found.parts, *((found.rest,) if found.rest else ()))
    digits = min((count_decimals(p, pair.intervals[0]) for p in parts.pairs.values()), default=0)
    if found.rest:
        digits = min(digits, count_decimals(pair, pair.intervals[0]))
    sentences = [_say_total(question, pair, found, is_small=is_small)]
    if not is_small:
        sentences += [_say_part(question, part, parts, digits) for part in found.parts[:MOST_SENTENCES]]
        sentences += _say_sum(question, found, measure_slack((pair, *parts.pairs.values())), digits)
    return Finding(
        method="parts",
        sentences=tuple(sentences),
        rows=tuple(_tabulate(question, part, parts, None if is_small else digits) for part in every),
        assumptions=(Remark("parts.assumes_points"), *_list_assumptions(found, parts)),
        level="L1",
        n=len(found.parts),
        status=pair.status,
        cells=tuple(dict.fromkeys((*pair.cells, *parts.cells))),
    )


def _list_assumptions(found: Contributions, parts: Parts) -> list[Remark]:
    remarks = []
    if parts.unknown:
        key = "parts.unknown_aside" if found.is_overlapping else "parts.unknown_in_rest"
        remarks.append(Remark(key, {"n": parts.unknown}))
    if parts.broken:
        remarks.append(Remark("parts.broken", {"n": parts.broken}))
    if any(cell.precision != "exact" for cell in parts.cells):
        remarks.append(Remark("parts.rounded"))
    return remarks


def _say_total(question: Question, pair: Pair, found: Contributions, *, is_small: bool) -> Remark:
    facts: dict[str, Fact] = {
        "measure": f"measure:{question.measure}",
        "region": f"region:{question.region}",
        **name_times(question),
        "before": (found.total.before, "count", pair.before.decimals),
        "after": (found.total.after, "count", pair.after.decimals),
    }
    if is_small or found.total.percent is None:
        return say_step("parts.total_small", found.total.change, pair.decimals, facts)
    change = compute_change_percent(pair.after, pair.before)
    return Remark("parts.total", {**facts, "change": (found.total.percent, "percent", change.decimals)})


def _say_part(question: Question, part: Contribution, parts: Parts, digits: int) -> Remark:
    assert part.points is not None
    pair = parts.pairs[part.name]
    facts: dict[str, Fact] = {
        "part": f"measure:{part.name}",
        **name_times(question),
        "points": (part.points, "percentage_points", digits),
        "before": (part.before, "count", pair.before.decimals),
        "after": (part.after, "count", pair.after.decimals),
    }
    if part.is_new or part.is_gone:
        left = {name: fact for name, fact in facts.items() if name != ("before" if part.is_new else "after")}
        return Remark("parts.part_new" if part.is_new else "parts.part_gone", left)
    return Remark("parts.part", facts)


def measure_slack(pairs: Iterable[Pair]) -> Fraction:
    """Return by how much rounding in print can shift differences between all of some pairs, taken together."""
    spreads = [spread for pair in pairs for spread in pair.intervals]
    widths = [spread.high - spread.low for spread in spreads if spread.low is not None and spread.high is not None]
    return sum(widths, Fraction(0)) / 2


def _say_sum(question: Question, found: Contributions, slack: Fraction, digits: int) -> list[Remark]:
    """Return what the contributions add up to, and warnings, as far as rounding in print leaves their signs sure."""
    whole: dict[str, Fact] = {"measure": f"measure:{question.measure}"}
    if found.is_overlapping:
        return [Remark("parts.overlapping", whole)]
    sentences = []
    if found.rest is None:
        sentences.append(Remark("parts.partition", whole))
    elif found.rest.points is not None:
        rest = (found.rest.points, "percentage_points", digits)
        sentences.append(Remark("parts.rest", {**whole, "points": rest}))
    every = (*found.parts, *((found.rest,) if found.rest else ()))
    changes = {part.name: part.change if abs(part.change) > slack else Fraction(0) for part in every}
    if abs(found.total.change) <= slack:
        return sentences
    if any(change * found.total.change < 0 for change in changes.values()):
        sentences.append(Remark("parts.opposite"))
    warning = find_simpson(changes, {part.name: part.before for part in every}, found.total.change)
    if warning.flipped_by and abs(found.total.change - changes[warning.flipped_by]) > slack:
        sentences.append(Remark("parts.flips", {**whole, "part": f"measure:{warning.flipped_by}"}))
    elif warning.against is not None:
        sentences.append(Remark("parts.against", {**whole, "share": (100 * warning.against, "percent", 0)}))
    return sentences


def _tabulate(question: Question, part: Contribution, parts: Parts, digits: int | None) -> FindingRow:
    """Return the row of a part, or of the rest, which has no name of its own; without `digits` counts only."""
    pair = parts.pairs.get(part.name)
    rounded = min([0, *(other.decimals for other in parts.pairs.values())])
    decimals = (pair.before.decimals, pair.after.decimals, pair.decimals) if pair else (rounded, rounded, rounded)
    estimates = [
        Estimate("before", None if part.is_new else part.before, "count", decimals[0]),
        Estimate("after", None if part.is_gone else part.after, "count", decimals[1]),
        Estimate("change", part.change, "count", decimals[2]),
    ]
    if digits is not None:
        is_small = min(part.before, part.after) < SMALL_COUNT
        estimates += [
            Estimate("points", part.points, "percentage_points", digits),
            Estimate("percent", None if is_small else part.percent, "percent", _count_percent_decimals(pair)),
        ]
    return FindingRow(f"measure:{part.name}" if part.name else f"rest:{question.measure}", tuple(estimates))


def _count_percent_decimals(pair: Pair | None) -> int:
    if pair is None or pair.values is None or pair.values[0] == 0:
        return FINEST_PERCENT
    return compute_change_percent(pair.after, pair.before).decimals
