"""Parquet files: the query engine reads them where they are, in their own types."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.sources.rows import Layout, find_columns
from esep.sources.staging import ParquetFile, StagedTable, quote_name, quote_path, write_relation

if TYPE_CHECKING:
    import duckdb

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
# What every engine reads as the same values of the same type.
_ALIKE = ("VARCHAR", "BOOLEAN", "DATE", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "TIMESTAMP")
_KEPT = {"VARCHAR": "varchar", "BOOLEAN": "boolean", "DATE": "date", "DOUBLE": "double", "FLOAT": "double"}


def stage_parquet(engine: duckdb.DuckDBPyConnection, path: Path, name: str, layout: Layout) -> StagedTable:
    """Return a Parquet file as a table; the line of a row is its number from 1. Problems as of a header, `file-broken`.

    Whole numbers become bigint, moments UTC timestamps; what has no type of ours becomes text.
    """
    import duckdb

    # The name of a folder, such as id=7, is not a column: it would hide the one that the file has.
    source = f"read_parquet({quote_path(path)}, file_row_number=true, hive_partitioning=false)"
    try:
        found = engine.execute(f"describe select * exclude (file_row_number) from {source}").fetchall()
        counted = engine.execute(f"select num_rows from parquet_file_metadata({quote_path(path)})").fetchall()
    except duckdb.Error as error:
        facts = {"path": name, "cause": str(error).partition("\n")[0]}
        raise EsepError(Problem("file-broken", Where(name), facts)) from None
    columns = {str(column): str(kind) for column, kind, *_ in found}
    places = find_columns(list(columns), layout, Where(name))
    fields, types = {}, {}
    is_alike = not layout.has_digest
    for field, place in zip(layout.columns, places, strict=True):
        column, kind = list(columns.items())[place]
        fields[field], types[field] = convert(quote_name(column), kind)
        is_alike &= kind.removesuffix(" WITH TIME ZONE") in _ALIKE
    width = f"{len(columns)}::bigint"
    digest = _write_digest(columns) if layout.has_digest else "''"
    relation = write_relation(fields, source, line="file_row_number + 1", width=width, expected=width, digest=digest)
    names = {field: list(columns)[place] for field, place in zip(layout.columns, places, strict=True)}
    file = ParquetFile(path, names, len(columns)) if is_alike else None
    return StagedTable(relation, sum(int(rows) for (rows,) in counted), types, first_line=1, parquet=file)


def convert(column: str, kind: str) -> tuple[str, str]:
    """Return the expression for a column of the engine in the types that records know, and that type."""
    if kind in _KEPT:
        return (column if kind != "FLOAT" else f"{column}::double"), _KEPT[kind]
    if kind in _WHOLE or ((found := re.fullmatch(r"DECIMAL\((\d+),0\)", kind)) and int(found[1]) <= 18):
        return f"{column}::bigint", "bigint"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"timezone('UTC', {column})", "timestamp"
    if kind.startswith("TIMESTAMP"):
        return f"{column}::timestamp", "timestamp"
    return f"{column}::varchar", "varchar"


def _write_digest(columns: dict[str, str]) -> str:
    """Return the expression for the checksum of a row in which nothing is told apart from an empty text."""
    texts = [f"{quote_name(column)}::varchar" for column in columns]
    parts = ", ".join(f"coalesce(strlen({text})::varchar, ''), ':', coalesce({text}, '')" for text in texts)
    return f"md5(concat({parts}))"
