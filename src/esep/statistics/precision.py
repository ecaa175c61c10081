"""How many decimals a computed figure deserves, given how exactly its inputs were printed."""

from __future__ import annotations

from fractions import Fraction

from esep.model.interval import Interval


def choose_decimals(interval: Interval | None, finest: int) -> int:
    """Return the most decimals, at most `finest`, at which the interval is no wider than one unit of the last digit.

    Never below 0: a wider interval is shown as an interval. An unbounded one, or none, gives 0.
    """
    if interval is None or interval.low is None or interval.high is None:
        return 0
    width = interval.high - interval.low
    decimals = finest
    while decimals > 0 and width > Fraction(10) ** -decimals:
        decimals -= 1
    return decimals
