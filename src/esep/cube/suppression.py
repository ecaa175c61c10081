"""Suppression: which numbers to hide beside those that must be, so that none of these can be computed from the rest.

A hidden number is safe where a reader can believe that it is as low, and as high, as demanded. For small tables the
numbers hidden beside are those with the least sum that make it so, found by cutting planes; otherwise a set that makes
it so, found greedily. Whichever it was, the audit decides whether anything is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.cube.audit import LinkedTable

if TYPE_CHECKING:
    import numpy as np

    from esep.cube.audit import Ranges

    Array: TypeAlias = np.ndarray[Any, Any]

# Tables with no more numbers, and no more numbers to protect, are solved to the least sum.
MOST_EXACT_NUMBERS = 1000
MOST_EXACT_RANGES = 12
MOST_ROUNDS = 25
# With more numbers to protect than this, many are moved by one programme, until few are left or after so many rounds.
MOST_SINGLE_RANGES = 60
MOST_JOINT_ROUNDS = 6
FEW_RANGES = 10
_TOLERANCE = 1e-6


def suppress(table: LinkedTable, ranges: Ranges) -> Array:
    """Return which numbers are hidden: those of `ranges`, and others that keep them from being computed.

    No number that is 0 is hidden: it is no secret where there is nothing to count.
    """
    if not ranges:
        return _mark(table, ())
    if len(table.numbers) <= MOST_EXACT_NUMBERS and len(ranges) <= MOST_EXACT_RANGES:
        found = _Cuts(table, ranges).run()
        if found is not None:
            return found
    return _Greedy(table, ranges).run()


def _mark(table: LinkedTable, places: Any) -> Array:
    import numpy as np

    marks = np.zeros(table.sums.shape[0], dtype=bool)
    marks[list(places)] = True
    return marks


class _Cuts:
    """Cutting planes: a choice is tried by programmes of the reader; each that fails gives a condition on choices."""

    def __init__(self, table: LinkedTable, ranges: Ranges) -> None:
        self.table, self.ranges = table, ranges
        self.numbers = table.numbers.astype(float)
        # No reader would believe a number far above everything there is.
        self.room = float(self.numbers.max() * 2 + max(high for _, high in ranges.values()))
        self.cuts: list[tuple[Array, float]] = []

    def run(self) -> Array | None:
        """Return the best choice, `None` where it was not found in so many rounds."""
        for _ in range(MOST_ROUNDS):
            chosen = self._choose()
            if chosen is None:
                return None
            before = len(self.cuts)
            for place, (low, high) in self.ranges.items():
                self._try(chosen, place, 1.0, high)
                self._try(chosen, place, -1.0, -low)
            if len(self.cuts) == before:
                return chosen
        return None

    def _choose(self) -> Array | None:
        """Return the choice with the least sum that meets all conditions so far."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        must = _mark(self.table, self.ranges)
        can = self.numbers > 0
        constraints = []
        if self.cuts:
            rows, bounds = zip(*self.cuts, strict=True)
            constraints = [LinearConstraint(np.array(rows), np.array(bounds), np.inf)]
        found = milp(
            self.numbers,
            constraints=constraints,
            integrality=np.ones(len(must)),
            bounds=Bounds(must.astype(float), (must | can).astype(float)),
            options={"mip_rel_gap": 0.0, "node_limit": 500},
        )
        return None if found.x is None or found.status != 0 else np.asarray(found.x > 0.5)

    def _try(self, chosen: Array, place: int, way: float, need: float) -> None:
        """Push a number one way under a choice; where it does not come as far as needed, keep what would let it."""
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        sums, numbers = self.table.sums, self.numbers
        up, down = np.where(chosen, self.room, 0.0), np.where(chosen, numbers, 0.0)
        direction = sums[place].toarray()[0] * way
        found = linprog(
            -direction,
            A_ub=vstack([sums, -sums, self.table.limits], format="csr"),
            b_ub=np.concatenate([numbers + up, down - numbers, np.zeros(len(self.table.smaller))]),
            bounds=(0, None),
            method="highs",
        )
        if -found.fun >= need - _TOLERANCE:
            return
        size = len(numbers)
        above, below = -found.ineqlin.marginals[:size], -found.ineqlin.marginals[size : 2 * size]
        gain = above * self.room + below * numbers
        lack = need - float((above - below) @ numbers)
        self.cuts.append((np.minimum(gain, lack), lack - _TOLERANCE))


