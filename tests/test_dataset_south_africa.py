"""South African offences by police station and financial year, held against a plain count of the same files."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from esep.answers import Answers, parse_question
from esep.cube.build import protect, published_cube
from esep.cube.cube import Cube
from esep.model.definition import Definition
from esep.model.period import Period
from esep.sources.dataset import load_definition
from esep.sources.tables import TableRows, read_tables

PROVINCES = ("EC", "FS", "GP", "KZN", "LI", "MP", "NW", "NC", "WC")
YEARS = range(2003, 2013)
# The 17 kinds of serious crime that are counted together, by the captions of the sheets gp.csv and wc.csv.
SERIOUS = {
    "contact_crime": (
        *("Murder", "Total Sexual Crimes", "Attempted murder", "Common assault", "Common robbery"),
        *("Assault with the intent to inflict grievous bodily harm", "Robbery with aggravating circumstances"),
    ),
    "contact_related": ("Arson", "Malicious damage to property"),
    "property_related": (
        *("Burglary at non-residential premises", "Burglary at residential premises", "Stock-theft"),
        *("Theft of motor vehicle and motorcycle", "Theft out of or from motor vehicle"),
    ),
    "other_serious": ("All theft not mentioned elsewhere", "Commercial crime", "Shoplifting"),
}
Plain = dict[tuple[str, str, str, int], int]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Return the folder with the files."""
    return shared / "data" / "B04-saps-stations" / "original"


@pytest.fixture(scope="module")
def definition() -> Definition:
    """Return the packaged definition."""
    return load_definition("south-africa")


@pytest.fixture(scope="module")
def rows(folder: Path, definition: Definition) -> TableRows:
    """Read the file of the stations alone."""
    return read_tables(definition, [folder / "crime-stats.csv"])


@pytest.fixture(scope="module")
def plain(folder: Path) -> Plain:
    """Return station, province, crime and year -> number, read with the csv module and nothing of Esep."""
    with (folder / "crime-stats.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["station"], row["province"], row["crime"].strip(), year): int(row[str(year)])
            for row in csv.DictReader(file)
            for year in YEARS
        }


@pytest.fixture(scope="module")
def cube(rows: TableRows) -> Cube:
    """Return the cells of the nation and the provinces."""
    return protect(published_cube(cell for cell in rows.cells if cell.key.region.count("-") < 2))


def make_year(year: int) -> Period:
    """Return the financial year that a heading stands for."""
    return Period.parse(f"{year}-04-01..{year + 1}-03-31")


def test_every_row_is_accepted(rows: TableRows) -> None:
    """SOURCE.md: 32,828 rows."""
    (table,) = rows.tables
    assert (table.read, table.accepted, table.rejected, table.duplicates) == (32_828, 32_828, 0, 0)


def test_every_number_is_a_cell_of_a_financial_year(rows: TableRows, plain: Plain, definition: Definition) -> None:
    """All stations, crimes and years: 1,132 x 29 x 10 numbers, each in its place; every year begins in April."""
    (table,) = [table for table in definition.tables if table.id == "stations"]
    stations, crimes = table.keys["region"].codes, table.keys["measure"].codes
    found = {(c.key.region, c.key.measure, c.key.period.start.year): c.value for c in rows.cells}
    assert len(plain) == 1132 * 29 * 10
    for (station, province, crime, year), number in plain.items():
        assert found[stations[station.strip(), province], crimes[crime,], year] == number
    assert {cell.key.period.type for cell in rows.cells} == {"financial_year"}


def test_provinces_and_the_nation_are_the_sums_of_their_stations(cube: Cube, plain: Plain) -> None:
    """Every province, the nation, every crime and year, added up here as well; 9 x 29 x 10 and 29 x 10 sums."""
    sums: Counter[tuple[str, str, int]] = Counter()
    for (_, province, crime, year), number in plain.items():
        region = {"LI": "ZA-LP"}.get(province, f"ZA-{province}")
        sums[region, crime, year] += number
        sums["ZA", crime, year] += number
    definition = load_definition("south-africa")
    crimes = next(table for table in definition.tables if table.id == "stations").keys["measure"].codes
    assert len(sums) == 10 * 29 * 10
    for (region, crime, year), number in sums.items():
        (cell,) = cube.find(measure=crimes[crime,], region=region, period=make_year(year))
        assert cell.value == number
        assert cell.status == "A"


def test_serious_crime_is_the_sum_of_its_seventeen_kinds_and_counts_nothing_twice(cube: Cube, plain: Plain) -> None:
    """Carjacking and the robberies at premises are in aggravated robbery already and are not added again."""
    assert sum(len(crimes) for crimes in SERIOUS.values()) == 17
    for year in YEARS:
        total = 0
        for category, crimes in SERIOUS.items():
            number = sum(n for (_, _, crime, found), n in plain.items() if found == year and crime in crimes)
            (cell,) = cube.find(measure=category, region="ZA", period=make_year(year))
            assert cell.value == number
            total += number
        (cell,) = cube.find(measure="total", region="ZA", period=make_year(year))
        assert cell.value == total


