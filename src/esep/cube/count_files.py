"""The files of a counted cube: the counts of one registered month each, and who reported in which month."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.coverage import CoverageRow
from esep.records.engine_duckdb import open_connection

if TYPE_CHECKING:
    import duckdb

# A month is too small to keep more than one processor busy, so several are written at once.
_WRITERS = 2
# What the role of a file of counts begins with; its month follows.
COUNTS = "counts-"
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
    """Write the rows of a query, in its order, to a new file of columns; the same rows give the same bytes.

    They rest in a table on the way: how a column is laid out in a file depends on what the rows have been through.
    """
    table = f'"rest {path.name}"'
    connection.execute(f"create temp table {table} as {query}", facts)
    connection.execute(f"copy {table} to $path (format parquet, compression zstd)", {"path": str(path)})
    connection.execute(f"drop table {table}")


def write_counts(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Path]:
    """Write the table `counted` as one file for each registered month (its column `slice`); return them by role."""
    order = "basis, attribute, measure, region, month"
    query = f"select {_cast(COUNT_COLUMNS)} from counted where slice = $slice order by {order}"

    def write(day: datetime.date) -> tuple[str, Path]:
        role = f"{COUNTS}{day:%Y-%m}"
        path = folder / f"{role}.parquet"
        write_table(connection.cursor(), query, path, {"slice": day})
        return role, path

    days = connection.execute("select distinct slice from counted order by slice").fetchall()
    with ThreadPoolExecutor(_WRITERS) as pool:
        return dict(pool.map(write, (day for (day,) in days)))


def _cast(columns: Mapping[str, str]) -> str:
    """Return columns as a list for a query, each with its type: engines cut a day to its month in their own ways."""
    return ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in columns.items())


def read_month(role: str) -> int:
    """Return the month of a file of counts, counted from year 0."""
    year, month = role.removeprefix(COUNTS).split("-")
    return int(year) * 12 + int(month) - 1


def write_coverage(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Write the table `coverage` to a new file."""
    query = f'select {_cast(COVERAGE_COLUMNS)} from coverage order by reporter, region, "month"'
    write_table(connection, query, path, {})


def read_coverage(path: Path) -> list[CoverageRow]:
    """Return the rows of a file of coverage."""
    names = ", ".join(f'"{name}"' for name in COVERAGE_COLUMNS)
    with open_connection() as connection:
        return connection.execute(f"select {names} from read_parquet($path)", {"path": str(path)}).fetchall()


def merge_coverage(old: Path, new: Path, path: Path) -> None:
    """Write the coverage of `new`, and that of `old` for the months that `new` does not have, to a new file."""
    with open_connection() as connection:
        connection.execute("create table added as select * from read_parquet($path)", {"path": str(new)})
        connection.execute(
            "create table coverage as from added union all by name select * from read_parquet($path) as old "
            'where old."month" not in (select "month" from added)',
            {"path": str(old)},
        )
        write_coverage(connection, path)
