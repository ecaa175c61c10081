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
from esep.records.engine_duckdb import append_rows, create_table, open_connection

# Values are text: a number of any length and any fraction comes back as it was. Anything that reads Parquet reads them.
COLUMNS = (
    *("scope", "measure", "attribute", "region", "period_start", "period_end", "base_start", "base_end", "unit"),
    *("value", "precision", "status", "body", "source", "note", "coverage"),
)
_BATCH = 10_000
_DATES = ("period_start", "period_end", "base_start", "base_end")


def hash_cells(cube: Cube) -> str:
    """Return the SHA-256 of what the cells say, in the order of the cube."""
    digest = hashlib.sha256()
    encode = json.JSONEncoder(ensure_ascii=False, default=str).encode
    for cell in cube:
        digest.update(encode(_to_row(cell)).encode())
        digest.update(b"\n")
    return digest.hexdigest()


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
    with open_connection() as engine:
        rows = engine.execute(query, {"path": str(path)}).fetchall()
    return {(scope, measure): int(number) for scope, measure, number in rows}


def fetch_cells(path: Path, series: tuple[str, str] | None = None) -> Iterator[Cell]:
    """Yield the cells of a file in their order, or those of one scope and measure."""
    query = f"select {', '.join(COLUMNS)} from read_parquet($path)"
    wanted = {"path": str(path)}
    if series is not None:
        query += " where scope = $scope and measure = $measure"
        wanted |= {"scope": series[0], "measure": series[1]}
    with open_connection() as engine:
        cursor = engine.execute(query, wanted)
        while rows := cursor.fetchmany(_BATCH):
            yield from _to_cells(rows)


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


def _to_cells(rows: Iterable[tuple[Any, ...]]) -> Iterable[Cell]:
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
