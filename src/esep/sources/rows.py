"""Rows of delimited text, untyped, each with the line it begins on: the exact reader, which everything else is held to.

Nothing is skipped silently: a row that does not fit its header is handed on with the fault named, and what cannot be
read row by row (a quote that never ends, a missing column) is an `EsepError`. Empty lines are no rows.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from typing import TextIO

from esep.problems import EsepError, Problem, Where

# A line of a register is a few hundred characters; a longer one than this, or a longer field, is a damaged file.
LONGEST_LINE = 1_000_000
LONGEST_FIELD = 131_072
RAGGED, MALFORMED = "record-ragged", "record-malformed"
DELIMITERS = (",", ";", "\t", "|")
AUTO = "auto"


@dataclass(frozen=True)
class Layout:
    """How the files of a source are laid out.

    `files` is the pattern of the file names in a folder, `encodings` are tried strictly in their order or detected
    where they are ("auto",), `delimiter` is one, a choice of several, or "auto"; `columns` says for each field of ours
    under which headers it appears. `has_digest` asks for a checksum of every whole row. `header_line` lines stand
    before the header. `sheet` is the name of a worksheet or its number from 1.
    """

    files: str
    encodings: tuple[str, ...]
    delimiter: str | tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    has_digest: bool = False
    sheet: str | int | None = None
    header_line: int = 0

    @property
    def delimiters(self) -> tuple[str, ...]:
        """Return the delimiters that a file may have."""
        if isinstance(self.delimiter, tuple):
            return self.delimiter
        return DELIMITERS if self.delimiter == AUTO else (self.delimiter,)


@dataclass(frozen=True)
class TextTable:
    """A delimited text that was opened: its header and its rows, which can be read once.

    `header_lines` are the lines up to and with the header, `header_text` is what stands in them; `places` says for
    each declared field in which column it is. A row is the line it begins on, all its fields, and its fault:
    empty, `RAGGED` or `MALFORMED`.
    """

    delimiter: str
    header: tuple[str, ...]
    header_lines: int
    header_text: str
    places: tuple[int, ...]
    rows: Iterator[tuple[int, list[str], str]]

    def pick(self, row: Sequence[str]) -> tuple[str, ...]:
        """Return the declared fields of a row; a field that is absent is empty."""
        if len(row) == len(self.header):
            return tuple([row[place] for place in self.places])
        return tuple([row[place] if place < len(row) else "" for place in self.places])


def open_table(stream: TextIO, file: str, layout: Layout) -> TextTable:
    """Open a text whose line ends were left as they are; find its header, its delimiter and the declared columns.

    Raise `EsepError` where the header cannot be read, is divided by another delimiter, or lacks or repeats a column.
    """
    delimiter = _choose_delimiter(stream, file, layout)
    if len(_open_header(stream, file, layout, delimiter)[2]) == 1:
        _refuse_other_delimiter(stream, file, layout)
    lines, rows, header = _open_header(stream, file, layout, delimiter)
    if not header:
        where = Where(file, lines.number or 1)
        raise EsepError(Problem("header-unreadable", where, {"path": file}))
    places = find_columns(header, layout, Where(file, layout.header_line + 1))
    shaped = ((line, row, fault or _judge(row, len(header))) for line, row, fault in rows)
    return TextTable(delimiter, header, lines.number, lines.first_text, places, shaped)


def digest_row(row: Sequence[str]) -> str:
    """Return a checksum of a whole row in which every field counts, and where it ends."""
    text = "".join(f"{len(field.encode(errors='surrogatepass'))}:{field}" for field in row)
    return md5(text.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()


def find_columns(header: Sequence[str], layout: Layout, where: Where) -> tuple[int, ...]:
    """Return the place of every declared field in a header; raise `EsepError` where one is missing or there twice."""
    places: list[int] = []
    problems: list[Problem] = []
    for field, names in layout.columns.items():
        found = [place for place, name in enumerate(header) if name in names]
        places.append(found[0] if found else 0)
        if len(found) != 1:
            code = "record-column-twice" if found else "record-column-missing"
            facts = {"field": field, "names": ", ".join(names), "header": ", ".join(header)}
            problems.append(Problem(code, where, facts))
    if len(problems) > 1 and not list_declared(layout).intersection(header):
        raise EsepError(tell_other_header(header, layout, where))
    if problems:
        raise EsepError(problems)
    return tuple(places)


def list_declared(layout: Layout) -> set[str]:
    """Return every header under which a declared column may appear."""
    return {name for names in layout.columns.values() for name in names}


def tell_other_header(header: Sequence[str], layout: Layout, where: Where) -> Problem:
    """Return problem `header-other` of a file whose header names none of the declared columns."""
    names = dict.fromkeys(name for names in layout.columns.values() for name in names)
    return Problem("header-other", where, {"header": ", ".join(header), "names": ", ".join(names)})


def _choose_delimiter(stream: TextIO, file: str, layout: Layout) -> str:
    """Return the delimiter with which the header has most of the declared columns, and after that most columns."""
    if len(layout.delimiters) == 1:
        return layout.delimiters[0]
    return max(layout.delimiters, key=lambda delimiter: _rate_delimiter(stream, file, layout, delimiter))


def _rate_delimiter(stream: TextIO, file: str, layout: Layout, delimiter: str) -> tuple[int, int]:
    """Return how many of the declared columns a header has with a delimiter, and how many columns in all."""
    header = _open_header(stream, file, layout, delimiter)[2]
    return len(list_declared(layout).intersection(header)), len(header)


def _refuse_other_delimiter(stream: TextIO, file: str, layout: Layout) -> None:
    """Raise problem `delimiter-other` where one that is not declared gives more of the declared columns."""
    rates = {one: _rate_delimiter(stream, file, layout, one) for one in (*layout.delimiters, *DELIMITERS)}
    best = max(rates, key=lambda one: rates[one])
    if best not in layout.delimiters and rates[best][0] > max(rates[one][0] for one in layout.delimiters):
        shown = {one: one.replace("\t", r"\t") for one in rates}
        facts = {"found": shown[best], "declared": ", ".join(f'"{shown[one]}"' for one in layout.delimiters)}
        raise EsepError(Problem("delimiter-other", Where(file, layout.header_line + 1), facts))


def _open_header(
    stream: TextIO, file: str, layout: Layout, delimiter: str
) -> tuple[_Lines, Iterator[tuple[int, list[str], str]], tuple[str, ...]]:
    """Return the lines, the rows after the header, and the header: empty where it cannot be read."""
    stream.seek(0)
    lines = _Lines(stream, file)
    for _ in range(layout.header_line):
        next(lines, None)
    rows = _split(lines, delimiter)
    _, header, fault = next(rows, (1, [], ""))
    lines.has_header = True
    return lines, rows, () if fault else tuple(name.strip() for name in header)


def _judge(row: Sequence[str], width: int) -> str:
    return "" if len(row) == width else RAGGED


class _Lines:
    """The lines of a text with their ends, counted, none longer than the limit."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self._stream = stream
        self._file = file
        self.number = 0
        self.has_header = False
        self.first_text = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(LONGEST_LINE + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > LONGEST_LINE:
            raise EsepError(self.fail("line-too-long", self.number, limit=str(LONGEST_LINE)))
        if not self.has_header:
            self.first_text += line
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
