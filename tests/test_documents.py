"""Statements in their forms: what is text, where it stands in the file, and what is refused."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.problems import EsepError
from esep.sources import document_docx, document_pdf
from esep.sources.document import Document, Place
from esep.sources.document_html import read_html
from esep.sources.document_markdown import read_markdown
from esep.sources.document_pdf import unwrap
from esep.sources.documents import list_documents, read_document
from tests.document_sample import make_docx, make_pdf, say

REAL = Path(__file__).parent / "data" / "documents"
MARKED = """\
---
date: 2025-02-14
---

# Crime in **2024** #

> 1. 1 murder, [565 cases](http://x/2024 "foo 2024") 2024 and `12 x`
> 2. ![alt 7](a.png) 1\\.5 thousand <br>uo <https://a.b/99> 99
continued *3* lazily

| a | b 5 |
|---|---|
| 5 | 5 |

    code 7

```py 9
fence 8
```

<div hidden>77</div><p>text 88<!-- 66 --></p>

[ref 3][r] after 4

[r]: http://e/333
"""


def read_bytes(folder: Path, name: str, data: bytes | str) -> Document:
    """Write a file and read it."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_document(str(path))[0]


def find_code(folder: Path, name: str, data: bytes) -> str:
    """Return the code of the problem that a file has."""
    with pytest.raises(EsepError) as caught:
        read_bytes(folder, name, data)
    return caught.value.problems[0].code


def list_misplaced(source: str, document: Document) -> list[tuple[str, Place]]:
    """Return every character whose place in the source does not hold it; spaces and references stand for others."""
    lines = source.split("\n")
    found = []
    for offset, char in enumerate(document.text):
        place = document.find_place(offset)
        there = lines[place.line - 1][place.column - 1 : place.column]
        if not char.isspace() and there not in (char, "&", "\\"):
            found.append((char, place))
    return found


def test_markup_of_markdown_is_no_text(tmp_path: Path) -> None:
    """Addresses, alternative texts, comments and list numbers are gone; every word and number of the text is there."""
    text = read_bytes(tmp_path, "a.md", MARKED).text
    assert text.split("\n\n") == [
        "date: 2025-02-14",
        "Crime in 2024",
        "1 murder, 565 cases 2024 and 12 x\n 1.5 thousand \nuo https://a.b/99 99\ncontinued 3 lazily\na\tb 5\n5\t5",
        "code 7",
        "fence 8",
        "text 88",
        "ref 3 after 4",
    ]


def test_markdown_is_found_again_in_its_file(tmp_path: Path) -> None:
    """Line and column of every character are those of the file, past every kind of mark."""
    document = read_bytes(tmp_path, "a.md", MARKED)
    assert list_misplaced(MARKED, document) == []
    assert document.find_place(document.text.index("565")) == Place(line=7, column=17)


def test_what_a_page_shows_is_its_text(tmp_path: Path) -> None:
    """Scripts, hidden parts, comments and attributes are no text; references are the characters they stand for."""
    page = (
        "<!doctype html><html><head><title>5</title></head><body><h1>Crime &amp; law</h1><p>Murders:&nbsp;565 <b>in</b>"
        '\r\n 2024<br>next</p><script>var a="<p>7";</script><ul><li>one<li>two</ul><table><tr><td>1<td>2</tr></table>'
        '<p hidden>9<p>8</p></p><img alt="6"><div style="display: none">4</div>a < b &#8722;5</body>'
    )
    document = read_bytes(tmp_path, "a.html", page)
    assert document.text == "Crime & law\n\nMurders:\xa0565 in 2024\nnext\n\none\ntwo\n\n1\t2\n\na < b −5"
    assert list_misplaced(page.replace("\r\n", "\n"), document) == []


def test_a_page_is_read_in_the_encoding_it_declares(tmp_path: Path) -> None:
    """Russian pages are still written in windows-1251; without a declaration a page is UTF-8."""
    page = '<meta charset="windows-1251"><p>Убийств: 565</p>'
    assert read_bytes(tmp_path, "a.htm", page.encode("cp1251")).text == "Убийств: 565"
    assert read_bytes(tmp_path, "b.htm", page.replace("windows-1251", "utf-8")).text == "Убийств: 565"
    assert find_code(tmp_path, "c.htm", "<p>Убийств: 565".encode("cp1251")) == "encoding-wrong"


@given(st.text(alphabet=st.sampled_from("<>/!-?&;#='\"ab pdivscript\n5 x[]()*_`\\|"), max_size=200))
def test_any_markup_is_read(text: str) -> None:
    """No sequence of marks makes a reader fail, and every place lies inside the file."""
    for read, form in ((read_html, "html"), (read_markdown, "markdown")):
        document = read(text).close("x", form, "", text)
        lines = text.split("\n")
        for offset in range(len(document.text)):
            place = document.find_place(offset)
            assert 1 <= place.line <= len(lines)
            assert place.column >= 1


@pytest.mark.parametrize("unit", ["<", "<a", "<!--", "</", '<a b="', "<div>", "<script>", "<a b='", "&", "<a b=c "])
def test_broken_markup_takes_time_by_its_length(unit: str) -> None:
    """A megabyte of unclosed marks is read in seconds: the standard library's parser would take hours."""
    started = time.process_time()
    read_html(unit * (1_000_000 // len(unit)))
    assert time.process_time() - started < 10


@pytest.mark.parametrize("unit", ["[", "*", "> ", "- a\n", "> a\n> ", "`", "![", "[a](", "a|b\n-|-\n", "_a*b"])
def test_nested_markdown_takes_time_by_its_length(unit: str) -> None:
    """Nesting without end is read in seconds."""
    started = time.process_time()
    read_markdown(unit * (50_000 // len(unit)))
    assert time.process_time() - started < 10


def test_a_word_document_is_read_as_it_looks(tmp_path: Path) -> None:
    """Inserted words, cells and notes are read; deleted, hidden and doubled ones and field codes are not."""
    body = (
        say("Murders: 565")
        + "<w:p><w:r><w:t>12</w:t></w:r><w:r><w:noBreakHyphen/><w:t>fold</w:t><w:tab/><w:t>x</w:t></w:r></w:p>"
        + "<w:p><w:del><w:r><w:delText>9</w:delText><w:t>9</w:t></w:r></w:del>"
        + "<w:ins><w:r><w:t>8</w:t></w:r></w:ins><w:r><w:instrText>PAGE 7</w:instrText></w:r></w:p>"
        + "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden 6</w:t></w:r><w:r><w:t>shown</w:t></w:r></w:p>"
        + "<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>box 5</w:t></w:r></mc:Choice>"
        + "<mc:Fallback><w:r><w:t>box 5</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"
    )
    notes = f'<w:footnote w:type="separator">{say("no")}</w:footnote><w:footnote>{say("note 3")}</w:footnote>'
    document = read_bytes(tmp_path, "a.docx", make_docx(body, footnotes=notes))
    assert document.text == "Murders: 565\n\n12\u2011fold\tx\n\n8\n\nshown\n\nbox 5\n\nnote 3"
    assert document.find_place(document.text.index("shown")) == Place(paragraph=4)


def test_documents_of_real_programs_are_read() -> None:
    """A Word file with a table, and a PDF printed by a browser: the number broken over two lines is one number."""
    word, printed = (read_document(str(REAL / name))[0] for name in ("word.docx", "printed.pdf"))
    for document in (word, printed):
        assert "565 убийств, в 1997 году их было 2 594." in document.text
    assert word.find_place(word.text.index("4,5")) == Place(paragraph=5)
    assert printed.find_place(printed.text.index("4,5")) == Place(page=2)


def test_short_lines_of_a_page_stay_apart() -> None:
    """The cells of a column are numbers of their own; a long line that goes on in lower case was broken to fit."""
    assert unwrap("Murders\n12\n565") == "Murders\n12\n565"
    long = "In 2024 the police of the whole country registered fewer murders,"
    assert unwrap(f"{long} namely 2\n594.\nThe end") == f"{long} namely 2 594.\nThe end"


def test_a_pdf_without_text_is_told_and_so_are_single_pages(tmp_path: Path) -> None:
    """A scan has no text to check; a scanned page among others is named."""
    assert find_code(tmp_path, "a.pdf", make_pdf("", "", picture_on=(1, 2))) == "document-no-text"
    path = tmp_path / "b.pdf"
    path.write_bytes(make_pdf("Murders: 565", "", "", picture_on=(2,)))
    document, remarks = read_document(str(path))
    assert document.text == "Murders: 565"
    assert [(p.code, p.facts["pages"]) for p in remarks] == [("document-pages-without-text", "2")]


def test_a_pdf_that_was_mended_is_told(tmp_path: Path) -> None:
    """A table of contents that points beside the objects is mended by searching: the text is read, and a doubt told."""
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf("Murders: 565").replace(b"startxref\n", b"startxref\n1"))
    document, remarks = read_document(str(path))
    assert document.text == "Murders: 565"
    assert [problem.code for problem in remarks] == ["document-doubtful"]


def encrypt(data: bytes, password: str) -> bytes:
    """Return a PDF encrypted with a password."""
    import pypdf

    writer = pypdf.PdfWriter(io.BytesIO(data))
    writer.encrypt(password, algorithm="RC4-128")
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_an_encrypted_document_is_told(tmp_path: Path) -> None:
    """A password is not asked for; a PDF that opens without one is read."""
    assert find_code(tmp_path, "a.pdf", encrypt(make_pdf("Murders: 565"), "secret")) == "document-encrypted"
    assert read_bytes(tmp_path, "b.pdf", encrypt(make_pdf("Murders: 565"), "")).text == "Murders: 565"
    word = b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le")
    assert find_code(tmp_path, "a.docx", word) == "document-encrypted"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.pdf", b"not a PDF at all", "document-damaged"),
        ("a.pdf", b"%PDF-1.7\n" + b"\x00\xff" * 1000, "document-damaged"),
        ("a.docx", b"not a DOCX", "document-damaged"),
        ("a.docx", make_docx(say("565"))[:-100], "document-damaged"),
        ("a.docx", make_docx("<w:p>"), "document-damaged"),
        ("a.docx", make_docx("<w:sdt>" * 300 + "</w:sdt>" * 300), "document-damaged"),
        ("a.docx", make_docx(""), "text-empty"),
        ("a.doc", b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "document-form"),
        ("a.rtf", b"{\\rtf1 Murders: 565}", "document-form"),
        ("a.md", b"[a]: http://x/565\n", "text-empty"),
        ("a.html", b"<p hidden>565</p>", "text-empty"),
        ("a.txt", b"Murders: 565\x00", "encoding-wrong"),
        ("a.md", b"1 " * 300_000, "text-too-long"),
        ("a.html", b"<p>" * 2_000_000, "file-too-large"),
    ],
)
def test_a_bad_document_is_refused(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    """What cannot be read whole is a problem with a code of its own."""
    assert find_code(tmp_path, name, data) == code


def test_a_table_of_another_program_is_no_document(tmp_path: Path) -> None:
    """A zip archive without a Word document in it is refused by its form."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert find_code(tmp_path, "a.docx", packed.getvalue()) == "document-form"


def test_a_document_packed_to_burst_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Spaces by the megabyte pack to nothing: unpacking stops at a bound."""
    monkeypatch.setattr(document_docx, "LARGEST_PART", 100_000)
    assert find_code(tmp_path, "a.docx", make_docx(" " * 200_000 + say("565"))) == "document-too-large"


def test_entities_of_a_document_are_not_expanded(tmp_path: Path) -> None:
    """A document that declares entities, the way a few lines become gigabytes or a local file, is refused."""
    text = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", text)
    assert find_code(tmp_path, "a.docx", packed.getvalue()) == "document-damaged"


def test_a_pdf_that_keeps_its_reader_busy_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading has a limit of time, and what runs out of memory is damaged, not a crash."""
    monkeypatch.setattr(document_pdf, "SECONDS", 0.01)
    assert find_code(tmp_path, "a.pdf", make_pdf("Murders: 565")) == "document-slow"
    monkeypatch.setattr(document_pdf, "SECONDS", 60)
    assert find_code(tmp_path, "b.pdf", make_pdf("Murders: 565", packed=200_000_000)) == "document-damaged"


def test_a_folder_stands_for_its_documents(tmp_path: Path) -> None:
    """Documents below a folder come sorted and once; hidden ones and other files are left out."""
    for name in ("b.txt", "a.md", "sub/c.HTML", ".hidden.txt", ".git/d.txt", "e.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("565")
    found = list_documents([tmp_path, tmp_path / "b.txt", "-"])
    assert [str(Path(name)) for name in found] == [str(tmp_path / n) for n in ("a.md", "b.txt", "sub/c.HTML")] + ["-"]
    (tmp_path / "bare").mkdir()
    with pytest.raises(EsepError) as caught:
        list_documents([tmp_path / "bare"])
    assert caught.value.problems[0].code == "files-none"
