"""Reading records in slices: everything is counted on the way, and only what is rejected or repeated is kept."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.model.definition import Definition
from esep.records.duplicates import find_duplicates, list_alike
from esep.records.engine_duckdb import DuckEngine, write_raw
from esep.records.engines import bind_table
from esep.records.judge import judge
from esep.records.rules import RecordRules
from esep.records.slices import LINES, NO_MONTH, Slice, count_month
from esep.records.tally import Job, Tally, tally_slices
from esep.sources.stage import Staged
from esep.sources.staging import Progress

if TYPE_CHECKING:
    import ibis.expr.types as ir


@dataclass(frozen=True)
class Tallies:
    """What all rows add up to, slice by slice, with the rows among them that repeat another and do not count.

    A repeat has a value for every axis, the measure and the region by their places in their lists, and `n`.
    """

    job: Job
    parts: tuple[Tally, ...]
    repeats: tuple[dict[str, int], ...]
    keep: tempfile.TemporaryDirectory[str]


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
    slices: Sequence[Slice],
    workers: int,
    progress: Progress | None,
) -> SlicedRows:
    """Tally the table `raw` in slices, and judge again, for good, the few rows that do not simply count."""
    keep = tempfile.TemporaryDirectory(prefix="esep-tally-")
    bases = tuple(sorted(set(rules.scopes.values()) - {"registered"}))
    job = Job(definition, rules, staged, bases, Path(keep.name))
    parts: list[Tally] = []
    for part in tally_slices(job, slices, workers):
        parts.append(part)
        if progress is not None:
            progress("check", sum(one.rows for one in parts), "")
    raw = bind_table("raw", write_raw(staged, rules.fields)[1])
    odd = {place for part in parts for place in part.odd}
    twins = _find_twins(parts)
    odd |= twins or set()
    if twins is None:
        everything = judge(raw, definition, rules, lookups, engine.dialect)
        odd |= {file * LINES + line for file, line in engine.fetch(list_alike(everything, rules))}
    places = engine.create_table(
        "odd", {"file": "integer", "line": "bigint"}, (divmod(place, LINES) for place in sorted(odd))
    )
    kept = raw.semi_join(places, ["file", "line"])
    judged = engine.store("judged", judge(kept, definition, rules, lookups, engine.dialect))
    duplicates = find_duplicates(engine, judged, rules)
    repeats = tuple(_list_repeats(engine, judged, duplicates, job))
    return SlicedRows(Tallies(job, tuple(parts), repeats, keep), judged, duplicates, sum(one.good for one in parts))


def _find_twins(parts: Sequence[Tally]) -> set[int] | None:
    """Return the places of rows with one id; `None` where runs of rising ids overlap by more than an end.

    Within a run all ids are different, and so they are in runs that lie one behind the other.
    """
    runs = [run for part in parts if part.runs is not None for run in part.runs]
    if any(part.runs is None for part in parts):
        return None
    runs.sort()
    found: set[int] = set()
    for before, run in pairwise(runs):
        if run.first < before.last:
            return None
        if run.first == before.last:
            found |= {before.last_place, run.first_place}
    return found


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
