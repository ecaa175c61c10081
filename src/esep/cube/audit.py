"""The audit of hidden numbers: what a reader can compute about each of them from everything that is published.

The reader knows every published number, that no number is below zero, and what is a sum of what. A linear programme
gives the least and the greatest that a hidden number can be for him. Each solution is a whole table that he cannot
tell from the true one, so it answers for all hidden numbers at once, and most need no programme of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.problems import EsepError, Problem

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]
    # Place of a number -> what a reader must be able to believe: that it is as low as this, and as high as this.
    Ranges: TypeAlias = Mapping[int, tuple[float, float]]

# A linear programme is exact to about this much.
_TOLERANCE = 1e-6
# Many numbers are pushed by one programme, until few are left or after so many rounds; then one by one.
_JOINT_ROUNDS = 12
_FEW = 10


@dataclass(frozen=True)
class LinkedTable:
    """Numbers that are linked: `sums` makes them of atoms. `smaller` pairs an atom with one that it cannot exceed."""

    atoms: Array
    sums: Any
    smaller: tuple[tuple[int, int], ...] = ()

    @property
    def numbers(self) -> Array:
        """Return the true numbers."""
        found: Array = self.sums @ self.atoms
        return found

    @property
    def limits(self) -> Any:
        """Return the matrix that makes of atoms what must not be above zero."""
        import numpy as np
        from scipy.sparse import csr_matrix

        count = len(self.smaller)
        rows = np.repeat(np.arange(count), 2)
        columns = np.array(self.smaller, dtype=np.int64).ravel()
        return csr_matrix((np.tile([1.0, -1.0], count), (rows, columns)), shape=(count, len(self.atoms)))


@dataclass(frozen=True)
class Reader:
    """What a reader knows: which numbers are hidden, and between what each hidden one lies (infinite: nothing)."""

    table: LinkedTable
    is_hidden: Array
    least: Array
    greatest: Array

    @classmethod
    def of(cls, table: LinkedTable, is_hidden: Array) -> Reader:
        """Return the reader who knows what is published and that no number is below zero."""
        import numpy as np

        size = len(is_hidden)
        return cls(table, is_hidden, np.zeros(size), np.full(size, np.inf))

    def solve(self, costs: Array, caps: Mapping[int, float] | None = None) -> Array | None:
        """Return the table with the least costs of atoms, `None` where there is none; `caps` limit numbers further."""
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        table = self.table
        shown, hidden = np.flatnonzero(~self.is_hidden), np.flatnonzero(self.is_hidden)
        highest = self.greatest.copy()
        for place, cap in (caps or {}).items():
            highest[place] = min(highest[place], cap)
        capped = hidden[np.isfinite(highest[hidden])]
        raised = hidden[self.least[hidden] > 0]
        found = linprog(
            costs,
            A_ub=vstack([table.sums[capped], -table.sums[raised], table.limits], format="csr"),
            b_ub=np.concatenate([highest[capped], -self.least[raised], np.zeros(len(table.smaller))]),
            A_eq=table.sums[shown],
            b_eq=table.numbers[shown],
            bounds=(0, None),
            method="highs",
        )
        return None if found.x is None else found.x


@dataclass(frozen=True)
class Audit:
    """The least and the greatest that a reader was shown to be unable to rule out for each number."""

    least: Array
    greatest: Array

    def find_failures(self, ranges: Ranges) -> list[int]:
        """Return the numbers about which a reader can compute more than he may."""
        return [
            place
            for place, (low, high) in ranges.items()
            if self.least[place] > low + _TOLERANCE or self.greatest[place] < high - _TOLERANCE
        ]


def audit(reader: Reader, ranges: Ranges, *, stops_at_failure: bool = False) -> Audit:
    """Return how far a reader has to believe each number of `ranges` to reach, at least as far as they ask if he must.

    A number is followed until it is seen to reach as far as it should, or as far as it can. Who only wants to know
    whether all do can stop at the first that does not.
    """
    return _Auditor(reader, ranges).run(stops_at_failure)


class _Auditor:
    """One audit under way: the extremes of every number in all tables found so far."""

    def __init__(self, reader: Reader, ranges: Ranges) -> None:
        self.reader, self.ranges = reader, ranges
        self.table = reader.table
        self.least = self.table.numbers.astype(float)
        self.greatest = self.least.copy()

    def run(self, stops_at_failure: bool) -> Audit:
        """Return the extremes."""
        import numpy as np

        generator = np.random.default_rng(len(self.ranges))
        for _ in range(_JOINT_ROUNDS):
            left = [place for place in self.ranges if self._is_open(place, 1) or self._is_open(place, -1)]
            if len(left) <= _FEW:
                break
            ways = generator.choice([-1.0, 1.0], len(left))
            for turn in (ways, -ways):
                self._push(left, turn)
        for place in self.ranges:
            for way in (1.0, -1.0):
                if self._is_open(place, way):
                    self._push([place], np.array([way]))
                    if stops_at_failure and self._is_open(place, way):
                        return Audit(self.least, self.greatest)
        return Audit(self.least, self.greatest)

    def _is_open(self, place: int, way: float) -> bool:
        """Return whether a number has not been seen as far up (or down) as it should reach."""
        low, high = self.ranges[place]
        return bool(self.greatest[place] < high - _TOLERANCE if way > 0 else self.least[place] > low + _TOLERANCE)

    def _push(self, places: list[int], ways: Array) -> None:
        """Find a table in which numbers are as far up or down as they can be, those that go up no further than asked.

        Whatever comes out is a table that the reader cannot rule out, so every number of it counts.
        """
        import numpy as np

        caps = {place: self.ranges[place][1] for place in places}
        found = self.reader.solve(-(self.table.sums[places].T @ ways), caps)
        if found is not None:
            numbers = self.table.sums @ found
            self.least, self.greatest = np.minimum(self.least, numbers), np.maximum(self.greatest, numbers)


def find_interval(reader: Reader, place: int) -> tuple[float, float]:
    """Return the least and the greatest that one number can be for a reader; infinite where nothing limits it."""
    import numpy as np

    direction = reader.table.sums[place].toarray()[0]
    lowest, highest = reader.solve(direction), reader.solve(-direction)
    assert lowest is not None
    return float(direction @ lowest), np.inf if highest is None else float(direction @ highest)


def refuse_unsafe(found: Audit, ranges: Ranges, **facts: str) -> None:
    """Raise `EsepError` where an audit found numbers that a reader can compute too well: nothing is published then."""
    failures = found.find_failures(ranges)
    if failures:
        raise EsepError(Problem("disclosure-unsafe", facts={"count": str(len(failures)), **facts}))
