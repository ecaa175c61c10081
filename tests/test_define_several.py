"""`esep define` on more than one file: folders, globs, tables of databases, and what may differ between them."""

from __future__ import annotations

import gzip
import sqlite3
import tomllib
from contextlib import closing
from pathlib import Path

import pytest

from esep.cli import main
from esep.problems import EsepError
from esep.records.read import read_records
from esep.sources.dataset import load_definition
from esep.sources.define import guess_definition
from esep.sources.define_write import save_files, write_files
from tests.test_define import build, list_fields


def write_months(folder: Path) -> Path:
    """Write three months of a register: one in another encoding, one packed, one with a column more, and a note."""
    folder.mkdir()
    header = "number,registered,crime,district"
    months = {
        "2024-01.csv": f"{header}\n1,2024-01-05,theft,Алматы\n4,2024-01-06,theft,Алматы\n".encode("windows-1251"),
        "2024-02.csv.gz": gzip.compress(
            f"{header}\n2,2024-02-05,robbery,Астана\n5,2024-02-06,robbery,Астана\n".encode()
        ),
        "2024-03.csv": (
            "Number,Registered,CRIME,Dis-trict,weapon\n3,2024-03-05,theft,Шымкент,knife\n6,2024-03-06,theft,Шымкент,\n"
        ).encode(),
        "README.md": b"three months",
        ".hidden.csv": b"",
    }
    for name, data in months.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("as_glob", [False, True])
def test_the_files_of_a_folder_are_defined_together(tmp_path: Path, *, as_glob: bool) -> None:
    """Worked by hand: three files, two rows each; columns of one file are spelt otherwise, and one more is told."""
    folder = write_months(tmp_path / "monthly")
    source = str(folder / "2024-*") if as_glob else folder
    guess = guess_definition(source)
    save_files(write_files(guess), tmp_path / "first", is_forced=False)
    assert (guess.name, guess.sample.rows, guess.sample.looked_at) == ("monthly", 6, 6)
    assert guess.sample.heads.ignored == (() if as_glob else ("README.md",))
    lacking = (str(folder / "2024-01.csv"), str(folder / "2024-02.csv.gz"))
    assert guess.sample.heads.list_differing() == {"weapon": lacking}
    text = (tmp_path / "first" / "definition.toml").read_text(encoding="utf-8")
    assert "# decide: weapon is missing from 2 of 3 files" in text
    found = tomllib.loads(text)["records"]
    assert (found["files"], found["encodings"]) == ("*.csv", ["utf-8", "windows-1251"])
    assert found["columns"]["region"] == ["district", "Dis-trict"]
    assert set(guess.codes["region"].codes) == {"Алматы", "Астана", "Шымкент"}
    with read_records(load_definition(tmp_path / "first"), [folder]) as records:
        assert records.rows.to_dict() == {"read": 6, "accepted": 6, "rejected": 0, "duplicates": 0}


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_differing_columns_are_said_in_every_language(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever defines a folder reads which column stands in some files alone, and how to build them all."""
    folder = write_months(tmp_path / "monthly")
    monkeypatch.setenv("ESEP_LANG", language)
    assert main(["define", str(folder), "-o", str(tmp_path / "first")]) == 0
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if "weapon" in line]
    assert "2024-01.csv" in line
    assert f"esep build {tmp_path / 'first'} {folder}" in said


def test_a_table_of_a_database_is_defined_by_its_first_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of three rows are looked at; a code that stands in the third alone is not known yet."""
    with closing(sqlite3.connect(tmp_path / "register.db")) as base, base:
        base.execute("create table offences (number integer primary key, registered text, crime text)")
        rows = [(1, "2024-01-05", "theft"), (2, "2024-01-06", "theft"), (3, "2024-01-07", "arson")]
        base.executemany("insert into offences values (?, ?, ?)", rows)
    monkeypatch.setattr("esep.sources.sample.MOST_ROWS", 2)
    source = f"sqlite:///{tmp_path / 'register.db'}?table=offences"
    guess = guess_definition(source)
    save_files(write_files(guess), tmp_path / "first", is_forced=False)
    assert (guess.name, guess.sample.rows, guess.sample.looked_at) == ("offences", 3, 2)
    assert list_fields(guess) == {"registered": "registered", "measure": "crime", "id": "number"}
    assert list(guess.codes["measure"].codes) == ["theft"]
    assert "1 codes of the rows looked at" in (tmp_path / "first" / "definition.toml").read_text(encoding="utf-8")
    rows_read, _ = build(tmp_path / "first", source)
    assert rows_read["read"] == 3


def test_sources_of_two_forms_are_told(tmp_path: Path) -> None:
    """Other lines above the header, or no column in common: no definition could be for both."""
    for name, text in (
        ("a.csv", "date,crime\n2024-01-05,theft\n"),
        ("b.csv", "a register\ndate,crime\n2024-01-06,theft\n"),
        ("c.csv", "day,kind\n2024-01-07,theft\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    for other, code in (("b.csv", "define-files-differ"), ("c.csv", "define-columns-none")):
        with pytest.raises(EsepError) as caught:
            guess_definition(tmp_path / "a.csv", tmp_path / other)
        (problem,) = caught.value.problems
        assert (problem.code, problem.where.file) == (code, str(tmp_path / other))


def test_two_delimiters_are_declared_together(tmp_path: Path) -> None:
    """One month is divided by commas and the next by semicolons: both are read, and built."""
    for name, text in (("a.csv", "date,crime\n2024-01-05,theft\n"), ("b.csv", "date;crime\n2024-02-06;theft\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    files = (tmp_path / "a.csv", tmp_path / "b.csv")
    save_files(write_files(guess_definition(*files)), tmp_path / "first", is_forced=False)
    text = (tmp_path / "first" / "definition.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["records"]["delimiter"] == [",", ";"]
    with read_records(load_definition(tmp_path / "first"), files) as records:
        assert records.rows.accepted == records.rows.read == 2
