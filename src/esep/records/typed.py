"""Texts into values: dates, counts, states and flags; no row is dropped, what cannot be read becomes null."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esep.records.engines import PLACE
from esep.records.leaves import matches, read_timestamp, to_zone
from esep.records.rules import RecordRules
from esep.records.rules_codes import CodeRule
from esep.records.rules_dates import DateRule

if TYPE_CHECKING:
    import ibis.expr.types as ir


def read_typed(raw: ir.Table, rules: RecordRules, dialect: str) -> ir.Table:
    """Return the table `raw` with the values that its columns mean.

    Beside the place of a row stand `text_` and the name of each field (null where nothing was entered), the dates as
    days of local time, `key_` and the name of each code, what is looked up of it; `number`, the signed count; and a
    flag for each attribute. A column that has a type at its source is not read again from text.
    """
    typed = raw.mutate(**{f"text_{field}": _read_text(raw[f"raw_{field}"], rules.blanks) for field in rules.fields})
    found: dict[str, ir.Value] = {rule.field: _read_day(typed, rule, dialect) for rule in rules.dates}
    found |= {f"key_{rule.field}": _read_key(typed[f"text_{rule.field}"], rule, dialect) for rule in rules.codes}
    found["number"] = _read_count(typed, rules, dialect)
    for attribute in rules.attributes:
        found[attribute.field] = typed[f"text_{attribute.field}"].isin(attribute.values).fill_null(False)
    texts = [f"text_{field}" for field in rules.fields]
    return typed.mutate(**found).select(*PLACE, *texts, *found)


def _read_text(value: ir.Column, blanks: tuple[str, ...]) -> ir.StringValue:
    text = value.cast("string").strip()
    for blank in sorted({blank.strip() for blank in blanks}):
        text = text.nullif(blank)
    return text


def _read_day(typed: ir.Table, rule: DateRule, dialect: str) -> ir.DateValue:
    value = typed[f"raw_{rule.field}"]
    if value.type().is_date():
        return value
    moment = value
    if not value.type().is_timestamp():
        moment = read_timestamp(dialect, typed[f"text_{rule.field}"], rule.formats)
    return (to_zone(dialect, moment, rule.zone) if rule.zone else moment).cast("date")


def _read_key(text: ir.StringValue, rule: CodeRule, dialect: str) -> ir.StringValue:
    """Return the part of a raw code that is looked up; null where a code of digits is longer or holds anything else."""
    import ibis

    key = text
    if rule.zero_pad_to:
        fits = matches(dialect, text, f"[0-9]{{1,{rule.zero_pad_to}}}")
        key = fits.ifelse(text.lpad(rule.zero_pad_to, "0"), ibis.null("string"))
    return key.left(rule.first_characters) if rule.first_characters else key


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
