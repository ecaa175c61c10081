"""A file of columns of texts in the form of Parquet, written from pages that are bytes already.

The query engine writes such a file too, but has to look up every text in a table of its own. Here a text that recurs
comes as its number. Nothing is compressed: the file is read once or twice, and then it is gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import IO

# The kinds of the compact protocol of Thrift, in which Parquet describes itself.
_I32, _I64, _BINARY, _LIST, _STRUCT = 5, 6, 8, 9, 12
# The form of a page: texts one after the other, each with its length before it, or numbers of texts in a list.
_PLAIN, _LEVELS, _NUMBERS = 0, 3, 8
_DATA_PAGE, _LIST_PAGE = 0, 2
_BYTES, _UTF_8, _REQUIRED, _UNCOMPRESSED = 6, 0, 0, 0
_MAGIC = b"PAR1"


@dataclass(frozen=True)
class Page:
    """Some texts of a column, one after the other: themselves, or their numbers in a list."""

    rows: int
    data: bytes
    has_numbers: bool = False


def encode_pages(pages: Sequence[Page], texts: Sequence[bytes]) -> tuple[bytes, int]:
    """Return the bytes of a column in a group of rows, and how many of them are the list, which comes first.

    Numbers in pages are places in the list `texts`.
    """
    listed = _write_list_page(texts) if any(page.has_numbers for page in pages) else b""
    return b"".join((listed, *map(_write_page, pages))), len(listed)


class ColumnsFile:
    """A file that is written group by group; the names of its columns are those of `names`."""

    def __init__(self, file: IO[bytes], names: Sequence[str]) -> None:
        self._file = file
        self._names = names
        self._groups: list[bytes] = []
        self.rows = 0
        file.write(_MAGIC)

    def write(self, chunks: Iterable[tuple[bytes, int]], rows: int) -> None:
        """Write a group: its columns as `encode_pages` gives them."""
        columns, size = [], 0
        for name, (data, listed) in zip(self._names, chunks, strict=True):
            columns.append(_describe_column(name, rows, self._file.tell(), len(data), listed))
            self._file.write(data)
            size += len(data)
        self._groups.append(_struct((1, _LIST, _list(_STRUCT, columns)), (2, _I64, size), (3, _I64, rows)))
        self.rows += rows

    def finish(self) -> None:
        """Write what the file says about itself."""
        root = _struct((4, _BINARY, b"rows"), (5, _I32, len(self._names)))
        columns = [
            _struct((1, _I32, _BYTES), (3, _I32, _REQUIRED), (4, _BINARY, name.encode()), (6, _I32, _UTF_8))
            for name in self._names
        ]
        about = _struct(
            (1, _I32, 1),
            (2, _LIST, _list(_STRUCT, [root, *columns])),
            (3, _I64, self.rows),
            (4, _LIST, _list(_STRUCT, self._groups)),
        )
        self._file.write(about + len(about).to_bytes(4, "little") + _MAGIC)


def _write_page(page: Page) -> bytes:
    form = _NUMBERS if page.has_numbers else _PLAIN
    about = _struct((1, _I32, page.rows), (2, _I32, form), (3, _I32, _LEVELS), (4, _I32, _LEVELS))
    return _write_head(_DATA_PAGE, page.data, (5, _STRUCT, about)) + page.data


def _write_list_page(texts: Sequence[bytes]) -> bytes:
    data = b"".join(len(text).to_bytes(4, "little") + text for text in texts)
    return _write_head(_LIST_PAGE, data, (7, _STRUCT, _struct((1, _I32, len(texts)), (2, _I32, _PLAIN)))) + data


def _write_head(kind: int, data: bytes, about: tuple[int, int, bytes]) -> bytes:
    return _struct((1, _I32, kind), (2, _I32, len(data)), (3, _I32, len(data)), about)


def _describe_column(name: str, rows: int, place: int, size: int, listed: int) -> bytes:
    forms = [_vary(form << 1) for form in (_PLAIN, _LEVELS, _NUMBERS)]
    fields: list[tuple[int, int, int | bytes]] = [
        (1, _I32, _BYTES),
        (2, _LIST, _list(_I32, forms)),
        (3, _LIST, _list(_BINARY, [_write(_BINARY, name.encode())])),
        (4, _I32, _UNCOMPRESSED),
        (5, _I64, rows),
        (6, _I64, size),
        (7, _I64, size),
        (9, _I64, place + listed),
        *([(11, _I64, place)] if listed else []),
    ]
    return _struct((2, _I64, place), (3, _STRUCT, _struct(*fields)))


def _struct(*fields: tuple[int, int, int | bytes]) -> bytes:
    """Return a structure: each field is its number, its kind and what it holds."""
    found, before = bytearray(), 0
    for number, kind, value in fields:
        found.append((number - before) << 4 | kind)
        found += _write(kind, value)
        before = number
    return bytes(found) + b"\0"


def _write(kind: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        # No number here is below zero; twice as much leaves the place for the sign.
        return _vary(value << 1)
    return _vary(len(value)) + value if kind == _BINARY else value


def _list(kind: int, values: Sequence[bytes]) -> bytes:
    head = bytes([len(values) << 4 | kind]) if len(values) < 15 else bytes([0xF0 | kind]) + _vary(len(values))
    return head + b"".join(values)


def _vary(number: int) -> bytes:
    """Return a whole number in seven bits to a byte, the lowest first."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def vary_run(numbers: int) -> bytes:
    """Return what stands before a run of so many numbers, a multiple of eight."""
    return _vary(numbers // 8 << 1 | 1)
