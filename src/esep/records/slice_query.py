"""The query for the rows of a slice: the expressions that judge every row, and what they give as numbers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from esep.model.definition import Definition
from esep.records.engine_duckdb import DuckEngine
from esep.records.engines import bind_table
from esep.records.judge import judge
from esep.records.rules import RecordRules
from esep.records.rules_codes import RawCode
from esep.records.slices import LINES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.integer[Any]]

# In place of a key: the row is accepted and counts nothing, or it is rejected, which is told with its place taken away.
UNCOUNTED, REJECTED = -1, -2
# What has no date is put into the last day before the year 0, and so into this month.
NO_MONTH = -1
_NO_DAY = datetime.date(1, 1, 1) - datetime.date(1970, 1, 1) - datetime.timedelta(367)


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

    The column `key` packs measure, region and flags (bit n for attribute n), see `measure_sizes`; of a row that does
    not count it says in place of that why, see `REJECTED`. `registered` and `month_` with each of `bases` have days,
    counted from 1970: `number_months` finds their months in less time than the engine. `n` is the count of the row
    where that may be another number than one. `is_whole` as of `judge`. Numbers are sorted in less time than the engine
    needs to group them.
    """
    rows = judge(bind_table("part", columns), definition, rules, lookups, engine.dialect, is_whole=is_whole)
    sizes = measure_sizes(definition, rules)
    key = (rows["measure"].cast("int64") * sizes["region"] + rows["region"]) * sizes["flags"]
    key = key + _pack_flags(rows, [rule.field for rule in rules.attributes])
    place = rows["file"].cast("int64") * LINES + rows["line"]
    optional = {rule.field for rule in rules.dates if not rule.is_required}
    days = {basis: rows[basis].epoch_days().cast("int32") for basis in bases}
    numbers = rows.select(
        key=(rows["reasons"] != 0).ifelse(REJECTED - place, (rows["n"] == 0).ifelse(UNCOUNTED, key)),
        registered=rows["registered"].epoch_days().cast("int32"),
        **{f"month_{basis}": day.fill_null(_NO_DAY.days) if basis in optional else day for basis, day in days.items()},
        **({"n": rows["n"].fill_null(0).cast("int64")} if rules.counts else {}),
    )
    return engine.compile(numbers)


def measure_sizes(definition: Definition, rules: RecordRules) -> dict[str, int]:
    """Return how many values the parts of a key have."""
    return {
        "measure": max(len(definition.measures), 1),
        "region": max(len(definition.regions), 1),
        "flags": 1 << len(rules.attributes),
    }


def number_months(days: Numbers) -> Numbers:
    """Return the numbers of the months in which days lie that are counted from 1970."""
    import numpy as np

    first = int(days.min()) if len(days) else 0
    places = days - first
    # To look a day up takes a sixth of the time, where there are not more days than rows.
    if len(days) <= (last := int(places.max(initial=0))):
        return _find_months(days)
    return _find_months(np.arange(first, first + last + 1)).take(places)


def _find_months(days: Numbers) -> Numbers:
    found: Numbers = days.astype("datetime64[D]").astype("datetime64[M]").astype("int64") + 1970 * 12
    return found


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
