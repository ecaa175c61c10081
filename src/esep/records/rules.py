"""The rules by which a definition reads records: the table [records] of a definition, checked and frozen."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from esep.model.definition import Definition
from esep.problems import EsepError, Problem
from esep.sources.checked_table import CheckedTable
from esep.sources.rows import Layout

# Each names a character table that is strict: bytes it does not know are refused, not guessed.
ENCODINGS = (
    "utf-8",
    "utf-16",
    *(f"windows-125{digit}" for digit in range(9)),
    *(f"iso-8859-{part}" for part in (1, 2, 5, 9, 15)),
    "cp866",
    "koi8-r",
    "koi8-u",
    "kz1048",
)
DATE_FIELDS = ("registered", "reported", "occurred")
# By which dates a scope may count: by the others nothing says yet which months are complete.
BASIS_FIELDS = ("registered",)
CODE_FIELDS = ("measure", "region")
FIELDS = ("id", *DATE_FIELDS, "count", *CODE_FIELDS)
COUNTING_UNITS = ("offence", "incident", "victim")
DUPLICATE_RULES = ("none", "identical_rows", "same_id")
DISCLOSURE_METHODS = ("none",)
_DATE_FORMAT = re.compile(r"(?:[^%]|%[YmdHMSbBpIj])*")


@dataclass(frozen=True)
class DateRule:
    """How one of the dates of a record is read.

    A date before `earliest` or after `latest` is impossible. `days_after_registered` is by how many days it may lie
    after the last day of the registered month; `None` means that this is not checked.
    """

    field: str
    formats: tuple[str, ...]
    earliest: datetime.date
    latest: datetime.date | None = None
    days_after_registered: int | None = None
    is_required: bool = True


@dataclass(frozen=True)
class CodeRule:
    """How a raw code becomes a member of a code list.

    A code is filled with leading zeros to `zero_pad_to` digits (0: taken as it is); its `first_characters` (0: all)
    are looked up in `codes`, raw -> member.
    """

    field: str
    codes: Mapping[str, str]
    zero_pad_to: int = 0
    first_characters: int = 0


@dataclass(frozen=True)
class RecordRules:
    """Everything a definition says about reading and counting records.

    `blanks` are texts that mean nothing was entered, `scopes` says for each scope by which date its periods count,
    `counts` which signed counts are allowed (empty: every row counts one), `body` and `source` who publishes the
    files and as what. `duplicates` and `disclosure` are rules by name.
    """

    layout: Layout
    blanks: tuple[str, ...]
    counting_unit: str
    body: str
    source: str
    scopes: Mapping[str, str]
    dates: tuple[DateRule, ...]
    codes: tuple[CodeRule, ...]
    counts: tuple[int, ...]
    duplicates: str
    disclosure: str

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the declared fields in the order of the columns."""
        return tuple(self.layout.columns)

    def list_members(self, field: str) -> set[str]:
        """Return the members of a code list that records can be given; empty where the field is not read."""
        return {member for rule in self.codes if rule.field == field for member in rule.codes.values()}


def read_rules(definition: Definition) -> RecordRules:
    """Return the rules that a definition of kind `records` declares.

    Raise `EsepError` with every problem found: unknown keys, missing ones, and rules that contradict each other.
    """
    problems: list[Problem] = []
    top = CheckedTable({"records": dict(definition.records)}, f"{definition.name}/definition.toml", {}, problems)
    table = top.take_table("records")
    assert table is not None
    columns = _take_columns(table)
    duplicates = _take_reasoned(table, "duplicates", "rule", DUPLICATE_RULES)
    rules = RecordRules(
        layout=_take_layout(table, columns, duplicates == "identical_rows"),
        blanks=("", *table.take_list("blanks")),
        counting_unit=table.take_choice("counting_unit", COUNTING_UNITS, is_required=True),
        body=table.take_text("body", is_required=True),
        source=table.take_text("source", is_required=True),
        scopes=_take_scopes(table, definition),
        dates=_take_dates(table),
        codes=_take_codes(table, definition),
        counts=_take_counts(table),
        duplicates=duplicates,
        disclosure=_take_reasoned(table, "disclosure", "method", DISCLOSURE_METHODS),
    )
    table.refuse_unknown()
    _refuse_contradictions(table, rules)
    if problems:
        raise EsepError(problems)
    return rules


def _take_columns(table: CheckedTable) -> dict[str, tuple[str, ...]]:
    below = table.take_table("columns", is_required=True)
    if below is None:
        return {}
    columns = {field: below.take_list(field) for field in FIELDS if field in below.data}
    below.refuse_unknown()
    for field, names in columns.items():
        if not names:
            below.report("definition-key-missing", field)
    for field in ("registered", "measure"):
        if field not in columns:
            below.report("definition-key-missing", field)
    return columns


