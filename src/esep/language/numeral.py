"""A number as it stands in a text."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

# Forms whose `value` says nothing: they name a day, an hour or a thing.
VALUELESS = ("date", "time", "identifier")


@dataclass(frozen=True)
class Numeral:
    """A number in a text: where it stands, what it is worth and how exactly it was printed.

    `start` and `end` count characters and take in the scale word (102 thousand, 34 тысячи 549) but no sign, unit, hedge
    or case ending. `value` is in base units and without sign. `decimals` counts the printed decimals in base units:
    5.3 has 1, 12,700 has 0, 157.5 thousand has -2. `suffix` is the ending glued behind, with its hyphen ("-ден", "-м",
    "th"), `sign` a minus ("-") or plus directly in front. `form` is one of

    digits       44,106; 102 thousand          mixed     34 тысячи 549
    words        four thousand, жеті           roman     III квартал
    ordinal      first quarter, 3-й, 2-тоқсан  fraction  a third, половина, үштен бірі: the value of the fraction
    fold         doubled, вдвое: the ratio     nth       every second, один из пяти: the n
    date, time   14.02.2025, 23:55             identifier  a URL, a telephone number, K45, 1.2.3

    The last three have no value (0). Fractions, folds and ordinals have no printed decimals (0).
    """

    start: int
    end: int
    text: str
    value: Fraction
    decimals: int
    form: str
    suffix: str = ""
    sign: str = ""