class _Greedy:
    """One number after the other is moved as far as demanded, at the least cost in numbers not hidden yet.

    What has to move with it is hidden. Of many numbers, several are moved at once: what moves up and what moves down
    is drawn, and those that could not follow are moved one by one.
    """

    def __init__(self, table: LinkedTable, ranges: Ranges) -> None:
        self.table, self.ranges = table, ranges
        self.numbers = table.numbers.astype(float)
        self.is_hidden = _mark(table, ranges)
        self.least, self.greatest = self.numbers.copy(), self.numbers.copy()

    def run(self) -> Array:
        """Return which numbers are hidden."""
        import numpy as np

        generator = np.random.default_rng(len(self.ranges))
        for _ in range(MOST_JOINT_ROUNDS if len(self.ranges) > MOST_SINGLE_RANGES else 0):
            left = [place for place in self.ranges if self._aim(place, 1) or self._aim(place, -1)]
            if len(left) <= FEW_RANGES:
                break
            ways = generator.choice([-1, 1], len(left))
            for turn in (1, -1):
                self._move({place: self._aim(place, way * turn) for place, way in zip(left, ways, strict=True)})
        # The one that has to move farthest first: what it needs serves many others.
        order = sorted(self.ranges, key=lambda place: (self.ranges[place][0] - self.ranges[place][1], place))
        for place in order:
            for way in (1, -1):
                if self._aim(place, way):
                    self._move({place: self._aim(place, way)})
        return self.is_hidden

    def _aim(self, place: int, way: int) -> float:
        """Return how far a number still has to move one way, 0 where it was seen to come as far."""
        low, high = self.ranges[place]
        if way > 0:
            return high - self.numbers[place] if self.greatest[place] < high - _TOLERANCE else 0.0
        return low - self.numbers[place] if self.least[place] > low + _TOLERANCE else 0.0

    def _move(self, aims: Mapping[int, float]) -> None:
        """Move numbers at the least cost; hide what moves with them."""
        import numpy as np
        from scipy.optimize import linprog
        from scipy.sparse import csr_matrix, eye, hstack

        aims = {place: aim for place, aim in aims.items() if aim}
        if not aims:
            return
        rows, atoms = self.table.sums.shape
        costs = np.where(self.is_hidden, 0.0, self.numbers)
        # Falling short costs more than all that could be hidden: it happens only where moves exclude each other.
        dear = 10.0 * (self.numbers.sum() + 1)
        places = np.array(list(aims))
        signs = np.sign(list(aims.values()))
        identity = eye(rows, format="csr")
        short = eye(len(places), format="csr")
        nothing = csr_matrix((rows, len(places)))
        moved = csr_matrix((signs, (np.arange(len(places)), places)), shape=(len(places), rows))
        limits = self.table.limits
        wide = csr_matrix((limits.shape[0], 2 * rows + len(places)))
        slack = -(limits @ self.table.atoms)
        reach = hstack([csr_matrix((len(places), atoms)), -moved, moved, -short], format="csr")
        found = linprog(
            np.concatenate([np.zeros(atoms), costs, costs, np.full(len(places), dear)]),
            A_ub=_stack(hstack([limits, wide], format="csr"), reach),
            b_ub=np.concatenate([slack, -np.abs(list(aims.values()))]),
            A_eq=hstack([self.table.sums, -identity, identity, nothing], format="csr"),
            b_eq=np.zeros(rows),
            bounds=np.column_stack([self._list_floors(len(places)), np.full(atoms + 2 * rows + len(places), np.inf)]),
            method="highs-ipm" if len(places) > FEW_RANGES else "highs",
        )
        change = self.table.sums @ found.x[:atoms]
        self.is_hidden |= np.abs(change) > _TOLERANCE
        self.least = np.minimum(self.least, self.numbers + change)
        self.greatest = np.maximum(self.greatest, self.numbers + change)

    def _list_floors(self, further: int) -> Array:
        """Return how far down each variable can go: atoms to nothing, what counts moves not at all."""
        import numpy as np

        return np.concatenate([-self.table.atoms.astype(float), np.zeros(2 * len(self.numbers) + further)])


def _stack(*parts: Any) -> Any:
    from scipy.sparse import vstack

    return vstack(parts, format="csr")
