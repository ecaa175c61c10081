"""How far a change may be worded: the levels L0 to L3, and LT for a trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esep.model.tolerances import ALPHA, TREND_MIN_YEARS
from esep.statistics.dispersion import Dispersion
from esep.statistics.history import UsualMovement
from esep.statistics.joinpoint import JoinpointFit, fit_joinpoints
from esep.statistics.mann_kendall import RankTrend, find_rank_trend
from esep.statistics.ratio import RatioTest, compare_counts, compare_overdispersed

Range = tuple[float, float]


@dataclass(frozen=True)
class ChangeJudgement:
    """What the tests say of a change, and the level that follows.

    `test` is the comparison that decides between L1 and L2, `exact` the one by chance in counting alone (the same where
    no dispersion is known); `history_p` is `None` where the usual movement is not known, and then L3 is out of reach.
    """

    level: str
    test: RatioTest
    exact: RatioTest
    dispersion: Dispersion | None
    movement: UsualMovement | None
    history_p: float | None


@dataclass(frozen=True)
class TrendJudgement:
    """Whether a yearly series may be said to decline or rise: the rank test, the joined lines, and both together."""

    rank: RankTrend
    fit: JoinpointFit

    @property
    def direction(self) -> int:
        """Return -1 for a decline, 1 for a rise, 0 where the two tests do not agree on one."""
        last = self.fit.last
        if self.rank.p_value >= ALPHA or last.is_provisional or not last.change.is_clear:
            return 0
        down, up = self.rank.tau < 0 and last.change.high < 0, self.rank.tau > 0 and last.change.low > 0
        return up - down


def judge_change(
    before: Range,
    after: Range,
    exposures: Range = (1.0, 1.0),
    dispersion: Dispersion | None = None,
    movement: UsualMovement | None = None,
    alpha: float = ALPHA,
) -> ChangeJudgement:
    """Return the level of a change between two comparable counts.

    L2: the interval of the ratio leaves out 1, with the dispersion where it is known, by the exact comparison where it
    is not. L3: L2, and p < alpha against the usual movement. Otherwise L1. Whether the counts are comparable at all
    (L0) only their definition can tell.

    Each count is given by the lowest and the highest value that its printed digits allow, twice the same where it is
    exact. Tests look at the pair of values that lie closest together, intervals at those farthest apart, so that
    nothing is called more than chance that rounding alone could explain. Raises `ValueError` as `compare_counts`.
    Source: docs/methods/wording.md.
    """
    near = _bring_together(before, after)
    exact = _widen(before, after, near, exposures, None)
    test = exact if dispersion is None else _widen(before, after, near, exposures, dispersion)
    history_p = None if movement is None else movement.find_p(*near)
    level = "L1"
    if test.is_beyond_chance and _goes_the_same_way(near, exposures):
        level = "L3" if history_p is not None and history_p < alpha else "L2"
    return ChangeJudgement(level, test, exact, dispersion, movement, history_p)


def judge_trend(years: Sequence[int], counts: Sequence[float]) -> TrendJudgement | None:
    """Return whether a yearly series declines or rises (level LT), `None` for fewer than eight years.

    Mann-Kendall with p < 0.05 (the larger of plain and Hamed-Rao), and the interval of the last joinpoint segment, of
    four points or more, on the same side of 0. Years have to be comparable; source: docs/methods/wording.md.
    """
    if len(counts) < TREND_MIN_YEARS:
        return None
    rank = find_rank_trend(counts)
    fit = fit_joinpoints(years, counts)
    return None if rank is None or fit is None else TrendJudgement(rank, fit)


def _bring_together(before: Range, after: Range) -> Range:
    """Return the two values within the given ranges that lie closest together."""
    if after[1] < before[0]:
        return before[0], after[1]
    if before[1] < after[0]:
        return before[1], after[0]
    middle = (max(before[0], after[0]) + min(before[1], after[1])) / 2
    return middle, middle


def _widen(before: Range, after: Range, near: Range, exposures: Range, dispersion: Dispersion | None) -> RatioTest:
    """Return the test of the closest values, with the middle ratio and the interval over all values allowed."""

    def compare(pair: Range) -> RatioTest:
        if dispersion is None:
            return compare_counts(*pair, *exposures)
        return compare_overdispersed(*pair, dispersion.phi, dispersion.freedom, *exposures)

    if before[0] == before[1] and after[0] == after[1]:
        return compare(near)
    lowest, highest = compare((before[1], after[0])), compare((before[0], after[1]))
    middle, tested = compare((sum(before) / 2, sum(after) / 2)), compare(near)
    return RatioTest(
        middle.ratio,
        lowest.low,
        highest.high,
        tested.p_value,
        tested.method,
        middle.n,
        tested.confidence,
        (*tested.assumptions, "rounded_counts"),
    )


def _goes_the_same_way(near: Range, exposures: Range) -> bool:
    """Return whether counts and rates move in one direction: a leap day must not turn a fall into a rise."""
    by_count, by_rate = near[1] - near[0], near[1] * exposures[0] - near[0] * exposures[1]
    return by_count * by_rate > 0
