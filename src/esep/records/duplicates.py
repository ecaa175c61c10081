"""Rows without fault that repeat an earlier one: which they are, what they repeat, and whether they say the same."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

from esep.records.engines import Engine
from esep.records.judge import list_kept
from esep.records.rules import RecordRules

if TYPE_CHECKING:
    import ibis.expr.types as ir

# Which rows repeat an earlier one, by the name of the rule: the column in which they are alike.
_ALIKE = {"identical_rows": "digest", "same_id": "id"}
COLUMNS = {
    "file": "integer",
    "line": "bigint",
    "id": "varchar",
    "first_file": "integer",
    "first_line": "bigint",
    "is_same": "boolean",
}


def find_duplicates(engine: Engine, judged: ir.Table, rules: RecordRules) -> ir.Table:
    """Store the table `duplicates` and return it; of rows that are alike the one registered first stays.

    Among those of one day it is the first by file and line.
    """
    alike = _ALIKE.get(rules.duplicates, "")
    if not alike:
        return engine.create_table("duplicates", COLUMNS, [])
    numbered = engine.store("alike", _number_alike(judged, alike))
    return engine.store("duplicates", _pair(numbered, alike, rules))


def select_accepted(judged: ir.Table, duplicates: ir.Table, rules: RecordRules) -> ir.Table:
    """Return the judged rows that are neither rejected nor duplicates."""
    accepted = judged.filter(judged["reasons"] == 0).drop("reasons", "texts")
    return accepted.anti_join(duplicates, ["file", "line"]) if rules.duplicates in _ALIKE else accepted


def list_alike(judged: ir.Table, rules: RecordRules) -> ir.Table:
    """Return file and line of every row without fault that is alike with another."""
    return _keep_alike(judged, _ALIKE[rules.duplicates]).select("file", "line")


def _keep_alike(judged: ir.Table, alike: str) -> ir.Table:
    good = judged.filter((judged["reasons"] == 0) & judged[alike].notnull()).drop("reasons", "texts")
    repeated = good.group_by(alike).having(good.count() > 1).agg(number=good.count()).select(alike)
    return good.semi_join(repeated, alike)


def _number_alike(judged: ir.Table, alike: str) -> ir.Table:
    """Return the rows that are alike with another, numbered from 0; all others are put aside before they are sorted."""
    import ibis

    found = _keep_alike(judged, alike)
    window = ibis.window(group_by=alike, order_by=["registered", "file", "line"])
    return found.mutate(place=ibis.row_number().over(window).cast("int64"))


def _pair(numbered: ir.Table, alike: str, rules: RecordRules) -> ir.Table:
    """Return every row after the first with the first; the same content is the same in every field that is read."""
    import ibis

    later = numbered.filter(numbered["place"] > 0)
    first = numbered.filter(numbered["place"] == 0)
    first = first.rename({f"first_{name}": name for name in first.columns})
    pairs = later.join(first, later[alike] == first[f"first_{alike}"])
    values = [name for name in (*list_kept(rules), "n") if name not in ("file", "line")]
    is_same = functools.reduce(operator.and_, (pairs[name].identical_to(pairs[f"first_{name}"]) for name in values))
    record_id = pairs["id"] if "id" in numbered.columns else ibis.null("string")
    return pairs.select(
        **{name: pairs[name] for name in ("file", "line", "first_file", "first_line")}, id=record_id, is_same=is_same
    ).select(*COLUMNS)
