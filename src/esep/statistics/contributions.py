"""What parts contribute to a change, and when a total misleads about its parts.

All arithmetic is exact: contributions sum to the change of the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from esep.model.tolerances import AGAINST_MOST

HUNDRED = Fraction(100)
ZERO = Fraction(0)


@dataclass(frozen=True)
class Contribution:
    """What one part adds to the change of its whole.

    `points` are percentage points of the whole's base (`None` where that base is 0), `percent` the part's own change in
    per cent (`None` for a new or a vanished category and for a base of 0). `is_new`: the category did not exist before.
    """

    name: str
    before: Fraction
    after: Fraction
    points: Fraction | None
    percent: Fraction | None
    is_new: bool = False
    is_gone: bool = False

    @property
    def change(self) -> Fraction:
        """Return after - before, in events."""
        return self.after - self.before


@dataclass(frozen=True)
class Contributions:
    """The parts of a change, largest movement first, and what the parts leave over.

    `rest` is what the whole holds besides the parts, `None` where they add up to it exactly at both times
    (`is_partition`). Where the parts come to more than the whole they overlap (`is_overlapping`): then there is no rest
    and nothing sums.
    """

    total: Contribution
    parts: tuple[Contribution, ...]
    rest: Contribution | None
    is_partition: bool
    is_overlapping: bool

    @property
    def sum_points(self) -> Fraction | None:
        """Return the sum of all contributions, the rest too: the change of the whole, unless the parts overlap."""
        every = (*self.parts, *((self.rest,) if self.rest else ()))
        points = [part.points for part in every]
        return None if None in points else sum((p for p in points if p is not None), ZERO)


def compute_contributions(
    total: tuple[Fraction, Fraction], parts: Mapping[str, tuple[Fraction | None, Fraction | None]]
) -> Contributions:
    """Return what each part contributes to the change of a total: c_i = 100 (x_i1 - x_i0) / X_0 percentage points.

    `total` and each part hold the value before and after. `None` means that the category did not exist at that time,
    which counts as 0 and is marked; a value that is merely unknown must be left out, it is then in the rest.
    Contributions are points and never "shares of the change", which have no meaning once parts move in opposite
    directions. Exact. Source: statistical practice (e.g. contributions to the Crime Severity Index, Statistics Canada).
    """
    base = total[0]
    found = [_contribute(name, before, after, base) for name, (before, after) in parts.items()]
    sums = (sum((p.before for p in found), ZERO), sum((p.after for p in found), ZERO))
    is_partition = sums == total
    is_overlapping = sums[0] > total[0] or sums[1] > total[1]
    rest = None
    if not is_partition and not is_overlapping:
        rest = _contribute("", total[0] - sums[0], total[1] - sums[1], base)
    return Contributions(
        total=_contribute("", *total, base),
        parts=tuple(sorted(found, key=lambda part: (-abs(part.change), part.name))),
        rest=rest,
        is_partition=is_partition,
        is_overlapping=is_overlapping,
    )


def _contribute(name: str, before: Fraction | None, after: Fraction | None, base: Fraction) -> Contribution:
    first, last = before or ZERO, after or ZERO
    is_known = before is not None and after is not None and first > 0
    return Contribution(
        name=name,
        before=first,
        after=last,
        points=HUNDRED * (last - first) / base if base > 0 else None,
        percent=HUNDRED * (last - first) / first if is_known else None,
        is_new=before is None,
        is_gone=after is None,
    )


@dataclass(frozen=True)
class SimpsonWarning:
    """Why a total misleads about its parts; empty fields where it does not.

    `against` is the weight, between 0 and 1, of the parts that move against the total, set where it is at least two
    thirds; `flipped_by` the one part without which the rest moves the other way.
    """

    against: Fraction | None = None
    flipped_by: str = ""
    is_rate_opposite: bool = False

    def __bool__(self) -> bool:
        return self.against is not None or bool(self.flipped_by) or self.is_rate_opposite


def find_simpson(
    changes: Mapping[str, Fraction],
    weights: Mapping[str, Fraction],
    total_change: Fraction | None = None,
    rate_effect: Fraction | None = None,
) -> SimpsonWarning:
    """Return whether a total moves otherwise than what it is made of.

    `changes` are those of the parts, `weights` how much each part counts (its base or its population), `total_change`
    that of the whole in the same unit (the sum of the parts unless given). Three signs: the rate effect of a split has
    another sign than the crude change; parts with at least two thirds of the weight move against the total; without the
    part that moves the total most, the rest moves the other way. Source: Simpson 1951, JRSS B 13:238; the thresholds
    are ours.
    """
    total = sum(changes.values(), ZERO) if total_change is None else total_change
    if total == 0 or not changes:
        return SimpsonWarning()
    weight = sum((weights[name] for name in changes), ZERO)
    against = sum((weights[name] for name, change in changes.items() if change * total < 0), ZERO)
    largest = max(changes, key=lambda name: (changes[name] * total, name))
    remaining = total - changes[largest]
    return SimpsonWarning(
        against=against / weight if weight > 0 and against / weight >= AGAINST_MOST else None,
        flipped_by=largest if remaining * total < 0 else "",
        is_rate_opposite=rate_effect is not None and rate_effect * total < 0,
    )
