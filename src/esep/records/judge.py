"""Every row judged: its codes looked up, the set of rules that it breaks, and only what is needed of it kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.records.check import list_checks, sum_reasons
from esep.records.engines import Engine, Value
from esep.records.rules import RecordRules
from esep.records.rules_codes import CODE_FIELDS, CodeRule
from esep.records.typed import read_typed

if TYPE_CHECKING:
    import ibis.expr.types as ir


def list_places(definition: Definition) -> dict[str, dict[str, int]]:
    """Return for each field the place of every member among the sorted codes: rows carry it in place of the code."""
    lists: dict[str, CodeList] = {"measure": definition.measures, "region": definition.regions}
    return {field: {code: place for place, code in enumerate(sorted(lists[field].codes))} for field in CODE_FIELDS}


def create_lookups(engine: Engine, definition: Definition, rules: RecordRules) -> dict[str, ir.Table]:
    """Create the small tables that raw codes are looked up in: `codes_` and `fix_` with the name of each field."""
    found = {}
    for rule in rules.codes:
        places, name = list_places(definition)[rule.field], rule.field
        rows: list[tuple[Value, ...]] = [(c.raw, places[c.code], c.valid_from, c.valid_to) for c in rule.codes]
        columns = {f"{name}_raw": "varchar", f"{name}_code": "integer", f"{name}_from": "date", f"{name}_to": "date"}
        found[f"codes_{name}"] = engine.create_table(f"codes_{name}", columns, rows)
        if rule.fix:
            fixed: list[tuple[Value, ...]] = [(raw, places[code]) for raw, code in rule.fix.items()]
            columns = {f"{name}_text": "varchar", f"{name}_fixed": "integer"}
            found[f"fix_{name}"] = engine.create_table(f"fix_{name}", columns, fixed)
    return found


def judge(
    raw: ir.Table,
    definition: Definition,
    rules: RecordRules,
    lookups: Mapping[str, ir.Table],
    dialect: str,
    *,
    is_whole: bool = False,
) -> ir.Table:
    """Return one row for every row of `raw`, which may be a part of the sources, with `reasons` and what it holds.

    `reasons` has bit n set where the check n of `list_checks` fails. Measure and region are places, see
    `list_places`. The texts of a row are kept only where it is rejected, as a list that begins with how many fields the
    row and its header have: good rows stay small. `is_whole` as of `sum_reasons`.
    """
    import ibis

    coded = code_rows(raw, definition, rules, lookups, dialect, is_whole=is_whole)
    texts = (coded[name].cast("string") for name in ("width", "expected", *(f"text_{field}" for field in rules.fields)))
    kept = ibis.array([text.fill_null("") for text in texts])
    return coded.select(
        **{name: coded[column] for name, column in list_kept(rules).items()},
        n=_weigh(coded, rules),
        reasons=coded.reasons,
        texts=(coded.reasons != 0).ifelse(kept, ibis.null("array<string>")),
    )


def code_rows(
    raw: ir.Table,
    definition: Definition,
    rules: RecordRules,
    lookups: Mapping[str, ir.Table],
    dialect: str,
    *,
    is_whole: bool = False,
) -> ir.Table:
    """Return the typed rows with their codes looked up and with `reasons`, as of `judge`, and with all their texts."""
    coded = read_typed(raw, rules, dialect)
    for rule in rules.codes:
        coded = _look_up(coded, rule, lookups)
    coded = coded.mutate(**_list_constants(definition, rules))
    return coded.mutate(reasons=sum_reasons(coded, list_checks(rules), is_whole=is_whole))


def list_kept(rules: RecordRules) -> dict[str, str]:
    """Return what is kept of every row: the names of its columns, and what they are called before it is judged."""
    texts = [field for field in ("id", "reporter", *rules.unit_fields) if field in rules.fields]
    values = [*(rule.field for rule in rules.dates), *CODE_FIELDS, *(rule.field for rule in rules.attributes)]
    digest = ["digest"] if rules.duplicates == "identical_rows" else []
    return {name: name for name in ("file", "line", *digest, *values)} | {name: f"text_{name}" for name in texts}


def _look_up(typed: ir.Table, rule: CodeRule, lookups: Mapping[str, ir.Table]) -> ir.Table:
    """Add the column of a code: what its raw code means on the registered day; null where it means nothing."""
    name = rule.field
    codes = lookups[f"codes_{name}"]
    conditions = [typed[f"key_{name}"] == codes[f"{name}_raw"]]
    if rule.is_dated:
        conditions += [typed["registered"] >= codes[f"{name}_from"], typed["registered"] <= codes[f"{name}_to"]]
    found = typed.left_join(codes, conditions)
    place = found[f"{name}_code"]
    if rule.fix:
        fixes = lookups[f"fix_{name}"]
        found = found.left_join(fixes, found[f"text_{name}"] == fixes[f"{name}_text"])
        place = found[f"{name}_fixed"].coalesce(found[f"{name}_code"])
    return found.select(*typed.columns, **{name: place})


def _list_constants(definition: Definition, rules: RecordRules) -> dict[str, ir.IntegerScalar]:
    """Return the place of a code that every row has: declared as a constant, or the region of the whole dataset."""
    import ibis

    codes = {"region": definition.default_region, **rules.constants}
    read = {rule.field for rule in rules.codes}
    places = list_places(definition)
    return {name: ibis.literal(places[name][code], "int32") for name, code in codes.items() if name not in read}


def _weigh(coded: ir.Table, rules: RecordRules) -> ir.IntegerValue:
    """Return the signed number that a row stands for; a record that was withdrawn or transferred stands for none."""
    number = coded["number"].cast("int64")
    return number if rules.status is None else coded["is_counted"].ifelse(number, 0)
