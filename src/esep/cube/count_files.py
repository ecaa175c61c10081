"""The files of a counted cube: the counts of one registered month each, and who reported in which month."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.coverage import CoverageRow
from esep.records.crew import share_out
from esep.records.engine_duckdb import open_connection, open_reader
from esep.records.slice_query import NO_MONTH, count_month, start_month
from esep.sources.staging import quote

if TYPE_CHECKING:
    import duckdb

    from esep.records.tally import Numbers

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
_TEXTS = ("basis", "attribute", "measure", "region")
_ORDER = ", ".join((*_TEXTS, "month"))


@contextmanager
def open_writers() -> Iterator[list[duckdb.DuckDBPyConnection]]:
    """Give the engines that write files of counts; each gives the same bytes for the same rows."""
    with ExitStack() as stack:
        crew = [stack.enter_context(open_connection()) for _ in range(_WRITERS)]
        for one in crew:
            one.execute("set threads = 1")
        yield crew


def write_month(
    connection: duckdb.DuckDBPyConnection,
    month: int,
    rows: Mapping[str, Numbers],
    texts: Mapping[str, Sequence[str]],
    folder: Path,
) -> dict[str, Path]:
    """Write the counts of a registered month, in their order, to a new file, and return it by its role.

    Rows have the number of a month and, of what is a text in the file, its place among `texts`. The engine is told what
    texts there are and writes down numbers: it takes a third of the time that it needs to look at every text.
    """
    import numpy as np

    has_month = rows["month"] != NO_MONTH
    first, last = (int(end) for end in (rows["month"].min(initial=month, where=has_month), rows["month"].max()))
    days = f"range(date '{start_month(first)}', date '{start_month(last + 1)}', interval 1 month)::date[]"
    # A list has nothing at place 0.
    found: dict[str, Any] = {"n": rows["n"], "month": np.where(has_month, rows["month"] - (first - 1), 0)}
    columns = {"n": "n", "month": f"({days})[month]"}
    for name, known in texts.items():
        is_used = np.bincount(rows[name], minlength=len(known)) > 0
        values = ", ".join(quote(known[place]) for place in np.flatnonzero(is_used).tolist())
        connection.execute(f"create or replace temp type {name}s as enum ({values})")
        found[name] = np.cumsum(is_used)[rows[name]]
        columns[name] = f"(enum_range(null::{name}s)::{name}s[])[{name}]"
    role = f"{COUNTS}{start_month(month):%Y-%m}"
    path = folder / f"{role}.parquet"
    selected = ", ".join(f"{columns[name]} as {name}" for name in COUNT_COLUMNS)
    connection.register("rows", found)
    connection.execute(f"copy (select {selected} from rows) to {quote(str(path))} (format parquet, compression zstd)")
    connection.unregister("rows")
    return {role: path}


def write_counts(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Path]:
    """Write the table `counted` as one file for each registered month (its column `slice`); return them by role."""
    days = [day for (day,) in connection.execute("select distinct slice from counted order by slice").fetchall()]
    texts, numbers = {}, {"month": f"coalesce(year(month) * 12 + month(month) - 1, {NO_MONTH})", "n": "n"}
    for name in _TEXTS if days else ():
        connection.execute(f"create type {name}s as enum (select distinct {name} from counted order by 1)")
        ((texts[name],),) = connection.execute(f"select enum_range(null::{name}s)").fetchall()
        numbers[name] = f"enum_code({name}::{name}s)"
    columns = ", ".join(f"{number}::bigint as {name}" for name, number in numbers.items())
    query = f"select {columns} from counted where slice = $slice order by {_ORDER}, counted.month"

    def write(writer: duckdb.DuckDBPyConnection, day: datetime.date) -> dict[str, Path]:
        rows = connection.cursor().execute(query, {"slice": day}).fetchnumpy()
        return write_month(writer, count_month(day), rows, texts, folder)

    with open_writers() as crew:
        return {role: path for found in share_out(crew, days, write) for role, path in found.items()}


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
    # They rest in a table on the way: how a column is laid out in a file depends on what the rows have been through.
    connection.execute(f"create temp table written as {query}")
    connection.execute(f"copy written to {quote(str(path))} (format parquet, compression zstd)")
    connection.execute("drop table written")


def read_coverage(path: Path) -> list[CoverageRow]:
    """Return the rows of a file of coverage."""
    names = ", ".join(f'"{name}"' for name in COVERAGE_COLUMNS)
    with open_reader() as connection:
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
