"""Rows of text into a table of the query engine, every value as the text it was, with file and line."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.records.rules import RecordRules
from esep.sources.rows import TextRow, open_rows
from esep.sources.snapshot import Snapshot

if TYPE_CHECKING:
    import duckdb

# What is under way ("read", "check", "count", "commit"), how many rows or cells are done, and in which file.
Progress = Callable[[str, int, str], None]

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


def load_rows(
    engine: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    rules: RecordRules,
    progress: Progress | None = None,
) -> tuple[tuple[Snapshot, ...], tuple[int, ...]]:
    """Fill the table `raw` from files; return their snapshots and how many rows each of them had.

    The columns are file (its place in `paths`), line, width, expected width, fault, digest, and one text for each
    declared field, called raw_ and its name. Raise `EsepError` with what is wrong with any file, also where two files
    hold the same bytes: counting a month twice is an error that nobody sees in a total.
    """
    fields = "".join(f", raw_{field} varchar" for field in rules.fields)
    engine.execute(
        "create table raw (file integer, line bigint, width bigint, expected bigint, fault varchar, digest varchar"
        + fields
        + ")"
    )
    snapshots, counts, problems = list[Snapshot](), list[int](), list[Problem]()
    seen: dict[str, Path] = {}
    for place, path in enumerate(paths):
        try:
            file = open_rows(path, rules.layout)
            first = seen.setdefault(file.snapshot.sha256, path)
            if first is not path:
                facts = {"path": str(path), "first": str(first)}
                problems.append(Problem("file-twice", Where(str(path)), facts))
                continue
            snapshots.append(file.snapshot)
            counts.append(0)
            for batch in _take_batches(file.rows):
                _insert(engine, place, file.width, batch, len(rules.fields))
                counts[-1] += len(batch)
                if progress is not None:
                    progress("read", sum(counts), path.name)
        except EsepError as error:
            problems.extend(error.problems)
    if problems:
        raise EsepError(problems)
    return tuple(snapshots), tuple(counts)


def _take_batches(rows: Iterator[TextRow]) -> Iterator[list[TextRow]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _insert(engine: duckdb.DuckDBPyConnection, place: int, expected: int, batch: list[TextRow], fields: int) -> None:
    """Append rows: lists of columns go in as parameters, so no text is ever quoted, split or guessed at again."""
    columns = [
        [row.line for row in batch],
        [row.width for row in batch],
        [row.fault for row in batch],
        [row.digest for row in batch],
        *(list(values) for values in zip(*(row.values for row in batch), strict=True)),
    ]
    texts = ", unnest(?::varchar[])" * (fields + 2)
    engine.execute(
        f"insert into raw select {place}, line, width, {expected}, * exclude (line, width) from "
        f"(select unnest(?::bigint[]) as line, unnest(?::bigint[]) as width{texts})",
        columns,
    )
