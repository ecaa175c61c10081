"""Whether a base year flatters a comparison: where it stands in its series and what every other base would have given.

The rule is a proposal of ours, fitted to few cases; its constants stand in `esep.model.tolerances`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from esep.model.tolerances import (
    BASE_ABOVE_MEDIAN,
    BASE_MEAN_YEARS,
    BASE_MIN_YEARS,
    BASE_TOP_RANK,
    BASE_TOP_SHARE,
    BASE_WINDOW_YEARS,
)


@dataclass(frozen=True)
class BaseFinding:
    """How one base year compares with every other admissible one.

    `folds` are base / current by base year, on the series itself. `rank` counts from 1, the highest value, `bases` is
    how many base years there are; `fold` is that of the stated base and `median_fold` the median over all bases.
    `peak_year` and `peak` are the highest year of all. `end_year` is the last year, with which every base is compared;
    `is_end_lowest` tells whether it is lower than every base. `mean_fold` takes for the base the mean of the (up to)
    five years around it.
    """

    base_year: int
    end_year: int
    folds: Mapping[int, Fraction]
    rank: int
    peak_year: int
    peak: Fraction
    value: Fraction
    mean_fold: Fraction
    is_window_peak: bool
    is_end_lowest: bool

    @property
    def bases(self) -> int:
        """Return how many base years there are."""
        return len(self.folds)

    @property
    def fold(self) -> Fraction:
        """Return base / current for the stated base."""
        return self.folds[self.base_year]

    @property
    def median_fold(self) -> Fraction:
        """Return the median of base / current over all bases."""
        return Fraction(median(self.folds.values()))

    @property
    def others_median(self) -> Fraction:
        """Return the median of base / current over all bases but the stated one."""
        return Fraction(median(fold for year, fold in self.folds.items() if year != self.base_year))

    @property
    def others_range(self) -> tuple[Fraction, Fraction]:
        """Return the least and the greatest base / current over all bases but the stated one."""
        others = [fold for year, fold in self.folds.items() if year != self.base_year]
        return min(others), max(others)

    @property
    def falls(self) -> int:
        """Return from how many bases the last year is a fall."""
        return sum(fold > 1 for fold in self.folds.values())

    @property
    def rises(self) -> int:
        """Return from how many bases the last year is a rise."""
        return sum(fold < 1 for fold in self.folds.values())

    @property
    def is_near_peak(self) -> bool:
        """Return whether the base is the top of its window of years, or one of the highest of all."""
        return self.is_window_peak or self.rank <= BASE_TOP_RANK

    @property
    def rank_for_statement(self) -> int:
        """Return the rank of the base from the side that makes the stated fall, or rise, look large; 1 is the first."""
        if self.fold >= 1:
            return self.rank
        return 1 + sum(fold < self.fold for fold in self.folds.values())

    @property
    def is_flattering(self) -> bool:
        """Return whether the base is among the first and gives much more than the median base gives (test M1)."""
        rank, middle = self.rank_for_statement, self.median_fold
        is_first = rank <= max(Fraction(BASE_TOP_RANK), BASE_TOP_SHARE * self.bases)
        if self.fold >= 1:
            return is_first and self.fold > BASE_ABOVE_MEDIAN * middle
        return is_first and self.fold * BASE_ABOVE_MEDIAN < middle

    @property
    def is_peak_to_trough(self) -> bool:
        """Return whether a fall is told from the highest year of all, or to the lowest (test M2)."""
        return self.fold > 1 and (self.base_year == self.peak_year or self.is_end_lowest)


def scan_bases(series: Mapping[int, Fraction], base_year: int, end_year: int | None = None) -> BaseFinding | None:
    """Return how `base_year` stands among the bases of a yearly series (year -> value, any unit).

    Every year before `end_year` (by default the last of the series) is a base, and F_b = x_b / x_end its fold. `None`
    if the series lacks one of the two years, has fewer than five, or its value at the end is 0. Only comparable years
    belong into the series. Source of the idea: the share of admissible end points that support a trend statement
    (Asudeh et al., VLDB 2020) and perturbed queries (Wu et al., VLDB 2014).
    """
    end = max(series, default=base_year) if end_year is None else end_year
    years = sorted(year for year in series if year <= end)
    if base_year not in series or end not in series or len(years) < BASE_MIN_YEARS:
        return None
    if base_year >= end or series[end] == 0:
        return None
    bases = {year: series[year] for year in years[:-1]}
    value, current = series[base_year], series[end]
    window = [v for year, v in bases.items() if abs(year - base_year) <= BASE_WINDOW_YEARS]
    around = [v for year, v in bases.items() if abs(year - base_year) <= BASE_MEAN_YEARS // 2]
    peak_year = max(bases, key=lambda year: (bases[year], -year))
    return BaseFinding(
        base_year=base_year,
        end_year=end,
        folds={year: other / current for year, other in bases.items()},
        rank=1 + sum(other > value for other in bases.values()),
        peak_year=peak_year,
        peak=bases[peak_year],
        value=value,
        mean_fold=sum(around, Fraction(0)) / len(around) / current,
        is_window_peak=value == max(window) and len(window) > 1,
        is_end_lowest=all(other > current for other in bases.values()),
    )
