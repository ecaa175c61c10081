"""Suppression in a year of counts: all its months, its total and all attributes are one linked table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.cube.audit import LinkedTable, Reader, audit, refuse_unsafe
from esep.cube.margins import Slice, Year
from esep.cube.suppression import suppress
from esep.model.cell import CellKey
from esep.model.disclosure import DisclosureRules

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, Any]


def suppress_year(
    year: Year, rules: DisclosureRules, is_protected: Callable[[CellKey], bool]
) -> Iterator[tuple[CellKey, bool]]:
    """Yield the cells of a year that are hidden, and whether each has to be hidden for its own sake.

    Where telling these apart from those hidden for the sake of others would give something away, all are said to be
    hidden for their own. Raise `EsepError` where the audit finds one that can be computed: nothing is published then.
    """
    keys, table = _Linking(year).make_table()
    numbers = table.numbers
    low = {place for place, key in enumerate(keys) if numbers[place] < rules.threshold and is_protected(key)}
    for rows, part in _split(table):
        ranges = {}
        for place, row in enumerate(rows.tolist()):
            if row in low:
                ranges[place] = rules.find_range(int(numbers[row]))
        if not ranges:
            continue
        is_hidden = suppress(part, ranges)
        refuse_unsafe(audit(Reader.of(part, is_hidden), ranges), ranges, scope=year.scope, period=str(year.period))
        domain = [is_protected(keys[row]) for row in rows.tolist()]
        is_told = _can_tell(part, is_hidden, set(ranges), domain, rules.threshold)
        for place in is_hidden.nonzero()[0].tolist():
            yield keys[rows[place]], place in ranges or not is_told


def _can_tell(table: LinkedTable, is_hidden: Array, primary: set[int], domain: list[bool], threshold: int) -> bool:
    """Return whether a reader who is told which numbers are small still cannot compute any of them.

    He then knows that those are from 1 to below the threshold, that the others are not if they are of the kind that is
    protected, and that none is 0.
    """
    import numpy as np

    places = np.arange(len(is_hidden))
    is_small = np.isin(places, list(primary))
    least = np.where(np.array(domain) & ~is_small, threshold, 1)
    greatest = np.where(is_small, threshold - 1, np.inf)
    reader = Reader(table, is_hidden, np.where(is_hidden, least, 0), greatest)
    numbers = table.numbers.tolist()
    # One other value is enough, whichever side it is on.
    ranges = {
        place: (numbers[place], numbers[place] + 1)
        if numbers[place] < threshold - 1
        else (numbers[place] - 1, numbers[place])
        for place in sorted(primary)
    }
    return not audit(reader, ranges, stops_at_failure=True).find_failures(ranges)


def _split(table: LinkedTable) -> Iterator[tuple[Array, LinkedTable]]:
    """Yield the parts of a table that nothing connects, with the places of their numbers in it."""
    import numpy as np
    from scipy.sparse import bmat
    from scipy.sparse.csgraph import connected_components

    sums, limits = table.sums, table.limits
    graph = bmat([[None, sums, None], [sums.T, None, limits.T], [None, limits, None]])
    _, labels = connected_components(graph, directed=False)
    of_rows, of_atoms = labels[: sums.shape[0]], labels[sums.shape[0] : sum(sums.shape)]
    for label in np.unique(of_rows):
        rows, atoms = np.flatnonzero(of_rows == label), np.flatnonzero(of_atoms == label)
        places = {atom: place for place, atom in enumerate(atoms.tolist())}
        smaller = tuple((places[one], places[other]) for one, other in table.smaller if one in places)
        yield rows, LinkedTable(table.atoms[atoms], sums[rows][:, atoms].tocsr(), smaller)


class _Linking:
    """The making of the linked table of a year; cells that are 0 have no place in it, for they are never hidden."""

    def __init__(self, year: Year) -> None:
        self.year = year
        # The whole comes first, so that its atoms are there when those of its parts are paired with them.
        self.attributes = sorted({name for part in year.slices for name in part.counts})

    def make_table(self) -> tuple[list[CellKey], LinkedTable]:
        """Return the cells that are not 0 and how they are linked."""
        import numpy as np
        from scipy.sparse import csr_matrix, vstack

        names: list[tuple[str, int, int]] = []
        counts: list[Array] = []
        for attribute in self.attributes:
            for place, part in enumerate(self.year.slices):
                own = part.split(attribute, self.year.measures).ravel()
                atoms = np.flatnonzero(own)
                names.extend((attribute, place, int(atom)) for atom in atoms)
                counts.append(own[atoms])
        places = {name: place for place, name in enumerate(names)}
        smaller = tuple(
            (place, places["", *name[1:]]) for name, place in places.items() if name[0] and ("", *name[1:]) in places
        )
        keys: list[CellKey] = []
        blocks = []
        for attribute in self.attributes:
            for period_keys, rows in self._list_rows(attribute, names):
                keys.extend(period_keys)
                blocks.append(rows)
        atoms = np.concatenate(counts) if counts else np.zeros(0, dtype=np.int64)
        sums = vstack(blocks, format="csr") if blocks else csr_matrix((0, len(atoms)))
        kept = np.flatnonzero(sums @ atoms)
        return [keys[row] for row in kept], LinkedTable(atoms, sums[kept], smaller)

    def _list_rows(self, attribute: str, names: list[tuple[str, int, int]]) -> Iterator[tuple[list[CellKey], Any]]:
        """Yield the cells of each month and of the year as rows of sums over all atoms."""
        from scipy.sparse import csr_matrix, kron

        year = self.year
        total: Any = 0
        for place, part in enumerate(year.slices):
            sums = kron(csr_matrix(year.measures.sums), csr_matrix(part.regions.sums), format="csr")
            rows = sums @ self._spread(attribute, place, sums.shape[1], names)
            if part.period is not None:
                yield [self._name(attribute, part, cell) for cell in self._list_cells(part)], rows
            total = total + self._widen(part) @ rows
        if year.slices and year.has_total.any():
            whole = Slice(None, part.regions, tuple(range(len(year.regions))), {})
            cells = self._list_cells(whole)
            kept = [row for row, (_, region) in enumerate(cells) if year.has_total[region]]
            yield [self._name(attribute, whole, cells[row]) for row in kept], total[kept]

    def _spread(self, attribute: str, place: int, size: int, names: list[tuple[str, int, int]]) -> Any:
        """Return the matrix that takes the own parts of a slice from among all atoms."""
        from scipy.sparse import csr_matrix

        found = [
            (own, column) for column, (name, where, own) in enumerate(names) if (name, where) == (attribute, place)
        ]
        rows, columns = zip(*found, strict=True) if found else ((), ())
        return csr_matrix(([1] * len(found), (rows, columns)), shape=(size, len(names)))

    def _widen(self, part: Slice) -> Any:
        """Return the matrix that puts the cells of a slice in their places among those of the year."""
        from scipy.sparse import csr_matrix, eye, kron

        regions, count = len(self.year.regions), len(part.places)
        shape = (regions, count)
        places = csr_matrix(([1] * count, (part.places, range(count))), shape=shape)
        return kron(eye(len(self.year.measures.codes)), places, format="csr")

    def _list_cells(self, part: Slice) -> list[tuple[int, int]]:
        return [(measure, region) for measure in range(len(self.year.measures.codes)) for region in part.places]

    def _name(self, attribute: str, part: Slice, cell: tuple[int, int]) -> CellKey:
        year = self.year
        measure, region = year.measures.codes[cell[0]], year.regions[cell[1]]
        return CellKey(year.scope, measure, attribute, region, part.period or year.period)
