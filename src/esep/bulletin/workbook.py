"""A bulletin's tables as a workbook: a cover, a list of contents, notes, and one table a sheet.

Made for people who cannot see colours or read with a screen reader: no merged cells, no empty columns, a header row, a
name for each table. Source of the layout: UK Analysis Function, Releasing statistics in spreadsheets.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from esep.bulletin.archive import freeze_archive
from esep.bulletin.document import Doc, FigureBlock, Heading, Notes, Number, Paragraph, Runs, TableBlock, flatten
from esep.language.phrases import say
from esep.language.write import write_date

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

MOST_WIDTH = 60
TEXT_WIDTH = 110
LINE_POINTS = 15
LONGEST_CELL = 32_767
# What a workbook takes for a formula.
FORMULA = "f"
# What a header may not hold; a no-break space inside a number stays.
_BREAKS = re.compile(r"[ \t\r\n\v\f]+")


@dataclass(frozen=True)
class Sheet:
    """A table with what a reader needs beside it."""

    name: str
    title: str
    subtitle: str
    table: TableBlock
    notes: tuple[Runs, ...]
    source: Runs


def render_workbook(doc: Doc) -> bytes:
    """Return the tables of a document as a workbook; the same document gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title, book.properties.creator, book.properties.language = doc.title, "Esep", doc.lang
    sheets = list_sheets(doc)
    _write_cover(book, doc)
    _write_contents(book, doc, sheets)
    _write_notes(book, doc, sheets)
    for sheet in sheets:
        _write_table(book.create_sheet(sheet.name), sheet, doc)
    text = io.BytesIO()
    book.save(text)
    return freeze_archive(text.getvalue())


def list_sheets(doc: Doc) -> tuple[Sheet, ...]:
    """Return the tables of a document in their order, those of its figures among them."""
    found: list[Sheet] = []
    for block in doc.blocks:
        name = str(len(found) + 1)
        if isinstance(block, TableBlock):
            title = f"{block.label}. {block.title}"
            found.append(Sheet(name, title, block.subtitle, block, block.notes, block.source))
        elif isinstance(block, FigureBlock):
            title = f"{block.label}. {flatten(block.title)}"
            found.append(Sheet(name, title, block.subtitle, block.table, block.notes, block.source))
    return tuple(found)


def _write_cover(book: Workbook, doc: Doc) -> None:
    sheet = book.active
    assert sheet is not None
    sheet.title = _word(doc, "sheet_cover")
    dates = (("published", doc.published), ("next_release", doc.next_release))
    lines = [doc.title, doc.subtitle, doc.release]
    lines += [_word(doc, key, date=write_date(date, doc.lang)) for key, date in dates if date is not None]
    lines += [doc.contact] if doc.contact else []
    _write_lines(sheet, lines, is_wrapped=True)


def _write_contents(book: Workbook, doc: Doc, sheets: Sequence[Sheet]) -> None:
    sheet = book.create_sheet(_word(doc, "sheet_contents"))
    _write_lines(sheet, [_word(doc, "contents_paper")])
    for place, one in enumerate(sheets, 2):
        _put(sheet, place, 1, one.name).hyperlink = f"#'{one.name}'!A1"
        _put(sheet, place, 2, one.title)
    _set_widths(sheet, [10, MOST_WIDTH])


def _write_notes(book: Workbook, doc: Doc, sheets: Sequence[Sheet]) -> None:
    """Write what the marks mean, and what the document says of breaks, quality and sources."""
    sheet = book.create_sheet(_word(doc, "sheet_notes"))
    marks = dict(mark for one in sheets for mark in one.table.marks)
    lines = [_word(doc, "sheet_notes"), *(f"{mark}: {meaning}" for mark, meaning in marks.items())]
    is_tail = False
    for block in doc.blocks:
        if isinstance(block, Heading):
            is_tail = is_tail or block.id == "breaks"
            is_shown = is_tail and block.id != "numbers"
            lines += [block.text] if is_shown else []
        elif is_tail and is_shown and isinstance(block, Paragraph):
            lines.append(flatten(block.runs))
        elif is_tail and is_shown and isinstance(block, Notes):
            lines += [f"{item.lead} {flatten(item.runs)}".lstrip(" ") for item in block.items]
    _write_lines(sheet, lines, is_wrapped=True)


