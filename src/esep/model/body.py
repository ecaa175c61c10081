"""Publishing bodies: who stands behind a figure, and whether two of them can vouch for each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Body:
    """One publisher of figures.

    `matches` are the texts by which tables name it; a text that ends with * stands for every text that begins so.
    `house` is the larger authority it belongs to: two bodies of one house are one witness.
    `counts_itself` says whether it counts on its own; one that passes figures on, or whose way is unknown, does not.
    `takes_from` names the houses whose figures it also prints as its own.
    """

    code: str
    names: Mapping[str, str]
    matches: tuple[str, ...] = ()
    house: str = ""
    counts_itself: bool = False
    takes_from: tuple[str, ...] = ()
    note: str = ""

    def name(self, language: str) -> str:
        """Return the name in a language; raise `KeyError` where it was never given."""
        return self.names[language]

    def is_named_by(self, text: str) -> bool:
        """Return whether a table's text for a publisher means this body."""
        return any(text.startswith(m[:-1]) if m.endswith("*") else text == m for m in self.matches)

    def is_independent_of(self, other: Body) -> bool:
        """Return whether a figure of one can confirm a figure of the other.

        Both must count themselves, and no house may stand behind both.
        """
        shared = {self.house, *self.takes_from} & {other.house, *other.takes_from}
        return self.counts_itself and other.counts_itself and not shared
