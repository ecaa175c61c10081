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
_QUOTE_SPACE_QUOTE = re.compile(rb'" +"')


@dataclass(frozen=True)
class Misfit:
    """The first byte that does not fit an encoding: its place in the file from 0, the byte, and its line."""

    offset: int
    byte: int
    line: int


@dataclass
class Scan:
    """What the bytes of a file are made of.

    `delimiters` counts each of the bytes asked for, `lines` all lines, the last one also without an end. `misfit` is
    the first byte that is not UTF-8, or zero; nothing after it was looked at. `has_long_lines` says that some line is
    longer than the longest field, `has_broken_quotes` that quotes and spaces follow each other as one reader may
    understand them and another not.
    """

    size: int = 0
    lines: int = 0
    feeds: int = 0
    returns: int = 0
    pairs: int = 0
    quotes: int = 0
    delimiters: dict[str, int] = field(default_factory=dict)
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
    decoder = codecs.getincrementaldecoder("utf-8")()
    last, run, open_quote = b"", 0, b""
    for block in read_blocks(path):
        if not scan.size:
            scan.has_mark = block.startswith(codecs.BOM_UTF8)
        if find_misfit(scan, decoder, block):
            return scan
        run = _measure_lines(scan, block, run)
        _count(scan, last, block)
        if b'"' in block or open_quote:
            open_quote = _look_at_quotes(scan, open_quote + block)
        last = block[-1:]
        scan.size += len(block)
    if decoder.getstate()[0]:
        start = scan.size - len(decoder.getstate()[0])
        scan.misfit = Misfit(start, decoder.getstate()[0][0], scan.feeds + 1)
    scan.lines = scan.feeds + (last not in (b"", b"\n"))
    return scan


def find_misfit(scan: Scan, decoder: codecs.IncrementalDecoder, block: bytes) -> bool:
    """Note the first byte of a block that is zero or not UTF-8; return whether there is one."""
    zero = block.find(0)
    pending = decoder.getstate()[0]
    if not block.isascii() or pending:
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


def _count(scan: Scan, last: bytes, block: bytes) -> None:
    scan.feeds += block.count(b"\n")
    returns = block.count(b"\r")
    if returns or last == b"\r":
        scan.returns += returns
        scan.pairs += (last + block).count(b"\r\n") if last == b"\r" else block.count(b"\r\n")
    scan.quotes += block.count(b'"')
    for delimiter in scan.delimiters:
        scan.delimiters[delimiter] += block.count(delimiter.encode())


def _look_at_quotes(scan: Scan, text: bytes) -> bytes:
    """Look for a quotation mark, spaces and another one; return a mark with spaces at the end, where one may follow."""
    if not scan.has_broken_quotes:
        scan.has_broken_quotes = _QUOTE_SPACE_QUOTE.search(text) is not None
    bare = text.rstrip(b" ")
    return text[len(bare) - 1 :] if bare.endswith(b'"') else b""
