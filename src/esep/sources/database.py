"""Tables of a database, read and never written: SQLite and PostgreSQL, by address."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from esep.problems import EsepError, Problem, Where
from esep.sources.rows import Layout, digest_row, find_columns
from esep.sources.snapshot import Snapshot
from esep.sources.staging import StagedTable, Tell, clean_rows, stage_rows, write_value

if TYPE_CHECKING:
    import duckdb

_BATCH = 10_000
# What PostgreSQL calls its types by number, and what records know of them; everything else travels as text.
_TYPES = {16: "boolean", 20: "bigint", 21: "bigint", 23: "bigint", 700: "double", 701: "double"}
_TYPES |= {1082: "date", 1114: "timestamp", 1184: "timestamp"}
_MOMENT = 1184


@dataclass(frozen=True)
class Address:
    """The address of a table, and the same without what nobody should see in a message."""

    scheme: str
    connection: str
    table: str
    shown: str


@dataclass
class Reading:
    """A table that is being read: its columns, how many rows it says it has, and the rows, once."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    count: int
    rows: Iterator[Sequence[Any]]


def read_address(source: str) -> Address:
    """Return the parts of an address; problem `database-address-wrong`."""
    parts = urlsplit(source)
    options = parse_qsl(parts.query)
    tables = [value for key, value in options if key == "table"]
    user = f"{parts.username}@" if parts.username else ""
    query = f"?{urlencode({'table': tables[0]})}" if tables else ""
    shown = f"{parts.scheme}://{user}{parts.netloc.rpartition('@')[2]}{parts.path}{query}"
    if parts.scheme not in ("sqlite", "postgres", "postgresql") or len(tables) != 1 or not tables[0]:
        raise EsepError(Problem("database-address-wrong", Where(shown), {"address": shown}))
    if parts.scheme == "sqlite":
        return Address("sqlite", _find_file(unquote(parts.path)), tables[0], shown)
    rest = urlencode([(key, value) for key, value in options if key != "table"])
    return Address("postgres", urlunsplit((parts.scheme, parts.netloc, parts.path, rest, "")), tables[0], shown)


def _find_file(path: str) -> str:
    """Return the file of an address: after three strokes a relative one, unless only the absolute one is there."""
    relative = path.removeprefix("/")
    return path if not Path(relative).exists() and Path(path).exists() else relative


def list_columns(address: Address) -> tuple[str, ...]:
    """Return the columns of a table; problems `database-failed` and `driver-missing`."""
    opened = _open_sqlite if address.scheme == "sqlite" else _open_postgres
    with opened(address, Layout("*", (), ",", {})) as reading:
        return reading.columns


def stage_database(
    engine: duckdb.DuckDBPyConnection,
    address: Address,
    layout: Layout,
    folder: Path,
    tell: Tell | None = None,
    most: int | None = None,
) -> tuple[StagedTable, Snapshot]:
    """Stage a table of a database; the line of a row is its number from 1, in the order of the primary key.

    With `most` only so many rows are read, and the table says how many there are. The snapshot is of the columns that
    were read: the declared ones, or all where every row has a digest. Problems `database-failed`, `driver-missing` and
    those of the columns.
    """
    opened = _open_sqlite if address.scheme == "sqlite" else _open_postgres
    identity = _Identity()
    with opened(address, layout) as reading:
        reading.rows = islice(reading.rows, most)
        names = list(layout.columns)
        places = find_columns(reading.columns, layout, Where(address.shown))
        types = {field: reading.types[place] for field, place in zip(names, places, strict=True)}
        rows = _list_values(reading, places, layout.has_digest, identity)
        staged = stage_rows(engine, clean_rows(rows), types, folder, tell)
        count = reading.count
    snapshot = Snapshot(address.table, address.shown, identity.size, identity.digest.hexdigest())
    return StagedTable(staged.relation, count, staged.types), snapshot