def _write_table(sheet: Worksheet, one: Sheet, doc: Doc) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    head = [one.title, *([one.subtitle] if one.subtitle else [])]
    head += (
        [f"{_word(doc, 'marks')} " + "; ".join(f"{m} {meaning}" for m, meaning in one.table.marks)]
        if one.table.marks
        else []
    )
    _write_lines(sheet, head)
    start = len(head) + 1
    for place, title in enumerate(_name_columns(one.table), 1):
        cell = _put(sheet, start, place, title)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="bottom", horizontal="left" if place == 1 else "right")
    for number, row in enumerate(one.table.rows, start + 1):
        _put(sheet, number, 1, flatten(row.name)).font = Font(bold=row.is_total)
        for place, runs in enumerate(row.cells, 2):
            _put_runs(sheet, number, place, runs, is_bold=row.is_total)
    end = start + len(one.table.rows)
    if one.table.rows:
        area = f"A{start}:{get_column_letter(len(one.table.columns))}{end}"
        table = Table(displayName=f"table_{one.name}", ref=area)
        table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
        sheet.add_table(table)
    for place, note in enumerate((*one.notes, one.source), end + 2):
        _put(sheet, place, 1, flatten(note))
    _set_widths(sheet, [38, *(18 for _ in one.table.columns[1:])])


def _name_columns(table: TableBlock) -> list[str]:
    """Return a name for each column, with its unit; a table of a workbook wants them all different and none empty."""
    names: list[str] = []
    for place, column in enumerate(table.columns, 1):
        name = f"{column.title}, {column.unit}" if column.unit else column.title
        name = _BREAKS.sub(" ", name).strip() or "–"
        names.append(name if name not in names else f"{name} ({place})")
    return names


def _put_runs(sheet: Worksheet, row: int, column: int, runs: Runs, *, is_bold: bool) -> None:
    """Write a cell: one number as a number with its decimals, anything else as the text that a reader sees."""
    from openpyxl.styles import Alignment, Font

    numbers = [run.number for run in runs if run.number is not None]
    is_number = len(runs) == 1 and len(numbers) == 1 and numbers[0].value is not None
    cell = _put(sheet, row, column, "" if is_number else flatten(runs))
    if is_number:
        _put_number(cell, numbers[0])
    cell.font = Font(bold=is_bold)
    cell.alignment = Alignment(horizontal="right" if numbers else "left")


def _put_number(cell: Any, number: Number) -> None:
    decimals = len(number.plain.partition(".")[2])
    cell.value = float(number.plain) if decimals else int(number.plain)
    cell.number_format = "#,##0" + ("." + "0" * decimals if decimals else "")


def _write_lines(sheet: Worksheet, lines: Iterable[str], *, is_wrapped: bool = False) -> None:
    """Write lines of text below each other, the first as a heading; `is_wrapped` makes the column one of text."""
    from openpyxl.styles import Alignment, Font

    for place, line in enumerate(lines, 1):
        cell = _put(sheet, place, 1, line)
        if place == 1:
            cell.font = Font(bold=True, size=14)
        elif is_wrapped:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[place].height = LINE_POINTS * (1 + len(line) // TEXT_WIDTH)
    if is_wrapped:
        _set_widths(sheet, [TEXT_WIDTH])


def _put(sheet: Worksheet, row: int, column: int, text: str) -> Any:
    """Write text that stays text: what looks like a formula is none, what no workbook may hold is left out."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_CELL])
    if cell.data_type == FORMULA or text.startswith(("+", "-", "@", "=")):
        cell.data_type, cell.quotePrefix = "s", True
    return cell


def _set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width


def _word(doc: Doc, key: str, **facts: str) -> str:
    return say(f"bulletin.{key}", doc.lang, **facts)
