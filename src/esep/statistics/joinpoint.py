"""Joinpoint regression: straight lines on the log scale that meet, and the per cent a year of each.

Our own, and deterministic: every admissible set of joinpoints is tried, none is searched for by chance.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from esep.model.tolerances import (
    JOINPOINT_CORRELATED,
    JOINPOINT_MIN_GAP,
    JOINPOINT_MIN_POINTS,
    JOINPOINT_PENALTY,
    JOINPOINT_PENALTY_CORRELATED,
    JOINPOINT_TWO_FROM,
    TREND_SEGMENT_MIN,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# Added to a count of 0, which has no logarithm.
ZERO_SHIFT = 0.5
# Residuals smaller than this, in ln y, are rounding of the machine: a line that fits so well needs no joinpoint.
EXACT_FIT = 1e-9


@dataclass(frozen=True)
class AnnualChange:
    """A pace in per cent a year with its confidence interval; the bounds are infinite where no degree is left."""

    percent: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Return whether the interval leaves out 0: the direction is more than scatter about the line."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Segment:
    """A straight stretch: first and last time (a joinpoint belongs to both its sides), points in it, pace (APC)."""

    start: float
    end: float
    n: int
    change: AnnualChange

    @property
    def is_provisional(self) -> bool:
        """Return whether the stretch is too short to be called a trend."""
        return self.n < TREND_SEGMENT_MIN


@dataclass(frozen=True)
class JoinpointFit:
    """A fitted broken line. `average` is the AAPC of the whole stretch; `confidence` is that of all intervals.

    `sse` are the weighted sums of squares of the best fit with 0, 1, 2 ... joinpoints, `criteria` their IC_p, `penalty`
    the p that chose; `autocorrelation` is that of neighbouring residuals of the chosen fit. `fitted` are the values of
    the line at `times`.
    """

    times: tuple[float, ...]
    joinpoints: tuple[float, ...]
    segments: tuple[Segment, ...]
    average: AnnualChange
    fitted: tuple[float, ...]
    sse: tuple[float, ...]
    criteria: tuple[float, ...]
    penalty: int
    autocorrelation: float
    df: int
    confidence: float
    coefficients: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    @property
    def n(self) -> int:
        """Return how many points were used."""
        return len(self.times)

    @property
    def last(self) -> Segment:
        """Return the stretch that reaches the last point."""
        return self.segments[-1]


def fit_joinpoints(
    times: Sequence[float],
    values: Sequence[float],
    *,
    weights: Sequence[float] | None = None,
    limit: int | None = None,
    penalty: int | None = None,
    confidence: float = 0.95,
) -> JoinpointFit | None:
    """Return the broken line through ln of a yearly series; `None` for fewer than seven points.

    ln y_t = b0 + b1 t + sum_k d_k (t - tau_k)+, by least squares with weights w (by default the counts themselves: the
    variance of a log count is about 1 / count; give ones for an index or a rate). A value of 0 counts as 0.5. Each
    tau_k is one of the `times`, with at least three points from it to each end and to the next, both included. The
    number of joinpoints (at most `limit`: by default 1 from 7 points, 2 from 12) has the least IC_p(k) = ln(SSE / n) +
    p (k + 1) / n ln n; p is 3, or 4 where the residuals of that choice have a lag-1 autocorrelation above 0.3,
    unless `penalty` says otherwise.

    APC_i = 100 (e^{b_i} - 1) and AAPC = 100 (exp(sum w_i b_i / sum w_i) - 1) with w_i the years of segment i. Intervals
    are those of Student's t with n - 2 (k + 1) degrees; the covariance is that of the joined lines with the joinpoints
    free to move, so that not knowing where the bend lies is part of the error. The `times` need not be neighbours, but
    have to rise.

    Raises `ValueError` for negative values, times that do not rise, lengths that differ.
    Sources: Kim, Fay, Feuer and Midthune 2000 (Stat Med 19:335), Clegg et al. 2009 (Stat Med 28:3670), Muggeo 2010
    (Stat Med 29:1958).
    """
    import numpy as np

    _check(times, values, weights)
    if len(times) < JOINPOINT_MIN_POINTS:
        return None
    t = np.asarray(times, dtype=float)
    counts = np.asarray([value or ZERO_SHIFT for value in values], dtype=float)
    w = counts if weights is None else np.asarray(weights, dtype=float)
    y, root = np.log(counts), np.sqrt(w / w.mean())
    if limit is None:
        limit = 2 if len(t) >= JOINPOINT_TWO_FROM else 1
    tried = (_search(t, y, root, count) for count in range(limit + 1))
    found = [best for best in tried if best is not None]
    chosen = _choose(found, len(t), penalty or JOINPOINT_PENALTY)
    autocorrelation = _correlate(t, y, root, found[chosen][1])
    if penalty is None and autocorrelation > JOINPOINT_CORRELATED:
        penalty = JOINPOINT_PENALTY_CORRELATED
        chosen = _choose(found, len(t), penalty)
        autocorrelation = _correlate(t, y, root, found[chosen][1])
    places = found[chosen][1]
    penalty = penalty or JOINPOINT_PENALTY
    criteria = tuple(_criterion(sse, k, len(t), penalty) for k, (sse, _) in enumerate(found))
    selection = {
        "sse": tuple(sse for sse, _ in found),
        "criteria": criteria,
        "penalty": penalty,
        "autocorrelation": autocorrelation,
    }
    return _describe(t, y, root, places, confidence, selection)


def average_change(fit: JoinpointFit, first: float, last: float) -> AnnualChange:
    """Return the AAPC of a fit between two times: the paces of its segments weighted by their years in that window.

    It equals 100 (e^m - 1) with m the rise of the fitted log line over the window per year; its error holds that of the
    joinpoints. Raises `ValueError` for a window that is empty or reaches outside the fit. Source: Muggeo 2010.
    """
    if not fit.times[0] <= first < last <= fit.times[-1]:
        raise ValueError("the window has to lie inside the fitted times")
    span = last - first
    hinges = [(max(last - tau, 0) - max(first - tau, 0)) / span for tau in fit.joinpoints]
    steps = [((last > tau) - (first > tau)) / span for tau in fit.joinpoints]
    return _convert(fit.coefficients, fit.covariance, [0.0, 1.0, *hinges, *steps], fit.df, fit.confidence)


def _check(times: Sequence[float], values: Sequence[float], weights: Sequence[float] | None) -> None:
    if len(times) != len(values) or (weights is not None and len(weights) != len(values)):
        raise ValueError("times, values and weights have to be of one length")
    if any(later <= earlier for earlier, later in itertools.pairwise(times)):
        raise ValueError("times have to rise")
    if any(value < 0 for value in values) or (weights is not None and any(weight <= 0 for weight in weights)):
        raise ValueError("values cannot be negative, weights have to be positive")


def _search(t: Floats, y: Floats, root: Floats, count: int) -> tuple[float, tuple[int, ...]] | None:
    """Return the least sum of squares with so many joinpoints and their places; `None` where none is admissible.

    Everything is freed of the straight line first, so that each set of joinpoints costs one small system of equations.
    """
    import numpy as np

    line = np.column_stack([root, root * (t - t.mean())])
    basis, _ = np.linalg.qr(line)
    rest = root * y - basis @ (basis.T @ (root * y))
    floor = len(t) * EXACT_FIT**2
    total = float(rest @ rest)
    if count == 0:
        return max(total, floor), ()
    sets = list(_list_places(len(t), count))
    if not sets:
        return None
    inner = np.arange(len(t))
    hinges = root[:, None] * np.maximum(t[:, None] - t[None, inner], 0)
    hinges -= basis @ (basis.T @ hinges)
    gram, project = hinges.T @ hinges, hinges.T @ rest
    index = np.asarray(sets)
    matrices = gram[index[:, :, None], index[:, None, :]]
    sides = project[index]
    solved = np.linalg.solve(matrices, sides[:, :, None])[:, :, 0]
    left = total - np.einsum("ij,ij->i", solved, sides)
    best = int(np.argmin(left))
    return max(float(left[best]), floor), sets[best]


def _list_places(n: int, count: int) -> list[tuple[int, ...]]:
    """Return the admissible sets of joinpoints as places in the series."""
    gap = JOINPOINT_MIN_GAP - 1
    candidates = range(gap, n - gap)
    sets = itertools.combinations(candidates, count)
    return [places for places in sets if all(b - a >= gap for a, b in itertools.pairwise(places))]


def _criterion(sse: float, count: int, n: int, penalty: int) -> float:
    import math

    return math.log(sse / n) + penalty * (count + 1) / n * math.log(n)


def _choose(found: Sequence[tuple[float, tuple[int, ...]]], n: int, penalty: int) -> int:
    return min(range(len(found)), key=lambda count: _criterion(found[count][0], count, n, penalty))


def _fit(t: Floats, y: Floats, root: Floats, places: tuple[int, ...]) -> tuple[Floats, Floats]:
    """Return coefficients (b0 at the mean time, b1, d_k) and weighted residuals of the line with given joinpoints."""
    import numpy as np

    hinges = [np.maximum(t - t[place], 0) for place in places]
    design = np.column_stack([np.ones_like(t), t - t.mean(), *hinges])
    coefficients = np.linalg.lstsq(root[:, None] * design, root * y, rcond=None)[0]
    return coefficients, root * (y - design @ coefficients)


def _correlate(t: Floats, y: Floats, root: Floats, places: tuple[int, ...]) -> float:
    """Return the lag-1 autocorrelation of the weighted residuals, 0 where they are nothing but rounding."""
    _, rest = _fit(t, y, root, places)
    total = float(rest @ rest)
    return 0.0 if total <= len(t) * EXACT_FIT**2 else float(rest[1:] @ rest[:-1]) / total


def _describe(
    t: Floats, y: Floats, root: Floats, places: tuple[int, ...], confidence: float, selection: dict[str, Any]
) -> JoinpointFit:
    import numpy as np

    coefficients, rest = _fit(t, y, root, places)
    n, count = len(t), len(places)
    df = n - 2 * (count + 1)
    # The tangent of the model: beside the hinges a step at each joinpoint, which is what moving it does to the line.
    steps = [(t > t[place]).astype(float) for place in places]
    hinges = [np.maximum(t - t[place], 0) for place in places]
    tangent = root[:, None] * np.column_stack([np.ones_like(t), t - t.mean(), *hinges, *steps])
    spread = float(rest @ rest) / df if df > 0 else float("inf")
    covariance = np.linalg.pinv(tangent.T @ tangent) * spread
    full = (*(float(c) for c in coefficients), *(0.0 for _ in places))
    matrix = tuple(tuple(float(cell) for cell in row) for row in covariance)
    edges = [0, *places, n - 1]
    segments = []
    for place, (start, end) in enumerate(itertools.pairwise(edges)):
        gradient = [0.0, 1.0, *(1.0 if k < place else 0.0 for k in range(count)), *(0.0 for _ in places)]
        change = _convert(full, matrix, gradient, df, confidence)
        segments.append(Segment(float(t[start]), float(t[end]), end - start + 1, change))
    fit = JoinpointFit(
        times=tuple(float(time) for time in t),
        joinpoints=tuple(float(t[place]) for place in places),
        segments=tuple(segments),
        average=segments[0].change,
        fitted=tuple(float(value) for value in np.exp(y - rest / root)),
        df=df,
        confidence=confidence,
        coefficients=full,
        covariance=matrix,
        **selection,
    )
    return replace(fit, average=average_change(fit, fit.times[0], fit.times[-1]))


def _convert(
    coefficients: Sequence[float],
    covariance: Sequence[Sequence[float]],
    gradient: Sequence[float],
    df: int,
    confidence: float,
) -> AnnualChange:
    """Return a linear combination of the slopes as per cent a year, with the interval of Student's t."""
    import numpy as np
    from scipy.stats import t as student

    g = np.asarray(gradient)
    slope = float(g @ np.asarray(coefficients))
    percent = 100 * float(np.expm1(slope))
    if df <= 0:
        return AnnualChange(percent, -100.0, float("inf"))
    half = float(student.ppf((1 + confidence) / 2, df)) * float(g @ np.asarray(covariance) @ g) ** 0.5
    return AnnualChange(percent, 100 * float(np.expm1(slope - half)), 100 * float(np.expm1(slope + half)))
