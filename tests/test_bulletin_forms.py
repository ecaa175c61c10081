"""A bulletin as PDF, workbook, DOCX and plain text: every form says what the document says, and opens elsewhere."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from esep.answers import Answers
from esep.bulletin import compose, find_plan
from esep.bulletin.agenda import WIDTH, render_agenda
from esep.bulletin.document import Doc, FigureBlock, Finding, Number, Register, Row, Run, TableBlock, flatten, walk_runs
from esep.bulletin.pdf import render_pdf
from esep.bulletin.word import render_word
from esep.bulletin.workbook import list_sheets, render_workbook
from esep.model.period import Period
from tests.bulletin_sample import LANGUAGES, make_hostile, open_kazakhstan
from tests.conftest import IS_CI

YEAR = Period.year(2024)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_kazakhstan(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module", params=LANGUAGES)
def doc(request: pytest.FixtureRequest, answers: Answers) -> Doc:
    """Return the bulletin of 2024 in each language."""
    return compose(answers, YEAR, request.param, plan=find_plan(answers.definition, "kazakhstan"))


@pytest.fixture(scope="module")
def hostile() -> Doc:
    """Return a document whose names are full of markup, formulas and ten thousand characters."""
    return compose(make_hostile(), YEAR, "en")


def tidy(text: str) -> str:
    """Return text with every run of spaces, of whatever kind, as one, and without the marks of a broken line."""
    return re.sub(r"\s+", " ", text.replace("\u00ad", ""))


def list_printed(doc: Doc) -> list[Number]:
    """Return the numbers that a reader sees, the register of them left out."""
    return [run.number for run in walk_runs(doc) if run.number is not None and run.number.value is not None]


def read_pdf(data: bytes) -> str:
    """Return the text of a PDF as poppler's users would get it."""
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


def test_pdf_says_every_number(doc: Doc) -> None:
    """Each number of the document stands in the text of the PDF as it was printed."""
    text = tidy(read_pdf(render_pdf(doc)))
    missing = {number.bare for number in list_printed(doc) if tidy(number.bare) not in text}
    assert missing == set()


def test_pdf_is_tagged_and_described(doc: Doc) -> None:
    """The PDF is marked as PDF/UA-1, has its title and language, an alternative text for every figure, and tables whose
    header cells are told from the others.
    """
    import pikepdf

    with pikepdf.open(io.BytesIO(render_pdf(doc))) as pdf:
        assert pdf.Root.Lang == doc.lang
        assert pdf.Root.MarkInfo.Marked
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == doc.title
        kinds: dict[str, list[Any]] = {}
        _walk_tags(pdf.Root.StructTreeRoot.K, kinds)
    figures = [block for block in doc.blocks if isinstance(block, FigureBlock)]
    tables = [block for block in doc.blocks if isinstance(block, TableBlock)]
    assert [str(tag.Alt) for tag in kinds["/Figure"]] == [figure.alt for figure in figures]
    assert len(kinds["/Table"]) == len(figures) + len(tables)
    columns = sum(len(figure.table.columns) for figure in figures) + sum(len(table.columns) for table in tables)
    assert len(kinds["/TH"]) == columns


