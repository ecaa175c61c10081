"""The monthly files of the St. Louis police, as they came: 36 files, two encodings, two layouts, corrections."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers, parse_question
from esep.cube.build import BuildReport, build_dataset
from esep.cube.cube import Cube
from esep.cube.trace import trace_cell
from esep.cube.vintages import open_vintage
from esep.model.period import Period
from esep.sources.dataset import find_dataset_folder, load_definition
from tests.st_louis_rows import read_plainly

# Rows per year of the files, totals of Count, and homicides net of corrections: SOURCE.md beside the data.
ROWS_READ = {2015: 51_235, 2016: 50_427, 2017: 48_986}
TOTALS = {2015: 49_927, 2016: 49_137, 2017: 47_732}
HOMICIDES = {2015: 188, 2016: 188, 2017: 205}


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Return the folder with the files."""
    found = shared / "data" / "A01-stlouis-2015-2017" / "original"
    if not found.is_dir():
        pytest.skip(f"{found.parent.name} is absent from ../shared: the real files of St. Louis were not read")
    return found


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[BuildReport, Cube]:
    """Build the dataset from all files and open what was committed."""
    store = tmp_path_factory.mktemp("store")
    definition = load_definition("st-louis")
    report = build_dataset(definition, find_dataset_folder("st-louis"), [folder], store)
    return report, open_vintage(store, "st-louis")[0]


def test_every_row_is_accepted(built: tuple[BuildReport, Cube]) -> None:
    """All 150,648 rows of the 36 files are read and accepted, without a word of warning."""
    report, _ = built
    expected = {"read": sum(ROWS_READ.values()), "accepted": 150_648, "rejected": 0, "duplicates": 0}
    assert report.rows.to_dict() == expected
    assert report.problems == ()
    assert len(report.vintage.sources) == 36


@pytest.mark.parametrize(("measure", "values"), [("total", TOTALS), ("homicide", HOMICIDES)])
def test_years_are_those_of_the_source(built: tuple[BuildReport, Cube], measure: str, values: dict[int, int]) -> None:
    """The sum of Count, and the net homicides, of each year are those that the source states."""
    _, cube = built
    for year, value in values.items():
        (cell,) = cube.find(
            scope="slmpd_recorded", measure=measure, attribute="", region="US-MO-STL", period=Period.year(year)
        )
        assert cell.value == value


def test_every_month_and_district_is_the_sum_of_its_rows(built: tuple[BuildReport, Cube], folder: Path) -> None:
    """Months, districts and the kinds of offence equal an independent sum over the same files."""
    _, cube = built
    rows = read_plainly(folder)
    assert Counter(int(month[:4]) for month, *_ in rows) == ROWS_READ
    sums: Counter[tuple[str, str, str]] = Counter()
    for month, code, district, count in rows:
        sums[month, code[:2], district] += count
    measures = load_definition("st-louis").records["codes"]["measure"]["map"]
    checked = 0
    for month in {month for month, *_ in rows}:
        for first, measure in measures.items():
            for district in "0123456":
                place = {"region": f"US-MO-STL-D{district}", "period": Period.parse(month), "attribute": ""}
                (cell,) = cube.find(scope="slmpd_recorded", measure=measure, **place)
                assert cell.value == Fraction(sums[month, first, district])
                checked += 1
    assert checked == 36 * 25 * 7


def test_both_dates_of_every_row_are_kept(built: tuple[BuildReport, Cube]) -> None:
    """SOURCE.md: months between the dates of all rows, corrections among them, whatever their sign.

    136,773 rows have the same month, 8,932 one, 1,853 two, 810 three, 720 more than twelve, and one is dated later.
    """
    _, cube = built
    months: Counter[int] = Counter()
    for attribute, sign in (("", 1), ("taken_back", -2)):
        found = cube.cross("slmpd_occurred", "total", attribute, "US-MO-STL")
        assert found is not None
        for (event, registered), n in found.counts.items():
            assert event is not None
            start, end = event.start, registered.start
            months[(end.year - start.year) * 12 + end.month - start.month] += sign * n
    assert [months[delay] for delay in range(-1, 4)] == [1, 136_773, 8_932, 1_853, 810]
    assert sum(n for delay, n in months.items() if delay > 12) == 720
    assert sum(months.values()) == 150_648


