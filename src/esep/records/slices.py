"""A register too large to keep: its rows are judged and coded some months at a time, and none of them is stored.

The expressions that judge a row are those of rows that are stored. What they give leaves the query engine as numbers,
which are tallied; a slice is a stretch of registered months, so that a file in the order of registration is read once.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from esep.model.definition import Definition
from esep.records.engine_duckdb import DuckEngine
from esep.records.engines import bind_table
from esep.records.judge import judge
from esep.records.rules import RecordRules
from esep.records.rules_codes import RawCode
from esep.records.stretches import LINES
from esep.sources.stage import Staged

if TYPE_CHECKING:
    import ibis.expr.types as ir

# From so many rows on, storing them costs more than it saves.
SLICED_ROWS = 2_000_000
# Few enough to stay in the caches of a processor, many enough to be worth a query.
ROWS_PER_SLICE = 1_000_000
# Each has an engine with memory of its own.
MOST_WORKERS = 4
# A file that is not in the order of registration would be read again for every slice; so often is tolerable.
MOST_READS = 3
# In place of a key: the row is accepted and counts nothing, or it is rejected, which is told with its place taken away.
UNCOUNTED, REJECTED = -1, -2
NO_MONTH = -1


@dataclass(frozen=True)
class Slice:
    """Registered days from `start` up to, not including, `end`; both are `None` for rows without a day."""

    start: datetime.date | None
    end: datetime.date | None

    @property
    def months(self) -> int:
        """Return how many months it has."""
        return 0 if self.start is None or self.end is None else count_month(self.end) - count_month(self.start)

    def write_filter(self) -> str:
        """Return the condition for its rows, on the column as the source has it, so that the rest is not read."""
        if self.start is None:
            return "raw_registered is null"
        return f"raw_registered >= timestamp '{self.start}' and raw_registered < timestamp '{self.end}'"


def count_month(day: datetime.date) -> int:
    """Return the number of a month: 0 is January of the year 0."""
    return day.year * 12 + day.month - 1


def start_month(number: int) -> datetime.date:
    """Return the first day of a month by its number."""
    return datetime.date(number // 12, number % 12 + 1, 1)


def can_slice(rules: RecordRules, staged: Sequence[Staged]) -> bool:
    """Return whether records can be counted in slices: typed registered days, and nothing that spans rows but ids."""
    registered = next(rule for rule in rules.dates if rule.field == "registered")
    is_typed = all(one.types["registered"].lower() in ("date", "timestamp") for one in staged)
    is_alone = rules.unit.rule == "row" and not rules.reporter.columns
    return is_typed and is_alone and not registered.zone and rules.duplicates in ("none", "same_id")


def plan_slices(engine: DuckEngine, rules: RecordRules, staged: Sequence[Staged]) -> tuple[Slice, ...]:
    """Return the slices of the table `raw`; none where they would have to read the sources again and again."""
    query = "select min(raw_registered)::date, max(raw_registered)::date, count(raw_registered), count(*) from raw"
    ((first, last, dated, rows),) = engine.connection.execute(query).fetchall()
    found = [Slice(None, None)] if dated < rows else []
    if dated:
        start, end = count_month(first), count_month(last) + 1
        step = max(1, round(ROWS_PER_SLICE * (end - start) / dated))
        edges = [*range(start, end, step), end]
        found += [Slice(start_month(a), start_month(b)) for a, b in pairwise(edges)]
    return tuple(found) if _is_ordered(engine, rules, staged, found) else ()


def _is_ordered(engine: DuckEngine, rules: RecordRules, staged: Sequence[Staged], slices: Sequence[Slice]) -> bool:
    """Return whether slices read few rows more than once, as the files say of their groups of rows."""
    import duckdb

    if not any(one.start for one in slices):
        return True
    edges = ", ".join(f"(timestamp '{one.start}', timestamp '{one.end}')" for one in slices if one.start)
    query = (
        "with groups as (select row_group_num_rows as rows, try_cast(stats_min_value as timestamp) as earliest, "
        "try_cast(stats_max_value as timestamp) as latest from parquet_metadata($paths) "
        "where list_contains($names, path_in_schema)) select sum(rows) from groups "
        f"join (values {edges}) as slices (first, last) on latest >= first and earliest < last"
    )
    facts = {"paths": [one.path for one in staged], "names": list(rules.layout.columns["registered"])}
    try:
        ((reads,),) = engine.connection.execute(query, facts).fetchall()
    except duckdb.Error:
        return False
    return 0 < (reads or 0) <= MOST_READS * sum(one.rows for one in staged)


def write_slice_query(
    engine: DuckEngine,
    definition: Definition,
    rules: RecordRules,
    columns: Mapping[str, str],
    lookups: Mapping[str, ir.Table],
    bases: Sequence[str],
    *,
    has_files: bool,
    is_whole: bool,
) -> str:
    """Return the query of a slice, over the table `part` of raw rows with `columns`: what its rows add up to.

    The column `key` packs registered month, measure, region and flags (bit n for attribute n), see `measure_sizes`; of
    a row that does not count it says in place of that why, see `REJECTED`. A column for each of `bases` has the number
    of its month, `file` is there where there are several; `rows` is the number of rows, and `n` the sum of their counts
    where that may be another number. `is_whole` as of `judge`.
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
        **({"n": rows["n"]} if rules.counts else {}),
        **({"file": rows["file"]} if has_files else {}),
    )
    groups = numbers.group_by([name for name in numbers.columns if name != "n"])
    # A sum is wider than what it sums, and would come as a number with a point.
    sums = {"n": numbers["n"].sum().fill_null(0).cast("int64")} if rules.counts else {}
    return engine.compile(groups.agg(rows=numbers.count(), **sums))


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


def has_one_meaning(rules: RecordRules, one: Slice) -> bool:
    """Return whether every code means the same on all days of a slice."""
    if one.start is None or one.end is None:
        return False
    last = one.end - datetime.timedelta(days=1)
    return all(
        (code.valid_from <= one.start and code.valid_to >= last) or code.valid_to < one.start or code.valid_from > last
        for rule in rules.codes
        for code in rule.codes
    )
