"""Two dates of the same offences: counts by the month of an event and by the month in which it was registered.

The counts lie in one file for each registered month, so each row of a file has both months already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from esep.cube.planes import list_below
from esep.cube.shape import Shape
from esep.model.period import Period
from esep.records.engine_duckdb import open_reader

# A region and an attribute are read with all their measures at once; of so many the rows are kept.
_MOST_KEPT = 8


@dataclass(frozen=True)
class Crossing:
    """The counts of one series by two dates. `basis` names the first of them (`occurred`), the other is registration.

    `registered` are the months of registration whose counts may be shown, oldest first; there may be gaps. `counts`
    has how many events of a month were registered in a month, where there were any; an event without a date has the
    month `None`. The counts are net: one taken back is set against the others of its two months.
    """

    basis: str
    registered: tuple[Period, ...]
    counts: Mapping[tuple[Period | None, Period], int]


class Crossings:
    """The counts in files, one for each registered month (by its number from year 0), crossed when asked for."""

    def __init__(self, shape: Shape, files: Mapping[int, Path]) -> None:
        self.shape = shape
        self.files = files
        self._kept: dict[tuple[str, str, str], dict[str, Counter[tuple[int | None, int]]]] = {}
        self._lock = Lock()

    def get(self, basis: str, attribute: str, measure: str, region: str) -> Counter[tuple[int | None, int]]:
        """Return what was counted of a measure and a region, by month of the date `basis` and registered month."""
        name = (basis, attribute, region)
        with self._lock:
            if name not in self._kept:
                if len(self._kept) >= _MOST_KEPT:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[name] = self._read(basis, attribute, region)
            found = self._kept[name]
        total: Counter[tuple[int | None, int]] = Counter()
        for code in list_below(self.shape.measures, measure):
            total.update(found.get(code, {}))
        return total

    def _read(self, basis: str, attribute: str, region: str) -> dict[str, Counter[tuple[int | None, int]]]:
        found: dict[str, Counter[tuple[int | None, int]]] = {}
        if not self.files:
            return found
        with open_reader() as connection:
            connection.execute("create temp table slices (path varchar, number integer)")
            rows = [(str(path), number) for number, path in sorted(self.files.items())]
            connection.executemany("insert into slices values (?, ?)", rows)
            query = (
                "select measure, (year(month) * 12 + month(month) - 1)::bigint as event, number, sum(n)::bigint as n "
                "from read_parquet($files, filename = true) join slices on filename = path "
                "where basis = $basis and attribute = $attribute and list_contains($regions, region) group by all"
            )
            regions = list_below(self.shape.regions, region)
            facts = {"files": [path for path, _ in rows], "basis": basis, "attribute": attribute, "regions": regions}
            for measure, event, number, n in connection.execute(query, facts).fetchall():
                found.setdefault(measure, Counter())[event, number] = n
        return found


def make_crossing(
    basis: str, counts: Mapping[tuple[int | None, int], int], registered: Mapping[int, Period]
) -> Crossing:
    """Return counts by the numbers of months as a crossing; `registered` are the months that may be shown."""
    months = {event: Period.months(event // 12, event % 12 + 1) for event, _ in counts if event is not None}
    shown = {
        (None if event is None else months[event], registered[number]): n
        for (event, number), n in counts.items()
        if number in registered and n
    }
    return Crossing(basis, tuple(sorted(registered.values())), shown)
