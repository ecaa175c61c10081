"""A cube of counts: its cells are made when they are asked for, out of counts in files by registered month."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.count_files import COUNTS, read_coverage, read_month
from esep.cube.coverage import Reports, Silence, count_reports, find_silence, judge
from esep.cube.crossing import Crossing, Crossings, make_crossing
from esep.cube.cube import ANY, Cube
from esep.cube.planes import Planes
from esep.cube.shape import read_shape
from esep.model.cell import Cell, CellKey
from esep.model.period import Period

if TYPE_CHECKING:
    from esep.cube.planes import Array

UNIT = "count"
# The date that the files are divided by.
REGISTERED = "registered"
AXES = ("scope", "measure", "attribute", "region", "period")


@dataclass(frozen=True)
class Span:
    """A period of a counted cube, its place among them, and its months on the axis; a year may reach beyond that."""

    place: int
    first: int
    last: int


class CountCube(Cube):
    """Cells for every measure and region that a record can be counted under, for every month and year.

    The months reach from the first registered one to the last. A year has a value where all its twelve months have.
    `files` are its files by their role: `shape`, `coverage` (who reported), and the counts of each registered month
    (`counts-2024-05`). `keep` is what must live as long as they are read.
    """

    def __init__(self, files: Mapping[str, Path], keep: object = None) -> None:
        self.files = dict(sorted(files.items()))
        self.shape = read_shape(self.files["shape"])
        self._keep = keep
        counts = {role: path for role, path in self.files.items() if role.startswith(COUNTS)}
        self._covered = {read_month(role) for role in counts}
        self._first = min(self._covered, default=0)
        self._months = max(self._covered, default=-1) + 1 - self._first
        self._spans = _list_spans(self._first, self._months)
        self._planes = Planes(self.shape, list(counts.values()), self._first, self._months)
        self._crossings = Crossings(self.shape, {read_month(role): path for role, path in counts.items()})
        self.axes: dict[str, tuple[Any, ...]] = {
            "scope": tuple(sorted(self.shape.scopes)),
            "measure": tuple(self._planes.measures),
            "attribute": ("", *sorted(self.shape.attributes)),
            "region": tuple(self._planes.regions),
            "period": tuple(self._spans),
        }
        self._silences: dict[str, Silence] = {}
        self._reports: dict[Silence, Reports] = {}
        self._states: dict[tuple[Silence, str], tuple[tuple[str, Fraction], ...]] = {}
        self._shares: dict[tuple[int, int], tuple[str, Fraction]] = {}

    def __iter__(self) -> Iterator[Cell]:
        return self.walk(self.axes)

    def __len__(self) -> int:
        size = 1
        for axis in self.axes.values():
            size *= len(axis)
        return size

    def get(self, key: CellKey) -> tuple[Cell, ...]:
        """Return the cell of a key, or nothing."""
        return self.find(**vars(key))

    def expect_many(self) -> None:
        """Make ready for questions about several measures."""
        self._planes.expect_many()

    def find_other_prints(self, cell: Cell) -> tuple[Cell, ...]:
        """Return nothing: what is counted is counted once."""
        return ()

    def find(
        self,
        *,
        scope: object = ANY,
        measure: object = ANY,
        attribute: object = ANY,
        region: object = ANY,
        period: object = ANY,
        base_period: object = ANY,
        unit: object = ANY,
    ) -> tuple[Cell, ...]:
        """Return the cells whose key has every given part; counts have no base period and one unit."""
        if base_period not in (ANY, None) or unit not in (ANY, UNIT):
            return ()
        given = {"scope": scope, "measure": measure, "attribute": attribute, "region": region, "period": period}
        return tuple(self.walk({name: self._narrow(name, part) for name, part in given.items()}))

    def periods(
        self, scope: str, measure: str, attribute: str = "", region: str | None = None, unit: str = UNIT
    ) -> tuple[Period, ...]:
        """Return the periods for which a series has a value, oldest first."""
        given = {"scope": scope, "measure": measure, "attribute": attribute}
        if unit != UNIT or not all(self._narrow(name, part) for name, part in given.items()):
            return ()
        regions = self._narrow("region", ANY if region is None else region)
        states = [self.list_states(measure, code) for code in regions]
        return tuple(
            period for place, period in enumerate(self._spans) if any(state[place][0] != "O" for state in states)
        )

    def has_series(self, scope: str, measure: str, region: str) -> bool:
        """Return whether a series has a value for any period."""
        given = {"scope": scope, "measure": measure, "region": region}
        is_known = all(self._narrow(name, part) for name, part in given.items())
        return is_known and any(status != "O" for status, _ in self.list_states(measure, region))

    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that have cells."""
        return self.axes["scope"] if len(self) else ()

    def measures(self, scope: str) -> tuple[str, ...]:
        """Return the measures that have cells in a scope."""
        return self.axes["measure"] if len(self) and scope in self.shape.scopes else ()

    def list_parts(self, wanted: Mapping[str, Collection[str]]) -> Iterator[Mapping[str, str]]:
        """Yield the keys of every series that has the wanted codes, without its periods."""
        names = AXES[:-1]
        axes = ([code for code in self.axes[name] if code in wanted.get(name, (code,))] for name in names)
        yield from (dict(zip(names, codes, strict=True)) for codes in product(*axes))

    def cross(self, scope: str, measure: str, attribute: str, region: str) -> Crossing | None:
        """Return a series of a scope by its own months and by those of registration; `None` where these are the same.

        Registered months without a value are left out.
        """
        given = {"scope": scope, "measure": measure, "attribute": attribute, "region": region}
        if not all(self._narrow(name, part) for name, part in given.items()):
            return None
        basis = self.shape.scopes[scope]
        if basis == REGISTERED:
            return None
        states = self.list_states(measure, region)
        registered = {
            self._first + span.first: period
            for period, span in self._spans.items()
            if span.last - span.first == 1 and states[span.place][0] != "O"
        }
        return make_crossing(basis, self._crossings.get(basis, attribute, measure, region), registered)

    def place(self, period: Period) -> int:
        """Return the place of a period among the periods."""
        return self._spans[period].place

    def restrict(self, roles: Collection[str]) -> CountCube:
        """Return a cube on the same axes of what some of the files of counts hold, to be compared, not shown."""
        found = CountCube(self.files, self._keep)
        paths = [path for role, path in self.files.items() if role.startswith(COUNTS) and role in roles]
        found._planes = Planes(self.shape, paths, self._first, self._months)
        return found

    def tabulate(
        self, scope: str, measure: str, attribute: str, regions: Sequence[str], periods: Sequence[Period]
    ) -> Array:
        """Return what was counted in regions and periods, whether it may be shown or not."""
        import numpy as np

        plane = self._planes.get(self.shape.scopes[scope], attribute, measure)
        sums = np.zeros((len(plane), self._months + 1), dtype=np.int64)
        np.cumsum(plane, axis=1, out=sums[:, 1:])
        sums = sums[[self._planes.regions[region] for region in regions]]
        edges = [(max(span.first, 0), min(span.last, self._months)) for span in map(self._spans.get, periods) if span]
        first, last = np.array(edges, dtype=np.int64).reshape(-1, 2).T
        table: Array = sums[:, last] - sums[:, first]
        return table

    def count(self, key: CellKey) -> int:
        """Return what was counted in a cell, whether it may be shown or not."""
        table = self.tabulate(key.scope, key.measure, key.attribute, [key.region], [key.period])
        return int(table[0, 0])

    def find_silence(self, measure: str) -> Silence:
        """Return what is declared not to have been reported of a measure."""
        if measure not in self._silences:
            self._silences[measure] = find_silence(self.shape, measure)
        return self._silences[measure]

    def list_states(self, measure: str, region: str) -> tuple[tuple[str, Fraction], ...]:
        """Return the status and the coverage of the cells of a measure and a region, for every period."""
        name = (self.find_silence(measure), region)
        if name not in self._states:
            self._states[name] = tuple(self._judge_region(*name))
        return self._states[name]

    def walk(self, axes: Mapping[str, tuple[Any, ...]]) -> Iterator[Cell]:
        """Yield the cells on parts of the axes, in the order of the cube."""
        periods = axes["period"]
        for scope in axes["scope"] if periods else ():
            for measure in axes["measure"]:
                for attribute in axes["attribute"]:
                    for region in axes["region"]:
                        yield from self._make_cells(scope, measure, attribute, region, periods)

    def _make_cells(
        self, scope: str, measure: str, attribute: str, region: str, periods: Iterable[Period]
    ) -> Iterator[Cell]:
        plane = self._planes.get(self.shape.scopes[scope], attribute, measure)
        row = plane[self._planes.regions[region]].tolist()
        states, body, source = self.list_states(measure, region), self.shape.body, self.shape.source
        for period in periods:
            span = self._spans[period]
            status, share = states[span.place]
            value = None if status == "O" else Fraction(sum(row[span.first : span.last]))
            key = CellKey(scope, measure, attribute, region, period)
            yield Cell(key, value, "exact", status, body, source, "", share)

    def _narrow(self, name: str, part: object) -> tuple[Any, ...]:
        """Return the part of an axis that is asked for."""
        if part is ANY:
            return self.axes[name]
        known: dict[str, Any] = {
            "measure": self._planes.measures,
            "region": self._planes.regions,
            "period": self._spans,
        }
        return (part,) if part in known.get(name, self.axes[name]) else ()

    def _judge_region(self, silence: Silence, region: str) -> Iterator[tuple[str, Fraction]]:
        reports, place = self._count_reports(silence), self._planes.regions[region]
        expected, reported = int(reports.expected[place]), reports.reported[place].tolist()
        for span in self._spans.values():
            inside = reported[max(span.first, 0) : span.last]
            months = span.last - span.first
            status, share = self._judge(sum(inside), expected * months)
            is_whole = len(inside) == months and all(self._judge(month, expected)[0] != "O" for month in inside)
            yield (status if is_whole else "O"), share

    def _judge(self, reported: int, expected: int) -> tuple[str, Fraction]:
        name = (reported, expected)
        if name not in self._shares:
            self._shares[name] = judge(reported, expected, self.shape.minimal_coverage)
        return self._shares[name]

    def _count_reports(self, silence: Silence) -> Reports:
        if silence not in self._reports:
            # Where silence means zero and no gap is declared, who reported does not matter.
            is_plain = self.shape.silence == "zero" and not self.shape.gaps
            rows = () if is_plain else read_coverage(self.files["coverage"])
            months = range(self._first, self._first + self._months)
            found = count_reports(self.shape, rows, self._planes.regions, months, self._covered, silence)
            self._reports[silence] = found
        return self._reports[silence]


def _list_spans(first: int, months: int) -> dict[Period, Span]:
    """Return the months of an axis and the years that they lie in, in the order of the cube."""
    found = {Period.months(*_split(number)): (number, number + 1) for number in range(first, first + months)}
    years = {number // 12 for number in range(first, first + months)}
    found |= {Period.year(year): (year * 12, year * 12 + 12) for year in years}
    places = enumerate(sorted(found.items()))
    return {period: Span(place, start - first, end - first) for place, (period, (start, end)) in places}


def _split(number: int) -> tuple[int, int]:
    return number // 12, number % 12 + 1
