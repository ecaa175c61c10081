"""A finding: what a statistical method says of a figure, how sure that is, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from esep.model.cell import Cell
from esep.model.interval import Interval
from esep.model.remark import Remark

# How far a comparison may be worded, from nothing to a trend (docs/methods/wording.md).
LEVELS = ("L0", "L1", "L2", "L3", "LT")


@dataclass(frozen=True)
class Estimate:
    """A number that a method gives, by name: `annual_change`, `p_value`, `dispersion`.

    `unit` is one of `esep.language.write.UNITS`; a number without one is a `number`. `interval` has the stated
    `confidence` (0.95: a confidence or prediction interval, as the method says), `None` where the method gives none.
    `value` is `None` where the method could not say.
    """

    name: str
    value: Fraction | None
    unit: str = "number"
    decimals: int = 1
    interval: Interval | None = None
    confidence: Fraction = Fraction(95, 100)

    @classmethod
    def of_float(
        cls,
        name: str,
        value: float | None,
        unit: str = "number",
        decimals: int = 1,
        *,
        low: float | None = None,
        high: float | None = None,
        confidence: Fraction = Fraction(95, 100),
    ) -> Estimate:
        """Return the estimate of floating numbers; infinite bounds are open ends, what is no number has no value."""
        bounds = [None if bound is None or not _is_finite(bound) else Fraction(bound) for bound in (low, high)]
        interval = None if low is None and high is None else Interval(bounds[0], bounds[1])
        exact = None if value is None or not _is_finite(value) else Fraction(value)
        return cls(name, exact, unit, decimals, interval, confidence)


def _is_finite(value: float) -> bool:
    return value == value and abs(value) != float("inf")


@dataclass(frozen=True)
class FindingRow:
    """A line of a finding that speaks of several things: one part, region, year or month.

    `subject` is a code that has a name (`measure:fraud`, `region:KZ-75`), a period in its text form, or plain words.
    """

    subject: str
    estimates: tuple[Estimate, ...]
    level: str = ""


@dataclass(frozen=True)
class Finding:
    """The result of one method.

    `method` is its name in docs/methods; `level` one of `LEVELS` where the method grades a comparison. `sentences` are
    what may be said, the most important first; `assumptions` what must hold for it. `n` is how many observations were
    used, `status` a code of SDMX CL_OBS_STATUS, and `cells` those that the method read.
    """

    method: str
    sentences: tuple[Remark, ...]
    estimates: tuple[Estimate, ...] = ()
    rows: tuple[FindingRow, ...] = ()
    assumptions: tuple[Remark, ...] = ()
    level: str = ""
    n: int = 0
    status: str = "A"
    cells: tuple[Cell, ...] = ()

    def find(self, name: str) -> Estimate | None:
        """Return the estimate of a name, `None` where the method has none."""
        return next((estimate for estimate in self.estimates if estimate.name == name), None)
