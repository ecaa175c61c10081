"""`esep define`: what is guessed of unknown files, and that what it writes loads and builds at once."""

from __future__ import annotations

import csv
import json
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esep.cli import main
from esep.problems import EsepError
from esep.records.read import read_records
from esep.sources.dataset import load_definition
from esep.sources.define import Guess, guess_definition
from esep.sources.define_write import save_files, write_files

HEADER = "Номер;Дата регистрации;Дата совершения;Статья;Район;С оружием;Сумма"
ROWS = (
    "101;31.12.2024;30.12.2024;188 ч.1;Есильский;да;10,5",
    "102;31.12.2024;31.12.2024;99 ч.2;Алматы;нет;0,25",
    "103;09.01.2025;31.12.2024;188 ч.1;Алматы;нет;7,0",
    "104;10.01.2025;;188 ч.1;Есильский;нет;1,5",
)

DATES = ("2024-01-05", "05.01.2024", "1/5/2024", "20240105", "2024-01")


def write_russian(folder: Path, *, above: Sequence[str] = ()) -> Path:
    """Write a small synthetic register in windows-1251, with lines above its header."""
    file = folder / "register.csv"
    file.write_bytes("\r\n".join((*above, HEADER, *ROWS, "")).encode("windows-1251"))
    return file


def build(folder: Path, source: Path | str) -> tuple[dict[str, int], list[tuple[Any, ...]]]:
    """Return what became of the rows of a source by the definition in a folder, and what counts."""
    with read_records(load_definition(folder), [source]) as records:
        units = records.units
        chosen = units.order_by("file", "line").select("registered", "measure", "region", "n")
        return records.rows.to_dict(), list(records.engine.fetch(chosen))


def define(source: Path, folder: Path) -> Guess:
    """Write a first definition of a file into a folder and return what was guessed."""
    guess = guess_definition(source)
    save_files(write_files(guess), folder, is_forced=False)
    return guess


def list_fields(guess: Guess) -> dict[str, str]:
    """Return the header of every field that was guessed."""
    return {field: column.name for field, column in guess.fields.items()}


def test_a_russian_register_of_another_encoding_is_defined_and_built(tmp_path: Path) -> None:
    """Worked by hand: windows-1251, semicolons, 31.12.2024; four rows, two measures, two districts, two months."""
    source = write_russian(tmp_path)
    guess = define(source, tmp_path / "first")
    assert (guess.sample.head.encoding, guess.sample.head.delimiter) == ("windows-1251", ";")
    assert list_fields(guess) == {
        "occurred": "Дата совершения",
        "registered": "Дата регистрации",
        "measure": "Статья",
        "region": "Район",
        "id": "Номер",
    }
    assert guess.later == {("occurred", "registered"): 0, ("registered", "occurred"): 2}
    rows, units = build(tmp_path / "first", source)
    assert rows == {"read": 4, "accepted": 4, "rejected": 0, "duplicates": 0}
    assert [(str(day), *rest) for day, *rest in units] == [
        ("2024-12-31", "188_ch_1", "esilskii", 1),
        ("2024-12-31", "99_ch_2", "almaty", 1),
        ("2025-01-09", "188_ch_1", "almaty", 1),
        ("2025-01-10", "188_ch_1", "esilskii", 1),
    ]


def test_guesses_and_decisions_are_marked_in_the_file(tmp_path: Path) -> None:
    """The comments say what was guessed, with shares, and what to decide; names are the raw value and marked."""
    guess = guess_definition(write_russian(tmp_path))
    files = write_files(guess)
    text = files["definition.toml"]
    for line in (
        "# Looked at: 4 of 4 rows, 7 columns.",
        "# guess: by its name; filled in 75.0% of the rows, 2 different values",
        "# guess: Дата совершения is after Дата регистрации in no row",
        "# guess: Дата регистрации is after Дата совершения in 2 rows (50.0%)",
        "# guess: 2 codes of the whole file; the most frequent are 188 ч.1 (3), 99 ч.2 (1)",
        "# Сумма: filled in 100.0%; 4 values; guess: numbers with a decimal comma",
        "# decide: is С оружием an attribute? Then take the marks of comment away:",
        "is_required = false",
    ):
        assert line in text.splitlines(), text
    rows = list(csv.DictReader(files["codes/measures.csv"].splitlines()))
    assert rows[1]["code"] == "188_ch_1"
    assert {rows[1][f"name_{language}"] for language in ("en", "ru", "kk")} == {"188 ч.1"}
    assert "decide" in rows[1]["note"]


