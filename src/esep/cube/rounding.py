"""Controlled rounding: every number becomes a multiple of a base nearby, and all of them still add up.

Among the tables that add up, the one with the least sum of deviations is taken; where several have it, one of them at
random, by a generator that the name of the table seeds. Randomness decides nothing else: so a table of multiples, and
every table that differs from it by one offence, is rounded to that table itself, and nobody who runs the program on
all tables that he can think of finds only one that gives what was published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]

# A search that has not come to its end at this many branches gives the best table found so far; unlike a limit of
# time it gives the same on every machine.
MOST_BRANCHES = 2000
# By how many bases more numbers may be off where no table is near in all of them; those that are off are not published.
STEPS = (0, 1, 1000)
# How much dearer it is to lose a year than a month.
YEAR_TO_MONTH = 4


@dataclass(frozen=True)
class RoundingTable:
    """What is to be rounded together: own parts of rows by columns, and how they add up to numbers.

    `row_sums` and `column_sums` make numbers of own parts. `is_shown` tells which numbers are published, `is_free`
    which own parts are not, so that they may be any number up to `most`; no own part may exceed its `most`. `is_whole`
    tells which numbers must be multiples of the base even where free parts are in them. `drift` is by how much the sums
    of the months before are off already, and `is_tracked` of which numbers that matters.
    """

    own: Array
    row_sums: Array
    column_sums: Array
    is_shown: Array
    is_free: Array
    is_whole: Array
    most: Array
    drift: Array
    is_tracked: Array

    @classmethod
    def make(cls, own: Array, row_sums: Array, column_sums: Array) -> RoundingTable:
        """Return a table that stands alone and of which every number is published."""
        import numpy as np

        yes, no = np.ones(own.shape, dtype=bool), np.zeros(own.shape, dtype=bool)
        unlimited = np.full(own.shape, own.sum() * 2 + 1000)
        return cls(own, row_sums, column_sums, yes, no, yes, unlimited, np.zeros(own.shape, dtype=np.int64), no)

    def add_up(self, own: Array) -> Array:
        """Return the numbers that own parts make."""
        return self.row_sums @ own @ self.column_sums.T


def make_seed(*names: str) -> int:
    """Return the seed that the name of a table gives; what is counted in it has no part in it."""
    return int.from_bytes(hashlib.sha256("|".join(names).encode()).digest()[:8], "big")


def round_table(table: RoundingTable, base: int, seed: int) -> tuple[Array, Array]:
    """Return the rounded own parts, and which published numbers ended up `base` or more away from the truth.

    There are such numbers only where no table is near in all of them; they must not be published.
    """
    import numpy as np

    own = np.zeros(table.own.shape, dtype=np.int64)
    if table.own.any():
        for steps in STEPS:
            search = _Search(table, base, seed, steps)
            if search.is_possible and (found := search.run()) is not None:
                own = found
                break
        else:
            own = np.where(table.is_free, np.minimum(table.own, table.most), table.own // base * base)
    off = np.abs(table.add_up(own - table.own))
    return own, table.is_shown & (off >= base)


class _Search:
    """The integer programme of one table: a variable for every own part that is not 0, a row for every number."""

    def __init__(self, table: RoundingTable, base: int, seed: int, steps: int) -> None:
        import numpy as np
        from scipy.sparse import csr_matrix, diags, kron

        self.table, self.base, self.steps = table, base, steps
        self.atoms = np.flatnonzero(table.own)
        numbers = table.add_up(table.own).ravel()
        sums = kron(csr_matrix(table.row_sums), csr_matrix(table.column_sums), format="csr")[:, self.atoms]
        self.rows = np.flatnonzero(numbers)
        self.sums = sums[self.rows]
        self.numbers = numbers[self.rows]
        self.is_free = table.is_free.ravel()[self.atoms]
        # A free part counts single offences, every other one bases.
        self.scale = np.where(self.is_free, 1, base)
        self.matrix = (self.sums @ diags(self.scale, dtype=np.float64)).tocsr()
        self.is_shown = table.is_shown.ravel()[self.rows]
        self.is_mixed = (self.sums @ self.is_free.astype(np.int64)) > 0
        self._set_limits()
        self.costs = self._weigh(np.random.default_rng(seed))

    def _set_limits(self) -> None:
        """Set between what every own part and every number may lie."""
        import numpy as np

        table, base = self.table, self.base
        counts, most = table.own.ravel()[self.atoms], table.most.ravel()[self.atoms]
        floors = counts // base
        lows = np.maximum(floors - self.steps, 0)
        highs = np.minimum(floors + (counts % base > 0) + self.steps, most // base)
        self.lows = np.where(self.is_free, 0, lows)
        self.highs = np.where(self.is_free, most, highs)
        floor = self.numbers // base * base
        ceiling = np.where(self.numbers % base, floor + base, floor)
        is_near = self.is_shown & self.is_mixed
        self.least = np.where(is_near, self.numbers - base + 1, floor)
        self.greatest = np.where(is_near, self.numbers + base - 1, ceiling)
        drift = table.drift.ravel()[self.rows]
        self.is_tracked = table.is_tracked.ravel()[self.rows]
        self.least_so_far = self.numbers - drift - base + 1
        self.greatest_so_far = self.numbers - drift + base - 1

    @property
    def is_possible(self) -> bool:
        """Return whether no single number rules out a table that is near in all of them."""
        both = self.is_shown & self.is_tracked
        is_crossed = (self.least_so_far > self.greatest) | (self.greatest_so_far < self.least)
        return self.steps > 0 or not (both & is_crossed).any()

    def _weigh(self, generator: np.random.Generator) -> Array:
        """Return what a unit of every own part adds to the sum of deviations, with a little chance that breaks ties."""
        import numpy as np

        weights = (self.base - 2 * (self.numbers % self.base)) / self.base
        # All of it together is less than one offence of deviation.
        chance = (generator.random(len(self.rows)) - 0.5) * 0.8 / len(self.rows) / self.base
        return np.asarray(self.matrix.T @ np.where(self.is_mixed, chance, weights + chance))

    def run(self) -> Array | None:
        """Return the best own parts, or `None` where there are none."""
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        blocks = list(self._list_blocks())
        width = len(self.atoms) + sum(extra.shape[1] for extra, *_ in blocks)
        constraints, lows, highs, costs = [], [self.lows], [self.highs], [self.costs]
        start = len(self.atoms)
        for extra, picked, least, greatest, highest, cost in blocks:
            constraints.append(LinearConstraint(self._widen(picked, extra, start, width), least, greatest))
            lows.append(np.zeros(extra.shape[1]))
            highs.append(np.full(extra.shape[1], highest))
            costs.append(cost)
            start += extra.shape[1]
        found = milp(
            np.concatenate(costs),
            constraints=constraints,
            integrality=np.ones(width),
            bounds=Bounds(np.concatenate(lows), np.concatenate(highs)),
            options={"mip_rel_gap": 0.0, "node_limit": MOST_BRANCHES},
        )
        if found.x is None:
            return None
        own = np.zeros(self.table.own.size, dtype=np.int64)
        own[self.atoms] = np.rint(found.x[: len(self.atoms)]).astype(np.int64) * self.scale
        return own.reshape(self.table.own.shape)

    def _list_blocks(self) -> Iterator[tuple[Any, Array, Array, Array, float, Array]]:
        """Yield the constraints: their further variables as columns, the rows, least, greatest, and what those cost.

        A further variable is a number of bases: by how many a number is off (two rows, one for each side), or, where
        parts are free, which multiple it is.
        """
        import numpy as np
        from scipy.sparse import csr_matrix, eye, vstack

        # A number that holds more is missed more, and a year more than a month.
        dear = 10.0 * self.base * (len(self.rows) + 1) * np.sqrt(np.diff(self.sums.indptr))
        for is_there, least, greatest, price in (
            (self.is_shown, self.least, self.greatest, dear),
            (self.is_tracked, self.least_so_far, self.greatest_so_far, dear * YEAR_TO_MONTH),
        ):
            places = np.flatnonzero(is_there)
            if self.steps == 0:
                yield csr_matrix((len(places), 0)), places, least[places], greatest[places], 0, price[:0]
                continue
            one = eye(len(places), format="csr") * self.base
            unlimited = np.full(len(places), np.inf)
            yield (
                vstack([one, -one], format="csr"),
                np.concatenate([places, places]),
                np.concatenate([least[places], -unlimited]),
                np.concatenate([unlimited, greatest[places]]),
                self.steps,
                price[places],
            )
        multiples = np.flatnonzero(self.is_shown & self.is_mixed & self.table.is_whole.ravel()[self.rows])
        if len(multiples):
            zero = np.zeros(len(multiples))
            yield eye(len(multiples), format="csr") * -self.base, multiples, zero, zero, np.inf, zero

    def _widen(self, picked: Array, extra: Any, start: int, width: int) -> Any:
        """Return rows of the matrix with the columns of all further variables, of which `extra` are filled."""
        from scipy.sparse import csr_matrix, hstack

        before = csr_matrix((len(picked), start - len(self.atoms)))
        after = csr_matrix((len(picked), width - start - extra.shape[1]))
        return hstack([self.matrix[picked], before, extra, after], format="csr")
