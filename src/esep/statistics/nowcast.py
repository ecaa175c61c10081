"""What a recent month will come to when all that happened in it is registered.

A triangle is one row for each month of the event, oldest first: how many were registered with a delay of 0, 1, 2 ...
months. The last month has one number, the one before it two; what stands in a row beyond that is not yet known and not
read. The method is the chain ladder, written as a hazard in reverse time (Lawless 1994, Canadian Journal of Statistics
22:15), with an interval from the errors that the same method made at earlier cut-offs (R package baselinenowcast).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from esep.model.tolerances import (
    COMPARABLE_COMPLETENESS,
    DELAY_MONTHS,
    NOWCAST_CUTOFFS,
    NOWCAST_LEAST_COMPLETENESS,
    NOWCAST_WINDOW,
)

Rows: TypeAlias = Sequence[Sequence[int]]

CONFIDENCE = 0.95
# Nothing predicted and something come is an error too: it is divided by this, not by 0.
_LEAST_PREDICTED = 0.5
# The exact upper 97.5 % limit of a Poisson mean of which nothing was seen: -ln 0.025.
_MOST_OF_NONE = -math.log(0.025)


@dataclass(frozen=True)
class Setting:
    """Delays are learnt from the last `window` months, up to `longest`, and the errors from `cutoffs` earlier ends."""

    window: int = NOWCAST_WINDOW
    longest: int = DELAY_MONTHS
    cutoffs: int = NOWCAST_CUTOFFS


USUAL = Setting()


@dataclass(frozen=True)
class Dispersion:
    """How much more nowcasts erred than chance in counting would make them (1: no more), and from how many of them."""

    factor: float
    pairs: int


@dataclass(frozen=True)
class Nowcast:
    """What is to come to the months of some lags, together.

    `registered` is known, `expected` more will be, between `low` and `high` (a 95 % prediction interval); the three are
    `None` where the status is `unpublished`: `completeness`, the share that is known of the least known month, is below
    0.3 then. With the status `complete` their delays are over and nothing more is expected, else it is `estimated`.
    `is_comparable`: no month lacks more than a twentieth.
    """

    registered: int
    expected: float | None
    low: int | None
    high: int | None
    completeness: float
    is_comparable: bool
    dispersion: Dispersion
    months: int
    status: str


def estimate_completeness(rows: Rows, setting: Setting = USUAL) -> tuple[float, ...]:
    """Return F_0 ... F_D: which share of a month is registered 0 ... D months after it, as far as D shows.

    g_d = sum N_td / sum of N_tj, j <= d, both over the months t of the window that are observed at d; F_D = 1 and
    F_(d-1) = F_d (1 - g_d). D is `longest`, or the number of months less one where there are fewer. Nothing is added to
    the hazards. Raise `ValueError` for a triangle that is none, or has a negative count.
    """
    _check(rows, setting.longest)
    return _estimate(rows, len(rows), setting)


def predict_cells(rows: Rows, completeness: Sequence[float]) -> tuple[tuple[float, ...], ...]:
    """Return the triangle filled up to D: what is known as it is, the rest as n_t / F_k times F_d - F_(d-1).

    k is the delay up to which a month is known. Raise `ValueError` as `estimate_completeness`.
    """
    _check(rows, len(completeness) - 1)
    longest, filled = len(completeness) - 1, []
    for month, row in enumerate(rows):
        known = min(len(rows) - 1 - month, longest)
        total = _scale(rows, len(rows), month, completeness)
        rest = (total * (completeness[d] - completeness[d - 1]) for d in range(known + 1, longest + 1))
        filled.append((*map(float, row[: known + 1]), *rest))
    return tuple(filled)


def measure_dispersion(series: Sequence[Rows], lags: range, setting: Setting = USUAL) -> Dispersion:
    """Return phi, the dispersion of the errors of earlier nowcasts, pooled over triangles where there are several.

    For each of the last `cutoffs` ends before the present one the nowcast is made anew, from what was known then, and
    held to what came until now: phi = sum (came - predicted)^2 / predicted / (pairs - triangles), at least 1. `lags`
    are the ages in months of the months that are taken together.
    """
    total, pairs, used = 0.0, 0, 0
    for rows in series:
        _check(rows, setting.longest)
        errors = [_compare(rows, end, lags, setting) for end in _list_ends(len(rows), lags, setting)]
        found = [(came, predicted) for came, predicted in errors if came or predicted]
        total += sum((came - predicted) ** 2 / max(predicted, _LEAST_PREDICTED) for came, predicted in found)
        pairs += len(found)
        used += bool(found)
    spare = pairs - used
    return Dispersion(max(1.0, total / spare) if spare > 0 else 1.0, pairs)


def nowcast(rows: Rows, lags: range, setting: Setting = USUAL, siblings: Sequence[Rows] = ()) -> Nowcast:
    """Return what the months of some lags (0: the last month) will come to together.

    The expected rest of a month is n_t (1 / F_k - 1); of a month of which nothing is known yet, the mean of the months
    before it times 1 - F_k. The rest has a negative binomial distribution with that mean u and the variance phi u,
    Poisson's at phi = 1 (`measure_dispersion`, with `siblings` where they are given; for several months not below that
    of the latest alone). Raise `ValueError` for a lag that the triangle does not reach, and as `estimate_completeness`.
    """
    completeness = estimate_completeness(rows, setting)
    if not lags or min(lags) < 0 or max(lags) >= len(rows):
        raise ValueError(f"lags {lags} are not those of {len(rows)} months")
    known = sum(sum(rows[-1 - lag][: setting.longest + 1][: lag + 1]) for lag in lags)
    least = min(completeness[min(lag, len(completeness) - 1)] for lag in lags)
    is_comparable = least >= COMPARABLE_COMPLETENESS
    none = Dispersion(1.0, 0)
    if least == 1:
        is_over = min(lags) >= len(completeness) - 1
        high = 0 if is_over else _bound_unseen(rows, lags, known)
        return Nowcast(known, 0.0, 0, high, 1.0, True, none, len(rows), "complete" if is_over else "estimated")
    if least < NOWCAST_LEAST_COMPLETENESS:
        return Nowcast(known, None, None, None, least, False, none, len(rows), "unpublished")
    expected = _predict(rows, len(rows), lags, completeness, len(rows))
    dispersion = measure_dispersion((rows, *siblings), lags, setting)
    if len(lags) > 1:
        last = measure_dispersion((rows, *siblings), lags[:1], setting)
        dispersion = max(dispersion, last, key=lambda found: found.factor)
    low, high = find_interval(expected, dispersion.factor)
    return Nowcast(known, expected, low, high, least, is_comparable, dispersion, len(rows), "estimated")


def find_interval(mean: float, dispersion: float, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """Return the central prediction interval of a count with a mean u and the variance phi u.

    Negative binomial with size u / (phi - 1) and probability 1 / phi, Poisson where phi is 1.
    """
    from scipy import stats

    if mean <= 0:
        return 0, 0
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    law = stats.nbinom(mean / (dispersion - 1), 1 / dispersion) if dispersion > 1 else stats.poisson(mean)
    low, high = (int(law.ppf(tail)) for tail in tails)
    return low, high


def _bound_unseen(rows: Rows, lags: range, known: int) -> int:
    """Return how many late ones there may be where none was ever late: 3.69 of all seen, Garwood's limit for none."""
    seen = sum(sum(row) for row in rows[: len(rows) - 1 - min(lags)])
    return math.floor(_MOST_OF_NONE * known / seen) if seen else 0


