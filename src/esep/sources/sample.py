"""An unknown file, looked at: its form, encoding, delimiter and header, and what its first rows hold."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.sources import kinds
from esep.sources.encodings import make_text
from esep.sources.rows import AUTO, DELIMITERS, LONGEST_FIELD, LONGEST_LINE, Layout
from esep.sources.stage import stage_sources
from esep.sources.staging import quote, quote_name, quote_path
from esep.sources.unpack import Unpacked, unpack_gzip, unpack_zip
from esep.sources.workbook import read_first_rows

if TYPE_CHECKING:
    import duckdb

# So many rows are looked at; a file may have any number.
MOST_ROWS = 200_000
# So many lines are read to find the header, and so many objects to find their members.
HEAD_LINES, HEAD_OBJECTS = 60, 1_000
MOST_COLUMNS = 400
# Texts that stand for nothing in many files.
BLANKS = ("NULL", "null", "N/A", "n/a", "NaN", "nan")


@dataclass(frozen=True)
class Head:
    """How a file is laid out; `rows_before` lines stand before the header. An empty delimiter: it is no text.

    `sheet` is the worksheet with most rows where a workbook has several.
    """

    kind: str
    header: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ""
    rows_before: int = 0
    sheet: str = ""


@dataclass(frozen=True)
class Sample:
    """The first rows of a file in the table `sample`: texts in c0, c1, ... for each of `columns`, null where empty.

    `rows` is how many the file has, `looked_at` how many of them are in the table; `left_out` are headers that are
    empty or stand there twice.
    """

    head: Head
    columns: tuple[str, ...]
    rows: int
    looked_at: int
    left_out: tuple[str, ...]
    blanks: tuple[str, ...]
    relation: str


def take_sample(path: Path, engine: duckdb.DuckDBPyConnection, folder: Path) -> Sample:
    """Look at a file; `folder` takes what has to be unpacked. Raise `EsepError` where it cannot be read as a table."""
    head = _find_head(path, engine, folder / "head")
    names = Counter(head.header)
    columns = [name for name in names if names[name] == 1 and _is_name(name)][:MOST_COLUMNS]
    left_out = tuple(name for name in names if name not in columns)
    if not columns:
        raise EsepError(Problem("header-unreadable", Where(str(path), head.rows_before + 1), {"path": str(path)}))
    layout = Layout(
        files="*",
        encodings=(AUTO,),
        delimiter=head.delimiter or AUTO,
        columns={f"c{place}": (name,) for place, name in enumerate(columns)},
        header_line=head.rows_before,
        sheet=head.sheet or None,
    )
    staged = stage_sources([path], layout, folder)
    fields = [f"c{place}" for place in range(len(columns))]
    relation = " union all ".join(
        f"select {', '.join(_clean(field) for field in fields)} from ({one.relation})" for one in staged
    )
    engine.execute(f"create table sample as select * from ({relation}) limit {MOST_ROWS}")
    blanks = tuple(blank for blank in BLANKS if _holds(engine, fields, blank))
    listed = ", ".join(f"case when {f} not in ({', '.join(map(quote, BLANKS))}) then {f} end as {f}" for f in fields)
    engine.execute(f"create or replace table sample as select {listed} from sample")
    rows = sum(one.rows for one in staged)
    return Sample(head, tuple(columns), rows, min(rows, MOST_ROWS), left_out, blanks, relation)


def _is_name(name: str) -> bool:
    """Return whether a header is a text that a definition can hold; halves of a pair of surrogates are none."""
    return bool(name) and not any("\ud800" <= char <= "\udfff" for char in name)


def _clean(field: str) -> str:
    return f"nullif(trim(raw_{field}::varchar, ' \t\n\r\v\f'), '') as {field}"


def _holds(engine: duckdb.DuckDBPyConnection, fields: Sequence[str], blank: str) -> bool:
    any_of = " or ".join(f"{field} = {quote(blank)}" for field in fields)
    return engine.execute(f"select 1 from sample where {any_of} limit 1").fetchone() is not None


def _find_head(path: Path, engine: duckdb.DuckDBPyConnection, folder: Path) -> Head:
    folder.mkdir()
    part = _unpack(path, folder / "part")
    kind = kinds.find_kind(part.path, part.name)
    if kind == kinds.PARQUET:
        return Head(kind, _read_parquet_header(part, engine))
    if kind == kinds.WORKBOOK:
        sheets = read_first_rows(part.path, part.name, HEAD_LINES)
        sheet = max(sheets, key=lambda title: len(sheets[title]))
        header, before = _choose_header(sheets[sheet])
        return Head(kind, header, rows_before=before, sheet=sheet if len(sheets) > 1 else "")
    layout = Layout("*", (AUTO,), DELIMITERS, {})
    text = make_text(part.path, part.name, layout, folder / "text.utf8")
    guessed = next((remark.facts["encoding"] for remark in text.remarks if "encoding" in remark.facts), "utf-16")
    encoding = "utf-8" if text.path == part.path else guessed
    if kind == kinds.JSON_LINES:
        return Head(kind, _read_members(text.path), encoding)
    return replace(_read_text_head(text.path), encoding=encoding)


def _unpack(path: Path, stem: Path) -> Unpacked:
    """Return the file itself, or the first one that is packed in it."""
    kind = kinds.find_kind(path, str(path))
    if kind == kinds.GZIP:
        return unpack_gzip(path, stem)
    if kind == kinds.ZIP:
        return next(iter(unpack_zip(path, "*", stem)))
    return Unpacked(path, str(path), "")


def _read_parquet_header(part: Unpacked, engine: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    import duckdb

    try:
        found = engine.execute(f"describe select * from read_parquet({quote_path(part.path)})").fetchall()
    except duckdb.Error as error:
        facts = {"path": part.name, "cause": str(error).partition("\n")[0]}
        raise EsepError(Problem("file-broken", Where(part.name), facts)) from None
    return tuple(str(name) for name, *_ in found)


def _read_members(path: Path) -> tuple[str, ...]:
    """Return the names of the members of the first objects of JSON lines, in the order in which they turn up."""
    names: dict[str, None] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for _ in range(HEAD_OBJECTS):
            line = stream.readline(LONGEST_LINE)
            if not line:
                break
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            names |= dict.fromkeys(found if isinstance(found, dict) else ())
    return tuple(names)


def _read_text_head(path: Path) -> Head:
    """Return the delimiter with which most lines have the same number of fields, more than one, and the header."""
    best = Head(kinds.TEXT, ())
    most = (0, 0)
    for delimiter in DELIMITERS:
        rows = list(_read_lines(path, delimiter))
        widths = Counter(len(row) for _, row in rows if len(row) > 1)
        width, fitting = widths.most_common(1)[0] if widths else (1, 0)
        if (fitting, width) > most:
            header, before = _choose_header(rows)
            best, most = Head(kinds.TEXT, header, delimiter=delimiter, rows_before=before), (fitting, width)
    if not best.header:
        header, before = _choose_header(list(_read_lines(path, DELIMITERS[0])))
        return Head(kinds.TEXT, header, delimiter=DELIMITERS[0], rows_before=before)
    return best


def _read_lines(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the first rows of a text with the lines they begin on; of a damaged one those before the damage."""
    csv.field_size_limit(LONGEST_FIELD)
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = iter(lambda: stream.readline(LONGEST_LINE), "")
        reader = csv.reader(lines, delimiter=delimiter)
        start = 1
        for _ in range(HEAD_LINES):
            try:
                row = next(reader, None)
            except csv.Error:
                return
            if row is None:
                return
            if row:
                yield start, row
            start = reader.line_num + 1


def _choose_header(rows: Sequence[tuple[int, Sequence[str]]]) -> tuple[tuple[str, ...], int]:
    """Return the first row that is as wide as most and has no empty field, and how many lines stand before it."""
    if not rows:
        return (), 0
    width = Counter(len(row) for _, row in rows).most_common(1)[0][0]
    for line, row in rows:
        names = tuple(name.strip() for name in row)
        if len(names) >= width and all(names):
            return names, line - 1
    return tuple(name.strip() for name in rows[0][1]), rows[0][0] - 1


def count_values(engine: duckdb.DuckDBPyConnection, query: str, column: str, most: int) -> list[tuple[str, int]]:
    """Return the values of a column of a query with their rows, the most frequent first, and at most so many."""
    name = quote_name(column)
    text = f"select {name}, count(*) from ({query}) where {name} is not null group by 1 order by 2 desc, 1 limit {most}"
    return [(str(value), int(rows)) for value, rows in engine.execute(text).fetchall()]
