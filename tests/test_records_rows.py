"""Rows of text: which files are read, how they are decoded and split, and what cannot be read row by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from esep.problems import EsepError
from esep.sources.listing import list_files
from esep.sources.rows import LONGEST_FIELD, LONGEST_LINE, Layout, open_rows
from tests.records_sample import DATA, list_codes, list_places

COLUMNS = {"id": ("Number", "No."), "count": ("Count",), "region": ("Village",)}
LAYOUT = Layout("*.csv", ("utf-8", "windows-1252"), ",", COLUMNS)
HEADER = b"Number,Count,Village\n"


def read(path: Path, layout: Layout = LAYOUT) -> list[tuple[int, tuple[str, ...], str]]:
    """Return line, values and fault of every row."""
    return [(row.line, row.values, row.fault) for row in open_rows(path, layout).rows]


def write(folder: Path, data: bytes, name: str = "a.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_bytes(data)
    return path


def test_columns_are_found_by_any_of_their_names() -> None:
    """A file whose columns are called and ordered otherwise, and which has one more, gives the same fields."""
    assert read(DATA / "renamed.csv") == [(2, ("11", "1", "U"), ""), (3, ("12", "1", "L"), "")]


def test_a_mark_does_not_decide_the_encoding() -> None:
    """A file that begins with the UTF-8 mark and goes on in Windows-1252 is read as Windows-1252, without the mark."""
    layout = Layout("*.csv", ("utf-8", "windows-1252"), ",", {"id": ("Number",), "street": ("Street",)})
    # 0xE9 is é and 0x96 an en dash in Windows-1252 (unicode.org, CP1252.TXT).
    assert read(DATA / "marked.csv", layout) == [(2, ("21", "rue café \u2013 nord"), "")]


def test_a_mark_is_dropped_in_utf_8(tmp_path: Path) -> None:
    """The mark of a file that is UTF-8 is no part of its first column's name."""
    assert read(write(tmp_path, b"\xef\xbb\xbf" + HEADER + "1,1,Ұ\n".encode())) == [(2, ("1", "1", "Ұ"), "")]


def test_a_row_begins_on_the_line_that_a_person_would_look_for() -> None:
    """A quoted field may go over two lines, a quotation mark in it is doubled, and an empty line is no row."""
    layout = Layout("*.csv", ("utf-8",), ",", {"id": ("Number",), "remark": ("Remark",)})
    assert read(DATA / "quoted.csv", layout) == [
        (2, ("31", "first line\nsecond line, with a comma"), ""),
        (4, ("32", 'he said "no"'), ""),
        (6, ("33", ""), ""),
    ]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_every_line_end_is_one(tmp_path: Path, end: bytes) -> None:
    """Files of every system are split into the same rows."""
    data = (HEADER + b"1,1,U\n2,1,L\n").replace(b"\n", end)
    assert read(write(tmp_path, data)) == [(2, ("1", "1", "U"), ""), (3, ("2", "1", "L"), "")]


def test_a_row_that_does_not_fit_is_handed_on(tmp_path: Path) -> None:
    """Too few, too many fields and text after a closing quotation mark are faults of that row, and the next is read."""
    path = write(tmp_path, HEADER + b'1,1\n2,1,U,x\n"3"x,1,U\n4,1,U\n')
    assert read(path) == [
        (2, ("1", "1", ""), "record-ragged"),
        (3, ("2", "1", "U"), "record-ragged"),
        (4, ("", "", ""), "record-malformed"),
        (5, ("4", "1", "U"), ""),
    ]


def test_equal_rows_have_equal_digests_and_others_do_not(tmp_path: Path) -> None:
    """The checksum of a row sees every field, also those that are not declared, and where one ends."""
    layout = Layout("*.csv", ("utf-8",), ",", {"id": ("Number",)}, has_digest=True)
    path = write(tmp_path, b'Number,A,B\n1,x,y\n1,x,y\n1,xy,\n1,"x,y",\n')
    first, second, third, fourth = (row.digest for row in open_rows(path, layout).rows)
    assert first == second
    assert len({first, third, fourth}) == 3


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "file-empty", None),
        (b"\n\n", "header-unreadable", 2),
        (b'"Number"x,Count,Village\n', "header-unreadable", 1),
        (b"Number,Count\n", "record-column-missing", 1),
        (b"Number,Count,Village,No.\n", "record-column-twice", 1),
        (b"Number,Count,Village,Count\n", "record-column-twice", 1),
        (HEADER + b"1,1,U\x81\n", "encoding-wrong", 2),
        (HEADER + b"1,1,U\n2,\x00,U\n", "encoding-wrong", 3),
        (HEADER + b'1,1,U\n"2,1,U\n3,1,U\n', "quote-open", 3),
        (HEADER + b'1,1,"' + b"x\n" * LONGEST_FIELD + b'"\n', "field-too-long", 2),
        (HEADER + b"1,1,U\n" + b"x" * (LONGEST_LINE + 1), "line-too-long", 3),
    ],
)
def test_a_file_that_cannot_be_read_by_rows_is_refused(tmp_path: Path, data: bytes, code: str, line: int) -> None:
    """Where rows could be lost unseen the file is refused as a whole, with the line to look at."""
    path = write(tmp_path, data)
    with pytest.raises(EsepError) as caught:
        read(path)
    assert list_codes(caught.value) == [code]
    assert list_places(caught.value.problems) == [("a.csv", line)]


def test_all_missing_columns_are_told_at_once(tmp_path: Path) -> None:
    """A file of something else is answered with every column it lacks."""
    with pytest.raises(EsepError) as caught:
        read(write(tmp_path, b"a,b\n1,2\n"))
    assert [problem.facts["field"] for problem in caught.value.problems] == ["id", "count", "region"]


def test_sources_are_files_folders_and_globs(tmp_path: Path) -> None:
    """A folder means its files of the pattern in order, a glob what matches, and no file is listed twice."""
    for name in ("b.csv", "a.csv", "c.txt"):
        write(tmp_path, HEADER, name)
    a, b, c = (tmp_path / name for name in ("a.csv", "b.csv", "c.txt"))
    assert list_files([tmp_path], "*.csv") == (a, b)
    assert list_files([c, tmp_path / "*.csv", b, tmp_path], "*.csv") == (c, a, b)


@pytest.mark.parametrize(
    ("source", "code"), [("nothing.csv", "file-missing"), ("no*.csv", "file-missing"), (".", "files-none")]
)
def test_a_source_that_leads_nowhere_is_told(tmp_path: Path, source: str, code: str) -> None:
    """A file that is not there, a glob that matches nothing and a folder without such files are problems."""
    with pytest.raises(EsepError) as caught:
        list_files([tmp_path / source], "*.csv")
    assert list_codes(caught.value) == [code]
