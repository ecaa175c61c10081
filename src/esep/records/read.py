"""Records as a definition reads them: accepted offences, rejects with their reasons, and named duplicates.

Every row read is exactly one of the three. The three counts are taken from three tables and from the reader, and what
does not add up stops the run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.records.check import list_checks
from esep.records.duplicates import find_duplicates, select_accepted
from esep.records.engine_duckdb import DuckEngine
from esep.records.engines import Engine, open_engine
from esep.records.judge import code_rows, create_lookups, judge
from esep.records.read_slices import Tallies, read_slices
from esep.records.rejects import RejectsReport
from esep.records.rules import RecordRules, read_rules
from esep.records.rules_files import fit_files
from esep.records.slices import MOST_WORKERS, can_slice
from esep.records.stored_columns import store_columns
from esep.records.units import create_members, select_units
from esep.sources.snapshot import Snapshot
from esep.sources.stage import Staged, find_damage, stage_sources
from esep.sources.text import UNWRITTEN
from esep.sources.workshop import Workshop

if TYPE_CHECKING:
    import ibis.expr.types as ir

# What is under way ("read", "check", "count", "commit"), how many rows or cells are done, and in which file.
Progress = Callable[[str, int, str], None]
# From so many rows on, storing them costs more than it saves.
SLICED_ROWS = 2_000_000
# Looks at all rows, as `code_rows` gives them.
Look: TypeAlias = "Callable[[Engine, RecordRules, ir.Table], None]"


@dataclass(frozen=True)
class RowCounts:
    """What became of the rows read; counts that do not add up are the problem `rows-lost`."""

    read: int
    accepted: int
    rejected: int
    duplicates: int

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.rejected + self.duplicates:
            raise EsepError(Problem("rows-lost", facts={name: str(rows) for name, rows in self.to_dict().items()}))

    def to_dict(self) -> dict[str, int]:
        """Return the counts as plain data for JSON."""
        return asdict(self)


@dataclass(frozen=True)
class Records:
    """Accepted offences in a query engine, and what became of every other row.

    `units` is the table of what counts, with the columns that `select_units` gives it. `problems` sums up what was not
    accepted, one problem for each rule that was broken, and what is to be said of the files. Rows that were not stored
    are read again whenever `units` are asked for, from files that `keep` holds; what they add up to is in `tallies`.
    Close it, or use it in a `with` statement.
    """

    engine: Engine
    rules: RecordRules
    rows: RowCounts
    units: ir.Table
    rejects: RejectsReport
    snapshots: tuple[Snapshot, ...]
    problems: tuple[Problem, ...]
    tallies: Tallies | None = None
    keep: ExitStack | None = None

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the query engine and everything in it, and of what it read."""
        self.engine.close()
        if self.keep is not None:
            self.keep.close()

    def iterate(self) -> Iterator[tuple[Any, ...]]:
        """Yield what counts in the order of files and lines."""
        yield from self.engine.fetch(self.units.order_by("file", "line"))


def read_records(
    definition: Definition,
    sources: Sequence[Path | str],
    progress: Progress | None = None,
    engine: str = "duckdb",
    look: Look | None = None,
) -> Records:
    """Read, check and code the records of sources by the rules of a definition, on the engine of an address.

    `look` is shown every row that is read, with its texts, values and reasons, while the sources are still there; who
    looks is not stopped by unknown codes.
    Raise `EsepError` where the rules are wrong, a source leads nowhere or cannot be read row by row, or the engine
    cannot be reached or stops.
    """
    rules = read_rules(definition)
    if not sources:
        raise EsepError(Problem("sources-none", Where(), {"dataset": definition.name, "pattern": rules.layout.files}))
    opened = open_engine(engine)
    try:
        with ExitStack() as keep:
            folder = Path(keep.enter_context(Workshop()))
            staged = stage_sources(sources, rules.layout, folder, progress)
            try:
                rules, staged = fit_files(rules, staged)
                if is_sliced := _is_sliced(opened, rules, staged):
                    staged = store_columns(staged, folder)
                records = _read(opened, definition, rules, staged, progress, look, is_sliced=is_sliced)
            except opened.failures as error:
                stopped = Problem("engine-failed", facts={"cause": str(error)})
                raise EsepError(find_damage(staged, folder) or stopped) from None
            return replace(records, keep=keep.pop_all()) if is_sliced else records
    except BaseException as error:
        opened.close()
        if isinstance(error, opened.failures):
            raise EsepError(Problem("engine-failed", facts={"cause": str(error)})) from None
        raise


