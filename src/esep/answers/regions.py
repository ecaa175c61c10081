"""Regions beside each other, with the limits of chance; no league table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.months import name_place, refuse
from esep.answers.series import read_population
from esep.answers.wording import LIST_MARK
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import FUNNEL_AREAS, POPULATION_DAYS
from esep.statistics.funnel import Funnel, FunnelRow, compute_funnel
from esep.statistics.smoothing import Smoothed, rank_intervals, smooth

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "regions"
LEAST_REGIONS = 3


@dataclass(frozen=True)
class _Region:
    code: str
    count: Fraction
    people: Fraction
    cell: Cell
    is_dated: bool


def answer(answers: Answers, question: Question) -> tuple[Figure, Finding | None]:
    """Return the common rate of the regions below the question's, with each of them beside it.

    A row holds the raw rate, the limits of the funnel at 95 and 99.8 per cent, the smoothed rate and the interval of
    its rank. The expected count of a region is its population times the common rate of those that have both numbers.
    """
    period = question.period
    children = [code.code for code in answers.definition.regions.children(question.region) if code.is_valid(period)]
    if len(children) < LEAST_REGIONS:
        return refuse(METHOD, "no_parts", question, {"needed": LEAST_REGIONS})
    found = [region for code in children if (region := _read(answers, question, code)) is not None]
    if len(found) < LEAST_REGIONS:
        facts: dict[str, Fact] = {"have": len(found), "all": len(children), "needed": LEAST_REGIONS}
        return refuse(METHOD, "few", question, facts, more="few_numbers")
    total = sum((region.count for region in found), Fraction(0))
    people = sum((region.people for region in found), Fraction(0))
    if total == 0:
        return refuse(METHOD, "empty", question, {"n": len(found)})
    base = answers.definition.rate_base
    common = total / people
    cells = tuple(region.cell for region in found)
    figure = Figure(common * base, f"per_{base}", 1, "A", None, cells, f"{base} sum b / sum P")
    counts = [float(region.count) for region in found]
    expected = [float(common * region.people) for region in found]
    return figure, _find(
        question, figure, found, len(children), compute_funnel(counts, expected), smooth(counts, expected)
    )


def _read(answers: Answers, question: Question, code: str) -> _Region | None:
    """Return a region with its count and its people, `None` where one of them is not known."""
    level = answers.read_level(replace(question, region=code, operation="level"), "count")
    if level.value is None or not level.cells:
        return None
    people = read_population(answers, code, question.period)
    is_dated = people is None
    people = people or _find_dated(answers, code, question.period)
    return None if not people else _Region(code, level.value, people, level.cells[0], is_dated)


def _find_dated(answers: Answers, code: str, period: Period) -> Fraction | None:
    """Return the population of a region on the day nearest to the middle of a period, within a year of its ends."""
    middle = period.start + (period.end - period.start) / 2
    cells = [
        cell
        for cell in answers.find_cells(measure="population", attribute="", region=code, unit="persons")
        if cell.value is not None
        and (period.start - cell.key.period.end).days <= POPULATION_DAYS
        and (cell.key.period.start - period.end).days <= POPULATION_DAYS
    ]
    nearest = min(cells, key=lambda cell: abs((cell.key.period.start - middle).days), default=None)
    return None if nearest is None else nearest.value


def _find(
    question: Question, figure: Figure, found: list[_Region], all_regions: int, funnel: Funnel, smoothed: Smoothed
) -> Finding:
    ranks = rank_intervals(smoothed)
    rows = tuple(
        _row(region, funnel.rows[place], smoothed, place, ranks[place], figure) for place, region in enumerate(found)
    )
    assert figure.value is not None
    together: dict[str, Fact] = {"rate": (figure.value, figure.unit, 1), "n": len(found)}
    sentences = [Remark(f"{METHOD}.common", name_place(question)), Remark(f"{METHOD}.together", together)]
    sides = {
        side: [region.code for region, row in zip(found, funnel.rows, strict=True) if row.side == value]
        for side, value in (("above", 1), ("below", -1))
    }
    sentences += [_say_side(question, side, codes) for side, codes in sides.items() if codes]
    if not any(sides.values()):
        sentences.append(Remark(f"{METHOD}.none_outside", name_place(question)))
    if smoothed.is_full:
        sentences.append(Remark(f"{METHOD}.all_equal", name_place(question)))
    unjudged = [region.code for region, row in zip(found, funnel.rows, strict=True) if not row.is_judged]
    if unjudged:
        sentences.append(Remark(f"{METHOD}.not_judged", {"names": _name(unjudged)}))
    wide = funnel.overdispersion
    estimates = [
        Estimate("common_rate", figure.value, figure.unit, 1),
        Estimate.of_float("dispersion", None if wide is None else wide.phi, "number", 1),
        Estimate.of_float("tau", None if wide is None else wide.tau2**0.5, "number", 2),
    ]
    return Finding(
        METHOD,
        tuple(sentences),
        tuple(estimates),
        rows,
        _assume(found, all_regions, funnel),
        n=len(found),
        cells=figure.cells,
    )


def _name(codes: list[str]) -> str:
    return LIST_MARK.join(f"region:{code}" for code in codes)


def _say_side(question: Question, side: str, codes: list[str]) -> Remark:
    return Remark(f"{METHOD}.{side}", {**name_place(question), "names": _name(codes)})


def _row(
    region: _Region, funnel: FunnelRow, smoothed: Smoothed, place: int, ranks: tuple[int, int], figure: Figure
) -> FindingRow:
    """Return the line of one region: count, raw rate with its limits, smoothed rate, ranks that it may have."""
    assert figure.value is not None
    common, unit = float(figure.value), figure.unit
    ends = smoothed.interval(place)
    low, high = (None, None) if ends is None else (ends[0] * common, ends[1] * common)
    raw = Fraction(funnel.ratio) * figure.value
    rank = 1 + sum(ratio > smoothed.ratios[place] for ratio in smoothed.ratios)
    estimates = (
        Estimate("raw", region.count, "count", 0),
        Estimate("rate", raw, unit, 1),
        Estimate.of_float("limits95", common, unit, 1, low=funnel.low95 * common, high=funnel.high95 * common),
        Estimate.of_float(
            "limits998",
            common,
            unit,
            1,
            low=funnel.low998 * common,
            high=funnel.high998 * common,
            confidence=Fraction(998, 1000),
        ),
        Estimate.of_float("smoothed", smoothed.ratios[place] * common, unit, 1, low=low, high=high),
        Estimate("rank", Fraction(rank), "number", 0, Interval(Fraction(ranks[0]), Fraction(ranks[1]))),
    )
    return FindingRow(f"region:{region.code}", estimates)


def _assume(found: list[_Region], all_regions: int, funnel: Funnel) -> tuple[Remark, ...]:
    keys: list[Remark] = []
    if len(found) < all_regions:
        keys.append(Remark(f"{METHOD}.assume_missing", {"n": len(found), "all": all_regions}))
    judged = sum(row.is_judged for row in funnel.rows)
    if funnel.overdispersion is None:
        keys.append(Remark(f"{METHOD}.assume_plain", {"n": judged, "needed": FUNNEL_AREAS}))
    else:
        is_wide = funnel.overdispersion.tau2 > 0
        keys.append(Remark(f"{METHOD}.assume_wide" if is_wide else f"{METHOD}.assume_narrow"))
    if any(region.is_dated for region in found):
        keys.append(Remark(f"{METHOD}.assume_dated"))
    return (*keys, Remark(f"{METHOD}.assume_raw"), Remark(f"{METHOD}.assume_no_league"))
