"""A sentence kept as data: a key of the phrase catalogue and the facts that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from esep.model.period import Period

# Text as it is, a code to be named ("measure:fraud", "scope:mia_crimes", "region:KZ", "body:mia"), a count,
# a period, or an amount (value, unit, decimals): each is written in the reader's language only when it is shown.
Fact = str | int | Period | tuple[Fraction, str, int]


@dataclass(frozen=True)
class Remark:
    """One sentence about a figure or a claim, in no language yet."""

    key: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
