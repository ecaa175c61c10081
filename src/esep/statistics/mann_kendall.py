"""The Mann-Kendall test: whether later values tend to be higher or lower, however far."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

# Below four values no order of them is rarer than one in twenty.
MIN_VALUES = 4


@dataclass(frozen=True)
class RankTrend:
    """Kendall's tau of values with time and its two-sided p: `plain`, `corrected` for autocorrelation, and the larger.

    `corrected` is `None` where the correction leaves no variance, as in a straight line.
    """

    tau: float
    p_value: float
    plain: float
    corrected: float | None
    n: int

    def is_clear(self, alpha: float = 0.05) -> bool:
        """Return whether there is a trend at a level of significance."""
        return self.p_value < alpha


def find_rank_trend(values: Sequence[float]) -> RankTrend | None:
    """Return the trend in the order of equally spaced values; `None` for fewer than four.

    S = sum over pairs of sign(x_j - x_i), tau = S / (n (n - 1) / 2), and a normal p with the variance of S corrected
    for ties. Neighbours that go together make S vary more; the correction of Hamed and Rao multiplies its variance by
    1 + 2 / (n (n-1) (n-2)) sum (n-i)(n-i-1)(n-i-2) rho_i over the significant autocorrelations rho_i of the ranks
    without their Sen slope. In short series it may as well shrink the variance: without any trend it then finds one in
    seven to ten of a hundred (docs/methods/trend.md). So `p_value` is the larger of the two.

    Sources: Mann 1945, Kendall 1975, Hamed and Rao 1998 (J Hydrol 204:182); computed by pymannkendall.
    """
    if len(values) < MIN_VALUES:
        return None
    import numpy as np
    import pymannkendall

    series = np.asarray(values, dtype=float)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        plain = pymannkendall.original_test(series)
        other = float(pymannkendall.hamed_rao_modification_test(series).p)
    corrected = other if math.isfinite(other) else None
    p_plain = float(plain.p)
    return RankTrend(float(plain.Tau), max(p_plain, corrected or 0.0), p_plain, corrected, len(series))
