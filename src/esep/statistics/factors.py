"""A change split into what each of its factors contributes, without a remainder.

The rule is that of Das Gupta (1993): the effect of a factor is its effect averaged over every order in which the
factors could have changed, which is the Shapley value. For two factors it is Kitagawa's (1955) split with the
interaction shared equally. "Effect" is arithmetic: it says what the difference is made of, not why.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial, prod
from typing import Generic, TypeVar

from esep.model.tolerances import MOST_FACTORS

HUNDRED = Fraction(100)
Factor = TypeVar("Factor")
Number = TypeVar("Number", Fraction, float)
# A cell of a cross-classification: one category of each variable.
Cell = TypeVar("Cell", bound=tuple[Hashable, ...])


@dataclass(frozen=True)
class Split(Generic[Number]):
    """A value before and after, and the effect of each factor in the order given; the effects sum to the change."""

    before: Number
    after: Number
    effects: tuple[Number, ...]
    method: str = "das-gupta-1993"

    @property
    def change(self) -> Number:
        """Return after - before."""
        return self.after - self.before


def split_by_factors(
    function: Callable[[Sequence[Factor]], Number], before: Sequence[Factor], after: Sequence[Factor]
) -> Split[Number]:
    """Split the change of f(x_1, ..., x_K) into the effects of its K factors, in the unit of f.

    effect_k = sum over S of |S|! (K - |S| - 1)! / K! [f(S + k) - f(S)], where S runs through the sets of other factors
    that have changed already. A factor may be a number or a whole vector (the shares of ten age groups); `function`
    takes the K factors in their order. Exact where `function` returns fractions; no statistical error is stated.
    Raises `ValueError` without factors, with more than `MOST_FACTORS` (2^K values of f are needed) or with different
    numbers of them. Source: Das Gupta 1993, US Bureau of the Census P23-186; Shapley 1953.
    """
    count = len(before)
    if count != len(after) or not 0 < count <= MOST_FACTORS:
        raise ValueError(f"1 to {MOST_FACTORS} factors, as many before as after, not {count} and {len(after)}")
    others = range(count)
    values = {
        changed: function([after[k] if k in changed else before[k] for k in others])
        for size in range(count + 1)
        for changed in map(frozenset, combinations(others, size))
    }
    start, end = values[frozenset()], values[frozenset(others)]
    effects = []
    for factor in others:
        effect = start - start
        for changed, value in values.items():
            if factor not in changed:
                ways = factorial(len(changed)) * factorial(count - len(changed) - 1)
                effect += (values[changed | {factor}] - value) * ways / factorial(count)
        effects.append(effect)
    return Split(start, end, tuple(effects))


def split_population_rate(
    count_before: Fraction, population_before: Fraction, count_after: Fraction, population_after: Fraction
) -> Split[Fraction]:
    """Split the change of a count into the effect of population and that of the rate, in events, in this order.

    With r = count / P: (P1 - P0)(r0 + r1)/2 and (r1 - r0)(P0 + P1)/2; no interaction term, exact.
    Raises `ValueError` for a population that is not above 0. Source: Kitagawa 1955, JASA 50:1168.
    """
    if min(population_before, population_after) <= 0:
        raise ValueError("a population is above 0")
    before = (population_before, count_before / population_before)
    after = (population_after, count_after / population_after)
    return split_by_factors(lambda factors: factors[0] * factors[1], before, after)


@dataclass(frozen=True)
class CompositionSplit:
    """The change of a crude rate: what the mix of strata contributes, and what the rates inside them.

    `composition` and `rates` hold the two effects of each stratum, in the order given and the unit of the rates. Only
    their sums have a meaning of their own for `composition`: a stratum's own term depends on the level of all rates.
    """

    before: Fraction
    after: Fraction
    composition: tuple[Fraction, ...]
    rates: tuple[Fraction, ...]
    method: str = "kitagawa-1955"

    @property
    def composition_effect(self) -> Fraction:
        """Return the part of the change that the shift between strata makes up."""
        return sum(self.composition, Fraction(0))

    @property
    def rate_effect(self) -> Fraction:
        """Return the part of the change that the rates inside the strata make up."""
        return sum(self.rates, Fraction(0))


def split_composition_rate(
    sizes_before: Sequence[Fraction],
    rates_before: Sequence[Fraction | None],
    sizes_after: Sequence[Fraction],
    rates_after: Sequence[Fraction | None],
) -> CompositionSplit:
    """Split the change of R = sum s_i r_i, where s_i is the share of stratum i in the total size.

    Composition: sum (s1 - s0)(r0 + r1)/2; rates: sum (r1 - r0)(s0 + s1)/2; exact, in the unit of the rates.
    A rate is `None` where its stratum is empty: it takes the rate of the other time, so that the whole of it counts as
    composition. Raises `ValueError` for sequences of different length, a negative size, sizes that sum to 0, and a
    stratum with people but without a rate. Source: Kitagawa 1955, JASA 50:1168; Das Gupta 1993, chapter 5.
    """
    lengths = {len(sizes_before), len(rates_before), len(sizes_after), len(rates_after)}
    totals = (sum(sizes_before, Fraction(0)), sum(sizes_after, Fraction(0)))
    if len(lengths) != 1 or min(totals) <= 0 or min(*sizes_before, *sizes_after) < 0:
        raise ValueError("as many rates as sizes, sizes of 0 or more, and not all of them 0")
    if any(
        rate is None and size
        for sizes, rates in ((sizes_before, rates_before), (sizes_after, rates_after))
        for size, rate in zip(sizes, rates, strict=True)
    ):
        raise ValueError("a stratum that is not empty has a rate")
    shares = [(b / totals[0], a / totals[1]) for b, a in zip(sizes_before, sizes_after, strict=True)]
    rates = [_fill(b, a) for b, a in zip(rates_before, rates_after, strict=True)]
    pairs = list(zip(shares, rates, strict=True))
    return CompositionSplit(
        before=sum((s[0] * r[0] for s, r in pairs), Fraction(0)),
        after=sum((s[1] * r[1] for s, r in pairs), Fraction(0)),
        composition=tuple((s[1] - s[0]) * (r[0] + r[1]) / 2 for s, r in pairs),
        rates=tuple((r[1] - r[0]) * (s[0] + s[1]) / 2 for s, r in pairs),
    )


def _fill(before: Fraction | None, after: Fraction | None) -> tuple[Fraction, Fraction]:
    known = before if before is not None else after if after is not None else Fraction(0)
    return (known if before is None else before, known if after is None else after)


def split_cross_classified(
    before: Mapping[Cell, tuple[float, float]], after: Mapping[Cell, tuple[float, float]]
) -> Split[float]:
    """Split the change of a crude rate over cells of several variables into one effect a variable and that of the rate.

    Each cell has its size and its rate. The share of a cell is written as a product of one proportion a variable,
    Das Gupta's symmetric proportions: for two variables A_ij = sqrt(N_ij/N_.j x N_i./N), for more each ratio has the
    exponent |S|! (K - |S| - 1)! / K!. Where proportions of both times meet, their products are scaled to sum to 1, as
    the R package DasGuptR does. The effects come in the order of the variables, the rate last, in the unit of
    the rates; they sum to the change up to floating error (roots are not exact).
    Raises `ValueError` for different cells, without people, or with more than `MOST_FACTORS` - 1 variables.
    Source: Das Gupta 1993, chapter 5.
    """
    cells = sorted(before, key=repr)
    if set(before) != set(after) or not cells or len({len(cell) for cell in cells}) != 1:
        raise ValueError("the same cells before and after, each with one category of every variable")
    sides = []
    for side in (before, after):
        sizes = {cell: side[cell][0] for cell in cells}
        if sum(sizes.values()) <= 0 or min(sizes.values()) < 0:
            raise ValueError("sizes of 0 or more, and not all of them 0")
        proportions = [[_find_proportion(sizes, cell, k) for cell in cells] for k in range(len(cells[0]))]
        sides.append([*proportions, [side[cell][1] for cell in cells]])

    return split_by_factors(_average_rate, sides[0], sides[1])


def _average_rate(factors: Sequence[Sequence[float]]) -> float:
    """Return the mean of the rates, which stand last, weighted by the product of the proportions."""
    weights = [prod(values) for values in zip(*factors[:-1], strict=True)]
    total = sum(weights)
    return sum(w * r for w, r in zip(weights, factors[-1], strict=True)) / total if total else 0.0


def _find_proportion(sizes: Mapping[Cell, float], cell: Cell, variable: int) -> float:
    """Return the symmetric proportion of one variable in a cell."""
    if sizes[cell] == 0:
        return 0.0
    others = [k for k in range(len(cell)) if k != variable]
    result = 1.0
    for size in range(len(others) + 1):
        for fixed in combinations(others, size):
            exponent = factorial(size) * factorial(len(cell) - size - 1) / factorial(len(cell))
            share = _add_where(sizes, cell, (*fixed, variable)) / _add_where(sizes, cell, fixed)
            result *= share**exponent
    return result


def _add_where(sizes: Mapping[Cell, float], cell: Cell, fixed: Sequence[int]) -> float:
    return sum(size for other, size in sizes.items() if all(other[k] == cell[k] for k in fixed))
