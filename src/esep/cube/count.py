"""Counting accepted offences: by registered month, by the date of each scope, by measure, region and attribute."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from esep.cube.count_cube import CountCube
from esep.cube.count_files import COUNT_COLUMNS, COVERAGE_COLUMNS, write_counts, write_coverage
from esep.cube.disclosure import DisclosureRules, RawCube
from esep.cube.shape import make_shape
from esep.model.definition import Definition
from esep.records.engine_duckdb import DuckEngine, append_rows, create_table, open_connection
from esep.records.engines import Engine

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

    from esep.records.read import Records

_TABLES: Mapping[str, Mapping[str, str]] = {
    "counted": {"slice": "date", **COUNT_COLUMNS},
    "coverage": COVERAGE_COLUMNS,
}


def count_records(records: Records, definition: Definition) -> RawCube:
    """Return the net number of offences by month and year, measure and region, for every scope of the definition.

    The sum is taken from the signed counts, so a correction can bring a cell below zero. The counts are put into files
    in a temporary folder, which lives as long as the cube.
    """
    shape = make_shape(definition, records.rules)
    keep = tempfile.TemporaryDirectory(prefix="esep-counts-")
    folder = Path(keep.name)
    attributes = {rule.attribute: rule.field for rule in records.rules.attributes}
    counted = count_units(records.engine, records.units, shape.bases, attributes)
    with bring_here(records.engine, {"counted": counted, "coverage": count_reports(records.units)}) as here:
        files = write_counts(here, folder)
        write_coverage(here, folder / "coverage.parquet")
    cube = CountCube(shape, files, folder / "coverage.parquet", keep)
    return RawCube(cube, DisclosureRules(records.rules.disclosure))


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
        yield part.filter(part.n.notnull()).select(*_TABLES["counted"])


def _take_flagged(units: ir.Table, flag: str) -> ir.IntegerValue:
    """Return the count of the rows that have an attribute, nothing for the others."""
    import ibis

    return units[flag].ifelse(units.n, ibis.null("int64"))


def _cut_month(day: ir.Value) -> ir.Value:
    """Return the first day of the month of a day."""
    return day.cast("date").truncate("M").cast("date")


@contextmanager
def bring_here(engine: Engine, tables: Mapping[str, ir.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection of DuckDB that has the tables: the engine's own where it is one, otherwise with copies."""
    if isinstance(engine, DuckEngine):
        for name, table in tables.items():
            engine.connection.execute(f"create or replace view {name} as {engine.compile(table)}")
        yield engine.connection
        return
    with tempfile.TemporaryDirectory(prefix="esep-") as folder, open_connection(Path(folder)) as connection:
        for name, table in tables.items():
            create_table(connection, name, _TABLES[name])
            append_rows(connection, name, _TABLES[name], engine.fetch(table))
        yield connection
