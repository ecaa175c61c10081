"""The query for the rows of a slice: the expressions that judge every row, and what they give as numbers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from esep.model.definition import Definition
from esep.records.engine_duckdb import DuckEngine
from esep.records.engines import bind_table
from esep.records.judge import judge
from esep.records.rules import RecordRules
from esep.records.rules_codes import RawCode
from esep.records.slices import LINES

if TYPE_CHECKING:
    import ibis.expr.types as ir

# In place of a key: the row is accepted and counts nothing, or it is rejected, which is told with its place taken away.
UNCOUNTED, REJECTED = -1, -2
NO_MONTH = -1


def count_month(day: datetime.date) -> int:
    """Return the number of a month: 0 is January of the year 0."""
    return day.year * 12 + day.month - 1


def start_month(number: int) -> datetime.date:
    """Return the first day of a month by its number."""
    return datetime.date(number // 12, number % 12 + 1, 1)


def write_slice_query(
    engine: DuckEngine,
    definition: Definition,
    rules: RecordRules,
    columns: Mapping[str, str],
    lookups: Mapping[str, ir.Table],
    bases: Sequence[str],
    *,
    is_whole: bool,
) -> str:
    """Return the query of a slice, over the table `part` of raw rows with `columns`: a row of numbers for each of them.

    The column `key` packs registered month, measure, region and flags (bit n for attribute n), see `measure_sizes`; of
    a row that does not count it says in place of that why, see `REJECTED`. A column for each of `bases` has the number
    of its month, and `n` the count of the row where that may be another number than one. `is_whole` as of `judge`.
    Numbers are sorted in less time than the engine needs to group them.
    """
    rows = judge(bind_table("part", columns), definition, rules, lookups, engine.dialect, is_whole=is_whole)
    sizes = measure_sizes(definition, rules)
    key = _number_month(rows["registered"]).cast("int64") * sizes["measure"] + rows["measure"]
    key = (key * sizes["region"] + rows["region"]) * sizes["flags"]
    key = key + _pack_flags(rows, [rule.field for rule in rules.attributes])
    place = rows["file"].cast("int64") * LINES + rows["line"]
    optional = {rule.field for rule in rules.dates if not rule.is_required}
    months = {basis: _number_month(rows[basis]) for basis in bases}
    numbers = rows.select(
        key=(rows["reasons"] != 0).ifelse(REJECTED - place, (rows["n"] == 0).ifelse(UNCOUNTED, key)),
        **{
            f"month_{basis}": month.fill_null(NO_MONTH) if basis in optional else month
            for basis, month in months.items()
        },
        **({"n": rows["n"].fill_null(0).cast("int64")} if rules.counts else {}),
    )
    return engine.compile(numbers)


def measure_sizes(definition: Definition, rules: RecordRules) -> dict[str, int]:
    """Return how many values the parts of a key have that stand behind the registered month."""
    return {
        "measure": max(len(definition.measures), 1),
        "region": max(len(definition.regions), 1),
        "flags": 1 << len(rules.attributes),
    }


def _number_month(day: ir.DateValue) -> ir.IntegerValue:
    return (day.year() * 12 + day.month() - 1).cast("int32")


def _pack_flags(rows: ir.Table, fields: Sequence[str]) -> ir.IntegerValue:
    import ibis

    packed: ir.IntegerValue = ibis.literal(0, "int32")
    for bit, name in enumerate(fields):
        packed = packed + rows[name].ifelse(1 << bit, 0)
    return packed.cast("int32")


def drop_days(rules: RecordRules) -> RecordRules:
    """Return the rules as they are where no code begins or ends: what a code means is looked up without a day."""
    codes = tuple(
        replace(rule, codes=tuple(RawCode(code.raw, code.code) for code in rule.codes)) for rule in rules.codes
    )
    return replace(rules, codes=codes)
