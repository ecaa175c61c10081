"""Coverage: who reported for which month, and what that leaves of a value. Missing is not zero.

A reporter is expected in every month of the dataset for every region that it ever reported of, and for all above them.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.cube.shape import Gap, Shape

if TYPE_CHECKING:
    import numpy as np

    Array: TypeAlias = np.ndarray[Any, np.dtype[np.integer[Any]]]

# Reporter, region, month (its first day) -> rows: what the coverage of a vintage is made from.
CoverageRow: TypeAlias = tuple[str, str, datetime.date, int]


@dataclass(frozen=True)
class Reports:
    """How many of the reporters expected for each region reported in each month: `reported` is regions by months."""

    expected: Array
    reported: Array


@dataclass(frozen=True)
class Silence:
    """What is declared not to have been reported: holes, and the reporters of which nothing is expected at all."""

    holes: tuple[Gap, ...] = ()
    never: frozenset[str] = frozenset()


def find_silence(shape: Shape, measure: str) -> Silence:
    """Return what is declared of a measure; where a part of it is missing, the whole has a hole."""
    holes, never = [], set()
    for gap in shape.gaps:
        is_inside = not gap.measures or not set(_climb(shape.measures, measure)).isdisjoint(gap.measures)
        if is_inside and gap.reporter and gap.is_for_good:
            never.add(gap.reporter)
        elif is_inside or any(measure in _climb(shape.measures, part) for part in gap.measures):
            holes.append(gap)
    return Silence(tuple(holes), frozenset(never))


def count_reports(
    shape: Shape,
    rows: Sequence[CoverageRow],
    regions: Mapping[str, int],
    months: Sequence[int],
    covered: set[int],
    silence: Silence,
) -> Reports:
    """Return who reported for the regions and months; months are counted from year 0, `covered` are those with rows."""
    import numpy as np

    reporters = {code: place for place, code in enumerate(sorted({row[0] for row in rows} | set(shape.members)))}
    present = _mark_present(shape, rows, silence, reporters, months, covered)
    pairs = {(reporter, region) for reporter, region, _, _ in rows} | {(code, code) for code in shape.members}
    reports = {(who, regions[above]) for who, region in pairs for above in _climb(shape.regions, region)}
    known = {where for _, where in reports}
    reach = {(reporters[who], where) for who, where in reports if who not in silence.never}
    expected = np.zeros(len(regions), dtype=np.int64)
    reported = np.zeros((len(regions), len(months)), dtype=np.int64)
    if reach:
        who, where = (np.array(column) for column in zip(*sorted(reach), strict=True))
        np.add.at(expected, where, 1)
        np.add.at(reported, where, present[who])
    if shape.silence == "zero":
        # Where nobody is known to report, a month that has rows, and no hole for everyone, is as good as reported.
        nobody = [place for place in regions.values() if place not in known]
        expected[nobody] = 1
        reported[nobody] = _mark_present(shape, (), silence, {"": 0}, months, covered)[0]
    return Reports(expected, reported)


def judge(reported: int, expected: int, minimal: Fraction) -> tuple[str, Fraction]:
    """Return the status of a value and its coverage: whole (A), in part but enough (U), or not to be shown (O)."""
    share = Fraction(reported, expected) if expected else Fraction(0)
    if share == 1:
        return "A", share
    return ("U" if share and share >= minimal else "O"), share


def number_month(day: datetime.date) -> int:
    """Return the number of a month, counted from year 0."""
    return day.year * 12 + day.month - 1


def _mark_present(
    shape: Shape,
    rows: Sequence[CoverageRow],
    silence: Silence,
    reporters: Mapping[str, int],
    months: Sequence[int],
    covered: set[int],
) -> Array:
    """Return for every reporter and month whether it reported, as 1 or 0."""
    import numpy as np

    places = {month: place for place, month in enumerate(months)}
    present = np.zeros((len(reporters), len(months)), dtype=np.int64)
    if shape.silence == "zero":
        present[:, [places[month] for month in sorted(covered)]] = 1
    else:
        for reporter, _, day, _ in rows:
            present[reporters[reporter], places[number_month(day)]] = 1
    for gap in silence.holes:
        first, last = number_month(gap.start), number_month(gap.end)
        silent = [place for code, place in reporters.items() if gap.reporter in ("", code)]
        present[np.ix_(silent, [place for month, place in places.items() if first <= month <= last])] = 0
    return present


def _climb(parents: Mapping[str, str], code: str) -> list[str]:
    found = []
    while code:
        found.append(code)
        code = parents.get(code, "")
    return found
