"""Early warning of unusual rises in counts by month: Farrington flexible for many series at once, and EARS.

Farrington et al. 1996 (JRSS A 159:547), Noufaily et al. 2013 (Stat Med 32:1206) and their settings as described in
Salmon et al. 2016 (JSS 70:10). A rise is judged only upwards; a fall needs another method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from esep.model.tolerances import (
    EARS_DEVIATIONS,
    EARS_GUARD,
    EARS_MONTHS,
    FARRINGTON_ALPHA,
    FARRINGTON_EXCLUDED,
    FARRINGTON_LEAST,
    FARRINGTON_RESIDUAL,
    FARRINGTON_WINDOW,
    FARRINGTON_YEARS,
)
from esep.statistics.poisson_fit import PoissonFit, fit_many

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MONTHS = 12
# The periods before the judged one that a model of season and trend needs at least: three full years.
LEAST_YEARS = 3


@dataclass(frozen=True)
class Limits:
    """Limits of chance for counts: arrays of one length, or numbers.

    `p_value` is the chance of the observed count or more under the distribution that the upper limit is a quantile of.
    """

    lower: Floats
    upper: Floats
    p_value: Floats


@dataclass(frozen=True)
class EarlyWarnings:
    """What Farrington's method says of the last period of many series: arrays with one entry a series.

    `expected` is the count that season and trend of the past give, `limit` the largest count that is no unusual rise,
    `score` (observed - expected) / (limit - expected): above 1 exactly where `is_rise`. `dispersion` is how many times
    larger than Poisson the variance is, `events` how many offences the history holds, `n` how many periods. Where the
    history holds none, nothing is judged: expected, limit and score are not a number.
    """

    observed: Floats
    expected: Floats
    limit: Floats
    score: Floats
    p_value: Floats
    dispersion: Floats
    events: Floats
    has_trend: npt.NDArray[np.bool_]
    has_season: npt.NDArray[np.bool_]
    is_rise: npt.NDArray[np.bool_]
    n: int
    alpha: float
    method: str = "farrington_flexible"


@dataclass(frozen=True)
class EarsWarning:
    """What EARS says of the last period: mean and limit of the periods before it."""

    observed: float
    mean: float
    deviation: float
    limit: float
    is_rise: bool
    n: int
    method: str


def compute_limits(
    log_mean: Any, standard_error: Any, dispersion: Any, observed: Any, alpha: float, method: str = "muan"
) -> Limits:
    """Return the limits of Noufaily et al. 2013 for counts whose expected logarithm is known with an error.

    `muan`: mu_q = exp(qnorm(1 - alpha; log_mean, standard_error)); `nbPlugin`: mu = exp(log_mean). Upper limit
    NBinv(1 - alpha; size mu / (dispersion - 1), prob 1 / dispersion), Poisson where the dispersion is 1. The lower one
    is NBinv(alpha) of the same distribution, as in R surveillance: with `muan` it is no limit for falls.
    Raises `ValueError` for another method. Source of the test: R surveillance, test-farringtonFlexible.R.
    """
    import numpy as np
    from scipy import stats

    eta, error = np.atleast_1d(np.asarray(log_mean, float)), np.atleast_1d(np.asarray(standard_error, float))
    phi, count = np.atleast_1d(np.asarray(dispersion, float)), np.atleast_1d(np.asarray(observed, float))
    if method not in ("muan", "nbPlugin"):
        raise ValueError(f"no threshold called {method!r}")
    mean = np.exp(eta + stats.norm.ppf(1 - alpha) * error) if method == "muan" else np.exp(eta)
    mean, phi, count = np.broadcast_arrays(mean, phi, count)
    is_wide = phi > 1
    size = np.where(is_wide, mean / np.where(is_wide, phi - 1, 1), 1)
    prob = np.where(is_wide, 1 / phi, 0.5)
    lower, upper = (
        np.where(is_wide, stats.nbinom.ppf(q, size, prob), stats.poisson.ppf(q, mean)) for q in (alpha, 1 - alpha)
    )
    tail = np.where(is_wide, stats.nbinom.sf(count - 1, size, prob), stats.poisson.sf(count - 1, mean))
    return Limits(lower, upper, tail)


def compute_limits_1996(
    mean: float, standard_error: float, dispersion: float, observed: float, alpha: float, power: float = 2 / 3
) -> Limits:
    """Return the limits of Farrington et al. 1996 on counts raised to a power (1: none, 1/2: variance, 2/3: skewness).

    tau = dispersion + standard_error^2 / mean; limits (mean^p +- z_alpha p mean^(p-1) sqrt(mean tau))^(1/p), not below
    0. Kept as the elder method beside `compute_limits`. Source of the test: R surveillance.
    """
    import numpy as np
    from scipy import stats

    tau = dispersion + standard_error**2 / mean
    spread = power * mean ** (power - 1) * (mean * tau) ** 0.5
    z = stats.norm.ppf(1 - alpha)
    low, high = (max(0.0, mean**power + sign * z * spread) ** (1 / power) for sign in (-1, 1))
    tail = stats.norm.sf((observed**power - mean**power) / spread)
    return Limits(np.array([low]), np.array([high]), np.array([tail]))


def assign_weights(residuals: Floats, threshold: float = FARRINGTON_RESIDUAL) -> Floats:
    """Return the weights that take past outbreaks down: g where a residual is at most the threshold, g / s^2 above.

    g makes the weights of a series (a row) sum to its length. Farrington et al. 1996; R surveillance.
    """
    import numpy as np

    above = residuals > threshold
    raw = np.where(above, 1 / np.where(above, residuals, 1.0) ** 2, 1.0)
    weights: Floats = raw * (residuals.shape[-1] / raw.sum(axis=-1, keepdims=True))
    return weights


def find_rises(
    counts: Any,
    exposure: Any = None,
    *,
    alpha: float = FARRINGTON_ALPHA,
    method: str = "muan",
    years: int = FARRINGTON_YEARS,
) -> EarlyWarnings:
    """Return for many monthly series at once whether their last month is an unusual rise: Farrington flexible.

    `counts` has a row for each series and a column for each month, the judged one last; `exposure` is one number a
    month, such as its days. The history is the `years` years before (at least three full ones), without the last six
    months. Model: log-linear quasi-Poisson with a trend and a factor of season (the judged month with its neighbours,
    and each other month), past outbreaks weighted down once; the trend is left out where it leads above everything
    that was ever counted, the factor where one of its levels has no offence; both, where the history holds fewer than
    20 offences. Raises `ValueError` for fewer than 36 months before the judged one.
    """
    import numpy as np

    table = np.atleast_2d(np.asarray(counts, dtype=float))
    last = table.shape[1] - 1
    if last < LEAST_YEARS * MONTHS:
        raise ValueError(f"{last} months before the judged one, at least {LEAST_YEARS * MONTHS} are needed")
    first = max(0, last - years * MONTHS - FARRINGTON_WINDOW)
    past = np.arange(first, last - FARRINGTON_EXCLUDED)
    days = np.ones(last + 1) if exposure is None else np.asarray(exposure, dtype=float)
    design = _Design(table[:, past], past, last, np.log(days))
    outcome = _model(design)
    limits = compute_limits(outcome.eta, outcome.error, outcome.dispersion, table[:, last], alpha, method)
    expected, is_known = np.exp(outcome.eta), outcome.events > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        score = (table[:, last] - expected) / (limits.upper - expected)
    blank = np.where(is_known, 0.0, np.nan)
    return EarlyWarnings(
        observed=table[:, last],
        expected=expected + blank,
        limit=limits.upper + blank,
        score=score + blank,
        p_value=limits.p_value + blank,
        dispersion=outcome.dispersion + blank,
        events=outcome.events,
        has_trend=outcome.has_trend,
        has_season=outcome.has_season,
        is_rise=is_known & (table[:, last] > limits.upper),
        n=len(past),
        alpha=alpha,
    )


def compute_ears(
    counts: Sequence[float], method: str = "C1", deviations: float = EARS_DEVIATIONS, *, has_floor: bool = False
) -> EarsWarning:
    """Return whether the last count is above mean + `deviations` standard deviations of the seven before it.

    `C1` takes the seven just before, `C2` leaves a guard of two between. With `has_floor` the deviation is at least
    that of a Poisson count, sqrt(max(mean, 1)): seven equal counts would make one more offence a rise. No season.
    Raises `ValueError` for too few counts. Source: Hutwagner et al. 2003 (J Urban Health 80:i89); R surveillance.
    """
    import statistics

    guard = {"C1": 0, "C2": EARS_GUARD}[method]
    if len(counts) < EARS_MONTHS + guard + 1:
        raise ValueError(f"{len(counts)} counts, {EARS_MONTHS + guard + 1} are needed")
    end = len(counts) - 1 - guard
    base = [float(value) for value in counts[end - EARS_MONTHS : end]]
    mean, deviation = statistics.fmean(base), statistics.stdev(base)
    if has_floor:
        deviation = max(deviation, max(mean, 1.0) ** 0.5)
    limit = mean + deviations * deviation
    return EarsWarning(float(counts[-1]), mean, deviation, limit, counts[-1] > limit, EARS_MONTHS, method)


@dataclass
class _Outcome:
    eta: Floats
    error: Floats
    dispersion: Floats
    events: Floats
    has_trend: npt.NDArray[np.bool_]
    has_season: npt.NDArray[np.bool_]


class _Design:
    """The history of many series, and the columns by which it is explained."""

    def __init__(self, history: Floats, past: npt.NDArray[np.int64], last: int, log_days: Floats) -> None:
        import numpy as np

        self.history = history
        self.offset, self.offset_now = log_days[past], float(log_days[last])
        self.time, self.time_now = (past - last) / MONTHS, 0.0
        lag = (last - past) % MONTHS
        near = np.minimum(lag, MONTHS - lag) <= FARRINGTON_WINDOW
        self.group = np.where(near, 0, lag)

    def columns(self, has_trend: bool, has_season: bool) -> tuple[Floats, Floats]:
        """Return the columns of the history and the row of the judged month."""
        import numpy as np

        parts = [np.ones(len(self.time))]
        if has_trend:
            parts.append(self.time)
        if has_season:
            parts += [(self.group == level).astype(float) for level in np.unique(self.group) if level]
        now = np.zeros(len(parts))
        now[0] = 1.0
        if has_trend:
            now[1] = self.time_now
        return np.column_stack(parts), now


def _model(design: _Design) -> _Outcome:
    """Fit each series by the fullest model that it bears."""
    import numpy as np

    history = design.history
    events = history.sum(axis=1)
    is_rich = events >= FARRINGTON_LEAST
    levels = np.unique(design.group)
    totals = np.column_stack([history[:, design.group == level].sum(axis=1) for level in levels])
    has_season = is_rich & (totals > 0).all(axis=1)
    count = len(history)
    none = np.full(count, -np.inf)
    outcome = _Outcome(none, np.zeros(count), np.ones(count), events, is_rich.copy(), has_season)
    top = history.max(axis=1)
    for season in (True, False):
        rows = np.flatnonzero(is_rich & (has_season == season))
        _fit_rows(design, rows, outcome, True, season)
        steep = rows[~(np.exp(outcome.eta[rows]) <= top[rows])]
        outcome.has_trend[steep] = False
        _fit_rows(design, steep, outcome, False, season)
    _fit_rows(design, np.flatnonzero((events > 0) & ~is_rich), outcome, False, False)
    return outcome


def _fit_rows(
    design: _Design, rows: npt.NDArray[np.int64], outcome: _Outcome, has_trend: bool, has_season: bool
) -> None:
    """Fit some series by one model, weigh past outbreaks down, fit again, and write the judged month's logarithm."""
    import numpy as np

    if not len(rows):
        return
    columns, now = design.columns(has_trend, has_season)
    history = design.history[rows]
    fit = fit_many(columns, history, design.offset)
    fit = fit_many(columns, history, design.offset, assign_weights(_anscombe(history, fit)), fit)
    outcome.eta[rows] = fit.coefficients @ now + design.offset_now
    variance = np.einsum("i,sij,j->s", now, fit.covariance, now)
    outcome.dispersion[rows] = fit.dispersion
    outcome.error[rows] = np.sqrt(np.maximum(variance * fit.dispersion, 0))


def _anscombe(history: Floats, fit: PoissonFit) -> Floats:
    """Return standardised Anscombe residuals: 1.5 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h))."""
    import numpy as np

    mean = np.maximum(fit.mean, 1e-10)
    raw = 1.5 * (history ** (2 / 3) * mean ** (-1 / 6) - np.sqrt(mean))
    residuals: Floats = raw / np.sqrt(fit.dispersion[:, None] * np.maximum(1 - fit.leverage, 1e-6))
    return residuals
