"""`structure-from`: how the composition of a measure changed, by parts and, where regions are known, by regions."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.pairs import (
    FINEST_PERCENT,
    Pair,
    list_inside,
    name_times,
    read_inside,
    read_pair,
    refuse,
    refuse_pair,
)
from esep.answers.parts import Parts, list_groups, measure_slack, read_parts
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.interval import Interval
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.statistics.compare import compute_share_percent
from esep.statistics.contributions import find_simpson
from esep.statistics.precision import choose_decimals
from esep.statistics.structure import (
    RegionShift,
    ShareShift,
    Structure,
    compare_structure,
    compute_shift_share,
)

if TYPE_CHECKING:
    from esep.answers.asking import Answers

MOST_SENTENCES = 3
# The rest of a whole has no code; no code is empty.
REST = ""
ZERO = Fraction(0)


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the dissimilarity of two compositions in percentage points, with the shares of parts and a shift-share.

    Parts that the data do not have stand together as the rest. Where parts overlap there is no composition.
    """
    pair = read_pair(answers, question)
    refused = refuse_pair(answers, question, pair, "structure", "percentage_points")
    if refused is not None:
        return refused
    assert pair.values is not None
    parts = read_parts(answers, question, pair.values)
    facts = _name_subject(question)
    if parts is None:
        is_leaf = not list_groups(answers.definition, question.measure)
        remark = Remark("structure.no_parts" if is_leaf else "structure.unknown_parts", facts)
        return refuse("structure", "percentage_points", "O", [remark], pair.cells)
    if not parts.covers(pair.values)[0] or min(pair.values) <= 0:
        return refuse("structure", "percentage_points", "M", [Remark("structure.overlapping", facts)], pair.cells)
    return _compose(answers, question, pair, parts)


def _name_subject(question: Question) -> dict[str, Fact]:
    return {
        "measure": f"measure:{question.measure}",
        "region": f"region:{question.region}",
        **name_times(question),
    }


def _compose(answers: Answers, question: Question, pair: Pair, parts: Parts) -> tuple[Figure, Finding]:
    assert pair.values is not None
    sides = [{name: value[k] or ZERO for name, value in parts.values.items()} for k in (0, 1)]
    rest = [whole - sum(side.values(), ZERO) for whole, side in zip(pair.values, sides, strict=True)]
    if any(rest):
        sides = [{**side, REST: value} for side, value in zip(sides, rest, strict=True)]
    found = compare_structure(*sides)
    digits = _count_decimals(parts, pair)
    cells = tuple(dict.fromkeys((*pair.cells, *parts.cells)))
    value = (found.dissimilarity, "percentage_points", digits)
    sentences = [
        Remark("structure.dissimilarity", {**_name_subject(question), "value": value}),
        *(_say_shift(question, shift, digits) for shift in found.shifts[:MOST_SENTENCES] if shift.name != REST),
        *_say_simpson(question, pair, parts, sides),
    ]
    regions, region_cells = _shift_regions(answers, question, parts, sides)
    if regions:
        sentences.append(_say_regions(regions))
    figure = Figure(found.dissimilarity, "percentage_points", digits, pair.status, None, cells, "sum |s1 - s0| / 2")
    finding = Finding(
        method="structure",
        sentences=tuple(sentences),
        estimates=(Estimate("dissimilarity", found.dissimilarity, "percentage_points", digits),),
        rows=(*_tabulate(question, found, digits), *_tabulate_regions(regions)),
        assumptions=tuple(_list_assumptions(parts, has_rest=any(rest), has_regions=bool(regions))),
        level="L1",
        n=len(found.shifts),
        status=pair.status,
        cells=tuple(dict.fromkeys((*cells, *region_cells))),
    )
    return figure, finding


def _count_decimals(parts: Parts, whole: Pair) -> int:
    """Return the decimals that changes of shares deserve: those of the share that is known least exactly."""
    digits = [FINEST_PERCENT]
    for pair in parts.pairs.values():
        for part, total in ((pair.before, whole.before), (pair.after, whole.after)):
            share = compute_share_percent(part, total)
            spread = share.interval or Interval(ZERO, ZERO)
            digits += [choose_decimals(spread, FINEST_PERCENT)] if share.value is not None else []
    return min(digits)