def test_an_attribute_that_was_found_needs_only_its_marks_of_comment_taken_away(tmp_path: Path) -> None:
    """The commented rule of the yes/no column, made a rule, loads and sets its flag in the one row that says да."""
    source, folder = write_russian(tmp_path), tmp_path / "first"
    define(source, folder)
    file = folder / "definition.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("# [records.attributes"))
    lines[start : start + 3] = [line.removeprefix("# ") for line in lines[start : start + 3]]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with read_records(load_definition(folder), [source]) as records:
        flags = [row[0] for row in records.engine.fetch(records.units.order_by("line").select("is_s_oruzhiem"))]
    assert flags == [True, False, False, False]


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    """Two lines stand above the header: they are declared, and the lines of the rows stay those of the file."""
    source = write_russian(tmp_path, above=("Сведения за декабрь", ""))
    guess = define(source, tmp_path / "first")
    assert guess.sample.head.rows_before == 2
    assert build(tmp_path / "first", source)[0]["accepted"] == 4


def test_a_month_of_st_louis_is_defined_and_built(shared: Path, tmp_path: Path) -> None:
    """January 2017: the dates, the count of -1 and the columns that its SOURCE.md names; no row is lost."""
    source = shared / "data" / "A01-stlouis-2015-2017" / "original" / "january2017.csv"
    guess = define(source, tmp_path / "first")
    assert list_fields(guess) == {
        "occurred": "DateOccur",
        "registered": "CodedMonth",
        "count": "Count",
        "measure": "Crime",
        "region": "District",
        "id": "Complaint",
    }
    assert guess.fields["count"].counts == (1, -1)
    with source.open(encoding="latin-1", newline="") as file:
        counted = list(csv.DictReader(file))
    rows, units = build(tmp_path / "first", source)
    assert rows == {"read": len(counted), "accepted": len(counted), "rejected": 0, "duplicates": 0}
    assert sum(unit[-1] for unit in units) == sum(int(row["Count"]) for row in counted)
    crimes = {row["Crime"].strip() for row in counted}
    assert set(guess.codes["measure"].codes) == crimes


def test_charlottesville_has_one_date_and_an_id(shared: Path, tmp_path: Path) -> None:
    """30,977 rows by SOURCE.md; the one date is reported in UTC, which is to be decided; RecordID is unique."""
    source = shared / "data" / "A02-charlottesville-2018" / "original" / "crime_raw_2018-07-21.csv"
    guess = define(source, tmp_path / "first")
    assert list_fields(guess) == {"registered": "DateReported", "measure": "Offense", "id": "RecordID"}
    text = (tmp_path / "first" / "definition.toml").read_text(encoding="utf-8")
    assert 'formats = ["%Y/%m/%d %H:%M:%S+00"]' in text
    assert "# guess: by what it holds, its name says reported" in text
    assert "# decide: the times end in +00" in text
    assert build(tmp_path / "first", source)[0]["accepted"] == 30_977


def test_medellin_has_no_kind_of_offence(shared: Path, tmp_path: Path) -> None:
    """9,360 homicides by SOURCE.md: no column is a kind of offence, so each counts as one kind, and that is said."""
    source = shared / "data" / "A06-medellin-homicides" / "original" / "medellin_homicides.csv"
    guess = define(source, tmp_path / "first")
    assert list_fields(guess) == {"registered": "fecha_hecho"}
    text = (tmp_path / "first" / "definition.toml").read_text(encoding="utf-8")
    assert "# decide: no column is called after the kind of offence" in text
    assert "Arma de fuego (7,141)" in text
    assert build(tmp_path / "first", source)[0] == {"read": 9360, "accepted": 9360, "rejected": 0, "duplicates": 0}


