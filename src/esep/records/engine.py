"""The query engine: opened shut off from the outside, and filled with columns exactly as they are."""

from __future__ import annotations

import datetime
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import duckdb

Value: TypeAlias = str | int | datetime.date | None

_BATCH = 20_000


def open_engine() -> duckdb.DuckDBPyConnection:
    """Return a query engine in memory that fetches nothing from outside and writes only to a temporary folder."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "temp_directory": str(Path(tempfile.gettempdir()) / f"esep-{os.getpid()}"),
            "preserve_insertion_order": "true",
        },
    )


def is_engine_error(error: BaseException) -> bool:
    """Return whether an exception comes from the query engine: out of memory, no room to spill."""
    import duckdb

    return isinstance(error, duckdb.Error)


def create_table(engine: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str]) -> None:
    """Create an empty table; `columns` gives the type of each name."""
    names = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    engine.execute(f"create table {table} ({names})")


def append_rows(
    engine: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    rows: Iterable[Sequence[Value]],
    tell: Callable[[int], None] | None = None,
) -> int:
    """Append rows to a table in their order and return how many; `tell` is told the number from time to time.

    Each column travels as one JSON text: nothing in a value can end it, as it can in a line of CSV. Lists as parameters
    would do the same, but take time in the square of their length before DuckDB 2.0.
    """
    names = ", ".join(f"{name}::{kind} as {name}" for name, kind in columns.items())
    texts = ", ".join(f"unnest(from_json(?::json, '[\"varchar\"]')) as {name}" for name in columns)
    query = f"insert into {table} select {names} from (select {texts})"
    remaining, appended = iter(rows), 0
    while batch := list(islice(remaining, _BATCH)):
        lists = zip(*batch, strict=True)
        engine.execute(query, [json.dumps(values, ensure_ascii=False, default=str) for values in lists])
        appended += len(batch)
        if tell is not None:
            tell(appended)
    return appended