def test_parts_larger_than_their_whole_are_named(rows: TableRows, plain: Plain) -> None:
    """Where the four kinds exceed all robberies with aggravating circumstances: a plain count finds the same cases."""
    parts = ("Carjacking", "Truck hijacking", "Robbery at residential premises", "Robbery at non-residential premises")
    wholes = {key: n for key, n in plain.items() if key[2] == "Robbery with aggravating circumstances"}
    wrong = sum(sum(plain[s, p, part, y] for part in parts) > n for (s, p, _, y), n in wholes.items())
    stations = [remark for remark in rows.remarks if remark.facts["figure"].count("-") > 3]
    assert wrong == len(stations) > 0
    assert {remark.facts["total"] for remark in rows.remarks} == {"aggravated-robbery"}


def test_a_printed_province_is_kept_and_held_against_its_stations(
    folder: Path, definition: Definition, tmp_path: Path
) -> None:
    """Gauteng 2012/13: 2,997 murders in gp.csv, 2,968 in its stations; titles and captions are left out."""
    lines = (folder / "crime-stats.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    murders = [line for line in lines[1:] if ",Murder" in line]
    (tmp_path / "crime-stats.csv").write_text("".join([lines[0], *murders]), encoding="utf-8")
    rows = read_tables(definition, [tmp_path, folder / "gp.csv", folder / "wc.csv"])
    counts = {table.name: (table.read, table.accepted, table.rejected, table.duplicates) for table in rows.tables}
    assert counts == {"crime-stats.csv": (1132, 1132, 0, 0), "gp.csv": (36, 29, 7, 0), "wc.csv": (36, 29, 7, 0)}
    assert {problem.code for problem in rows.rejects} == {"table-row-left-out"}
    assert [note.facts["table"] for note in rows.notes] == ["gauteng", "western-cape"]
    found = [r.facts for r in rows.remarks if r.facts["figure"].startswith("saps_reported/murder/")]
    assert [(facts["figure"], facts["printed"], facts["added"]) for facts in found] == [
        ("saps_reported/murder/ZA-GP/2012-04..2013-03/count", "2997", "2968")
    ]
    cells = {
        c.key.region: c.value
        for c in rows.cells
        if str(c.key).endswith("/2012-04..2013-03/count") and c.key.measure == "murder"
    }
    assert cells["ZA-GP"] == 2997
    assert cells["ZA"] == sum(value or 0 for region, value in cells.items() if region.count("-") == 1)


@pytest.mark.parametrize("period", ["2003-04-01..2004-03-31", "2003-04..2004-03"])
def test_a_financial_year_is_asked_for_by_its_days(
    cube: Cube, plain: Plain, definition: Definition, period: str
) -> None:
    """Murders of the nation in 2003/04, as a plain count has them; the calendar year 2003 has no figure."""
    answers = Answers(definition, cube, "test")
    answer = answers.ask(parse_question(f"murder ZA {period}", definition))
    expected = sum(n for (_, _, crime, year), n in plain.items() if (crime, year) == ("Murder", 2003))
    assert answer.figure.value == expected
    assert answer.to_dict("en")["cells"][0]["period_type"] == "financial_year"
    assert answers.ask(parse_question("murder ZA 2003", definition)).figure.value is None


def test_a_financial_year_is_never_compared_with_a_calendar_year(cube: Cube, definition: Definition) -> None:
    """From one financial year to the next there is a change; from a calendar year there is none, and a note says so."""
    answers = Answers(definition, cube, "test")
    fine = answers.ask(parse_question("murder change ZA 2004-04..2005-03", definition))
    assert fine.question.base_period == make_year(2003)
    assert fine.figure.value is not None
    for operation in ("change-from", "difference-from", "fold-from"):
        mixed = answers.ask(parse_question(f"murder {operation}:2003 ZA 2004-04..2005-03", definition))
        assert (mixed.figure.value, mixed.figure.status) == (None, "M")
        assert any("never compared" in note for note in mixed.say_notes("en"))


@pytest.mark.parametrize(
    ("period", "kind"),
    [
        ("2024", "year"),
        ("2003-04..2004-03", "financial_year"),
        ("2024-04..2024-06", "quarter"),
        ("2024-05..2024-07", "other"),
        ("2024-02", "month"),
        ("2024-02-29", "day"),
        ("2024-01..2024-06", "other"),
        ("2003..2004", "other"),
    ],
)
def test_the_kind_of_a_period_is_seen(period: str, kind: str) -> None:
    """A year that begins in April has a kind of its own."""
    assert Period.parse(period).type == kind
