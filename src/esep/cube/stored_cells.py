"""The cells of a vintage's file as a cube that reads a series when somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from esep.cube.cube import ANY, CellCube, Cube
from esep.cube.parquet import fetch_cells, list_series
from esep.model.cell import Cell, CellKey
from esep.model.period import Period

# So many cells are read in the time of two look-ups.
_SOON_READ = 5_000
_LOOK_UPS = 256


class StoredCells(Cube):
    """A cube of cells in a file that nobody changes any more. A series, one measure of one scope, is read once.

    Most questions need one or two of them: opening takes no longer with a million cells than with a thousand. What asks
    for a row or a column through many series that nobody read is looked up in the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._sizes = list_series(path)
        self._read: dict[tuple[str, str], CellCube] = {}
        self._look_up = lru_cache(maxsize=_LOOK_UPS)(self._fetch)

    def __iter__(self) -> Iterator[Cell]:
        return fetch_cells(self._path)

    def __len__(self) -> int:
        return sum(self._sizes.values())

    def get(self, key: CellKey) -> tuple[Cell, ...]:
        """Return every print of a cell, the most exact first; empty where there is none."""
        return self._open((key.scope, key.measure)).get(key)

    def find(
        self,
        *,
        scope: object = ANY,
        measure: object = ANY,
        attribute: object = ANY,
        region: object = ANY,
        period: object = ANY,
        base_period: object = ANY,
        unit: object = ANY,
    ) -> tuple[Cell, ...]:
        """Return the cells whose key has every given part, in the order of the cube."""
        rest = {"attribute": attribute, "region": region, "period": period, "base_period": base_period, "unit": unit}
        series = [name for name in self._sizes if scope in (ANY, name[0]) and measure in (ANY, name[1])]
        unread = sum(self._sizes[name] for name in series if name not in self._read)
        if unread > _SOON_READ and len(series) > 1 and (region, period) != (ANY, ANY):
            given = {"scope": scope, "measure": measure, **rest}
            return self._look_up(**{name: part for name, part in given.items() if part is not ANY})
        return tuple(cell for name in series for cell in self._open(name).find(**rest))

    def periods(
        self, scope: str, measure: str, attribute: str = "", region: str | None = None, unit: str = "count"
    ) -> tuple[Period, ...]:
        """Return the periods for which a series has a value that is no change against a base, oldest first."""
        return self._open((scope, measure)).periods(scope, measure, attribute, region, unit)

    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that have cells."""
        return tuple(dict.fromkeys(scope for scope, _ in self._sizes))

    def measures(self, scope: str) -> tuple[str, ...]:
        """Return the measures that have cells in a scope."""
        return tuple(measure for found, measure in self._sizes if found == scope)

    def _open(self, series: tuple[str, str]) -> CellCube:
        if series not in self._read:
            cells = self._fetch(scope=series[0], measure=series[1]) if series in self._sizes else ()
            self._read[series] = CellCube(cells, is_ordered=True)
        return self._read[series]

    def _fetch(self, **wanted: object) -> tuple[Cell, ...]:
        return tuple(fetch_cells(self._path, wanted))
