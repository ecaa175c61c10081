"""How the share of a part came about: its own growth, or the growth and shrinkage of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.statistics.factors import split_by_factors

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class ShareSplit:
    """The change of a share in percentage points: `own` growth of the part, and growth or shrinkage of the `rest`.

    `before` and `after` are the shares in per cent, `points` their difference, `percent` that difference in per cent of
    the earlier share (`None` where that is 0).
    """

    before: Fraction
    after: Fraction
    own: Fraction
    rest: Fraction
    method: str = "das-gupta-1993"

    @property
    def points(self) -> Fraction:
        """Return the change in percentage points."""
        return self.after - self.before

    @property
    def percent(self) -> Fraction | None:
        """Return the change in per cent of the earlier share, which is another thing than percentage points."""
        return None if self.before == 0 else HUNDRED * self.points / self.before


def split_share(
    part_before: Fraction, whole_before: Fraction, part_after: Fraction, whole_after: Fraction
) -> ShareSplit:
    """Split the change of a share 100 F / (F + R), where F is the part and R the rest of the whole.

    own = 50 [f(F1, R0) - f(F0, R0) + f(F1, R1) - f(F0, R1)], rest the same for R; both in percentage points, exact.
    A share of nothing (F + R = 0) on the way counts as 0. Raises `ValueError` where a part is negative or larger than
    its whole, or a whole is 0. Source: statement of a share as a rate with two factors, Das Gupta 1993.
    """
    for part, whole in ((part_before, whole_before), (part_after, whole_after)):
        if not 0 <= part <= whole or whole == 0:
            raise ValueError("a part is between 0 and its whole, and a whole is above 0")

    def share(factors: Sequence[Fraction]) -> Fraction:
        part, rest = factors
        return HUNDRED * part / (part + rest) if part + rest else Fraction(0)

    before = (part_before, whole_before - part_before)
    split = split_by_factors(share, before, (part_after, whole_after - part_after))
    own, others = split.effects
    return ShareSplit(split.before, split.after, own, others)