def _read(
    engine: Engine,
    definition: Definition,
    rules: RecordRules,
    staged: tuple[Staged, ...],
    progress: Progress | None,
    look: Look | None,
    *,
    is_sliced: bool,
) -> Records:
    read = sum(one.rows for one in staged)
    raw = engine.load(staged, rules.fields)
    lookups = create_lookups(engine, definition, rules)
    found = None
    if is_sliced and isinstance(engine, DuckEngine):
        workers = min(MOST_WORKERS, os.cpu_count() or 1)
        found = read_slices(engine, definition, rules, staged, lookups, workers, progress)
    everything = judge(raw, definition, rules, lookups, engine.dialect)
    if look is not None:
        look(engine, rules, code_rows(raw, definition, rules, lookups, engine.dialect))
    if found is None:
        if progress is not None:
            progress("check", read, "")
        everything = judged = engine.store("judged", everything)
        duplicates = find_duplicates(engine, judged, rules)
    else:
        judged, duplicates = found.judged, found.duplicates
    accepted = select_accepted(everything, duplicates, rules)
    rejected = judged.filter(judged["reasons"] != 0)
    rejects = RejectsReport(engine, rejected, duplicates, list_checks(rules), rules.fields, _name_files(staged))
    wrong, repeated = rejects.count()
    rows = RowCounts(
        read=read,
        accepted=_count(engine, accepted) if found is None else found.good - repeated,
        rejected=wrong,
        duplicates=repeated,
    )
    units = select_units(accepted, rules, create_members(engine, definition, rules))
    if rules.unit.rule != "row":
        units = engine.store("units", units)
    if look is None:
        _refuse_codes(rejects, rules)
    snapshots = tuple(one.snapshot for one in staged)
    tallies = found.tallies if found else None
    return Records(engine, rules, rows, units, rejects, snapshots, tuple(_warn(rejects, staged)), tallies)


def _is_sliced(engine: Engine, rules: RecordRules, staged: Sequence[Staged]) -> bool:
    """Return whether records are counted in slices: there are so many that they are not to be stored."""
    is_large = sum(one.rows for one in staged) >= SLICED_ROWS
    return is_large and isinstance(engine, DuckEngine) and can_slice(rules)


def _count(engine: Engine, table: ir.Table) -> int:
    ((rows,),) = engine.fetch(table.aggregate(rows=table.count()))
    return int(rows)


def _refuse_codes(rejects: RejectsReport, rules: RecordRules) -> None:
    """Stop at unknown codes where they have to: the first of each field is named."""
    strict = {rule.field for rule in rules.codes if rule.has_to_stop}
    found = [one for one in rejects.summarise() if one.rule == "record-code-unknown" and one.element in strict]
    if found:
        facts = ({"rows": str(one.rows), "element": one.element, "value": one.value} for one in found)
        raise EsepError(Problem("records-code-stops", one.first, fact) for one, fact in zip(found, facts, strict=True))


def _warn(rejects: RejectsReport, staged: tuple[Staged, ...]) -> Iterator[Problem]:
    for one in staged:
        yield from one.remarks
        if one.rows == 0:
            yield Problem("file-no-rows", Where(one.path), {"path": one.path})
    for reason in rejects.summarise():
        code = "records-repeated" if reason.rule.startswith("record-duplicate") else "records-rejected"
        facts = {"rows": str(reason.rows), "element": reason.element, "rule": reason.rule, "value": reason.value}
        yield Problem(code, reason.first, {**facts, "list": UNWRITTEN})


def _name_files(staged: tuple[Staged, ...]) -> tuple[str, ...]:
    """Return the file names, or the paths as given where two files have one name."""
    names = [one.snapshot.name for one in staged]
    return tuple(one.path if names.count(name) > 1 else name for one, name in zip(staged, names, strict=True))
