"""How the words of one number add up: twenty-three, двести тысяч пять, екі жүз мың."""

from __future__ import annotations

from fractions import Fraction

from esep.language.lexicon import NumberWord

_THOUSAND = 1000


class Composition:
    """A number that grows word by word, each word smaller than what already stands there.

    `add` refuses a word that cannot continue the number: "five six" is two numbers.
    """

    def __init__(self) -> None:
        self._total = Fraction(0)
        self._group: Fraction | None = None
        # The next word of the group must be smaller than this.
        self._room = _THOUSAND
        self._last_scale: Fraction | None = None
        self._has_half = False
        self._decimals = 0

    @classmethod
    def of_part(cls, value: Fraction) -> Composition:
        """Return a number that begins with a part, for "half a million"."""
        number = cls()
        number._group, number._room, number._has_half = value, 0, True
        return number

    @property
    def value(self) -> Fraction:
        """Return what the words so far are worth."""
        return self._total + (self._group or 0)

    @property
    def decimals(self) -> int:
        """Return the decimals in base units: the last scale word tells how coarse the number is."""
        return (1 if self._has_half else 0) if self._group is not None else self._decimals

    def accepts(self, value: Fraction) -> bool:
        """Tell whether a number below a thousand may follow inside the group."""
        return value < self._room and not self._has_half

    def add(self, word: NumberWord) -> bool:
        """Take in the next word and return `True`, or leave the number as it is and return `False`."""
        if word.kind == "scale":
            return self._multiply(word.value) if word.value >= _THOUSAND else self._multiply_group(word.value)
        if word.value.denominator != 1:
            return self._begin_with_half(word.value)
        if not self.accepts(word.value) or (word.value == 0 and self._room < _THOUSAND):
            return False
        self._group = (self._group or Fraction(0)) + word.value
        self._room = _room_after(word)
        return True

    def add_half(self) -> None:
        """Add "and a half"."""
        self._group = (self._group or Fraction(0)) + Fraction(1, 2)
        self._room, self._has_half = 0, True

    def _begin_with_half(self, value: Fraction) -> bool:
        if self._group is not None or self._last_scale is not None:
            return False
        self._group, self._room, self._has_half = value, 0, True
        return True

    def _multiply_group(self, scale: Fraction) -> bool:
        """Multiply by hundred or dozen, inside the group."""
        if self._group is not None and (self._group >= 10 or self._has_half):
            return False
        if self._group is None and self._room < _THOUSAND:
            return False
        self._group = (self._group or 1) * scale
        self._room = 100 if scale == 100 else 0
        return True

    def _multiply(self, scale: Fraction) -> bool:
        if self._last_scale is not None and scale >= self._last_scale:
            return False
        self._total += (1 if self._group is None else self._group) * scale
        # 10**n has n + 1 digits
        self._decimals = (1 if self._has_half else 0) - (len(str(scale)) - 1)
        self._group, self._room, self._last_scale, self._has_half = None, _THOUSAND, scale, False
        return True


def _room_after(word: NumberWord) -> int:
    """Return what the next word of the group must be smaller than: nothing fits behind a unit or a teen."""
    if word.value >= 100:
        return 100
    if word.value >= 20 or word.base == "он":
        return 10
    return 0
