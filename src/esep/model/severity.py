"""Weights by severity as declared: for each class of offences the days between which the law puts its sanctions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class SeverityWeight:
    """One class: its measure and the days, `low` to `high`, in which its weight must lie.

    An `is_optional` class that was not published is left out of the index, and said so; without any other there is no
    index.
    """

    measure: str
    low: Fraction
    high: Fraction
    is_optional: bool = False

    @property
    def middle(self) -> Fraction:
        """Return the midpoint, the usual weight."""
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class SeverityTable:
    """A set of weights for the classes that make up `measure`, in one version.

    `reason` says in three languages where the days come from and what is not certain about them; `source` is the text
    they were read in, and `is_verified` whether that text is the law in force. The last class is the heaviest.
    Empty `scopes` mean all.
    """

    id: str
    version: str
    measure: str
    weights: tuple[SeverityWeight, ...]
    reason: Mapping[str, str]
    scopes: tuple[str, ...] = ()
    source: str = ""
    is_verified: bool = False

    def weighs(self, scope: str, measure: str) -> bool:
        """Return whether the weights are made for a measure in a scope."""
        return measure == self.measure and (not self.scopes or scope in self.scopes)
