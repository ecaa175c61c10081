"""Text that is read from its beginning, stored in columns, so that any lines of it can be read alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from esep.records.columns_file import ColumnsFile
from esep.records.crew import share_out
from esep.records.slices import MOST_WORKERS
from esep.records.text_codes import LONGEST_TEXT, TextCodes
from esep.sources.scan import read_blocks
from esep.sources.stage import Staged
from esep.sources.staging import PlainLines, open_staging, quote, quote_path, tell_no_room, write_relation

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

# As many as the engine has in a group, so that a slice of the records is a number of whole ones.
ROWS_PER_GROUP = 122_880
# More than the longest line, and little enough that all of its marks stay near the processor.
_BLOCK = 1 << 20
_FEED, _QUOTE = ord("\n"), ord('"')


def store_columns(staged: Sequence[Staged], folder: Path) -> tuple[Staged, ...]:
    """Return sources of which any lines can be read alone: text that is read from its beginning goes to `folder` first.

    All processors read it at once, and nobody has to count its lines: a row is at the same place in the file written.
    """
    if all(one.is_seekable for one in staged):
        return tuple(staged)
    with tell_no_room(folder), open_staging(folder) as engine:
        return tuple(
            one if one.is_seekable else _store(engine, one, folder / f"{place:06d}.parquet")
            for place, one in enumerate(staged)
        )


def _store(engine: duckdb.DuckDBPyConnection, one: Staged, path: Path) -> Staged:
    fields = {field: f"raw_{field}" for field in one.types}
    if one.lines is None or not _store_lines(one.lines, tuple(fields.values()), one.rows, path):
        query = f"select {', '.join(fields.values())} from ({one.relation})"
        engine.execute(f"copy ({query}) to {quote(str(path))} (format parquet, compression lz4)")
    ((width, expected),) = engine.execute(f"select width, expected from ({one.relation}) limit 1").fetchall()
    relation = write_relation(
        fields,
        f"read_parquet({quote_path(path)}, file_row_number=true)",
        line=f"file_row_number + {one.first_line}",
        width=f"{width}::bigint",
        expected=f"{expected}::bigint",
    )
    return replace(one, relation=relation, is_seekable=True)


def _store_lines(lines: PlainLines, names: Sequence[str], rows: int, path: Path) -> bool:
    """Write the columns of plain lines to a file; return whether there were as many rows as there should be.

    The engine does the same in more than twice the time: it takes lines apart that may be anything, and looks up every
    text in a table.
    """
    crew = [[TextCodes() for _ in names] for _ in range(min(MOST_WORKERS, os.cpu_count() or 1))]

    def read(coders: list[TextCodes], group: tuple[int, int]) -> tuple[int, list[tuple[bytes, int]]]:
        return _read_group(lines, coders, *group)

    with path.open("wb") as stream:
        file = ColumnsFile(stream, names)
        try:
            for number, chunks in share_out(crew, list(_cut_groups(lines)), read):
                file.write(chunks, number)
        except (IndexError, ValueError):
            # Marks that do not make whole lines: somebody writes to the file meanwhile. The engine says what it sees.
            return False
        file.finish()
    return file.rows == rows


def _cut_groups(lines: PlainLines) -> Iterator[tuple[int, int]]:
    """Yield where each group of rows begins and ends in a file."""
    import numpy as np

    start, place, left = lines.start, 0, ROWS_PER_GROUP + lines.header_lines
    for block in read_blocks(lines.path, _BLOCK):
        is_end = np.frombuffer(block, np.uint8) == _FEED
        found = int(np.count_nonzero(is_end))
        if found >= left:
            for end in np.flatnonzero(is_end)[left - 1 :: ROWS_PER_GROUP].tolist():
                yield start, place + end + 1
                start = place + end + 1
            left += (1 + (found - left) // ROWS_PER_GROUP) * ROWS_PER_GROUP
        left -= found
        place += len(block)
    if start < place:
        yield start, place


def _read_group(
    lines: PlainLines, coders: Sequence[TextCodes], start: int, end: int
) -> tuple[int, list[tuple[bytes, int]]]:
    """Return how many rows there are from one place of a file to another, and their columns as bytes."""
    with lines.path.open("rb") as file:
        file.seek(start)
        data = file.read(end - start)
    if not data.endswith(b"\n"):
        data += b"\r\n" if lines.has_returns else b"\n"
    parts, rows, first = [], 0, 0
    while first < len(data):
        last = data.rfind(b"\n", first, first + _BLOCK) + 1
        block = data[first:last]
        starts, ends = find_fields(block, lines)
        block += bytes(LONGEST_TEXT)
        parts.append([one.add(block, starts[at], ends[at]) for one, at in zip(coders, lines.places, strict=True)])
        rows += starts.shape[1]
        first = last
    return rows, [one.encode(some) for one, some in zip(coders, zip(*parts, strict=True), strict=True)]


def find_fields(block: bytes, lines: PlainLines) -> tuple[Numbers, Numbers]:
    """Return where each field of whole lines starts and ends: a row of numbers for every field of a line."""
    import numpy as np

    signs = np.frombuffer(block, np.uint8)
    is_mark = (signs == ord(lines.delimiter)) | (signs == _FEED)
    if has_quotes := b'"' in block:
        is_mark |= signs == _QUOTE
    marks = np.flatnonzero(is_mark)
    ends: NDArray[np.int64] = marks
    if has_quotes:
        quotes = np.flatnonzero(signs[marks] == _QUOTE)
        opening, closing = quotes[::2], quotes[1::2]
        # A quotation mark, what stands behind it up to the next, and that one are no ends of fields.
        sizes = closing - opening + 1
        before = np.cumsum(sizes) - sizes
        ends = np.delete(marks, np.repeat(opening - before, sizes) + np.arange(int(sizes.sum())))
        row, field = np.divmod(opening - before, lines.width)
    ends = ends.reshape(-1, lines.width).T.copy()
    starts = np.empty_like(ends)
    np.add(ends[:-1], 1, out=starts[1:])
    starts[0, 0] = 0
    starts[0, 1:] = ends[-1, :-1] + 1
    ends[-1] -= lines.has_returns
    if has_quotes:
        starts[field, row] += 1
        ends[field, row] -= 1
    return starts, ends
