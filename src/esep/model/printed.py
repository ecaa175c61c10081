"""A number as it was printed, and the true values it can stand for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from esep.model.interval import Interval


@cache
def _power_of_ten(exponent: int) -> Fraction:
    return Fraction(10) ** exponent


@dataclass(frozen=True)
class Printed:
    """A printed number: its value and how many decimals it was printed with.

    `decimals` counts in base units and may be negative: "102 thousand" is (102000, -3), "157.5 thousand" (157500, -2).
    """

    value: Fraction
    decimals: int = 0

    @property
    def step(self) -> Fraction:
        """Return one unit of the last printed digit, in base units."""
        return _power_of_ten(-self.decimals)

    @property
    def round_step(self) -> Fraction:
        """Return the coarser step that trailing zeros suggest (12,700 -> 100; 102,000 -> 1,000), `step` if none do.

        One zero suggests nothing: a tenth of all numbers end in one, and 20 % is no way to print 24.9 %.
        """
        steps = self.value / self.step
        if self.value == 0 or self.decimals > 0 or steps.denominator != 1:
            return self.step
        digits = str(steps.numerator)
        zeros = len(digits) - len(digits.rstrip("0"))
        return self.step * 10**zeros if zeros > 1 else self.step

    def near(self) -> Interval:
        """Return what nearest rounding allows: half a step to each side, both ends included."""
        return Interval(self.value - self.step / 2, self.value + self.step / 2)

    def near_round(self) -> Interval:
        """Return what nearest rounding to the trailing zeros allows."""
        return Interval(self.value - self.round_step / 2, self.value + self.round_step / 2)

    def truncated(self) -> Interval:
        """Return what cutting the digits off allows: up to one step further away from zero, that end excluded."""
        if self.value < 0:
            return Interval(self.value - self.step, self.value, True, False)
        return Interval(self.value, self.value + self.step, False, True)

    def robust(self) -> Interval:
        """Return everything less than one step away."""
        return Interval(self.value - self.step, self.value + self.step, True, True)
