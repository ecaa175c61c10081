"""Rows by their lines: the parts of a large source that are looked at one by one, and the few rows kept of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.sources.stage import Staged
from esep.sources.staging import quote

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

# The place of a row as one number: no file has so many lines.
LINES = 1 << 40
# Eight groups of rows as the engine writes them: no group is read twice, and it is enough to be worth a query.
_ROWS_PER_STRETCH = 8 * 122_880
# What a query over a stretch ends in.
ROWS = "from raw where file = $file and line >= $start and line < $end"


@dataclass(frozen=True)
class Stretch:
    """The rows of one file from line `start` up to, not including, `end`."""

    file: int
    start: int
    end: int


def list_stretches(connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged]) -> Iterator[Stretch]:
    """Yield all rows of the table `raw` as stretches."""
    for file, one in enumerate(staged):
        start, end = one.first_line, (one.first_line or 0) + one.rows
        if start is None:
            query = "select coalesce(min(line), 0), coalesce(max(line), -1) + 1 from raw where file = $file"
            ((start, end),) = connection.execute(query, {"file": file}).fetchall()
        for line in range(start, end, _ROWS_PER_STRETCH):
            yield Stretch(file, line, min(line + _ROWS_PER_STRETCH, end))


def keep_rows(
    connection: duckdb.DuckDBPyConnection, stretch: Stretch, places: NDArray[np.integer[Any]], path: Path
) -> Path | None:
    """Write the rows of a stretch of the table `raw` that are at sorted places to a new file, if there are any."""
    import numpy as np

    start, end = np.searchsorted(places, (stretch.file * LINES + stretch.start, stretch.file * LINES + stretch.end))
    if start == end:
        return None
    connection.register("kept", {"line": places[start:end] % LINES})
    query = f"select * {ROWS} and line in (select line from kept)"
    connection.execute(f"copy ({query}) to {quote(str(path))} (format parquet)", vars(stretch))
    connection.unregister("kept")
    return path