class _Identity:
    """The checksum of all rows that were read, and how many bytes went into it."""

    def __init__(self) -> None:
        self.digest = hashlib.sha256()
        self.size = 0

    def add(self, texts: Sequence[str]) -> None:
        data = json.dumps(texts).encode() + b"\n"
        self.digest.update(data)
        self.size += len(data)


def _list_values(
    reading: Reading, places: Sequence[int], has_digest: bool, identity: _Identity
) -> Iterator[tuple[Any, ...]]:
    width = len(reading.columns)
    for line, row in enumerate(reading.rows, start=1):
        texts = [write_value(value) for value in row]
        identity.add(texts)
        values = (texts[place] if reading.types[place] == "varchar" else row[place] for place in places)
        yield (line, "", width, width, digest_row(texts) if has_digest else "", *values)


@contextmanager
def _open_sqlite(address: Address, layout: Layout) -> Iterator[Reading]:
    path = Path(address.connection)
    if not path.is_file():
        raise EsepError(Problem("file-missing", Where(address.shown), {"path": str(path)}))
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)) as base:
            base.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
            base.execute("begin")
            columns = [
                str(row[0]) for row in base.execute(f"select * from {_quote(address.table)} limit 0").description
            ]
            names = _choose(columns, layout)
            (count,) = base.execute(f"select count(*) from {_quote(address.table)}").fetchone()
            found = base.execute(f"select {', '.join(map(_quote, names))} from {_quote(address.table)}")
            yield Reading(tuple(names), ("varchar",) * len(names), count, found)
    except sqlite3.Error as error:
        raise EsepError(_fail(address, error)) from None


@contextmanager
def _open_postgres(address: Address, layout: Layout) -> Iterator[Reading]:
    try:
        import psycopg
    except ImportError:
        facts = {"driver": "psycopg", "extra": "postgres"}
        raise EsepError(Problem("driver-missing", Where(address.shown), facts)) from None
    try:
        with psycopg.connect(address.connection) as base:
            base.read_only = True
            base.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            table = ".".join(_quote(part) for part in address.table.split("."))
            described = base.execute(f"select * from {table} limit 0".encode()).description or []
            kinds = {column.name: column.type_code for column in described}
            names = _choose(list(kinds), layout)
            counted = base.execute(f"select count(*) from {table}".encode()).fetchone()
            chosen = ", ".join(_write_column(name, kinds[name]) for name in names)
            order = _list_key(base, table)
            with base.cursor(name="esep") as cursor:
                cursor.itersize = _BATCH
                cursor.execute(f"select {chosen} from {table}{order}".encode())
                types = tuple(_TYPES.get(kinds[name], "varchar") for name in names)
                yield Reading(tuple(names), types, int(counted[0]) if counted else 0, cursor)
    except psycopg.Error as error:
        raise EsepError(_fail(address, error)) from None


def _list_key(base: Any, table: str) -> str:
    """Return the order of the primary key; without one the rows come as they lie."""
    query = (
        "select a.attname from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) "
        "where i.indrelid = %s::regclass and i.indisprimary order by array_position(i.indkey::int2[], a.attnum)"
    )
    names = [_quote(str(row[0])) for row in base.execute(query, (table,)).fetchall()]
    return f" order by {', '.join(names)}" if names else ""


def _write_column(name: str, kind: int) -> str:
    if kind == _MOMENT:
        return f"{_quote(name)} at time zone 'UTC'"
    return _quote(name) if kind in _TYPES else f"{_quote(name)}::text"


def _choose(columns: Sequence[str], layout: Layout) -> list[str]:
    declared = {name for names in layout.columns.values() for name in names}
    chosen = [column for column in columns if layout.has_digest or column in declared]
    return chosen or list(columns)


def _quote(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fail(address: Address, error: Exception) -> Problem:
    cause = str(error).strip().partition("\n")[0] or type(error).__name__
    return Problem("database-failed", Where(address.shown), {"address": address.shown, "cause": cause})
