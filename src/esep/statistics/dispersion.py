"""How much more monthly counts scatter than chance in counting: Pearson's dispersion of a model of season and trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.model.period import MONTHS_OF_YEAR
from esep.model.tolerances import DISPERSION_MIN_MONTHS

if TYPE_CHECKING:
    from esep.statistics.ratio import Floats

_STEPS = 60
_CLOSE = 1e-10
# In ln a year. A series that begins or ends with nothing would like a slope without end: this is steep enough.
_LONGEST_STEP = 2.0
_STEEPEST = 20.0


@dataclass(frozen=True)
class Dispersion:
    """The dispersion phi of a series: 1 for independent events, 30 where months differ 30 times as much (variance).

    `freedom` are the degrees of freedom it rests on, `n` the months; `pooled` how many series it was put together of.
    """

    phi: float
    freedom: float
    n: int
    pooled: int = 1


def estimate_dispersion(months: Sequence[float], first_month: int = 1) -> Dispersion | None:
    """Return phi = X2 / df of counts of consecutive months, at least 1; `None` for too few months.

    X2 is Pearson's statistic of a log-linear Poisson model with a factor of twelve months and a linear trend.
    `first_month` is the calendar month (1 to 12) of the first count.
    Source: McCullagh & Nelder 1989, section 4.5; the model is that of `docs/methods/change.md`.
    """
    import numpy as np

    if len(months) < DISPERSION_MIN_MONTHS:
        return None
    chi, freedom = fit_months(np.asarray([months], dtype=float), first_month)
    return Dispersion(max(1.0, float(chi[0]) / freedom), freedom, len(months))


def pool_dispersion(series: Sequence[Sequence[float]], first_month: int = 1) -> Dispersion | None:
    """Return the phi of several short series together: the sum of their X2 over the sum of their df, at least 1.

    For series that have fewer months than one estimate needs; those too short even for a season count nothing.
    """
    import numpy as np

    sums, freedoms, months = 0.0, 0, 0
    for counts in series:
        if len(counts) > min(len(counts), MONTHS_OF_YEAR) + 1 and sum(counts) > 0:
            chi, freedom = fit_months(np.asarray([counts], dtype=float), first_month)
            sums, freedoms, months = sums + float(chi[0]), freedoms + freedom, months + len(counts)
    if months < DISPERSION_MIN_MONTHS or freedoms < 1:
        return None
    return Dispersion(max(1.0, sums / freedoms), freedoms, months, len(series))


def fit_months(counts: Floats, first_month: int = 1) -> tuple[Floats, int]:
    """Return Pearson's X2 of each row of monthly counts and the degrees of freedom, the same for all.

    For a given slope b the factor of a calendar month is sum y / sum exp(b t) over its years, so only the slope is
    searched for, by Newton's method on the score sum t (y - mu), for all rows at once. A calendar month that never had
    an event is fitted exactly and adds nothing.
    """
    import numpy as np

    rows, length = counts.shape
    calendar = [(first_month - 1 + place) % MONTHS_OF_YEAR for place in range(length)]
    present = sorted(set(calendar))
    group = np.asarray([[1.0 if month == of else 0.0 for of in present] for month in calendar])
    time = (np.arange(length) - (length - 1) / 2) / MONTHS_OF_YEAR
    by_month, moment = counts @ group, counts @ time
    slope = np.zeros(rows)
    for _ in range(_STEPS):
        weights, total, mean = _weigh(slope, time, group)
        spread = (weights * time**2) @ group / total - mean**2
        information = (by_month * spread).sum(axis=1)
        score = moment - (by_month * mean).sum(axis=1)
        step = np.where(information > 0, score / np.where(information > 0, information, 1.0), 0.0)
        step = np.clip(step, -_LONGEST_STEP, _LONGEST_STEP)
        slope = np.clip(slope + step, -_STEEPEST, _STEEPEST)
        if np.all(np.abs(step) <= _CLOSE):
            break
    weights, total, _ = _weigh(slope, time, group)
    mu = (by_month / total) @ group.T * weights
    is_some = mu > 0
    chi: Floats = np.where(is_some, (counts - mu) ** 2 / np.where(is_some, mu, 1.0), 0.0).sum(axis=1)
    return chi, length - len(present) - 1


def _weigh(slope: Floats, time: Floats, group: Floats) -> tuple[Floats, Floats, Floats]:
    """Return exp(b t), its sum over each calendar month, and the mean time of the month under these weights."""
    import numpy as np

    weights: Floats = np.exp(slope[:, None] * time)
    total: Floats = weights @ group
    mean: Floats = (weights * time) @ group / total
    return weights, total, mean
