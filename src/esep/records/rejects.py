"""What was not accepted, row by row: file, line, record, element, rule, value, and the sentence for a person."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING

from esep.problems import LANGUAGES, Problem, Where, show_fact
from esep.records.check import Check
from esep.records.engines import Engine
from esep.sources.text import write_gradually

if TYPE_CHECKING:
    import ibis.expr.types as ir

COLUMNS = (
    *("kind", "file", "line", "record_id", "element", "rule", "value", "severity", "cross_record"),
    *(f"message_{language}" for language in LANGUAGES),
)
# A table program would run a cell that begins so as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# A place packed into one number, so that the first of many is their least: no file has so many lines.
_LINES = 1 << 40
DUPLICATE = "duplicate"
_REPEATED = {True: "record-duplicate", False: "record-duplicate-differs"}


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
    """How many rows broke one rule, and the first of them with the text of the element there."""

    element: str
    rule: str
    rows: int
    first: Where
    value: str = ""


class RejectsReport:
    """The rows that were not accepted; they stay in the query engine and are handed out one by one."""

    def __init__(
        self,
        engine: Engine,
        rejected: ir.Table,
        duplicates: ir.Table,
        checks: tuple[Check, ...],
        fields: tuple[str, ...],
        files: tuple[str, ...],
    ) -> None:
        self._engine = engine
        self._rejected = rejected
        self._duplicates = duplicates
        self._checks = checks
        self._fields = fields
        self.files = files
        self._found: tuple[int, int, tuple[ReasonCount, ...]] | None = None

    def __iter__(self) -> Iterator[Reject]:
        yield from self._list_rejected()
        yield from self._list_duplicates()

    def count(self) -> tuple[int, int]:
        """Return how many rows are rejected, and how many repeat another."""
        return self._look()[:2]

    def summarise(self) -> tuple[ReasonCount, ...]:
        """Return every rule that was broken, with how many rows and the first of them, in the order of the checks."""
        return self._look()[2]

    def _look(self) -> tuple[int, int, tuple[ReasonCount, ...]]:
        """Return both numbers of rows and the rules that were broken; the engine is asked once."""
        if self._found is None:
            rejected, duplicates = self._rejected, self._duplicates
            broken = [(rejected["reasons"] & (1 << bit)) != 0 for bit in range(len(self._checks))]
            number, reasons = self._count(rejected, broken, [(check.element, check.rule) for check in self._checks])
            kinds = [duplicates["is_same"], ~duplicates["is_same"]]
            repeated, more = self._count(duplicates, kinds, [("row", rule) for rule in _REPEATED.values()])
            self._found = number, repeated, (*self._add_values(reasons), *more)
        return self._found

    def _add_values(self, reasons: list[ReasonCount]) -> Iterator[ReasonCount]:
        """Yield the reasons with what stands in the first row of each."""
        places = {self._pack(one.first) for one in reasons}
        if not places:
            return
        first = self._rejected.filter(_place(self._rejected).isin(sorted(places)))
        texts = {
            file * _LINES + line: {**dict(zip(self._fields, values, strict=True)), "row": _show_width(found, expected)}
            for file, line, (found, expected, *values) in self._engine.fetch(first.select("file", "line", "texts"))
        }
        for one in reasons:
            yield replace(one, value=texts.get(self._pack(one.first), {}).get(one.element) or "")

    def _pack(self, where: Where) -> int:
        return self.files.index(where.file) * _LINES + (where.line or 0)

    def _count(
        self, rows: ir.Table, conditions: list[ir.BooleanValue], names: list[tuple[str, str]]
    ) -> tuple[int, list[ReasonCount]]:
        """Return how many rows there are, and those of each condition that is true of any."""
        place = _place(rows)
        counts = {f"rows_{bit}": rows.count(where=condition) for bit, condition in enumerate(conditions)}
        firsts = {f"first_{bit}": place.min(where=condition) for bit, condition in enumerate(conditions)}
        ((number, *found),) = self._engine.fetch(rows.aggregate(rows=rows.count(), **counts, **firsts))
        reasons = [
            ReasonCount(element, rule, int(some), Where(self.files[int(first) // _LINES], int(first) % _LINES))
            for (element, rule), some, first in zip(names, found[: len(names)], found[len(names) :], strict=True)
            if some
        ]
        return int(number), reasons

    def _list_rejected(self) -> Iterator[Reject]:
        rejected = self._rejected.select("reasons", "file", "line", "texts").order_by("file", "line")
        for reasons, file, line, (found, expected, *values) in self._engine.fetch(rejected):
            record = dict(zip(self._fields, values, strict=True))
            yield from self._explain(
                reasons, Where(self.files[file], line), record, {"found": found, "expected": expected}
            )

    def _explain(self, reasons: int, where: Where, record: dict[str, str], widths: dict[str, str]) -> Iterator[Reject]:
        for bit, check in enumerate(self._checks):
            if reasons & 1 << bit:
                value = record.get(check.element, "")
                registered = {"registered": record["registered"]}
                facts = {**widths, **registered, **check.facts, "element": check.element, "value": value}
                problem = Problem(check.rule, where, facts)
                yield Reject("rejected", record.get("id", ""), check.element, value, problem)

    def _list_duplicates(self) -> Iterator[Reject]:
        for file, line, record_id, first_file, first_line, is_same in self._engine.fetch(
            self._duplicates.order_by("file", "line")
        ):
            first = str(Where(self.files[first_file], first_line))
            problem = Problem(_REPEATED[is_same], Where(self.files[file], line), {"first": first})
            yield Reject(DUPLICATE, record_id or "", "row", first, problem)


def _show_width(found: str, expected: str) -> str:
    """Return how many fields a row has where it should have others; nothing where it could not be split at all."""
    return f"{found} ≠ {expected}" if found not in ("0", expected) else ""


def _place(rows: ir.Table) -> ir.IntegerValue:
    return rows["file"].cast("int64") * _LINES + rows["line"]


def write_rejects(rejects: Iterable[Reject], path: Path) -> int:
    """Write one line for every reason to a new file and return how many; messages are in all three languages.

    `cross_record` says `yes` of a rule that compares rows with each other. A text that a table program would run as a
    formula gets an apostrophe in front.
    """
    with path.open("x", encoding="utf-8", newline="") as file:
        return _write_rows(rejects, file)


def _write_rows(rejects: Iterable[Reject], file: IO[str]) -> int:
    lines = 0
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    for reject in rejects:
        problem = reject.problem
        messages = (_disarm(problem.say("what", language)) for language in LANGUAGES)
        texts = (reject.record_id, reject.element, problem.code, reject.value)
        shown = (_disarm(show_fact(text)) for text in texts)
        place = (_disarm(problem.where.file), problem.where.line)
        is_crossing = "yes" if reject.kind == DUPLICATE else "no"
        writer.writerow((reject.kind, *place, *shown, problem.severity, is_crossing, *messages))
        lines += 1
    return lines


def save_rejects(rejects: Iterable[Reject], path: Path) -> int:
    """Write rejects as `write_rejects`, under a temporary name at first; problem `file-unwritable`."""
    with write_gradually(path) as file:
        return _write_rows(rejects, file)


def _disarm(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
