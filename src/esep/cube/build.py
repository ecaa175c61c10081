"""Building a dataset: from its sources to a committed vintage, for published tables and for records alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.addition import add_months, add_sources, list_months, open_base
from esep.cube.count import count_records, list_sources
from esep.cube.cube import Cube
from esep.cube.disclosure import DisclosureRules, RawCube, protect
from esep.cube.manifest import SourceFile, Vintage
from esep.cube.vintages import commit, default_store
from esep.language.phrases import say
from esep.language.tables import group_digits
from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.records.read import RowCounts, read_records
from esep.records.rejects import Reject
from esep.sources.snapshot import Snapshot

if TYPE_CHECKING:
    from esep.sources.published import PublishedRows
    from esep.sources.tables import TableRows

__all__ = ["BuildReport", "build_dataset", "count_records", "protect", "published_cube"]

# The problem of a published table that means: this row was left out because an earlier one says the same.
_REPEATED = "figure-twice"
# Problems that sum up the list of rejects, and how many of that list are looked at where it is not written.
_SUMMARIES = ("records-rejected", "records-repeated")
_LOOKED_AT = 10_000
_COUNTED = ("read", "accepted", "rejected", "duplicates")


@dataclass(frozen=True)
class BuildReport:
    """What a build read, what it made of it, and where it is now.

    `problems` are warnings: what was left out, summed up. `seconds` is the time the build took.
    """

    rows: RowCounts
    cells: int
    vintage: Vintage
    is_new: bool
    seconds: float
    problems: tuple[Problem, ...]
    store: Path

    @property
    def rejects_path(self) -> Path | None:
        """Return the file that lists every row that was not accepted, `None` where every row was."""
        stored = self.vintage.files.get("rejects")
        return self.store / self.vintage.dataset / stored.name if stored else None

    def to_dict(self, language: str = "en") -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        return {
            "dataset": self.vintage.dataset,
            "rows": self.rows.to_dict(),
            "cells": self.cells,
            "vintage": self.vintage.id,
            "is_new": self.is_new,
            "added": list(self.vintage.added),
            "replaced": list(self.vintage.replaced),
            "published": self.vintage.published.isoformat(),
            "store": str(self.store),
            "rejects": str(self.rejects_path) if self.rejects_path else None,
            "seconds": round(self.seconds, 3),
            "rows_per_second": round(self.rows.read / self.seconds),
            "problems": [problem.to_dict(language) for problem in self.problems],
        }

    def describe(self, language: str = "en") -> str:
        """Return the report as lines for a terminal."""
        lines = [problem.describe(language) for problem in self.problems]
        for name, number in self.rows.to_dict().items():
            lines.append(say(f"build.rows_{name}", language, n=number))
        lines.append(say("build.cells", language, n=self.cells))
        if self.vintage.added:
            months = {name: ", ".join(getattr(self.vintage, name)) or "-" for name in ("added", "replaced")}
            lines.append(say("build.added", language, **months))
        key = "build.committed" if self.is_new else "build.unchanged"
        lines.append(say(key, language, vintage=self.vintage.id, dataset=self.vintage.dataset, store=str(self.store)))
        if self.rejects_path:
            lines.append(say("build.rejects", language, path=str(self.rejects_path)))
        return "\n".join(lines)


def published_cube(cells: Iterable[Cell]) -> RawCube:
    """Return published figures as the raw cube that `protect` lets through: they are public already."""
    return RawCube(tuple(cells), DisclosureRules("published"))


def build_dataset(
    definition: Definition,
    folder: Path,
    sources: Sequence[Path | str] = (),
    store: Path | None = None,
    progress: Callable[[str], None] | None = None,
    *,
    language: str = "en",
    engine: str = "duckdb",
    is_addition: bool = False,
) -> BuildReport:
    """Read, check and count a dataset and commit a vintage of it, or commit nothing and raise `EsepError`.

    `folder` holds the definition and, for published figures, their tables; `sources` are the files of records.
    `store` is `default_store()` where it is not given. `progress` is told every step in `language`. Records are counted
    on the `engine` of an address. An addition holds whole registered months: they are put into the latest vintage, in
    the place of those it has, and all its other months are taken over.
    """
    build = _Build(definition, store or default_store(), progress, language)
    if is_addition:
        return build.run_addition(sources, engine)
    if definition.kind == "tables":
        return build.run_tables(sources)
    return (
        build.run_published(folder, sources) if definition.kind == "published" else build.run_records(sources, engine)
    )


class _Build:
    """One build under way."""

    def __init__(
        self, definition: Definition, store: Path, progress: Callable[[str], None] | None, language: str
    ) -> None:
        self.definition = definition
        self.store = store
        self.progress = progress
        self.language = language
        self.started = time.perf_counter()

    def tell(self, step: str, number: int, file: str = "") -> None:
        """Say what is under way, and how many rows a second there were so far."""
        if self.progress is not None:
            rows = round(number / max(time.perf_counter() - self.started, 0.001))
            rate = group_digits(str(rows), self.language)
            self.progress(say(f"build.step_{step}", self.language, n=number, file=file, rate=rate))

    def run_published(self, folder: Path, sources: Sequence[Path | str]) -> BuildReport:
        """Build a dataset whose figures stand in tables of its own folder."""
        if sources:
            facts = {"dataset": self.definition.name, "path": str(sources[0])}
            raise EsepError(Problem("sources-unexpected", Where(str(sources[0])), facts))
        from esep.sources.published import read_published

        found = read_published(self.definition, folder)
        rows = RowCounts(found.read, found.accepted, found.rejected, found.duplicates)
        self.tell("check", rows.read)
        cube = protect(published_cube(found.cells))
        return self.finish(cube, rows, _name_sources(found.snapshots), _list_rejects(found), found.problems)

    def run_tables(self, sources: Sequence[Path | str]) -> BuildReport:
        """Build a dataset from a publisher's own tables."""
        from esep.sources.tables import read_tables

        found = read_tables(self.definition, sources, self.tell, self.language)
        rows = RowCounts(*(sum(getattr(table, name) for table in found.tables) for name in _COUNTED))
        self.tell("check", rows.read)
        cube = protect(published_cube(found.cells))
        return self.finish(cube, rows, _name_sources(found.snapshots), _list_remarked(found), found.summarise())

    def run_records(self, sources: Sequence[Path | str], engine: str) -> BuildReport:
        """Build a dataset that is counted from records."""
        with read_records(self.definition, sources, self.tell, engine) as records:
            self.tell("count", records.rows.accepted)
            raw = count_records(records, self.definition)
            cube = protect(raw, progress=self.tell)
            sources_read, is_open = list_sources(records), raw.rules.is_open
            return self.finish(
                cube, records.rows, sources_read, records.rejects, records.problems, has_open_rows=is_open
            )

    def run_addition(self, sources: Sequence[Path | str], engine: str) -> BuildReport:
        """Build a dataset from its latest vintage and the records of some registered months."""
        base, vintage = open_base(self.definition, self.store)
        with read_records(self.definition, sources, self.tell, engine) as records:
            self.tell("count", records.rows.accepted)
            raw = count_records(records, self.definition)
            added = list_months(raw)
            cube = protect(add_months(base, raw))
            files = add_sources(vintage.sources, list_sources(records), added)
            return self.finish(cube, records.rows, files, records.rejects, records.problems, added)

    def finish(
        self,
        cube: Cube,
        rows: RowCounts,
        sources: Sequence[SourceFile],
        rejects: Iterable[Reject],
        problems: tuple[Problem, ...],
        added: Sequence[str] = (),
        *,
        has_open_rows: bool = True,
    ) -> BuildReport:
        """Commit the cube; a build that accepted nothing commits nothing.

        How many rows were accepted is a count like any other: it is not committed where counts are protected.
        """
        if rows.accepted == 0:
            none = Problem("records-none-accepted", facts={"read": str(rows.read)})
            # A summary points to the list of rejects, which is not written now: the first of each kind are named.
            named = list(_name_first(rejects))
            rest = (problem for problem in problems if problem.code not in _SUMMARIES and problem not in named)
            raise EsepError([none, *named, *rest])
        self.tell("commit", len(cube))
        counts = rows.to_dict() if has_open_rows else {}
        vintage, is_new = commit(cube, self.definition, sources, counts, self.store, rejects=rejects, added=added)
        seconds = time.perf_counter() - self.started
        report = BuildReport(rows, len(cube), vintage, is_new, seconds, problems, self.store)
        return replace(report, problems=tuple(_point(problem, report.rejects_path) for problem in problems))


