"""The checks of a record, as one expression of the query engine: every row gets the set of rules that it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from esep.records.rules import CodeRule, DateRule, RecordRules
from esep.sources.rows import MALFORMED, RAGGED


@dataclass(frozen=True)
class Check:
    """One thing that can be wrong with one element of a record.

    `condition` is true of the rows it is wrong with, in terms of the table `typed`; `rule` is the code of the problem,
    `facts` are what its sentences name apart from the value itself.
    """

    element: str
    rule: str
    condition: str
    facts: Mapping[str, str] = field(default_factory=dict)


def list_checks(rules: RecordRules) -> tuple[Check, ...]:
    """Return the checks that a definition asks for; a row that does not fit its header is judged by that alone."""
    checks = [Check("row", code, f"fault = {quote(code)}") for code in (RAGGED, MALFORMED)]
    found: list[Check] = []
    for date in rules.dates:
        found.extend(_check_date(date))
    for code in rules.codes:
        found.extend(_check_code(code))
    if rules.counts:
        allowed = ", ".join(str(count) for count in rules.counts)
        found.append(_check_missing("count"))
        facts = {"allowed": allowed}
        bad = f"text_count is not null and coalesce(count not in ({allowed}), true)"
        found.append(Check("count", "record-count-bad", bad, facts))
    checks.extend(Check(c.element, c.rule, f"fault = '' and ({c.condition})", c.facts) for c in found)
    return tuple(checks)


def write_typed(rules: RecordRules) -> str:
    """Return the query that reads the texts of the table `raw`: no row is dropped, what cannot be read becomes null."""
    texts = ", ".join(_write_text(name, rules.blanks) for name in rules.fields)
    dates = "".join(f", try_strptime(text_{d.field}, {_quote_list(d.formats)}) as {d.field}" for d in rules.dates)
    codes = "".join(f", {_write_key(rule)} as key_{rule.field}" for rule in rules.codes)
    count = ", 1 as count"
    if rules.counts:
        # The pattern first: a cast alone would take 1.4 and 1e0 for a 1.
        whole = "regexp_full_match(text_count, '[+-]?[0-9]{1,9}')"
        count = f", case when {whole} then try_cast(text_count as integer) end as count"
    return (
        f"select file, line, width, expected, fault, digest, {_text_columns(rules)}{dates}{codes}{count} "
        f"from (select file, line, width, expected, fault, digest, {texts} from raw)"
    )


def write_reasons(checks: tuple[Check, ...]) -> str:
    """Return the expression that sets bit n where check n fails."""
    bits = " + ".join(f"(case when {check.condition} then {1 << bit} else 0 end)" for bit, check in enumerate(checks))
    return f"({bits})::bigint"


def quote(text: str) -> str:
    """Return a text as a literal of the query language."""
    return "'" + text.replace("'", "''") + "'"


def _quote_list(texts: tuple[str, ...]) -> str:
    return "[" + ", ".join(quote(text) for text in texts) + "]"


def _text_columns(rules: RecordRules) -> str:
    return ", ".join(f"text_{name}" for name in rules.fields)


def _write_text(name: str, blanks: tuple[str, ...]) -> str:
    return f"case when raw_{name} in {_quote_list(blanks)} then null else trim(raw_{name}) end as text_{name}"


def _write_key(rule: CodeRule) -> str:
    """Return the part of a raw code that is looked up; null where a code of digits is longer or holds anything else."""
    text = f"text_{rule.field}"
    if rule.zero_pad_to:
        fits = f"regexp_full_match({text}, '[0-9]{{1,{rule.zero_pad_to}}}')"
        text = f"case when {fits} then lpad({text}, {rule.zero_pad_to}, '0') end"
    return f"left({text}, {rule.first_characters})" if rule.first_characters else text


def _check_missing(element: str) -> Check:
    return Check(element, "record-value-missing", f"text_{element} is null")


def _check_date(rule: DateRule) -> list[Check]:
    name = rule.field
    checks = [_check_missing(name)] if rule.is_required else []
    formats = {"formats": ", ".join(rule.formats)}
    # The text is kept beside the date: a date that cannot be is not a date that is missing.
    checks.append(Check(name, "record-date-bad", f"text_{name} is not null and {name} is null", formats))
    outside = f"{name} < timestamp '{rule.earliest} 00:00:00'"
    if rule.latest:
        outside += f" or {name} >= timestamp '{rule.latest} 00:00:00' + interval 1 day"
    limits = {"earliest": str(rule.earliest), "latest": str(rule.latest or "…")}
    checks.append(Check(name, "record-date-outside", outside, limits))
    if rule.days_after_registered is not None:
        late = f"{name}::date > last_day(registered::date) + {rule.days_after_registered}::integer"
        checks.append(Check(name, "record-date-order", late, {"days": str(rule.days_after_registered)}))
    return checks


def _check_code(rule: CodeRule) -> list[Check]:
    unknown = f"text_{rule.field} is not null and {rule.field} is null"
    return [_check_missing(rule.field), Check(rule.field, "record-code-unknown", unknown)]
