"""Counting accepted offences: by registered month, by the date of each scope, by measure, region and attribute."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.count_cube import CountCube
from esep.cube.count_files import COUNT_COLUMNS, COVERAGE_COLUMNS, write_counts, write_coverage
from esep.cube.count_tallies import write_tallies
from esep.cube.disclosure import RawCube
from esep.cube.manifest import SourceFile
from esep.cube.shape import Shape, make_shape, write_shape
from esep.model.definition import Definition
from esep.problems import EsepError, Problem
from esep.records.engine_duckdb import DuckEngine, append_rows, create_table, open_connection
from esep.records.engines import Engine
from esep.records.slice_query import start_month
from esep.sources.workshop import Workshop

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

    from esep.records.read import Records
    from esep.records.read_slices import Tallies

# What a count makes of units, with the types of the columns.
TABLES: Mapping[str, Mapping[str, str]] = {
    "counted": {"slice": "date", **COUNT_COLUMNS},
    "coverage": COVERAGE_COLUMNS,
}


def count_records(records: Records, definition: Definition) -> RawCube:
    """Return the net number of offences by month and year, measure and region, for every scope of the definition.

    The sum is taken from the signed counts, so a correction can bring a cell below zero. The counts are put into files
    in a temporary folder, which lives as long as the cube.
    """
    shape = make_shape(definition, records.rules)
    attributes = {rule.attribute: rule.field for rule in records.rules.attributes}
    try:
        keep = Workshop()
        if records.tallies is not None:
            return RawCube(_count_tallies(records.tallies, shape, keep), records.rules.disclosure, definition)
        counted = count_units(records.engine, records.units, shape.bases, attributes)
        with bring_here(records.engine, {"counted": counted, "coverage": count_reports(records.units)}) as here:
            files = write_files(here, shape, Path(keep.name))
    except records.engine.failures as error:
        raise EsepError(Problem("engine-failed", facts={"cause": str(error)})) from None
    return RawCube(CountCube(files, keep), records.rules.disclosure, definition)


def _count_tallies(tallies: Tallies, shape: Shape, keep: Workshop) -> CountCube:
    """Return what records that were read in slices add up to."""
    folder = Path(keep.name)
    counts, reports = write_tallies(tallies, folder)
    with open_connection() as connection:
        create_table(connection, "coverage", COVERAGE_COLUMNS)
        rows = ((region, region, start_month(month), number) for region, month, number in reports)
        append_rows(connection, "coverage", COVERAGE_COLUMNS, rows)
        others = write_others(connection, shape, folder)
    return CountCube({**counts, **others}, keep)


def list_sources(records: Records) -> tuple[SourceFile, ...]:
    """Return the files of records and which registered months were counted from each of them."""
    units = records.units
    if records.tallies is not None:
        pairs = {pair for part in records.tallies.parts for pair in part.months}
        return _name_sources(records, ((file, start_month(month)) for file, month in sorted(pairs)))
    found = units.select("file", month=_cut_month(units.registered)).distinct().order_by("file", "month")
    return _name_sources(records, records.engine.fetch(found))


def _name_sources(records: Records, pairs: Iterable[tuple[Any, ...]]) -> tuple[SourceFile, ...]:
    months: dict[int, list[str]] = {}
    for file, month in pairs:
        months.setdefault(file, []).append(f"{month:%Y-%m}")
    return tuple(
        SourceFile(snapshot.name, snapshot.size, snapshot.sha256, tuple(months.get(place, ())))
        for place, snapshot in enumerate(records.snapshots)
    )


def write_files(connection: duckdb.DuckDBPyConnection, shape: Shape, folder: Path) -> dict[str, Path]:
    """Write the tables `counted` and `coverage` and a shape as the files of a counted cube, and return them by role."""
    return {**write_counts(connection, folder), **write_others(connection, shape, folder)}


def write_others(connection: duckdb.DuckDBPyConnection, shape: Shape, folder: Path) -> dict[str, Path]:
    """Write the table `coverage` and a shape, and return their files by role."""
    others = {"coverage": folder / "coverage.parquet", "shape": folder / "shape.json"}
    write_coverage(connection, others["coverage"])
    write_shape(shape, others["shape"])
    return others


def count_units(engine: Engine, units: ir.Table, bases: Sequence[str], attributes: Mapping[str, str]) -> ir.Table:
    """Return the counts: the registered month as `slice`, and the columns of a file of counts.

    `attributes` gives the column of each attribute. For each basis there is one pass over the units, with a sum for all
    rows and one for each attribute; the registered month is the slice itself, so it is summed up from another basis
    where there is one.
    """
    import ibis

    wide: dict[str, ir.Table] = {}
    for basis in sorted(bases, key=lambda basis: basis == "registered"):
        if basis == "registered" and wide:
            source, month = next(iter(wide.values())), "slice"
            sums = {name: source[name] for name in source.columns if name.startswith("n")}
        else:
            source, month = units.mutate(slice=_cut_month(units.registered), month=_cut_month(units[basis])), "month"
            sums = {
                "n": source.n,
                **{f"n{i}": _take_flagged(source, flag) for i, flag in enumerate(attributes.values())},
            }
        keys = [source.slice, source[month].name("month"), source.measure, source.region]
        grouped = source.group_by(keys).agg(**{name: one.sum().cast("int64") for name, one in sums.items()})
        # In the order of the files, so that each of them is one stretch of the table.
        wide[basis] = engine.store(f"wide_{basis}", grouped.order_by("slice"))
    parts = [part for basis in sorted(wide) for part in _list_parts(wide[basis], basis, ("", *attributes))]
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def count_reports(units: ir.Table) -> ir.Table:
    """Return how many rows each reporter gave for each region and registered month."""
    by_month = units.mutate(month=_cut_month(units.registered))
    counted = by_month.group_by("reporter", "region", "month").agg(rows=by_month.count().cast("int64"))
    return counted.select("reporter", "region", "month", "rows")


def _list_parts(wide: ir.Table, basis: str, attributes: Sequence[str]) -> Iterator[ir.Table]:
    """Yield the rows of one basis in long form: all offences first, then those with each attribute."""
    import ibis

    for place, attribute in enumerate(attributes):
        counted = wide[f"n{place - 1}" if place else "n"]
        part = wide.mutate(basis=ibis.literal(basis), attribute=ibis.literal(attribute), n=counted)
        yield part.filter(part.n.notnull()).select(*TABLES["counted"])


def _take_flagged(units: ir.Table, flag: str) -> ir.IntegerValue:
    """Return the count of the rows that have an attribute, nothing for the others."""
    import ibis

    return units[flag].ifelse(units.n, ibis.null("int64"))


def _cut_month(day: ir.Value) -> ir.Value:
    """Return the first day of the month of a day."""
    return day.cast("date").truncate("M").cast("date")


@contextmanager
def bring_here(engine: Engine, tables: Mapping[str, ir.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection of DuckDB that has the tables: the engine's own where it is one, otherwise another."""
    if isinstance(engine, DuckEngine):
        for name, table in tables.items():
            engine.connection.execute(f"create or replace table {name} as {engine.compile(table)}")
        yield engine.connection
        return
    with Workshop() as folder, open_connection(Path(folder)) as connection:
        for name, table in tables.items():
            create_table(connection, name, TABLES[name])
            connection.execute(f"insert into {name} by name {engine.export(table, Path(folder))}")
        yield connection
