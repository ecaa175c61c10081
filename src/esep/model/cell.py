"""A cell of the cube: one published or counted value, with who says so and how exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.printed import Printed
from esep.model.tolerances import ABOUT

# How exactly a value was printed -> decimals in base units (None: the value itself, nothing rounded).
PRECISIONS: dict[str, int | None] = {
    "exact": None,
    "rounded_to_0.1": 1,
    "rounded_to_1": 0,
    "rounded_to_100": -2,
    "rounded_to_1000": -3,
    "rounded_to_100000": -5,
    "truncated_to_100": -2,
    "rounded_to_base_3": None,
    "rounded_to_base_5": None,
    "lower_bound": None,
    "upper_bound": None,
    "approximate": None,
}

_PROTECTED = "rounded_to_base_"

# SDMX CL_OBS_STATUS 2.0: the codes that Esep uses.
STATUSES: dict[str, str] = {
    "A": "normal",
    "B": "break",
    "D": "definition_differs",
    "E": "estimated",
    "L": "not_collected",
    "M": "not_applicable",
    "O": "missing",
    "P": "provisional",
    "Q": "suppressed",
    "U": "unreliable",
}

UNITS = (
    "count",
    "persons",
    "percent",
    "percentage_points",
    "fold",
    "per_1000",
    "per_10000",
    "per_100000",
    "per_1000000",
    "per_day",
    "billion_kzt",
    "billion_usd",
)


@dataclass(frozen=True)
class CellKey:
    """The address of a cell. `base_period` is set only where the value is a change against that period."""

    scope: str
    measure: str
    attribute: str
    region: str
    period: Period
    unit: str = "count"
    base_period: Period | None = None

    @classmethod
    def parse(cls, text: str) -> CellKey:
        """Return the key that a text in the form of `__str__` names; raise `ValueError` for anything else."""
        scope, measure, region, period, *rest = text.split("/")
        base = Period.parse(rest[1]) if len(rest) == 3 and rest[0] == "against" else None
        measure, mark, attribute = measure.partition("[")
        found = cls(scope, measure, attribute[:-1], region, Period.parse(period), rest[-1] if rest else "", base)
        if str(found) != text or bool(mark) != bool(found.attribute) or found.unit not in UNITS:
            raise ValueError(f"not the key of a cell: {text!r}")
        return found

    def __str__(self) -> str:
        against = f"/against/{self.base_period}" if self.base_period else ""
        measure = f"{self.measure}[{self.attribute}]" if self.attribute else self.measure
        return f"{self.scope}/{measure}/{self.region}/{self.period}{against}/{self.unit}"


@dataclass(frozen=True)
class Cell:
    """One value of the cube. `value` is `None` exactly where `status` says why there is none: missing is not zero.

    `body` is who publishes the value, `source` the page or snapshot it was read from, `note` a remark of ours.
    `coverage` is the share of the expected reporters that reported, `None` where that is not known.
    """

    key: CellKey
    value: Fraction | None
    precision: str = "exact"
    status: str = "A"
    body: str = ""
    source: str = ""
    note: str = ""
    coverage: Fraction | None = None

    def interval(self) -> Interval:
        """Return the true values that the printed one allows."""
        assert self.value is not None
        if self.precision == "exact":
            return Interval.point(self.value)
        if self.precision == "lower_bound":
            return Interval(self.value, None)
        if self.precision == "upper_bound":
            return Interval(None, self.value)
        if self.precision == "approximate":
            margin = abs(self.value) * ABOUT
            return Interval(self.value - margin, self.value + margin)
        if self.precision.startswith(_PROTECTED):
            # A count that was rounded to protect people: nobody is told which way, and no count is below zero.
            widest = int(self.precision.removeprefix(_PROTECTED)) - 1
            return Interval(max(Fraction(0), self.value - widest), self.value + widest)
        printed = Printed(self.value, PRECISIONS[self.precision] or 0)
        return printed.truncated() if self.precision.startswith("truncated") else printed.near()
