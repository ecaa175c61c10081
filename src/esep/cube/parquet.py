"""Cells as a Parquet file and back, exactly; and the checksum of their content, whatever file they are in."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from esep.cube.cube import Cube
from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.records.engine_duckdb import append_rows, create_table, open_connection, open_reader

# Values are text: a number of any length and any fraction comes back as it was. Anything that reads Parquet reads them.
COLUMNS = (
    *("scope", "measure", "attribute", "region", "period_start", "period_end", "base_start", "base_end", "unit"),
    *("value", "precision", "status", "body", "source", "note", "coverage"),
)
_BATCH = 10_000
_KEPT = 1 << 16
_SPANS = {"period": ("period_start", "period_end"), "base_period": ("base_start", "base_end")}
_DATES = tuple(name for names in _SPANS.values() for name in names)


def hash_cells(cube: Cube) -> str:
    """Return the SHA-256 of what the cells say, in the order of the cube."""
    return _hash_rows(_to_row(cell) for cell in cube)


def hash_stored(path: Path) -> str:
    """Return the SHA-256 of what the cells of a file say: that of the cube they were written from."""
    return _hash_rows(_fetch_rows(path, {}))


def _hash_rows(rows: Iterable[Sequence[Any]]) -> str:
    """Return the SHA-256 of rows as lines of JSON."""
    digest, quoted = hashlib.sha256(), _Quoted()
    for row in rows:
        digest.update(f"[{', '.join(map(quoted.__getitem__, row))}]\n".encode())
    return digest.hexdigest()


class _Quoted(dict[object, str]):
    """Parts of rows as JSON; most come again and again."""

    def __missing__(self, part: object) -> str:
        if len(self) >= _KEPT:
            self.clear()
        self[part] = text = json.dumps(part, ensure_ascii=False, default=str)
        return text


def write_cells(cube: Cube, path: Path) -> None:
    """Write the cells of a cube to a new file, in the order of the cube; the same cells give the same bytes."""
    columns = {name: "date" if name in _DATES else "varchar" for name in COLUMNS}
    write_table(path, columns, (_to_row(cell) for cell in cube))


def write_table(path: Path, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows to a new file; `columns` gives the type of each name. The same rows give the same bytes."""
    with open_connection() as engine:
        engine.execute("set threads = 1")
        create_table(engine, "rows", columns)
        append_rows(engine, "rows", columns, rows)
        engine.execute("copy rows to $path (format parquet, compression zstd)", {"path": str(path)})


def list_series(path: Path) -> dict[tuple[str, str], int]:
    """Return how many cells a file has of each scope and measure, in the order of the cube."""
    query = "select scope, measure, count(*) from read_parquet($path) group by all order by all"
    with open_reader() as engine:
        rows = engine.execute(query, {"path": str(path)}).fetchall()
    return {(scope, measure): int(number) for scope, measure, number in rows}


def fetch_cells(path: Path, wanted: Mapping[str, object] | None = None) -> Iterator[Cell]:
    """Yield the cells of a file in their order, or those whose keys have the wanted parts."""
    return _to_cells(_fetch_rows(path, wanted or {}))


def _fetch_rows(path: Path, wanted: Mapping[str, object]) -> Iterator[tuple[Any, ...]]:
    columns: dict[str, object] = {}
    for name, part in wanted.items():
        if name in _SPANS:
            edges = (part.start, part.end) if isinstance(part, Period) else (None, None)
            columns |= zip(_SPANS[name], edges, strict=True)
        else:
            columns[name] = part
    parts = [f"{name} = ${name}" if columns[name] is not None else f"{name} is null" for name in columns]
    query = f"select {', '.join(COLUMNS)} from read_parquet($path) where {' and '.join(parts) or 'true'}"
    values = {name: value for name, value in columns.items() if value is not None}
    with open_reader() as engine:
        cursor = engine.execute(query, {"path": str(path), **values})
        while rows := cursor.fetchmany(_BATCH):
            yield from rows


def _to_row(cell: Cell) -> tuple[str | datetime.date | None, ...]:
    key, base = cell.key, cell.key.base_period
    return (
        *(key.scope, key.measure, key.attribute, key.region, key.period.start, key.period.end),
        *((base.start, base.end) if base else (None, None)),
        key.unit,
        _write_fraction(cell.value),
        *(cell.precision, cell.status, cell.body, cell.source, cell.note),
        _write_fraction(cell.coverage),
    )


def _to_cells(rows: Iterable[tuple[Any, ...]]) -> Iterator[Cell]:
    periods: dict[tuple[datetime.date, datetime.date], Period] = {}
    for scope, measure, attribute, region, start, end, base_start, base_end, unit, value, *rest in rows:
        period = periods.get((start, end)) or periods.setdefault((start, end), Period(start, end))
        base = None if base_start is None else Period(base_start, base_end)
        key = CellKey(scope, measure, attribute, region, period, unit, base)
        precision, status, body, source, note, share = rest
        yield Cell(key, _read_fraction(value), precision, status, body, source, note, _read_fraction(share))


def _write_fraction(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


@lru_cache(maxsize=1 << 16)
def _read_fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
