"""The encoding of a text that does not say it: what can be known is known, the rest is a guess that is told as one."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from esep.sources.scan import Misfit, Scan, read_blocks

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# In the order in which equal scores are settled.
GUESSED = ("windows-1251", "windows-1252", "kz1048", "cp866", "iso-8859-1")
SIGNS = "windows-1252"
_SAMPLE = 4 * 1024**2
_SCORED = 100_000
# Of a line with so many letters no other encoding looks like UTF-8 from its first byte to its last.
_NO_CHANCE = 4
# So large a part of the lines beyond ASCII makes a mixture.
_FEWEST = 0.01
_ASCII = bytes(range(128))
# The Russian letter "a" in UTF-8.
_TWO_BYTES = b"\xd0\xb0"

_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_KAZAKH = frozenset("әғқңөұүһі")
_LATIN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšž")
_MARKS = frozenset("«»“”„‘’–—…№°§º´ª¿¡\xa0")


@dataclass(frozen=True)
class Mixture:
    """Lines of two encodings in one file: how many are UTF-8, how many are not, and where the fewer ones begin.

    `misfit` is the first byte of the first line among the fewer ones that does not fit the others.
    """

    fitting: int
    others: int
    misfit: Misfit

    @property
    def is_whole(self) -> bool:
        """Return whether all lines are UTF-8: then nothing is mixed, and no other encoding is right."""
        return not self.others

    @property
    def is_slight(self) -> bool:
        """Return whether so few lines are UTF-8 that chance or names spoilt long ago may have made them."""
        return self.fitting < _FEWEST * (self.fitting + self.others)


def guess_encoding(path: Path, scan: Scan) -> str:
    """Return the encoding in which the letters of a file make words; empty where none does."""
    start = scan.misfit.offset if scan.misfit else 0
    sample = b"\n".join(line for line in _read_sample(path, start).splitlines() if _read_utf_8(line) is None)
    scores = {encoding: _score(sample[:_SCORED], encoding) for encoding in GUESSED}
    best = max(GUESSED, key=lambda encoding: scores[encoding])
    # The signs of print alone stand at the same places in both alphabets of Windows.
    return best if scores[best] > 0 else SIGNS if scores[SIGNS] == 0 else ""


def find_mixture(blocks: Iterable[bytes], encoding: str) -> Mixture | None:
    """Return where lines of UTF-8 stand among those of another encoding, of which each byte is a letter.

    `blocks` are whole lines.
    """
    if encoding.startswith("utf") or len(_TWO_BYTES.decode(encoding or "latin-1", "replace")) < len(_TWO_BYTES):
        return None
    fitting = others = offset = line = 0
    first: Misfit | None = None
    first_other: Misfit | None = None
    for block in blocks:
        for raw in block.splitlines(keepends=True):
            line += raw.endswith(b"\n")
            if not raw.isascii():
                text = _read_utf_8(raw)
                if text is None:
                    others += 1
                    first_other = first_other or _place(raw, offset, line)
                elif _is_utf_8(raw, text, encoding):
                    fitting += 1
                    first = first or _place(raw, offset, line)
            offset += len(raw)
    if first is None:
        return None
    return Mixture(fitting, others, first_other if first_other and others <= fitting else first)


def _place(raw: bytes, offset: int, line: int) -> Misfit:
    """Return the first byte of a line that is not UTF-8, or its first one beyond ASCII where all of it is."""
    try:
        place = len(raw) - len(raw.lstrip(_ASCII))
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        place = error.start
    return Misfit(offset + place, raw[place], line + (not raw.endswith(b"\n")))


def _read_utf_8(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_utf_8(raw: bytes, text: str, encoding: str) -> bool:
    """Return whether a line that can be read as UTF-8 was meant so: by chance it has few letters and bad ones."""
    if sum(char > "\x7f" for char in text) >= _NO_CHANCE:
        return True
    score = _score_text(text)
    return score >= 0 and score > _score(raw, encoding)


def _read_sample(path: Path, start: int) -> bytes:
    found = b""
    place = 0
    for block in read_blocks(path):
        place += len(block)
        if place > start:
            found += block
        if len(found) >= _SAMPLE:
            break
    return found


def _score(sample: bytes, encoding: str) -> float:
    try:
        text = sample.decode(encoding or "ascii")
    except UnicodeDecodeError:
        return -1.0
    return _score_text(text)


def _score_text(text: str) -> float:
    """Return how much a text looks like words: each letter beyond ASCII counts for it or against it."""
    letters = zip(" " + text, text, text[1:] + " ", strict=False)
    return sum(_rate(before, char, after) for before, char, after in letters if char > "\x7f")


def _rate(before: str, char: str, after: str) -> float:
    small = char.lower()
    if small in _RUSSIAN or small in _KAZAKH:
        # No word is written in two alphabets, and none with a capital after a small letter.
        has_latin = any(near.isascii() and near.isalpha() for near in (before, after))
        return -3.0 if has_latin else -2.0 if char != small and before.islower() else 1.0
    if small in _LATIN:
        return 1.0 if before.isascii() else -1.0
    return 0.0 if char in _MARKS else -3.0
