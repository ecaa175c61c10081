"""Counting accepted offences into cells: months and years, every measure and region with all those above it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import TypeAlias

from esep.cube.disclosure import DisclosureRules, RawCube
from esep.model.cell import Cell, CellKey
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.model.period import Period
from esep.records.read import Records

# Month as (year, month), measure, region -> signed number of offences.
_Month: TypeAlias = tuple[int, int]
_Counts: TypeAlias = dict[tuple[_Month, str, str], int]


def count_records(records: Records, definition: Definition) -> RawCube:
    """Return the net number of offences by month and year, measure and region, for every scope of the definition.

    A month in which the dataset has any accepted row is covered: what has no row in it is 0. A month between covered
    ones that has none is missing (status O, no value), and so is the year that it lies in; a year of which only a part
    was read has no value either. The sum is taken from the signed counts, so a correction can bring a cell below zero.
    """
    cells: list[Cell] = []
    for scope, date in records.rules.scopes.items():
        counts = _roll_up(_count_months(records, date), definition)
        cells.extend(_make_cells(records, definition, scope, counts))
    return RawCube(tuple(cells), DisclosureRules(records.rules.disclosure))


def _count_months(records: Records, date: str) -> list[tuple[int, int, str, str, int]]:
    query = (
        f"select year({date}), month({date}), measure, region, sum(count) from {records.table} "
        "group by all order by all"
    )
    return records.engine.execute(query).fetchall()


def _roll_up(months: Iterable[tuple[int, int, str, str, int]], definition: Definition) -> _Counts:
    """Add every count to its measure and region and to all those above them."""
    measures, regions = _list_lineages(definition.measures), _list_lineages(definition.regions)
    counts: _Counts = defaultdict(int)
    for year, month, measure, region, number in months:
        for wider_measure in measures[measure]:
            for wider_region in regions[region]:
                counts[(year, month), wider_measure, wider_region] += int(number)
    return counts


def _list_lineages(codes: CodeList) -> dict[str, tuple[str, ...]]:
    return {code.code: codes.lineage(code.code) for code in codes}


def _make_cells(records: Records, definition: Definition, scope: str, counts: _Counts) -> Iterator[Cell]:
    """Yield a cell for every month and year of every measure and region that a record can be counted under."""
    covered = {month for month, _, _ in counts}
    rules = records.rules
    regions = _list_reached(definition.regions, rules.list_members("region") or {definition.default_region})
    for measure in _list_reached(definition.measures, rules.list_members("measure")):
        for region in regions:
            by_month = {month: counts.get((month, measure, region), 0) for month in covered}
            for period, value in _list_values(by_month):
                key = CellKey(scope, measure, "", region, period)
                number, status = (None, "O") if value is None else (Fraction(value), "A")
                yield Cell(key, number, "exact", status, rules.body, rules.source)


def _list_values(by_month: Mapping[_Month, int]) -> Iterator[tuple[Period, int | None]]:
    """Yield the months from the first to the last covered one and their years; what is not complete has no value."""
    months = _list_months(min(by_month), max(by_month)) if by_month else []
    for month in months:
        yield Period.months(*month), by_month.get(month)
    for year in sorted({year for year, _ in months}):
        values = [by_month[year, month] for month in range(1, 13) if (year, month) in by_month]
        yield Period.year(year), sum(values) if len(values) == 12 else None


def _list_reached(codes: CodeList, members: set[str]) -> list[str]:
    """Return the codes that a record can be counted under: those rows can carry and all above them, in their order."""
    above = {code for member in members for code in codes.lineage(member)}
    return [code for code in codes.codes if code in above]


def _list_months(first: _Month, last: _Month) -> list[_Month]:
    start, end = datetime.date(*first, 1), datetime.date(*last, 1)
    numbers = range(start.year * 12 + start.month - 1, end.year * 12 + end.month)
    return [(number // 12, number % 12 + 1) for number in numbers]
