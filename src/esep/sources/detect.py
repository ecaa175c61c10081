"""The encoding of a text that does not say it: what can be known is known, the rest is a guess that is told as one."""

from __future__ import annotations

import codecs
from pathlib import Path

from esep.sources.scan import Scan, read_blocks

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# In the order in which equal scores are settled.
GUESSED = ("windows-1251", "windows-1252", "kz1048", "cp866", "iso-8859-1")
_SAMPLE = 4 * 1024**2
_SCORED = 100_000

_RUSSIAN = frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя")
_KAZAKH = frozenset("әғқңөұүһі")
_LATIN = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœšž")
_MARKS = frozenset("«»“”„‘’–—…№°§º´ª¿¡\xa0")


def guess_encoding(path: Path) -> str:
    """Return the encoding in which the letters of a file make words; empty where none does."""
    lines = (line for line in _read_sample(path, 0).splitlines() if not line.isascii())
    sample = b"\n".join(lines)[:_SCORED]
    scores = {encoding: _score(sample, encoding) for encoding in GUESSED}
    best = max(GUESSED, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0 else ""


def is_mixed(path: Path, scan: Scan) -> bool:
    """Return whether a file that is not UTF-8 has more letters of UTF-8 in it than bytes that are not."""
    if scan.misfit is None or scan.misfit.byte == 0:
        return False
    samples = (_read_sample(path, 0), _read_sample(path, max(0, scan.misfit.offset - _SAMPLE // 2)))
    good = bad = 0
    for sample in samples:
        text = sample.decode("utf-8", "surrogateescape")
        strays = sum("\udc80" <= char <= "\udcff" for char in text)
        bad += strays
        good += sum(char > "\x7f" for char in text) - strays
    return good > bad


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
    """Return how much a text looks like words: each letter beyond ASCII counts for it or against it."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return -1.0
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
