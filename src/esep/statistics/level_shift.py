"""Where the level of a series may have shifted: a hint that a rule of counting changed unannounced, never a finding.

Our own optimal partition: every set of breaks is tried by dynamic programming, as for 100 values it can be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from esep.model.tolerances import NO_SCATTER, SHIFT_EVIDENCE
from esep.statistics.joinpoint import fit_joinpoints


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
    return LevelShifts(found, sse, tuple(_compute_bic(total, n, 2 * (count + 1)) for count, total in enumerate(sse)))


@dataclass(frozen=True)
class ShiftHint:
    """A place after which the level of a yearly series seems to have shifted: `after` lies within `low` to `high`."""

    after: float
    low: float
    high: float


def suggest_shifts(years: Sequence[float], values: Sequence[float]) -> tuple[ShiftHint, ...]:
    """Return where to ask whether the counting changed: the shifts of level that explain ln y better than a line does.

    Stretches of one level each (`find_level_shifts`) are held against the broken line of `fit_joinpoints`, both by
    least squares of equal weights. Nothing is returned unless the BIC of the best stretches is smaller by 6 than that
    of every line with 0 to 2 joinpoints (strong evidence, Kass and Raftery 1995, JASA 90:773), a joinpoint counting as
    two parameters. A value of 0 counts as 0.5; fewer than seven years get no hint.
    """
    line = fit_joinpoints(years, values, weights=[1.0] * len(values))
    if line is None:
        return ()
    logs = [math.log(value or 0.5) for value in values]
    shifts = find_level_shifts(logs)
    n, count = len(logs), shifts.chosen
    rival = min(_compute_bic(sse, n, 2 * bends + 3) for bends, sse in enumerate(line.sse))
    if not count or shifts.bic[count] > rival - SHIFT_EVIDENCE:
        return ()
    found = shifts.breaks[count]
    return tuple(
        ShiftHint(years[place - 1], years[max(low, 1) - 1], years[min(high, n) - 1])
        for place, (low, high) in zip(found, bound_breaks(logs, found), strict=True)
    )


def bound_breaks(
    values: Sequence[float], breaks: Sequence[int], *, confidence: float = 0.95
) -> tuple[tuple[int, int], ...]:
    """Return the interval of each break of a partition, as places counted from 1; they may lie outside the series.

    With means m1, m2 and mean squares s1, s2 of the stretches before and after, the error of a place times
    (m2 - m1)^2 / s1 is distributed as the place of the maximum of a Brownian motion with drift on both sides, its
    variance after the break s2 / s1 times that before; the interval is rounded outwards. Where a stretch has no scatter
    to speak of beside its neighbour, the place stands for both ends.
    Sources: Bai 1997 (Review of Economics and Statistics 79:551), appendix; Bai and Perron 2003.
    """
    from scipy.optimize import brentq

    ends = [0, *breaks, len(values)]
    parts = [values[start:end] for start, end in pairwise(ends)]
    means = [sum(part) / len(part) for part in parts]
    spreads = [sum((value - mean) ** 2 for value in part) / len(part) for part, mean in zip(parts, means, strict=True)]
    found = []
    for place, (before, after), (spread, next_spread) in zip(breaks, pairwise(means), pairwise(spreads), strict=True):
        if min(spread, next_spread) <= NO_SCATTER * max(spread, next_spread):
            found.append((place, place))
            continue
        scale = (after - before) ** 2 / spread
        share = _distribute(next_spread / spread)
        tail, reach = (1 - confidence) / 2, 1.0
        while share(-reach) > tail or share(reach) < 1 - tail:
            reach *= 2
        early, late = (brentq(lambda x, p=p, share=share: share(x) - p, -reach, reach) for p in (tail, 1 - tail))
        # The place that was found errs by `early` to `late`, so that the true one lies as much the other way.
        found.append((place - math.ceil(late / scale), place - math.floor(early / scale)))
    return tuple(found)


def _distribute(phi: float) -> Callable[[float], float]:
    """Return the distribution function of Bai 1997, appendix B, where phi is the later variance over the earlier."""
    from scipy.special import log_ndtr

    def weigh_tail(size: float, ratio: float) -> float:
        root, turn = math.sqrt(size), 1 / ratio
        rise = turn * (1 + turn) * size / 2 + float(log_ndtr(-(0.5 + turn) * root))
        return (
            -root * math.exp(-size / 8) / math.sqrt(2 * math.pi)
            - ratio * (ratio + 2) / (ratio + 1) * math.exp(rise)
            + (size / 2 - 2 + (ratio + 2) ** 2 / (ratio + 1)) * math.exp(float(log_ndtr(-root / 2)))
        )

    # Measured in the later variance, the side after the break is the side before it, mirrored.
    return lambda x: weigh_tail(-x, phi) if x < 0 else 1 - weigh_tail(x / phi, 1 / phi)


def _trace(best: Sequence[dict[int, tuple[float, int]]], count: int, end: int) -> tuple[int, ...]:
    places: list[int] = []
    for level in range(count, 0, -1):
        end = best[level][end][1]
        places.append(end)
    return tuple(reversed(places))


def _compute_bic(sse: float, n: int, parameters: int) -> float:
    tiny = max(sse / n, 1e-300)
    return n * (math.log(tiny) + math.log(2 * math.pi) + 1) + parameters * math.log(n)
