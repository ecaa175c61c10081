"""Cells that add up: which numbers of a year are sums of which others, and the parts that all of them consist of.

A measure and a region are the sum of those below them; what was counted under a code itself, or below it in an area
that has no value of its own, is their own part. A year is the sum of its months. An atom is the own part of a measure,
in the own part of a region, in a month: every cell is a sum of atoms, and nothing else connects cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.model.cell import Cell
from esep.model.codelist import CodeList
from esep.model.period import Period
from esep.problems import EsepError, Problem

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Tree:
    """Codes and the place of the one above each, -1 where there is none."""

    codes: tuple[str, ...]
    parents: tuple[int, ...]

    @classmethod
    def grow(cls, codes: CodeList, members: Iterable[str]) -> Tree:
        """Return the tree of some codes of a list: each hangs below the nearest code above it that is among them."""
        names = tuple(sorted(set(members)))
        places = {name: place for place, name in enumerate(names)}
        return cls(names, tuple(places.get(_find_above(codes, name, places), -1) for name in names))

    @property
    def sums(self) -> Array:
        """Return the matrix that makes of own parts the numbers of codes: 1 where a row's code holds a column's."""
        import numpy as np

        matrix = np.eye(len(self.codes), dtype=np.int64)
        for place in range(len(self.codes)):
            above = self.parents[place]
            while above >= 0:
                matrix[above, place] = 1
                above = self.parents[above]
        return matrix

    @property
    def differences(self) -> Array:
        """Return the matrix that makes own parts of the numbers of codes: each without those directly below it."""
        import numpy as np

        matrix = np.eye(len(self.codes), dtype=np.int64)
        for place, above in enumerate(self.parents):
            if above >= 0:
                matrix[above, place] = -1
        return matrix


@dataclass(frozen=True)
class Slice:
    """A month of a year, or what the year has beyond its months (`period` is `None`: such numbers are not published).

    `places` are the places of the regions of the slice among those of the year; `counts` are those of every measure and
    region, by attribute.
    """

    period: Period | None
    regions: Tree
    places: tuple[int, ...]
    counts: Mapping[str, Array]

    def split(self, attribute: str, measures: Tree) -> Array:
        """Return the own parts: measures by the regions of the slice."""
        return measures.differences @ self.counts[attribute] @ self.regions.differences.T


@dataclass(frozen=True)
class Year:
    """The counts of one scope in one calendar year: its months, and for which regions the whole year has a value."""

    scope: str
    number: int
    measures: Tree
    regions: tuple[str, ...]
    slices: tuple[Slice, ...]
    has_total: Array

    @property
    def period(self) -> Period:
        """Return the year itself."""
        return Period.year(self.number)


def is_month_or_year(period: Period) -> bool:
    """Return whether a period is a calendar month or a calendar year."""
    return period.is_year or period.month_count == 1


def list_years(
    cells: Iterable[Cell], measures: CodeList, regions: CodeList, attributes: Sequence[str], scope: str
) -> Iterator[Year]:
    """Yield the years of a scope with the counts of some attributes; cells of other periods and units do not count.

    A region has a number in a period where all its cells have one. Raise `EsepError` where a count is below zero or
    a whole is less than the sum of its parts: what does not add up cannot be protected together.
    """
    by_year: dict[int, list[Cell]] = {}
    for cell in cells:
        key = cell.key
        if key.scope == scope and key.attribute in attributes and is_month_or_year(key.period):
            by_year.setdefault(key.period.start.year, []).append(cell)
    for number, found in sorted(by_year.items()):
        yield _Counts(found, attributes, measures, regions).make_year(scope, number)


class _Counts:
    """The cells of one year as an array: attributes, periods, measures, regions; -1 where there is no number."""

    def __init__(self, cells: Sequence[Cell], attributes: Sequence[str], measures: CodeList, regions: CodeList) -> None:
        import numpy as np

        self.codes = regions
        self.measures = Tree.grow(measures, (cell.key.measure for cell in cells))
        self.regions = tuple(sorted({cell.key.region for cell in cells}))
        self.attributes = tuple(attributes)
        self.periods = sorted({cell.key.period for cell in cells}, key=lambda period: (period.is_year, period))
        axes = (self.attributes, self.periods, self.measures.codes, self.regions)
        places = [{name: place for place, name in enumerate(axis)} for axis in axes]
        self.counts = np.full(tuple(len(axis) for axis in axes), -1, dtype=np.int64)
        for cell in cells:
            key = cell.key
            names = (key.attribute, key.period, key.measure, key.region)
            if cell.value is not None:
                _refuse_negative(cell)
                self.counts[tuple(place[name] for place, name in zip(places, names, strict=True))] = int(cell.value)
        self.is_there: Array = np.all(self.counts >= 0, axis=(0, 2))

    def make_year(self, scope: str, number: int) -> Year:
        """Return the year as slices, each with the numbers that are there."""
        import numpy as np

        months = [place for place, period in enumerate(self.periods) if not period.is_year]
        slices = [
            self._cut(scope, self.periods[place], self.counts[:, place], self.is_there[place]) for place in months
        ]
        has_total = np.zeros(len(self.regions), dtype=bool)
        if self.periods[-1].is_year:
            has_total = self.is_there[-1]
            inside = np.where(self.is_there[months][None, :, None, :], self.counts[:, months], 0).sum(axis=1)
            rest = np.where(has_total, self.counts[:, -1] - inside, 0)
            if rest.any():
                slices.append(self._cut(scope, None, rest, has_total))
        return Year(scope, number, self.measures, self.regions, tuple(slices), has_total)

    def _cut(self, scope: str, period: Period | None, counts: Array, is_there: Array) -> Slice:
        places = tuple(int(place) for place in is_there.nonzero()[0])
        regions = Tree.grow(self.codes, (self.regions[place] for place in places))
        by_attribute = {name: counts[place][:, places] for place, name in enumerate(self.attributes)}
        found = Slice(period, regions, places, by_attribute)
        wholes = [found.split(name, self.measures) for name in self.attributes]
        parts = [wholes[0] - part for part in wholes[1:]] if "" in self.attributes else []
        if any((own < 0).any() for own in (*wholes, *parts)):
            facts = {"scope": scope, "period": str(period or self.periods[-1])}
            raise EsepError(Problem("disclosure-not-additive", facts=facts))
        return found


def _find_above(codes: CodeList, name: str, among: Mapping[str, int]) -> str:
    return next((code for code in codes.lineage(name)[1:] if code in among), "")


def _refuse_negative(cell: Cell) -> None:
    # Where it lies is not said: the message may be read by people who are not to know.
    if cell.value is not None and cell.value < 0:
        facts = {"scope": cell.key.scope, "period": str(cell.key.period)}
        raise EsepError(Problem("disclosure-negative", facts=facts))
