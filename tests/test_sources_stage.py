"""Sources made ready: the fast reader and the exact one give the same rows, and no source exhausts the machine."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import resource
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from esep.problems import EsepError
from esep.sources import rows, scan, unpack
from esep.sources.listing import list_files
from esep.sources.rows import Layout, digest_row, open_table
from esep.sources.stage import stage_sources
from tests.conftest import few
from tests.sources_sample import HEADER, LAYOUT, fetch, read, refuse, stage, vary, write

# Everything on which readers of CSV are known to differ: quotation marks, spaces beside them, line ends, nothing.
PIECES = st.sampled_from(['"', '""', ",", "\n", "\r\n", "\r", " ", "\t", "a", "é", "'", "\\", ";", "|", "#", "\u2028"])
FIELDS = st.text(st.sampled_from(list("a \"',;\n\r\té|\\#")), max_size=4)
WHOLE = Layout("*.csv", ("utf-8",), ",", {"first": ("a",), "last": ("b",)}, has_digest=True)


def compare(data: bytes, layout: Layout) -> bool:
    """Hold what is staged to what the exact reader says of the same bytes; return whether the fast one was used."""
    table = open_table(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""), "x", layout)
    width = len(table.header)
    expected = [
        (line, fault, len(row), width, "" if fault else digest_row(row), *table.pick(row))
        for line, row, fault in table.rows
    ]
    with TemporaryDirectory() as folder, stage(write(Path(folder), data), layout=layout) as (staged,):
        assert fetch(staged) == expected
        return staged.first_line is not None


def find_refusal(data: bytes) -> list[str]:
    """Return why the exact reader refuses a file as a whole, or nothing."""
    try:
        list(open_table(io.StringIO(data.decode(), newline=""), "x", WHOLE).rows)
    except EsepError as error:
        return [problem.code for problem in error.problems]
    return []


@few(50)
@given(st.lists(PIECES, max_size=24).map("".join))
@example('1,"2" ,3\n')
@example('1, "2"\n')
@example('"1" "2",3\n')
@example("1,2,\n")
@example('1,",\n",2,\n')
@example('"1,",2,\n"",""')
@example("1\n\n2,3\n")
@example('"1,2",3\n4,"5"\n')
@example('"  ",2\n"",3')
@example('1,"2\n3","4"\n')
def test_whatever_a_file_holds_both_readers_agree(body: str) -> None:
    """Of any mess of marks the same rows come out, or the exact reader refuses it and so does the other."""
    data = f"a,b\n{body}".encode()
    refused = find_refusal(data)
    if refused:
        with TemporaryDirectory() as folder:
            found = refuse(Path(folder) / "work", write(Path(folder), data), layout=WHOLE)
        assert [code for code, *_ in found] == refused
    else:
        compare(data, WHOLE)


@few(50)
@given(st.lists(st.tuples(FIELDS, FIELDS, FIELDS), max_size=6), st.sampled_from([",", ";", "\t", "|"]), st.booleans())
def test_a_file_that_is_written_well_is_read_as_it_was_written(
    fields: list[tuple[str, str, str]], delimiter: str, is_quoted: bool
) -> None:
    """Whatever Python writes into a file comes back field by field, in both line ends and all delimiters."""
    stream = io.StringIO(newline="")
    if is_quoted:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    else:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([("a", "b", "c"), *fields])
    layout = Layout("*.csv", ("utf-8",), delimiter, {"one": ("a",), "two": ("b",), "three": ("c",)})
    with TemporaryDirectory() as folder:
        found = read(write(Path(folder), stream.getvalue().encode()), layout=layout)
    # A row of three fields is never an empty line, so that nothing is passed over.
    assert [row[2:] for row in found] == fields


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n1,2\n,\n",
        b"a,b\r\n1,2\r\n3,4",
        b'a,b\n"1","2, ""3"""\n"",\n',
        b"a,b\n1,2\n\n\n",
        b'a,b\r\n1,"2"\r\n\r\n',
        b"a,b\n\n",
        'a,b\n"é\u2028",Ұ\n'.encode(),
    ],
)
def test_ordinary_files_are_read_by_the_fast_reader(data: bytes) -> None:
    """What is proven to be read alike is not sent the long way round."""
    assert compare(data, WHOLE)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_quoted_field_here_and_there_is_plain_to_see_in_a_file_of_many_blocks(end: str) -> None:
    """Of half a megabyte, whose blocks end anywhere in a line, nothing is left for the engine to prove."""
    lines = [f'"{line}, {line % 9}",é{line}' if line % 3 else f"{line},{line * line}" for line in range(40_000)]
    data = end.join(["a,b", *lines, ""]).encode()
    with TemporaryDirectory() as folder:
        path = write(Path(folder), data)
        assert scan.scan_bytes(path, (",",)).regular_width == 2
        # One mark at the end of a field that has none at its beginning.
        broken = write(Path(folder), data.replace(b"\xc3\xa939998", b'\xc3\xa939998"'))
        assert scan.scan_bytes(broken, (",",)).regular_width == 0
    assert compare(data, WHOLE)


