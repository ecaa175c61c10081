"""Rows of text: how they are split, what is wrong with them, and what cannot be read row by row."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from esep.sources.rows import LONGEST_FIELD, LONGEST_LINE, Layout, open_table
from tests.records_sample import DATA
from tests.sources_sample import HEADER, LAYOUT, fetch, read, refuse, stage, vary, write


def test_columns_are_found_by_any_of_their_names() -> None:
    """A file whose columns are called and ordered otherwise, and which has one more, gives the same fields."""
    columns = {"id": ("Number", "No."), "count": ("Count",), "region": ("Village",)}
    layout = vary(encodings=("utf-8", "windows-1252"), columns=columns)
    assert read(DATA / "renamed.csv", layout=layout) == [(2, "", "11", "1", "U"), (3, "", "12", "1", "L")]


def test_a_mark_does_not_decide_the_encoding() -> None:
    """A file that begins with the UTF-8 mark and goes on in Windows-1252 is read as Windows-1252, without the mark."""
    layout = Layout("*.csv", ("utf-8", "windows-1252"), ",", {"id": ("Number",), "street": ("Street",)})
    # 0xE9 is é and 0x96 an en dash in Windows-1252 (unicode.org, CP1252.TXT).
    assert read(DATA / "marked.csv", layout=layout) == [(2, "", "21", "rue café \u2013 nord")]


@pytest.mark.parametrize("quoted", [b"1", b'"1"'])
def test_a_mark_is_dropped_in_utf_8(tmp_path: Path, quoted: bytes) -> None:
    """The mark of a file that is UTF-8 is no part of its first column's name, whichever reader reads it."""
    path = write(tmp_path, b"\xef\xbb\xbf" + HEADER + quoted + ",Ұ\n".encode())
    assert read(path) == [(2, "", "1", "Ұ")]


def test_a_row_begins_on_the_line_that_a_person_would_look_for() -> None:
    """A quoted field may go over two lines, a quotation mark in it is doubled, and an empty line is no row."""
    layout = vary(columns={"id": ("Number",), "remark": ("Remark",)})
    assert read(DATA / "quoted.csv", layout=layout) == [
        (2, "", "31", "first line\nsecond line, with a comma"),
        (4, "", "32", 'he said "no"'),
        (6, "", "33", ""),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_end_is_one(tmp_path: Path, end: bytes) -> None:
    """Files of every system are split into the same rows, with a line end after the last one or without."""
    data = (HEADER + b"1,U\n2,L\n").replace(b"\n", end)
    expected = [(2, "", "1", "U"), (3, "", "2", "L")]
    assert read(write(tmp_path, data)) == expected
    assert read(write(tmp_path, data.removesuffix(end))) == expected


def test_a_row_that_does_not_fit_is_handed_on(tmp_path: Path) -> None:
    """Too few, too many fields and text after a closing quotation mark are faults of that row, and the next is read."""
    path = write(tmp_path, HEADER + b'1\n2,U,x\n"3"x,U\n4,U\n5,U,\n')
    with stage(path) as (staged,):
        assert fetch(staged) == [
            (2, "record-ragged", 1, 2, "", "1", ""),
            (3, "record-ragged", 3, 2, "", "2", "U"),
            (4, "record-malformed", 0, 2, "", "", ""),
            (5, "", 2, 2, "", "4", "U"),
            (6, "record-ragged", 3, 2, "", "5", "U"),
        ]


def test_equal_rows_have_equal_digests_and_others_do_not(tmp_path: Path) -> None:
    """The checksum of a row sees every field, also those that are not declared, and where one ends."""
    layout = Layout("*.csv", ("utf-8",), ",", {"id": ("Number",)}, has_digest=True)
    rows = b'Number,A,B\n1,x,y\n1,x,y\n1,xy,\n1,"x,y",\n1,"x""y",\xd2\xb0\n'
    fast, exact = write(tmp_path, rows), write(tmp_path, rows + b"1,x\n", "b.csv")
    with stage(fast, layout=layout) as (staged,):
        assert staged.first_line == 2
        first, second, *others = (row[4] for row in fetch(staged))
    assert first == second
    assert len({first, *others}) == 4
    with stage(exact, layout=layout) as (staged,):
        assert staged.first_line is None
        assert [row[4] for row in fetch(staged)] == [first, second, *others, ""]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "file-empty", None),
        (b"\n\n", "header-unreadable", 2),
        (b'"Number"x,Village\n', "header-unreadable", 1),
        (b"Number,Count\n", "record-column-missing", 1),
        (b"Number\tVillage\n1\tU\n", "delimiter-other", 1),
        (b"Number,Village,No.\n", "record-column-twice", 1),
        (b"Number,Village,Village\n", "record-column-twice", 1),
        (HEADER + b'1,U\n"2,U\n3,U\n', "quote-open", 3),
        (HEADER + b'1,"' + b"x\n" * LONGEST_FIELD + b'"\n', "field-too-long", 2),
        (HEADER + b"1,U\n" + b"x" * (LONGEST_LINE + 1), "line-too-long", 3),
        (HEADER + b"1,U\n" + b"x" * (LONGEST_FIELD + 1) + b",U\n", "field-too-long", 3),
    ],
)
def test_a_file_that_cannot_be_read_by_rows_is_refused(tmp_path: Path, data: bytes, code: str, line: int) -> None:
    """Where rows could be lost unseen the file is refused as a whole, with the line to look at."""
    assert refuse(tmp_path / "work", write(tmp_path, data)) == [(code, "a.csv", line)]