def _point(problem: Problem, path: Path | None) -> Problem:
    """Return a summary of rejects with the file that lists them all."""
    if path is None or "list" not in problem.facts:
        return problem
    return replace(problem, facts={**problem.facts, "list": str(path)})


def _name_first(rejects: Iterable[Reject]) -> Iterator[Problem]:
    """Yield the first reject of every kind among the first ones."""
    seen = set()
    for reject in islice(rejects, _LOOKED_AT):
        if (kind := (reject.element, reject.problem.code)) not in seen:
            seen.add(kind)
            yield reject.problem


def _name_sources(snapshots: Iterable[Snapshot]) -> tuple[SourceFile, ...]:
    return tuple(SourceFile(snapshot.name, snapshot.size, snapshot.sha256) for snapshot in snapshots)


def _list_rejects(found: PublishedRows) -> Iterator[Reject]:
    """Yield the rows of published tables that did not become cells."""
    for problem in found.problems:
        kind = "duplicate" if problem.code == _REPEATED else "rejected"
        yield Reject(kind, "", problem.facts.get("column", ""), problem.facts.get("value", ""), problem)


def _list_remarked(found: TableRows) -> Iterator[Reject]:
    """Yield the rows of a publisher's tables that did not become cells, then what is strange about those that did."""
    from esep.sources.tables import REPEATED

    for problem in found.rejects:
        kind = "duplicate" if problem.code == REPEATED else "rejected"
        yield Reject(kind, "", problem.facts.get("column", ""), problem.facts.get("value", ""), problem)
    for problem in found.remarks:
        value = problem.facts.get("printed") or problem.facts["value"]
        yield Reject("remark", "", problem.facts["figure"], value, problem)