@pytest.mark.parametrize(
    "body",
    [b"1,2,\n", b'"1" ,2\n', b' "1",2\n', b'"1" "2",3\n', b"1,2\n\n3,4\n", b'1,"\n"\n', b"1,2\r3,4\n", b"1,2\r\n3,4\n"],
)
def test_what_the_engine_would_read_otherwise_goes_to_the_exact_reader(body: bytes) -> None:
    """A comma too many, spaces beside quotes, empty lines and lines in fields: there the engine's own reader errs."""
    assert not compare(b"a,b\n" + body, WHOLE)


def test_lines_are_right_in_a_file_that_is_read_on_many_cores(tmp_path: Path) -> None:
    """In 30 megabytes, which the engine reads in several pieces at once, every row has its own line."""
    lines = 1_200_000
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("Number,Village\n")
        file.writelines(f"{number},village no {number % 7}\n" for number in range(2, lines + 2))
    with stage(path) as (staged,):
        assert staged.rows == lines
        assert staged.first_line == 2
        import duckdb

        with duckdb.connect() as engine:
            wrong = f"select count(*), count(*) filter (line <> raw_id::bigint) from ({staged.relation})"
            assert engine.execute(wrong).fetchone() == (lines, 0)


def test_a_relation_stays_where_it_was_made(tmp_path: Path) -> None:
    """A name with the marks of a pattern means one file alone."""
    write(tmp_path, HEADER + b"9,X\n", "aXbY1.csv")
    assert read(write(tmp_path, HEADER + b"1,U\n", "a*b?[1].csv")) == [(2, "", "1", "U")]
    assert read(write(tmp_path, HEADER + b'"1" ,U\n', "[a].csv")) == [(2, "record-malformed", "", "")]


def test_a_snapshot_is_of_the_bytes_as_they_came(tmp_path: Path) -> None:
    """Size and checksum are of the file itself, also where it is packed."""
    data = HEADER + b"1,U\n"
    for name, raw in (("a.csv", data), ("a.csv.gz", gzip.compress(data, mtime=0))):
        with stage(write(tmp_path, raw, name)) as (staged,):
            assert (staged.snapshot.name, staged.snapshot.size) == (name, len(raw))
            assert staged.snapshot.sha256 == hashlib.sha256(raw).hexdigest()
            assert fetch(staged) == [(2, "", 2, 2, "", "1", "U")]


def test_progress_names_the_file_and_goes_on_over_files(tmp_path: Path) -> None:
    """Whoever waits is told how many rows of all sources were read, and in which file."""
    paths = [write(tmp_path, HEADER + b"1,U\n2,U\n", "a.csv"), write(tmp_path, HEADER + b"3,U\n", "b.csv")]
    told: list[tuple[str, int, str]] = []
    stage_sources(paths, LAYOUT, tmp_path / "work", lambda *words: told.append(words))
    assert [(stage, done, Path(name).name) for stage, done, name in told] == [
        ("read", 2, "a.csv"),
        ("read", 3, "b.csv"),
    ]


# Sources that are listed


def test_sources_are_files_folders_and_globs(tmp_path: Path) -> None:
    """A folder means its files of the pattern in order, packed ones too, a glob what matches; none is listed twice."""
    for name in ("b.csv", "a.csv", "c.txt", "d.csv.gz", "e.csv.zip"):
        write(tmp_path, HEADER, name)
    a, b, c, d, e = (tmp_path / name for name in ("a.csv", "b.csv", "c.txt", "d.csv.gz", "e.csv.zip"))
    assert list_files([tmp_path], "*.csv") == (a, b, d, e)
    assert list_files([c, tmp_path / "*.csv", b, tmp_path], "*.csv") == (c, a, b, d, e)


@pytest.mark.parametrize(
    ("source", "code"), [("nothing.csv", "file-missing"), ("no*.csv", "file-missing"), (".", "files-none")]
)
def test_a_source_that_leads_nowhere_is_told(tmp_path: Path, source: str, code: str) -> None:
    """A file that is not there, a glob that matches nothing and a folder without such files are problems."""
    assert [found[0] for found in refuse(tmp_path / "work", tmp_path / source)] == [code]


