"""Bringing rows to where the query engine can read them: a query over a file, or Parquet in a temporary folder."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.problems import EsepError, Problem, Where
from esep.sources.rows import MALFORMED

if TYPE_CHECKING:
    import duckdb

# What is under way ("read", "check", "count", "commit"), how many rows or cells are done, and in which file.
Progress = Callable[[str, int, str], None]
# How many rows were staged so far.
Tell = Callable[[int], None]

BATCH = 20_000
ROWS_PER_PART = 500_000
# Enough to read and to write by, and it leaves room below a gigabyte.
MEMORY_LIMIT = "600MB"


@dataclass(frozen=True)
class ParquetFile:
    """A file of Parquet that every engine reads alike: the column that holds each field, and how many there are."""

    path: Path
    columns: Mapping[str, str]
    width: int


@dataclass(frozen=True)
class PlainLines:
    """A text of which every line has the same marks, see `Scan.regular_width`: whoever looks for them finds each field.

    `header_lines` stand before its rows, which begin `start` bytes behind its beginning. All lines have `width` fields
    and end in a carriage return or not; `places` says which of their fields each column is.
    """

    path: Path
    header_lines: int
    start: int
    delimiter: str
    width: int
    has_returns: bool
    places: tuple[int, ...]


@dataclass(frozen=True)
class StagedTable:
    """A table that is ready for the query engine.

    `relation` is a query, `rows` how many rows it has, counted without it, `types` the type of each raw field.
    Where `first_line` is set, the line of a row is its place in the relation, from 0, added to it: whoever stores the
    rows in their order can do without the column `line`, and reads on more than one core. `parquet` is the file itself,
    where another engine may read it in place of the relation. `is_seekable` says that some lines can be read without
    all that stand before them; `lines` are those of a text that anybody reads alike.
    """

    relation: str
    rows: int
    types: Mapping[str, str]
    remarks: tuple[Problem, ...] = ()
    first_line: int | None = None
    parquet: ParquetFile | None = None
    is_seekable: bool = True
    lines: PlainLines | None = None


def open_staging(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a query engine that fetches nothing from outside, keeps to its memory, and spills into a folder."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            "preserve_insertion_order": "true",
            "temp_directory": str(folder / "spill"),
        },
    )


@contextmanager
def tell_no_room(folder: Path) -> Iterator[None]:
    """Turn a failure to write into the temporary folder into a problem with its cause."""
    import duckdb

    try:
        yield
    except (OSError, duckdb.Error) as error:
        cause = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        facts = {"folder": str(folder), "cause": cause}
        raise EsepError(Problem("staging-failed", Where(str(folder)), facts)) from None


def quote(text: str) -> str:
    """Return a text as a literal of the query language."""
    return "'" + text.replace("'", "''") + "'"


def quote_path(path: Path) -> str:
    """Return a path as a literal that means this one file, whatever marks of a pattern stand in it."""
    return quote(re.sub(r"([*?\[])", r"[\1]", str(path.absolute())))


def quote_name(name: str) -> str:
    """Return a name of a column as the query language takes it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def write_digest(columns: Iterable[str]) -> str:
    """Return the expression for the checksum of a row of texts; `digest_row` gives the same outside the engine."""
    parts = ", ".join(f"strlen({column}), ':', {column}" for column in columns)
    return f"md5(concat({parts}))"


def write_relation(fields: Mapping[str, str], source: str, **columns: str) -> str:
    """Return the query that gives the columns of a staged table: `columns` and `fields` are expressions over `source`.

    What is not among `columns` is as of a row without fault.
    """
    plain = {"line": "null::bigint", "fault": "''", "width": "0::bigint", "expected": "0::bigint", "digest": "''"}
    found = {**plain, **columns, **{f"raw_{field}": expression for field, expression in fields.items()}}
    return f"select {', '.join(f'{text} as {name}' for name, text in found.items())} from {source}"


