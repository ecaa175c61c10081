"""The proof that no id stands twice: where ids rise from row to row they all differ, so only the ends are compared.

A register gives its numbers in their order. A run is a stretch of rows in which each id is greater than the one before;
within it all ids are different, and so they are in runs that lie one behind the other. Of a slice only the ends of
its runs are told. Where there are too many of them nothing follows, and all ids have to be compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from esep.records.slices import LINES, Slice

if TYPE_CHECKING:
    import duckdb

# With fewer rows than this to a run of rising ids, a search over all ids is cheaper.
ROWS_PER_RUN = 500
_IDS = "line, raw_id::varchar as id"
# An id is read without the blanks around it: a run ends at one with any behind it. Those before it would come first in
# the order, where they are seen at the beginning of a run.
_ENDS = (
    "select line_before, before, line, id from (select line, id, lag(line) over () as line_before, "
    "lag(id) over () as before from ({ids})) "
    "where before is null or id is null or id <= before or id[-1] <= ' ' or line = {last} limit {limit}"
)


@dataclass(frozen=True, order=True)
class Run:
    """Rows one after the other whose ids rise: the first and the last id, and their places."""

    first: str
    last: str
    first_place: int
    last_place: int


def find_runs(connection: duckdb.DuckDBPyConnection, one: Slice) -> list[Run] | None:
    """Return the runs of a slice of the table `raw`; `None` where ids do not rise often enough to tell."""
    limit = (one.end - one.start) // ROWS_PER_RUN + 3
    ids, end = one.select(_IDS), one.end - 1
    ends = connection.execute(_ENDS.format(ids=ids, last=end, limit=limit)).fetchall()
    if not ends:
        return []
    if len(ends) >= limit or ends[-1][2] != end or any(not _is_bare(found) for *_, found in ends):
        return None
    *_, before, _, last = ends[-1]
    is_beginning = before is None or last is None or last <= before
    ends = [*(ends if is_beginning else ends[:-1]), (end, last, None, None)]
    place = one.file * LINES
    return [
        Run(first, last_id, place + first_line, place + last_line)
        for (_, _, first_line, first), (last_line, last_id, _, _) in pairwise(ends)
        if first is not None and last_id is not None
    ]


def _is_bare(found: str | None) -> bool:
    """Return whether an id, which may not be there, has no blanks around it."""
    return found is None or (found == found.strip() and found[:1] > " ")


def find_twins(found: Iterable[list[Run] | None]) -> set[int] | None:
    """Return the places of rows with one id; `None` where runs of rising ids overlap by more than an end."""
    runs: list[Run] = []
    for some in found:
        if some is None:
            return None
        runs += some
    runs.sort()
    twins: set[int] = set()
    for before, run in pairwise(runs):
        if run.first < before.last:
            return None
        if run.first == before.last:
            twins |= {before.last_place, run.first_place}
    return twins