def test_the_same_bytes_twice_are_refused(tmp_path: Path) -> None:
    """A copy under another name is a month counted twice, also where one of the two is packed."""
    data = HEADER + b"1,U\n"
    first, second = write(tmp_path, data), write(tmp_path, data, "b.csv")
    packed = write(tmp_path, gzip.compress(data), "c.csv.gz")
    assert refuse(tmp_path / "work", first, second, packed) == [
        ("file-twice", "b.csv", None),
        ("file-twice", "c.csv.gz", None),
    ]


# Packed files


def pack(folder: Path, members: dict[str, bytes], name: str = "a.zip") -> Path:
    """Write a zip archive and return its path."""
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return folder / name


def test_an_archive_gives_the_members_of_the_pattern(tmp_path: Path) -> None:
    """Tables that fit are read and named by their place in the archive; notes beside them are not."""
    path = pack(tmp_path, {"x/b.csv": HEADER + b"2,U\n", "x/a.csv": HEADER + b"1,U\n", "read me.txt": b"?"})
    with stage(path) as found:
        assert [(one.path, one.snapshot.name) for one in found] == [
            (f"{path}/x/a.csv", "a.zip/x/a.csv"),
            (f"{path}/x/b.csv", "a.zip/x/b.csv"),
        ]
        assert [fetch(one)[0][5] for one in found] == ["1", "2"]
        assert {one.snapshot.sha256 for one in found} == {hashlib.sha256(path.read_bytes()).hexdigest()}


def test_an_archive_without_such_names_gives_all_its_members(tmp_path: Path) -> None:
    """One table under any name is the table; what a system adds of its own is none."""
    path = pack(tmp_path, {"table.txt": HEADER + b"1,U\n", "__MACOSX/._table.txt": b"\x00", ".hidden": b"?"})
    assert read(path) == [(2, "", "1", "U")]


def test_a_packed_file_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    """Half a download is no month: at any length it is told, and nothing of it stays in the folder."""
    whole = gzip.compress(HEADER + b"".join(b"%d,U\n" % number for number in range(5000)))
    for size in (12, 100, len(whole) // 2, len(whole) - 1):
        path = write(tmp_path, whole[:size], "a.csv.gz")
        assert refuse(tmp_path / "work", path) == [("file-broken", "a.csv.gz", None)]
    archive = pack(tmp_path, {"a.csv": HEADER * 999}).read_bytes()
    assert refuse(tmp_path / "work", write(tmp_path, archive[:-30], "b.zip")) == [("file-broken", "b.zip", None)]
    damaged = archive.replace(archive[40:60], bytes(20), 1)
    assert refuse(tmp_path / "work", write(tmp_path, damaged, "c.zip")) == [("file-broken", "c.zip", None)]


def test_a_bomb_is_not_let_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to a thousand times its size is stopped at its bound, gzip and zip alike."""
    monkeypatch.setattr(unpack, "SMALLEST_BOUND", 1_000_000)
    zeros = bytes(20_000_000)
    path = write(tmp_path, gzip.compress(zeros), "a.csv.gz")
    assert len(path.read_bytes()) * unpack.LARGEST_RATIO < len(zeros)
    assert refuse(tmp_path / "work", path) == [("unpacked-too-large", "a.csv.gz", None)]
    assert refuse(tmp_path / "work", pack(tmp_path, {"a.csv": zeros})) == [("unpacked-too-large", "a.zip", None)]


# What a file may not do to the machine


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.jsonl"])
def test_a_line_without_end_is_found_without_holding_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Sixty megabytes on one line are refused where the line passes its limit, and memory stays as it was."""
    monkeypatch.setattr(rows, "LONGEST_LINE", 1000)
    is_packed = name.endswith("gz")
    with (gzip.open if is_packed else open)(tmp_path / name, "wb") as file:
        file.write(HEADER + b"1,U\n" if "csv" in name else b'{"Number": "')
        for _ in range(60):
            file.write(b"x" * 1_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = 3 if "csv" in name else 1
    assert refuse(tmp_path / "work", tmp_path / name) == [("line-too-long", name, line)]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40_000  # kilobytes


def test_long_lines_are_seen_across_blocks(tmp_path: Path) -> None:
    """The look at the bytes measures a line that begins in one block and ends in another."""
    for length, is_long in ((rows.LONGEST_FIELD, False), (rows.LONGEST_FIELD + 1, True)):
        path = write(tmp_path, b"a" * 77 + b"\n" + b"x" * length + b"\n" + b"b\n" * scan.BLOCK)
        assert scan.scan_bytes(path, (",",)).has_long_lines is is_long


def test_a_folder_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    """Where there is no place for a copy, it is said which folder it was."""
    blocked = write(tmp_path, b"", "blocked")
    with pytest.raises(EsepError) as caught:
        stage_sources([write(tmp_path, HEADER)], vary(), blocked)
    assert [problem.code for problem in caught.value.problems] == ["staging-failed"]
