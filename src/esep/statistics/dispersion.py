"""How much more monthly counts scatter than chance in counting: Pearson's dispersion of a model of season and trend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from esep.model.tolerances import DISPERSION_MIN_MONTHS

if TYPE_CHECKING:
    from esep.statistics.ratio import Floats

_STEPS = 25
_CLOSE = 1e-9
# A month with nothing in any year has a mean of 0, and no logarithm: the predictor stops here.
_LOWEST_LOG = -20.0
_HIGHEST_LOG = 30.0


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
        if counts and len(counts) > len(_columns(len(counts))[0]) and sum(counts) > 0:
            chi, freedom = fit_months(np.asarray([counts], dtype=float), first_month)
            sums, freedoms, months = sums + float(chi[0]), freedoms + freedom, months + len(counts)
    if months < DISPERSION_MIN_MONTHS or freedoms < 1:
        return None
    return Dispersion(max(1.0, sums / freedoms), freedoms, months, len(series))


def fit_months(counts: Floats, first_month: int = 1) -> tuple[Floats, int]:
    """Return Pearson's X2 of each row of monthly counts and the degrees of freedom, the same for all.

    All rows are fitted at once by Fisher scoring, x <- x + (X' W X)^-1 X' (y - mu) with W = mu.
    """
    import numpy as np

    rows, length = counts.shape
    design = np.asarray(_columns(length, first_month), dtype=float)
    overall = np.log(np.maximum(counts.mean(axis=1), 1e-8))
    weights = np.zeros((rows, design.shape[1]))
    weights[:, :-1] = overall[:, None]
    ridge = 1e-10 * np.eye(design.shape[1])
    deviance = np.full(rows, np.inf)
    for _ in range(_STEPS):
        mu = np.exp(np.clip(weights @ design.T, _LOWEST_LOG, _HIGHEST_LOG))
        inner = np.einsum("sm,mi,mj->sij", mu, design, design, optimize=True) + ridge
        gradient = (counts - mu) @ design
        step = np.linalg.solve(inner, gradient[:, :, None])[:, :, 0]
        weights = np.clip(weights + np.clip(step, -3.0, 3.0), -30.0, 30.0)
        before, deviance = deviance, _sum_deviance(counts, mu)
        if np.all(np.abs(before - deviance) <= _CLOSE * (1 + deviance)):
            break
    mu = np.exp(np.clip(weights @ design.T, _LOWEST_LOG, _HIGHEST_LOG))
    chi: Floats = ((counts - mu) ** 2 / mu).sum(axis=1)
    return chi, length - design.shape[1]


def _sum_deviance(counts: Floats, mu: Floats) -> Floats:
    import numpy as np

    some = np.where(counts > 0, counts, 1.0)
    total: Floats = 2 * (np.where(counts > 0, counts * np.log(some / mu), 0.0) - (counts - mu)).sum(axis=1)
    return total


def _columns(length: int, first_month: int = 1) -> list[list[float]]:
    """Return the design: a column for each calendar month that occurs, and the months counted from the middle."""
    calendar = [(first_month - 1 + place) % 12 for place in range(length)]
    present = sorted(set(calendar))
    middle = (length - 1) / 2
    return [
        [*(1.0 if month == of else 0.0 for of in present), (place - middle) / 12]
        for place, month in enumerate(calendar)
    ]
