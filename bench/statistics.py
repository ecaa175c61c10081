"""The scan that a national bulletin needs: 20 regions x 60 offences x 12 months of ten years, every method in one run.

Run by `make bench`. Beside it the same models through plain loops of statsmodels: measured on every 100th series and
multiplied, because the whole of it takes minutes. Nothing is asserted; the ratio is what carries to another machine.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench.machine import describe_machine
from esep.statistics.early_warning import find_rises
from esep.statistics.funnel import compute_funnel
from esep.statistics.history import measure_movement
from esep.statistics.ratio import compare_overdispersed
from esep.statistics.scan import scan_changes

REGIONS, OFFENCES, YEARS = 20, 60, 10
EVERY = 100
SEED = 4
Counts = np.ndarray[Any, np.dtype[np.float64]]


def make_counts() -> Counts:
    """Return monthly counts of every region and offence, one row each: a season, a slow walk, overdispersion 3."""
    rng = np.random.default_rng(SEED)
    series, length = REGIONS * OFFENCES, 12 * YEARS
    level = rng.lognormal(3.5, 1.2, (series, 1))
    season = 1 + 0.2 * np.sin(2 * np.pi * np.arange(length) / 12)
    walk = np.exp(np.repeat(np.cumsum(rng.normal(0, 0.05, (series, YEARS)), axis=1), 12, axis=1))
    mu = level * season * walk
    return rng.negative_binomial(mu / 2, 1 / 3).astype(float)


def list_months() -> range:
    """Return the places of the twelve months of the last year."""
    return range(12 * (YEARS - 1), 12 * YEARS)


def judge_levels(counts: Counts) -> int:
    """Judge every month of the last year against the year before, and the year itself: levels, trends, FDR."""
    found = 0
    for month in list_months():
        years = counts[:, month % 12 : month : 12]
        recent = counts[:, month - 60 : month]
        scan = scan_changes(years[:, -1], counts[:, month], (1, 1), years, recent, month % 12 + 1, with_trends=False)
        found += scan.standing_out
    years = counts.reshape(len(counts), YEARS, 12).sum(axis=2)
    whole = scan_changes(years[:, -2], years[:, -1], (1, 1), years[:, :-1], counts[:, -72:-12])
    return found + whole.standing_out


def warn_early(counts: Counts) -> int:
    """Ask for each month of the last year whether it was an unusual rise."""
    return sum(int(find_rises(counts[:, : month + 1]).is_rise.sum()) for month in list_months())


def compare_regions(counts: Counts) -> int:
    """Draw the limits of chance for the regions of each offence, for every month of the last year."""
    judged = 0
    for month in list_months():
        for offence in range(OFFENCES):
            observed = counts[offence::OFFENCES, month]
            expected = np.full(len(observed), observed.mean())
            judged += len(compute_funnel(list(observed), list(expected)).rows)
    return judged


def loop_plainly(counts: Counts) -> int:
    """Fit the same models with statsmodels, one after another: dispersion and level, then Farrington's two fits."""
    import statsmodels.api as sm

    poisson, fitted = sm.families.Poisson(), 0
    for row in counts:
        for month in list_months():
            recent = row[month - 60 : month]
            design = np.zeros((60, 13))
            design[np.arange(60), (np.arange(60) + month) % 12] = 1
            design[:, 12] = np.arange(60)
            fit = sm.GLM(recent, design, family=poisson).fit()
            compare_overdispersed(row[month - 12], row[month], fit.pearson_chi2 / fit.df_resid, fit.df_resid)
            measure_movement(list(row[month % 12 : month : 12]))
            past = row[month - 61 : month - 6]
            design = np.zeros((len(past), 13))
            design[np.arange(len(past)), (np.arange(len(past)) + month) % 12] = 1
            design[:, 12] = np.arange(len(past))
            first = sm.GLM(past, design, family=poisson).fit()
            weights = np.where(np.abs(first.resid_anscombe) > 2.58, 0.5, 1.0)
            sm.GLM(past, design, family=poisson, freq_weights=weights).fit()
            fitted += 3
    return fitted


def measure(work: Callable[[Counts], int], counts: Counts) -> tuple[float, int]:
    """Return how long a part took, and what it counted."""
    started = time.perf_counter()
    found = work(counts)
    return time.perf_counter() - started, found


def main() -> None:
    """Measure every part and print a table."""
    import warnings

    warnings.simplefilter("ignore")
    counts = make_counts()
    print(f"\n{describe_machine()}; {REGIONS} regions x {OFFENCES} offences x 12 months of {YEARS} years\n")
    scan_changes(counts[:9, 0], counts[:9, 12])
    parts = {
        "levels, trends, FDR": judge_levels,
        "early warning": warn_early,
        "funnel of regions": compare_regions,
    }
    total = 0.0
    for name, work in parts.items():
        seconds, found = measure(work, counts)
        total += seconds
        print(f"{name:<40}{seconds:>8.2f} s   {found:,} found", flush=True)
    print(f"{'together':<40}{total:>8.2f} s")
    sample = counts[::EVERY]
    seconds, fitted = measure(loop_plainly, sample)
    whole = seconds * len(counts) / len(sample)
    print(f"{'statsmodels, one fit after another':<40}{whole:>8.0f} s   {whole / total:.0f} times as long", end="")
    print(f" ({fitted:,} fits measured, {len(sample)} of {len(counts):,} series)")


if __name__ == "__main__":
    main()
