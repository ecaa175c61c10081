"""Sources made ready for the query engine: each one a query with the lines, the faults and the texts of its rows."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.sources.delimited import stage_text
from esep.sources.encodings import make_text
from esep.sources.rows import Layout, list_files
from esep.sources.snapshot import Snapshot, hash_file
from esep.sources.staging import Progress, StagedTable, Tell, open_staging, tell_no_room

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Staged:
    """One source ready for the query engine.

    `path` is as it was given, for messages. `relation` is a query with the columns line, fault, width, expected,
    digest and raw_ with the name of each declared field; `rows` is how many rows it has, counted without it; `types`
    gives the type of each raw field. Where `first_line` is set, the line of a row is its place in the relation, from 0,
    added to it: a table stored from the relation needs no column for the line.
    """

    snapshot: Snapshot
    path: str
    relation: str
    rows: int
    types: Mapping[str, str]
    remarks: tuple[Problem, ...] = ()
    first_line: int | None = None


def stage_sources(
    sources: Sequence[Path | str], layout: Layout, folder: Path, progress: Progress | None = None
) -> tuple[Staged, ...]:
    """Make all sources ready; `folder` takes what has to be unpacked or rewritten, and belongs to the caller.

    Raise `EsepError` with what is wrong with any of them, also where two files hold the same bytes: counting a month
    twice is an error that nobody sees in a total. Nothing is left in the folder then.
    """
    paths = list_files([Path(source) for source in sources], layout.files)
    staged: list[Staged] = []
    problems: list[Problem] = []
    seen: dict[str, str] = {}
    work = folder / "staged"
    with tell_no_room(folder):
        work.mkdir(parents=True)
    try:
        with open_staging(folder) as engine, ThreadPoolExecutor(1) as threads:
            for number, path in enumerate(paths):
                rows = sum(one.rows for one in staged)
                tell = None if progress is None else partial(_tell, progress, path.name, rows)
                try:
                    with tell_no_room(folder):
                        one = _stage_file(engine, threads, path, layout, work / f"{number:06d}", tell)
                    _refuse_twice(one, seen)
                    staged.append(one)
                    if tell is not None:
                        tell(one.rows)
                except EsepError as error:
                    problems.extend(error.problems)
        if problems:
            raise EsepError(problems)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return tuple(staged)


def _stage_file(
    engine: duckdb.DuckDBPyConnection,
    threads: ThreadPoolExecutor,
    path: Path,
    layout: Layout,
    stem: Path,
    tell: Tell | None,
) -> Staged:
    hashed: Future[Snapshot] = threads.submit(hash_file, path)
    try:
        text = make_text(path, str(path), layout, stem.with_suffix(".txt"))
        table = stage_text(engine, text, layout, stem, tell)
    except EsepError:
        # A file that is empty or not there at all is told as that.
        hashed.result()
        raise
    return _finish(hashed.result(), str(path), table, text.remarks)


def _finish(snapshot: Snapshot, path: str, table: StagedTable, remarks: tuple[Problem, ...]) -> Staged:
    return Staged(snapshot, path, table.relation, table.rows, table.types, (*remarks, *table.remarks), table.first_line)


def _refuse_twice(one: Staged, seen: dict[str, str]) -> None:
    first = seen.setdefault(one.snapshot.sha256, one.path)
    if first != one.path:
        raise EsepError(Problem("file-twice", Where(one.path), {"path": one.path, "first": first}))


def _tell(progress: Progress, name: str, before: int, staged: int) -> None:
    progress("read", before + staged, name)
