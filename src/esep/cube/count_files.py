"""The files of a counted cube: the counts of one registered month each, and who reported in which month."""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.coverage import CoverageRow
from esep.records.engine_duckdb import open_connection

if TYPE_CHECKING:
    import duckdb

# A month is too small to keep more than one processor busy, so several are written at once.
_WRITERS = 2
# An attribute is empty in the row that counts all; `month` is the month of the date `basis`, empty where there is none.
COUNT_COLUMNS = {
    "basis": "varchar",
    "month": "date",
    "measure": "varchar",
    "region": "varchar",
    "attribute": "varchar",
    "n": "bigint",
}
COVERAGE_COLUMNS = {"reporter": "varchar", "region": "varchar", "month": "date", "rows": "bigint"}


def write_table(connection: duckdb.DuckDBPyConnection, query: str, path: Path, facts: dict[str, Any]) -> None:
    """Write the rows of a query, in its order, to a new file of columns."""
    connection.execute(f"copy ({query}) to $path (format parquet, compression zstd)", {**facts, "path": str(path)})


def write_counts(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Path]:
    """Write the table `counted` as one file for each registered month (its column `slice`); return them by month."""
    names = ", ".join(COUNT_COLUMNS)
    query = f"select {names} from counted where slice = $slice order by basis, attribute, measure, region, month"

    def write(day: datetime.date) -> tuple[str, Path]:
        month = f"{day:%Y-%m}"
        path = folder / f"counts-{month}.parquet"
        write_table(connection.cursor(), query, path, {"slice": day})
        return month, path

    days = connection.execute("select distinct slice from counted order by slice").fetchall()
    with ThreadPoolExecutor(_WRITERS) as pool:
        return dict(pool.map(write, (day for (day,) in days)))


def write_coverage(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the table `coverage` to a new file."""
    names = ", ".join(f'"{name}"' for name in COVERAGE_COLUMNS)
    write_table(connection, f'select {names} from coverage order by reporter, region, "month"', path, {})


def read_coverage(path: Path) -> list[CoverageRow]:
    """Return the rows of a file of coverage."""
    names = ", ".join(f'"{name}"' for name in COVERAGE_COLUMNS)
    with open_connection() as connection:
        return connection.execute(f"select {names} from read_parquet($path)", {"path": str(path)}).fetchall()
