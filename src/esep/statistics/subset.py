"""A statement on a part that keeps silent about the whole: does the whole move the other way?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from esep.statistics.contributions import Contribution, compute_contributions


@dataclass(frozen=True)
class SubsetFinding:
    """A part beside its whole (misuse M12, the selective subset).

    `part` and `total` are their own changes, with contributions in points of the whole's base; `others` the other known
    parts, largest movement first, and `rest` what is left. `is_selective` where part and whole have opposite signs.
    """

    part: Contribution
    total: Contribution
    others: tuple[Contribution, ...]
    rest: Contribution | None
    is_selective: bool
    method: str = "M12"


def check_subset(
    total: tuple[Fraction, Fraction],
    name: str,
    parts: Mapping[str, tuple[Fraction | None, Fraction | None]],
) -> SubsetFinding:
    """Return how the part `name` stands to the change of its whole, in per cent and percentage points; exact.

    `parts` hold the values before and after, that of `name` among them (`KeyError` where it is not).
    Reference: "cut crime by 14 per cent" (September 2019 to September 2021) left out fraud and computer misuse, with
    which the figure is a rise of 14 per cent (Office for Statistics Regulation, February 2022).
    """
    ordered = {name: parts[name], **parts}
    found = compute_contributions(total, ordered)
    part = next(entry for entry in found.parts if entry.name == name)
    return SubsetFinding(
        part=part,
        total=found.total,
        others=tuple(entry for entry in found.parts if entry.name != name),
        rest=found.rest,
        is_selective=part.change * found.total.change < 0,
    )
