"""Tallies of records as the files of a counted cube: the same rows in the same order as those of stored records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.count_files import COUNTS, write_table
from esep.records.crew import share_out
from esep.records.engine_duckdb import open_connection
from esep.records.read_slices import Tallies
from esep.records.slice_query import NO_MONTH, start_month
from esep.records.tally import Counts, Job, merge_counts, rank_codes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.integer[Any]]

# The engine does most of the work, and lets another thread go on meanwhile.
_WRITERS = 2
# Region and registered month, and how many rows there are.
CoverageRow = tuple[str, int, int]


def write_tallies(tallies: Tallies, folder: Path) -> tuple[dict[str, Path], list[CoverageRow]]:
    """Write one file of counts for each registered month; return them by role, and the rows of each region and month.

    Rows that repeat another are taken out of the tallies first.
    """
    crew = [open_connection() for _ in range(_WRITERS)]
    for connection in crew:
        connection.execute("set threads = 1")
    parts = defaultdict(list)
    for part in tallies.parts:
        for month in {month for _, month in part.months}:
            parts[month].append(part)
    repeats = _rank_repeats(tallies)

    def write(connection: Any, month: int) -> tuple[dict[str, Path], list[CoverageRow]]:
        counts = merge_counts([part.read_month(month) for part in parts[month]])
        return _write_counts(connection, tallies.job, folder, month, _take_out(counts, repeats[month]))

    try:
        written = list(share_out(crew, sorted(parts), write))
    finally:
        for connection in crew:
            connection.close()
    files = {role: path for found, _ in written for role, path in found.items()}
    return files, [row for _, rows in written for row in rows]


def _rank_repeats(tallies: Tallies) -> dict[int, list[dict[str, int]]]:
    """Return the rows that are to be taken out, by their registered month, with the ranks of their codes."""
    ranks = {name: rank_codes(tuple(codes)) for name, codes in _list_codes(tallies.job).items()}
    found = defaultdict(list)
    for row in tallies.repeats:
        found[row["registered"]].append({**row, **{name: int(ranks[name][row[name]]) for name in ranks}})
    return found


def _list_codes(job: Job) -> dict[str, Sequence[str]]:
    """Return the codes of measures and regions in the order of their lists."""
    lists = {"measure": job.definition.measures, "region": job.definition.regions}
    return {name: tuple(codes.codes) for name, codes in lists.items()}


def _take_out(counts: Counts, repeats: Sequence[dict[str, int]]) -> Counts:
    import numpy as np

    for row in repeats:
        place = np.searchsorted(counts.keys, counts.layout.pack(row))
        counts.n[place] -= row["n"]
        counts.rows[place] -= 1
    is_left = counts.rows > 0
    return Counts(counts.layout, counts.keys[is_left], counts.n[is_left], counts.rows[is_left])


def _write_counts(
    connection: Any, job: Job, folder: Path, month: int, counts: Counts
) -> tuple[dict[str, Path], list[CoverageRow]]:
    """Write the file of a month, and return it by its role, with the rows of each region; nothing where all is gone."""
    import numpy as np

    if not len(counts.keys):
        return {}, []
    values = counts.layout.unpack(counts.keys)
    codes = {name: sorted(found) for name, found in _list_codes(job).items()}
    role = f"{COUNTS}{start_month(month):%Y-%m}"
    path = folder / f"{role}.parquet"
    _write_month(connection, job, values, counts.n, codes, path)
    by_region = np.bincount(values["region"], counts.rows).astype(np.int64)
    coverage = [(codes["region"][place], month, int(by_region[place])) for place in np.flatnonzero(by_region)]
    return {role: path}, coverage


def _write_month(
    connection: Any, job: Job, values: dict[str, Numbers], n: Numbers, codes: dict[str, list[str]], path: Path
) -> None:
    import numpy as np

    blocks = list(_list_blocks(job, values, n))
    rows = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    connection.register("rows", rows)
    month = (
        f"case when month <> {NO_MONTH} then make_date((month // 12)::bigint, (month % 12 + 1)::bigint, 1::bigint) end"
    )
    query = (
        f"select $bases[basis + 1] as basis, {month} as month, $measures[measure + 1] as measure, "
        "$regions[region + 1] as region, $attributes[attribute + 1] as attribute, n::bigint as n from rows"
    )
    attributes = ["", *sorted(rule.attribute for rule in job.rules.attributes)]
    facts = {"bases": list_bases(job), "measures": codes["measure"], "regions": codes["region"]}
    write_table(connection, query, path, {**facts, "attributes": attributes})
    connection.unregister("rows")


def list_bases(job: Job) -> list[str]:
    """Return the dates that scopes count by, sorted."""
    return sorted(set(job.rules.scopes.values()))


def _list_blocks(job: Job, values: dict[str, Numbers], n: Numbers) -> Iterator[dict[str, Numbers]]:
    """Yield the rows of each date and attribute, by measure, region and month: those of all offences come first."""
    import numpy as np

    bits = {rule.attribute: bit for bit, rule in enumerate(job.rules.attributes)}
    for place, basis in enumerate(list_bases(job)):
        month = values["registered" if basis == "registered" else f"month_{basis}"]
        for number, attribute in enumerate(("", *sorted(bits))):
            is_in = (values["flags"] >> bits[attribute]) & 1 == 1 if attribute else slice(None)
            keys = [values["measure"][is_in], values["region"][is_in], month[is_in]]
            found = _sum_by(keys, n[is_in])
            size = len(found[0])
            if size:
                constant = {"basis": np.full(size, place), "attribute": np.full(size, number)}
                yield {**constant, **dict(zip(("measure", "region", "month", "n"), found, strict=True))}


def _sum_by(keys: list[Numbers], n: Numbers) -> list[Numbers]:
    """Return the combinations there are, in order, with their sums; rows without a month come last."""
    import numpy as np

    if not len(n):
        return [*keys, n]
    measure, region, month = keys
    first = int(month.min())
    span = int(month.max()) - first + 2
    # The engine sorts what has no month behind everything else.
    offset = np.where(month == NO_MONTH, span - 1, month - first)
    packed = (measure * (int(region.max()) + 1) + region) * span + offset
    if (packed[1:] < packed[:-1]).any():
        order = np.argsort(packed, kind="stable")
        packed, n, measure, region, month = packed[order], n[order], measure[order], region[order], month[order]
    starts = np.flatnonzero(np.append(True, packed[1:] != packed[:-1]))
    return [measure[starts], region[starts], month[starts], np.add.reduceat(n, starts)]
