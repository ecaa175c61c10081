"""Percentages that were added up or averaged without their weights (misuse M14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esep.model.printed import Printed

ZERO = Fraction(0)


@dataclass(frozen=True)
class AverageFinding:
    """A stated mean or sum of percentages or rates beside the right one.

    `correct` is the mean weighted by what each value is a percentage or rate of; `plain_mean` and `plain_sum` take no
    weights. `mistake` is `mean` or `sum` where the stated number is that one at its printed precision and not the right
    one; otherwise empty.
    """

    stated: Fraction
    correct: Fraction
    plain_mean: Fraction
    plain_sum: Fraction
    mistake: str
    method: str = "M14"


def check_average(
    stated: Fraction, decimals: int, values: Sequence[Fraction], bases: Sequence[Fraction]
) -> AverageFinding:
    """Return whether a stated number was got from percentages or rates without their weights.

    `values` are the percentages (changes of parts) or rates (of regions), `bases` what each is taken of (the parts'
    base counts, the regions' populations); `decimals` how the stated number is printed. The right one is
    sum(base x value) / sum(base), in the unit of the values, exact. A number that is right is never called a mistake.
    Raises `ValueError` for no values, different lengths, or bases that are negative or all 0.
    """
    if not values or len(values) != len(bases) or min(bases) < 0 or sum(bases, ZERO) == 0:
        raise ValueError("each value needs a base of 0 or more, and not all of them 0")
    plain_sum = sum(values, ZERO)
    plain_mean = plain_sum / len(values)
    correct = sum((base * value for base, value in zip(bases, values, strict=True)), ZERO) / sum(bases, ZERO)
    near = Printed(stated, decimals).near()
    mistake = ""
    if correct not in near:
        mistake = "mean" if plain_mean in near else "sum" if plain_sum in near else ""
    return AverageFinding(stated, correct, plain_mean, plain_sum, mistake)
