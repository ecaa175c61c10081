"""Tallies of records as the files of a counted cube: the same rows in the same order as those of stored records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.count_files import COUNTS, write_table
from esep.records.engine_duckdb import open_connection
from esep.records.read_slices import Tallies
from esep.records.slices import NO_MONTH, start_month
from esep.records.tally import Job, Tally, rank_codes

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
    repeats = _divide_repeats(tallies)
    work = partial(_write_part, tallies.job, folder)
    parts = [(part, repeats.get(place, [])) for place, part in enumerate(tallies.parts)]
    with ThreadPoolExecutor(_WRITERS) as pool:
        written = list(pool.map(work, parts))
    files = {role: path for found, _ in written for role, path in found.items()}
    return dict(sorted(files.items())), [row for _, rows in written for row in rows]


def _divide_repeats(tallies: Tallies) -> dict[int, list[dict[str, int]]]:
    """Return for each tally, by its place, the rows of its months that are to be taken out."""
    ranks = {name: rank_codes(tuple(codes)) for name, codes in _list_codes(tallies.job).items()}
    found = defaultdict(list)
    for row in tallies.repeats:
        for place, part in enumerate(tallies.parts):
            first = part.firsts["registered"]
            if first <= row["registered"] < first + part.sizes["registered"]:
                found[place].append({**row, **{name: int(ranks[name][row[name]]) for name in ranks}})
    return found


def _list_codes(job: Job) -> dict[str, Sequence[str]]:
    """Return the codes of measures and regions in the order of their lists."""
    lists = {"measure": job.definition.measures, "region": job.definition.regions}
    return {name: tuple(codes.codes) for name, codes in lists.items()}


def _write_part(
    job: Job, folder: Path, given: tuple[Tally, list[dict[str, int]]]
) -> tuple[dict[str, Path], list[CoverageRow]]:
    """Write the files of the months of one tally, and return them with the rows of each region and month."""
    import numpy as np

    part, repeats = given
    keys, n, rows = part.read()
    for row in repeats:
        place = np.searchsorted(keys, part.pack(row))
        n[place] -= row["n"]
        rows[place] -= 1
    is_left = rows > 0
    values = part.unpack(keys[is_left])
    n, rows = n[is_left], rows[is_left]
    codes = {name: sorted(found) for name, found in _list_codes(job).items()}
    files, coverage = dict[str, Path](), list[CoverageRow]()
    with open_connection() as connection:
        connection.execute("set threads = 1")
        for month in np.unique(values["registered"]).tolist():
            low, high = np.searchsorted(values["registered"], (month, month + 1))
            one = {axis: found[low:high] for axis, found in values.items()}
            role = f"{COUNTS}{start_month(month):%Y-%m}"
            files[role] = folder / f"{role}.parquet"
            _write_month(connection, job, one, n[low:high], codes, files[role])
            by_region = np.bincount(one["region"], rows[low:high]).astype(np.int64)
            coverage += [(codes["region"][place], month, int(by_region[place])) for place in np.flatnonzero(by_region)]
    return files, coverage


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
