"""Whether a base year flatters a comparison: where it stands in its series and among all other bases.

The rule is a proposal of ours, fitted to few cases; its constants stand in `esep.model.tolerances`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from esep.model.tolerances import BASE_MIN_YEARS, BASE_TOP_RANK, BASE_WINDOW_YEARS


@dataclass(frozen=True)
class BaseFinding:
    """How one base year compares with every other admissible one.

    `rank` counts from 1, the highest value; `bases` how many base years there are; `fold` the ratio base / current on
    the series itself and `median_fold` the median over all bases; `peak_year` and `peak` the highest year of all.
    `end_year` is the last year of the series, with which every base is compared.
    """

    rank: int
    bases: int
    end_year: int
    peak_year: int
    peak: Fraction
    value: Fraction
    fold: Fraction
    median_fold: Fraction
    is_window_peak: bool

    @property
    def is_near_peak(self) -> bool:
        """Return whether the base is the top of its window of years, or one of the highest of all."""
        return self.is_window_peak or self.rank <= BASE_TOP_RANK


def scan_bases(series: Mapping[int, Fraction], base_year: int) -> BaseFinding | None:
    """Return how `base_year` stands among the bases of a yearly series (year -> value, any unit).

    The comparison year is the last year of the series. `None` if the series lacks the base year, has fewer than five
    years, or ends in 0. Source of the idea: the share of admissible end points that support a trend statement
    (Asudeh et al., VLDB 2020) and perturbed queries (Wu et al., VLDB 2014).
    """
    years = sorted(series)
    if base_year not in series or len(years) < BASE_MIN_YEARS or base_year == years[-1] or series[years[-1]] == 0:
        return None
    bases = {year: series[year] for year in years[:-1]}
    value, current = series[base_year], series[years[-1]]
    window = [v for year, v in bases.items() if abs(year - base_year) <= BASE_WINDOW_YEARS]
    peak_year = max(bases, key=lambda year: (bases[year], -year))
    return BaseFinding(
        rank=1 + sum(other > value for other in bases.values()),
        bases=len(bases),
        end_year=years[-1],
        peak_year=peak_year,
        peak=bases[peak_year],
        value=value,
        fold=value / current,
        median_fold=Fraction(median(other / current for other in bases.values())),
        is_window_peak=value == max(window) and len(window) > 1,
    )
