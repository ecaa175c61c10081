"""Log-linear quasi-Poisson models of many series over the same columns, fitted together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

STEPS = 30
TOLERANCE = 1e-9
# The logarithm of a mean stays between these while the fit looks for its way.
LOG_BOUNDS = (-25.0, 40.0)


@dataclass(frozen=True)
class PoissonFit:
    """Fits of many series: the first axis is the series.

    `covariance` is (X'WX)^-1, to be multiplied by `dispersion`: Pearson's X^2 with prior weights over n - p, at least
    1.
    """

    coefficients: Floats
    covariance: Floats
    mean: Floats
    dispersion: Floats
    leverage: Floats


def fit_many(
    columns: Floats, counts: Floats, offset: Floats, weights: Floats | None = None, start: PoissonFit | None = None
) -> PoissonFit:
    """Return the fit of ln E(y) = offset + X b for each row of counts, by iteratively reweighted least squares.

    `columns` is X (n x p), the same for all series; `counts` (series x n), `offset` (n), `weights` prior weights
    (series x n), `start` a fit from which to look further. Equal to `statsmodels.GLM(family=Poisson())` with scale X2
    for one series, which a test holds.
    """
    import numpy as np

    prior = np.ones_like(counts) if weights is None else weights
    # Without a start, every fit begins at the counts themselves, those that are 0 a little above.
    mean: Floats = np.maximum(counts, 0.1) if start is None else start.mean
    eta: Floats = np.log(mean)
    products = np.einsum("ni,nj->nij", columns, columns).reshape(len(columns), -1)
    size = columns.shape[1]
    coefficients: Floats = np.zeros((len(counts), size))
    deviance = np.full(len(counts), np.inf)
    for _ in range(STEPS):
        working = prior * mean
        response = working * (eta - offset) + prior * (counts - mean)
        information = (working @ products).reshape(-1, size, size)
        solved = np.linalg.solve(_steady(information), (response @ columns)[..., None])[..., 0]
        coefficients = np.asarray(solved, dtype=np.float64)
        eta = np.asarray(np.clip(coefficients @ columns.T + offset, *LOG_BOUNDS), dtype=np.float64)
        mean = np.asarray(np.exp(eta), dtype=np.float64)
        before, deviance = deviance, -2 * (prior * (counts * eta - mean)).sum(axis=1)
        if np.all(np.abs(deviance - before) <= TOLERANCE * (np.abs(deviance) + 0.1)):
            break
    working = prior * mean
    covariance: Floats = np.asarray(np.linalg.inv(_steady((working @ products).reshape(-1, size, size))), np.float64)
    leverage: Floats = working * np.einsum("ni,sij,nj->sn", columns, covariance, columns, optimize=True)
    pearson = (prior * (counts - mean) ** 2 / mean).sum(axis=1) / (len(columns) - size)
    return PoissonFit(coefficients, covariance, mean, np.maximum(pearson, 1.0), leverage)


def _steady(information: Floats) -> Floats:
    """Return a matrix that can be inverted: a trace too small to be seen is added."""
    import numpy as np

    size = information.shape[-1]
    trace = np.trace(information, axis1=1, axis2=2)[:, None, None]
    steady: Floats = information + np.eye(size) * (1e-12 * trace + 1e-12)
    return steady