def test_all_missing_columns_are_told_at_once(tmp_path: Path) -> None:
    """A file of something else is told once, and the next file is answered with the column that it lacks."""
    paths = [write(tmp_path, b"a,b\n1,2\n"), write(tmp_path, b"Number,b\n1,2\n", "b.csv")]
    found = refuse(tmp_path / "work", *paths)
    assert found == [("header-other", "a.csv", 1), ("record-column-missing", "b.csv", 1)]


def test_lines_before_the_header_are_passed_over(tmp_path: Path) -> None:
    """A title above the header is no row, and the lines are counted with it."""
    path = write(tmp_path, b'Offences "2024"\n\n' + HEADER + b"1,U\n")
    assert read(path, layout=vary(header_line=2)) == [(4, "", "1", "U")]
    assert refuse(tmp_path / "work", path) == [("header-other", "a.csv", 1)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_delimiter_is_chosen_by_the_header(tmp_path: Path, delimiter: str) -> None:
    """Where none is declared, that delimiter is taken which gives the declared columns, for each file by itself."""
    path = write(tmp_path, f"Number{delimiter}Village{delimiter}a,b;c|d\n1{delimiter}U{delimiter}x\n".encode())
    for declared in ("auto", (";", ",", "|", "\t")):
        found = read(path, layout=vary(delimiter=declared))
        assert [row[2:] for row in found] == [("1", "U")]


def test_a_file_of_one_column_has_no_row_for_an_empty_line(tmp_path: Path) -> None:
    """What looks like an empty field of one column is a line that was left empty."""
    layout = vary(columns={"id": ("Number",)})
    assert read(write(tmp_path, b"Number\n1\n\n2\n"), layout=layout) == [(2, "", "1"), (4, "", "2")]


def test_a_header_alone_is_a_table_without_rows(tmp_path: Path) -> None:
    """Whether no row is a mistake is not for a reader to say."""
    assert read(write(tmp_path, HEADER)) == read(write(tmp_path, HEADER.strip())) == []


def test_the_exact_reader_hands_on_what_stands_there() -> None:
    """Fields keep their spaces, and only the names of the columns lose them."""
    table = open_table(io.StringIO(" Number ,Village\n 1 , U\n"), "x", LAYOUT)
    assert table.header == ("Number", "Village")
    assert list(table.rows) == [(2, [" 1 ", " U"], "")]
