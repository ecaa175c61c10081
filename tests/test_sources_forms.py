"""Workbooks, Parquet files, JSON lines and databases: every form of a source gives the same kind of rows."""

from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from esep.cli import main
from esep.problems import EsepError
from esep.sources import unpack
from esep.sources.database import read_address
from esep.sources.stage import stage_sources
from tests.records_sample import DATA
from tests.sources_sample import fetch, read, refuse, stage, vary, write

DATED = vary(columns={"id": ("Number",), "registered": ("Day",)})


# Workbooks


def write_book(path: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    """Write a workbook and return its path."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in sheets:
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    book.save(path)
    return path


def test_days_of_a_worksheet_become_iso_dates(tmp_path: Path) -> None:
    """Real dates, times of day and Excel's bare day numbers are the same texts; other numbers stay numbers."""
    rows: list[list[Any]] = [
        ["Number", "Day"],
        [1, datetime.date(2024, 2, 29)],
        [2.0, datetime.datetime(2024, 2, 29, 23, 59, 58)],
        [45351, 45351],  # the day number of 2024-02-29: 45351 days after 1899-12-30
        [2.5, 45351.5],
        [True, 2024],
        ["007", 20240229],
        [None, 202402],
        ["x", "29.02.2024"],
    ]
    path = write_book(tmp_path / "a.xlsx", ("one", rows))
    assert datetime.date(1899, 12, 30) + datetime.timedelta(45351) == datetime.date(2024, 2, 29)
    assert read(path, layout=DATED) == [
        (2, "", "1", "2024-02-29"),
        (3, "", "2", "2024-02-29 23:59:58"),
        (4, "", "45351", "2024-02-29"),
        (5, "", "2.5", "2024-02-29 12:00:00"),
        (6, "", "true", "2024"),
        (7, "", "007", "20240229"),
        (8, "", "", "202402"),
        (9, "", "x", "29.02.2024"),
    ]


def test_rows_of_a_worksheet_keep_their_numbers(tmp_path: Path) -> None:
    """Below a title the header is found, an empty row is none, and a cell beyond the header is a fault of its row."""
    rows: list[list[Any]] = [["Offences of 2024"], [], ["Number", "Day"], [1, "a"], [], [2], [3, "b", "c"]]
    path = write_book(tmp_path / "a.xlsx", ("one", rows))
    found = read(path, layout=vary(columns=DATED.columns, header_line=2))
    assert found == [(4, "", "1", "a"), (6, "", "2", ""), (7, "record-ragged", "3", "b")]


def test_a_worksheet_is_chosen_by_name_or_number(tmp_path: Path) -> None:
    """Where the layout names none the first one is read, and a warning says that there were others."""
    sheets: list[tuple[str, list[list[Any]]]] = [
        (name, [["Number", "Day"], [name, "x"]]) for name in ("first", "second")
    ]
    path = write_book(tmp_path / "a.xlsx", *sheets)
    for sheet, expected in (("second", "second"), (2, "second"), (1, "first"), (None, "first")):
        with stage(path, layout=vary(columns=DATED.columns, sheet=sheet)) as (staged,):
            assert fetch(staged)[0][5] == expected
            assert [one.code for one in staged.remarks] == (["sheet-taken"] if sheet is None else [])
    for wrong in ("third", 3, 0):
        layout = vary(columns=DATED.columns, sheet=wrong)
        assert refuse(tmp_path / "work", path, layout=layout) == [("sheet-missing", "a.xlsx", None)]


def test_a_worksheet_without_the_columns_is_refused(tmp_path: Path) -> None:
    """An empty sheet has no header, and one of something else lacks the columns: the line says where to look."""
    path = write_book(tmp_path / "a.xlsx", ("one", []))
    assert refuse(tmp_path / "work", path, layout=DATED) == [("header-unreadable", "a.xlsx", 1)]
    path = write_book(tmp_path / "b.xlsx", ("one", [["Number"], [1]]))
    assert refuse(tmp_path / "work", path, layout=DATED) == [("record-column-missing", "b.xlsx", 1)]


def test_the_other_worksheets_are_told_where_the_first_is_of_something_else(tmp_path: Path) -> None:
    """The records may stand on the second sheet, behind a title page."""
    path = write_book(tmp_path / "c.xlsx", ("title", [["Offences of 2024"]]), ("data", [["Number", "Day"], [1, 2]]))
    with pytest.raises(EsepError) as caught:
        stage_sources([path], DATED, tmp_path / "work")
    assert [problem.code for problem in caught.value.problems] == ["header-other", "sheet-taken"]


def test_a_damaged_workbook_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut off, emptied of a part or blown up: a problem each time, and never the words of a program."""
    whole = write_book(tmp_path / "a.xlsx", ("one", [["Number", "Day"], *[[1, "x"]] * 999]))
    with zipfile.ZipFile(whole) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for number, changes in enumerate(
        ({"xl/workbook.xml": b"<"}, {"xl/worksheets/sheet1.xml": b"<x>"}, {"[Content_Types].xml": b""})
    ):
        path = tmp_path / f"{number}.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in {**members, **changes}.items():
                archive.writestr(name, data)
        assert refuse(tmp_path / "work", path, layout=DATED) == [("file-broken", path.name, None)]
    cut = write(tmp_path, whole.read_bytes()[:-40], "cut.xlsx")
    assert refuse(tmp_path / "work", cut, layout=DATED) == [("file-broken", "cut.xlsx", None)]
    monkeypatch.setattr(unpack, "SMALLEST_BOUND", 1000)
    monkeypatch.setattr(unpack, "LARGEST_RATIO", 1)
    assert refuse(tmp_path / "work", whole, layout=DATED) == [("unpacked-too-large", "a.xlsx", None)]


# Parquet


def write_parquet(path: Path, query: str) -> Path:
    """Write the rows of a query and return the path."""
    import duckdb

    with duckdb.connect() as engine:
        engine.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path


def test_parquet_is_read_where_it_is_in_its_own_types(tmp_path: Path) -> None:
    """Nothing is copied; whole numbers, days and moments stay what they are, a moment of a zone becomes UTC."""
    query = (
        "select 7::smallint as a, date '2024-02-29' as b, timestamptz '2024-02-29 05:00:00+05' as c, true as d, "
        "1.50::decimal(9, 2) as e, 12::decimal(9, 0) as f, 0.5::float as g, 'x' as h, ['y'] as i, 1::ubigint as j, "
        "timestamp_ms '2024-02-29 01:02:03' as k union all by name select 8 as a"
    )
    path = write_parquet(tmp_path / "a.parquet", query)
    layout = vary(columns={name: (name,) for name in "abcdefghijk"}, has_digest=True)
    with stage(path, layout=layout) as (staged,):
        kinds = "bigint date timestamp boolean varchar bigint double varchar varchar varchar timestamp"
        assert " ".join(staged.types.values()) == kinds
        assert (staged.rows, staged.first_line) == (2, 1)
        first, second = fetch(staged)
        day, moment = datetime.date(2024, 2, 29), datetime.datetime(2024, 2, 29)
        later = datetime.datetime(2024, 2, 29, 1, 2, 3)
        assert first[:4] == (1, "", 11, 11)
        assert first[5:] == (7, day, moment, True, "1.50", 12, 0.5, "x", "[y]", "1", later)
        assert second[5:] == (8, *[None] * 10)
        assert first[4] != second[4]
        assert str(path) in staged.relation


def test_parquet_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    """Its table of contents stands at the end, so that a file that was cut off has none."""
    whole = write_parquet(tmp_path / "a.parquet", "select 1 as Number, 'x' as Day").read_bytes()
    path = write(tmp_path, whole[:-20], "b.parquet")
    assert refuse(tmp_path / "work", path, layout=DATED) == [("file-broken", "b.parquet", None)]
    path = write_parquet(tmp_path / "c.parquet", "select 1 as Number")
    assert refuse(tmp_path / "work", path, layout=DATED) == [("record-column-missing", "c.parquet", None)]


# JSON lines


def test_members_of_json_are_taken_as_they_are_written(tmp_path: Path) -> None:
    """Numbers keep their digits, nothing is an empty text, and a line that is no object is a fault of that line."""
    path = write(
        tmp_path,
        b'{"Number": 1.50, "Day": "2024-02-29"}\r\n'
        b'\n{"Day": null, "Number": true}\n{"Number": 12345678901234567890123, "more": [1, {"a": "\xd2\xb0"}]}\n'
        b'["Number"]\n{"Number": 1, "Number": 2}\n{"Number": "\\u0000"}\n{"Number": "\\ud800"}\n{"Number": 7',
        "a.jsonl",
    )
    assert read(path, layout=DATED) == [
        (1, "", "1.50", "2024-02-29"),
        (3, "", "true", ""),
        (4, "", "12345678901234567890123", ""),
        *((line, "record-malformed", "", "") for line in (5, 6, 7, 8, 9)),
    ]
    layout = vary(columns={"more": ("more",)})
    assert read(path, layout=layout)[2] == (4, "", '["1", {"a": "Ұ"}]')


def test_digests_of_json_do_not_depend_on_the_order_of_members(tmp_path: Path) -> None:
    """The same members in another order are the same row; a name more is another one."""
    path = write(
        tmp_path, b'{"Number": 1, "Day": 2}\n{"Day": 2, "Number": 1}\n{"Day": 2, "Number": 1, "c": ""}\n', "a.json"
    )
    with stage(path, layout=vary(columns=DATED.columns, has_digest=True)) as (staged,):
        first, second, third = (row[4] for row in fetch(staged))
    assert first == second != third


def test_json_without_the_members_is_refused(tmp_path: Path) -> None:
    """A member that no object has is a column that is missing; two names of it in one object are one too many."""
    path = write(tmp_path, b'{"Number": 1}\n{"x": 1}\n', "a.ndjson")
    assert refuse(tmp_path / "work", path, layout=DATED) == [("record-column-missing", "a.ndjson", 1)]
    for data in (b'[{"Number": 1, "Day": 1}]\n', b'[\n{"Number": 1}\n]\n', b'{\n "Number": 1\n}\n'):
        path = write(tmp_path, data, "c.json")
        assert refuse(tmp_path / "work", path, layout=DATED) == [("json-one-value", "c.json", 1)]
    path = write(tmp_path, b'{"Number": 1, "Day": 1}\n{"No.": 1, "Number": 1}\n', "b.ndjson")
    layout = vary(columns={"id": ("Number", "No.")})
    assert refuse(tmp_path / "work", path, layout=layout) == [("record-column-twice", "b.ndjson", 2)]


# What is no table


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS, DOC"),
        (b"SQLite format 3\x00", "SQLite"),
        (b"%PDF-1.7", "PDF"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
    ],
)
def test_a_file_of_another_kind_is_told_by_its_first_bytes(tmp_path: Path, data: bytes, form: str) -> None:
    """Whatever its name says, a file that is no table of text is called what it is."""
    path = write(tmp_path, data + bytes(range(256)))
    with pytest.raises(EsepError) as caught:
        stage_sources([path], DATED, tmp_path / "work")
    assert [(one.code, one.facts["form"]) for one in caught.value.problems] == [("file-form-unknown", form)]


# Databases


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    """Return a database with a table of the kinds of values that SQLite knows."""
    path = tmp_path / "crimes.db"
    with sqlite3.connect(path) as base:
        base.execute('create table "the offences" ("Number", "Day", unread)')
        rows = [(1, "2024-02-29", "x"), (2.5, None, None), ("Ұ", b"\x01\xff", 3), ("\x00", "z", 4)]
        base.executemany('insert into "the offences" values (?, ?, ?)', rows)
    base.close()
    return path


def test_a_table_of_sqlite_is_read(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its absolute and its relative address; values become text, and nothing is written to it."""
    before = sqlite_file.read_bytes()
    monkeypatch.chdir(sqlite_file.parent)
    for address in (f"sqlite:///{sqlite_file}?table=the offences", "sqlite:///crimes.db?table=the%20offences"):
        assert read(address, layout=DATED) == [
            (1, "", "1", "2024-02-29"),
            (2, "", "2.5", ""),
            (3, "", "Ұ", "01ff"),
            (4, "record-malformed", "", ""),
        ]
    assert sqlite_file.read_bytes() == before
    assert sorted(path.name for path in sqlite_file.parent.iterdir()) == ["crimes.db"]


def test_the_snapshot_of_a_table_is_of_the_columns_read(sqlite_file: Path) -> None:
    """Each row goes into the checksum as a line of JSON; a column that is not declared changes nothing."""
    address = f"sqlite:///{sqlite_file}?table=the+offences"
    rows = b'["1", "2024-02-29"]\n["2.5", ""]\n["\\u04b0", "01ff"]\n["\\u0000", "z"]\n'
    with stage(address, layout=DATED) as (staged,):
        assert staged.snapshot.sha256 == hashlib.sha256(rows).hexdigest()
        assert (staged.snapshot.name, staged.snapshot.size) == ("the offences", len(rows))
    with stage(address, layout=vary(columns=DATED.columns, has_digest=True)) as (staged,):
        assert staged.snapshot.size > len(rows)
        assert len({row[4] for row in fetch(staged)}) == 4


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("sqlite:///{file}?table=absent", "database-failed"),
        ("sqlite:///{folder}/absent.db?table=t", "file-missing"),
        ("sqlite:///{folder}/text.db?table=t", "database-failed"),
        ("sqlite:///{file}", "database-address-wrong"),
        ("sqlite:///{file}?table=", "database-address-wrong"),
        ("mysql://host/base?table=t", "database-address-wrong"),
        ("postgres://ann:secret@localhost:1/base?table=t", "database-failed"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(sqlite_file: Path, tmp_path: Path, address: str, code: str) -> None:
    """A table, a file or a server that is not there is a problem, and a password is in none of its words."""
    write(tmp_path, b"no database at all " * 99, "text.db")
    address = address.format(file=sqlite_file, folder=tmp_path)
    with pytest.raises(EsepError) as caught:
        stage_sources([address], DATED, tmp_path / "work")
    assert [one.code for one in caught.value.problems] == [code]
    assert "secret" not in str(caught.value)


def test_the_shown_address_hides_what_is_secret() -> None:
    """User, host and table are shown; the password is not, nor any option that might hold one."""
    found = read_address("postgres://ann:secret@host:5/base?password=hidden&table=a.b&sslmode=disable")
    assert found.shown == "postgres://ann@host:5/base?table=a.b"
    assert found.connection == "postgres://ann:secret@host:5/base?password=hidden&sslmode=disable"


def test_a_driver_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reads files alone needs no driver; who needs it is told how to get it."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(EsepError) as caught:
        stage_sources(["postgres://host/base?table=t"], DATED, tmp_path / "work")
    assert [one.code for one in caught.value.problems] == ["driver-missing"]


def test_a_table_is_built_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The address of a table is a source like any file: its record is read, accepted and counted."""
    with sqlite3.connect(tmp_path / "a.db") as base:
        base.execute('create table t ("Number", "Month", "Day", "Count", "Code", "Village")')
        base.execute("insert into t values (1, '2024-02', '29.02.2024', 1, '0100', 'U')")
    base.close()
    command = ["build", str(DATA / "hamlet"), f"sqlite:///{tmp_path}/a.db?table=t", "--json"]
    assert main([*command, "--store", str(tmp_path / "store")]) == 0
    assert json.loads(capsys.readouterr().out)["rows"] == {"read": 1, "accepted": 1, "rejected": 0, "duplicates": 0}


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Start a PostgreSQL of its own and return its address."""
    from pgserver.postgres_server import get_server

    with TemporaryDirectory() as folder:
        # Where the tests run as root, the server runs as another user, who has to get there.
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


def test_a_table_of_postgres_is_read_in_its_own_types(postgres: str, tmp_path: Path) -> None:
    """In the order of the primary key, a moment of a zone as UTC, a text as it stands, and everything else as text."""
    import psycopg

    with psycopg.connect(postgres) as base:
        base.execute("create schema police")
        base.execute(
            'create table police."Offences" (a bigint, b date, c timestamptz, d boolean, e numeric, f text, '
            "g double precision, h int primary key)"
        )
        values = "(7, '2024-02-29', '2024-02-29 05:00+05', true, 1.50, E'tab\\t\"', 0.5, 2), (null, null, null, null, "
        base.execute(f'insert into police."Offences" values {values} null, null, null, 1)'.encode())
    layout = vary(columns={name: (name,) for name in "abcdefgh"}, has_digest=True)
    address = f"{postgres}{'&' if '?' in postgres else '?'}table=police.Offences"
    with stage(address, layout=layout) as (staged,):
        first, second = fetch(staged)
        kinds = "bigint date timestamp boolean varchar varchar double bigint"
        assert " ".join(staged.types.values()) == kinds
        moment = datetime.datetime(2024, 2, 29)
        assert first[:4] == (1, "", 8, 8)
        assert first[5:] == (None, None, None, None, "", "", None, 1)
        assert second[5:] == (7, moment.date(), moment, True, "1.50", 'tab\t"', 0.5, 2)
        assert staged.rows == 2
    assert refuse(tmp_path / "work", address.replace("Offences", "offences"))[0][0] == "database-failed"
