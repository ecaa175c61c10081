"""Two figures compared: difference, per cent, fold, share and rate, each with the interval that its inputs allow.

All arithmetic is exact; a rounded input gives an interval, and the interval is carried, never dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.statistics.precision import choose_decimals

HUNDRED = Fraction(100)


def compute_difference(current: Figure, base: Figure) -> Figure:
    """Return current - base, in the unit of the two (`count` stays `count`)."""
    return _combine(current, base, current.unit, min(current.decimals, base.decimals), "b - a", _subtract, _spread)


def compute_change_percent(current: Figure, base: Figure) -> Figure:
    """Return 100 (current - base) / base in per cent; no value if the base is 0."""
    return _combine(current, base, "percent", 1, "100 (b - a) / a", _percent, Interval.change_percent)


def compute_change_by_difference(current: Figure, difference: Figure) -> Figure:
    """Return the change in per cent when only the current level and the difference were printed: 100 d / (b - d).

    The base is no third, independent number: the interval is taken over the two printed quantities together, which is
    exact because the quotient is monotone in each of them.
    """

    def value(level: Fraction, step: Fraction) -> Fraction | None:
        return None if level == step else HUNDRED * step / (level - step)

    def spread(level: Interval, step: Interval) -> Interval | None:
        bounds = (level.low, level.high, step.low, step.high)
        if any(bound is None for bound in bounds):
            return None
        corners = [value(b, d) for b in (level.low, level.high) for d in (step.low, step.high) if b and d is not None]
        known = [corner for corner in corners if corner is not None]
        return Interval(min(known), max(known)) if len(known) == len(corners) > 0 else None

    return _combine(current, difference, "percent", 1, "100 d / (b - d)", value, spread)


def compute_fold(current: Figure, base: Figure) -> Figure:
    """Return the larger of the two divided by the smaller; no value if the smaller is 0."""
    if current.value is not None and base.value is not None and current.value < base.value:
        return _combine(base, current, "fold", 2, "a / b", _ratio, Interval.divide)
    return _combine(current, base, "fold", 2, "b / a", _ratio, Interval.divide)


def compute_share_percent(part: Figure, whole: Figure) -> Figure:
    """Return 100 part / whole in per cent; no value if the whole is 0."""
    return _combine(part, whole, "percent", 1, "100 b / N", _hundredfold, _share_interval)


def compute_rate(events: Figure, population: Figure, rate_base: int) -> Figure:
    """Return events per `rate_base` people (1,000, 10,000 or 100,000)."""

    def value(top: Fraction, bottom: Fraction) -> Fraction | None:
        return None if bottom == 0 else top / bottom * rate_base

    def interval(top: Interval, bottom: Interval) -> Interval | None:
        ratio = top.divide(bottom)
        return None if ratio is None else ratio.scale(rate_base)

    return _combine(events, population, f"per_{rate_base}", 1, f"{rate_base} b / P", value, interval)


def _subtract(current: Fraction, base: Fraction) -> Fraction | None:
    return current - base


def _spread(current: Interval, base: Interval) -> Interval | None:
    return current - base


def _percent(current: Fraction, base: Fraction) -> Fraction | None:
    return None if base == 0 else HUNDRED * (current - base) / base


def _ratio(top: Fraction, bottom: Fraction) -> Fraction | None:
    return None if bottom == 0 else top / bottom


def _hundredfold(top: Fraction, bottom: Fraction) -> Fraction | None:
    return None if bottom == 0 else HUNDRED * top / bottom


def _share_interval(top: Interval, bottom: Interval) -> Interval | None:
    ratio = top.divide(bottom)
    return None if ratio is None else ratio.scale(HUNDRED)


def _combine(
    first: Figure,
    second: Figure,
    unit: str,
    finest: int,
    formula: str,
    compute: Callable[[Fraction, Fraction], Fraction | None],
    spread: Callable[[Interval, Interval], Interval | None],
) -> Figure:
    cells = first.cells + second.cells
    missing = next((figure.status for figure in (first, second) if figure.value is None), None)
    if missing is not None or first.value is None or second.value is None:
        return Figure(None, unit, 0, missing or "O", None, cells, formula)
    value = compute(first.value, second.value)
    if value is None:
        return Figure(None, unit, 0, "M", None, cells, formula)
    known = first.interval is not None and second.interval is not None
    interval = spread(first.interval, second.interval) if first.interval and second.interval and known else None
    status = next((figure.status for figure in (first, second) if figure.status != "A"), "A")
    return Figure(value, unit, choose_decimals(interval, finest), status, interval, cells, formula)
