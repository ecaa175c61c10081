"""Tallies: what the rows of each slice add up to, as sorted numbers in a file, and which rows have to be looked at.

A key is one number for a combination of registered month, measure, region, the months of other dates, and flags. Rows
that are rejected are few: they are named, and judged again for good.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import TYPE_CHECKING, Any, TypeVar

from esep.model.definition import Definition
from esep.records.engine_duckdb import DuckEngine
from esep.records.judge import create_lookups
from esep.records.rules import RecordRules
from esep.records.slices import NO_MONTH, REJECTED, Slice, count_month, has_one_meaning, measure_sizes
from esep.sources.stage import Staged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.integer[Any]]

Task = TypeVar("Task")
Result = TypeVar("Result")

# More months than any file has between its first and its last.
MONTHS = 1 << 20


@dataclass(frozen=True)
class Job:
    """What every worker has to know: the sources, by which rules they are judged, and where tallies go.

    `queries` give what the rows of a slice add up to, where codes are looked up by day (`True`) and where not.
    """

    definition: Definition
    rules: RecordRules
    staged: tuple[Staged, ...]
    bases: tuple[str, ...]
    queries: Mapping[bool, str]
    folder: Path

    @property
    def axes(self) -> tuple[str, ...]:
        """Return the parts of a key, the first one the most significant."""
        return ("registered", "measure", "region", *(f"month_{basis}" for basis in self.bases), "flags")


@dataclass(frozen=True)
class Tally:
    """The tally of one slice: sorted keys, their signed counts and their rows, as three lines of a file of numbers.

    `sizes` says how many values each axis has, `firsts` which value stands for 0. `rows` were read and `good` of them
    not rejected; `rejected` are the places of the others. `months` are the registered months of the rows that count, by
    the place of their file.
    """

    path: Path
    sizes: Mapping[str, int]
    firsts: Mapping[str, int]
    rows: int
    good: int
    rejected: Numbers
    months: tuple[tuple[int, int], ...]

    def pack(self, values: Mapping[str, Any]) -> Any:
        """Return the keys of values, which may be numbers or arrays of them."""
        key: Any = 0
        for axis, size in self.sizes.items():
            key = key * size + (values[axis] - self.firsts[axis])
        return key

    def unpack(self, keys: Numbers) -> dict[str, Numbers]:
        """Return the values that keys stand for."""
        found = {}
        for axis, size in reversed(tuple(self.sizes.items())):
            keys, rest = keys // size, keys % size
            found[axis] = rest + self.firsts[axis]
        return found

    def read(self) -> Numbers:
        """Return keys, counts and rows."""
        import numpy as np

        found: Numbers = np.load(self.path)
        return found


class Tallier:
    """One worker: a query engine of its own over the sources, on one processor."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.engine = DuckEngine()
        self.engine.connection.execute("set threads = 1")
        self.engine.load(job.staged, job.rules.fields)
        self.lookups = tuple(create_lookups(self.engine, job.definition, job.rules))
        for name in self.lookups:
            self.engine.connection.execute(f"alter table {name} rename to all_{name}")
        # Members stand in the order of their codes, as in the files of counts.
        lists = {"measure": job.definition.measures, "region": job.definition.regions}
        self.ranks = {name: rank_codes(tuple(codes.codes)) for name, codes in lists.items()}

    def tally(self, number: int, one: Slice) -> Tally:
        """Tally a slice; `number` is its place among the slices."""
        connection = self.engine.connection
        connection.execute(f"create or replace temp view part as select * from raw where {one.write_filter()}")
        has_days = not has_one_meaning(self.job.rules, one)
        for name in self.lookups:
            connection.execute(f"create or replace temp view {name} as {self._write_lookup(name, one, has_days)}")
        found = connection.execute(self.job.queries[has_days]).fetchnumpy()
        found = {name: _fill(column) for name, column in found.items()}
        found.setdefault("n", found["rows"])
        keys, rows = found["key"], int(found["rows"].sum())
        rejected = REJECTED - keys[keys <= REJECTED]
        is_counted = keys >= 0
        found = {name: column[is_counted] for name, column in found.items()}
        sizes, firsts = self._measure_axes(one, found)
        path = self.job.folder / f"tally-{number:06d}.npy"
        tally = Tally(path, sizes, firsts, rows, rows - len(rejected), rejected, self._list_months(found))
        self._save(tally, found)
        return tally

    def _write_lookup(self, name: str, one: Slice, has_days: bool) -> str:
        """Return the query for the codes of a slice: those of its days where they mean the same on all of them."""
        field = name.removeprefix("codes_")
        if has_days or field == name:
            return f"select * from all_{name}"
        return f"select * from all_{name} where {field}_from <= date '{one.start}' and {field}_to >= date '{one.start}'"

    def _measure_axes(self, one: Slice, found: Mapping[str, Numbers]) -> tuple[dict[str, int], dict[str, int]]:
        """Return how many values each axis has in a slice, and the first of them."""
        inner = measure_sizes(self.job.definition, self.job.rules)
        sizes = {"registered": max(one.months, 1), **{axis: inner.get(axis, 0) for axis in self.job.axes[1:]}}
        firsts = {**dict.fromkeys(sizes, 0), "registered": count_month(one.start) if one.start else NO_MONTH}
        for axis in sizes.keys() - inner.keys() - {"registered"}:
            if len(found[axis]):
                firsts[axis] = int(found[axis].min())
                sizes[axis] = int(found[axis].max()) - firsts[axis] + 1
            sizes[axis] = max(sizes[axis], 1)
        return sizes, firsts

    def _list_months(self, found: Mapping[str, Numbers]) -> tuple[tuple[int, int], ...]:
        """Return the pairs of file and registered month that there are."""
        import numpy as np

        months = found["key"] // math.prod(measure_sizes(self.job.definition, self.job.rules).values())
        pairs = np.unique(months if "file" not in found else months + found["file"].astype(np.int64) * MONTHS)
        return tuple((pair // MONTHS, pair % MONTHS) for pair in pairs.tolist())

    def _save(self, tally: Tally, found: Mapping[str, Numbers]) -> None:
        import numpy as np

        months = {axis: found[axis] for axis in tally.sizes if axis in found}
        keys = tally.pack({**self._split(found["key"]), **months})
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        # Rows of several files have one key.
        starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1])) if len(keys) else order
        n, rows = (np.add.reduceat(found[name][order], starts) if len(keys) else keys for name in ("n", "rows"))
        np.save(tally.path, np.stack([keys[starts], n, rows]))

    def _split(self, keys: Numbers) -> dict[str, Numbers]:
        """Return the parts of keys; members are numbered in the order of their codes."""
        found = {}
        for axis, size in reversed(tuple(measure_sizes(self.job.definition, self.job.rules).items())):
            keys, part = keys // size, keys % size
            found[axis] = self.ranks[axis][part] if axis in self.ranks else part
        return {**found, "registered": keys}


def rank_codes(codes: Sequence[str]) -> Numbers:
    """Return for the place of each code in its list its place among the sorted codes."""
    import numpy as np

    ranks = np.empty(len(codes), np.int64)
    ranks[sorted(range(len(codes)), key=codes.__getitem__)] = np.arange(len(codes))
    return ranks


def share_out(
    crew: Sequence[Tallier], tasks: Sequence[Task], work: Callable[[Tallier, int, Task], Result]
) -> Iterator[Result]:
    """Yield what becomes of each task, in their order; `work` is told a worker that is idle, and the task's number."""
    idle: Queue[Tallier] = Queue()
    for one in crew:
        idle.put(one)

    def run(number: int, task: Task) -> Result:
        worker = idle.get()
        try:
            return work(worker, number, task)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(len(crew)) as pool:
        yield from pool.map(run, range(len(tasks)), tasks)


def _fill(column: Any) -> Numbers:
    """Return a column of numbers; the engine masks what it has nothing for, which the query leaves nowhere."""
    import numpy as np

    found: Numbers = np.ma.getdata(column)
    return found