class PartWriter:
    """Writes rows to Parquet files in a folder, some hundred thousand to a file, so that memory stays bounded."""

    def __init__(
        self, engine: duckdb.DuckDBPyConnection, folder: Path, columns: Mapping[str, str], tell: Tell | None = None
    ) -> None:
        """Begin a folder that does not exist yet; `columns` gives the type of each name."""
        self._engine = engine
        self._folder = folder
        self._columns = dict(columns)
        self._tell = tell
        self._waiting = 0
        self._parts = 0
        self.rows = 0
        folder.mkdir(parents=True)
        names = ", ".join(f"{quote_name(name)} {kind}" for name, kind in columns.items())
        engine.execute(f"create or replace temp table part ({names})")

    def write(self, rows: Iterable[Sequence[Any]]) -> None:
        """Write rows in their order.

        Each column travels as one JSON text: nothing in a value can end it, as it can in a line of CSV.
        """
        names = ", ".join(f"{quote_name(name)}::{kind}" for name, kind in self._columns.items())
        texts = ", ".join(
            f"unnest(from_json(?::json, '[\"varchar\"]')) as {quote_name(name)}" for name in self._columns
        )
        query = f"insert into part select {names} from (select {texts})"
        remaining = iter(rows)
        while batch := list(islice(remaining, BATCH)):
            lists = zip(*batch, strict=True)
            self._engine.execute(query, [json.dumps(values, ensure_ascii=False, default=str) for values in lists])
            self.rows += len(batch)
            self._waiting += len(batch)
            if self._waiting >= ROWS_PER_PART:
                self._close_part()
            if self._tell is not None:
                self._tell(self.rows)

    def finish(self) -> str:
        """Write what is left and return the source of all rows, to select from."""
        if self._waiting or not self._parts:
            self._close_part()
        self._engine.execute("drop table part")
        paths = ", ".join(quote_path(self._name_part(number)) for number in range(self._parts))
        return f"read_parquet([{paths}])"

    def _close_part(self) -> None:
        target = quote(str(self._name_part(self._parts)))
        self._engine.execute(f"copy (select * from part order by rowid) to {target} (format parquet)")
        self._engine.execute("truncate part")
        self._parts += 1
        self._waiting = 0

    def _name_part(self, number: int) -> Path:
        return self._folder / f"{number:06d}.parquet"


def stage_rows(
    engine: duckdb.DuckDBPyConnection,
    rows: Iterable[tuple[Any, ...]],
    types: Mapping[str, str],
    folder: Path,
    tell: Tell | None = None,
) -> StagedTable:
    """Stage rows of (line, fault, width, expected, digest, a value for each of `types`) into Parquet files."""
    columns = {"line": "bigint", "fault": "varchar", "width": "bigint", "expected": "bigint", "digest": "varchar"}
    columns.update({f"raw_{field}": kind for field, kind in types.items()})
    writer = PartWriter(engine, folder, columns, tell)
    writer.write(rows)
    relation = f"select {', '.join(map(quote_name, columns))} from {writer.finish()}"
    return StagedTable(relation, writer.rows, dict(types))


def clean_rows(rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield rows as `stage_rows` takes them; one with a character that no text has keeps its line alone."""
    for row in rows:
        text = "".join(value for value in row if isinstance(value, str))
        try:
            is_clean = "\x00" not in text and text.encode() is not None
        except UnicodeEncodeError:
            is_clean = False
        if is_clean:
            yield row
        else:
            line, _, _, expected, _, *values = row
            yield (line, MALFORMED, 0, expected, "", *("" if isinstance(one, str) else None for one in values))


def write_value(value: Any) -> str:
    """Return a value as text: a day as YYYY-MM-DD, with a time of day behind it where there is one."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        near = value + datetime.timedelta(microseconds=500)
        # Excel counts in parts of a day, which are hardly ever a whole number of seconds.
        exact = near.replace(microsecond=0) if near.microsecond < 1000 else value
        is_day = exact.time() == datetime.time() and exact.tzinfo is None
        return exact.date().isoformat() if is_day else exact.isoformat(sep=" ")
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
