"""What a coming year may bring if the series goes on as it went, and what a target would ask of it.

No prediction: an interval meant for about nine of ten such years, and what became of such intervals in the past.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esep.model.tolerances import (
    OUTLOOK_CHANGES,
    OUTLOOK_DRIFT,
    OUTLOOK_HORIZON,
    OUTLOOK_MIN_CHANGES,
    OUTLOOK_ZERO_YEARS,
)
from esep.statistics.trend import compute_annual_pace


@dataclass(frozen=True)
class Outlook:
    """An interval for a coming period. `n` is how many changes, or years, it rests on.

    `confidence` is the nominal one, 0.95: of real series about nine of ten fell inside. `method` is `random_walk`,
    `poisson_gamma` or `ets`; `widened` by how much past errors widened the interval (1: not at all).
    """

    value: float
    low: float
    high: float
    horizon: int
    n: int
    method: str
    confidence: float = 0.95
    widened: float = 1.0


@dataclass(frozen=True)
class RequiredPace:
    """The pace that a target asks for, in per cent a year, beside every pace of the past over as many years.

    `past` are those paces by their first year; `as_fast` how many of them were at least as fast in that direction.
    """

    percent: float
    years: int
    past: Mapping[int, float]
    as_fast: int


@dataclass(frozen=True)
class WayToZero:
    """How far "zero" is at a pace: years until fewer than one is expected, and the chance of none at a time before.

    `years` is `None` where the pace leads nowhere near; `expected` is the number to expect at the time of the target,
    `none_probability` the chance e^-expected of not a single case then.
    """

    years: float | None
    expected: float
    none_probability: float


def project_year(values: Sequence[float], horizon: int) -> Outlook | None:
    """Return the interval for a yearly count `horizon` years after the last of consecutive, comparable values.

    ln x_{T+H} = ln x_T + H d / 2 +- t(.975; h - 1) s sqrt(H (1 + H / h)), with d the mean and s the standard deviation
    of the last h = 8 changes of ln x (at least five): a random walk with half of its drift. Where one of the values it
    needs is 0, the predictive distribution of a Poisson count with the mean of the last five years instead: negative
    binomial with size S + 1/2 and probability 5/6, S their sum.

    `None` for fewer than six values or a horizon that is not 1 to 3 years: further ahead the interval held too rarely.
    """
    if not 1 <= horizon <= OUTLOOK_HORIZON or len(values) <= OUTLOOK_MIN_CHANGES:
        return None
    used = list(values[-(OUTLOOK_CHANGES + 1) :])
    if min(used) <= 0:
        return _project_count(values[-OUTLOOK_ZERO_YEARS:], horizon)
    from scipy.stats import t as student

    changes = [math.log(later / earlier) for earlier, later in itertools.pairwise(used)]
    h = len(changes)
    mean = sum(changes) / h
    spread = math.sqrt(sum((change - mean) ** 2 for change in changes) / (h - 1))
    middle = math.log(used[-1]) + OUTLOOK_DRIFT * horizon * mean
    half = float(student.ppf(0.975, h - 1)) * spread * math.sqrt(horizon * (1 + horizon / h))
    return Outlook(math.exp(middle), math.exp(middle - half), math.exp(middle + half), horizon, h, "random_walk")


def count_held(values: Sequence[float], horizon: int) -> tuple[int, int]:
    """Return how many intervals of `project_year` held in the past of a series, and how many could be tried.

    Every year with six before it is an origin; the value `horizon` years later is compared with the interval that the
    years until then give. Neighbouring origins share most of their years, so this is a record, not a test.
    """
    held = tried = 0
    for origin in range(OUTLOOK_MIN_CHANGES + 1, len(values) - horizon + 1):
        outlook = project_year(values[:origin], horizon)
        if outlook is not None:
            tried += 1
            held += outlook.low <= values[origin + horizon - 1] <= outlook.high
    return held, tried


def _project_count(last: Sequence[float], horizon: int) -> Outlook:
    from scipy.stats import nbinom

    total, years = sum(last), len(last)
    size, chance = total + 0.5, years / (years + 1)
    low, high = (float(nbinom.ppf(p, size, chance)) for p in (0.025, 0.975))
    return Outlook(total / years, low, high, horizon, years, "poisson_gamma")


def require_pace(series: Mapping[int, float], current: float, target: float, years: int) -> RequiredPace:
    """Return g = 100 ((target / current)^(1 / n) - 1) beside the paces of all past n-year periods of a series.

    `series` are comparable yearly values; a past period needs both its ends and a first value above 0. Where the target
    is below the current value, a past pace is as fast if it is at most g, otherwise if it is at least g.
    Raises `ValueError` where the current value or the years are not above 0.
    """
    percent = compute_annual_pace(current, target, years)
    past = {
        year: compute_annual_pace(value, series[year + years], years)
        for year, value in sorted(series.items())
        if year + years in series and value > 0
    }
    as_fast = sum(pace <= percent if target < current else pace >= percent for pace in past.values())
    return RequiredPace(percent, years, past, as_fast)


def find_way_to_zero(current: float, percent: float, years: float) -> WayToZero:
    """Return how far zero is for a count that changes by `percent` a year, `years` before the target.

    A constant pace never reaches 0, so the question is when fewer than one case is to be expected: n = ln(1 / x) /
    ln(1 + g). The chance of none in the year of the target is e^-lambda with lambda = x (1 + g)^years (Poisson).
    """
    expected = current * (1 + percent / 100) ** years
    if current < 1:
        until: float | None = 0.0
    elif -100 < percent < 0:
        until = math.log(1 / current) / math.log1p(percent / 100)
    else:
        until = None
    return WayToZero(until, expected, math.exp(-expected))
