"""A bulletin as a DOCX document, for those who have to edit or annotate it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from esep.bulletin.archive import freeze_archive
from esep.bulletin.document import (
    Block,
    Doc,
    FigureBlock,
    Finding,
    Heading,
    Notes,
    Paragraph,
    Runs,
    TableBlock,
    flatten,
)
from esep.bulletin.pdf import leave_register
from esep.drawing.charts import WIDTHS
from esep.drawing.svg import draw_picture
from esep.language.phrases import say

if TYPE_CHECKING:
    from docx.document import Document

LOCALES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk"}
# Pixels for each unit of a drawing: sharp on paper.
SCALE = 2.0
WIDTH_CM = 16
TABLE_POINTS = 9
# The column of names is so much wider than it would be if all were alike.
FIRST_COLUMN = 1.5
# A font that is everywhere and has every letter of the three languages: a document cannot count on ours.
TEXT_FONT = "Arial"
# What XML may not hold.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def render_word(doc: Doc) -> bytes:
    """Return a document as DOCX; the same document gives the same bytes. Its register of numbers is left out."""
    import docx

    made = docx.Document()
    made.core_properties.title, made.core_properties.author = _tidy(doc.title), "Esep"
    made.core_properties.language, made.core_properties.comments = LOCALES[doc.lang], ""
    _set_language(made, doc.lang)
    made.add_heading(_tidy(doc.title), 0)
    for line in (doc.subtitle, doc.release, doc.contact):
        if line:
            made.add_paragraph(_tidy(line))
    for block in leave_register(doc.blocks):
        _write(made, block, doc)
    text = io.BytesIO()
    made.save(text)
    return freeze_archive(text.getvalue())


def _write(made: Document, block: Block, doc: Doc) -> None:
    if isinstance(block, Heading):
        made.add_heading(_tidy(block.text), block.level - 1)
    elif isinstance(block, Paragraph):
        made.add_paragraph(_tidy(flatten(block.runs)), style="Intense Quote" if block.is_remark else None)
    elif isinstance(block, Finding):
        made.add_paragraph(_tidy(flatten(block.runs)), style="List Number")
    elif isinstance(block, Notes):
        for item in block.items:
            words = f"{item.lead} {flatten(item.runs)}".lstrip(" ")
            made.add_paragraph(_tidy(words), style="List Number 2" if block.is_numbered else "List Bullet")
    elif isinstance(block, TableBlock):
        _write_caption(made, block.label, block.title, block.subtitle)
        _write_table(made, block)
        _write_notes(made, (*block.notes, block.source), block, doc)
    elif isinstance(block, FigureBlock):
        _write_caption(made, block.label, flatten(block.title), block.subtitle)
        _write_picture(made, block)
        _write_table(made, block.table)
        _write_notes(made, (*block.notes, block.source), block.table, doc)


def _write_caption(made: Document, label: str, title: str, subtitle: str) -> None:
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(_tidy(f"{label}. {title}")).bold = True
    if subtitle:
        paragraph.add_run("\n" + _tidy(subtitle))


def _write_picture(made: Document, figure: FigureBlock) -> None:
    """Write a drawing as a picture that says in words what it shows."""
    from docx.shared import Cm

    made.add_picture(io.BytesIO(draw_png(figure)), width=Cm(WIDTH_CM))
    properties = made.inline_shapes[-1]._inline.docPr
    properties.set("descr", _tidy(figure.alt))
    properties.set("title", _tidy(f"{figure.label}. {figure.subtitle}"))


def draw_png(figure: FigureBlock) -> bytes:
    """Return the drawing of a figure as a picture on white."""
    return draw_picture(figure.specs[max(WIDTHS)], SCALE)


def _write_table(made: Document, block: TableBlock) -> None:
    from docx.oxml.ns import qn

    table = made.add_table(rows=1, cols=len(block.columns), style="Light Shading")
    head = table.rows[0]
    _repeat(head)
    # A header row and nothing else: the style would print the names of rows in bold, as if each were a total.
    look = table._tbl.tblPr.first_child_found_in("w:tblLook")
    look.attrib.clear()
    look.set(qn("w:val"), "0620")
    for cell, column in zip(head.cells, block.columns, strict=True):
        cell.text = _tidy(f"{column.title}, {column.unit}" if column.unit else column.title)
    for row in block.rows:
        cells = table.add_row().cells
        cells[0].text = _tidy(flatten(row.name))
        for cell, runs in zip(cells[1:], row.cells, strict=True):
            cell.text = _tidy(flatten(runs))
        if row.is_total:
            for run in (run for cell in cells for paragraph in cell.paragraphs for run in paragraph.runs):
                run.bold = True
    _lay_out(table, block)


def _lay_out(table: Any, block: TableBlock) -> None:
    """Give a table its widths, small type, and numbers on the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    first = WIDTH_CM / len(block.columns) * FIRST_COLUMN
    rest = (WIDTH_CM - first) / max(len(block.columns) - 1, 1)
    table.autofit = False
    for place, column in enumerate(table.columns):
        for cell in column.cells:
            cell.width = Cm(first if place == 0 else rest)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            is_number = place > 0 and block.columns[place].is_number
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_number else WD_ALIGN_PARAGRAPH.LEFT
            for run in paragraph.runs:
                run.font.size = Pt(TABLE_POINTS)


def _repeat(row: Any) -> None:
    """Mark a row as the header of its table, so that it is repeated on every page and read out as such."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _write_notes(made: Document, notes: Sequence[Runs], table: TableBlock, doc: Doc) -> None:
    marks = "; ".join(f"{mark} {meaning}" for mark, meaning in table.marks)
    lines = [f"{say('bulletin.marks', doc.lang)} {marks}."] if marks else []
    for line in [*lines, *(flatten(note) for note in notes if note)]:
        made.add_paragraph(_tidy(line), style="Caption")


def _set_language(made: Document, language: str) -> None:
    """Tell the document which language its text is in, for spelling and for reading aloud, and its font."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for name in ("Normal", "Title", *(f"Heading {level}" for level in range(1, 4)), "Caption", "Intense Quote"):
        fonts = made.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for old in [attribute for attribute in fonts.attrib if attribute.endswith("Theme")]:
            del fonts.attrib[old]
        for kind in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(kind), TEXT_FONT)
    properties = made.styles["Normal"].element.get_or_add_rPr()
    element = OxmlElement("w:lang")
    for name in ("w:val", "w:eastAsia", "w:bidi"):
        element.set(qn(name), LOCALES[language])
    properties.append(element)


def _tidy(text: str) -> str:
    return _CONTROL.sub("", text)
