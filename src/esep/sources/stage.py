"""Sources made ready for the query engine: each one a query with the lines, the faults and the texts of its rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.sources import kinds
from esep.sources.columnar import stage_parquet
from esep.sources.database import read_address, stage_database
from esep.sources.delimited import stage_text
from esep.sources.encodings import make_text
from esep.sources.json_lines import stage_json
from esep.sources.listing import list_sources
from esep.sources.rows import Layout
from esep.sources.snapshot import Snapshot, hash_file
from esep.sources.staging import (
    ParquetFile,
    PlainLines,
    Progress,
    StagedTable,
    Tell,
    open_staging,
    tell_no_room,
)
from esep.sources.unpack import Unpacked, unpack_gzip, unpack_zip
from esep.sources.workbook import stage_workbook

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Staged:
    """One source ready for the query engine.

    `path` is as it was given, for messages. `relation` is a query with the columns line, fault, width, expected,
    digest and raw_ with the name of each declared field; `rows` is how many rows it has, counted without it; `types`
    gives the type of each raw field. Where `first_line` is set, the line of a row is its place in the relation, from 0,
    added to it: a table stored from the relation needs no column for the line. `parquet` is the file itself, where
    another engine may read it in place of the relation. `is_seekable` says that some lines can be read without all that
    stand before them; `lines` are those of a text that anybody reads alike.

    A cast of a raw field that may fail has to stand around another expression, such as trim: alone the engine hands it
    to its reader of CSV, which refuses the file or loses the row.
    """

    snapshot: Snapshot
    path: str
    relation: str
    rows: int
    types: Mapping[str, str]
    remarks: tuple[Problem, ...] = ()
    first_line: int | None = None
    parquet: ParquetFile | None = None
    is_seekable: bool = True
    lines: PlainLines | None = None

    @property
    def is_whole(self) -> bool:
        """Return whether every row is known to fit its header: it was not read and judged line by line."""
        return self.first_line is not None


def stage_sources(
    sources: Sequence[Path | str], layout: Layout, folder: Path, progress: Progress | None = None
) -> tuple[Staged, ...]:
    """Make all sources ready; `folder` takes what has to be unpacked or rewritten, and belongs to the caller.

    Raise `EsepError` with what is wrong with any of them, also where two files hold the same bytes: counting a month
    twice is an error that nobody sees in a total. Nothing is left in the folder then.
    """
    found = list_sources(sources, layout.files)
    work = folder / "staged"
    with tell_no_room(folder):
        work.mkdir(parents=True)
    try:
        with open_staging(work) as engine, ThreadPoolExecutor(1) as threads:
            return _Stage(engine, threads, layout, work, progress).stage_all(found)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def find_damage(staged: Sequence[Staged], folder: Path) -> Problem | None:
    """Return what is wrong with the first source that cannot be read to its end: of columns only the ends were seen."""
    import duckdb

    with open_staging(folder) as engine:
        for one in staged:
            try:
                engine.execute(f"select bit_xor(hash(columns(*))) from ({one.relation})").fetchall()
            except duckdb.Error as error:
                facts = {"path": one.path, "cause": str(error).partition("\n")[0]}
                return Problem("file-broken", Where(one.path), facts)
    return None


class _Stage:
    """All sources of one run, one after the other."""

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        threads: ThreadPoolExecutor,
        layout: Layout,
        folder: Path,
        progress: Progress | None,
    ) -> None:
        self._engine = engine
        self._threads = threads
        self._layout = layout
        self._folder = folder
        self._progress = progress
        self._seen: dict[str, str] = {}
        self._rows = 0

    def stage_all(self, sources: Sequence[Path | str]) -> tuple[Staged, ...]:
        """Return all sources staged; raise `EsepError` with everything that is wrong with any of them."""
        staged: list[Staged] = []
        problems: list[Problem] = []
        for number, source in enumerate(sources):
            try:
                with tell_no_room(self._folder):
                    for one in self._stage_source(source, self._folder / f"{number:06d}"):
                        staged.append(one)
                        self._rows += one.rows
                        self._make_tell(one.path)(0)
            except EsepError as error:
                problems.extend(error.problems)
        if problems:
            raise EsepError(problems)
        return tuple(staged)

    def _stage_source(self, source: Path | str, stem: Path) -> Iterator[Staged]:
        if isinstance(source, str):
            address = read_address(source)
            tell = self._make_tell(address.shown)
            table, snapshot = stage_database(self._engine, address, self._layout, stem, tell)
            self._refuse_twice(snapshot.sha256, address.shown)
            yield _finish(snapshot, address.shown, table)
            return
        hashed = self._threads.submit(hash_file, source)
        try:
            tables = [(part, self._stage_part(part, stem)) for part in self._unpack(source, stem)]
        except EsepError:
            # A file that is empty or cannot be read at all is told as that.
            hashed.result()
            raise
        snapshot = hashed.result()
        for part, table in tables:
            self._refuse_twice(part.sha256 or snapshot.sha256, part.name)
            name = snapshot.name + part.name.removeprefix(str(source))
            yield _finish(replace(snapshot, name=name), part.name, table)

    def _unpack(self, path: Path, stem: Path) -> Iterator[Unpacked]:
        kind = kinds.find_kind(path, str(path))
        if kind == kinds.GZIP:
            yield unpack_gzip(path, stem)
        elif kind == kinds.ZIP:
            yield from unpack_zip(path, self._layout.files, stem)
        else:
            yield Unpacked(path, str(path), "")

    def _stage_part(self, part: Unpacked, stem: Path) -> StagedTable:
        """Stage one file that is not packed, or not any more."""
        kind = kinds.find_kind(part.path, part.name)
        is_ours = part.path.parent == self._folder
        rewritten = (part.path if is_ours else stem).with_suffix(".rows")
        tell = self._make_tell(Path(part.name).name)
        if kind == kinds.PARQUET:
            return stage_parquet(self._engine, part.path, part.name, self._layout)
        if kind == kinds.WORKBOOK:
            return stage_workbook(self._engine, part.path, part.name, self._layout, rewritten, tell)
        if kind not in (kinds.TEXT, kinds.JSON_LINES):
            raise EsepError(Problem("file-form-unknown", Where(part.name), {"path": part.name, "form": kind}))
        text = make_text(part.path, part.name, self._layout, rewritten.with_suffix(".utf8"))
        stage = stage_json if kind == kinds.JSON_LINES else stage_text
        table = stage(self._engine, text, self._layout, rewritten, tell)
        return replace(table, remarks=(*text.remarks, *table.remarks))

    def _refuse_twice(self, sha256: str, name: str) -> None:
        first = self._seen.setdefault(sha256, name)
        if first != name:
            raise EsepError(Problem("file-twice", Where(name), {"path": name, "first": first}))

    def _make_tell(self, name: str) -> Tell:
        return partial(_tell, self._progress, name, self._rows)


def _tell(progress: Progress | None, name: str, before: int, staged: int) -> None:
    if progress is not None:
        progress("read", before + staged, name)


def _finish(snapshot: Snapshot, path: str, table: StagedTable) -> Staged:
    return Staged(
        snapshot,
        path,
        table.relation,
        table.rows,
        table.types,
        table.remarks,
        table.first_line,
        table.parquet,
        table.is_seekable,
        table.lines,
    )
