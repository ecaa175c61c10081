"""Counts weighted by severity: the indices of Statistics Canada and the ONS, and a direction that no weights can turn.

A severity index adds offences up by how heavily each kind is punished, so that a murder is not one bicycle theft. Its
weights are a choice; the plain count belongs beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

HUNDRED = Fraction(100)
ZERO = Fraction(0)
# Community orders in the Crime Severity Score, in days: low, medium and high level (ONS, 29 November 2016).
ONS_ORDER_DAYS = {"low": Fraction(8), "medium": Fraction(15), "high": Fraction(30)}
# Pounds of fine that stand for one day (ONS, 29 November 2016).
ONS_FINE_PER_DAY = Fraction(88)


def weigh_by_custody(custody_share: Fraction, mean_days: Fraction) -> Fraction:
    """Return the weight of an offence in the Crime Severity Index: P(custody | guilty) x mean days of custody.

    `custody_share` is between 0 and 1, both over five years of court data. Raises `ValueError` outside that range.
    Source: Wallace et al. 2009, Statistics Canada 85-004-X (robbery: 72.9 per cent x 640 days = 466, decimals cut).
    """
    if not 0 <= custody_share <= 1 or mean_days < 0:
        raise ValueError("a share is between 0 and 1, and days are not below 0")
    return custody_share * mean_days


def weigh_by_disposals(disposals: Mapping[str, tuple[Fraction, Fraction]]) -> Fraction:
    """Return the weight of an offence in the Crime Severity Score: mean days over all disposals.

    Each disposal has the number of people who got it and the days that it stands for: custody its own length, community
    orders `ONS_ORDER_DAYS`, a fine `convert_fine`, anything lighter 0. Raises `ValueError` where nobody was sentenced.
    Source: ONS, Research outputs: developing a Crime Severity Score, 29 November 2016.
    """
    people = sum((number for number, _ in disposals.values()), ZERO)
    if people <= 0:
        raise ValueError("a weight needs sentences")
    return sum((number * days for number, days in disposals.values()), ZERO) / people


def convert_fine(mean_fine: Fraction, per_day: Fraction = ONS_FINE_PER_DAY) -> Fraction:
    """Return how many days a fine stands for: pounds / pounds a day.

    Source: ONS 2016 (85 pounds of mean fine at 88 a day: 0.966 days).
    """
    return mean_fine / per_day


def compute_score(weights: Mapping[str, Fraction], counts: Mapping[str, Fraction], people: Fraction) -> Fraction:
    """Return the Crime Severity Score sum w n / people, in weighted days per head; times any base one likes.

    Every offence that is counted needs a weight (`KeyError`). Raises `ValueError` without people.
    Source: ONS 2016. The scale of the published scores (10.1 in 2015/16) is not known, so levels cannot be compared.
    """
    if people <= 0:
        raise ValueError("a score needs people")
    return sum((weights[name] * count for name, count in counts.items()), ZERO) / people


@dataclass(frozen=True)
class SeverityChange:
    """The change of an index between two times, in per cent, and what each offence contributes in percentage points.

    `change` is `None` where the weighted sum before is 0. Contributions sum to the change, exactly.
    """

    change: Fraction | None
    contributions: Mapping[str, Fraction]
    method: str = "statcan-csi"

    @property
    def ratio(self) -> Fraction | None:
        """Return the index after for 100 before."""
        return None if self.change is None else HUNDRED + self.change


def compute_severity_change(
    weights: Mapping[str, Fraction],
    before: Mapping[str, Fraction],
    after: Mapping[str, Fraction],
    people: tuple[Fraction, Fraction] = (Fraction(1), Fraction(1)),
) -> SeverityChange:
    """Return the change of CSI = 100 [sum w n_t / P_t] / [sum w n_0 / P_0] against the earlier of two times.

    Contribution of o = 100 (w_o n_o1 / P_1 - w_o n_o0 / P_0) / (sum w n_0 / P_0) points; exact. `people` are the
    populations before and after; 1 and 1 give an index of counts. Raises `ValueError` for people not above 0, and
    `KeyError` for an offence without a weight. Source: Wallace et al. 2009, Statistics Canada 85-004-X.
    """
    base = compute_score(weights, before, people[0])
    compute_score(weights, after, people[1])
    if base == 0:
        return SeverityChange(None, {})
    steps = _step(before, after, people)
    points = {name: HUNDRED * weights[name] * step / base for name, step in steps.items()}
    return SeverityChange(sum(points.values(), ZERO), points)


def _step(
    before: Mapping[str, Fraction], after: Mapping[str, Fraction], people: tuple[Fraction, Fraction]
) -> dict[str, Fraction]:
    """Return the change of each offence per head."""
    names = dict.fromkeys((*before, *after))
    return {name: after.get(name, ZERO) / people[1] - before.get(name, ZERO) / people[0] for name in names}


@dataclass(frozen=True)
class Box:
    """The days between which the weight of a class must lie, because the law puts its sanctions there."""

    low: Fraction
    high: Fraction

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"a box of days is not {self.low} to {self.high}")

    @property
    def middle(self) -> Fraction:
        """Return the midpoint, the weight of the sanction-based index."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Direction:
    """What every choice of weights within the boxes has in common.

    The weighted sum changes by something between `low` and `high` (days, per head where people are known), the index by
    something between `change_low` and `change_high` per cent (`None` where the sum before can be 0).
    """

    low: Fraction
    high: Fraction
    change_low: Fraction | None
    change_high: Fraction | None
    method: str = "robust-direction"

    @property
    def word(self) -> str:
        """Return `rose`, `fell` or `unchanged` where all weights agree, `depends` where they do not."""
        if self.low == self.high == 0:
            return "unchanged"
        return "rose" if self.low > 0 else "fell" if self.high < 0 else "depends"


def find_direction(
    boxes: Mapping[str, Box],
    before: Mapping[str, Fraction],
    after: Mapping[str, Fraction],
    people: tuple[Fraction, Fraction] = (Fraction(1), Fraction(1)),
) -> Direction:
    """Return whether a severity-weighted total rose or fell whatever the weights within the boxes.

    With d_c = n_c1 / P1 - n_c0 / P0 the change lies in [sum (d > 0 ? d l : d u), sum (d > 0 ? d u : d l)], and the
    direction is sure where that leaves out 0. The index itself is a quotient of two sums that are linear in each
    weight, so its extremes lie at corners of the boxes, all of which are tried (2^K for K classes). Exact.
    The mix inside a class is taken as unchanged. Raises `ValueError` for people not above 0. Source: the project's own.
    """
    if min(people) <= 0:
        raise ValueError("a population is above 0")
    steps = _step(before, after, people)
    low = sum((step * (boxes[name].low if step > 0 else boxes[name].high) for name, step in steps.items()), ZERO)
    high = sum((step * (boxes[name].high if step > 0 else boxes[name].low) for name, step in steps.items()), ZERO)
    names = list(steps)
    changes = [
        compute_severity_change(dict(zip(names, corner, strict=True)), before, after, people).change
        for corner in product(*((boxes[name].low, boxes[name].high) for name in names))
    ]
    known = [change for change in changes if change is not None]
    is_bounded = bool(known) and len(known) == len(changes)
    return Direction(
        low=low,
        high=high,
        change_low=min(known) if is_bounded else None,
        change_high=max(known) if is_bounded else None,
    )
