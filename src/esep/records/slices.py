"""A register too large to keep: its rows are looked at in slices of lines, and none of them is stored but a few."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.records.rules import RecordRules
from esep.sources.stage import Staged
from esep.sources.staging import quote

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

# Eight groups of rows as the engine writes them: no group is read twice, and it is enough to be worth a query.
ROWS_PER_SLICE = 8 * 122_880
# Each has an engine with memory of its own.
MOST_WORKERS = 4
# The place of a row as one number: no file has so many lines.
LINES = 1 << 40
# What a file says itself of the days in its groups of rows, and how many rows it has up to the end of each.
_DAYS = (
    "select sum(row_group_num_rows) over (order by row_group_id)::bigint, "
    "try_cast(stats_min_value as timestamp)::date, try_cast(stats_max_value as timestamp)::date "
    "from parquet_metadata($path) where path_in_schema = $column order by row_group_id"
)


@dataclass(frozen=True)
class Slice:
    """The rows of one file from line `start` up to, not including, `end`.

    All their registered days lie from `first_day` to `last_day`, where that is known beforehand.
    """

    file: int
    start: int
    end: int
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None

    def select(self, columns: str = "*") -> str:
        """Return a query for columns of its rows in the table `raw`."""
        return f"select {columns} from raw where file = {self.file} and line >= {self.start} and line < {self.end}"

    def has_one_meaning(self, rules: RecordRules) -> bool:
        """Return whether every code is known to mean the same on all its days."""
        first, last = self.first_day, self.last_day
        if first is None or last is None:
            return False
        return all(
            (code.valid_from <= first and code.valid_to >= last) or code.valid_to < first or code.valid_from > last
            for rule in rules.codes
            for code in rule.codes
        )


def can_slice(rules: RecordRules) -> bool:
    """Return whether records can be counted in slices: nothing spans rows but ids."""
    return rules.unit.rule == "row" and not rules.reporter.columns and rules.duplicates in ("none", "same_id")


def list_slices(connection: duckdb.DuckDBPyConnection, rules: RecordRules, staged: Sequence[Staged]) -> Iterator[Slice]:
    """Yield all rows of the table `raw` as slices."""
    for file, one in enumerate(staged):
        start, end = one.first_line, (one.first_line or 0) + one.rows
        if start is None:
            query = "select coalesce(min(line), 0), coalesce(max(line), -1) + 1 from raw where file = $file"
            ((start, end),) = connection.execute(query, {"file": file}).fetchall()
        groups = _list_groups(connection, rules, one)
        for line in range(start, end, ROWS_PER_SLICE):
            last = min(line + ROWS_PER_SLICE, end)
            yield Slice(file, line, last, *_find_days(groups, line - start, last - start))


def _list_groups(connection: duckdb.DuckDBPyConnection, rules: RecordRules, one: Staged) -> list[Any]:
    """Return how many rows a file has to the end of each of its groups, and the first and last registered day in it."""
    zone = next(rule.zone for rule in rules.dates if rule.field == "registered")
    if zone or one.parquet is None or one.types["registered"].lower() not in ("date", "timestamp"):
        return []
    facts = {"path": str(one.parquet.path), "column": one.parquet.columns["registered"]}
    return connection.execute(_DAYS, facts).fetchall()


def _find_days(groups: Sequence[Any], start: int, end: int) -> tuple[datetime.date | None, datetime.date | None]:
    """Return the first and the last day of some rows, counted from 0; nothing where a group does not tell."""
    ends = [0, *(rows for rows, _, _ in groups)]
    days = [
        (first, last)
        for (_, first, last), before, after in zip(groups, ends, ends[1:], strict=False)
        if before < end and after > start
    ]
    if not days or any(None in pair for pair in days):
        return None, None
    return min(first for first, _ in days), max(last for _, last in days)


def keep_rows(
    connection: duckdb.DuckDBPyConnection, one: Slice, places: NDArray[np.integer[Any]], path: Path
) -> Path | None:
    """Write the rows of a slice that are at sorted places to a new file of columns, if there are any."""
    import numpy as np

    start, end = np.searchsorted(places, (one.file * LINES + one.start, one.file * LINES + one.end))
    if start == end:
        return None
    connection.register("kept", {"line": places[start:end] % LINES})
    query = f"{one.select()} and line in (select line from kept)"
    connection.execute(f"copy ({query}) to {quote(str(path))} (format parquet)")
    connection.unregister("kept")
    return path
