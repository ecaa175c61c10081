"""A number in a text with what stands around it, before anything is looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from esep.claims.gazetteer import Place
from esep.language.dates import PeriodMention
from esep.language.numerals import Numeral
from esep.model.printed import Printed

# The digits of a numeral before its scale word: 157.5 thousand.
DIGITS = re.compile(r"\d+(?:[.,](\d+))?")


@dataclass
class Mention:
    """A numeral that claims something.

    `start` and `end` bound the claim: number, unit, hedge, case ending and the word for BY. `part` tells whether the
    number is the `from` or the `to` of a change. `is_either` marks a Kazakh dative, which may mean BY or TO;
    `is_part` a number "of them", whose own kind the sentence may name only by a verb.
    """

    numeral: Numeral
    start: int
    end: int
    sentence: int
    operator: str
    value: Fraction
    decimals: int
    unit: str = "count"
    hedge: str = ""
    direction: str = ""
    part: str = ""
    is_word: bool = False
    is_either: bool = False
    measure_place: Place | None = None
    region_place: Place | None = None
    whole_place: Place | None = None
    period: PeriodMention | None = None
    base: PeriodMention | None = None
    is_base: bool = False
    is_part: bool = False

    @property
    def scale(self) -> int:
        """Return what a scale word stands for: 1000 in "8 thousand", 1 in "8,000"."""
        has_word = any(char.isalpha() for char in self.numeral.text)
        printed = DIGITS.match(self.numeral.text)
        if not has_word or printed is None or self.numeral.decimals > 0:
            return 1
        return int(10 ** (len(printed[1] or "") - self.numeral.decimals))

    @property
    def printed(self) -> Printed:
        """Return the number as printed, signed where it is a change."""
        return Printed(self.value, self.decimals)


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text: its offsets and the offsets at which its clauses begin."""

    start: int
    end: int
    clauses: tuple[int, ...]

    def clause_of(self, position: int) -> int:
        """Return the number of the clause that holds a position."""
        return sum(start <= position for start in self.clauses)


@dataclass
class Found:
    """Everything seen in a text before it is read: sentences, places, periods, claims and other numbers."""

    text: str
    language: str
    sentences: list[Sentence]
    places: tuple[Place, ...]
    periods: tuple[PeriodMention, ...]
    mentions: list[Mention]
    others: list[tuple[Numeral, str]]
