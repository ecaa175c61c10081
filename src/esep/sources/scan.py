"""One look at all bytes of a text file: what the fast reader has to know before it may be trusted with it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from esep.problems import EsepError, Problem, Where
from esep.sources import rows

# No line that lies within one block is longer than the longest field.
BLOCK = 131_072
# More empty lines than these at the end of a file are left to the exact reader.
_TAIL = 64
_QUOTE_SPACE_QUOTE = re.compile(rb'" +"')
_QUOTED = re.compile(rb'"[^"]*"')


@dataclass(frozen=True)
class Misfit:
    """The first byte that does not fit an encoding: its place in the file from 0, the byte, and its line."""

    offset: int
    byte: int
    line: int


@dataclass
class Scan:
    """What the bytes of a file are made of.

    `delimiters` counts each of the bytes asked for, `lines` all lines but the empty ones at the end of the file. Where
    `regular_width` is not zero, each line of the file has that many fields, and where one of them is in quotes they
    stand at both of its ends and nowhere else, so that nothing is left to be found out. `misfit` is the first byte that
    is not UTF-8, or zero; nothing after it was looked at. `has_long_lines` says that some line is longer than the
    longest field, `has_broken_quotes` that quotes and spaces follow each other as one reader may understand them and
    another not.
    """

    size: int = 0
    lines: int = 0
    feeds: int = 0
    returns: int = 0
    pairs: int = 0
    quotes: int = 0
    delimiters: dict[str, int] = field(default_factory=dict)
    regular_width: int = 0
    is_ascii: bool = True
    has_mark: bool = False
    has_long_lines: bool = False
    has_broken_quotes: bool = False
    misfit: Misfit | None = None

    @property
    def has_even_ends(self) -> bool:
        """Return whether all lines end in the same way, with or without a carriage return."""
        return self.returns == 0 or self.returns == self.pairs == self.feeds


def read_blocks(path: Path, size: int = BLOCK) -> Iterator[bytes]:
    """Yield what a file holds, block by block; problem `file-unreadable`."""
    try:
        with path.open("rb") as file:
            while block := file.read(size):
                yield block
    except OSError as error:
        facts = {"path": str(path), "cause": error.strerror or type(error).__name__}
        raise EsepError(Problem("file-unreadable", Where(str(path)), facts)) from None


def scan_bytes(path: Path, delimiters: Sequence[str]) -> Scan:
    """Look at every byte of a file once."""
    scan = Scan(delimiters=dict.fromkeys(delimiters, 0))
    marks = "".join(delimiters).encode() + b'"\r\n'
    others = bytes(byte for byte in range(256) if byte not in marks)
    decoder = codecs.getincrementaldecoder("utf-8")()
    last, run, open_quote, tail = b"", 0, b"", b""
    pattern = _Pattern(delimiters[0].encode())
    for block in read_lines(path):
        if _find_misfit(scan, decoder, block):
            return scan
        if not scan.size:
            scan.has_mark = block.startswith(codecs.BOM_UTF8)
        run = _measure_lines(scan, block, run)
        # What is left when all else is taken out is a tenth of the block, and says everything about its shape.
        shape = block.translate(None, others)
        pattern.compare(block, shape)
        _count(scan, shape, last + block)
        # Where every quoted field is plain nothing stands between quotation marks.
        if not pattern.is_kept and (b'"' in shape or open_quote):
            open_quote = _look_at_quotes(scan, open_quote + block)
        last = b"\r" if block.endswith(b"\r") else b""
        tail = (tail + block[-_TAIL:])[-_TAIL:]
        scan.size += len(block)
    if rest := decoder.getstate()[0]:
        scan.misfit = Misfit(scan.size - len(rest), rest[0], scan.feeds + 1)
    scan.lines = scan.feeds + (run > 0) - max(0, tail[len(tail.rstrip(b"\r\n")) :].count(b"\n") - 1)
    if len(delimiters) == 1:
        scan.regular_width = pattern.finish(is_open=run > 0)
    return scan


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield what a file holds, in blocks that end with a line unless it is longer than a block."""
    rest = b""
    for block in read_blocks(path):
        cut = block.rfind(b"\n") + 1 or len(block)
        yield rest + block[:cut]
        rest = block[cut:]
    if rest:
        yield rest


