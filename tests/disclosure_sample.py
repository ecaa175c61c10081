"""An invented register of sensitive offences, its cells in every margin, and a reader who would undo a protection."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import linprog

from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.definition import Definition
from esep.model.period import Period

PARENTS = {"total": "", "violent": "total", "rape": "violent", "assault": "violent", "theft": "total", "other": ""}
AREAS = {"K": "", "K-1": "K", "K-2": "K", "K-11": "K-1", "K-12": "K-1"}
ATTRIBUTES = ("juvenile", "night")
SCOPES = ("registered", "occurred")


def make_definition() -> Definition:
    """Return the definition of the invented register."""

    def make_list(name: str, parents: dict[str, str]) -> CodeList:
        return CodeList(name, [Code(code, {"en": code}, parent=parent) for code, parent in parents.items()])

    return Definition(
        name="invented",
        kind="records",
        title={},
        default_scope="registered",
        default_region="K",
        measures=make_list("measures", PARENTS),
        scopes=make_list("scopes", dict.fromkeys(SCOPES, "")),
        regions=make_list("regions", AREAS),
        attributes=make_list("attributes", dict.fromkeys(ATTRIBUTES, "")),
    )


@dataclass(frozen=True)
class Offence:
    """One invented offence: its measure, region, the months of its two dates, and its attributes."""

    measure: str
    region: str
    registered: int
    occurred: int
    flags: frozenset[str]


def invent(size: int, seed: int, months: int = 3) -> list[Offence]:
    """Return offences drawn at random: many thefts, few rapes, some coded no nearer than a region or a kind."""
    generator = random.Random(seed)
    found = []
    for _ in range(size):
        measure = generator.choices(["rape", "assault", "violent", "theft", "other"], [2, 5, 1, 12, 2])[0]
        region = generator.choices(["K-11", "K-12", "K-1", "K-2"], [4, 2, 1, 5])[0]
        registered = generator.randrange(months)
        flags = frozenset(flag for flag in ATTRIBUTES if generator.random() < 0.4)
        found.append(Offence(measure, region, registered, generator.randint(0, registered), flags))
    return found


def count(
    offences: Iterable[Offence], months: Sequence[int] = range(12), attributes: Sequence[str] = ATTRIBUTES
) -> list[Cell]:
    """Return the cells: every measure, region, attribute and scope, by month and, if all twelve are there, the year."""
    counts: Counter[tuple[str, str, str, str, Period]] = Counter()
    for offence in offences:
        for scope in SCOPES:
            month = getattr(offence, scope)
            for period in (Period.months(2024, month + 1), Period.year(2024)):
                for attribute in ("", *offence.flags):
                    for measure in climb(PARENTS, offence.measure):
                        for region in climb(AREAS, offence.region):
                            counts[scope, measure, attribute, region, period] += 1
    periods = [Period.months(2024, month + 1) for month in months]
    if len(months) == 12:
        periods.append(Period.year(2024))
    keys = [
        (scope, measure, attribute, region, period)
        for scope in SCOPES
        for measure in PARENTS
        for attribute in ("", *attributes)
        for region in AREAS
        for period in periods
    ]
    return [Cell(CellKey(*key), Fraction(counts[key])) for key in keys]


def climb(parents: dict[str, str], code: str) -> list[str]:
    """Return a code and all above it."""
    found = []
    while code:
        found.append(code)
        code = parents[code]
    return found


@dataclass
class Attack:
    """A reader with every published cell and a linear programme.

    He knows what a whole is at least the sum of its parts, that a year is its months, that no count is below zero, that
    offences with an attribute are among all offences, that both scopes count the same offences, and what rounding does.
    The equations are written here once more, from the code lists alone: a mistake in the protection is none here.
    """

    published: Sequence[Cell]
    margin: int = 0
    places: dict[CellKey, int] = field(default_factory=dict)
    rows: list[dict[int, float]] = field(default_factory=list)
    bounds: list[float] = field(default_factory=list)
    equal: list[dict[int, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = {cell.key: place for place, cell in enumerate(self.published)}
        for cell in self.published:
            self._link_parts(cell.key)
            self._link_time(cell.key)
            if cell.key.attribute:
                self._demand_less([cell.key], self._change(cell.key, attribute=""))
        self._link_scopes()

    def find_interval(self, key: CellKey) -> tuple[float, float]:
        """Return the least and the greatest that a cell can be, for all that he knows."""
        costs = np.zeros(len(self.places))
        costs[self.places[key]] = 1
        found = [self._solve(way * costs) for way in (1, -1)]
        return found[0], -found[1]

    def _solve(self, costs: Any) -> float:
        result = linprog(
            costs,
            **self._known,
            method="highs",
        )
        if result.status == 3:
            return -np.inf
        assert result.status == 0, "what was published contradicts itself"
        return float(result.fun)

    @cached_property
    def _known(self) -> dict[str, Any]:
        return {
            "A_ub": self._fill(self.rows) if self.rows else None,
            "b_ub": self.bounds or None,
            "A_eq": self._fill(self.equal) if self.equal else None,
            "b_eq": np.zeros(len(self.equal)) if self.equal else None,
            "bounds": [self._limit(cell) for cell in self.published],
        }

    def _limit(self, cell: Cell) -> tuple[float, float | None]:
        if cell.value is None:
            return 0, None
        margin = self.margin if cell.precision.startswith("rounded_to_base") else 0
        return max(0.0, float(cell.value) - margin), float(cell.value) + margin

    def _fill(self, rows: list[dict[int, float]]) -> Any:
        from scipy.sparse import csr_matrix

        places = [(row, column, value) for row, line in enumerate(rows) for column, value in line.items()]
        lines, columns, values = zip(*places, strict=True)
        return csr_matrix((values, (lines, columns)), shape=(len(rows), len(self.places)))

    def _demand_less(self, parts: Sequence[CellKey], whole: CellKey) -> None:
        row = {self.places[part]: 1.0 for part in parts}
        row[self.places[whole]] = -1.0
        self.rows.append(row)
        self.bounds.append(0.0)

    def _change(self, key: CellKey, **parts: Any) -> CellKey:
        return CellKey(**{**vars(key), **parts})

    def _link_parts(self, key: CellKey) -> None:
        for name, parents in (("measure", PARENTS), ("region", AREAS)):
            below = [code for code, parent in parents.items() if parent == getattr(key, name)]
            if below:
                self._demand_less([self._change(key, **{name: code}) for code in below], key)
        # What is counted neither below a measure nor below a region is not less than nothing either.
        measures = [code for code, parent in PARENTS.items() if parent == key.measure]
        regions = [code for code, parent in AREAS.items() if parent == key.region]
        if measures and regions:
            row = {self.places[key]: -1.0}
            row |= {self.places[self._change(key, measure=code)]: 1.0 for code in measures}
            row |= {self.places[self._change(key, region=code)]: 1.0 for code in regions}
            row |= {self.places[self._change(key, measure=m, region=r)]: -1.0 for m in measures for r in regions}
            self.rows.append(row)
            self.bounds.append(0.0)

    def _link_time(self, key: CellKey) -> None:
        if key.period.is_year:
            months = [self._change(key, period=Period.months(2024, month)) for month in range(1, 13)]
            self.equal.append({self.places[key]: -1.0} | {self.places[month]: 1.0 for month in months})

    def _link_scopes(self) -> None:
        for cell in self.published:
            if cell.key.scope == "registered" and cell.key.period.is_year:
                other = self._change(cell.key, scope="occurred")
                self.equal.append({self.places[cell.key]: 1.0, self.places[other]: -1.0})