@pytest.mark.parametrize(("code", "measure"), [("", "total"), ("11", "fraud"), ("02", "rape"), ("06", "larceny")])
def test_lateness_is_that_of_a_plain_reading(
    built: tuple[BuildReport, Cube], folder: Path, code: str, measure: str
) -> None:
    """Of the rows of 2017 with Count 1, which were in the month of the event, which more than a year old: csv alone."""
    report, cube = built
    definition = load_definition("st-louis")
    finding = Answers(definition, cube, report.vintage.id).ask(parse_question(f"{measure} lateness 2017", definition))
    delays = Counter(
        delay for month, found, delay in read_delays(folder) if month[:4] == "2017" and found.startswith(code)
    )
    total = sum(delays.values())
    assert finding.finding is not None
    assert finding.finding.n == total
    assert finding.figure.value == Fraction(100 * delays[0], total)
    later = finding.finding.find("later")
    assert later is not None
    assert later.value == Fraction(100 * sum(n for delay, n in delays.items() if delay > 12), total)


def read_delays(folder: Path) -> list[tuple[str, str, int]]:
    """Return coded month, code and months since the event of every row that is no correction."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        text = path.read_bytes().removeprefix(b"\xef\xbb\xbf").decode("windows-1252")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            if row["Count"].strip() == "1":
                month = row.get("CodedMonth") or row["Coded Month"]
                day = re.match(r"(\d+)/\d+/(\d{4})", row.get("DateOccur") or row["Date Occur"])
                assert day is not None
                delay = (int(month[:4]) - int(day[2])) * 12 + int(month[5:7]) - int(day[1])
                rows.append((month, row["Crime"].strip().zfill(6), max(delay, 0)))
    return rows


def test_every_declared_code_is_named_as_the_files_describe_it(folder: Path) -> None:
    """The first two digits stand for what the column Description says: a word of it for nearly every kind."""
    words = {
        "01": "HOMICIDE",
        "02": "RAPE",
        "03": "ROBBERY",
        "04": "AGG",
        "05": "BURGLARY",
        "06": "LARC",
        "07": "AUTO THEFT",
        "08": "ARSON",
        "10": "FORGERY",
        "11": "FRAUD|DECEIT|FAILURE TO RETURN BORROWED",
        "12": "EMBEZZLEMENT",
        "13": "STOLEN PROPERTY",
        "14": "DESTRUC|DSTRCTN",
        "15": "WEAPONS",
        "16": "PROSTITUTION",
        "17": "SEX OFFNS|HIV",
        "18": "DRUGS",
        "19": "GAMBLING",
        "20": "FAMILY",
        "21": "DUI",
        "22": "LIQUOR",
        "24": "DISORDERLY",
        "25": "LOITERING",
    }
    for path in sorted(folder.glob("*.csv")):
        text = path.read_bytes().decode("windows-1252")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            first = row["Crime"].strip().zfill(6)[:2]
            assert re.search(words.get(first, ""), row["Description"]), row


def test_reading_again_changes_nothing(built: tuple[BuildReport, Cube], folder: Path) -> None:
    """A second build of the same files, named one by one and in another order, commits no new vintage."""
    report, _ = built
    paths = sorted(folder.glob("*.csv"), reverse=True)
    definition = load_definition("st-louis")
    again = build_dataset(definition, find_dataset_folder("st-louis"), paths, report.store)
    assert (again.is_new, again.vintage) == (False, report.vintage)


def test_the_homicides_of_a_year_are_traced_to_their_rows(built: tuple[BuildReport, Cube], folder: Path) -> None:
    """The rows behind 205 homicides of 2017, corrections among them, are those that a plain reading finds."""
    report, _ = built
    definition = load_definition("st-louis")
    key = "slmpd_recorded/homicide/US-MO-STL/2017/count"
    found = trace_cell(key, definition, [folder], report.store, limit=1000)
    rows = [count for month, code, _, count in read_plainly(folder) if month[:4] == "2017" and code[:2] == "01"]
    assert (found.rows, found.total) == (len(rows), sum(rows)) == (len(found.offences), HOMICIDES[2017])
    first = found.offences[0]
    line = (folder / first.file).read_text(encoding="windows-1252").splitlines()[first.line - 1]
    assert line.startswith(first.id)
