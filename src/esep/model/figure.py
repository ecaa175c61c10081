"""A figure: never a bare number."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from esep.model.cell import PRECISIONS, Cell
from esep.model.interval import Interval


@dataclass(frozen=True)
class Figure:
    """A value with all that is needed to print, judge and trace it.

    `value` is exact and in the unit named by `unit`; it is rounded only when printed, to `decimals`. `interval` holds
    the true values that the printed inputs allow. `status` is a code of SDMX CL_OBS_STATUS: `value` is `None` exactly
    where the status says why. `cells` are the cells it was computed from, `formula` how, in terms of their values.
    """

    value: Fraction | None
    unit: str
    decimals: int
    status: str = "A"
    interval: Interval | None = None
    cells: tuple[Cell, ...] = ()
    formula: str = ""

    @classmethod
    def of_cell(cls, cell: Cell) -> Figure:
        """Return the figure that one cell is: its value with the precision it was printed with."""
        if cell.value is None:
            return cls(None, cell.key.unit, 0, cell.status, None, (cell,), "b")
        decimals = PRECISIONS[cell.precision]
        if decimals is None:
            decimals = 0 if cell.value.denominator == 1 else 2
        return cls(cell.value, cell.key.unit, decimals, cell.status, cell.interval(), (cell,), "b")
