"""The one way from counts to a cube that may be shown.

Outlets take a `Cube`; counting gives a `RawCube`, which can be neither asked nor listed. Between them stands `protect`.
"""

from __future__ import annotations

from dataclasses import dataclass

from esep.cube.cube import CellCube, Cube
from esep.model.cell import Cell
from esep.problems import EsepError, Problem

# "published": somebody else published the figures already. "none": declared, with a reason, as needing no protection.
METHODS = ("published", "none")


@dataclass(frozen=True)
class DisclosureRules:
    """How counts are protected before they are shown; the method is declared with the data, never assumed."""

    method: str


@dataclass(frozen=True)
class RawCube:
    """Cells that nobody may be shown yet, with the rules they have to pass; counts make their cells when asked for."""

    cells: tuple[Cell, ...] | Cube
    rules: DisclosureRules

    def __repr__(self) -> str:
        return f"RawCube({len(self.cells)} cells, {self.rules.method})"


def protect(raw: RawCube, rules: DisclosureRules | None = None) -> Cube:
    """Return the cube that may be shown, by the rules the cells came with or by others.

    Raise `EsepError` where the method is not one that Esep knows: cells are never shown by a rule it cannot apply.
    """
    method = (rules or raw.rules).method
    if method not in METHODS:
        raise EsepError(Problem("disclosure-unknown", facts={"method": method, "known": ", ".join(METHODS)}))
    return raw.cells if isinstance(raw.cells, Cube) else CellCube(raw.cells)
