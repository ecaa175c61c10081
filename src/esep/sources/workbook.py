"""Worksheets of XLSX files, row by row, every cell as the text a person would write for it."""

from __future__ import annotations

import datetime
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.problems import EsepError, Problem, Where
from esep.sources.rows import RAGGED, Layout, digest_row, find_columns
from esep.sources.staging import StagedTable, Tell, clean_rows, stage_rows, write_value
from esep.sources.unpack import check_archive

if TYPE_CHECKING:
    import duckdb

# In these fields a bare number is a day counted by Excel. What is outside, from 1927 to 2199, is more likely a date
# that was written as a number, such as 2024, 202401 or 20240131.
DATE_FIELDS = ("registered", "reported", "occurred")
FIRST_SERIAL, LAST_SERIAL = 10_000, 109_574

# What a damaged workbook raises depends on where it is damaged; the parser of XML raises a SyntaxError.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    IndexError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
)


def stage_workbook(
    engine: duckdb.DuckDBPyConnection, path: Path, name: str, layout: Layout, folder: Path, tell: Tell | None = None
) -> StagedTable:
    """Stage a worksheet of an XLSX file.

    Problems `file-broken`, `unpacked-too-large`, `sheet-missing`, `header-unreadable` and those of the columns; where
    the layout names no sheet and there are several, the first one is read, and a remark says so.
    """
    with _open_sheet(path, name, layout) as (book, sheet):
        rows = _list_rows(sheet, book.epoch)
        types = dict.fromkeys(layout.columns, "varchar")
        remarks = () if layout.sheet is not None or len(book.worksheets) == 1 else (_tell_sheet(book, sheet, name),)
        try:
            staged = stage_rows(engine, clean_rows(_list_values(rows, layout, name)), types, folder, tell)
        except EsepError as error:
            raise EsepError((*error.problems, *remarks)) from None
    return StagedTable(staged.relation, staged.rows, staged.types, remarks)


def read_first_rows(path: Path, name: str, most: int) -> dict[str, list[tuple[int, list[str]]]]:
    """Return number and texts of the first rows of each worksheet; problems as of `stage_workbook`."""
    found = {}
    with _open_sheet(path, name, Layout("*", ("utf-8",), ",", {})) as (book, _):
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = islice(_list_rows(sheet, book.epoch), most)
            found[str(sheet.title)] = [(number, [cell.text for cell in row]) for number, row in rows]
    return found


@contextmanager
def _open_sheet(path: Path, name: str, layout: Layout) -> Iterator[tuple[Any, Any]]:
    """Open a workbook and its worksheet; whatever a damaged one raises becomes the problem `file-broken`."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    check_archive(path)
    book = None
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = _choose_sheet(book, layout, name)
        sheet.reset_dimensions()
        yield book, sheet
    except (InvalidFileException, *_DAMAGE) as e:
        facts = {"path": name, "cause": f"{type(e).__name__}: {e}"}
        raise EsepError(Problem("file-broken", Where(name), facts)) from None
    finally:
        if book is not None:
            book.close()


def _choose_sheet(book: Any, layout: Layout, name: str) -> Any:
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    if layout.sheet is None and sheets:
        return next(iter(sheets.values()))
    if isinstance(layout.sheet, int) and 1 <= layout.sheet <= len(sheets):
        return list(sheets.values())[layout.sheet - 1]
    if layout.sheet in sheets:
        return sheets[str(layout.sheet)]
    facts = {"path": name, "sheet": str(layout.sheet or 1), "known": ", ".join(sheets)}
    raise EsepError(Problem("sheet-missing", Where(name), facts))


def _tell_sheet(book: Any, sheet: Any, name: str) -> Problem:
    facts = {"path": name, "sheet": str(sheet.title), "known": ", ".join(one.title for one in book.worksheets)}
    return Problem("sheet-taken", Where(name), facts)


def _list_rows(sheet: Any, epoch: datetime.datetime) -> Iterator[tuple[int, list[Any]]]:
    """Yield number and cells of every row that is not empty, without the empty cells at its end."""
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        row = [_Cell(cell, epoch) for cell in cells]
        while row and row[-1].text == "":
            row.pop()
        if row:
            yield number, row


class _Cell:
    """A cell: the text a person would write for it, and the day that its number would be."""

    __slots__ = ("day", "text")

    def __init__(self, cell: Any, epoch: datetime.datetime) -> None:
        value = cell.value
        self.text = write_value(value)
        self.day = ""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and FIRST_SERIAL <= value <= LAST_SERIAL:
            self.day = write_value(epoch + datetime.timedelta(seconds=round(value * 86_400)))


def _list_values(rows: Iterator[tuple[int, list[Any]]], layout: Layout, name: str) -> Iterator[tuple[Any, ...]]:
    line, cells = next((row for row in rows if row[0] > layout.header_line), (layout.header_line + 1, []))
    header = tuple(cell.text.strip() for cell in cells)
    if not header:
        raise EsepError(Problem("header-unreadable", Where(name, line), {"path": name}))
    places = find_columns(header, layout, Where(name, line))
    width = len(header)
    dates = [field in DATE_FIELDS for field in layout.columns]
    for line, cells in rows:
        texts = [cell.text for cell in cells] + [""] * (width - len(cells))
        fault = RAGGED if len(cells) > width else ""
        values = [
            cells[place].day if is_date and place < len(cells) and cells[place].day else texts[place]
            for place, is_date in zip(places, dates, strict=True)
        ]
        digest = digest_row(texts) if layout.has_digest and not fault else ""
        yield (line, fault, len(texts), width, digest, *values)