ENGLISH: tuple[tuple[str, ...], ...] = (
    ("Case No", "Reported", "Offence", "District"),
    ("a-1", "2024-02-28", "theft", "North"),
    ("a-2", "2024-02-29", "theft", "South"),
    ("a-3", "2024-03-01", "assault", "North"),
)


def write_form(form: str, folder: Path) -> Path:
    """Write the same three synthetic offences in one of the forms that are read."""
    file = folder / f"offences.{form}"
    header, *rows = ENGLISH
    if form == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        for row in (("Offences",), (), *ENGLISH):
            book.active.append(list(row))
        book.save(file)
    elif form == "jsonl":
        file.write_text("".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in rows), "utf-8")
    elif form == "parquet":
        values = ", ".join(f"('{a}', date '{b}', '{c}', '{d}')" for a, b, c, d in rows)
        names = ", ".join(f'"{name}"' for name in header)
        duckdb.execute(f"copy (from (values {values}) as t({names})) to '{file}' (format parquet)")
    else:
        file.write_text("\n".join("\t".join(row) for row in ENGLISH) + "\n", encoding="utf-8")
    return file


@pytest.mark.parametrize("form", ["tsv", "xlsx", "jsonl", "parquet"])
def test_every_form_of_a_file_is_defined_and_built(form: str, tmp_path: Path) -> None:
    """The same three rows give the same cells from tab-separated text, a worksheet, JSON lines and Parquet."""
    source = write_form(form, tmp_path)
    define(source, tmp_path / "first")
    rows, units = build(tmp_path / "first", source)
    assert rows == {"read": 3, "accepted": 3, "rejected": 0, "duplicates": 0}
    assert [(str(day), *rest) for day, *rest in units] == [
        ("2024-02-28", "theft", "north", 1),
        ("2024-02-29", "theft", "south", 1),
        ("2024-03-01", "assault", "north", 1),
    ]


def test_the_worksheet_with_most_rows_is_defined(tmp_path: Path) -> None:
    """A title page before the records is passed over, and the definition names the sheet that was chosen."""
    book = openpyxl.load_workbook(write_form("xlsx", tmp_path))
    book.create_sheet("title", 0).append(["Offences of one spring"])
    name = book.worksheets[1].title
    book.save(tmp_path / "two.xlsx")
    define(tmp_path / "two.xlsx", tmp_path / "first")
    assert f'sheet = "{name}"' in (tmp_path / "first" / "definition.toml").read_text(encoding="utf-8")
    assert build(tmp_path / "first", tmp_path / "two.xlsx")[0]["accepted"] == 3


def write_table(folder: Path, header: str, rows: Iterable[str], name: str = "table.csv") -> Path:
    """Write rows below a header."""
    file = folder / name
    file.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return file


def test_hostile_headers_and_values_stay_texts(tmp_path: Path) -> None:
    """Quotation marks, line ends and marks of TOML in headers and values neither end a comment nor a string."""
    header = '"date","crime""x\ny]","=cmd()"'
    rows = ('2024-01-05,"a""b\n[records]",y', "2024-01-06,\\u0000 # x,n")
    source = write_table(tmp_path, header, rows)
    files = write_files(guess_definition(source))
    tomllib.loads(files["definition.toml"])
    save_files(files, tmp_path / "first", is_forced=False)
    assert build(tmp_path / "first", source)[0]["read"] == 2


@settings(max_examples=25)
@given(
    header=st.lists(st.text(max_size=6), min_size=1, max_size=4),
    rows=st.lists(st.lists(st.text(max_size=6) | st.sampled_from(DATES), min_size=1, max_size=4), max_size=5),
)
def test_random_tables_are_defined_or_refused(header: list[str], rows: list[list[str]]) -> None:
    """Whatever stands in a table, there is a problem or a definition that loads; never anything else."""
    with tempfile.TemporaryDirectory() as name:
        source, folder = Path(name) / "table.csv", Path(name) / "first"
        with source.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        try:
            guess = define(source, folder)
        except EsepError:
            assert not folder.exists()
            return
        assert load_definition(folder).name == "table"
        if not guess.missing:
            rows_found = build(folder, source)[0]
            assert rows_found["read"] == guess.sample.rows


