"""Whether a yearly series has a trend that may be put into words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esep.model.tolerances import TREND_MIN_YEARS
from esep.statistics.joinpoint import JoinpointFit, fit_joinpoints
from esep.statistics.levels import TrendJudgement
from esep.statistics.mann_kendall import RankTrend, find_rank_trend


@dataclass(frozen=True)
class Trend:
    """The broken line of a yearly series and the rank test of its whole length."""

    fit: JoinpointFit
    rank: RankTrend

    @property
    def is_fall(self) -> bool:
        """Return whether the last stretch goes down."""
        return self.fit.last.change.percent < 0

    @property
    def is_named(self) -> bool:
        """Return whether the words "has been declining (rising) since" may be used: level LT.

        At least eight points, the rank test over all of them significant and of the direction of the last stretch, and
        that stretch of at least four points with an interval of its pace on one side of 0.
        """
        return self.fit.n >= TREND_MIN_YEARS and TrendJudgement(self.rank, self.fit).direction != 0


def describe_trend(
    years: Sequence[float], values: Sequence[float], *, weights: Sequence[float] | None = None
) -> Trend | None:
    """Return the trend of comparable yearly values, `None` for fewer than seven.

    `weights` as in `fit_joinpoints`: none for counts, ones for rates and indices. Sources: Kim et al. 2000 (Stat Med
    19:335); Hamed and Rao 1998 (J Hydrol 204:182); the rule that joins them is ours.
    """
    fit = fit_joinpoints(years, values, weights=weights)
    rank = find_rank_trend(values)
    return None if fit is None or rank is None else Trend(fit, rank)


def compute_annual_pace(first: float, last: float, years: float) -> float:
    """Return the constant pace in per cent a year that leads from one value to another: 100 ((last/first)^(1/n) - 1).

    Raises `ValueError` where the first value or the years are not above 0, or the last is negative.
    """
    if first <= 0 or last < 0 or years <= 0:
        raise ValueError("a pace needs a first value and a time above 0, and no negative last value")
    ratio: float = (last / first) ** (1 / years)
    return 100 * (ratio - 1)
