"""Areas whose borders changed: figures for the borders of another time, put together from the areas of theirs.

An area that was divided is the sum of its parts, as long as each of them came out of it alone; the part of an area that
was not divided yet is nobody's figure. Where the cube itself has a value (a publisher counted anew in the borders of
today, or records name places so small that they lie within both), it stands.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from esep.cube.cube import Cube
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import Period

# Only numbers of things can be added; a rate or a share of two areas is not the sum of theirs.
ADDITIVE_UNITS = ("count", "persons")


@dataclass(frozen=True)
class Composition:
    """How an area is put together in a period in which it is not in force throughout.

    `parts` are the areas then in force that together are exactly this one; empty where none are, and `reason` says why:
    `unborn` (it lay in `others`, which were not divided yet), `merged` (it went into `others`, which are larger),
    `ended` (nothing is declared to replace it), `straddled` (the borders changed within the period). `day` is the first
    day on which the borders were different.
    """

    region: str
    day: datetime.date
    parts: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    reason: str = ""


def list_geography(regions: CodeList, day: datetime.date) -> tuple[Code, ...]:
    """Return the areas in force on a day, in their official order."""
    return tuple(region for region in regions if region.is_valid_on(day))


def find_composition(regions: CodeList, region: str, period: Period, *, is_counted: bool = False) -> Composition | None:
    """Return how an area is put together in a period; `None` where it was in force on every day, or is unknown.

    `is_counted` tells that figures were counted from records, each of which names an area in force on its day: then a
    divided area is the sum of itself and its parts in the period of the division.
    """
    code = regions.find(region)
    if code is None or code.is_valid(period):
        return None
    if code.valid_to is not None and code.valid_to < period.start:
        return _compose_retired(regions, code, code.valid_to, period)
    if code.valid_from is not None and period.end < code.valid_from:
        return _compose_unborn(regions, code, code.valid_from, period)
    if code.valid_to is not None and code.valid_to < period.end:
        day = code.valid_to + datetime.timedelta(days=1)
        parts = _divide(regions, region, regions.successors, regions.predecessors)
        if is_counted and parts and (code.valid_from or period.start) <= period.start:
            return Composition(region, day, (region, *parts))
        return Composition(region, day, others=regions.successors(region), reason="straddled")
    day = code.valid_from or period.start
    return Composition(region, day, others=regions.predecessors(region), reason="straddled")


def _compose_retired(regions: CodeList, code: Code, last: datetime.date, period: Period) -> Composition:
    day = last + datetime.timedelta(days=1)
    parts = _cover(regions, code.code, period)
    if parts:
        return Composition(code.code, day, parts)
    others = regions.successors(code.code)
    for part in _divide(regions, code.code, regions.successors, regions.predecessors):
        later = find_composition(regions, part, period)
        if later is not None and not later.parts:
            return replace(later, region=code.code)
    return Composition(code.code, day, others=others, reason="merged" if others else "ended")


def _compose_unborn(regions: CodeList, code: Code, first: datetime.date, period: Period) -> Composition:
    parts = _cover(regions, code.code, period)
    others = () if parts else regions.predecessors(code.code)
    return Composition(code.code, first, parts, others, "" if parts else "unborn")


def _cover(regions: CodeList, region: str, period: Period) -> tuple[str, ...]:
    """Return the areas in force throughout a period that are together one area; empty where there are none."""
    code = regions[region]
    if code.is_valid(period):
        return (region,)
    if code.valid_to is not None and code.valid_to < period.start:
        nearer = _divide(regions, region, regions.successors, regions.predecessors)
    elif code.valid_from is not None and period.end < code.valid_from:
        nearer = _divide(regions, region, regions.predecessors, regions.successors)
    else:
        return ()
    found = [_cover(regions, name, period) for name in nearer]
    return tuple(name for parts in found for name in parts) if found and all(found) else ()


def _divide(
    regions: CodeList,
    region: str,
    step: Callable[[str], tuple[str, ...]],
    back: Callable[[str], tuple[str, ...]],
) -> tuple[str, ...]:
    """Return the areas that one became (or came from), where each of them belongs to it alone."""
    nearer = step(region)
    return nearer if all(name in regions and back(name) == (region,) for name in nearer) else ()


def compose_figure(cube: Cube, key: CellKey, composition: Composition) -> Figure:
    """Return the figure of an area in the borders of another time: the sum of its parts, or why there is none.

    Its status is D (the definition differs from the one that was published); a part without a value leaves the sum
    without one, with the status of that part.
    """
    if not composition.parts:
        return Figure(None, key.unit, 0, "L" if composition.reason == "straddled" else "M")
    if key.unit not in ADDITIVE_UNITS or key.base_period is not None:
        return Figure(None, key.unit, 0, "O")
    found = [_take(cube, replace(key, region=part)) for part in composition.parts]
    cells = tuple(cell for cell in found if cell is not None)
    formula = " + ".join(composition.parts)
    statuses = {cell.status for cell in cells if cell.value is None}
    if len(cells) < len(found) or statuses:
        return Figure(None, key.unit, 0, "Q" if "Q" in statuses else "O", None, cells, formula)
    figures = [Figure.of_cell(cell) for cell in cells]
    value = sum((figure.value for figure in figures if figure.value is not None), Fraction(0))
    interval = Interval.point(0)
    for figure in figures:
        interval += figure.interval or Interval(None, None)
    decimals = min(figure.decimals for figure in figures)
    return Figure(value, key.unit, decimals, "D", interval, cells, formula)


def reaggregate(
    cube: Cube, regions: CodeList, day: datetime.date, keys: Iterable[CellKey], *, is_counted: bool = False
) -> dict[CellKey, Figure]:
    """Return the figures of the areas in force on a day for the series and periods of `keys`, whatever their areas.

    An area that was in force throughout a period has its own cell; the others are put together.
    """
    found: dict[CellKey, Figure] = {}
    for key in keys:
        for region in list_geography(regions, day):
            own = replace(key, region=region.code)
            if own not in found:
                found[own] = find_figure(cube, regions, own, is_counted=is_counted)
    return found


def find_figure(cube: Cube, regions: CodeList, key: CellKey, *, is_counted: bool = False) -> Figure:
    """Return the figure of an area: its own cell where it is one, otherwise what its composition gives."""
    composition = find_composition(regions, key.region, key.period, is_counted=is_counted)
    cell = _take(cube, key)
    if cell is not None and (composition is None or is_own_value(cell, composition, is_counted=is_counted)):
        return Figure.of_cell(cell)
    if composition is None:
        return Figure(None, key.unit, 0, "O")
    return compose_figure(cube, key, composition)


def is_own_value(cell: Cell, composition: Composition, *, is_counted: bool = False) -> bool:
    """Return whether a cell of an area that was not in force throughout is a value of its own.

    Counting finds nothing for an area that is not there: that 0 is no number of offences. And what was counted in an
    area until its end, or since its beginning, is not what happened there in the whole period.
    """
    is_partial = composition.region in composition.parts or (is_counted and composition.reason == "straddled")
    return bool(cell.value) and not is_partial


def _take(cube: Cube, key: CellKey) -> Cell | None:
    """Return the most exact print of a cell."""
    return next(iter(cube.get(key)), None)