def _say_shift(question: Question, shift: ShareShift, digits: int) -> Remark:
    facts: dict[str, Fact] = {
        **name_times(question),
        "measure": f"measure:{question.measure}",
        "part": f"measure:{shift.name}",
        "before": (shift.before, "percent", digits),
        "after": (shift.after, "percent", digits),
        "points": (shift.points, "percentage_points", digits),
    }
    return Remark("structure.shift", facts)


def _say_simpson(question: Question, pair: Pair, parts: Parts, sides: list[dict[str, Fraction]]) -> list[Remark]:
    """Return the warning that the whole moves otherwise than most of it, where rounding in print leaves that sure."""
    assert pair.values is not None
    slack, total = measure_slack((pair, *parts.pairs.values())), pair.values[1] - pair.values[0]
    steps = {name: sides[1][name] - value for name, value in sides[0].items()}
    changes = {name: step if abs(step) > slack else ZERO for name, step in steps.items()}
    if abs(total) <= slack:
        return []
    warning = find_simpson(changes, sides[0], total)
    whole: dict[str, Fact] = {"measure": f"measure:{question.measure}"}
    if warning.flipped_by and abs(total - changes[warning.flipped_by]) > slack:
        return [Remark("structure.flips", {**whole, "part": f"measure:{warning.flipped_by}"})]
    if warning.against is not None:
        return [Remark("structure.against", {**whole, "share": (100 * warning.against, "percent", 0)})]
    return []


def _shift_regions(
    answers: Answers, question: Question, parts: Parts, sides: list[dict[str, Fraction]]
) -> tuple[tuple[RegionShift, ...], tuple[Cell, ...]]:
    """Return the shift-share over the regions inside, empty unless every part is known in each and all add up."""
    regions = list_inside(answers, question)
    if len(regions) < 2 or REST in sides[0]:
        return (), ()
    tables: list[dict[tuple[str, str], Fraction]] = [{}, {}]
    cells: list[Cell] = []
    for part in parts.values:
        found = read_inside(answers, question, regions, measure=part)
        if found is None:
            return (), ()
        for region, pair in found.items():
            assert pair.values is not None
            for table, value in zip(tables, pair.values, strict=True):
                table[region, part] = value
            cells += pair.cells
    for side, table in zip(sides, tables, strict=True):
        if any(sum((table[region, part] for region in regions), ZERO) != value for part, value in side.items()):
            return (), ()
    return compute_shift_share(*tables), tuple(cells)


def _say_regions(regions: tuple[RegionShift, ...]) -> Remark:
    """Return the sentence on the region whose offences moved most otherwise than the same offences elsewhere."""
    most = max(regions, key=lambda row: (abs(row.regional), row.region))
    own = (most.regional, "count", FINEST_PERCENT)
    return Remark("structure.region", {"n": len(regions), "region": f"region:{most.region}", "own": own})


def _tabulate(question: Question, found: Structure, digits: int) -> tuple[FindingRow, ...]:
    return tuple(
        FindingRow(
            f"measure:{shift.name}" if shift.name else f"rest:{question.measure}",
            (
                Estimate("share_before", shift.before, "percent", digits),
                Estimate("share_after", shift.after, "percent", digits),
                Estimate("points", shift.points, "percentage_points", digits),
            ),
        )
        for shift in found.shifts
    )


def _tabulate_regions(regions: tuple[RegionShift, ...]) -> tuple[FindingRow, ...]:
    return tuple(
        FindingRow(
            f"region:{row.region}",
            (
                Estimate("change", row.after - row.before, "count", 0),
                Estimate("national", row.national, "count", FINEST_PERCENT),
                Estimate("mix", row.mix, "count", FINEST_PERCENT),
                Estimate("regional", row.regional, "count", FINEST_PERCENT),
            ),
        )
        for row in regions
    )


def _list_assumptions(parts: Parts, *, has_rest: bool, has_regions: bool) -> list[Remark]:
    remarks = [Remark("structure.assumes_shares")]
    if has_rest:
        remarks.append(Remark("structure.has_rest"))
    if parts.broken:
        remarks.append(Remark("parts.broken", {"n": parts.broken}))
    remarks.append(Remark("structure.assumes_shift_share" if has_regions else "structure.no_regions"))
    return remarks
