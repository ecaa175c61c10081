"""Months in which a reporter is silent, or says much less than usual."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from statistics import median

from esep.records.quality_report import HALVED, SILENT, Silence
from esep.records.rules_units import Gap

# Below so many rows a month a half is chance.
LEAST_MEDIAN = 20


def find_silences(
    counts: Iterable[tuple[str, int, int]], gaps: Iterable[Gap]
) -> tuple[dict[str, int], tuple[Silence, ...]]:
    """Return the rows of every month from the first to the last, and the months in which a reporter fell silent.

    `counts` are reporter, number of the month and rows. A reporter is silent in a month without rows and halved in one
    with less than half of the median of its other months, if that median is at least `LEAST_MEDIAN`.
    """
    reporters: dict[str, dict[int, int]] = defaultdict(dict)
    totals: Counter[int] = Counter()
    for reporter, month, rows in counts:
        reporters[reporter][month] = rows
        totals[month] += rows
    if not totals:
        return {}, ()
    months = range(min(totals), max(totals) + 1)
    gaps = tuple(gaps)
    found = [
        silence
        for reporter in sorted(reporters)
        for silence in _find_silences_of(reporter, {month: reporters[reporter].get(month, 0) for month in months}, gaps)
    ]
    return {write_month(month): totals[month] for month in months}, tuple(found)


def write_month(number: int) -> str:
    """Return a month by its number, which counts from January of the year 0."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _find_silences_of(reporter: str, rows: Mapping[int, int], gaps: tuple[Gap, ...]) -> Iterable[Silence]:
    ordered = sorted(rows.values())
    for month, count in rows.items():
        others = list(ordered)
        others.remove(count)
        usual = median(others) if others else 0
        if usual >= LEAST_MEDIAN and count * 2 < usual:
            kind = HALVED if count else SILENT
            is_declared = any(_is_within(reporter, month, gap) for gap in gaps)
            yield Silence(reporter, write_month(month), kind, count, float(usual), is_declared)


def _is_within(reporter: str, month: int, gap: Gap) -> bool:
    first = datetime.date(month // 12, month % 12 + 1, 1)
    last = datetime.date((month + 1) // 12, (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)
    return gap.reporter in ("", reporter) and not gap.measures and gap.start <= last and first <= gap.end
