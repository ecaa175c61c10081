"""The level of very many changes at once, with the false discoveries of the whole scan kept under a share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from esep.model.tolerances import (
    ALPHA,
    DISPERSION_MIN_MONTHS,
    HISTORY_CHANGES,
    HISTORY_MIN_CHANGES,
    SCAN_FALSE_SHARE,
    TREND_MIN_YEARS,
)
from esep.statistics.dispersion import fit_months
from esep.statistics.history import find_history_p, pool_movement
from esep.statistics.joinpoint import fit_joinpoints
from esep.statistics.levels import TrendJudgement
from esep.statistics.mann_kendall import RankTrend
from esep.statistics.monotone import find_rank_trends
from esep.statistics.multiple import adjust_for_many, expect_false
from esep.statistics.ratio import find_central_p, find_overdispersed_p

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from esep.statistics.ratio import Floats


@dataclass(frozen=True)
class Scan:
    """What a scan found, one place for each change.

    `levels` are L1, L2 or L3; `trends` -1, 0 or 1 (level LT: declining, none, rising). `chance_p` is the p that decides
    L2, `history_p` the one against the usual movement (`nan` where that is not known) and `adjusted_p` the same
    adjusted for the number of changes. `dispersion` is phi, `nan` where no months were given. `share` is q.
    """

    levels: tuple[str, ...]
    trends: tuple[int, ...]
    chance_p: Floats
    history_p: Floats
    adjusted_p: Floats
    dispersion: Floats
    share: float

    @property
    def standing_out(self) -> int:
        """Return how many changes are L3."""
        return self.levels.count("L3")

    @property
    def allowed_false(self) -> float:
        """Return how many of those q allows to be false."""
        return expect_false(self.standing_out, self.share)


def scan_changes(
    before: ArrayLike,
    after: ArrayLike,
    days: tuple[float, float] = (1.0, 1.0),
    years: ArrayLike | None = None,
    months: ArrayLike | None = None,
    first_month: int = 1,
    groups: Sequence[object] = (),
    share: float = SCAN_FALSE_SHARE,
    *,
    with_trends: bool = True,
) -> Scan:
    """Return the levels of many changes: the tests of `judge_change` and `judge_trend`, all rows together.

    `before` and `after` are counts; `years` has a row of previous yearly counts for each, oldest first, the last of
    them the base, and `months` a row of the months before the later period; what is missing at the beginning of a row
    is `nan`, and what lies before a gap or a break has to be. `first_month` is the calendar month of the first column.
    Rows with equal `groups` are siblings: a short one takes its usual movement from theirs. Trends are those of whole
    years; `with_trends=False` leaves them out where the periods are none.

    L2 as in `judge_change`. L3: L2, p against the usual movement under 0.05, and that p adjusted for all rows
    (Benjamini-Hochberg) at most `share`. Source: docs/methods/scan.md.
    """
    import numpy as np

    a, b = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    rows, odds = len(a), days[0] / days[1]
    phi, freedom = _disperse(months, rows, first_month)
    chance = find_central_p(a, b, days[1] / (days[0] + days[1]))
    has_phi = np.isfinite(phi)
    if has_phi.any():
        wide = find_overdispersed_p(a, b, np.where(has_phi, phi, 1.0), np.where(has_phi, freedom, 1.0), odds)
        chance = np.where(has_phi, wide, chance)
    history = np.asarray([[]] * rows) if years is None else np.asarray(years, dtype=float)
    scale, known = _measure_movements(history, groups)
    is_known = np.isfinite(scale)
    history_p = np.where(is_known, find_history_p(a, b, np.where(is_known, scale, 0.0), np.maximum(known, 1)), np.nan)
    adjusted = np.full(rows, np.nan)
    adjusted[is_known] = adjust_for_many(history_p[is_known])
    is_beyond = (chance < ALPHA) & ((b - a) * (b * days[0] - a * days[1]) > 0)
    is_unusual = is_beyond & is_known & (history_p < ALPHA) & (adjusted <= share)
    levels = tuple(np.where(is_unusual, "L3", np.where(is_beyond, "L2", "L1")).tolist())
    trends = _judge_trends(np.column_stack([history, b])) if with_trends else (0,) * rows
    return Scan(levels, trends, chance, history_p, adjusted, phi, share)


def _disperse(months: ArrayLike | None, rows: int, first_month: int) -> tuple[Floats, Floats]:
    """Return phi and its degrees of freedom of each row that has enough months, `nan` for the others."""
    import numpy as np

    phi, freedom = np.full(rows, np.nan), np.full(rows, np.nan)
    if months is None:
        return phi, freedom
    counts = np.asarray(months, dtype=float)
    for length, places in _group_by_length(counts).items():
        if length >= DISPERSION_MIN_MONTHS:
            start = counts.shape[1] - length
            chi, df = fit_months(counts[places, start:], (first_month - 1 + start) % 12 + 1)
            phi[places], freedom[places] = np.maximum(1.0, chi / df), df
    return phi, freedom


def _measure_movements(years: Floats, groups: Sequence[object]) -> tuple[Floats, Any]:
    """Return the usual movement of each row (`nan` where it is not known) and the changes it rests on."""
    import numpy as np

    changes = np.diff(np.log(years + 0.5), axis=1)[:, -HISTORY_CHANGES:]
    counts = np.isfinite(changes).sum(axis=1)
    squares = np.where(np.isfinite(changes), changes**2, 0.0).sum(axis=1)
    scale = np.sqrt(squares / np.maximum(counts, 1))
    scale[(counts < HISTORY_MIN_CHANGES) | (scale == 0)] = np.nan
    members: dict[object, list[int]] = {}
    for place, group in enumerate(groups):
        members.setdefault(group, []).append(place)
    for place, group in enumerate(groups):
        if counts[place] < HISTORY_MIN_CHANGES:
            siblings = [_trim(years[other]) for other in members[group] if other != place]
            pooled = pool_movement(_trim(years[place]), siblings)
            if pooled is not None:
                scale[place], counts[place] = pooled.scale, pooled.freedom
    return scale, counts


def _judge_trends(years: Floats) -> tuple[int, ...]:
    """Return the direction of the trend of each row; only where the rank test speaks are lines fitted."""
    import numpy as np

    directions = np.zeros(len(years), dtype=int)
    for length, places in _group_by_length(years).items():
        if length < TREND_MIN_YEARS:
            continue
        rows = years[places, years.shape[1] - length :]
        taus, p_values = find_rank_trends(rows)
        for place in np.flatnonzero(p_values < ALPHA):
            fit = fit_joinpoints(range(length), [float(count) for count in rows[place]])
            rank = RankTrend(float(taus[place]), float(p_values[place]), float(p_values[place]), None, length)
            directions[places[place]] = 0 if fit is None else TrendJudgement(rank, fit).direction
    return tuple(int(direction) for direction in directions)


def _group_by_length(values: Floats) -> dict[int, Any]:
    """Return the places of the rows by how many of their last values are there without a gap."""
    import numpy as np

    is_there = np.isfinite(values)
    lengths = np.where(is_there.all(axis=1), values.shape[1], np.argmin(is_there[:, ::-1], axis=1))
    return {int(length): np.flatnonzero(lengths == length) for length in np.unique(lengths)}


def _trim(row: Any) -> list[float]:
    """Return the last values of a row, as far as they are there."""
    values = [float(value) for value in row]
    gaps = [place for place, value in enumerate(values) if value != value]
    return values[gaps[-1] + 1 :] if gaps else values