class _Pattern:
    """Whether every line has the marks of the first one: as many delimiters and the same end, without quoted fields."""

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self._line = b""
        self._place = 0
        self.is_kept = True

    def compare(self, block: bytes, shape: bytes) -> None:
        """Hold the marks of the next block to the pattern."""
        if self.is_kept and b'"' in shape:
            # Elsewhere than at the beginning of a line it is not known what a quotation mark means.
            self.is_kept = self._place == 0 and _is_plain(block, shape, self._delimiter)
            shape = _QUOTED.sub(b"", shape)
        if not self._line and self.is_kept:
            self._line = shape[: shape.find(b"\n") + 1]
            self.is_kept = bool(self._line) and b'"' not in self._line and b"\r" not in self._line[:-2]
        if self.is_kept:
            times = len(shape) // len(self._line) + 2
            self.is_kept = (self._line * times)[self._place : self._place + len(shape)] == shape
            self._place = (self._place + len(shape)) % len(self._line)

    def finish(self, *, is_open: bool) -> int:
        """Return how many fields every line has, or 0; a last line that is open has all marks but those of its end."""
        width = len(self._line.rstrip(b"\r\n")) + 1
        is_whole = self._place == (width - 1 if is_open else 0)
        return width if self.is_kept and self._line and is_whole else 0


def _is_plain(block: bytes, shape: bytes, delimiter: bytes) -> bool:
    """Return whether all readers see the same quoted fields in a block: a whole field in quotes, on one line.

    Where more than one field to a line is quoted it is not looked into: the engine counts its bytes in less time.
    """
    if shape.count(b'"') > 2 * shape.count(b"\n"):
        return False
    end = -1
    while (start := block.find(b'"', end + 1)) >= 0:
        end = block.find(b'"', start + 1)
        before, after, text = block[max(start - 1, 0) : start], block[end + 1 : end + 2], block[start:end]
        is_field = before in (b"", delimiter, b"\n") and after in (b"", delimiter, b"\r", b"\n")
        if end < 0 or not is_field or b"\n" in text or b"\r" in text:
            return False
    return True


def _find_misfit(scan: Scan, decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    """Note the first byte of a block that is zero or not UTF-8; return whether there is one."""
    zero = block.find(0)
    pending = decoder.getstate()[0]
    if pending or not block.isascii():
        scan.is_ascii = False
        try:
            decoder.decode(block if zero < 0 else block[:zero])
        except UnicodeDecodeError as error:
            text = error.object
            line = scan.feeds + 1 + text.count(b"\n", 0, error.start)
            scan.misfit = Misfit(scan.size - len(pending) + error.start, text[error.start], line)
            return True
    if zero >= 0:
        scan.misfit = Misfit(scan.size + zero, 0, scan.feeds + 1 + block.count(b"\n", 0, zero))
    return zero >= 0


def _measure_lines(scan: Scan, block: bytes, run: int) -> int:
    """Note a line that is too long; return how many bytes of a line stand at the end of the block."""
    first = block.find(b"\n")
    longest = run + (len(block) if first < 0 else first)
    scan.has_long_lines = scan.has_long_lines or longest > rows.LONGEST_FIELD
    return longest if first < 0 else len(block) - block.rfind(b"\n") - 1


def _count(scan: Scan, shape: bytes, block: bytes) -> None:
    """Count the marks of a block; `block` begins with the carriage return that the one before ended in."""
    scan.feeds += shape.count(b"\n")
    scan.quotes += shape.count(b'"')
    scan.returns += shape.count(b"\r")
    if scan.returns:
        scan.pairs += block.count(b"\r\n")
    for delimiter in scan.delimiters:
        scan.delimiters[delimiter] += shape.count(delimiter.encode())


def _look_at_quotes(scan: Scan, text: bytes) -> bytes:
    """Look for a quotation mark, spaces and another one; return a mark with spaces at the end, where one may follow."""
    if not scan.has_broken_quotes:
        scan.has_broken_quotes = _QUOTE_SPACE_QUOTE.search(text) is not None
    bare = text.rstrip(b" ")
    return text[len(bare) - 1 :] if bare.endswith(b'"') else b""
