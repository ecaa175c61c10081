"""Where the level of a series may have shifted: a hint that a rule of counting changed unannounced, never a finding.

Our own optimal partition: every set of breaks is tried by dynamic programming, as for 100 values it can be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class LevelShifts:
    """The best partitions into stretches of one level each.

    `breaks[m]` are the places after which the level shifts, counted from 1 as strucchange does, in the best partition
    with m breaks; `sse` its sum of squares and `bic` its criterion. `chosen` is the m of the least `bic`.
    """

    breaks: tuple[tuple[int, ...], ...]
    sse: tuple[float, ...]
    bic: tuple[float, ...]

    @property
    def chosen(self) -> int:
        """Return the number of breaks with the least criterion."""
        return min(range(len(self.bic)), key=lambda count: self.bic[count])


def find_level_shifts(values: Sequence[float], *, limit: int = 2, gap: int = 3) -> LevelShifts:
    """Return the best partitions of a series with 0 to `limit` level shifts, each level at least `gap` values long.

    The sum of squares about the level of each stretch is least; BIC = n (ln(SSE / n) + ln 2 pi + 1) + 2 (m + 1) ln n,
    m + 1 levels, m breaks and one variance. Take ln y for counts. Autocorrelation and trends look like shifts, so this
    only suggests where to ask. Raises `ValueError` where not even one stretch fits.
    Sources: Bai and Perron 2003 (J Appl Econometrics 18:1); Killick et al. 2012.
    """
    n = len(values)
    if n < gap:
        raise ValueError(f"{n} values hold no stretch of {gap}")
    sums, squares = [0.0], [0.0]
    mean = sum(values) / n
    for value in values:
        sums.append(sums[-1] + value - mean)
        squares.append(squares[-1] + (value - mean) ** 2)

    def cost(start: int, end: int) -> float:
        return squares[end] - squares[start] - (sums[end] - sums[start]) ** 2 / (end - start)

    # best[m][end]: least sum of squares of the first `end` values with m breaks, and the break before the last level.
    best: list[dict[int, tuple[float, int]]] = [{end: (cost(0, end), 0) for end in range(gap, n + 1)}]
    for count in range(1, limit + 1):
        before = best[-1]
        best.append(
            {
                end: min((before[cut][0] + cost(cut, end), cut) for cut in range(count * gap, end - gap + 1))
                for end in range((count + 1) * gap, n + 1)
            }
        )
    best = [level for level in best if n in level]
    found = tuple(_trace(best, count, n) for count in range(len(best)))
    sse = tuple(max(level[n][0], 0.0) for level in best)
    return LevelShifts(found, sse, tuple(_compute_bic(total, n, count) for count, total in enumerate(sse)))


def _trace(best: Sequence[dict[int, tuple[float, int]]], count: int, end: int) -> tuple[int, ...]:
    places: list[int] = []
    for level in range(count, 0, -1):
        end = best[level][end][1]
        places.append(end)
    return tuple(reversed(places))


def _compute_bic(sse: float, n: int, count: int) -> float:
    tiny = max(sse / n, 1e-300)
    return n * (math.log(tiny) + math.log(2 * math.pi) + 1) + 2 * (count + 1) * math.log(n)
