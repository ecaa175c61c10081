"""The texts of a column by their numbers: one that has come before is known again, and only its number is written."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypeAlias

from esep.records.columns_file import Page, encode_pages, vary_run

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Words = NDArray[np.uint64]
    Numbers = NDArray[np.int64]

# What is written of some texts: the numbers of those that recur, or the texts.
Part: TypeAlias = "NDArray[np.int32] | Page"
# A column with more texts than these, or with one of more bytes, is written as it is.
MOST_TEXTS = 1 << 14
LONGEST_TEXT = 64
_WORD = 8
_SLOT_BITS = 20
# Odd numbers without a pattern, one for each word of a text: what they are multiplied by spreads over all bits.
_FACTORS = (
    *(0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93),
    *(0xA0761D6478BD642F, 0xE7037ED1A0B428DB, 0x8EBC6AF09C88C6E3, 0x589965CC75374CC3),
)


class TextCodes:
    """The texts of one column that have come so far, each with its number.

    A text is taken as words of eight bytes with zeros behind it, which no text has in it. Its words lead to a slot, and
    the slot to the only text that it may be; whether it is that one is looked up in all its words.
    """

    def __init__(self) -> None:
        import numpy as np

        # The empty text has the number 0, which every slot leads to that is not taken.
        self.texts = [b""]
        self._numbers = {b"": 0}
        self._slots = np.zeros(1 << _SLOT_BITS, np.int32)
        self._words = [np.zeros(MOST_TEXTS, np.uint64) for _ in range(LONGEST_TEXT // _WORD)]
        self._width = 1
        self._is_full = False

    def add(self, block: bytes, starts: Numbers, ends: Numbers) -> Part:
        """Return the numbers of texts, or the texts, in a block behind which `LONGEST_TEXT` more bytes follow."""
        lengths = ends - starts
        numbers = None if self._is_full else self._number(block, starts, lengths)
        return Page(len(starts), _write_texts(block, starts, lengths)) if numbers is None else numbers

    def encode(self, parts: Sequence[Part]) -> tuple[bytes, int]:
        """Return the bytes of a group of rows, and how many of them are the list of texts, which comes first.

        Texts and numbers stand on pages of their own. They are as large as can be: the engine looks only once at a text
        in the list, but not where a page ends.
        """
        import numpy as np

        pages: list[Page] = []
        for has_texts, some in groupby(parts, lambda part: isinstance(part, Page)):
            found: list[Any] = list(some)
            if has_texts:
                pages.append(Page(sum(page.rows for page in found), b"".join(page.data for page in found)))
            else:
                pages.append(_write_numbers(np.concatenate(found), len(self.texts)))
        return encode_pages(pages, self.texts)

    def _number(self, block: bytes, starts: Numbers, lengths: Numbers) -> NDArray[np.int32] | None:
        """Return the numbers of texts; nothing where they cannot be numbered."""
        import numpy as np

        longest = int(lengths.max())
        if longest > LONGEST_TEXT:
            return None
        words = _take_words(block, starts, lengths, longest)
        place = words[0] * np.uint64(_FACTORS[0])
        for word, factor in zip(words[1:], _FACTORS[1:], strict=False):
            place ^= word * np.uint64(factor)
        slots = (place >> np.uint64(64 - _SLOT_BITS)).view(np.int64)
        numbers = self._slots.take(slots)
        is_it = np.ones(len(numbers), bool)
        for number in range(max(len(words), self._width)):
            is_it &= self._words[number].take(numbers) == (words[number] if number < len(words) else 0)
        others = np.flatnonzero(~is_it)
        if len(others) and not self._learn([word[others] for word in words], slots[others], numbers, others):
            return None
        return numbers

    def _learn(self, words: list[Words], slots: Numbers, numbers: NDArray[np.int32], others: Numbers) -> bool:
        """Put down the numbers of texts that their slots do not lead to; return whether there was room for new ones."""
        import numpy as np

        packed = np.stack(words, axis=1).view(f"V{_WORD * len(words)}").ravel()
        found, firsts, inverse = np.unique(packed, return_index=True, return_inverse=True)
        texts = [one.tobytes().rstrip(b"\0") for one in found]
        new = [(text, first) for text, first in zip(texts, firsts.tolist(), strict=True) if text not in self._numbers]
        if len(self.texts) + len(new) > MOST_TEXTS:
            self._is_full = True
            return False
        self._width = max(self._width, len(words))
        for text, first in new:
            number = self._numbers[text] = len(self.texts)
            self.texts.append(text)
            for known, word in zip(self._words, words, strict=False):
                known[number] = word[first]
            if not self._slots[slots[first]]:
                self._slots[slots[first]] = number
        numbers[others] = np.array([self._numbers[text] for text in texts], np.int32)[inverse]
        return True


def _write_numbers(numbers: NDArray[np.int32], most: int) -> Page:
    """Return numbers as a page, a byte or two for each; its one run holds a multiple of eight."""
    import numpy as np

    width = 1 if most <= 1 << 8 else 2
    padded = np.zeros(-(-len(numbers) // 8) * 8, f"<u{width}")
    padded[: len(numbers)] = numbers
    return Page(len(numbers), bytes([8 * width]) + vary_run(len(padded)) + padded.tobytes(), has_numbers=True)


def _take_words(block: bytes, starts: Numbers, lengths: Numbers, longest: int) -> list[Words]:
    """Return the first, the second and every further word of texts, with zeros behind their ends."""
    count = max(-(-longest // _WORD), 1)
    taken = _take_bytes(block, starts, count * _WORD).view("<u8").reshape(-1, count)
    masks, is_even = _list_masks(), bool((lengths == longest).all())
    return [
        taken[:, place] & (masks[place, longest] if is_even else masks[place].take(lengths)) for place in range(count)
    ]


@cache
def _list_masks() -> Words:
    """Return what to keep of each word of a text, by the length of the text."""
    import numpy as np

    sizes = np.clip(np.arange(LONGEST_TEXT + 1) - _WORD * np.arange(LONGEST_TEXT // _WORD)[:, None], 0, _WORD)
    found: Words = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)[sizes]
    return found


def _take_bytes(block: bytes, starts: Numbers, size: int) -> NDArray[np.void]:
    """Return as many bytes from each of some places on."""
    import numpy as np

    every = np.ndarray((len(block) - size + 1,), f"V{size}", block, strides=(1,))
    return every[starts]


def _write_texts(block: bytes, starts: Numbers, lengths: Numbers) -> bytes:
    """Return texts one after the other, each with its length before it."""
    import numpy as np

    size = int(lengths[0])
    if (lengths == size).all():
        even = np.empty((len(starts), 4 + size), np.uint8)
        even[:, :4] = np.frombuffer(size.to_bytes(4, "little"), np.uint8)
        even[:, 4:] = _take_bytes(block, starts, size).view(np.uint8).reshape(-1, size) if size else 0
        return even.tobytes()
    before = np.cumsum(lengths + 4) - lengths - 4
    places = np.arange(int(before[-1] + lengths[-1]) + 4) + np.repeat(starts - before - 4, lengths + 4)
    written: NDArray[np.uint8] = np.frombuffer(block, np.uint8).take(places, mode="clip")
    written[before[:, None] + np.arange(4)] = lengths.astype("<u4")[:, None].view(np.uint8).reshape(-1, 4)
    return written.tobytes()
