"""Counts as dense arrays: what was counted under a code, and under all codes below it, month by month.

A plane is the array of regions and months of one measure. Planes are made from the files of counts when they are asked
for: the first measure alone, with all attributes, so that one question is answered soon, then all measures as a block
where it fits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.cube.shape import Shape
from esep.records.engine_duckdb import open_reader

if TYPE_CHECKING:
    import duckdb
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]

# A block of more bytes than this is read measure by measure, and no more than four times as much is kept.
LARGEST_BLOCK_BYTES = 256 * 1024 * 1024


class Planes:
    """The planes of counts in files, one file for each registered month."""

    def __init__(self, shape: Shape, files: Sequence[Path], first: int, months: int) -> None:
        self.shape = shape
        self.files = files
        self.first = first
        self.months = months
        self.measures = {code: place for place, code in enumerate(sorted(shape.measures))}
        self.regions = {code: place for place, code in enumerate(sorted(shape.regions))}
        self.attributes = {name: place for place, name in enumerate(("", *sorted(shape.attributes)))}
        self._asked: set[tuple[str, str]] = set()
        self._kept: OrderedDict[tuple[str, str, str], Array] = OrderedDict()
        self._lock = Lock()
        self._connection: duckdb.DuckDBPyConnection | None = None

    def get(self, basis: str, attribute: str, measure: str) -> Array:
        """Return the counts of a measure: regions in the order of their codes, months in that of time."""
        name = (basis, attribute, measure)
        with self._lock:
            if name not in self._kept:
                self._keep(self._load(basis, attribute, measure))
            self._kept.move_to_end(name)
            return self._kept[name]

    def expect_many(self) -> None:
        """Read all measures at once from the first on, where they fit: more than one will be asked for."""
        with self._lock:
            self._asked |= {(basis, "") for basis in self.shape.scopes.values()}

    def _keep(self, found: Mapping[tuple[str, str, str], Array]) -> None:
        self._kept.update(found)
        size = sum(plane.nbytes for plane in self._kept.values())
        while size > 4 * LARGEST_BLOCK_BYTES and len(self._kept) > len(found):
            size -= self._kept.popitem(last=False)[1].nbytes

    def _load(self, basis: str, attribute: str, measure: str) -> dict[tuple[str, str, str], Array]:
        import numpy as np

        block_bytes = 8 * len(self.measures) * len(self.regions) * self.months
        is_whole = block_bytes <= LARGEST_BLOCK_BYTES and (basis, attribute) in self._asked
        attributes = [attribute] if is_whole else list(self.attributes)
        self._asked |= {(basis, one) for one in attributes}
        wanted = sorted(self.measures) if is_whole else [measure]
        below = wanted if is_whole else list_below(self.shape.measures, measure)
        block = np.zeros((len(attributes), len(wanted), len(self.regions), self.months), dtype=np.int64)
        if self.files:
            *places, n = self._read(basis, attributes, below, is_whole)
            np.add.at(block.reshape(-1), np.ravel_multi_index(places, block.shape), n)
        if is_whole:
            for child, parent in _list_upwards(self.shape.measures):
                block[:, self.measures[parent]] += block[:, self.measures[child]]
        for child, parent in _list_upwards(self.shape.regions):
            block[:, :, self.regions[parent]] += block[:, :, self.regions[child]]
        if block.size and max(block.max(), -block.min()) <= np.iinfo(np.int32).max:
            block = block.astype(np.int32)
        return {
            (basis, one, code): block[number, place]
            for number, one in enumerate(attributes)
            for place, code in enumerate(wanted)
        }

    def _read(self, basis: str, attributes: Sequence[str], measures: Iterable[str], is_whole: bool) -> list[Array]:
        """Return the places of attributes, measures (0 unless the block is whole), regions and months, and counts."""
        import numpy as np

        source = (
            "read_parquet($files) where basis = $basis and month is not null "
            "and list_contains($attributes, attribute) and list_contains($measures, measure)"
        )
        measure = "enum_code(measure::measures)"
        if not is_whole:
            # Added up first: there are far fewer sums than counts to find the places of. Of all measures there are not.
            source = f"(select attribute, region, month, sum(n)::bigint as n from {source} group by all) where true"
            measure = "0"
        query = (
            f"select enum_code(attribute::attributes) as attribute, {measure} as measure, "
            "enum_code(region::regions) as region, (year(month) * 12 + month(month) - 1 - $first)::bigint as month, n "
            f"from {source} and year(month) * 12 + month(month) - 1 between $first and $last"
        )
        facts = {
            "first": self.first,
            "last": self.first + self.months - 1,
            "files": [str(path) for path in self.files],
            "basis": basis,
            "attributes": list(attributes),
            "measures": list(measures),
        }
        attribute, *others = self._connect().execute(query, facts).fetchnumpy().values()
        places = np.array([self.attributes[attribute] for attribute in attributes])
        return [np.searchsorted(places, attribute), *others]

    def _connect(self) -> duckdb.DuckDBPyConnection:
        """Return a connection that knows the codes, and what it saw of the files: there is one of them each month."""
        if self._connection is None:
            self._connection = open_reader()
            known = {"measures": self.measures, "regions": self.regions, "attributes": self.attributes}
            for name, codes in known.items():
                _create_codes(self._connection, name, codes)
        return self._connection


def _create_codes(connection: duckdb.DuckDBPyConnection, name: str, codes: Iterable[str]) -> None:
    texts = ", ".join("'" + code.replace("'", "''") + "'" for code in codes)
    connection.execute(f"create temp type {name} as enum ({texts})")


def _list_upwards(parents: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return every code with the one above it, the lowest first, so that adding in this order reaches the top."""

    def measure_depth(code: str) -> int:
        return 1 + measure_depth(parents[code]) if parents[code] else 0

    pairs = [(code, parent) for code, parent in parents.items() if parent]
    return sorted(pairs, key=lambda pair: (-measure_depth(pair[0]), pair))


def list_below(parents: Mapping[str, str], top: str) -> list[str]:
    """Return a code and all codes below it."""
    found = []
    for code in parents:
        above = code
        while above and above != top:
            above = parents[above]
        if above:
            found.append(code)
    return sorted(found)
