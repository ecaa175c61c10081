"""The cube: cells that may be shown, found by any part of their key."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Final

from esep.cube.crossing import Crossing
from esep.model.cell import PRECISIONS, Cell, CellKey
from esep.model.period import Period


class _Any:
    """The mark of a part of the key that is not asked for; `None` cannot be it, for it means: no base period."""

    def __repr__(self) -> str:
        return "ANY"


ANY: Final = _Any()
_PARTS = ("scope", "measure", "attribute", "region", "period", "base_period", "unit")
# Values first, the exactly printed ones before the rounded, limits and estimates last.
_RANK = {precision: rank for rank, precision in enumerate(PRECISIONS)}


class Cube(ABC):
    """Cells that may be shown, immutable, in one order: scope, measure, attribute, region, period, unit.

    Cells with the same key are prints of one figure by several bodies; the most exact stands first.
    """

    @abstractmethod
    def __iter__(self) -> Iterator[Cell]:
        """Yield every cell."""

    @abstractmethod
    def __len__(self) -> int:
        """Return how many cells there are."""

    def expect_many(self) -> None:  # noqa: B027
        """Make ready for questions about several measures, where that is quicker than one after another."""

    @abstractmethod
    def get(self, key: CellKey) -> tuple[Cell, ...]:
        """Return every print of a cell, the most exact first; empty where there is none."""

    def find_other_prints(self, cell: Cell) -> tuple[Cell, ...]:
        """Return the prints of a cell besides this one."""
        return tuple(other for other in self.get(cell.key) if other != cell)

    @abstractmethod
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
        """Return the cells whose key has every given part, in the order of the cube.

        `base_period=None` asks for values that are no change against a base.
        """

    @abstractmethod
    def periods(
        self, scope: str, measure: str, attribute: str = "", region: str | None = None, unit: str = "count"
    ) -> tuple[Period, ...]:
        """Return the periods for which a series has a value that is no change against a base, oldest first."""

    def has_series(self, scope: str, measure: str, region: str) -> bool:
        """Return whether a series of counts has a value for any period."""
        return bool(self.periods(scope, measure, region=region))

    @abstractmethod
    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that have cells."""

    @abstractmethod
    def measures(self, scope: str) -> tuple[str, ...]:
        """Return the measures that have cells in a scope."""

    def list_parts(self, wanted: Mapping[str, Collection[str]]) -> Iterator[Mapping[str, str]]:
        """Yield parts of keys for `find`, each soon read, that hold every cell once, in the order of the cube.

        Parts without a cell that has one of the `wanted` codes may be left out.
        """
        for scope in self.scopes():
            for measure in self.measures(scope) if scope in wanted.get("scope", (scope,)) else ():
                if measure in wanted.get("measure", (measure,)):
                    yield {"scope": scope, "measure": measure}

    def cross(self, scope: str, measure: str, attribute: str, region: str) -> Crossing | None:
        """Return a series of a scope by its own months and by the months of registration.

        `None` where the cells are all there is to show: published figures, counts that are protected, and scopes that
        count by registration.
        """
        return None


class CellCube(Cube):
    """A cube of cells that are all there: published figures, and counts after a protection that looks at each.

    Cells that are in the order of the cube already (`is_ordered`) are taken as they come.
    """

    __slots__ = ("_cells", "_groups")

    def __init__(self, cells: Iterable[Cell], *, is_ordered: bool = False) -> None:
        self._cells = tuple(cells if is_ordered else sorted(cells, key=_order))
        self._groups: dict[tuple[str, ...], dict[object, tuple[Cell, ...]]] = {}

    def __iter__(self) -> Iterator[Cell]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)

    def get(self, key: CellKey) -> tuple[Cell, ...]:
        """Return every print of a cell, the most exact first; empty where there is none."""
        return self._group("key").get(key, ())

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
        """Return the cells whose key has every given part, in the order of the cube.

        `base_period=None` asks for values that are no change against a base.
        """
        given = (scope, measure, attribute, region, period, base_period, unit)
        wanted = {name: part for name, part in zip(_PARTS, given, strict=True) if part is not ANY}
        pool = self._choose_pool(wanted)
        return tuple(cell for cell in pool if all(getattr(cell.key, name) == wanted[name] for name in wanted))

    def periods(
        self, scope: str, measure: str, attribute: str = "", region: str | None = None, unit: str = "count"
    ) -> tuple[Period, ...]:
        """Return the periods for which a series has a value that is no change against a base, oldest first."""
        series = {"scope": scope, "measure": measure, "attribute": attribute, "unit": unit}
        cells = self.find(**series, region=ANY if region is None else region, base_period=None)
        return tuple(sorted({cell.key.period for cell in cells if cell.value is not None}))

    def scopes(self) -> tuple[str, ...]:
        """Return the scopes that have cells."""
        return tuple(str(scope) for scope in self._group("key.scope"))

    def measures(self, scope: str) -> tuple[str, ...]:
        """Return the measures that have cells in a scope."""
        return tuple(dict.fromkeys(cell.key.measure for cell in self._group("key.scope").get(scope, ())))

    def _choose_pool(self, wanted: Mapping[str, object]) -> tuple[Cell, ...]:
        """Return few cells among which the wanted ones are; their order is that of the cube."""
        names = [name for name in ("scope", "measure") if name in wanted]
        names += [name for name in ("region", "period") if name in wanted][:1]
        if not names:
            return self._cells
        place = tuple(wanted[name] for name in names)
        return self._group(*(f"key.{name}" for name in names)).get(place if len(names) > 1 else place[0], ())

    def _group(self, *names: str) -> dict[object, tuple[Cell, ...]]:
        """Return the cells by parts of them, each group in the order of the cube; made when it is first asked for."""
        if names not in self._groups:
            found: dict[object, list[Cell]] = {}
            take = attrgetter(*names)
            for cell in self._cells:
                found.setdefault(take(cell), []).append(cell)
            self._groups[names] = {place: tuple(cells) for place, cells in found.items()}
        return self._groups[names]


def _order(cell: Cell) -> tuple[object, ...]:
    key = cell.key
    base = (key.base_period.start, key.base_period.end) if key.base_period else ()
    exactness = (cell.value is None, _RANK.get(cell.precision, len(_RANK)))
    place = (key.scope, key.measure, key.attribute, key.region, key.period, base, key.unit)
    return (*place, exactness, cell.body, cell.source, str(cell.value), cell.status, cell.note)
