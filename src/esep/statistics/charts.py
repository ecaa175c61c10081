"""Control charts: whether a value is outside the usual movement of its own series.

XmR for values, Laney u' for counts on a changing population. A plain Poisson u-chart is not offered: with the counts
of a country nearly every year would be outside of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from esep.model.tolerances import CHART_RUN, CHART_SCREEN

# Mean moving range of two normal values over their standard deviation, 2 / sqrt(pi), as the tables print it.
D2 = 1.128
FACTOR = 3 / D2
# Upper limit of a moving range over its mean.
D4 = 3.267


@dataclass(frozen=True)
class XmrChart:
    """Limits of single values: `centre` +- 3 / 1.128 mean moving range; `range_high` is the limit of one movement.

    `dropped` moving ranges were larger than 3.5 times the mean and left out. `n` values were used.
    """

    centre: float
    low: float
    high: float
    mean_range: float
    range_high: float
    dropped: int
    n: int

    @property
    def movement_percent(self) -> float | None:
        """Return the usual movement around the centre in per cent of it; `None` where the centre is 0."""
        return 100 * (self.high - self.centre) / self.centre if self.centre else None

    def is_outside(self, value: float) -> bool:
        """Return whether a value lies outside the limits."""
        return not self.low <= value <= self.high


@dataclass(frozen=True)
class LaneyChart:
    """Limits of counts over an exposure: `centre` is events per unit of exposure, `sigma_z` how many times wider than
    Poisson the series moves (1: as Poisson).
    """

    centre: float
    sigma_z: float
    dropped: int
    n: int

    def limits(self, exposure: float) -> tuple[float, float]:
        """Return the limits of the rate for an exposure: centre +- 3 sqrt(centre / exposure) sigma_z."""
        spread = 3 * (self.centre / exposure) ** 0.5 * self.sigma_z
        return self.centre - spread, self.centre + spread

    def is_outside(self, count: float, exposure: float) -> bool:
        """Return whether the rate of a count lies outside the limits of its exposure."""
        low, high = self.limits(exposure)
        return not low <= count / exposure <= high


def screen_ranges(ranges: Sequence[float]) -> tuple[float, int]:
    """Return the mean of moving ranges without those above 3.5 times the mean of all, and how many were dropped.

    Done once, so that one jump does not hide the next. Source: Nelson 1982 (J Qual Tech 14:172); the worked numbers
    are those of QI Macros.
    """
    mean = fmean(ranges)
    kept = [value for value in ranges if value <= CHART_SCREEN * mean]
    return fmean(kept), len(ranges) - len(kept)


def draw_xmr(values: Sequence[float]) -> XmrChart:
    """Return the XmR chart of a series in its order: mean +- 2.66 times the mean of |x_t - x_(t-1)|.

    Raises `ValueError` for fewer than two values. Source: Wheeler and Chambers, Understanding Statistical Process
    Control; 2.66 = 3 / d2, 3.267 = D4.
    """
    if len(values) < 2:
        raise ValueError("a chart needs two values")
    series = [float(value) for value in values]
    mean_range, dropped = screen_ranges([abs(b - a) for a, b in pairwise(series)])
    centre = fmean(series)
    spread = FACTOR * mean_range
    return XmrChart(centre, centre - spread, centre + spread, mean_range, D4 * mean_range, dropped, len(series))


def draw_laney(counts: Sequence[float], exposures: Sequence[float]) -> LaneyChart:
    """Return Laney's u' chart: z_i = (u_i - ubar) / sqrt(ubar / n_i), limits widened by sigma_z = mean|dz| / 1.128.

    ubar = sum of counts / sum of exposures. With equal exposures it is the XmR chart of the rates. Raises `ValueError`
    for fewer than two counts, or for none above 0. Source: Laney 2002 (Qual Eng 14:531).
    """
    if len(counts) < 2 or sum(counts) <= 0:
        raise ValueError("a chart needs two counts, and one above 0")
    centre = float(sum(counts)) / float(sum(exposures))
    z = [(count / size - centre) / (centre / size) ** 0.5 for count, size in zip(counts, exposures, strict=True)]
    mean_range, dropped = screen_ranges([abs(b - a) for a, b in pairwise(z)])
    return LaneyChart(centre, mean_range / D2, dropped, len(z))


def find_run(values: Sequence[float], centre: float) -> int:
    """Return how many values at the end lie on one side of the centre: negative below, 0 where the last is on it.

    Eight in a row are a signal that the level has moved, though each may be inside the limits.
    """
    sides = [(value > centre) - (value < centre) for value in values]
    length = 0
    for side in reversed(sides):
        if side == 0 or side != sides[-1]:
            break
        length += 1
    return length * (sides[-1] if sides else 0)


def is_long_run(run: int) -> bool:
    """Return whether a run is so long that the level has moved."""
    return abs(run) >= CHART_RUN
