"""Unknown sources, looked at: what their first rows hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import EsepError, Problem, Where
from esep.sources.database import read_address, stage_database
from esep.sources.heads import Head, Heads, find_heads, list_tables
from esep.sources.rows import AUTO, Layout
from esep.sources.stage import stage_sources
from esep.sources.staging import quote, quote_name

if TYPE_CHECKING:
    import duckdb

# So many rows are looked at in all; a source may have any number.
MOST_ROWS = 200_000
MOST_COLUMNS = 400
# Texts that stand for nothing in many files.
BLANKS = ("NULL", "null", "N/A", "n/a", "NaN", "nan")


@dataclass(frozen=True)
class Sample:
    """The first rows of sources in the table `sample`: texts in c0, c1, ... for each of `columns`, null where empty.

    `rows` is how many the sources have, `looked_at` how many of them are in the table; `left_out` are headers that are
    empty or stand there twice. `relation` has all rows of files, but of tables of databases only the first ones:
    `is_whole` says whether any are missing.
    """

    heads: Heads
    columns: tuple[str, ...]
    rows: int
    looked_at: int
    left_out: tuple[str, ...]
    blanks: tuple[str, ...]
    relation: str
    is_whole: bool

    def list_spellings(self, column: str) -> tuple[str, ...]:
        """Return the names that a column has in one source or another."""
        return self.heads.list_columns()[column]

    @property
    def head(self) -> Head:
        """Return the form that all sources have."""
        return self.heads.first


def take_sample(sources: Sequence[Path | str], engine: duckdb.DuckDBPyConnection, folder: Path) -> Sample:
    """Look at sources together; `folder` takes what has to be unpacked.

    Raise `EsepError` where one leads to nothing or cannot be read as a table, and where they differ too much.
    """
    listed, ignored = list_tables(sources)
    heads = find_heads(listed, ignored, engine, folder / "heads")
    head, twice = heads.first, heads.list_twice()
    names = heads.list_columns()
    columns = [name for name in names if twice.isdisjoint(names[name]) and all(map(_is_name, names[name]))]
    columns = columns[:MOST_COLUMNS]
    left_out = tuple(name for name in names if name not in columns)
    if not columns:
        place = next(iter(heads.by_name))
        raise EsepError(Problem("header-unreadable", Where(place, head.rows_before + 1), {"path": place}))
    layout = Layout(
        files="*",
        encodings=(AUTO,),
        delimiter=heads.delimiters or AUTO,
        columns={f"c{place}": names[name] for place, name in enumerate(columns)},
        header_line=head.rows_before,
        sheet=head.sheet or None,
    )
    staged = list(_stage(listed, layout, engine, folder))
    fields = [f"c{place}" for place in range(len(columns))]
    chosen = [f"select {', '.join(map(_clean, fields))} from ({relation})" for relation, _ in staged]
    share = -(-MOST_ROWS // len(staged))
    firsts = " union all ".join(f"(select * from ({query}) limit {share})" for query in chosen)
    engine.execute(f"create table sample as {firsts}")
    blanks = tuple(blank for blank in BLANKS if _holds(engine, fields, blank))
    listing = ", ".join(f"case when {f} not in ({', '.join(map(quote, BLANKS))}) then {f} end as {f}" for f in fields)
    engine.execute(f"create or replace table sample as select {listing} from sample")
    rows = sum(number for _, number in staged)
    looked_at = sum(min(number, share) for _, number in staged)
    is_whole = looked_at == rows or all(isinstance(one, Path) for one in listed)
    return Sample(heads, tuple(columns), rows, looked_at, left_out, blanks, " union all ".join(chosen), is_whole)


def _stage(
    sources: Sequence[Path | str], layout: Layout, engine: duckdb.DuckDBPyConnection, folder: Path
) -> Iterator[tuple[str, int]]:
    """Yield the query for the rows of each source and how many rows it has; of tables the first rows are enough."""
    files = [one for one in sources if isinstance(one, Path)]
    for staged in stage_sources(files, layout, folder):
        yield staged.relation, staged.rows
    for number, source in enumerate(one for one in sources if isinstance(one, str)):
        place = folder / f"table-{number:06d}"
        table, _ = stage_database(engine, read_address(source), layout, place, most=MOST_ROWS)
        yield table.relation, table.rows


def _is_name(name: str) -> bool:
    """Return whether a header is a text that a definition can hold; halves of a pair of surrogates are none."""
    return bool(name) and not any("\ud800" <= char <= "\udfff" for char in name)


def _clean(field: str) -> str:
    return f"nullif(trim(raw_{field}::varchar, ' \t\n\r\v\f'), '') as {field}"


def _holds(engine: duckdb.DuckDBPyConnection, fields: Sequence[str], blank: str) -> bool:
    any_of = " or ".join(f"{field} = {quote(blank)}" for field in fields)
    return engine.execute(f"select 1 from sample where {any_of} limit 1").fetchone() is not None


def count_values(engine: duckdb.DuckDBPyConnection, query: str, column: str, most: int) -> list[tuple[str, int]]:
    """Return the values of a column of a query with their rows, the most frequent first, and at most so many."""
    name = quote_name(column)
    text = f"select {name}, count(*) from ({query}) where {name} is not null group by 1 order by 2 desc, 1 limit {most}"
    return [(str(value), int(rows)) for value, rows in engine.execute(text).fetchall()]