def _take_layout(table: CheckedTable, columns: dict[str, tuple[str, ...]], has_digest: bool) -> Layout:
    pattern = table.take_text("files", is_required=True)
    if pattern.startswith(("/", "\\")) or ".." in pattern or ":" in pattern:
        table.report_unknown("files", pattern, ["*.csv"])
    encodings = table.take_list("encodings", ENCODINGS)
    if not encodings:
        table.report("definition-key-missing", "encodings")
    delimiter = table.take_choice("delimiter", (",", ";", "\t", "|"), is_required=True)
    return Layout(pattern, encodings, delimiter, columns, has_digest)


def _take_scopes(table: CheckedTable, definition: Definition) -> dict[str, str]:
    below = table.take_table("scopes", is_required=True)
    if below is None:
        return {}
    for scope in below.data:
        if scope not in definition.scopes:
            below.report_unknown(scope, scope, (code.code for code in definition.scopes))
    return {scope: below.take_choice(scope, BASIS_FIELDS, is_required=True) for scope in below.data}


def _take_dates(table: CheckedTable) -> tuple[DateRule, ...]:
    below = table.take_table("dates", is_required=True)
    if below is None:
        return ()
    rules = tuple(_take_date(one, field) for field in DATE_FIELDS if (one := below.take_table(field)) is not None)
    below.refuse_unknown()
    return rules


def _take_date(table: CheckedTable, field: str) -> DateRule:
    formats = table.take_list("formats")
    if not formats:
        table.report("definition-key-missing", "formats")
    for form in formats:
        # A date without a year and a month belongs to no period.
        if not _DATE_FORMAT.fullmatch(form) or "%Y" not in form or not re.search("%[mbBj]", form):
            table.report_unknown("formats", form, ("%Y-%m", "%Y-%m-%d", "%d.%m.%Y", "%m/%d/%Y %H:%M"))
    is_required = table.take("is_required", bool)
    rule = DateRule(
        field=field,
        formats=formats,
        earliest=table.take("earliest", datetime.date, is_required=True) or datetime.date.min,
        latest=table.take("latest", datetime.date),
        days_after_registered=None if field == "registered" else table.take("days_after_registered", int),
        is_required=True if is_required is None else is_required,
    )
    if field == "registered" and not rule.is_required:
        table.report_unknown("is_required", "false", ("true",))
    table.take_texts("reason")
    table.refuse_unknown()
    return rule


def _take_codes(table: CheckedTable, definition: Definition) -> tuple[CodeRule, ...]:
    below = table.take_table("codes", is_required=True)
    if below is None:
        return ()
    lists = {"measure": definition.measures, "region": definition.regions}
    found = []
    for field in CODE_FIELDS:
        one = below.take_table(field)
        if one is None:
            continue
        codes = one.take_table("map", is_required=True)
        members = [code.code for code in lists[field]]
        raw = {key: codes.take_choice(key, members, is_required=True) for key in codes.data} if codes else {}
        width = _take_natural(one, "zero_pad_to")
        found.append(CodeRule(field, raw, width, _take_natural(one, "first_characters")))
        one.refuse_unknown()
    below.refuse_unknown()
    return tuple(found)


def _take_natural(table: CheckedTable, key: str) -> int:
    value = table.take(key, int)
    if value is not None and not 0 < value <= 100:
        table.report_unknown(key, str(value), ("1", "100"))
        return 0
    return value or 0


def _take_counts(table: CheckedTable) -> tuple[int, ...]:
    below = table.take_table("count")
    if below is None:
        return ()
    allowed = below.take("allowed", list, is_required=True) or []
    if not allowed or any(type(value) is not int or abs(value) > 1_000_000 for value in allowed):
        below.report_unknown("allowed", str(allowed), ("[1]", "[1, -1]"))
        allowed = []
    below.take_texts("reason")
    below.refuse_unknown()
    return tuple(allowed)


def _take_reasoned(table: CheckedTable, key: str, name: str, choices: tuple[str, ...]) -> str:
    """Return a rule by name; whoever declares it has to say why."""
    below = table.take_table(key, is_required=True)
    if below is None:
        return ""
    below.take_texts("reason", is_required=True)
    value = below.take_choice(name, choices, is_required=True)
    below.refuse_unknown()
    return value


def _refuse_contradictions(table: CheckedTable, rules: RecordRules) -> None:
    """Report rules without a column and columns without a rule."""
    columns = set(rules.fields)
    ruled = {date.field for date in rules.dates} | {code.field for code in rules.codes}
    if rules.counts:
        ruled.add("count")
    for field in sorted((columns - ruled - {"id"}) | (ruled - columns)):
        table.report("records-rule-alone", field, field=field)
    if rules.duplicates == "same_id" and "id" not in columns:
        table.report("records-rule-alone", "duplicates.rule", field="id")
