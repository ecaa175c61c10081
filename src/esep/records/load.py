"""Rows of text into a table of the query engine, every value as the text it was, with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.records.engine import Value, append_rows, create_table
from esep.records.rules import RecordRules
from esep.sources.rows import TextFile, open_rows
from esep.sources.snapshot import Snapshot

if TYPE_CHECKING:
    import duckdb

# What is under way ("read", "check", "count", "commit"), how many rows or cells are done, and in which file.
Progress = Callable[[str, int, str], None]

_PLACE = {"file": "integer", "line": "bigint", "width": "bigint", "expected": "bigint"}
_ROW = {"fault": "varchar", "digest": "varchar"}


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
    columns = {**_PLACE, **_ROW, **{f"raw_{field}": "varchar" for field in rules.fields}}
    create_table(engine, "raw", columns)
    snapshots, counts, problems = list[Snapshot](), list[int](), list[Problem]()
    seen: dict[str, Path] = {}
    for place, path in enumerate(paths):
        try:
            file = open_rows(path, rules.layout)
            first = seen.setdefault(file.snapshot.sha256, path)
            if first is not path:
                facts = {"path": str(path), "first": str(first)}
                raise EsepError(Problem("file-twice", Where(str(path)), facts))
            tell = None if progress is None else partial(_tell, progress, path.name, sum(counts))
            counts.append(append_rows(engine, "raw", columns, _list_values(file, place), tell))
            snapshots.append(file.snapshot)
        except EsepError as error:
            problems.extend(error.problems)
    if problems:
        raise EsepError(problems)
    return tuple(snapshots), tuple(counts)


def _tell(progress: Progress, name: str, before: int, appended: int) -> None:
    progress("read", before + appended, name)


def _list_values(file: TextFile, place: int) -> Iterator[tuple[Value, ...]]:
    for row in file.rows:
        yield (place, row.line, row.width, file.width, row.fault, row.digest, *row.values)
