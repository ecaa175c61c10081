"""Tallies of records as the files of a counted cube: the same rows in the same order as those of stored records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.count_files import open_writers, write_month
from esep.records.crew import share_out
from esep.records.read_slices import Tallies
from esep.records.slice_query import NO_MONTH
from esep.records.tally import Counts, Job, fit_layout, merge_counts, sum_up

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.integer[Any]]

# Region and registered month, and how many rows there are.
CoverageRow = tuple[str, int, int]


def write_tallies(tallies: Tallies, folder: Path) -> tuple[dict[str, Path], list[CoverageRow]]:
    """Write one file of counts for each registered month; return them by role, and the rows of each region and month.

    Rows that repeat another are taken out of the tallies first.
    """
    parts = defaultdict(list)
    for part in tallies.parts:
        for month in {month for _, month in part.months}:
            parts[month].append(part)
    repeats = defaultdict(list)
    for row in tallies.repeats:
        repeats[row["registered"]].append(row)

    def write(connection: Any, month: int) -> tuple[dict[str, Path], list[CoverageRow]]:
        counts = merge_counts([part.read_month(month) for part in parts[month]])
        return _write_counts(connection, tallies.job, folder, month, _take_out(counts, repeats[month]))

    with open_writers() as crew:
        written = list(share_out(crew, sorted(parts), write))
    files = {role: path for found, _ in written for role, path in found.items()}
    return files, [row for _, rows in written for row in rows]


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
    regions = sorted(job.definition.regions.codes)
    texts = {
        "basis": list_bases(job),
        "attribute": ["", *sorted(rule.attribute for rule in job.rules.attributes)],
        "measure": sorted(job.definition.measures.codes),
        "region": regions,
    }
    blocks = [_count_basis(job, basis, values, counts.n) for basis in texts["basis"]]
    rows = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    files = write_month(connection, month, rows, texts, folder)
    by_region = np.bincount(values["region"], counts.rows).astype(np.int64)
    return files, [(regions[place], month, int(by_region[place])) for place in np.flatnonzero(by_region)]


def list_bases(job: Job) -> list[str]:
    """Return the dates that scopes count by, sorted."""
    return sorted(set(job.rules.scopes.values()))


def _count_basis(job: Job, basis: str, values: dict[str, Numbers], n: Numbers) -> dict[str, Numbers]:
    """Return the counts by one date, by attribute, measure, region and month; those of all offences come first."""
    import numpy as np

    month = values["registered" if basis == "registered" else f"month_{basis}"]
    # What has no month stands behind everything else.
    behind = int(month.max()) + 1
    axes = {"measure": values["measure"], "region": values["region"], "month": np.where(month < 0, behind, month)}
    layout = fit_layout(axes)
    keys, flags = layout.pack(axes), values["flags"]
    bits = [bit for _, bit in sorted((rule.attribute, bit) for bit, rule in enumerate(job.rules.attributes))]
    is_in = [slice(None), *((flags >> bit) & 1 == 1 for bit in bits)]
    sums = [sum_up(keys[some], n[some]) for some in is_in]
    found = layout.unpack(np.concatenate([part for part, _ in sums]))
    found["month"][found["month"] == behind] = NO_MONTH
    sizes = [len(part) for part, _ in sums]
    places = {
        "basis": np.full(sum(sizes), list_bases(job).index(basis)),
        "attribute": np.repeat(np.arange(len(sizes)), sizes),
    }
    return {**places, **found, "n": np.concatenate([part for _, part in sums])}
