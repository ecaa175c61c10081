"""Exact intervals: what a printed number can stand for, and arithmetic that keeps every possibility."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Interval:
    """All numbers between `low` and `high`; `None` is unbounded. An open end excludes the bound itself."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, value: Fraction | int) -> Interval:
        """Return the interval that holds one number."""
        return cls(Fraction(value), Fraction(value))

    def __contains__(self, value: Fraction | int) -> bool:
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return not (self.high is not None and (value > self.high or (self.high_open and value == self.high)))

    @property
    def is_point(self) -> bool:
        """Return whether the interval holds exactly one number."""
        return self.low is not None and self.low == self.high

    def meets(self, other: Interval) -> bool:
        """Return whether the two intervals share a number."""
        return not (self._ends_before(other) or other._ends_before(self))

    def _ends_before(self, other: Interval) -> bool:
        if self.high is None or other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and (self.high_open or other.low_open))

    def __neg__(self) -> Interval:
        low = None if self.high is None else -self.high
        high = None if self.low is None else -self.low
        return Interval(low, high, self.high_open, self.low_open)

    def __add__(self, other: Interval) -> Interval:
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(low, high, self.low_open or other.low_open, self.high_open or other.high_open)

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def scale(self, factor: Fraction | int) -> Interval:
        """Return every number multiplied by a constant."""
        if factor == 0:
            return Interval.point(0)
        if factor < 0:
            return (-self).scale(-factor)
        low = None if self.low is None else self.low * factor
        high = None if self.high is None else self.high * factor
        return Interval(low, high, self.low_open, self.high_open)

    def divide(self, other: Interval) -> Interval | None:
        """Return every quotient of a non-negative interval by a non-negative one; `None` if the divisor can only be 0.

        A negative lower end is read as 0: both operands are counts or rates. A quotient is unbounded above where the
        divisor can come arbitrarily near 0 or the dividend has no upper bound.
        """
        if other.high == 0:
            return None
        top, bottom = self._floor_zero(), other._floor_zero()
        assert top.low is not None
        assert bottom.low is not None
        low = Fraction(0) if bottom.high is None else top.low / bottom.high
        low_open = bottom.high is None or top.low_open or (bottom.high_open and top.low != 0)
        if bottom.low == 0 or top.high is None:
            return Interval(low, None, low_open and low != 0)
        return Interval(low, top.high / bottom.low, low_open and low != 0, top.high_open or bottom.low_open)

    def _floor_zero(self) -> Interval:
        if self.low is None or self.low < 0:
            return Interval(Fraction(0), self.high, False, self.high_open)
        return self

    def change_percent(self, base: Interval) -> Interval | None:
        """Return 100 (b - a) / a for every b of this interval and a of `base`; `None` if the base can only be 0."""
        ratio = self.divide(base)
        return None if ratio is None else (ratio - Interval.point(1)).scale(100)
