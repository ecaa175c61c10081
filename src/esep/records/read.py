"""Records as a definition reads them: accepted offences, rejects with their reasons, and named duplicates.

Every row read is exactly one of the three. The three counts are taken from three tables and from the reader, and what
does not add up stops the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.records.check import Check, list_checks, quote, write_reasons, write_typed
from esep.records.engine import append_rows, create_table, is_engine_error, open_engine
from esep.records.load import Progress, load_rows
from esep.records.rejects import RejectsReport
from esep.records.rules import CodeRule, RecordRules, read_rules
from esep.sources.rows import list_files
from esep.sources.snapshot import Snapshot

if TYPE_CHECKING:
    import duckdb

# Which rows repeat an earlier one, by the name of the rule: the columns in which they are alike.
_ALIKE = {"identical_rows": "digest", "same_id": "text_id"}


@dataclass(frozen=True)
class RowCounts:
    """What became of the rows read; the counts always add up."""

    read: int
    accepted: int
    rejected: int
    duplicates: int

    def __post_init__(self) -> None:
        if self.read != self.accepted + self.rejected + self.duplicates:
            raise AssertionError(f"rows were lost or counted twice: {self}")

    def to_dict(self) -> dict[str, int]:
        """Return the counts as plain data for JSON."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "duplicates": self.duplicates,
        }


class Records:
    """Accepted offences in the table `accepted` of a query engine, and what became of every other row.

    `problems` sums up what was not accepted, one problem for each rule that was broken, and names files without rows.

    The columns of `accepted` are file, line, id, the declared dates as timestamps, measure, region and count, the
    signed number of offences that the row stands for. Close it, or use it in a `with` statement.
    """

    table = "accepted"

    def __init__(
        self,
        engine: duckdb.DuckDBPyConnection,
        rules: RecordRules,
        rows: RowCounts,
        rejects: RejectsReport,
        snapshots: tuple[Snapshot, ...],
        problems: tuple[Problem, ...],
    ) -> None:
        self.engine = engine
        self.rules = rules
        self.rows = rows
        self.rejects = rejects
        self.snapshots = snapshots
        self.problems = problems

    def __enter__(self) -> Records:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the query engine and everything in it."""
        self.engine.close()

    def iterate(self) -> Iterator[tuple[object, ...]]:
        """Yield the accepted offences in the order of their files and lines."""
        found = self.engine.cursor().execute(f"select * from {self.table} order by file, line")
        while rows := found.fetchmany(10_000):
            yield from rows


def read_records(definition: Definition, sources: Sequence[Path], progress: Progress | None = None) -> Records:
    """Read, check and code the records of files, folders and globs by the rules of a definition.

    Raise `EsepError` where the rules are wrong, a source leads nowhere, or a file cannot be read row by row.
    """
    rules = read_rules(definition)
    if not sources:
        raise EsepError(Problem("sources-none", Where(), {"dataset": definition.name, "pattern": rules.layout.files}))
    paths = list_files(sources, rules.layout.files)
    engine = open_engine()
    try:
        return _read(engine, definition, rules, paths, progress)
    except BaseException as error:
        engine.close()
        if is_engine_error(error):
            raise EsepError(Problem("engine-failed", facts={"cause": str(error)})) from None
        raise


def _read(
    engine: duckdb.DuckDBPyConnection,
    definition: Definition,
    rules: RecordRules,
    paths: tuple[Path, ...],
    progress: Progress | None,
) -> Records:
    snapshots, counts = load_rows(engine, paths, rules, progress)
    read = sum(counts)
    if progress is not None:
        progress("check", read, "")
    checks = list_checks(rules)
    _judge(engine, rules, checks, definition.default_region)
    rows = RowCounts(read, *(_count(engine, table) for table in ("accepted", "rejected", "duplicates")))
    rejects = RejectsReport(engine, checks, _name_files(paths), rules)
    empty = (path for path, count in zip(paths, counts, strict=True) if count == 0)
    return Records(engine, rules, rows, rejects, snapshots, tuple(_warn(rejects, empty)))


def _judge(
    engine: duckdb.DuckDBPyConnection, rules: RecordRules, checks: tuple[Check, ...], default_region: str
) -> None:
    """Divide the table `raw` into `accepted`, `rejected` and `duplicates`."""
    joins, members = "", ""
    for rule in rules.codes:
        _create_codes(engine, rule)
        joins += f" left join codes_{rule.field} on key_{rule.field} = codes_{rule.field}.raw"
        members += f", codes_{rule.field}.member as {rule.field}"
    if not any(rule.field == "region" for rule in rules.codes):
        members += f", {quote(default_region)} as region"
    coded = f"select typed.*{members} from ({write_typed(rules)}) as typed{joins}"
    engine.execute(f"create table judged as select *, {write_reasons(checks)} as reasons from ({coded})")
    engine.execute("drop table raw")
    engine.execute("create view rejected as select * from judged where reasons <> 0")
    _find_duplicates(engine, _ALIKE.get(rules.duplicates, ""))
    record_id = "text_id" if "id" in rules.fields else "null::varchar"
    dates = ", ".join(rule.field for rule in rules.dates)
    engine.execute(
        f"create view accepted as select file, line, {record_id} as id, {dates}, measure, region, count from judged "
        "where reasons = 0 and not exists (select 1 from duplicates as d where d.file = judged.file "
        "and d.line = judged.line)"
    )


def _create_codes(engine: duckdb.DuckDBPyConnection, rule: CodeRule) -> None:
    columns = {"raw": "varchar", "member": "varchar"}
    create_table(engine, f"codes_{rule.field}", columns)
    append_rows(engine, f"codes_{rule.field}", columns, ((found.raw, found.code) for found in rule.codes))


def _find_duplicates(engine: duckdb.DuckDBPyConnection, alike: str) -> None:
    """Name the rows without fault that repeat an earlier one, and which one: the first by file and line stays."""
    engine.execute(
        "create table duplicates (file integer, line bigint, id varchar, first_file integer, first_line bigint)"
    )
    if not alike:
        return
    record_id = "text_id" if alike == "text_id" else "null"
    engine.execute(
        f"insert into duplicates select file, line, {record_id}, first.file, first.line from (select *, "
        f"first_value({{file: file, line: line}}) over same as first, row_number() over same as place "
        f"from judged where reasons = 0 and {alike} is not null "
        f"window same as (partition by {alike} order by file, line)) where place > 1"
    )


def _count(engine: duckdb.DuckDBPyConnection, table: str) -> int:
    found = engine.execute(f"select count(*) from {table}").fetchone()
    assert found is not None
    return int(found[0])


def _warn(rejects: RejectsReport, empty: Iterable[Path]) -> Iterator[Problem]:
    for path in empty:
        yield Problem("file-no-rows", Where(str(path)), {"path": str(path)})
    for reason in rejects.summarise():
        code = "records-repeated" if reason.rule == "record-duplicate" else "records-rejected"
        yield Problem(code, reason.first, {"rows": str(reason.rows), "element": reason.element, "rule": reason.rule})


def _name_files(paths: tuple[Path, ...]) -> tuple[str, ...]:
    """Return the file names, or the paths as given where two files have one name."""
    names = [path.name for path in paths]
    return tuple(str(path) if names.count(path.name) > 1 else path.name for path in paths)
