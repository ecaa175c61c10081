"""Empirical Bayes: the rate of a small area drawn towards that of all, the more the less it can say for itself.

For maps and for the question which areas differ; published numbers stay raw. Clayton and Kaldor 1987 (Biometrics
43:671), Marshall 1991 (Appl Stat 40:283).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esep.model.tolerances import RANK_DRAWS

SEED = 20120101


@dataclass(frozen=True)
class Smoothed:
    """Smoothed ratios (observed over expected, 1 is the rate of all) with the gamma distribution of each.

    `shapes` and `scales` are of the posterior Gamma(O + nu, 1 / (E + alpha)); empty where all areas are equal and each
    is drawn the whole way (`is_full`). `method` is "clayton_kaldor" or "marshall".
    """

    ratios: tuple[float, ...]
    shapes: tuple[float, ...]
    scales: tuple[float, ...]
    nu: float
    alpha: float
    is_full: bool
    method: str

    def interval(self, place: int, confidence: float = 0.95) -> tuple[float, float] | None:
        """Return the interval of the ratio of an area; `None` where the method gives none."""
        if not self.shapes:
            return None
        from scipy import stats

        tail = (1 - confidence) / 2
        shape, scale = self.shapes[place], self.scales[place]
        return tuple(float(stats.gamma.ppf(p, shape, scale=scale)) for p in (tail, 1 - tail))  # type: ignore[return-value]


def smooth_marshall(observed: Sequence[float], exposure: Sequence[float]) -> tuple[float, ...]:
    """Return Marshall's smoothed rates per unit of exposure, from the moments of the raw ones.

    m = sum O / sum n; s2 = sum n (r - m)^2 / sum n - m / mean n, not below 0; w = s2 / (s2 + m / n); w r + (1 - w) m.
    All equal: s2 = 0 and every area has the rate of all. Source of the test: esda.
    """
    import numpy as np

    count, size = np.asarray(observed, float), np.asarray(exposure, float)
    rate, mean = count / size, float(count.sum() / size.sum())
    spread = max(0.0, float((size * (rate - mean) ** 2).sum() / size.sum()) - mean / float(size.mean()))
    weight = spread / (spread + mean / size) if mean > 0 else np.zeros_like(rate)
    return tuple(float(value) for value in weight * rate + (1 - weight) * mean)


def smooth(observed: Sequence[float], expected: Sequence[float]) -> Smoothed:
    """Return the Clayton-Kaldor smoothing of O / E: theta = (O + nu) / (E + alpha), nu and alpha by maximum likelihood.

    O is negative binomial with size nu and mean E nu / alpha. Where the likelihood has no maximum, because areas differ
    by no more than chance, every area gets the common ratio (`is_full`); where it is not found, Marshall's.
    """
    import numpy as np
    from scipy import optimize, special

    count, mean = np.asarray(observed, float), np.asarray(expected, float)

    def negative(parameters: object) -> float:
        nu, alpha = np.exp(np.asarray(parameters, float))
        terms = special.gammaln(count + nu) - special.gammaln(nu) + nu * np.log(alpha / (mean + alpha))
        return -float((terms + count * np.log(1 / (mean + alpha))).sum())

    if _spreads_by_chance(count, mean):
        return _smooth_fully(count, mean)
    found = optimize.minimize(negative, [0.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-9})
    nu, alpha = (float(value) for value in np.exp(found.x))
    if nu > 1e6:
        return _smooth_fully(count, mean)
    if not found.success:
        ratios = smooth_marshall(observed, expected)
        return Smoothed(ratios, (), (), float("nan"), float("nan"), False, "marshall")
    shapes, scales = count + nu, 1 / (mean + alpha)
    ratios = tuple(float(value) for value in shapes * scales)
    return Smoothed(ratios, tuple(shapes.tolist()), tuple(scales.tolist()), nu, alpha, False, "clayton_kaldor")


def rank_intervals(smoothed: Smoothed, confidence: float = 0.95) -> tuple[tuple[int, int], ...]:
    """Return for each area the ranks (1 is the highest rate) that it may have, from draws of the smoothed ratios.

    10,000 draws with a fixed seed. Where all areas are equal every rank is possible for each.
    Source: Goldstein and Spiegelhalter 1996 (JRSS A 159:385).
    """
    import numpy as np

    areas = len(smoothed.ratios)
    if not smoothed.shapes:
        return tuple((1, areas) for _ in range(areas))
    draw = np.random.default_rng(SEED).gamma(smoothed.shapes, smoothed.scales, size=(RANK_DRAWS, areas))
    ranks = areas - draw.argsort(axis=1).argsort(axis=1)
    tail = 100 * (1 - confidence) / 2
    low, high = np.percentile(ranks, [tail, 100 - tail], axis=0, method="nearest")
    return tuple((int(a), int(b)) for a, b in zip(low, high, strict=True))


def _spreads_by_chance(count: object, mean: object) -> bool:
    """Return whether areas spread no wider than Poisson: the likelihood then rises without end with nu."""
    import numpy as np

    observed, expected = np.asarray(count, float), np.asarray(mean, float)
    common = observed.sum() / expected.sum()
    return bool((((observed - common * expected) ** 2 - observed).sum()) <= 0)


def _smooth_fully(count: object, mean: object) -> Smoothed:
    import numpy as np

    observed, expected = np.asarray(count, float), np.asarray(mean, float)
    common = float(observed.sum() / expected.sum())
    return Smoothed((common,) * len(observed), (), (), float("inf"), float("inf"), True, "clayton_kaldor")
