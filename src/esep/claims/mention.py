"""A number in a text with what stands around it, before anything is looked up."""

from __future__ import annotations

import bisect
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar

from esep.claims.place import Place
from esep.claims.reading import Reading
from esep.language.dates import PeriodMention
from esep.language.numerals import Numeral
from esep.model.period import Period
from esep.model.printed import Printed

# The digits of a numeral before its scale word: 157.5 thousand.
DIGITS = re.compile(r"\d+(?:[.,](\d+))?")


class Placed(Protocol):
    """Anything that begins somewhere in a text."""

    @property
    def start(self) -> int:
        """Return where it begins."""


T = TypeVar("T", bound=Placed)
_START = attrgetter("start")
_SENTENCE = attrgetter("sentence")


def take_between(items: Sequence[T], start: int, end: int) -> Sequence[T]:
    """Return those of the items, which are in reading order, that begin at `start` or later and before `end`."""
    low = bisect.bisect_left(items, start, key=_START)
    return items[low : bisect.bisect_left(items, end, lo=low, key=_START)]


class Window(NamedTuple):
    """The stretch of time over which an order is claimed: so many `years`, the calendar `decade`, the months of a
    `year`, the `months` of a run, the `first` step of its kind in so many years. `n` is how many years; `top` is no
    stretch of time but one of the first places, `regions` those beside the one named, `all` and `led` those of
    `periods.order_groups`, whose `n` tells of what; `over` is a run that ended before the period spoken of."""

    kind: str
    n: int = 0


@dataclass
class Mention:
    """A numeral that claims something.

    `start` and `end` bound the claim: number, unit, hedge, case ending and the word for BY. `part` tells whether the
    number is the `from` or the `to` of a change. `is_either` marks a Kazakh dative, which may mean BY or TO;
    `is_part` a number "of them", whose own kind the sentence may name only by a verb, or alone in brackets behind a
    change, or of what is only expected, or a share by how late something came: no verdict of wrong can rest on it.
    `part_of` is the kind that "of them" points back to, `is_unnamed` tells that no word says which part it is.
    `sum_count` is of how many things it is said to be the sum, `is_restated` marks the count that says the per cent of
    change before it in other words.
    `is_pace` marks a change a year on average, which is that of no single year, `is_long_ago` a number of a time that
    no words name, `is_dated_before` one whose text has named a period by then, `is_counted` a rate beside the number
    that it is worked out from, `is_of_rate` the change of a rate.
    `span` is over how many years a change is told: "in five years".
    `tail` is where the words end that say what a rate is per: "1.96 homicides per 100,000 population in 2023".
    `own_region` is the region named with an order among regions.
    `level` is the number to which a direction is told to lead: "rose to 541".
    `is_in_passing` marks a number whose circumstance only an earlier sentence named.
    `rivals` are other pairs of period and base that the words allow: what fits one of them is open.
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
    own_region: Place | None = None
    period: PeriodMention | None = None
    base: PeriodMention | None = None
    is_base: bool = False
    is_part: bool = False
    is_unnamed: bool = False
    part_of: str = ""
    sum_count: int = 0
    is_restated: bool = False
    is_modal: bool = False
    is_pace: bool = False
    is_long_ago: bool = False
    is_dated_before: bool = False
    is_counted: bool = False
    window: Window | None = None
    is_of_rate: bool = False
    is_in_passing: bool = False
    span: int = 0
    tail: int = 0
    ends: tuple[Mention, Mention] | None = None
    level: Mention | None = None
    reading: Reading | None = None
    rivals: list[tuple[Period, Period | None]] = field(default_factory=list)

    @property
    def told_until(self) -> int:
        """Return where a number ends with all that tells of what it is one, so that a period may follow at once."""
        return max(self.end, self.tail)

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
    """Everything seen in a text before it is read: sentences, places, periods, claims and other numbers.

    `directions` are the claims of a rise or a fall that no number measures; they take no part in reading the others.
    """

    text: str
    language: str
    sentences: list[Sentence]
    places: tuple[Place, ...]
    periods: tuple[PeriodMention, ...]
    mentions: list[Mention]
    others: list[tuple[Numeral, str]]
    directions: list[Mention] = field(default_factory=list)
    today: datetime.date | None = None

    def earlier_in(self, sentence: int) -> list[Mention]:
        """Return the claims read so far in a sentence, while it is the last one that has any."""
        return list(takewhile(lambda m: m.sentence == sentence, reversed(self.mentions)))[::-1]

    def mentions_in(self, sentence: int) -> list[Mention]:
        """Return the claims of a sentence, once all are read."""
        low = bisect.bisect_left(self.mentions, sentence, key=_SENTENCE)
        return self.mentions[low : bisect.bisect_right(self.mentions, sentence, lo=low, key=_SENTENCE)]
