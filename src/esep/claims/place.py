"""A stretch of a text that names a code of a dataset."""

from __future__ import annotations

from dataclasses import dataclass

TOTAL = "total"
# The measure, and the kind of a measure or a scope, that counts people and no offences.
POPULATION = "population"
# Attributes that tell how offences ended.
OUTCOME = "status:"


@dataclass(frozen=True)
class Place:
    """A stretch of text that names a code. `is_anaphoric`: "such crimes", which stand for what was named before."""

    start: int
    end: int
    kind: str
    code: str
    is_anaphoric: bool = False

    @property
    def is_general(self) -> bool:
        """Return whether the place only says "crimes" as a whole."""
        return self.kind == "measure" and self.code == TOTAL


def is_outcome(attribute: str) -> bool:
    """Return whether an attribute tells how offences ended, as cleared or not, and not who committed them or where."""
    return attribute.startswith(OUTCOME)
