"""What the coming months may bring: exponential smoothing with a season, widened by its own past errors."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

from esep.model.tolerances import OUTLOOK_MIN_MONTHS, OUTLOOK_MONTHS
from esep.statistics.outlook import Outlook

SEASON = 12
# Past forecasts that the widening is measured on: so many ends of the series, so many months apart, with 36 before.
ORIGINS = 4
APART = 3
FEWEST_FITTED = 36
# What is estimated from the months: three weights, the damping, level and trend at the start, eleven months.
FITTED = 17
# A count of 0 has no logarithm.
SHIFT = 0.5


def project_month(values: Sequence[float], horizon: int) -> Outlook | None:
    """Return the interval for a monthly count `horizon` months after the last of consecutive, comparable months.

    Additive exponential smoothing with a season of twelve and a damped trend on ln(x + 0.5) (statsmodels ETSModel),
    95 %. The standard error is multiplied by the root mean square of past forecast errors in units of their own
    standard errors, over the last four ends of the series three months apart, never by less than 1.

    `None` for fewer than 48 months or a horizon that is not 1 to 12.
    Source: Hyndman, Koehler, Ord and Snyder 2008, Forecasting with Exponential Smoothing; the widening is ours.
    """
    if len(values) < OUTLOOK_MIN_MONTHS or not 1 <= horizon <= OUTLOOK_MONTHS:
        return None
    from scipy.stats import norm

    logs = [math.log(value + SHIFT) for value in values]
    ratios: list[float] = []
    for origin in range(1, ORIGINS + 1):
        known = len(logs) - origin * APART
        if known >= FEWEST_FITTED:
            means, errors = _forecast(logs[:known], min(OUTLOOK_MONTHS, len(logs) - known))
            ratios += [(logs[known + step] - mean) / errors[step] for step, mean in enumerate(means)]
    widened = max(1.0, math.sqrt(sum(ratio**2 for ratio in ratios) / len(ratios)))
    means, errors = _forecast(logs, horizon)
    half = float(norm.ppf(0.975)) * errors[-1] * widened
    middle, low, high = (max(math.exp(means[-1] + side * half) - SHIFT, 0.0) for side in (0, -1, 1))
    return Outlook(middle, low, high, horizon, len(values), "ets", widened=widened)


def _forecast(logs: Sequence[float], steps: int) -> tuple[list[float], list[float]]:
    """Return the means and standard errors of the next months.

    The variance h months ahead is s2 (1 + sum over j < h of c_j^2) with c_j = alpha + beta (phi + ... + phi^j) + gamma
    where j is a whole number of seasons (Hyndman et al. 2008, table 6.1).
    """
    import numpy as np
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = ETSModel(
            np.asarray(logs), error="add", trend="add", damped_trend=True, seasonal="add", seasonal_periods=SEASON
        )
        result: Any = model.fit(disp=False)
        means = [float(mean) for mean in result.forecast(steps)]
    phi, sums = float(result.damping_trend), 0.0
    # A series that repeats itself exactly leaves no error to divide by.
    variance = max(float(np.sum(np.asarray(result.resid) ** 2)) / (len(logs) - FITTED), 1e-18)
    growth, errors = 0.0, []
    for step in range(1, steps + 1):
        errors.append(math.sqrt(variance * (1 + sums)))
        growth += phi**step
        seasonal = float(result.smoothing_seasonal) if step % SEASON == 0 else 0.0
        sums += (float(result.smoothing_level) + float(result.smoothing_trend) * growth + seasonal) ** 2
    return means, errors
