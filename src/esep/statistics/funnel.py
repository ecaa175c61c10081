"""Funnel limits: how far the ratio of observed to expected may lie from 1 by chance, given how much is expected.

No league tables: whether an area stands out depends on its size. Spiegelhalter 2005 (Stat Med 24:1185).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.model.tolerances import FUNNEL_AREAS, FUNNEL_LEAST_EXPECTED, FUNNEL_WINSORISED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

# One in twenty and one in five hundred areas lie outside these by chance.
LEVELS = (0.95, 0.998)


@dataclass(frozen=True)
class Overdispersion:
    """How much wider than Poisson areas spread: `phi` is the winsorised mean of z^2, `tau2` the variance between areas
    on the scale of sqrt(O / E); 0 where they spread no wider.
    """

    phi: float
    tau2: float


@dataclass(frozen=True)
class FunnelRow:
    """One area: ratio O / E with the limits at 95 and 99.8 per cent; `side` is -1 below, 1 above, 0 inside or not
    judged, `outside` the widest limit it is outside of: "", "95" or "99.8".
    """

    observed: float
    expected: float
    ratio: float
    low95: float
    high95: float
    low998: float
    high998: float
    is_judged: bool

    @property
    def side(self) -> int:
        """Return -1 for an area below its 95 % limit, 1 above, 0 inside or not judged."""
        return 0 if not self.is_judged else (self.ratio > self.high95) - (self.ratio < self.low95)

    @property
    def outside(self) -> str:
        """Return the widest limit that the area is outside of: "99.8", "95" or nothing."""
        if not self.side:
            return ""
        return "95" if self.low998 <= self.ratio <= self.high998 else "99.8"


@dataclass(frozen=True)
class Funnel:
    """All areas against their common rate. `overdispersion` is `None` where there are too few areas to estimate it."""

    rows: tuple[FunnelRow, ...]
    overdispersion: Overdispersion | None


def compute_exact_limits(expected: float, level: float) -> tuple[float, float]:
    """Return the limits of O / E for a Poisson count: chi2inv(p; 2E) / 2E and chi2inv(1 - p; 2(E + 1)) / 2E.

    p = (1 - level) / 2. Source of the test: R FunnelPlotR.
    """
    from scipy import stats

    p = (1 - level) / 2
    low = stats.chi2.ppf(p, 2 * expected) / (2 * expected)
    high = stats.chi2.ppf(1 - p, 2 * (expected + 1)) / (2 * expected)
    return float(low), float(high)


def compute_wide_limits(expected: float, level: float, tau2: float) -> tuple[float, float]:
    """Return the limits of O / E where areas differ by more than chance: (1 -+ z sqrt(1 / 4E + tau2))^2, not below 0.

    The scale is sqrt(O / E), on which 1 / 4E is the variance of counting.
    """
    from scipy import stats

    spread = float(stats.norm.ppf((1 + level) / 2)) * (1 / (4 * expected) + tau2) ** 0.5
    return max(0.0, 1 - spread) ** 2, (1 + spread) ** 2


def find_expected(observed: float, level: float) -> tuple[float, float]:
    """Return the expected counts at which an observed one lies just on the upper and the lower limit.

    The curves of a funnel drawn over O: chi2inv(p; 2 O) / 2 and chi2inv(1 - p; 2 O + 2) / 2 (Garwood). Source of the
    test: R PHEindicatormethods.
    """
    from scipy import stats

    p = (1 - level) / 2
    low = 0.0 if observed == 0 else float(stats.chi2.ppf(p, 2 * observed)) / 2
    return low, float(stats.chi2.ppf(1 - p, 2 * observed + 2)) / 2


def estimate_overdispersion(observed: Sequence[float], expected: Sequence[float]) -> Overdispersion:
    """Return how much wider than Poisson areas spread: z = 2 (sqrt O - sqrt E), its lowest and highest tenth drawn in.

    phi = mean z^2; w = 4 E; tau2 = max(0, (I phi - (I - 1)) / (sum w - sum w^2 / sum w)) with I areas.
    """
    import numpy as np

    count, mean = np.asarray(observed, float), np.asarray(expected, float)
    z = 2 * (np.sqrt(count) - np.sqrt(mean))
    z = np.clip(z, *np.quantile(z, [FUNNEL_WINSORISED, 1 - FUNNEL_WINSORISED]))
    phi, w = float(np.mean(z**2)), 4 * mean
    scale = float(w.sum() - (w**2).sum() / w.sum())
    areas = len(z)
    return Overdispersion(phi, max(0.0, (areas * phi - (areas - 1)) / scale) if scale > 0 else 0.0)


def compute_funnel(observed: Sequence[float], expected: Sequence[float]) -> Funnel:
    """Return every area with its limits; the overdispersion is estimated from those that are judged.

    An area of which less than one event is expected is not judged. With fewer than eight judged areas, or none wider
    than chance, the limits are the exact ones of Poisson.
    """
    judged = [mean >= FUNNEL_LEAST_EXPECTED for mean in expected]
    pairs = [(o, e) for o, e, is_judged in zip(observed, expected, judged, strict=True) if is_judged]
    wide = estimate_overdispersion(*zip(*pairs, strict=True)) if len(pairs) >= FUNNEL_AREAS else None
    rows = []
    for count, mean, is_judged in zip(observed, expected, judged, strict=True):
        if mean <= 0:
            rows.append(FunnelRow(count, mean, float("nan"), 0, 0, 0, 0, False))
            continue
        tau2 = 0.0 if wide is None else wide.tau2
        limits = [
            compute_wide_limits(mean, level, tau2) if tau2 > 0 else compute_exact_limits(mean, level)
            for level in LEVELS
        ]
        rows.append(FunnelRow(count, mean, count / mean, *limits[0], *limits[1], is_judged))
    return Funnel(tuple(rows), wide)
