"""What was not accepted, row by row: file, line, record, element, rule, value, and the sentence for a person."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from esep.problems import LANGUAGES, Problem, Where, show_fact
from esep.records.check import Check
from esep.records.rules import RecordRules

if TYPE_CHECKING:
    import duckdb

COLUMNS = (
    *("kind", "file", "line", "record_id", "element", "rule", "value", "severity"),
    *(f"message_{language}" for language in LANGUAGES),
)
# A table program would run a cell that begins so as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Reject:
    """One reason why a row does not count. `kind` is `rejected` or `duplicate`; a row may have several reasons."""

    kind: str
    record_id: str
    element: str
    value: str
    problem: Problem


@dataclass(frozen=True)
class ReasonCount:
    """How many rows broke one rule, and the first of them."""

    element: str
    rule: str
    rows: int
    first: Where


class RejectsReport:
    """The rows that were not accepted; they stay in the query engine and are handed out one by one."""

    def __init__(
        self, engine: duckdb.DuckDBPyConnection, checks: tuple[Check, ...], files: tuple[str, ...], rules: RecordRules
    ) -> None:
        self._engine = engine
        self._checks = checks
        self._files = files
        self._fields = rules.fields

    def __iter__(self) -> Iterator[Reject]:
        yield from self._list_rejected()
        yield from self._list_duplicates()

    def summarise(self) -> tuple[ReasonCount, ...]:
        """Return every rule that was broken, with how many rows and the first of them, in the order of the checks."""
        found = []
        for bit, check in enumerate(self._checks):
            query = f"select count(*), min((file, line)) from rejected where reasons & {1 << bit} <> 0"
            rows, first = self._fetch(query)
            if rows:
                place = Where(self._files[first[0]], first[1])
                found.append(ReasonCount(check.element, check.rule, rows, place))
        rows, first = self._fetch("select count(*), min((file, line)) from duplicates")
        if rows:
            found.append(ReasonCount("row", "record-duplicate", rows, Where(self._files[first[0]], first[1])))
        return tuple(found)

    def _fetch(self, query: str) -> tuple[int, tuple[int, int]]:
        found = self._engine.execute(query).fetchone()
        assert found is not None
        rows, first = found
        if isinstance(first, dict):
            first = tuple(first.values())
        return int(rows), first

    def _list_rejected(self) -> Iterator[Reject]:
        texts = "".join(f", text_{name}" for name in self._fields)
        query = f"select reasons, file, line, width, expected{texts} from rejected order by file, line"
        cursor = self._engine.cursor().execute(query)
        while rows := cursor.fetchmany(5_000):
            for reasons, file, line, width, expected, *values in rows:
                record = dict(zip(self._fields, (value or "" for value in values), strict=True))
                where = Where(self._files[file], line)
                widths = {"found": str(width), "expected": str(expected)}
                yield from self._explain(reasons, where, record, widths)

    def _explain(self, reasons: int, where: Where, record: dict[str, str], widths: dict[str, str]) -> Iterator[Reject]:
        for bit, check in enumerate(self._checks):
            if reasons & 1 << bit:
                value = record.get(check.element, "")
                registered = {"registered": record["registered"]}
                facts = {**widths, **registered, **check.facts, "element": check.element, "value": value}
                problem = Problem(check.rule, where, facts)
                yield Reject("rejected", record.get("id", ""), check.element, value, problem)

    def _list_duplicates(self) -> Iterator[Reject]:
        cursor = self._engine.cursor().execute("select * from duplicates order by file, line")
        while rows := cursor.fetchmany(5_000):
            for file, line, record_id, first_file, first_line in rows:
                first = str(Where(self._files[first_file], first_line))
                problem = Problem("record-duplicate", Where(self._files[file], line), {"first": first})
                yield Reject("duplicate", record_id or "", "row", first, problem)


def write_rejects(rejects: Iterable[Reject], path: Path) -> int:
    """Write one line for every reason to a new file and return how many; messages are in all three languages.

    A text that a table program would run as a formula gets an apostrophe in front.
    """
    lines = 0
    with path.open("x", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for reject in rejects:
            problem = reject.problem
            messages = (_disarm(problem.say("what", language)) for language in LANGUAGES)
            texts = (reject.record_id, reject.element, problem.code, reject.value)
            shown = (_disarm(show_fact(text)) for text in texts)
            place = (_disarm(problem.where.file), problem.where.line)
            writer.writerow((reject.kind, *place, *shown, problem.severity, *messages))
            lines += 1
    return lines


def _disarm(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
