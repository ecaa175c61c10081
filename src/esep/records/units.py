"""What counts: one row for every accepted record or unit that the figures are made of, with its signed number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esep.model.definition import Definition
from esep.records.engines import Engine, Value
from esep.records.judge import list_places
from esep.records.rules import RecordRules
from esep.records.rules_codes import CODE_FIELDS

if TYPE_CHECKING:
    import ibis.expr.types as ir


def create_members(engine: Engine, definition: Definition, rules: RecordRules) -> dict[str, ir.Table]:
    """Create the tables `members_` of measures and regions: place, code, and the rank among the measures.

    Those that have no rank stand behind the others, in the order of their list.
    """
    rank = {measure: place for place, measure in enumerate(rules.unit.rank)}
    lists = {"measure": definition.measures, "region": definition.regions}
    found = {}
    for field, places in list_places(definition).items():
        rows: list[tuple[Value, ...]] = [
            (places[code], code, rank.get(code, len(rank) + place)) for place, code in enumerate(lists[field].codes)
        ]
        columns = {f"{field}_place": "integer", f"{field}_code": "varchar", f"{field}_rank": "integer"}
        found[field] = engine.create_table(f"members_{field}", columns, rows)
    return found


def select_units(accepted: ir.Table, rules: RecordRules, members: dict[str, ir.Table]) -> ir.Table:
    """Return the rows that count, by the rule of the counting unit, as they are handed on.

    The columns are file, line, id, the declared dates, measure, region, reporter, n, and a flag for each attribute.
    """
    import ibis

    units = accepted.filter(accepted["n"] != 0)
    for field in CODE_FIELDS:
        units = units.inner_join(members[field], units[field] == members[field][f"{field}_place"])
    if rules.unit.rule != "row":
        units = _keep_principal(units, rules.unit_fields)
    dates = [rule.field for rule in rules.dates]
    flags = [rule.field for rule in rules.attributes]
    return units.select(
        "file",
        "line",
        *dates,
        *flags,
        id=units["id"] if "id" in rules.fields else ibis.null("string"),
        measure=units["measure_code"],
        region=units["region_code"],
        reporter=units["reporter"] if rules.reporter.columns else units["region_code"],
        n=units["n"],
    ).select("file", "line", "id", *dates, "measure", "region", "reporter", "n", *flags)


def _keep_principal(units: ir.Table, keys: tuple[str, ...]) -> ir.Table:
    """Return one row for each unit, counting one: that of its most serious measure that was not taken back.

    A measure is taken back where the signed counts of the unit's rows of it add up to nothing. Among rows of the
    principal measure the one registered first stands for the unit, and among those of a day the first by file and line.
    """
    import ibis

    net = units["n"].sum().over(ibis.window(group_by=[*keys, "measure"]))
    standing = units.mutate(net=net)
    standing = standing.filter((standing["net"] > 0) & (standing["n"] > 0))
    order = ["measure_rank", "registered", "file", "line"]
    place = ibis.row_number().over(ibis.window(group_by=list(keys), order_by=order))
    numbered = standing.mutate(place=place)
    return numbered.filter(numbered["place"] == 0).mutate(n=ibis.literal(1, "int64"))
