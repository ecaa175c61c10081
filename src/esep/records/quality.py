"""The quality of records before anything is built of them: rules broken, codes, dates, repeats, silent reporters."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.records.check import list_checks
from esep.records.engines import Engine
from esep.records.judge import list_places
from esep.records.quality_codes import list_code_uses
from esep.records.quality_report import DateOrder, DateUse, Finding, Quality, Repeats, add_samples
from esep.records.quality_silence import find_silences
from esep.records.read import Progress, Records, read_records
from esep.records.rejects import save_rejects
from esep.records.rules import RecordRules
from esep.records.rules_dates import DateRule

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_SAMPLES = 3
# A place packed into one number, so that the first of many is their least: no file has so many lines.
LINES = 1 << 40
# These say in a sentence what the report says in full.
_SUMMED_UP = ("records-rejected", "records-repeated")
# What comes first, and what comes after it.
_ORDERS = (("occurred", "reported"), ("occurred", "registered"), ("reported", "registered"))


def check_quality(
    definition: Definition,
    sources: Sequence[Path | str],
    day: datetime.date,
    rejects: Path | None = None,
    progress: Progress | None = None,
    engine: str = "duckdb",
) -> Quality:
    """Read sources by a definition and return what their records are like; days after `day` lie in the future.

    Nothing is built. Every row that is not accepted is written to the new file `rejects`, if one is named. Raise
    `EsepError` as `read_records` does.
    """
    seen: list[tuple[RecordRules, ir.Table]] = []

    def look(engine: Engine, rules: RecordRules, coded: ir.Table) -> None:
        seen.append((rules, engine.store("looked", _keep(coded, rules))))

    if definition.kind != "records":
        raise EsepError(Problem("quality-kind", facts={"dataset": definition.name}))
    with read_records(definition, sources, progress, engine, look) as records:
        ((rules, looked),) = seen
        survey = _Survey(records, definition, rules, looked)
        found = survey.report(day)
        if rejects is not None:
            save_rejects(records.rejects, rejects)
        return found


def _keep(coded: ir.Table, rules: RecordRules) -> ir.Table:
    """Return what is looked at of every row; `place` is its file and its line."""
    values = [*(rule.field for rule in rules.dates), *(rule.field for rule in rules.codes)]
    has = [f"has_{rule.field}" for rule in rules.dates]
    texts = {f"text_{field}": coded[f"text_{field}"].cast("string") for field in rules.fields}
    region = {} if "region" in values else {"region": coded["region"]}
    place = coded["file"].cast("int64") * LINES + coded["line"]
    return coded.select("fault", "reasons", *values, *has, place=place, **texts, **region)


class _Survey:
    """One look at the rows of a run; each part of the report is a query of a few numbers."""

    def __init__(self, records: Records, definition: Definition, rules: RecordRules, looked: ir.Table) -> None:
        self._records = records
        self._engine = records.engine
        self._definition = definition
        self._rules = rules
        self._looked = looked
        self._whole = looked.filter(looked["fault"] == "")

    def report(self, day: datetime.date) -> Quality:
        """Return everything that was found; days after `day` lie in the future."""
        totals, uses = list_code_uses(self._engine, self._definition, self._rules, self._whole, self.find_place)
        months, silences = find_silences(self._list_months(), self._rules.gaps)
        return Quality(
            dataset=self._definition.name,
            titles=self._definition.title,
            files=self._records.rejects.files,
            day=day,
            rows=self._records.rows,
            findings=tuple(self._list_findings()),
            code_totals=totals,
            codes=uses,
            dates=tuple(self._describe_date(rule, day) for rule in self._rules.dates),
            orders=tuple(self._list_orders()),
            repeats=self._find_repeats(),
            months=months,
            silences=silences,
            remarks=tuple(one for one in self._records.problems if one.code not in _SUMMED_UP),
        )

    def find_place(self, place: Any) -> Where:
        """Return where a row is that a query names by the number of its place."""
        return Where(self._records.rejects.files[int(place) // LINES], int(place) % LINES)

    def _list_findings(self) -> Iterator[Finding]:
        findings = [Finding(one.element, one.rule, one.rows, one.first) for one in self._records.rejects.summarise()]
        broken = {(one.element, one.rule) for one in findings}
        samples = {}
        for bit, check in enumerate(list_checks(self._rules)):
            if (check.element, check.rule) in broken and f"text_{check.element}" in self._looked.columns:
                samples[check.element, check.rule] = self._list_values(bit, check.element)
        yield from add_samples(findings, samples)

    def _list_values(self, bit: int, element: str) -> tuple[str, ...]:
        """Return the most frequent values of the rows that break a check."""
        import ibis

        text = self._looked[f"text_{element}"]
        broken = self._looked.filter((self._looked["reasons"] & (1 << bit)) != 0, text.notnull())
        counted = broken.group_by(value=broken[f"text_{element}"]).agg(rows=broken.count())
        found = counted.order_by(ibis.desc("rows"), "value").limit(MOST_SAMPLES)
        return tuple(str(value) for value, _ in self._engine.fetch(found))

    def _describe_date(self, rule: DateRule, day: datetime.date) -> DateUse:
        import ibis

        rows = self._whole
        value = rows[rule.field]
        is_future = value > ibis.literal(day)
        query = rows.aggregate(
            rows=value.count(),
            earliest=value.min(),
            latest=value.max(),
            future=rows.count(where=is_future),
            first=rows["place"].min(where=is_future),
        )
        ((found, earliest, latest, future, first),) = self._engine.fetch(query)
        where = self.find_place(first) if future else None
        return DateUse(rule.field, int(found), earliest, latest, int(future), where)

    def _list_orders(self) -> Iterator[DateOrder]:
        rules = {rule.field: rule for rule in self._rules.dates}
        for before, after in _ORDERS:
            if before in rules and after in rules:
                yield self._compare_dates(rules[before], rules[after])

    def _compare_dates(self, before: DateRule, after: DateRule) -> DateOrder:
        rows = self._whole
        first, second = rows[before.field], rows[after.field]
        is_by_month = not (_has_day(before) and _has_day(after))
        is_late = first > second
        if is_by_month:
            is_late = first.year() * 12 + first.month() > second.year() * 12 + second.month()
        query = rows.aggregate(
            rows=rows.count(where=is_late),
            first=rows["place"].min(where=is_late),
            days=first.delta(second, unit="day").max(where=is_late),
        )
        ((found, place, days),) = self._engine.fetch(query)
        where = self.find_place(place) if found else None
        return DateOrder(before.field, after.field, int(found), where, int(days or 0), is_by_month)

    def _find_repeats(self) -> Repeats | None:
        """Return what repeats an id among the rows that no rule rejects; `None` where records have no id."""
        if "id" not in self._rules.fields:
            return None
        rows = self._looked
        good = rows.filter(rows["reasons"] == 0, rows["text_id"].notnull())
        repeated = good.group_by("text_id").having(good.count() > 1).agg(number=good.count()).select("text_id")
        again = good.semi_join(repeated, "text_id")
        texts = [f"text_{field}" for field in self._rules.fields]
        contents = again.group_by(texts).agg(rows=again.count(), first=again["place"].min())
        stored = self._engine.store("contents", contents.select("text_id", "rows", "first"))
        ids = stored.group_by("text_id").agg(
            contents=stored.count(), rows=stored["rows"].sum(), first=stored["first"].min()
        )
        query = ids.aggregate(
            ids=ids.count(), rows=ids["rows"].sum(), contents=ids["contents"].sum(), first=ids["first"].min()
        )
        ((number, count, different, first),) = self._engine.fetch(query)
        found = self._engine.fetch(ids.order_by("first").limit(MOST_SAMPLES).select("text_id"))
        samples = tuple(str(text) for (text,) in found)
        same, other = int(count or 0) - int(different or 0), int(different or 0) - int(number)
        where = self.find_place(first) if number else None
        return Repeats(self._rules.duplicates, same, other, int(number), where, samples)

    def _list_months(self) -> Iterator[tuple[str, int, int]]:
        """Yield reporter, number of the month and rows, of the rows that no rule rejects."""
        rows = self._looked.filter(self._looked["reasons"] == 0)
        is_named = bool(self._rules.reporter.columns)
        reporter, registered = rows["text_reporter" if is_named else "region"], rows["registered"]
        month = registered.year() * 12 + registered.month() - 1
        counted = rows.group_by(reporter=reporter, month=month).agg(rows=rows.count())
        regions = list(list_places(self._definition)["region"])
        for who, number, count in self._engine.fetch(counted):
            yield str(who) if is_named else regions[who], int(number), int(count)


def _has_day(rule: DateRule) -> bool:
    return all("%d" in form or "%j" in form for form in rule.formats)
