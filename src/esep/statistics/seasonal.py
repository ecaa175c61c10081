"""What the season does to counts by month, and the counts without it.

STL on logarithms (Cleveland et al. 1990, J Off Stat 6:3); the strength of a season is that of Wang, Smith and Hyndman
2006 as Hyndman and Athanasopoulos print it (Forecasting: Principles and Practice, 3rd ed., section 4.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.model.tolerances import SEASON_MONTHS, SEASON_STRENGTH

MONTHS = 12


@dataclass(frozen=True)
class Seasonal:
    """A monthly series taken apart: `adjusted` are the counts without the season, `factors` by how many per cent the
    season raises each month, `trend` the smooth level.

    `strength` lies between 0, no season, and 1, nothing but season; an adjustment is worth publishing only where
    `is_seasonal`. `method` is "stl_log" or "x13".
    """

    adjusted: tuple[float, ...]
    factors: tuple[float, ...]
    trend: tuple[float, ...]
    strength: float
    n: int
    method: str = "stl_log"

    @property
    def is_seasonal(self) -> bool:
        """Return whether the season explains enough of the movement for an adjustment: strength above 0.64."""
        return self.strength > SEASON_STRENGTH


def adjust_season(counts: Sequence[float]) -> Seasonal:
    """Return a monthly series without its season: STL on ln(x + 0.5), period 12, robust.

    Fs = max(0, 1 - Var(R) / Var(S + R)), S the seasonal and R the remaining part. Adjusted x = exp(ln(x + 0.5) - S) -
    0.5, not below 0; factor 100 (exp(S) - 1). Raises `ValueError` for fewer than 36 months. Every new month changes
    the factors of those before: adjusted values are revised.
    """
    import numpy as np
    from statsmodels.tsa.seasonal import STL

    if len(counts) < SEASON_MONTHS:
        raise ValueError(f"{len(counts)} months, at least {SEASON_MONTHS} are needed")
    logs = np.log(np.asarray(counts, dtype=float) + 0.5)
    parts = STL(logs, period=MONTHS, robust=True).fit()
    season, rest = np.asarray(parts.seasonal), np.asarray(parts.resid)
    spread = float(np.var(season + rest))
    # What varies by no more than the rounding of floating numbers does not vary.
    strength = max(0.0, 1 - float(np.var(rest)) / spread) if spread > 1e-12 else 0.0
    return Seasonal(
        adjusted=tuple(np.maximum(np.exp(logs - season) - 0.5, 0).tolist()),
        factors=tuple((100 * (np.exp(season) - 1)).tolist()),
        trend=tuple(np.maximum(np.exp(np.asarray(parts.trend)) - 0.5, 0).tolist()),
        strength=strength,
        n=len(counts),
    )


def sum_twelve(counts: Sequence[Fraction]) -> tuple[Fraction | None, ...]:
    """Return for each month the sum of the twelve months that it ends, `None` for the first eleven."""
    return tuple(
        None if place < MONTHS - 1 else sum(counts[place - MONTHS + 1 : place + 1], Fraction(0))
        for place in range(len(counts))
    )
