"""The checks of a record: what can be wrong with each of its elements, as conditions that an engine works out."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esep.records.rules import RecordRules
from esep.records.rules_codes import CodeRule
from esep.records.rules_dates import DateRule
from esep.records.rules_marks import MarkRule
from esep.sources.rows import MALFORMED, RAGGED

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong with one element of a record.

    `is_wrong` gives, for the table of typed and coded rows, the condition that is true of the rows it is wrong with;
    `rule` is the code of the problem, `facts` are what its sentences name apart from the value itself. A row that does
    not fit its header is judged by the checks of `is_of_row` alone. `may_be_wrong` is true wherever `is_wrong` is, and
    less work: only of rows that some check suspects more is asked.
    """

    element: str
    rule: str
    is_wrong: Callable[[ir.Table], ir.BooleanValue]
    facts: Mapping[str, str] = field(default_factory=dict)
    is_of_row: bool = False
    may_be_wrong: Callable[[ir.Table], ir.BooleanValue] | None = None


def list_checks(rules: RecordRules) -> tuple[Check, ...]:
    """Return the checks that a definition asks for."""
    found = [Check("row", code, functools.partial(_has_fault, code), is_of_row=True) for code in (RAGGED, MALFORMED)]
    for date in rules.dates:
        found.extend(_check_date(date))
    for code in rules.codes:
        found.extend(_check_code(code))
    if rules.counts:
        found.extend(_check_count(rules.counts))
    if rules.status:
        found.extend(_check_status(rules.status.known))
    for mark in rules.marks:
        found.extend(_check_mark(mark))
    for name in (*rules.unit_fields, *(("reporter",) if rules.reporter.columns else ())):
        found.append(_check_missing(name))
    return tuple(found)


def sum_reasons(coded: ir.Table, checks: Sequence[Check], *, is_whole: bool = False) -> ir.IntegerValue:
    """Return the number whose bit n is set where check n fails; 0 where nothing is wrong.

    `is_whole` says that every row is known to fit its header, so that this need not be asked for each of them.
    """
    found = {
        bit: check.is_wrong(coded) if is_whole or check.is_of_row else (coded["fault"] == "") & check.is_wrong(coded)
        for bit, check in enumerate(checks)
        if not (is_whole and check.is_of_row)
    }
    bits = (is_wrong.ifelse(1 << bit, 0).cast("int64") for bit, is_wrong in found.items())
    # Most rows are good, and of those an engine has to work out no more than that.
    suspicions = (wrong if (ask := checks[bit].may_be_wrong) is None else ask(coded) for bit, wrong in found.items())
    suspects = {one.op(): one for one in suspicions}.values()
    return functools.reduce(operator.or_, suspects).ifelse(functools.reduce(operator.add, bits), 0)


def _has_fault(fault: str, coded: ir.Table) -> ir.BooleanValue:
    return coded["fault"] == fault


def _check_missing(element: str, may_be_wrong: Callable[[ir.Table], ir.BooleanValue] | None = None) -> Check:
    return Check(element, "record-value-missing", lambda coded: ~coded[f"has_{element}"], may_be_wrong=may_be_wrong)


def _is_null(name: str, coded: ir.Table) -> ir.BooleanValue:
    return coded[name].isnull()


def _check_date(rule: DateRule) -> Iterator[Check]:
    name = rule.field
    is_null = functools.partial(_is_null, name) if rule.is_required else None
    if rule.is_required:
        yield _check_missing(name, is_null)
    # The text is kept beside the date: a date that cannot be is not a date that is missing.
    formats = {"formats": ", ".join(rule.formats)}
    yield Check(name, "record-date-bad", functools.partial(_is_unread, name), formats, may_be_wrong=is_null)
    limits = {"earliest": str(rule.earliest), "latest": str(rule.latest or "…")}
    yield Check(name, "record-date-outside", functools.partial(_is_outside, rule), limits)
    if rule.days_after_registered is not None:
        days, is_late = rule.days_after_registered, functools.partial(_is_late, name, rule.days_after_registered)
        is_later = functools.partial(_is_later, name) if days >= 0 else None
        yield Check(name, "record-date-order", is_late, {"days": str(days)}, may_be_wrong=is_later)


def _is_unread(name: str, coded: ir.Table) -> ir.BooleanValue:
    return coded[f"has_{name}"] & coded[name].isnull()


def _is_outside(rule: DateRule, coded: ir.Table) -> ir.BooleanValue:
    import ibis

    day = coded[rule.field]
    outside = day < ibis.literal(rule.earliest)
    return outside | (day > ibis.literal(rule.latest)) if rule.latest else outside


def _is_late(name: str, days: int, coded: ir.Table) -> ir.BooleanValue:
    """Return whether a day is more than a number of days after the last day of the registered month."""
    import ibis

    registered, day = coded["registered"], coded[name]
    year, month = registered.year(), registered.month()
    if days == 0:
        # The same in fewer steps: it lies in a later month.
        return day.year() * 12 + day.month() > year * 12 + month
    is_december = month == 12
    next_month = ibis.date(year + is_december.ifelse(1, 0), is_december.ifelse(1, month + 1), 1)
    return day.delta(next_month, unit="day") >= days


def _is_later(name: str, coded: ir.Table) -> ir.BooleanValue:
    return coded[name] > coded["registered"]


def _check_code(rule: CodeRule) -> Iterator[Check]:
    name, is_null = rule.field, functools.partial(_is_null, rule.field)
    yield _check_missing(name, is_null)
    if rule.ignore:
        yield Check(name, "record-code-ignored", lambda coded: coded[f"text_{name}"].isin(rule.ignore))
    yield Check(name, "record-code-unknown", functools.partial(_is_unknown, rule), may_be_wrong=is_null)


def _is_unknown(rule: CodeRule, coded: ir.Table) -> ir.BooleanValue:
    text = coded[f"text_{rule.field}"]
    unknown = coded[f"has_{rule.field}"] & coded[rule.field].isnull()
    if rule.ignore:
        unknown &= text.notin(rule.ignore)
    # What a code meant on a day that cannot be read is not known, and the day is what is wrong.
    return unknown & coded["registered"].notnull() if rule.is_dated else unknown


def _check_count(counts: tuple[int, ...]) -> Iterator[Check]:
    yield _check_missing("count")
    allowed = ", ".join(str(count) for count in counts)
    yield Check(
        "count",
        "record-count-bad",
        lambda coded: coded["has_count"] & ~coded["number"].isin(counts).fill_null(False),
        {"allowed": allowed},
    )


def _check_status(known: tuple[str, ...]) -> Iterator[Check]:
    yield _check_missing("status")
    facts = {"allowed": ", ".join(known)}
    yield Check("status", "record-status-unknown", lambda coded: ~coded["has_known_status"], facts)


def _check_mark(rule: MarkRule) -> Iterator[Check]:
    yield _check_missing(rule.field)
    facts = {"begins": rule.begins}
    yield Check(rule.field, "record-mark-wrong", lambda coded: ~coded[f"is_right_{rule.field}"], facts)
