"""The one way from counts to a cube that may be shown.

Outlets take a `Cube`; counting gives a `RawCube`, which can be neither asked nor listed. Between them stands `protect`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from esep.cube.cube import CellCube, Cube
from esep.cube.margins import Year, is_month_or_year, list_years
from esep.cube.rounded_years import RoundingPlan, round_year
from esep.cube.suppressed_years import suppress_year
from esep.model.cell import Cell, CellKey
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.model.disclosure import METHODS, DisclosureRules
from esep.problems import EsepError, Problem

__all__ = ["DisclosureRules", "RawCube", "protect", "protect_cells"]

# SDMX CONF_STATUS of a hidden cell: for its own sake, or because it would give another one away.
CONFIDENTIAL, SECONDARY = "CONF_STATUS C", "CONF_STATUS D"


@dataclass(frozen=True)
class RawCube:
    """Cells that nobody may be shown yet, with the rules they have to pass; counts make their cells when asked for.

    `definition` says how the cells are linked; without one nothing can be rounded or hidden.
    """

    cells: tuple[Cell, ...] | Cube
    rules: DisclosureRules
    definition: Definition | None = None

    def __repr__(self) -> str:
        return f"RawCube({len(self.cells)} cells, {self.rules.method})"


def protect(
    raw: RawCube, rules: DisclosureRules | None = None, progress: Callable[[str, int, str], None] | None = None
) -> Cube:
    """Return the cube that may be shown, by the rules the cells came with or by others.

    `progress` is told of every year: the step `protect`, how many cells it has, and which it is. Raise `EsepError`
    where the method is not one that Esep knows, or where it cannot keep what it promises: then nothing is shown.
    """
    rules = rules or raw.rules
    if rules.method not in METHODS or (not rules.is_open and raw.definition is None):
        raise EsepError(Problem("disclosure-unknown", facts={"method": rules.method, "known": ", ".join(METHODS)}))
    if raw.definition is not None and not rules.is_open:
        return CellCube(protect_cells(raw.cells, rules, raw.definition, progress))
    return raw.cells if isinstance(raw.cells, Cube) else CellCube(raw.cells)


def protect_cells(
    cells: Iterable[Cell],
    rules: DisclosureRules,
    definition: Definition,
    progress: Callable[[str, int, str], None] | None = None,
) -> tuple[Cell, ...]:
    """Return the cells as they may be shown: rounded, hidden or, where no rule touches them, as they are."""
    if rules.is_open:
        return tuple(cells)
    return tuple(_Protection(tuple(cells), rules, definition, progress).run())


class _Protection:
    """One protection under way: which cells are linked with protected ones, and what becomes of them."""

    def __init__(
        self,
        cells: Sequence[Cell],
        rules: DisclosureRules,
        definition: Definition,
        progress: Callable[[str, int, str], None] | None,
    ) -> None:
        self.cells, self.rules, self.definition, self.progress = cells, rules, definition, progress
        keys = [cell.key for cell in cells]
        self.scope = _choose_scope({key.scope for key in keys}, definition)
        # All offences first: what is counted in an attribute is part of them.
        self.all_attributes = sorted({key.attribute for key in keys} | {""})
        self.attributes = [name for name in self.all_attributes if not rules.attributes or name in rules.attributes]
        measures = {key.measure for key in keys}
        self.protected = _list_protected(definition.measures, measures, rules.measures)
        self.linked = self._list_linked(measures)
        self.linked_attributes = self.all_attributes if rules.method == "suppression" else self.attributes

    def run(self) -> Iterator[Cell]:
        """Yield every cell as it may be shown."""
        linked = [cell for cell in self.cells if self._is_linked(cell.key)]
        shown = self._round(linked) if self.rules.method == "rounding" else self._suppress(linked)
        for cell in self.cells:
            if not self._is_linked(cell.key) or cell.value is None:
                yield cell
            else:
                yield shown.get(cell.key) or _hide(cell, SECONDARY)

    def _list_linked(self, measures: Iterable[str]) -> set[str]:
        """Return the measures whose cells change, or might have to: with suppression whole trees, else the lineage."""
        codes = self.definition.measures
        if self.rules.method == "suppression":
            tops = {codes.lineage(code)[-1] for code in self.protected}
            return {code for code in measures if (codes.lineage(code) or (code,))[-1] in tops}
        return {above for code in self.protected for above in codes.lineage(code)}

    def _is_linked(self, key: CellKey) -> bool:
        return key.measure in self.linked and key.attribute in self.linked_attributes

    def _is_protected(self, key: CellKey) -> bool:
        return key.measure in self.protected and key.attribute in self.attributes

    def _list_years(self, cells: Sequence[Cell]) -> Iterator[Year]:
        """Yield the years of the one scope that is shown; of them all attributes that the method looks at."""
        wanted = {key.measure for key in (cell.key for cell in cells)}
        found = (cell for cell in self.cells if _is_count(cell) and cell.key.measure in wanted)
        attributes = sorted({"", *self.linked_attributes})
        codes = self.definition
        for year in list_years(found, codes.measures, codes.regions, attributes, self.scope):
            if self.progress is not None:
                size = len(year.measures.codes) * len(year.regions) * (len(year.slices) + 1) * len(attributes)
                self.progress("protect", size, f"{self.scope} {year.number}")
            yield year

    def _round(self, cells: Sequence[Cell]) -> dict[CellKey, Cell]:
        import numpy as np

        by_key = {cell.key: cell for cell in cells if cell.value is not None}
        shown: dict[CellKey, Cell] = {}
        precision = f"rounded_to_base_{self.rules.base}"
        for year in self._list_years(cells):
            is_protected = np.array([code in self.protected for code in year.measures.codes])
            plan = RoundingPlan(self.definition.name, self.rules.base, is_protected, self.attributes)
            for key, value in round_year(year, plan):
                cell = by_key.get(key)
                if cell is not None and value is not None:
                    shown[key] = replace(cell, value=Fraction(value), precision=precision)
        return shown

    def _suppress(self, cells: Sequence[Cell]) -> dict[CellKey, Cell]:
        by_key = {cell.key: cell for cell in cells if cell.value is not None}
        shown: dict[CellKey, Cell] = {}
        for year in self._list_years(cells):
            inside = {key for key in by_key if _is_inside(key, year)}
            shown.update((key, by_key[key]) for key in inside)
            for key, is_own in suppress_year(year, self.rules, self._is_protected):
                shown[key] = _hide(by_key[key], CONFIDENTIAL if is_own else SECONDARY)
        return shown


def _choose_scope(scopes: set[str], definition: Definition) -> str:
    """Return the scope whose protected cells are shown: others count the same offences by another date.

    Two roundings of one offence, or cells hidden here and shown there, would together say more than either promises.
    """
    return definition.default_scope if definition.default_scope in scopes else min(scopes, default="")


def _list_protected(codes: CodeList, measures: set[str], named: Sequence[str]) -> set[str]:
    """Return the measures that are named, with all below them; all measures where none is named."""
    return {code for code in measures if not named or set(codes.lineage(code)) & set(named)}


def _is_count(cell: Cell) -> bool:
    return cell.key.unit == "count" and cell.key.base_period is None


def _is_inside(key: CellKey, year: Year) -> bool:
    """Return whether a cell is among those of a year that are shown unless they have to be hidden."""
    if key.scope != year.scope or key.period.start.year != year.number or not is_month_or_year(key.period):
        return False
    if key.unit != "count" or key.base_period is not None:
        return False
    if key.period.is_year:
        return bool(year.has_total[year.regions.index(key.region)])
    return any(part.period == key.period and key.region in part.regions.codes for part in year.slices)


def _hide(cell: Cell, reason: str) -> Cell:
    # What is hidden says neither how much it is nor how it came about.
    return replace(cell, value=None, status="Q", precision="exact", note=reason)
