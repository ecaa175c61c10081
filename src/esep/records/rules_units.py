"""What is counted: the state and the signed count of a record, the unit, its attributes, and who reports it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from esep.model.definition import Definition
from esep.sources.checked_table import CheckedTable

UNIT_RULES = ("row", "incident", "victim")
UNIT_KEYS = ("incident", "victim", "id")
SILENCES = ("zero", "missing")


@dataclass(frozen=True)
class StatusRule:
    """What the states of a record mean: counted, or accepted and counting 0 because withdrawn or transferred."""

    counted: tuple[str, ...]
    withdrawn: tuple[str, ...] = ()
    transferred: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[str, ...]:
        """Return every state that a record may have."""
        return (*self.counted, *self.withdrawn, *self.transferred)


@dataclass(frozen=True)
class UnitRule:
    """What counts one: each row, or each unit that the field `key` names, under its most serious measure.

    `rank` lists the measures from the most serious; those it leaves out follow in the order of their code list.
    """

    rule: str = "row"
    key: str = ""
    rank: tuple[str, ...] = ()


@dataclass(frozen=True)
class AttributeRule:
    """Which texts of a column mean that an attribute is set; `field` is its column in the tables of records."""

    attribute: str
    field: str
    columns: tuple[str, ...]
    values: tuple[str, ...]
    quality: Mapping[str, str]


@dataclass(frozen=True)
class ReporterRule:
    """Who reports a record: what `field` holds, `region` or `reporter`; and whether its silent months are zero.

    A value to which less than `minimal_coverage` of the expected reporters contributed is not shown.
    """

    field: str = "region"
    columns: tuple[str, ...] = ()
    silence: str = "zero"
    minimal_coverage: Fraction = Fraction(1)


@dataclass(frozen=True)
class Gap:
    """Days from which nothing came, declared with the reason; without a `reporter` nothing came from anyone.

    With `measures` it is a hole in those alone. Without days the reporter never tells of them: they are not expected of
    it. With `files`, a pattern of names, the hole is there only where such a file is read.
    """

    reporter: str
    start: datetime.date
    end: datetime.date
    reason: Mapping[str, str]
    measures: tuple[str, ...] = ()
    files: str = ""


def take_counts(table: CheckedTable) -> tuple[int, ...]:
    """Return the signed counts that a row may carry; empty where every row counts one."""
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


def take_status(table: CheckedTable) -> StatusRule | None:
    """Return what the states of a record mean; `None` where it has none."""
    below = table.take_table("status")
    if below is None:
        return None
    rule = StatusRule(*(below.take_list(meaning) for meaning in ("counted", "withdrawn", "transferred")))
    if not rule.counted:
        below.report("definition-key-missing", "counted")
    for state in sorted({state for state in rule.known if rule.known.count(state) > 1}):
        below.report("definition-id-twice", "counted" if state in rule.counted else "withdrawn", value=state)
    below.refuse_unknown()
    return rule


def take_unit(table: CheckedTable, definition: Definition, counting_unit: str) -> UnitRule:
    """Return what counts one."""
    below = table.take_table("unit")
    if below is None:
        return UnitRule()
    rule = below.take_choice("rule", UNIT_RULES, is_required=True)
    key, rank = below.take_choice("key", UNIT_KEYS), below.take_list("rank", definition.measures.codes)
    if rule == "row":
        for name in ("key", "rank"):
            if name in below.data:
                below.report("definition-contradiction", name, value=str(below.data[name]), other="rule = row")
    elif rule and counting_unit and rule != counting_unit:
        other = f"records.counting_unit = {counting_unit}"
        below.report("definition-contradiction", "rule", value=rule, other=other)
    for measure in sorted({measure for measure in rank if rank.count(measure) > 1}):
        below.report("definition-id-twice", "rank", value=measure)
    below.refuse_unknown()
    return UnitRule(rule, "" if rule == "row" else key or rule, rank)


def take_attributes(table: CheckedTable, definition: Definition) -> tuple[AttributeRule, ...]:
    """Return which attributes a record can have."""
    below = table.take_table("attributes")
    if below is None:
        return ()
    rules = []
    for attribute in below.data:
        one = below.take_table(attribute)
        if attribute not in definition.attributes:
            below.report_unknown(attribute, attribute, definition.attributes.codes)
        if one is not None:
            rules.append(_take_attribute(one, attribute))
    fields = [rule.field for rule in rules]
    for rule in rules:
        if fields.count(rule.field) > 1:
            below.report("definition-id-twice", rule.attribute, value=rule.field)
    return tuple(rules)


def _take_attribute(table: CheckedTable, attribute: str) -> AttributeRule:
    for key in ("column", "values"):
        if not table.take(key, list, is_required=True) and table.data.get(key) == []:
            table.report("definition-key-missing", key)
    name = "is_" + re.sub(r"\W", "_", attribute)
    columns, values = table.take_list("column"), table.take_list("values")
    rule = AttributeRule(attribute, name, columns, values, table.take_texts("quality"))
    table.refuse_unknown()
    return rule


def take_reporter(table: CheckedTable) -> ReporterRule:
    """Return who reports a record; unless it is declared, its region does, and no row means no offence."""
    below = table.take_table("reporter")
    if below is None:
        return ReporterRule()
    name, columns = below.take_choice("field", ("region",)), below.take_list("column")
    if name and columns:
        below.report("definition-contradiction", "column", value=", ".join(columns), other=f"field = {name}")
    if not name and not columns:
        below.report("definition-key-missing", "field")
    silence = below.take_choice("silence", SILENCES) or "zero"
    minimal = below.take_share("minimal_coverage") if "minimal_coverage" in below.data else Fraction(1)
    below.refuse_unknown()
    return ReporterRule("reporter" if columns else "region", columns, silence, minimal or Fraction(0))


def take_gaps(table: CheckedTable, definition: Definition) -> tuple[Gap, ...]:
    """Return the holes that are declared."""
    gaps = []
    for one in table.take_tables("gaps"):
        measures = one.take_list("measures", definition.measures.codes)
        is_dated = not measures or "start" in one.data or "end" in one.data
        start = one.take("start", datetime.date, is_required=is_dated) or datetime.date.min
        end = one.take("end", datetime.date, is_required=is_dated) or (start if is_dated else datetime.date.max)
        if end < start:
            one.report("definition-period-reversed", "end", start=str(start), end=str(end))
        reporter, reason = one.take_text("reporter"), one.take_texts("reason", is_required=True)
        gaps.append(Gap(reporter, start, end, reason, measures, one.take_text("files")))
        one.refuse_unknown()
    return tuple(gaps)
