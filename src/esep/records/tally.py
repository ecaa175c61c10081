"""Tallies: what the rows of each slice add up to, as sorted numbers in a file, and which rows have to be looked at.

A key is one number for a combination of registered month, measure, region, the months of other dates, and flags. Rows
that are rejected are few: they are named, and judged again for good.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.model.definition import Definition
from esep.records.engine_duckdb import DuckEngine
from esep.records.judge import create_lookups
from esep.records.rules import RecordRules
from esep.records.slice_query import REJECTED, measure_sizes, number_months
from esep.records.slices import Slice
from esep.sources.stage import Staged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Job:
    """What every worker has to know: the sources, by which rules they are judged, and where tallies go."""

    definition: Definition
    rules: RecordRules
    staged: tuple[Staged, ...]
    bases: tuple[str, ...]
    folder: Path


@dataclass(frozen=True)
class Layout:
    """How the parts of a key are packed: how many values each has, and which of them stands for 0."""

    sizes: Mapping[str, int]
    firsts: Mapping[str, int]

    def pack(self, values: Mapping[str, Any]) -> Any:
        """Return the keys of values, which may be numbers or arrays of them."""
        key: Any = 0
        for axis, size in self.sizes.items():
            key = key * size + (values[axis] - self.firsts[axis])
        return key

    def unpack(self, keys: Numbers) -> dict[str, Numbers]:
        """Return the values that keys stand for."""
        found: dict[str, Numbers] = {}
        for axis, size in reversed(tuple(self.sizes.items())):
            # In place of a remainder, which takes longer.
            before, keys = keys, keys // size
            found[axis] = before - (keys * size - self.firsts[axis])
        return found


@dataclass(frozen=True)
class Counts:
    """What rows add up to: for each combination of values its key, its signed count, and how many rows it has."""

    layout: Layout
    keys: Numbers
    n: Numbers
    rows: Numbers


@dataclass(frozen=True)
class Tally:
    """The tally of one slice: sorted keys, their signed counts and their rows, as three lines of a file of numbers.

    `rows` were read and `good` of them not rejected; `rejected` are the places of the others. `months` are the
    registered months of the rows that count, by the place of their file.
    """

    path: Path
    layout: Layout
    rows: int
    good: int
    rejected: Numbers
    months: tuple[tuple[int, int], ...]

    def read_month(self, month: int) -> Counts:
        """Return the counts of one registered month."""
        import numpy as np

        keys, n, rows = np.load(self.path, mmap_mode="r")
        size = math.prod(self.layout.sizes.values()) // self.layout.sizes["registered"]
        first = (month - self.layout.firsts["registered"]) * size
        start, end = np.searchsorted(keys, (first, first + size))
        return Counts(self.layout, *(np.array(line[start:end]) for line in (keys, n, rows)))


def merge_counts(parts: Sequence[Counts]) -> Counts:
    """Return what the counts of several slices add up to."""
    import numpy as np

    if len(parts) == 1:
        return parts[0]
    values = [part.layout.unpack(part.keys) for part in parts]
    found = {axis: np.concatenate([one[axis] for one in values]) for axis in values[0]}
    n, rows = (np.concatenate([getattr(part, name) for part in parts]) for name in ("n", "rows"))
    layout = fit_layout(found)
    return Counts(layout, *sum_up(layout.pack(found), n, rows))


def fit_layout(values: Mapping[str, Numbers]) -> Layout:
    """Return the smallest layout for values by their axes."""
    firsts = {axis: int(found.min()) if len(found) else 0 for axis, found in values.items()}
    return Layout(
        {axis: int(found.max(initial=firsts[axis])) - firsts[axis] + 1 for axis, found in values.items()}, firsts
    )


def sum_up(keys: Numbers, *numbers: Numbers) -> tuple[Numbers, ...]:
    """Return the keys that there are, in their order, and for each of them the sums of its numbers."""
    import numpy as np

    if not len(keys):
        return (keys, *numbers)
    if (keys[1:] < keys[:-1]).any():
        order = np.argsort(keys)
        keys, numbers = keys[order], tuple(one[order] for one in numbers)
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    return (keys[starts], *(np.add.reduceat(one, starts) for one in numbers))


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

    def tally(self, one: Slice, queries: Mapping[bool, str]) -> Tally:
        """Tally a slice; `queries` give what its rows add up to, where codes are looked up by day and where not."""
        import numpy as np

        connection, has_days = self.engine.connection, not one.has_one_meaning(self.job.rules)
        connection.execute(f"create or replace temp view part as {one.select()}")
        for name in self.lookups:
            connection.execute(f"create or replace temp view {name} as {self._write_lookup(name, one)}")
        found = connection.execute(queries[has_days]).fetchnumpy()
        # The engine masks what it has nothing for, which the query leaves nowhere.
        numbers: dict[str, Numbers] = {name: np.ma.getdata(column) for name, column in found.items()}
        keys = numbers["key"]
        rejected, is_counted = REJECTED - keys[keys <= REJECTED], keys >= 0
        counts = self._add_up({name: column[is_counted] for name, column in numbers.items()})
        path = self.job.folder / f"tally-{one.file:06d}-{one.start:012d}.npy"
        np.save(path, np.stack([counts.keys, counts.n, counts.rows]))
        months = sum_up(counts.layout.unpack(counts.keys)["registered"])[0].tolist()
        pairs = tuple((one.file, month) for month in months)
        return Tally(path, counts.layout, len(keys), len(keys) - len(rejected), rejected, pairs)

    def _add_up(self, rows: Mapping[str, Numbers]) -> Counts:
        """Return what rows that count add up to: the months of their other dates are put into their keys."""
        import numpy as np

        sizes, bits = measure_sizes(self.job.definition, self.job.rules), len(self.job.rules.attributes)
        months = {axis: number_months(days) for axis, days in rows.items() if axis not in ("key", "n")}
        found = fit_layout(months)
        axes = ("registered", "measure", "region", *months, "flags")
        every, firsts = {**found.sizes, **sizes}, {**dict.fromkeys(sizes, 0), **found.firsts}
        layout = Layout({axis: every[axis] for axis in axes}, firsts)
        # Half as many bytes are sorted in little more than half the time.
        kind = np.uint32 if "n" not in rows and math.prod(every.values()) <= 1 << 32 else np.int64
        shifted: dict[str, Numbers] = {axis: (month - firsts[axis]).astype(kind) for axis, month in months.items()}
        keys: Numbers = rows["key"].astype(kind)
        packed = shifted.pop("registered") * (sizes["measure"] * sizes["region"]) + (keys >> bits)
        for axis, month in shifted.items():
            packed = packed * every[axis] + month
        packed = (packed << bits) | (keys & (sizes["flags"] - 1))
        if "n" in rows:
            return Counts(layout, *sum_up(packed, rows["n"], np.ones(len(packed), np.int64)))
        different, number = np.unique(packed, return_counts=True)
        return Counts(layout, different.astype(np.int64), number, number)

    def _write_lookup(self, name: str, one: Slice) -> str:
        """Return the query for the codes of a slice: those that mean anything on its days, where these are known."""
        field = name.removeprefix("codes_")
        if one.first_day is None or field == name:
            return f"select * from all_{name}"
        days = f"{field}_from <= date '{one.last_day}' and {field}_to >= date '{one.first_day}'"
        return f"select * from all_{name} where {days}"
