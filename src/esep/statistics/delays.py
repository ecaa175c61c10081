"""How long after an event its registration comes: shares, median and ninth decile of delays, growth of first figures.

A delay is the number of calendar months between the month of the event and that of the registration: an event of 31
January that is registered on 1 February has a delay of one month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.model.tolerances import DELAY_MONTHS

MEDIAN, NINTH_DECILE = Fraction(1, 2), Fraction(9, 10)


@dataclass(frozen=True)
class DelaySummary:
    """The delays of `n` registered events, in calendar months.

    `same`, `next` and `second` are the shares (from 0 to 1) with a delay of 0, 1 and 2, `later` the share beyond
    `longest`. `median` and `ninth_decile` are the smallest delays that at least half and nine tenths do not exceed.
    """

    n: int
    same: Fraction
    next: Fraction
    second: Fraction
    later: Fraction
    median: int
    ninth_decile: int
    longest: int


def summarise_delays(counts: Mapping[int, int], longest: int = DELAY_MONTHS) -> DelaySummary | None:
    """Return the distribution of delays from the number of events at each delay; `None` where there are no events.

    Shares are N_d / N; a quantile is min {d : sum of N_j, j <= d, >= q N}. Exact: every registration is counted, so no
    interval belongs to it. Raise `ValueError` for a negative delay or count.
    """
    if any(delay < 0 or n < 0 for delay, n in counts.items()):
        raise ValueError("delays and their counts are not negative")
    total = sum(counts.values())
    if not total:
        return None
    same, following, second = (Fraction(counts.get(delay, 0), total) for delay in range(3))
    later = Fraction(sum(n for delay, n in counts.items() if delay > longest), total)
    median, decile = (_find_quantile(counts, share * total) for share in (MEDIAN, NINTH_DECILE))
    return DelaySummary(total, same, following, second, later, median, decile, longest)


def _find_quantile(counts: Mapping[int, int], needed: Fraction) -> int:
    reached = 0
    for delay in sorted(counts):
        reached += counts[delay]
        if reached >= needed:
            return delay
    raise ValueError("a quantile above all there is")


def measure_growth(rows: Sequence[Sequence[int]], lag: int, longest: int = DELAY_MONTHS) -> tuple[Fraction, ...]:
    """Return final / first for every month that is complete, oldest first: how figures grow after their publication.

    `rows` are a triangle as in `esep.statistics.nowcast`; first is what is known of a month `lag` months after it,
    final what is known after `longest`. A month of which nothing was known at first has no factor. These are the
    revision factors of vintages, had one been published at the end of each month.
    """
    complete = rows[: max(len(rows) - longest, 0)]
    known = ((sum(row[: lag + 1]), sum(row[: longest + 1])) for row in complete)
    return tuple(Fraction(final, first) for first, final in known if first)


def measure_batches(registered: Sequence[int], first_month: int) -> Fraction:
    """Return the share of the registrations of the last twelve months that came in the last months of quarters.

    `registered` are the registrations of consecutive months, `first_month` is the calendar month of the first, from 1.
    Even registration gives a third. Returns 0 where nothing was registered.
    """
    start = max(len(registered) - 12, 0)
    recent = registered[start:]
    ends = sum(n for place, n in enumerate(recent, start) if (first_month + place) % 3 == 0)
    return Fraction(ends, sum(recent)) if sum(recent) else Fraction(0)


def group_rows(rows: Sequence[Sequence[int]], size: int = 3) -> tuple[tuple[int, ...], ...]:
    """Return a triangle of months as one of stretches of `size` months, delays counted in stretches.

    The first month begins a stretch and the last one ends one, otherwise `ValueError`.
    """
    if len(rows) % size:
        raise ValueError(f"{len(rows)} months are no whole stretches of {size}")
    count = len(rows) // size
    found = [[0] * (count - place) for place in range(count)]
    for month, row in enumerate(rows):
        for delay, n in enumerate(row[: len(rows) - month]):
            found[month // size][(month + delay) // size - month // size] += n
    return tuple(map(tuple, found))
