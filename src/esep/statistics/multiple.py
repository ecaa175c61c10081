"""Many comparisons at once: how many of those that stand out may do so by chance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esep.model.tolerances import SCAN_FALSE_SHARE

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from esep.statistics.ratio import Floats


def adjust_for_many(p_values: ArrayLike, *, are_dependent: bool = False) -> Floats:
    """Return p-values adjusted for their number: those at or below q are the discoveries of a false share q.

    Benjamini-Hochberg, min over j >= i of m p_(j) / j; with `are_dependent` Benjamini-Yekutieli, sum 1/k times more,
    which holds under any dependence. Computed by `scipy.stats.false_discovery_control`; an empty list stays empty.
    Sources: Benjamini & Hochberg 1995, JRSS B 57:289; Benjamini & Yekutieli 2001, Ann Stat 29:1165.
    """
    import numpy as np
    from scipy.stats import false_discovery_control

    values = np.asarray(p_values, dtype=float)
    if values.size == 0:
        return values
    adjusted: Floats = false_discovery_control(values, method="by" if are_dependent else "bh")
    return adjusted


def expect_false(discoveries: int, share: float = SCAN_FALSE_SHARE) -> float:
    """Return how many of the discoveries the share q allows to be false: q times their number."""
    return share * discoveries
