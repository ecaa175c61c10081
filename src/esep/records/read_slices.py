"""Reading records in slices: everything is counted on the way, and only what is rejected or repeated is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.model.definition import Definition
from esep.records.crew import share_out
from esep.records.duplicates import find_duplicates, list_alike
from esep.records.engine_duckdb import DuckEngine, write_raw
from esep.records.engines import bind_table
from esep.records.id_runs import find_runs, find_twins
from esep.records.judge import judge
from esep.records.rules import RecordRules
from esep.records.slice_query import NO_MONTH, count_month, drop_days, write_slice_query
from esep.records.slices import LINES, Slice, keep_rows, list_slices
from esep.records.tally import Job, Tallier, Tally
from esep.sources.stage import Staged
from esep.sources.staging import Progress, quote
from esep.sources.workshop import Workshop

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from esep.records.tally import Numbers


@dataclass(frozen=True)
class Tallies:
    """What all rows add up to, slice by slice, with the rows among them that repeat another and do not count.

    A repeat has a value for every axis, and `n`.
    """

    job: Job
    parts: tuple[Tally, ...]
    repeats: tuple[dict[str, int], ...]
    keep: Workshop


@dataclass(frozen=True)
class SlicedRows:
    """Rows that were read in slices: what they add up to, those that are kept, and how many are good.

    `judged` are the rows that are rejected or may repeat another, `duplicates` those that do.
    """

    tallies: Tallies
    judged: ir.Table
    duplicates: ir.Table
    good: int


def read_slices(
    engine: DuckEngine,
    definition: Definition,
    rules: RecordRules,
    staged: tuple[Staged, ...],
    lookups: Mapping[str, ir.Table],
    workers: int,
    progress: Progress | None,
) -> SlicedRows:
    """Tally the table `raw` in slices, and judge again, for good, the few rows that do not simply count."""
    import numpy as np

    keep = Workshop()
    bases = tuple(sorted(set(rules.scopes.values()) - {"registered"}))
    columns = write_raw(staged, rules.fields)[1]
    raw, is_whole = bind_table("raw", columns), all(one.is_whole for one in staged)
    job = Job(definition, rules, staged, bases, Path(keep.name))
    crew = [Tallier(job) for _ in range(workers)]
    try:
        slices = tuple(list_slices(engine.connection, rules, staged))
        # The engine compares ids while the queries are written, which takes as long.
        with ThreadPoolExecutor(1) as beside:
            twins = beside.submit(_find_twins, crew, slices, rules)
            needed = {not one.has_one_meaning(rules) for one in slices}
            queries = {
                has_days: write_slice_query(engine, definition, some, columns, lookups, bases, is_whole=is_whole)
                for has_days, some in ((True, rules), (False, drop_days(rules)))
                if has_days in needed
            }
            kept = judge(bind_table("kept", columns), definition, rules, lookups, engine.dialect, is_whole=is_whole)
            engine.compile(kept)
        odd = twins.result()
        if odd is None:
            everything = judge(raw, definition, rules, lookups, engine.dialect, is_whole=is_whole)
            odd = {file * LINES + line for file, line in engine.fetch(list_alike(everything, rules))}
        parts = _tally(crew, slices, queries, progress)
        places = np.concatenate([np.array([*odd], np.int64), *(one.rejected for one in parts)])
        _keep(engine, crew, slices, np.unique(places), job.folder)
    finally:
        for one in crew:
            one.engine.close()
    judged = engine.store("judged", kept)
    duplicates = find_duplicates(engine, judged, rules)
    repeats = tuple(_list_repeats(engine, judged, duplicates, job))
    return SlicedRows(Tallies(job, tuple(parts), repeats, keep), judged, duplicates, sum(one.good for one in parts))


def _find_twins(crew: Sequence[Tallier], slices: Sequence[Slice], rules: RecordRules) -> set[int] | None:
    """Return the places of rows with one id; `None` where all ids have to be compared."""
    if rules.duplicates != "same_id":
        return set()
    return find_twins(share_out(crew, slices, lambda worker, one: find_runs(worker.engine.connection, one)))


def _tally(
    crew: Sequence[Tallier], slices: Sequence[Slice], queries: Mapping[bool, str], progress: Progress | None
) -> list[Tally]:
    parts: list[Tally] = []
    for part in share_out(crew, slices, lambda worker, one: worker.tally(one, queries)):
        parts.append(part)
        if progress is not None:
            progress("check", sum(one.rows for one in parts), "")
    return parts


def _keep(engine: DuckEngine, crew: Sequence[Tallier], slices: Sequence[Slice], places: Numbers, folder: Path) -> None:
    """Make the table `kept` of the raw rows of some places, which have to be sorted."""

    def keep(worker: Tallier, one: Slice) -> Path | None:
        path = folder / f"kept-{one.file:06d}-{one.start:012d}.parquet"
        return keep_rows(worker.engine.connection, one, places, path)

    files = [quote(str(path)) for path in share_out(crew, slices, keep) if path is not None]
    rows = f"read_parquet([{', '.join(files)}])" if files else "raw where false"
    engine.connection.execute(f"create or replace view kept as select * from {rows}")


def _list_repeats(engine: DuckEngine, judged: ir.Table, duplicates: ir.Table, job: Job) -> Iterator[dict[str, int]]:
    """Yield the rows that repeat another, by the axes of the tallies."""
    repeated = judged.semi_join(duplicates, ["file", "line"])
    flags = [rule.field for rule in job.rules.attributes]
    names = ("registered", "measure", "region", "n", *job.bases, *flags)
    for row in engine.fetch(repeated.filter(repeated["n"] != 0).select(*names)):
        found: dict[str, Any] = dict(zip(names, row, strict=True))
        yield {
            "registered": count_month(found["registered"]),
            "measure": found["measure"],
            "region": found["region"],
            "n": found["n"],
            "flags": sum(1 << bit for bit, flag in enumerate(flags) if found[flag]),
            **{f"month_{basis}": count_month(day) if (day := found[basis]) else NO_MONTH for basis in job.bases},
        }
