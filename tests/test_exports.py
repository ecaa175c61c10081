"""The data files of a release say what the cells say, and tools that we did not write find them valid."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import json
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from esep.answers import Answers, open_dataset
from esep.exports import COLUMNS, FILES, list_rows, render_files, write_files
from esep.exports.observations import write_value
from esep.exports.sdmx import write_code, write_period
from esep.model.cell import Cell, CellKey
from esep.model.definition import Definition
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError

PREPARED = datetime.datetime(2025, 3, 14, 9, 30, tzinfo=datetime.UTC)
HOSTILE = ('=cmd|"/c calc"!A1', "+1", "-1", "@x", "<script>alert(1)</script>", 'a,"b"\nc', "\u202eabc", "x" * 10_000)


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.fixture(scope="module")
def folder(answers: Answers, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all data files of the packaged dataset."""
    place = tmp_path_factory.mktemp("files")
    write_files(place, render_files(answers.find_cells(), answers.definition, answers.vintage, prepared=PREPARED))
    return place


def read_table(data: bytes) -> list[dict[str, str]]:
    """Return the rows of a table of observations."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))


def read_observations(path: Path) -> Any:
    """Return the observations of an SDMX file as pysdmx reads them."""
    from pysdmx.io import read_sdmx

    (found,) = read_sdmx(path, validate=True).data or ()
    return found.data  # type: ignore[attr-defined]


def test_every_cell_is_a_row_with_its_value_status_and_source(answers: Answers, folder: Path) -> None:
    """Each cell stands in the table once, in the order of the cube, with its exact value and where it came from."""
    cells, rows = answers.find_cells(), read_table((folder / "observations.csv").read_bytes())
    assert list(rows[0]) == [column.name for column in COLUMNS]
    found = [(r["scope"], r["measure"], r["region"], r["period"], r["unit"], r["status"], r["source"]) for r in rows]
    assert found == [
        (c.key.scope, c.key.measure, c.key.region, str(c.key.period), c.key.unit, c.status, c.source) for c in cells
    ]
    assert [Fraction(row["value"]) if row["value"] else None for row in rows] == [cell.value for cell in cells]


def test_the_published_totals_stand_in_the_file(folder: Path) -> None:
    """132,778 offences of 2024 as the Committee published them (../shared/kazakhstan/figures.csv)."""
    rows = read_table((folder / "observations.csv").read_bytes())
    wanted = {"scope": "committee_offences", "measure": "total", "region": "KZ", "period": "2024", "attribute": ""}
    values = {row["value"] for row in rows if wanted.items() <= row.items() and row["unit"] == "count"}
    assert "132778" in values


def test_frictionless_finds_the_package_valid(folder: Path) -> None:
    """The Frictionless framework accepts the package: every field has its type, keys are unique, hashes are right."""
    from frictionless import validate

    report = validate(str(folder / "datapackage.json"))
    assert report.flatten(["title", "message"]) == []
    assert report.valid


def test_csvw_finds_the_table_valid(answers: Answers, folder: Path) -> None:
    """The csvw package accepts the metadata and reads every row through it."""
    from csvw import CSVW

    described = CSVW(str(folder / "observations.csv-metadata.json"), validate=True)
    assert described.is_valid
    assert len(list(described.tables[0])) == len(answers.find_cells())


def test_pysdmx_finds_the_sdmx_files_valid(answers: Answers, folder: Path) -> None:
    """The pysdmx package validates structure and data against the schemas of SDMX, and reads the same observations."""
    from pysdmx.io import read_sdmx

    keys = {cell.key for cell in answers.find_cells()}
    structure = read_sdmx(folder / "structure.xml", validate=True)
    assert {one.id for one in structure.get_codelists()} >= {"CL_MEASURE", "CL_REF_AREA", "CL_OBS_STATUS"}
    in_xml, in_csv = (read_observations(folder / name) for name in ("data.xml", "observations.sdmx.csv"))
    assert len(in_xml) == len(in_csv) == len(keys)
    places = ["SCOPE", "MEASURE", "ATTRIBUTE", "REF_AREA", "UNIT_MEASURE", "BASE_PERIOD", "TIME_PERIOD"]
    assert not in_csv.duplicated(places).any()
    left, right = (
        table.sort_values(places)[[*places, "OBS_VALUE", "OBS_STATUS"]].astype(str).values.tolist()
        for table in (in_xml, in_csv)
    )
    assert [row[:7] for row in left] == [row[:7] for row in right]
    assert [float(row[7]) for row in left] == [float(row[7]) for row in right]


def test_pyarrow_reads_the_parquet_file(answers: Answers, folder: Path) -> None:
    """PyArrow reads as many rows, numbers as numbers and days as days."""
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(folder / "observations.parquet")
    assert table.num_rows == len(answers.find_cells())
    values = [cell.value for cell in answers.find_cells()]
    assert table["value"].to_pylist() == [None if value is None else float(value) for value in values]
    assert str(table.schema.field("period_start").type) == "date32[day]"


def test_sqlite_answers_the_same(folder: Path) -> None:
    """SQLite finds the file sound, its links kept, and a sum over it equal to the table's."""
    rows = read_table((folder / "observations.csv").read_bytes())
    with closing(sqlite3.connect(folder / "observations.sqlite")) as base:
        assert base.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert base.execute("pragma foreign_key_check").fetchall() == []
        ((number, total),) = base.execute(
            "select count(*), sum(value) from observations where unit = 'count'"
        ).fetchall()
        names = {name for (name,) in base.execute("select name from sqlite_master where type = 'table'")}
    counts = [float(row["value"]) for row in rows if row["unit"] == "count" and row["value"]]
    assert (number, total) == (sum(row["unit"] == "count" for row in rows), sum(counts))
    assert names == {"observations", "scopes", "measures", "regions", "attributes", "breaks", "about"}


