"""The rules by which a definition reads records: the table [records] of a definition, checked and frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esep.model.definition import Definition
from esep.model.disclosure import DisclosureRules
from esep.problems import EsepError, Problem
from esep.records.rules_codes import CODE_FIELDS, CodeRule, take_codes, take_natural
from esep.records.rules_dates import DATE_FIELDS, DateRule, take_dates
from esep.records.rules_disclosure import take_disclosure
from esep.records.rules_files import take_file_name
from esep.records.rules_marks import MarkRule, take_marks
from esep.records.rules_units import (
    AttributeRule,
    Gap,
    ReporterRule,
    StatusRule,
    UnitRule,
    take_attributes,
    take_counts,
    take_gaps,
    take_reporter,
    take_status,
    take_unit,
)
from esep.sources.checked_table import CheckedTable
from esep.sources.rows import AUTO, DELIMITERS, Layout

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
FIELDS = ("id", *DATE_FIELDS, "count", *CODE_FIELDS, "status", "incident", "victim")
COUNTING_UNITS = ("offence", "incident", "victim")
DUPLICATE_RULES = ("none", "identical_rows", "same_id")


@dataclass(frozen=True)
class RecordRules:
    """Everything a definition says about reading and counting records.

    `blanks` are texts that mean nothing was entered, `constants` codes of fields that the files do not have. `scopes`
    says for each scope by which date its periods count, `counts` which signed counts are allowed (empty: every row
    counts one), `body` and `source` who publishes the files and as what. `duplicates` is a rule by name,
    `disclosure` how counts are protected. The named groups of `file_name` are fields that stand in the name of a file.
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
    disclosure: DisclosureRules
    constants: Mapping[str, str]
    status: StatusRule | None
    unit: UnitRule
    attributes: tuple[AttributeRule, ...]
    reporter: ReporterRule
    gaps: tuple[Gap, ...]
    marks: tuple[MarkRule, ...] = ()
    file_name: re.Pattern[str] | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the declared fields in the order of the columns, and those in the names of files after them."""
        named = self.file_name.groupindex if self.file_name else ()
        return tuple(dict.fromkeys((*self.layout.columns, *named)))

    @property
    def unit_fields(self) -> tuple[str, ...]:
        """Return the fields that name a unit together; a victim is one of its incident where that is read too."""
        key = self.unit.key
        is_within = self.unit.rule == "victim" and key != "incident" and "incident" in self.fields
        return ("incident", key) if is_within else (key,) if key else ()

    def list_members(self, field: str) -> set[str]:
        """Return the members of a code list that records can be given; empty where the field is not read."""
        found = {member for rule in self.codes if rule.field == field for member in rule.members}
        return found | ({self.constants[field]} if field in self.constants else set())


def read_rules(definition: Definition) -> RecordRules:
    """Return the rules that a definition of kind `records` declares.

    Raise `EsepError` with every problem found: unknown keys, missing ones, and rules that contradict each other.
    """
    problems: list[Problem] = []
    file, lines = definition.file or f"{definition.name}/definition.toml", dict(definition.lines)
    top = CheckedTable({"records": dict(definition.records)}, file, lines, problems)
    table = top.take_table("records")
    assert table is not None
    duplicates = _take_reasoned(table, "duplicates", "rule", DUPLICATE_RULES)
    counting_unit = table.take_choice("counting_unit", COUNTING_UNITS, is_required=True)
    attributes, reporter = take_attributes(table, definition), take_reporter(table)
    marks = take_marks(table)
    columns = _take_columns(table, attributes, reporter, marks)
    file_name = take_file_name(table, [field for field in FIELDS if field not in columns])
    dates = take_dates(table)
    rules = RecordRules(
        layout=_take_layout(table, columns, duplicates == "identical_rows"),
        blanks=("", *table.take_list("blanks")),
        counting_unit=counting_unit,
        body=table.take_text("body", is_required=True),
        source=table.take_text("source", is_required=True),
        scopes=_take_scopes(table, definition, [rule.field for rule in dates]),
        dates=dates,
        codes=take_codes(table, definition),
        counts=take_counts(table),
        duplicates=duplicates,
        disclosure=take_disclosure(table, definition),
        constants=_take_constants(table, definition),
        status=take_status(table),
        unit=take_unit(table, definition, counting_unit),
        attributes=attributes,
        reporter=reporter,
        gaps=take_gaps(table, definition),
        marks=marks,
        file_name=file_name,
    )
    table.refuse_unknown()
    _refuse_contradictions(table, rules)
    if problems:
        raise EsepError(problems)
    return rules


def _take_columns(
    table: CheckedTable, attributes: Sequence[AttributeRule], reporter: ReporterRule, marks: Sequence[MarkRule]
) -> dict[str, tuple[str, ...]]:
    """Return the headers of every field; those of attributes, marks and the reporter stand with their rules."""
    below = table.take_table("columns", is_required=True)
    if below is None:
        return {}
    columns = {field: below.take_list(field) for field in FIELDS if field in below.data}
    below.refuse_unknown()
    for field, names in columns.items():
        if not names:
            below.report("definition-key-missing", field)
    columns |= {rule.field: rule.columns for rule in attributes} | {rule.field: rule.columns for rule in marks}
    return columns | ({reporter.field: reporter.columns} if reporter.columns else {})


def _take_constants(table: CheckedTable, definition: Definition) -> dict[str, str]:
    below = table.take_table("constants")
    if below is None:
        return {}
    lists = {"measure": definition.measures, "region": definition.regions}
    found = {field: below.take_choice(field, codes.codes) for field, codes in lists.items() if field in below.data}
    below.refuse_unknown()
    return found


def _take_layout(table: CheckedTable, columns: dict[str, tuple[str, ...]], has_digest: bool) -> Layout:
    pattern = table.take_text("files", is_required=True)
    if pattern.startswith(("/", "\\")) or ".." in pattern or ":" in pattern:
        table.report_unknown("files", pattern, ["*.csv"])
    encodings = table.take_list("encodings", (AUTO, *ENCODINGS))
    if not encodings:
        table.report("definition-key-missing", "encodings")
    elif AUTO in encodings and len(encodings) > 1:
        others = ", ".join(encoding for encoding in encodings if encoding != AUTO)
        table.report("definition-contradiction", "encodings", value=AUTO, other=others)
    # A worksheet is named or numbered.
    is_number = isinstance(table.data.get("sheet"), int)
    sheet = take_natural(table, "sheet") if is_number else table.take_text("sheet")
    return Layout(
        files=pattern,
        encodings=encodings,
        delimiter=_take_delimiter(table),
        columns=columns,
        has_digest=has_digest,
        sheet=sheet or None,
        header_line=take_natural(table, "header_line"),
    )


def _take_delimiter(table: CheckedTable) -> str | tuple[str, ...]:
    """Return the one delimiter that a definition declares, or those that it allows."""
    if not isinstance(table.data.get("delimiter"), list):
        return table.take_choice("delimiter", (AUTO, *DELIMITERS), is_required=True)
    found = table.take_list("delimiter", DELIMITERS)
    if not found:
        table.report("definition-key-missing", "delimiter")
    return found


def _take_reasoned(table: CheckedTable, key: str, name: str, choices: tuple[str, ...]) -> str:
    """Return a rule by name; whoever declares it has to say why."""
    below = table.take_table(key, is_required=True)
    if below is None:
        return ""
    below.take_texts("reason", is_required=True)
    value = below.take_choice(name, choices, is_required=True)
    below.refuse_unknown()
    return value


def _take_scopes(table: CheckedTable, definition: Definition, dates: Sequence[str]) -> dict[str, str]:
    below = table.take_table("scopes", is_required=True)
    if below is None:
        return {}
    for scope in below.data:
        if scope not in definition.scopes:
            below.report_unknown(scope, scope, definition.scopes.codes)
    return {scope: below.take_choice(scope, dates, is_required=True) for scope in below.data}


def _refuse_contradictions(table: CheckedTable, rules: RecordRules) -> None:
    """Report rules without a column, columns without a rule, and fields that are read and constant at once."""
    columns = set(rules.fields)
    ruled = {rule.field for rule in rules.dates} | {rule.field for rule in rules.codes}
    ruled |= {rule.field for rule in rules.attributes} | {rule.field for rule in rules.marks} | {*rules.unit_fields}
    ruled |= {name for name, rule in (("count", rules.counts), ("status", rules.status)) if rule}
    if rules.reporter.columns:
        ruled.add(rules.reporter.field)
    for field in sorted((columns - ruled - {"id"}) | (ruled - columns)):
        table.report("records-rule-alone", field, field=field)
    for field in sorted(columns.intersection(rules.constants)):
        names = ", ".join(rules.layout.columns.get(field, ()))
        other = f"records.columns.{field} = {names}" if names else "records.file_name"
        table.report("definition-contradiction", f"constants.{field}", value=rules.constants[field], other=other)
    for field in ("registered", "measure"):
        if field not in columns and field not in rules.constants:
            table.report("definition-key-missing", f"columns.{field}")
    if rules.duplicates == "same_id" and "id" not in columns:
        table.report("records-rule-alone", "duplicates.rule", field="id")