def _check(rows: Rows, longest: int) -> None:
    if not rows:
        raise ValueError("a triangle has at least one month")
    for month, row in enumerate(rows):
        known = min(len(rows) - month, longest + 1)
        if len(row) < known:
            raise ValueError(f"month {month} of {len(rows)} has {len(row)} delays, of {known} known ones")
        if min(row[:known]) < 0:
            raise ValueError(f"month {month} of {len(rows)} has a negative count")


def _estimate(rows: Rows, end: int, setting: Setting) -> tuple[float, ...]:
    """Return the completeness as far as the first `end` months of the triangle show it."""
    longest = min(setting.longest, end - 1)
    added, base = [0] * (longest + 1), [0] * (longest + 1)
    for month in range(max(end - setting.window, 0), end):
        reached = 0
        for delay, n in enumerate(rows[month][: min(end - month, longest + 1)]):
            reached += n
            added[delay] += n
            base[delay] += reached
    completeness = [1.0] * (longest + 1)
    for delay in range(longest, 0, -1):
        hazard = added[delay] / base[delay] if base[delay] else 0.0
        completeness[delay - 1] = completeness[delay] * (1 - hazard)
    return tuple(completeness)


def _scale(rows: Rows, end: int, month: int, completeness: Sequence[float]) -> float:
    """Return the total of a month by what is known of it when the month before `end` is the last."""
    age = min(end - 1 - month, len(completeness) - 1)
    known = sum(rows[month][: age + 1])
    if known and completeness[age]:
        return known / completeness[age]
    before = range(max(month - len(completeness) + 1, 0), month)
    totals = [_scale(rows, end, earlier, completeness) for earlier in before if sum(rows[earlier][: end - earlier])]
    return sum(totals) / len(totals) if totals else 0.0


def _predict(rows: Rows, end: int, lags: range, completeness: Sequence[float], until: int) -> float:
    """Return what the months of some lags should still get between two ends, `end` and `until`.

    With both the same it is all that is to come.
    """
    longest, total = len(completeness) - 1, 0.0
    for lag in lags:
        month = end - 1 - lag
        start = min(lag, longest)
        stop = longest if until == end else min(lag + until - end, longest)
        if stop > start:
            total += _scale(rows, end, month, completeness) * (completeness[stop] - completeness[start])
    return total


def _list_ends(count: int, lags: range, setting: Setting) -> range:
    """Return the earlier ends: at each of them all lags were there, and a delay beyond the least of them was known."""
    return range(max(count - setting.cutoffs, max(lags) + 1, min(lags) + 2), count)


def _compare(rows: Rows, end: int, lags: range, setting: Setting) -> tuple[int, float]:
    """Return what came to the months of some lags after an earlier end, and what was predicted of it."""
    completeness = _estimate(rows, end, setting)
    longest, until, came = len(completeness) - 1, len(rows), 0
    for lag in lags:
        stop = min(lag + until - end, longest)
        came += sum(rows[end - 1 - lag][min(lag, longest) + 1 : stop + 1])
    return came, _predict(rows, end, lags, completeness, until)