def test_the_checksums_are_those_of_the_files(folder: Path) -> None:
    """SHA256SUMS names every other file with its checksum, and so do the data package and the dataset."""
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {name: value for value, name in (line.split("  ") for line in lines)}
    others = {path.name: path for path in folder.iterdir() if path.name != "SHA256SUMS"}
    assert sums == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in others.items()}
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert {one["path"]: one["hash"] for one in package["resources"]}.items() <= {
        name: f"sha256:{value}" for name, value in sums.items()
    }.items()
    linked = json.loads((folder / "dataset.jsonld").read_text("utf-8"))
    assert linked["@type"] == "Dataset"
    assert {one["contentUrl"]: one["sha256"] for one in linked["distribution"]}.items() <= sums.items()


def test_the_same_cells_give_the_same_bytes(answers: Answers) -> None:
    """Two renderings differ in no byte."""
    made = [
        render_files(answers.find_cells(), answers.definition, answers.vintage, prepared=PREPARED) for _ in range(2)
    ]
    assert made[0] == made[1]
    assert set(FILES) == set(made[0]) - {"structure.xml", "data.xml"}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(answers: Answers, text: str, tmp_path: Path) -> None:
    """Whatever a publisher's text holds, it comes out as text, and no spreadsheet takes it for a formula."""
    key = CellKey("mia_crimes", "murder", "", "KZ", Period.year(2024))
    cell = Cell(key, Fraction(565), body=text, source=text, note=text)
    write_files(tmp_path, render_files([cell], answers.definition, text))
    (row,) = read_table((tmp_path / "observations.csv").read_bytes())
    expected = f"'{text}" if text[0] in "=+-@" else text
    assert (row["body"], row["note"]) == (expected, expected)
    with closing(sqlite3.connect(tmp_path / "observations.sqlite")) as base:
        assert base.execute("select note from observations").fetchall() == [(expected,)]
    assert json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["version"] == text


def test_a_value_that_is_missing_is_empty_with_its_status(answers: Answers) -> None:
    """A suppressed cell has no value and no bounds; zero is a value."""
    key = CellKey("mia_crimes", "murder", "", "KZ", Period.year(2024))
    cells = [Cell(key, None, status="Q"), Cell(replace(key, period=Period.year(2025)), Fraction(0))]
    first, second = list_rows(cells, answers.definition)
    assert (first["value"], first["status"], first["lower"], first["upper"]) == ("", "Q", "", "")
    assert (second["value"], second["status"]) == ("0", "A")


def test_without_the_extra_sdmx_is_refused(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sdmx1 is not installed, SDMX-ML is a problem with its remedy, and the other files need nothing."""
    monkeypatch.setitem(sys.modules, "sdmx", None)
    with pytest.raises(EsepError) as caught:
        render_files(answers.find_cells(), answers.definition, answers.vintage, prepared=PREPARED)
    assert [problem.code for problem in caught.value.problems] == ["extra-missing"]
    assert render_files(answers.find_cells(), answers.definition, answers.vintage)


def test_several_prints_of_one_figure_are_numbered(answers: Answers) -> None:
    """The prints of one cell are numbered from the most exact."""
    key = CellKey("mia_crimes", "murder", "", "KZ", Period.year(2024))
    rows = list(list_rows([Cell(key, Fraction(1)), Cell(key, Fraction(2))], answers.definition))
    assert [row["print"] for row in rows] == ["1", "2"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(102_345_600, 1000), "102345.6"),
        (Fraction(0), "0"),
        (None, ""),
    ],
)
def test_numbers_are_written_for_machines(value: Fraction | None, text: str) -> None:
    """A decimal point, no grouping, exact where the decimals end, twelve of them where they do not."""
    assert write_value(value) == text


@pytest.mark.parametrize(
    ("period", "text"),
    [
        ("2024", "2024"),
        ("2024-06", "2024-06"),
        ("2024-04..2024-06", "2024-Q2"),
        ("2024-06-03", "2024-06-03"),
        ("2025-01..2025-06", "2025-01-01/P6M"),
        ("2017-04-01..2017-04-20", "2017-04-01/P20D"),
        ("2003-04..2004-03", "2003-04-01/P12M"),
    ],
)
def test_periods_are_written_as_sdmx_writes_them(period: str, text: str) -> None:
    """Gregorian periods and time ranges of SDMX 3.0, section 2, "Time and time format"."""
    assert write_period(Period.parse(period)) == text


def test_codes_are_identifiers_of_sdmx(answers: Answers) -> None:
    """No two codes of a list become one identifier."""
    definition: Definition = answers.definition
    for codes in (definition.measures, definition.attributes, definition.regions, definition.scopes):
        written = [write_code(code.code) for code in codes]
        assert len(set(written)) == len(written)


def test_columns_are_named_in_three_languages() -> None:
    """Every column has a title and a meaning in each language."""
    for column in COLUMNS:
        assert all(column.title(language) and column.meaning(language) for language in LANGUAGES)
