"""Rates and proportions with their intervals: how far the underlying rate may lie from the one that was registered.

A register is a full count: the interval is not about what was missed, it is about what the same risk could have given.
Code of our own, held to the published results of the packages that public health statisticians use.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from esep.model.tolerances import BYAR_FROM, CONFIDENCE, STANDARDISED_MIN


@dataclass(frozen=True)
class RateInterval:
    """A value with the ends of its interval, all in one unit. `method` names how the ends were found."""

    value: float
    low: float
    high: float
    method: str
    confidence: float = CONFIDENCE


def bound_count(count: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean, of which `count` events were seen (Garwood).

    O_L = chi2inv(alpha / 2; 2 O) / 2, 0 where O is 0; O_U = chi2inv(1 - alpha / 2; 2 O + 2) / 2. In events. Raises
    `ValueError` for a negative count. Source: Garwood 1936, Biometrika 28:437.
    """
    from scipy.special import gammaincinv

    _check_count(count)
    tail = (1 - confidence) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


def bound_count_byar(count: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return Byar's approximate interval of a Poisson mean, within 0.2 % of the exact one from ten events on.

    O (1 - 1 / (9 O) - z / (3 sqrt O))^3 and the same with O + 1 and + z. Used only to reproduce figures of public
    health bodies. Raises `ValueError` for a negative count. Source: APHO Technical Briefing 3; Breslow & Day 1987.
    """
    _check_count(count)
    z = _find_z(confidence)
    low = count * (1 - 1 / (9 * count) - z / (3 * math.sqrt(count))) ** 3 if count else 0.0
    above = count + 1
    return low, above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3


def bound_count_phe(count: float, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the interval of Public Health England: exact under ten events, Byar's from ten on."""
    return bound_count_byar(count, confidence) if count >= BYAR_FROM else bound_count(count, confidence)


def compute_rate_interval(
    events: float,
    population: float,
    base: float = 100_000,
    confidence: float = CONFIDENCE,
    dispersion: float = 1.0,
) -> RateInterval | None:
    """Return base x events / population with its Garwood interval; `None` without a population.

    With a known `dispersion` each half of the interval is sqrt(dispersion) times as wide, the lower end no less than 0.
    More events than people are allowed: one can be robbed twice. Raises `ValueError` for a negative count.
    """
    if population <= 0:
        return None
    low, high = bound_count(events, confidence)
    stretch = math.sqrt(max(1.0, dispersion))
    low, high = max(0.0, events - stretch * (events - low)), events + stretch * (high - events)
    scale = base / population
    method = "garwood" if stretch == 1 else "garwood_dispersion"
    return RateInterval(scale * events, scale * low, scale * high, method, confidence)


def compute_ratio_to_expected(
    observed: float, expected: float, confidence: float = CONFIDENCE, base: float = 1.0
) -> RateInterval | None:
    """Return the indirectly standardised ratio base x O / E with the interval of O; `None` where nothing is expected.

    Exact under ten events, Byar's from ten on, as Public Health England does. Source: PHE Technical Guide 2018.
    """
    if expected <= 0:
        return None
    low, high = bound_count_phe(observed, confidence)
    return RateInterval(base * observed / expected, base * low / expected, base * high / expected, "byar", confidence)


def compute_proportion(count: float, total: float, confidence: float = CONFIDENCE) -> RateInterval | None:
    """Return count / total with Wilson's interval, all between 0 and 1; `None` where the total is 0.

    (2 O + z^2 -+ z sqrt(z^2 + 4 O (1 - O / n))) / (2 (n + z^2)). Raises `ValueError` for a part above its whole.
    Source: Wilson 1927, JASA 22:209.
    """
    _check_count(count)
    if total <= 0:
        return None
    if count > total:
        raise ValueError(f"a part of {count} is more than its whole of {total}")
    z = _find_z(confidence)
    root = z * math.sqrt(z * z + 4 * count * (1 - count / total))
    below, above = (2 * count + z * z - root, 2 * count + z * z + root)
    span = 2 * (total + z * z)
    return RateInterval(count / total, max(0.0, below / span), min(1.0, above / span), "wilson", confidence)


def standardise(
    events: Sequence[float],
    population: Sequence[float],
    standard: Sequence[float],
    base: float = 100_000,
    confidence: float = CONFIDENCE,
    method: str = "dobson",
) -> RateInterval | None:
    """Return the directly standardised rate base x sum w O / n / sum w; `None` under ten events in all.

    `events`, `population` and `standard` (w) are by stratum: age groups of victims or offenders. Never standardise the
    total of registered offences: it has no age. `method` is `dobson` (the default), `fay_feuer` or `tiwari`:

    - Dobson: DSR + sqrt(v / O) (O_L - O) and the same for O_U, v = sum w^2 O / n^2 / (sum w)^2, with the interval of
      `bound_count_phe` for the sum of all events;
    - Fay-Feuer: GammaInv(alpha/2; DSR^2 / v, v / DSR) and GammaInv(1 - alpha/2; (DSR + wM)^2 / (v + wM^2),
      (v + wM^2) / (DSR + wM)), wM the largest w / (n sum w); it blows up with tiny strata;
    - Tiwari: the same with the mean of w / (n sum w) and of its squares instead of wM and its square.

    Raises `ValueError` for lengths that differ, a stratum without people, an unknown method.
    Sources: Dobson et al. 1991, Stat Med 10:457; Fay & Feuer 1997, Stat Med 16:791; Tiwari et al. 2006, SMMR 15:547.
    """
    if not len(events) == len(population) == len(standard):
        raise ValueError("events, population and standard need one number for each stratum")
    if min(population, default=0) <= 0 or min(events, default=0) < 0:
        raise ValueError("every stratum needs people, and none can have fewer than no events")
    total = sum(events)
    if total < STANDARDISED_MIN:
        return None
    weights = [w / n / sum(standard) for w, n in zip(standard, population, strict=True)]
    rate = sum(weight * count for weight, count in zip(weights, events, strict=True))
    variance = sum(weight * weight * count for weight, count in zip(weights, events, strict=True))
    if method == "dobson":
        ends = bound_count_phe(total, confidence)
        low, high = (rate + math.sqrt(variance / total) * (end - total) for end in ends)
    else:
        low, high = _bound_by_gamma(rate, variance, weights, confidence, method)
    return RateInterval(base * rate, base * low, base * high, method, confidence)


def _bound_by_gamma(
    rate: float, variance: float, weights: Sequence[float], confidence: float, method: str
) -> tuple[float, float]:
    from scipy.special import gammaincinv

    if method == "fay_feuer":
        extra, square = max(weights), max(weights) ** 2
    elif method == "tiwari":
        extra, square = (sum(weight**power for weight in weights) / len(weights) for power in (1, 2))
    else:
        raise ValueError(f"no method called {method!r}")
    tail = (1 - confidence) / 2
    low = float(gammaincinv(rate**2 / variance, tail)) * variance / rate
    above, spread = rate + extra, variance + square
    return low, float(gammaincinv(above**2 / spread, 1 - tail)) * spread / above


def _find_z(confidence: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf((1 + confidence) / 2)


def _check_count(count: float) -> None:
    if count < 0:
        raise ValueError(f"a count cannot be negative: {count}")
