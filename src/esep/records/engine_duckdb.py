"""DuckDB: the engine inside the program, shut off from the outside, and filled with columns exactly as they are."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.records.engines import PLACE, Value, agree_types, bind_table
from esep.sources.staging import quote, quote_path, tell_no_room
from esep.sources.workshop import Workshop

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

    from esep.sources.stage import Staged

# What does not fit is put aside on disk, so that a national register is checked on a small machine.
MEMORY_LIMIT = "1GB"
_BATCH = 20_000


class DuckEngine:
    """The default engine, in memory; rows that do not fit in `MEMORY_LIMIT` go to a temporary folder of its own."""

    dialect = "duckdb"

    def __init__(self) -> None:
        import duckdb

        self.failures: tuple[type[BaseException], ...] = (duckdb.Error, OSError)
        with tell_no_room(Path(os.environ.get("TMPDIR", "/tmp"))):
            self._folder = Workshop()
        self.connection = open_connection(Path(self._folder.name))

    def load(self, staged: Sequence[Staged], fields: Sequence[str]) -> ir.Table:
        """Return the table `raw` as a view of the sources: they are read when it is."""
        query, columns = write_raw(staged, fields)
        self.connection.execute(f"create or replace view raw as {query}")
        return bind_table("raw", columns)

    def create_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> ir.Table:
        """Create a table of rows."""
        create_table(self.connection, name, columns)
        append_rows(self.connection, name, columns, rows)
        return bind_table(name, columns)

    def store(self, name: str, expression: ir.Table) -> ir.Table:
        """Work out an expression once and keep it as a table of that name."""
        import ibis

        self.connection.execute(f'create or replace table "{name}" as {self.compile(expression)}')
        return ibis.table(expression.schema(), name=name)

    def fetch(self, expression: ir.Table) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an expression, in its order."""
        cursor = self.connection.cursor()
        cursor.execute(self.compile(expression))
        while rows := cursor.fetchmany(10_000):
            yield from rows

    def export(self, expression: ir.Table, folder: Path) -> str:
        """Return a query of DuckDB for the rows of an expression: a file of Parquet in a folder."""
        target = folder / f"{uuid.uuid4().hex}.parquet"
        self.connection.execute(f"copy ({self.compile(expression)}) to {quote(str(target))} (format parquet)")
        return f"select * from read_parquet({quote_path(target)})"

    def compile(self, expression: ir.Table) -> str:
        """Return an expression as a query of this engine."""
        return _write_query(expression.op(), self.dialect)

    def close(self) -> None:
        """Let go of the engine and of what it put aside."""
        self.connection.close()
        self._folder.cleanup()


def open_connection(folder: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB in memory that fetches nothing from outside; `folder` is where it puts aside what does not fit.

    Without a folder it is meant for what fits.
    """
    import duckdb

    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": "" if folder is None else str(folder),
            "memory_limit": MEMORY_LIMIT,
            "preserve_insertion_order": "true",
        },
    )
    connection.execute("set TimeZone = 'UTC'")
    if not duckdb.__version__.startswith("1."):
        # From 2.0 on it hands a cast down to the reader of CSV, which then drops rows that do not fit.
        connection.execute("set disabled_optimizers = 'type_pushdown'")
    return connection


def open_reader() -> duckdb.DuckDBPyConnection:
    """Return a connection that reads files of a store. All of a process share one DuckDB: starting one takes longer
    than most reads. What a connection creates has to be temporary, so that the others do not see it.
    """
    return _start_reader(os.getpid()).cursor()


@cache
def _start_reader(process: int) -> duckdb.DuckDBPyConnection:
    """Return the DuckDB of a process: one that was forked can neither use nor close that of its parent."""
    started = open_connection()
    # There is a file for every month, and none of them changes.
    started.execute("set parquet_metadata_cache = true")
    return started


@lru_cache(maxsize=256)
def _write_query(node: Any, dialect: str) -> str:
    """Return an expression as a query; the same expression, as of another file or vintage, is written once."""
    import ibis

    return str(ibis.to_sql(node.to_expr(), dialect=dialect))


def write_raw(staged: Sequence[Staged], fields: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return the query of DuckDB for the table `raw` of several sources, and the types of its columns.

    An engine that cannot read the sources itself runs it in a DuckDB of its own and takes the rows over.
    """
    columns = {**PLACE, **{f"raw_{field}": kind for field, kind in agree_types(staged, fields).items()}}
    names = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in columns.items() if name != "file")
    parts = [f"select {place}::integer as file, {names} from ({one.relation})" for place, one in enumerate(staged)]
    return " union all ".join(parts), columns


def create_table(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> None:
    """Create an empty table; `columns` gives the type of each name."""
    names = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    connection.execute(f'create table "{table}" ({names})')


def append_rows(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]
) -> int:
    """Append rows to a table in their order and return how many.

    Each column travels as one JSON text: nothing in a value can end it, as it can in a line of CSV. Lists as parameters
    would do the same, but take time in the square of their length before DuckDB 2.0.
    """
    names = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in columns.items())
    texts = ", ".join(f'unnest(from_json(?::json, \'["varchar"]\')) as "{name}"' for name in columns)
    query = f'insert into "{table}" select {names} from (select {texts})'
    remaining, appended = iter(rows), 0
    while batch := list(islice(remaining, _BATCH)):
        lists = zip(*batch, strict=True)
        connection.execute(query, [json.dumps(values, ensure_ascii=False, default=str) for values in lists])
        appended += len(batch)
    return appended
