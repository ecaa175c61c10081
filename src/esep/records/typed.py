"""Texts into values: dates, counts, states and flags; no row is dropped, what cannot be read becomes null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esep.records.engines import PLACE
from esep.records.leaves import has_blank_end, matches, read_timestamp, to_zone
from esep.records.rules import RecordRules
from esep.records.rules_codes import CodeRule
from esep.records.rules_dates import DateRule
from esep.records.rules_units import AttributeRule

if TYPE_CHECKING:
    import ibis.expr.types as ir


def read_typed(raw: ir.Table, rules: RecordRules, dialect: str) -> ir.Table:
    """Return the table `raw` with the values that its columns mean.

    Beside the place of a row stand `text_` and the name of each field (null where nothing was entered, which `has_` and
    its name tell without making a text of a value that is none), the dates as
    days of local time, `key_` and the name of each code, what is looked up of it; `number`, the signed count; and a
    flag for each attribute. A column that has a type at its source is not read again from text.
    """
    texts = {field: _read_text(raw[f"raw_{field}"], rules.blanks, dialect) for field in rules.fields}
    typed = raw.mutate(**{f"text_{field}": text for field, text in texts.items()})
    typed = typed.mutate(**{f"has_{field}": _has_value(typed, field) for field in rules.fields})
    found: dict[str, ir.Value] = {rule.field: _read_day(typed, rule, dialect) for rule in rules.dates}
    found |= {f"key_{rule.field}": _read_key(typed[f"text_{rule.field}"], rule, dialect) for rule in rules.codes}
    found["number"] = _read_count(typed, rules, dialect)
    found |= {rule.field: _read_flag(typed, rule) for rule in rules.attributes}
    # Told here and not where rows are checked: before anything is joined to them an engine looks at each text once.
    found |= {f"is_right_{rule.field}": typed[f"text_{rule.field}"].startswith(rule.begins) for rule in rules.marks}
    if rules.status:
        found["is_counted"] = typed["text_status"].isin(rules.status.counted)
        found["has_known_status"] = typed["text_status"].isin(rules.status.known)
    kept = [f"{part}_{field}" for part in ("text", "has") for field in rules.fields]
    return typed.mutate(**found).select(*PLACE, *kept, *found)


def _has_value(typed: ir.Table, field: str) -> ir.BooleanValue:
    value = typed[f"raw_{field}"]
    return (typed[f"text_{field}"] if value.type().is_string() else value).notnull()


def _read_text(value: ir.Column, blanks: tuple[str, ...], dialect: str) -> ir.StringValue:
    if not value.type().is_string():
        return value.cast("string")
    # Most texts have no space around them, and to look is much less work than to take it away or to ask for each blank.
    text = has_blank_end(dialect, value).ifelse(value.strip().nullif(""), value)
    for blank in sorted({blank.strip() for blank in blanks} - {""}):
        text = text.nullif(blank)
    return text


def _read_day(typed: ir.Table, rule: DateRule, dialect: str) -> ir.DateValue:
    value = typed[f"raw_{rule.field}"]
    if value.type().is_date():
        return value
    moment = value
    if not value.type().is_timestamp():
        moment = read_timestamp(dialect, typed[f"text_{rule.field}"], rule.formats)
    if not rule.zone:
        return moment.cast("date")
    local = to_zone(dialect, moment, rule.zone)
    return (typed["file"].isin(rule.local_files).ifelse(moment, local) if rule.local_files else local).cast("date")


def _read_key(text: ir.StringValue, rule: CodeRule, dialect: str) -> ir.StringValue:
    """Return the part of a raw code that is looked up; null where a code of digits is longer or holds anything else."""
    import ibis

    key = text
    if rule.zero_pad_to:
        fits = matches(dialect, text, f"[0-9]{{1,{rule.zero_pad_to}}}")
        key = fits.ifelse(text.lpad(rule.zero_pad_to, "0"), ibis.null("string"))
    return key.left(rule.first_characters) if rule.first_characters else key


def _read_flag(typed: ir.Table, rule: AttributeRule) -> ir.BooleanValue:
    value = typed[f"raw_{rule.field}"]
    if value.type().is_boolean() and "true" in rule.values and "false" not in rule.values:
        return value.fill_null(False)
    return typed[f"text_{rule.field}"].isin(rule.values).fill_null(False)


def _read_count(typed: ir.Table, rules: RecordRules, dialect: str) -> ir.IntegerValue:
    import ibis

    if not rules.counts:
        return ibis.literal(1, "int64")
    kind = typed["raw_count"].type()
    if kind.is_integer():
        return typed["raw_count"]
    # The pattern first: a cast alone would take 1.4 and 1e0 for a 1, or stop the run.
    pattern = r"[+-]?[0-9]{1,9}(\.0)?" if kind.is_floating() else "[+-]?[0-9]{1,9}"
    text = typed["text_count"]
    whole = matches(dialect, text, pattern).ifelse(text, ibis.null("string"))
    return whole.replace("+", "").replace(".0", "").cast("int64")
