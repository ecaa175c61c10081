"""Whether a series goes one way: Kendall's rank test, plain and corrected for months or years that hang together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from esep.statistics.ratio import Floats


@dataclass(frozen=True)
class MonotoneTest:
    """Kendall's rank correlation with time.

    `tau` is between -1 and 1 (tau-b), `p_value` takes the observations as independent, `corrected_p` is that of Hamed
    and Rao, which does not; `slope` is the median step per observation (Sen), `n` the observations.
    """

    tau: float
    p_value: float
    corrected_p: float
    slope: float
    n: int

    @property
    def direction(self) -> int:
        """Return -1 for down, 1 for up, 0 for neither."""
        return (self.tau > 0) - (self.tau < 0)


def compare_with_time(values: Sequence[float]) -> MonotoneTest:
    """Return Kendall's test of a series against time, two-sided; plain p by `scipy.stats.kendalltau`.

    The corrected p takes the variance of S times 1 + 2 / (n (n-1) (n-2)) sum (n-k)(n-k-1)(n-k-2) r_k over the lags
    whose rank autocorrelation r_k, with the Sen slope taken out, is significant at 5 %; where the correction leaves no
    variance there is no p and it is 1. It makes months that hang together less surprising, not more: false alarms with
    autocorrelation 0.4 go from 16 % of the plain test to about half. Raises `ValueError` under three values.
    Source: Hamed & Rao 1998, Journal of Hydrology 204:182; Kendall 1975.
    """
    import numpy as np
    from scipy.stats import kendalltau

    if len(values) < 3:
        raise ValueError(f"a rank test of {len(values)} values says nothing")
    plain = kendalltau(np.arange(len(values)), np.asarray(values, dtype=float))
    corrected, slopes = correct_for_time(np.asarray([values], dtype=float))
    tau = float(plain.statistic) if plain.statistic == plain.statistic else 0.0
    p_value = float(plain.pvalue) if plain.pvalue == plain.pvalue else 1.0
    return MonotoneTest(tau, p_value, float(corrected[0]), float(slopes[0]), len(values))


def correct_for_time(values: ArrayLike, alpha: float = 0.05) -> tuple[Floats, Floats]:
    """Return the Hamed-Rao p of each row of values, and its Sen slope; all rows at once.

    Equal to `pymannkendall.hamed_rao_modification_test` row by row, which a test holds.
    """
    import numpy as np
    from scipy.special import ndtr, ndtri
    from scipy.stats import rankdata

    x = np.asarray(values, dtype=float)
    rows, n = x.shape
    first, second = np.triu_indices(n, 1)
    steps = x[:, second] - x[:, first]
    score = np.sign(steps).sum(axis=1)
    slopes: Floats = np.median(steps / (second - first), axis=1)
    ranks = rankdata(x - slopes[:, None] * np.arange(1, n + 1), axis=1)
    lags = _correlate(ranks)
    k = np.arange(1, n)
    weights = (n - k) * (n - k - 1) * (n - k - 2.0)
    bound = ndtri(1 - alpha / 2) / np.sqrt(n)
    factor = 1 + 2 / (n * (n - 1) * (n - 2)) * np.where(np.abs(lags) > bound, lags, 0.0) @ weights
    variance = _score_variance(x) * factor
    is_known = variance > 0
    z = np.where(is_known, (score - np.sign(score)) / np.sqrt(np.where(is_known, variance, 1.0)), 0.0)
    p_values: Floats = 2 * ndtr(-np.abs(z))
    return p_values, slopes


def _correlate(ranks: Floats) -> Floats:
    """Return the autocorrelation of each row at the lags 1 to n - 1; 0 where a row is flat."""
    import numpy as np

    n = ranks.shape[1]
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    spectrum = np.fft.rfft(centred, 2 * n, axis=1)
    covariance = np.fft.irfft(np.abs(spectrum) ** 2, 2 * n, axis=1)[:, :n]
    total = np.where(covariance[:, :1] > 1e-9, covariance[:, :1], np.inf)
    result: Floats = covariance[:, 1:] / total
    return result


def _score_variance(x: Floats) -> Floats:
    """Return the variance of S of each row, ties taken into account."""
    import numpy as np

    n = x.shape[1]
    same = (x[:, :, None] == x[:, None, :]).sum(axis=2)
    # Every value of a tie of t stands in it t times: t (t-1) (2t+5) summed over ties is (t-1) (2t+5) over values.
    ties = ((same - 1) * (2 * same + 5)).sum(axis=1)
    result: Floats = (n * (n - 1) * (2 * n + 5) - ties) / 18.0
    return np.asarray(result)
