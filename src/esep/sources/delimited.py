"""Delimited text for the query engine: by its own reader where that is proven to read the same rows."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.sources.encodings import Text
from esep.sources.rows import Layout, TextTable, digest_row, open_table
from esep.sources.staging import (
    PlainLines,
    StagedTable,
    Tell,
    quote,
    quote_path,
    stage_rows,
    write_digest,
    write_relation,
)

if TYPE_CHECKING:
    import duckdb

# How many rows there are, and how many bytes but quotation marks their fields hold.
_HELD = "select count(*), coalesce(sum(strlen(replace(concat({row}), '\"', ''))), 0) from {reader}"


def stage_text(
    engine: duckdb.DuckDBPyConnection, text: Text, layout: Layout, folder: Path, tell: Tell | None = None
) -> StagedTable:
    """Stage a delimited text; rows that the engine cannot read as they are go through the exact reader into `folder`.

    Raise `EsepError` where it cannot be read row by row.
    """
    with text.path.open(encoding="utf-8-sig", newline="") as stream:
        table = open_table(stream, text.name, layout)
        staged = _stage_fast(engine, text, table, layout)
        if staged is None:
            types = dict.fromkeys(layout.columns, "varchar")
            staged = stage_rows(engine, _list_values(table, layout.has_digest), types, folder, tell)
    return staged


def _list_values(table: TextTable, has_digest: bool) -> Iterator[tuple[Any, ...]]:
    width = len(table.header)
    for line, row, fault in table.rows:
        digest = digest_row(row) if has_digest and not fault else ""
        yield (line, fault, len(row), width, digest, *table.pick(row))


def _stage_fast(engine: duckdb.DuckDBPyConnection, text: Text, table: TextTable, layout: Layout) -> StagedTable | None:
    """Return the text as the engine reads it, or nothing where it is not proven that it reads the same rows."""
    import duckdb

    scan, width = text.scan, len(table.header)
    header_lines = layout.header_line + 1
    # Of one column an empty line could be a row or none.
    if width < 2 or table.header_lines != header_lines or scan.has_long_lines or scan.has_broken_quotes:
        return None
    if not scan.has_even_ends:
        return None
    reader = _write_reader(text.path, table.delimiter, width, header_lines)
    rows = scan.lines - header_lines
    try:
        if scan.regular_width != width and not _count_bytes(engine, reader, text, table, rows):
            return None
    except duckdb.Error:
        return None
    relation = write_relation(
        {field: f"c{place}" for field, place in zip(layout.columns, table.places, strict=True)},
        reader,
        line=f"{header_lines} + row_number() over ()",
        width=f"{width}::bigint",
        expected=f"{width}::bigint",
        digest=write_digest(f"c{place}" for place in range(width)) if layout.has_digest else "''",
    )
    types = dict.fromkeys(layout.columns, "varchar")
    lines = _describe_lines(text, table) if scan.regular_width == width else None
    return StagedTable(relation, rows, types, first_line=header_lines + 1, is_seekable=False, lines=lines)


def _describe_lines(text: Text, table: TextTable) -> PlainLines:
    start = len(table.header_text.encode()) + (len(BOM_UTF8) if text.scan.has_mark else 0)
    has_returns = text.scan.returns > 0
    width = len(table.header)
    return PlainLines(text.path, table.header_lines, start, table.delimiter, width, has_returns, table.places)


def _write_reader(path: Path, delimiter: str, width: int, header_lines: int) -> str:
    names = [f"c{place}" for place in range(width)]
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in names)
    # No type and no null is ever looked for: a value that does not fit would end the query or lose the row.
    options = {
        "auto_detect": "false",
        "compression": "'none'",
        "header": "false",
        "skip": str(header_lines),
        "delim": quote(delimiter),
        "quote": "'\"'",
        "escape": "'\"'",
        "strict_mode": "true",
        "null_padding": "false",
        "columns": f"{{{columns}}}",
        "force_not_null": f"[{', '.join(quote(name) for name in names)}]",
    }
    return f"read_csv({quote_path(path)}, {', '.join(f'{key}={value}' for key, value in options.items())})"


def _count_bytes(engine: duckdb.DuckDBPyConnection, reader: str, text: Text, table: TextTable, rows: int) -> bool:
    """Return whether the engine finds as many rows as there are lines, and every byte of them is accounted for.

    Where no quotation mark stands in the file, the delimiters say how many fields there are. Otherwise what the fields
    hold, the marks, the delimiters and the line ends together are as long as the file: nothing was dropped.
    """
    scan, width = text.scan, len(table.header)
    between = rows * (width - 1)
    if not scan.quotes:
        delimiters = scan.delimiters[table.delimiter] - table.header_text.count(table.delimiter)
        return _count(engine, f"select count(*), 0 from {reader}") == (rows, 0) and delimiters == between
    row = ", ".join(f"c{place}" for place in range(width))
    before = len(table.header_text.encode()) - table.header_text.count('"')
    mark = 3 if scan.has_mark else 0
    ends = scan.feeds - table.header_text.count("\n") + scan.returns - table.header_text.count("\r")
    expected = scan.size - mark - scan.quotes - before - between - ends
    return _count(engine, _HELD.format(row=row, reader=reader)) == (rows, expected)


def _count(engine: duckdb.DuckDBPyConnection, query: str) -> tuple[int, int]:
    found = engine.execute(query).fetchone()
    assert found is not None
    return int(found[0]), int(found[1])
