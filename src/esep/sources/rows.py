"""Rows of delimited text, untyped, each with the file and the line it begins on.

Nothing is skipped silently: a row that does not fit its header is handed on with the fault named, and what cannot be
read row by row (wrong encoding, a quote that never ends, a missing column) is an `EsepError`. Empty lines are no rows.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from esep.problems import EsepError, Problem, Where
from esep.sources.snapshot import Snapshot, decode, take_snapshot

# A line of a register is a few hundred characters; a longer one than this, or a longer field, is a damaged file.
LONGEST_LINE = 1_000_000
LONGEST_FIELD = 131_072
RAGGED, MALFORMED = "record-ragged", "record-malformed"


@dataclass(frozen=True)
class Layout:
    """How files of delimited text are laid out.

    `files` is the pattern of the file names in a folder, `encodings` are tried strictly in their order, `columns`
    says for each field of ours under which headers it appears. `has_digest` asks for a checksum of every whole row.
    """

    files: str
    encodings: tuple[str, ...]
    delimiter: str
    columns: Mapping[str, tuple[str, ...]]
    has_digest: bool = False


@dataclass(frozen=True, slots=True)
class TextRow:
    """One row: the line it begins on, the texts of the declared fields, and what is wrong with it as a row.

    `fault` is empty, `RAGGED` or `MALFORMED`; `width` the number of fields found; a field that is absent is empty.
    """

    line: int
    values: tuple[str, ...]
    width: int
    fault: str = ""
    digest: str = ""


@dataclass(frozen=True)
class TextFile:
    """A file that was opened: its snapshot, its path as given, the width of its header, and its rows, read once."""

    snapshot: Snapshot
    path: str
    width: int
    rows: Iterator[TextRow]


def list_files(sources: Sequence[Path], pattern: str) -> tuple[Path, ...]:
    """Return the files that sources mean: a file itself, a folder's files of the pattern, whatever matches a glob.

    A file that is named twice is listed once. Raise `EsepError` where a source leads to no file.
    """
    found: dict[Path, Path] = {}
    problems: list[Problem] = []
    for source in sources:
        paths = _expand(source, pattern)
        if not paths:
            code = "files-none" if source.is_dir() else "file-missing"
            problems.append(Problem(code, Where(str(source)), {"path": str(source), "pattern": pattern}))
        for path in paths:
            found.setdefault(path.resolve(), path)
    if problems:
        raise EsepError(problems)
    return tuple(found.values())


def _expand(source: Path, pattern: str) -> list[Path]:
    if source.is_dir():
        return sorted(path for path in source.glob(pattern) if path.is_file())
    if source.exists() or not any(mark in str(source) for mark in "*?["):
        return [source] if source.exists() else []
    base = Path(source.anchor)
    try:
        return sorted(path for path in base.glob(str(source.relative_to(base))) if path.is_file())
    except (ValueError, NotImplementedError):
        return []


def open_rows(path: Path, layout: Layout) -> TextFile:
    """Open one file: take its snapshot, decode it, find the declared columns in its header; rows are read on demand.

    Raise `EsepError` where the file cannot be read, is empty, fits no encoding, or lacks or repeats a declared column.
    """
    snapshot, data = take_snapshot(path)
    where = Where(str(path))
    text = _drop_mark(decode(data, layout.encodings, where), layout.encodings)
    lines = _Lines(text, str(path))
    rows = _split(lines, layout.delimiter)
    _, header, fault = next(rows, (1, [], ""))
    if fault or not header:
        raise EsepError(Problem("header-unreadable", Where(str(path), lines.number or 1), {"path": str(path)}))
    places = _find_columns([name.strip() for name in header], layout, str(path))
    return TextFile(snapshot, str(path), len(header), _shape(rows, places, len(header), layout.has_digest))


def _drop_mark(text: str, encodings: Sequence[str]) -> str:
    """Return text without a UTF-8 byte order mark, also where the rest of the file is in another encoding."""
    for encoding in encodings:
        mark = codecs.BOM_UTF8.decode(encoding, "ignore")
        if mark and text.startswith(mark):
            return text[len(mark) :]
    return text


class _Lines:
    """The lines of a text with their ends, counted, none longer than the limit."""

    def __init__(self, text: str, file: str) -> None:
        self._lines = io.StringIO(text, newline="")
        self._file = file
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise EsepError(self.fail("line-too-long", self.number, limit=str(LONGEST_LINE)))
        return line

    def fail(self, code: str, line: int, **facts: str) -> Problem:
        return Problem(code, Where(self._file, line), facts)


def _split(lines: _Lines, delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """Yield first line, fields and fault of every row that is not an empty line."""
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # The module tells its errors apart by words alone. These two leave no row to hand on: what was swallowed
            # may have been any number of rows.
            if "unexpected end of data" in str(error):
                raise EsepError(lines.fail("quote-open", start)) from None
            if "field limit" in str(error):
                raise EsepError(lines.fail("field-too-long", start, limit=str(LONGEST_FIELD))) from None
            yield start, [], MALFORMED
            continue
        if row:
            yield start, row, ""


def _find_columns(header: list[str], layout: Layout, file: str) -> tuple[int, ...]:
    """Return the place of every declared field in the header."""
    places: list[int] = []
    problems: list[Problem] = []
    for field, names in layout.columns.items():
        found = [place for place, name in enumerate(header) if name in names]
        places.append(found[0] if found else 0)
        if len(found) != 1:
            code = "record-column-twice" if found else "record-column-missing"
            facts = {"field": field, "names": ", ".join(names), "header": ", ".join(header)}
            problems.append(Problem(code, Where(file, 1), facts))
    if problems:
        raise EsepError(problems)
    return tuple(places)


def _shape(
    rows: Iterator[tuple[int, list[str], str]], places: tuple[int, ...], width: int, has_digest: bool
) -> Iterator[TextRow]:
    for line, row, fault in rows:
        if not fault and len(row) == width:
            yield TextRow(line, tuple([row[place] for place in places]), width, "", _digest(row) if has_digest else "")
        else:
            values = tuple(row[place] if place < len(row) else "" for place in places)
            yield TextRow(line, values, len(row), fault or RAGGED)


def _digest(row: list[str]) -> str:
    return blake2b(repr(row).encode(), digest_size=16).hexdigest()