@pytest.mark.parametrize("rows", [10, 24, *range(30, 60, 3)])
def test_no_row_stands_alone_on_a_page(doc: Doc, rows: int) -> None:
    """A table that fills less than a page is not divided, and no page begins with the last one or two rows of another:
    the rows of the first table of the document, as many as asked for, are found on the pages of the PDF.
    """
    import pypdf

    table = next(block for block in doc.blocks if isinstance(block, TableBlock))
    empty = table.rows[0].cells
    long = replace(table, rows=tuple(Row((Run(f"Row‹{at}›"),), empty) for at in range(rows)))
    data = render_pdf(replace(doc, blocks=(doc.blocks[0], long)))
    pages = [page.extract_text().count("Row‹") for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    found = [count for count in pages if count]
    assert sum(found) == rows
    assert found[-1] >= 3
    assert len(found) == 1 or rows > 24


def _walk_tags(tag: Any, kinds: dict[str, list[Any]]) -> None:
    import pikepdf

    if isinstance(tag, pikepdf.Array):
        for one in tag:
            _walk_tags(one, kinds)
    elif isinstance(tag, pikepdf.Dictionary) and "/S" in tag:
        kinds.setdefault(str(tag.S), []).append(tag)
        if "/K" in tag:
            _walk_tags(tag.K, kinds)


def test_workbook_has_every_table_with_its_numbers(doc: Doc) -> None:
    """Cover, contents and notes, then one table a sheet whose numbers are numbers: openpyxl reads back each value."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(render_workbook(doc)))
    sheets = list_sheets(doc)
    assert book.sheetnames[3:] == [sheet.name for sheet in sheets]
    for one in sheets:
        sheet = book[one.name]
        assert sheet["A1"].value == one.title
        (table,) = sheet.tables.values()
        rows = list(sheet[table.ref])
        assert [tidy(str(row[0].value)) for row in rows[1:]] == [tidy(flatten(row.name)) for row in one.table.rows]
        for cells, row in zip(rows[1:], one.table.rows, strict=True):
            for cell, runs in zip(cells[1:], row.cells, strict=True):
                numbers = [run.number for run in runs if run.number is not None]
                is_number = len(runs) == 1 and bool(numbers) and numbers[0].value is not None
                assert cell.value == (float(numbers[0].plain) if is_number else flatten(runs) or None)
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)


def test_word_says_every_number_and_describes_its_pictures(doc: Doc) -> None:
    """The DOCX has the text of the document, a description at every picture, and header rows that repeat."""
    import docx

    made = docx.Document(io.BytesIO(render_word(doc)))
    cells = (cell.text for table in made.tables for row in table.rows for cell in row.cells)
    text = tidy("\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells]))
    assert {number.bare for number in list_printed(doc) if tidy(number.bare) not in text} == set()
    figures = [block for block in doc.blocks if isinstance(block, FigureBlock)]
    assert [shape._inline.docPr.get("descr") for shape in made.inline_shapes] == [figure.alt for figure in figures]
    assert all(table.rows[0]._tr.xpath("w:trPr/w:tblHeader") for table in made.tables)
    assert made.core_properties.title == doc.title


def test_agenda_is_short_and_says_the_main_points(doc: Doc) -> None:
    """The plain text fits a line of a letter, holds every main point, and no table."""
    text = render_agenda(doc)
    assert max(map(len, text.splitlines())) <= WIDTH
    points = [tidy(flatten(block.runs)) for block in doc.blocks if isinstance(block, Finding)]
    assert points
    assert all(point in tidy(text) for point in points)
    assert len(text.splitlines()) < 80


@pytest.mark.parametrize("render", [render_pdf, render_workbook, render_word, render_agenda])
def test_the_same_document_gives_the_same_bytes(doc: Doc, render: object) -> None:
    """Two renderings differ in no byte."""
    assert callable(render)
    assert render(doc) == render(doc)


def test_hostile_names_stay_text(hostile: Doc) -> None:
    """Typst, Markdown and HTML markup, formulas and right-to-left marks come out as the text they are."""
    import docx
    import openpyxl

    text = read_pdf(render_pdf(hostile))
    assert "<script>" in tidy(text)
    book = openpyxl.load_workbook(io.BytesIO(render_workbook(hostile)))
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    made = docx.Document(io.BytesIO(render_word(hostile)))
    assert any("<script>" in cell.text for table in made.tables for row in table.rows for cell in row.cells)
    assert render_agenda(hostile)


def find_office() -> str:
    """Return the LibreOffice to open documents with; without one the test fails in CI and skips elsewhere."""
    if found := shutil.which("soffice"):
        return found
    words = "no LibreOffice was found, so no document was opened in it; `make office` installs Debian's"
    if IS_CI:
        pytest.fail(words)
    pytest.skip(words)


@pytest.mark.parametrize(("render", "ending"), [(render_word, "docx"), (render_workbook, "xlsx")])
def test_libreoffice_opens_it(doc: Doc, render: object, ending: str, tmp_path: Path) -> None:
    """LibreOffice opens the document and its export holds the title in the document's letters."""
    program = find_office()
    assert callable(render)
    path = tmp_path / f"b.{ending}"
    path.write_bytes(render(doc))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [program, home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    exported = tmp_path / "b.pdf"
    assert exported.exists(), done.stderr
    assert tidy(doc.title)[:20] in tidy(read_pdf(exported.read_bytes()))


def test_the_register_is_left_to_the_page(doc: Doc) -> None:
    """On paper no number leads anywhere: the register of questions is not in the PDF."""
    register = next(block for block in doc.blocks if isinstance(block, Register))
    assert register.numbers[0].question not in tidy(read_pdf(render_pdf(doc)))