def test_without_a_date_the_missing_decision_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The folder is written, the problem says which columns there are, and a build says what is missing."""
    source = write_table(tmp_path, "crime,district", ("theft,1", "murder,2"))
    folder = tmp_path / "first"
    assert main(["define", str(source), "-o", str(folder)]) == 1
    printed = capsys.readouterr()
    assert "define-date-missing" in printed.err
    assert "crime, district" in printed.err
    assert "esep build" not in printed.out
    assert load_definition(folder).name == "table"
    assert main(["build", str(folder), str(source), "--store", str(tmp_path / "store")]) == 3
    assert "registered" in capsys.readouterr().err


def test_nothing_is_overwritten_without_force(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run is refused and changes nothing; with --force the folder is replaced, but never one with more."""
    source, folder = write_russian(tmp_path), tmp_path / "first"
    command = ["define", str(source), "-o", str(folder)]
    assert main(command) == 0
    (folder / "definition.toml").write_text("# decided\n", encoding="utf-8")
    assert main(command) == 3
    assert "define-folder-taken" in capsys.readouterr().err
    assert (folder / "definition.toml").read_text(encoding="utf-8") == "# decided\n"
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    assert main([*command, "--force"]) == 3
    assert (folder / "notes.txt").read_text(encoding="utf-8") == "mine"
    (folder / "notes.txt").unlink()
    assert main([*command, "--force"]) == 0
    assert load_definition(folder).name == "register"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "register.csv"]


def test_the_answer_as_json_says_what_was_guessed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fields with their forms and shares, columns that nothing reads, and how much is to be decided."""
    folder = tmp_path / "first"
    command = ["define", str(write_russian(tmp_path)), "-o", str(folder), "--name", "Мой реестр", "--json"]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["name"], found["encoding"], found["rows"], found["missing"]) == ("moi-reestr", "windows-1251", 4, [])
    registered = found["fields"]["registered"]
    assert (registered["formats"], registered["share"], registered["twin"]) == (["%d.%m.%Y"], 1.0, None)
    assert [column["column"] for column in found["unread"]] == ["С оружием", "Сумма"]
    text = (folder / "definition.toml").read_text(encoding="utf-8")
    assert found["decisions"] == sum(line.count("# decide:") + line.count("; decide:") for line in text.splitlines())


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.csv", b"", "file-empty"),
        ("header.csv", b"date,crime\n", "define-rows-none"),
        ("report.pdf", b"%PDF-1.7", "file-form-unknown"),
        ("cut.csv.gz", b"\x1f\x8b\x08\x00\x00", "file-broken"),
        ("cut.parquet", b"PAR1abc", "file-broken"),
        ("nul.csv", b"a,b\n\x00,1\n", "encoding-wrong"),
    ],
)
def test_what_is_no_table_of_records_is_told(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    """Each has its problem, and no folder is written."""
    source = tmp_path / name
    source.write_bytes(data)
    with pytest.raises(EsepError) as raised:
        define(source, tmp_path / "first")
    assert [problem.code for problem in raised.value.problems] == [code]
    assert not (tmp_path / "first").exists()


def test_a_source_that_leads_to_nothing_is_told(tmp_path: Path) -> None:
    """A file that is not there, a folder without tables, and the address of no table are three different faults."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "README.md").write_text("none", encoding="utf-8")
    for source, code in (
        (tmp_path / "none.csv", "file-missing"),
        (str(tmp_path / "*.csv"), "file-missing"),
        (tmp_path / "notes", "files-none"),
        ("sqlite:///none.db?table=offences", "file-missing"),
        ("sqlite:///none.db", "database-address-wrong"),
    ):
        with pytest.raises(EsepError) as caught:
            guess_definition(source)
        assert [problem.code for problem in caught.value.problems] == [code]
