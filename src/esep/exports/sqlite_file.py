"""The observations, their code lists and their breaks as one SQLite file that Datasette serves as it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from esep.exports.observations import COLUMNS, KEY, Row
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.problems import LANGUAGES

_TYPES = {"string": "text", "number": "real", "integer": "integer", "date": "text"}
_LISTS = ("scopes", "measures", "attributes", "regions")


def write_sqlite(path: Path, rows: Iterable[Row], definition: Definition, facts: Mapping[str, str]) -> None:
    """Write a new file: `observations`, a table for each code list, `breaks`, and `about` with the facts given.

    The same rows give the same bytes with the same version of SQLite.
    """
    with closing(sqlite3.connect(path)) as base, base:
        for name in _LISTS:
            _write_codes(base, name, getattr(definition, name))
        _write_breaks(base, definition)
        _fill(base, "about", ("name", "value"), facts.items(), "name text primary key, value text not null")
        columns = ", ".join(
            f"{column.name} {_TYPES[column.kind]}{' not null' if column.is_required else ''}" for column in COLUMNS
        )
        links = ", ".join(
            f"foreign key ({name[:-1]}) references {name} (code)" for name in _LISTS if name != "attributes"
        )
        names = tuple(column.name for column in COLUMNS)
        numbers = {column.name for column in COLUMNS if column.kind == "number"}
        values = (tuple(None if name in numbers and row[name] == "" else row[name] for name in names) for row in rows)
        _fill(base, "observations", names, values, f"{columns}, primary key ({', '.join(KEY)}), {links}")
        base.execute("create index observations_period on observations (period)")


def _write_codes(base: sqlite3.Connection, name: str, codes: CodeList) -> None:
    texts = [f"{part}_{language}" for part in ("name", "meaning", "quality") for language in LANGUAGES]
    columns = ("code", "parent", "split_from", "valid_from", "valid_to", *texts)
    rows = (
        (
            *(code.code, code.parent or None, code.split_from or None),
            *(None if day is None else str(day) for day in (code.valid_from, code.valid_to)),
            *(code.name(language) for language in LANGUAGES),
            *(code.meaning(language) for language in LANGUAGES),
            *(code.quality(language) for language in LANGUAGES),
        )
        for code in codes
    )
    declared = ", ".join(f"{column} text{' primary key' if column == 'code' else ''}" for column in columns)
    _fill(base, name, columns, rows, declared)


def _write_breaks(base: sqlite3.Connection, definition: Definition) -> None:
    reasons = tuple(f"reason_{language}" for language in LANGUAGES)
    columns = ("id", "date", *reasons, "source", "is_verified")
    rows = (
        (b.id, str(b.date), *(b.reason[language] for language in LANGUAGES), b.source, int(b.is_verified))
        for b in definition.breaks
    )
    declared = ", ".join(f"{column} {'integer' if column == 'is_verified' else 'text'}" for column in columns)
    _fill(base, "breaks", columns, rows, declared)


def _fill(
    base: sqlite3.Connection, table: str, columns: Sequence[str], rows: Iterable[Iterable[object]], declared: str
) -> None:
    base.execute(f"create table {table} ({declared})")
    marks = ", ".join("?" for _ in columns)
    base.executemany(f"insert into {table} ({', '.join(columns)}) values ({marks})", map(tuple, rows))
