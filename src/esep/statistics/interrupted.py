"""The level and the slope of a monthly series before and after a dated measure: an interrupted series.

It tells what happened to the figures after the date, beside what their own past would have led one to expect. It
cannot tell why. Lopez Bernal, Cummins and Gasparrini 2017 (Int J Epidemiol 46:348).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from esep.model.tolerances import EFFECT_AFTER, EFFECT_BEFORE, EFFECT_LAGS, EFFECT_MOST_CORRELATED

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

MONTHS = 12


@dataclass(frozen=True)
class Change:
    """A change in per cent with its interval and the two-sided p-value that it is none."""

    percent: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True)
class Interrupted:
    """A segmented quasi-Poisson regression.

    `level` is the jump at the start of the measure, `slope` the change of the yearly pace after it, `pace` the yearly
    pace before. `expected` is how many events the months after would have had, had level and pace gone on;
    `observed` how many they had. `dispersion` is how much wider than Poisson the months vary, `autocorrelation` that
    of neighbouring residuals. `errors` says which standard errors were the larger: "quasi_poisson" or "newey_west".
    """

    level: Change
    slope: Change
    pace: Change
    expected: float
    observed: float
    dispersion: float
    autocorrelation: float
    errors: str
    before: int
    after: int

    @property
    def n(self) -> int:
        """Return how many months were used."""
        return self.before + self.after


def estimate_effect(
    counts: Sequence[float],
    exposures: Sequence[float],
    places: Sequence[int],
    start: int,
    confidence: float = 0.95,
) -> Interrupted:
    """Return what level and slope did at a measure that starts with month `start`.

    ln E(y_t) = ln n_t + b0 + b1 t + season + b2 [t >= start] + b3 (t - start) [t >= start]; the season is two pairs of
    sine and cosine of the calendar month. `places` number the months (0 is any January; a month may be missing, such
    as the one in which the measure began), `exposures` n_t are their days or population. Level 100 (exp b2 - 1), slope
    100 (exp 12 b3 - 1). Standard errors: the larger of quasi-Poisson (dispersion at least 1), widened by
    sqrt((1 + r) / (1 - r)), and Newey-West with three lags, times the t quantile of n - p; r is the lag-1 correlation
    of Pearson residuals plus p / n, between 0 and 0.8, and p the number of columns, 8. Raises `ValueError` for fewer
    than 24 months before or 12 after. Fitted by `statsmodels.GLM`.
    """
    import numpy as np
    import statsmodels.api as sm
    from scipy import stats

    time = np.asarray(places, dtype=float)
    count, size = np.asarray(counts, dtype=float), np.log(np.asarray(exposures, dtype=float))
    after = time >= start
    if after.sum() < EFFECT_AFTER or (~after).sum() < EFFECT_BEFORE:
        raise ValueError(f"{(~after).sum()} months before and {after.sum()} after, too few")
    columns = _columns(time, start)
    # A fit without any residual is warned of by statsmodels; here it is an answer like any other.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = sm.GLM(count, columns, family=sm.families.Poisson(), offset=size)
        plain = model.fit(scale="X2")
        correlation = _autocorrelation((count - plain.fittedvalues) / np.sqrt(plain.fittedvalues))
        errors, is_robust = _find_errors(model, plain, correlation)
    free = len(count) - columns.shape[1]
    quantile = float(stats.t.ppf((1 + confidence) / 2, free))

    def change(place: int, times: float) -> Change:
        value, error = float(plain.params[place]), float(errors[place])
        low, high = (100 * float(np.expm1(times * (value + sign * quantile * error))) for sign in (-1, 1))
        p_value = 2 * float(stats.t.sf(abs(value) / error, free))
        return Change(100 * float(np.expm1(times * value)), low, high, p_value)

    gone_on = np.exp(columns[:, :-2] @ plain.params[:-2] + size)
    return Interrupted(
        level=change(-2, 1),
        slope=change(-1, MONTHS),
        pace=change(1, MONTHS),
        expected=float(gone_on[after].sum()),
        observed=float(count[after].sum()),
        dispersion=max(float(plain.scale), 1.0),
        autocorrelation=correlation,
        errors="newey_west" if is_robust else "quasi_poisson",
        before=int((~after).sum()),
        after=int(after.sum()),
    )


def _find_errors(model: Any, plain: Any, correlation: float) -> tuple[Floats, bool]:
    """Return the larger of two standard errors of each coefficient, and whether Newey-West's is for the level."""
    import numpy as np

    dispersion, (n, columns) = float(plain.scale), model.exog.shape
    # A fit with p columns draws the correlation of its residuals down by about p / n.
    lasting = min(EFFECT_MOST_CORRELATED, max(0.0, correlation + columns / n))
    widened = (1 + lasting) / (1 - lasting)
    quasi = np.sqrt(np.diag(plain.normalized_cov_params) * max(dispersion, 1.0) * widened)
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": EFFECT_LAGS, "use_correction": True}).bse
    errors: Floats = np.maximum(quasi, robust)
    return errors, bool(robust[-2] > quasi[-2])


def _columns(time: Floats, start: int) -> Floats:
    """Return the columns: 1, time, two harmonics of the year, the step and the slope after it."""
    import numpy as np

    angle = 2 * np.pi * time / MONTHS
    season = [wave(turns * angle) for turns in (1, 2) for wave in (np.sin, np.cos)]
    after = (time >= start).astype(float)
    return np.column_stack([np.ones_like(time), time - start, *season, after, after * (time - start)])


def _autocorrelation(residuals: Floats) -> float:
    """Return the correlation of each residual with the one before, 0 where they do not vary."""
    import numpy as np

    centred = residuals - residuals.mean()
    total = float((centred**2).sum())
    return float((centred[1:] * centred[:-1]).sum()) / total if total > np.finfo(float).tiny else 0.0
