"""How the composition of a whole shifts, and over regions what of it is their own.

All arithmetic is exact: shares sum to 100, the three terms of shift-share to the change of a region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

HUNDRED = Fraction(100)
ZERO = Fraction(0)


@dataclass(frozen=True)
class ShareShift:
    """The share of one part before and after, in per cent, and its change in percentage points."""

    name: str
    before: Fraction
    after: Fraction

    @property
    def points(self) -> Fraction:
        """Return the change in percentage points."""
        return self.after - self.before


@dataclass(frozen=True)
class Structure:
    """Two compositions compared. `dissimilarity` is in percentage points: 0 the same, 100 nothing in common."""

    shifts: tuple[ShareShift, ...]
    dissimilarity: Fraction


def compare_structure(before: Mapping[str, Fraction], after: Mapping[str, Fraction]) -> Structure:
    """Return the shares of both times, largest shift first, and their dissimilarity D = 1/2 sum |s_i1 - s_i0|.

    D is what the parts with a growing share gained together, and the smallest share of cases that would have to be of
    another kind for the two compositions to be the same; in percentage points. A part that one side lacks counts as 0
    there. Exact. Raises `ValueError` for a negative value or a side that sums to 0.
    Source: Duncan & Duncan 1955, ASR 20:210.
    """
    names = list(dict.fromkeys((*before, *after)))
    totals = [sum(side.values(), ZERO) for side in (before, after)]
    if min(totals) <= 0 or min((*before.values(), *after.values())) < 0:
        raise ValueError("shares need values of 0 or more that are not all 0")
    shifts = [
        ShareShift(n, HUNDRED * before.get(n, ZERO) / totals[0], HUNDRED * after.get(n, ZERO) / totals[1])
        for n in names
    ]
    return Structure(
        shifts=tuple(sorted(shifts, key=lambda s: (-abs(s.points), s.name))),
        dissimilarity=sum((abs(s.points) for s in shifts), ZERO) / 2,
    )


@dataclass(frozen=True)
class RegionShift:
    """The change of one region in events, as three terms that sum to it.

    `national`: had every offence everywhere grown like the total; `mix`: the region has more of the offences that grow
    faster (or slower) than the total; `regional`: its offences grew otherwise than the same offences elsewhere.
    """

    region: str
    before: Fraction
    after: Fraction
    national: Fraction
    mix: Fraction
    regional: Fraction


def compute_shift_share(
    before: Mapping[tuple[str, str], Fraction], after: Mapping[tuple[str, str], Fraction]
) -> tuple[RegionShift, ...]:
    """Return the shift-share of a table region x offence, one row a region in the order given.

    d_ij = x_ij g + x_ij (g_j - g) + x_ij (g_ij - g_j), with g, g_j, g_ij the growth of the total, of offence j and of
    the cell; in events, exact. The last term is taken as d_ij - x_ij g_j, which stands for a cell that was 0 as well;
    an offence that nobody had before is regional growth where it appears. Cells that one side lacks count as 0.
    The regional terms of an offence that existed sum to 0 over all regions. Raises `ValueError` where the total before
    is not above 0. Source: Dunn 1960, Papers of the Regional Science Association 6:97.
    """
    cells = list(dict.fromkeys((*before, *after)))
    total = (sum(before.values(), ZERO), sum(after.values(), ZERO))
    if total[0] <= 0:
        raise ValueError("shift-share needs a total above 0 before")
    growth = (total[1] - total[0]) / total[0]
    sums: dict[str, list[Fraction]] = {}
    for _, offence in cells:
        sums.setdefault(offence, [ZERO, ZERO])
    for cell in cells:
        sums[cell[1]][0] += before.get(cell, ZERO)
        sums[cell[1]][1] += after.get(cell, ZERO)
    own = {offence: (last - first) / first if first else None for offence, (first, last) in sums.items()}
    rows: dict[str, list[Fraction]] = {}
    for cell in cells:
        first, last = before.get(cell, ZERO), after.get(cell, ZERO)
        kind = own[cell[1]]
        expected = first * (growth if kind is None else kind)
        terms = (first, last, first * growth, expected - first * growth, last - first - expected)
        row = rows.setdefault(cell[0], [ZERO] * len(terms))
        rows[cell[0]] = [a + b for a, b in zip(row, terms, strict=True)]
    return tuple(RegionShift(region, *row) for region, row in rows.items())
