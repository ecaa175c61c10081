"""Two counts compared: their ratio, its interval, and how easily chance in counting alone would give it.

Everything here takes numbers or arrays of them that broadcast: a whole scan is one call.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.model.tolerances import CONFIDENCE

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class RatioTest:
    """The ratio of a later count to an earlier one, each per unit of its exposure.

    `low` and `high` are the bounds of its interval, `p_value` the two-sided probability of a ratio as far from 1 by
    chance; p < 1 - confidence exactly where the interval leaves 1 out. `method` is `exact` or `quasi_poisson`, `n` the
    events of both periods together. With no event at all the ratio is `nan` and the interval everything above 0.
    """

    ratio: float
    low: float
    high: float
    p_value: float
    method: str
    n: int
    confidence: float = CONFIDENCE
    assumptions: tuple[str, ...] = ("independent_events",)

    @property
    def is_beyond_chance(self) -> bool:
        """Return whether the interval leaves 1 out."""
        return self.p_value < 1 - self.confidence


def compare_counts(
    before: float,
    after: float,
    before_exposure: float = 1.0,
    after_exposure: float = 1.0,
    confidence: float = CONFIDENCE,
) -> RatioTest:
    """Return the exact conditional comparison of two Poisson counts, with the central two-sided p.

    Given a + b events, b is binomial with p0 = Eb / (Ea + Eb); p = min(1, 2 min(P(X <= b), P(X >= b))), and the bounds
    of the ratio are those of Clopper and Pearson for p0, as odds, times Ea / Eb. Exposures are in any common unit: days
    or person-years. Raises `ValueError` for a negative count or an exposure that is not positive.
    Source: Fay 2010, R Journal 2(1):53; Gu et al. 2008, Biometrical Journal 50:283.
    """
    _check(before, after, before_exposure, after_exposure)
    share = after_exposure / (before_exposure + after_exposure)
    odds = before_exposure / after_exposure
    low, high = bound_ratio(before, after, odds, 1 - confidence)
    ratio = float("nan") if before == after == 0 else odds * after / before if before else float("inf")
    p_value = float(find_central_p(before, after, share))
    return RatioTest(ratio, float(low), float(high), p_value, "exact", int(before + after), confidence)


def find_central_p(before: ArrayLike, after: ArrayLike, share: ArrayLike) -> Floats:
    """Return p = min(1, 2 min(P(X <= b), P(X >= b))) for X binomial of a + b trials with probability `share`.

    The tails are incomplete beta functions, so counts need not be whole. Not the likelihood-ordered p of most programs,
    which can contradict the interval (Fay 2010).
    """
    import numpy as np
    from scipy.special import betainc

    a, b, p0 = (np.asarray(part, dtype=float) for part in (before, after, share))
    at_most = np.where(a > 0, betainc(np.where(a > 0, a, 1.0), b + 1, 1 - p0), 1.0)
    at_least = np.where(b > 0, betainc(np.where(b > 0, b, 1.0), a + 1, p0), 1.0)
    result: Floats = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    return result


def bound_ratio(before: ArrayLike, after: ArrayLike, odds: ArrayLike, alpha: float) -> tuple[Floats, Floats]:
    """Return the central exact bounds of the ratio of two counts; `odds` is Ea / Eb, an open end infinite.

    pL = BetaInv(alpha/2; b, a + 1), pU = BetaInv(1 - alpha/2; b + 1, a), each as p / (1 - p), times Ea / Eb.
    """
    import numpy as np
    from scipy.special import betaincinv

    a, b = np.asarray(before, dtype=float), np.asarray(after, dtype=float)
    lowest = np.where(b > 0, betaincinv(np.where(b > 0, b, 1.0), a + 1, alpha / 2), 0.0)
    highest = np.where(a > 0, betaincinv(b + 1, np.where(a > 0, a, 1.0), 1 - alpha / 2), 1.0)
    with np.errstate(divide="ignore"):
        return odds * lowest / (1 - lowest), odds * highest / (1 - highest)


def compare_overdispersed(
    before: float,
    after: float,
    dispersion: float,
    freedom: float,
    before_exposure: float = 1.0,
    after_exposure: float = 1.0,
    confidence: float = CONFIDENCE,
) -> RatioTest:
    """Return the comparison of two counts whose variance is `dispersion` times their mean (quasi-Poisson).

    log RR +- t(freedom) sqrt(phi (1/a + 1/b)), phi no smaller than 1. Where one of the counts is 0 there is no
    logarithm: the exact comparison of both counts divided by phi stands in. Raises `ValueError` as `compare_counts`.
    Source: McCullagh & Nelder 1989, chapter 6; Wedderburn 1974, Biometrika 61:439.
    """
    import numpy as np
    from scipy.special import stdtrit

    _check(before, after, before_exposure, after_exposure)
    phi, odds = max(dispersion, 1.0), before_exposure / after_exposure
    p_value = float(find_overdispersed_p(before, after, phi, freedom, odds))
    if not before or not after:
        low, high = (float(bound) for bound in bound_ratio(before / phi, after / phi, odds, 1 - confidence))
        ratio = float("nan") if before == after else 0.0 if before else float("inf")
    else:
        ratio = odds * after / before
        width = stdtrit(freedom, (1 + confidence) / 2) * np.sqrt(phi * (1 / before + 1 / after))
        low, high = float(ratio * np.exp(-width)), float(ratio * np.exp(width))
    assumptions = ("stable_dispersion",)
    return RatioTest(ratio, low, high, p_value, "quasi_poisson", int(before + after), confidence, assumptions)


def find_overdispersed_p(
    before: ArrayLike, after: ArrayLike, dispersion: ArrayLike, freedom: ArrayLike, odds: ArrayLike
) -> Floats:
    """Return the two-sided p of `compare_overdispersed`: T = log RR / sqrt(phi (1/a + 1/b)) against t."""
    import numpy as np
    from scipy.special import stdtr

    a, b, phi, ratio = (np.asarray(part, dtype=float) for part in (before, after, dispersion, odds))
    phi = np.maximum(phi, 1.0)
    is_whole = (a > 0) & (b > 0)
    some_a, some_b = np.where(is_whole, a, 1.0), np.where(is_whole, b, 1.0)
    statistic = np.log(ratio * some_b / some_a) / np.sqrt(phi * (1 / some_a + 1 / some_b))
    exact = find_central_p(a / phi, b / phi, 1 / (1 + ratio))
    result: Floats = np.where(is_whole, 2 * stdtr(freedom, -np.abs(statistic)), exact)
    return result


def compare_means(before: int, after: int, before_exposure: float = 1.0, after_exposure: float = 1.0) -> float:
    """Return the two-sided p of the E-test of two Poisson means (Krishnamoorthy & Thomson 2004, JSPI 119:23).

    For monitoring only: it is more powerful than the exact comparison and answers the same question, and one question
    gets one published answer. Exposures must differ by no more than what `scipy.stats.poisson_means_test` takes.
    """
    from scipy.stats import poisson_means_test

    result: Any = poisson_means_test(after, after_exposure, before, before_exposure)
    return float(result.pvalue)


def _check(before: float, after: float, before_exposure: float, after_exposure: float) -> None:
    if before < 0 or after < 0:
        raise ValueError(f"a count cannot be negative: {before}, {after}")
    if before_exposure <= 0 or after_exposure <= 0:
        raise ValueError(f"an exposure must be above 0: {before_exposure}, {after_exposure}")
