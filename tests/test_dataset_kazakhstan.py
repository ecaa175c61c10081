"""The packaged dataset kazakhstan: complete, consistent, in three languages, and equal to the material it came from."""

from __future__ import annotations

import csv
import re
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.model.interval import Interval
from esep.model.period import Period
from esep.problems import LANGUAGES
from esep.sources.dataset import find_dataset_folder, load_definition
from esep.sources.published import PublishedRows, read_published

FOLDER = find_dataset_folder("kazakhstan")


@pytest.fixture(scope="module")
def definition() -> Definition:
    """Return the definition of the dataset."""
    return load_definition("kazakhstan")


@pytest.fixture(scope="module")
def rows(definition: Definition) -> PublishedRows:
    """Return the cells of the dataset."""
    return read_published(definition)


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file by their columns."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def find_values(
    rows: PublishedRows, scope: str, period: str, region: str = "KZ", unit: str = "count"
) -> dict[str, Cell]:
    """Return the exact national counts of one scope and period by measure."""
    found = (
        cell
        for cell in rows.cells
        if (cell.key.scope, str(cell.key.period), cell.key.region, cell.key.unit) == (scope, period, "KZ", "count")
    )
    return {c.key.measure: c for c in found if c.precision == "exact" and not c.key.attribute and not c.key.base_period}


def test_every_row_is_accepted(rows: PublishedRows) -> None:
    """All 317 figures, 36 changes and 100 population figures become cells (counts: README of the material)."""
    assert [(t.name, t.read, t.accepted) for t in rows.tables] == [
        ("figures.csv", 317, 317),
        ("changes.csv", 36, 36),
        ("population.csv", 100, 100),
    ]
    assert (rows.read, rows.rejected, rows.duplicates, rows.problems) == (453, 0, 0, ())


def test_sizes_of_the_lists(definition: Definition) -> None:
    """There are 30 areas and the 43 measures of the material with population added, besides those counted elsewhere."""
    counted = [measure for measure in definition.measures if measure.kind != "elsewhere"]
    assert (len(definition.regions), len(counted)) == (30, 44)


def test_scopes_hold_what_the_material_says(rows: PublishedRows) -> None:
    """Every scope has as many figures and changes as the README of the material counts."""
    crime = [cell for cell in rows.cells if cell.key.measure != "population"]
    assert Counter(c.key.scope for c in crime if not c.key.base_period) == {
        "committee_offences": 187,
        "committee_crimes": 30,
        "committee_complaints": 2,
        "mia_crimes": 24,
        "mia_offences": 9,
        "regional_prosecutor": 9,
        "regional_police": 2,
        "world_bank": 27,
        "other_official": 5,
        "secondary_study": 11,
        "press_unattributed": 11,
    }
    changes = Counter(c.key.scope for c in crime if c.key.base_period)
    assert changes == {"committee_offences": 13, "committee_crimes": 1, "mia_crimes": 21, "mia_offences": 1}


def test_every_code_of_the_tables_is_declared(definition: Definition) -> None:
    """No table holds a scope, measure, region or attribute that no code list declares."""
    for name in definition.files.values():
        for row in read_table(FOLDER / name):
            assert row["scope"] in definition.scopes
            assert row["measure"] in definition.measures
            assert row["region"] in definition.regions
            assert not row["attribute"] or row["attribute"] in definition.attributes


def test_every_declared_code_is_used(definition: Definition, rows: PublishedRows) -> None:
    """Every scope, attribute and measure has a figure or a change, apart from what is said to be counted elsewhere."""
    elsewhere = {measure.code for measure in definition.measures if measure.kind == "elsewhere"}
    without = {scope for code in elsewhere for scope in definition.measures[code].same_in}
    assert {c.key.scope for c in rows.cells} == set(definition.scopes.codes) - without
    assert {c.key.measure for c in rows.cells} == set(definition.measures.codes) - elsewhere
    named_only = {mark.code for mark in definition.attributes if mark.kind == "elsewhere"}
    assert {c.key.attribute for c in rows.cells} - {""} == set(definition.attributes.codes) - named_only


def test_four_classes_are_the_crimes_of_2023(rows: PublishedRows) -> None:
    """Minor, medium, grave and especially grave crimes of 2023 add up to 120,841, worked by hand."""
    found = find_values(rows, "committee_crimes", "2023")
    classes = [found[f"gravity_{name}"].value for name in ("minor", "medium", "grave", "especially_grave")]
    assert classes == [21826, 58874, 37548, 2593]
    assert sum(value for value in classes if value) == 120841


def test_closed_list_of_2024_adds_up(rows: PublishedRows) -> None:
    """The nine rows of the Committee's list of 2024 make its printed total, 132,778."""
    found = find_values(rows, "committee_offences", "2024")
    parts = ["fraud", "theft", "drugs", "hooliganism", "robbery_open", "cattle_theft", "murder", "rape", "other"]
    assert sum(found[part].value or 0 for part in parts) == found["total"].value == 132778


def test_half_year_of_2025_is_crimes_and_misdemeanours(rows: PublishedRows) -> None:
    """52,117 crimes and 12,412 misdemeanours are the 64,529 offences of the first half of 2025."""
    offences = find_values(rows, "committee_offences", "2025-01..2025-06")
    crimes = find_values(rows, "committee_crimes", "2025-01..2025-06")
    assert crimes["total"].value == 52117
    assert offences["total"].value == 64529 == 52117 + (offences["misdemeanours"].value or 0)


def test_coverage_follows_from_the_figures(definition: Definition, rows: PublishedRows) -> None:
    """The declared share of the Ministry is the range of the three pairs that both bodies printed."""
    coverage = definition.find_coverage("mia_crimes", "total")
    assert coverage is not None
    # 102 thousand +- 500 and 12,700 +- 50 fewer than a year before, of the 120,841 crimes of 2023
    low, high = Fraction(102000 - 500 + 12700 - 50, 120841), Fraction(102000 + 500 + 12700 + 50, 120841)
    fraud = Fraction(27892, 28851)
    cattle = Fraction(1026, 1051)
    assert coverage.share == Interval(Fraction("0.944"), Fraction("0.977"))
    assert (int(min(low, fraud, cattle) * 1000), round(max(high, fraud, cattle) * 1000 + Fraction(1, 2))) == (944, 977)
    printed = {c.value for c in rows.cells if c.key.measure in ("internet_fraud", "cattle_theft")}
    assert printed >= {27892, 28851, 1026, 1051}


def test_both_shares_of_fraud_can_hold(definition: Definition, rows: PublishedRows) -> None:
    """Fraud is 34 per cent of the Committee's offences and, by the coverage, some 42 of the Ministry's crimes."""
    found = find_values(rows, "committee_offences", "2024")
    fraud, total = found["fraud"].interval(), found["total"].interval()
    coverage = definition.find_coverage("mia_crimes", "fraud")
    assert coverage is not None
    assert "committee_crimes" in definition.measures["fraud"].same_in
    share = fraud.divide(total)
    assert share is not None
    assert share.low is not None
    assert round(share.low * 100) == 34
    assert coverage.share.low is not None
    assert coverage.share.high is not None
    ministry = Interval(45156 * coverage.share.low, 45156 * coverage.share.high)
    among_crimes = ministry.divide(Interval(Fraction(101500), Fraction(102500)))
    assert among_crimes is not None
    assert Fraction(42, 100) in among_crimes
    assert Fraction(34, 100) not in among_crimes


def test_coverage_is_not_stretched(definition: Definition) -> None:
    """No share is declared for murder, classes or misdemeanours, which were not seen on both sides or differ."""
    for measure in ("murder", "gravity_grave", "misdemeanours", "drugs", "group_crimes"):
        assert definition.find_coverage("mia_crimes", measure) is None


@pytest.mark.parametrize(
    ("scope", "measure", "region", "earlier", "later", "expected"),
    [
        ("committee_offences", "total", "KZ", 2014, 2016, ["code-2015"]),
        ("committee_offences", "total", "KZ", 2023, 2024, ["battery-2024"]),
        ("committee_crimes", "total", "KZ", 2023, 2024, []),
        ("mia_crimes", "total", "KZ", 2023, 2024, []),
        ("mia_crimes", "murder", "KZ", 1997, 2024, []),
        (
            "mia_crimes",
            "group_crimes",
            "KZ",
            1994,
            2024,
            ["code-1998", "registration-2011", "registration-2013", "code-2015"],
        ),
        ("world_bank", "population", "KZ", 1991, 2024, []),
        ("world_bank", "homicide", "KZ", 1991, 2022, []),
        ("committee_offences", "fraud", "KZ-19", 2021, 2023, ["regions-2022"]),
        ("committee_offences", "fraud", "KZ-79", 2017, 2019, ["regions-2018"]),
        ("bureau", "population", "KZ-62", 2021, 2023, ["regions-2022"]),
        ("other_official", "cattle_theft", "KZ", 2018, 2019, []),
        ("committee_offences", "cattle_theft", "KZ", 2019, 2024, ["cattle-2019"]),
        ("mia_crimes", "internet_fraud", "KZ", 2024, 2025, ["online-fraud-2025"]),
    ],
)
def test_breaks_touch_what_they_say(
    definition: Definition, scope: str, measure: str, region: str, earlier: int, later: int, expected: list[str]
) -> None:
    """A break lies between two years of the series it concerns and leaves every other series alone."""
    found = definition.find_breaks(scope, measure, region, Period.year(earlier), Period.year(later))
    assert [b.id for b in found] == expected


def test_breaks_give_reason_and_standing(definition: Definition) -> None:
    """The days from general knowledge are not called verified, and small or suspected breaks are not called major."""
    days = {b.id: b for b in definition.breaks}
    unverified = {name for name, b in days.items() if not b.is_verified}
    assert unverified >= {"code-1998", "battery-2017", "regions-2018", "cattle-2019", "regions-2022"}
    assert days["code-2015"].is_verified
    assert {name for name, b in days.items() if not b.is_major} == {
        "decriminalisation-2011",
        "battery-2017",
        "battery-2024",
        "classes-2025",
        "online-fraud-2025",
    }
    assert all(b.source or not b.is_verified for b in definition.breaks)


def test_pandemic_is_an_event_not_a_break(definition: Definition) -> None:
    """The year 2020 carries the pandemic, the first quarter of 2022 the unrest, and neither is a break."""
    assert [e.id for e in definition.find_events("total", "KZ", Period.year(2020))] == ["pandemic-2020"]
    assert [e.id for e in definition.find_events("total", "KZ-75", Period.months(2022, 1, 6))] == ["january-2022"]
    assert definition.find_events("total", "KZ-11", Period.months(2022, 1, 6)) == ()
    assert definition.find_breaks("mia_crimes", "total", "KZ", Period.year(2019), Period.year(2020)) == ()


def test_pages_are_named(rows: PublishedRows) -> None:
    """Every figure names its page; there are 69 of them, as the README of the material says."""
    assert all(re.match(r"https?://[^\s/]+/\S*$", cell.source) for cell in rows.cells)
    assert len({cell.source for cell in rows.cells}) == 69


@pytest.mark.parametrize("name", ["figures.csv", "changes.csv"])
def test_packaged_figures_equal_the_material(shared: Path, name: str) -> None:
    """Every field of every row is that of the material, in its order."""
    assert read_table(FOLDER / name) == read_table(shared / "kazakhstan" / name)


def test_packaged_population_equals_the_material(shared: Path) -> None:
    """Every population figure is that of the material; a mid-year estimate speaks for its year."""
    expected = [
        {
            "body": row["source"],
            "attribute": {"all": "", "under_18": "age:under_18"}[row["group"]],
            "period_start": row["reference_date"] if row["kind"] == "point" else f"{row['year']}-01-01",
            "period_end": row["reference_date"] if row["kind"] == "point" else f"{row['year']}-12-31",
            "frequency": row["kind"],
            "value": row["population"],
            **{column: row[column] for column in ("region", "unit", "precision", "url", "note")},
        }
        for row in read_table(shared / "kazakhstan" / "population.csv")
    ]
    found = read_table(FOLDER / "population.csv")
    assert [{k: v for k, v in row.items() if k not in ("scope", "measure")} for row in found] == expected


def test_packaged_regions_equal_the_material(shared: Path) -> None:
    """Codes, names, parents, splits and days of the areas are those of the material."""
    columns = {"part_of": "parent", "parent": "split_from"}
    kept = [
        "code",
        "iso_3166_2",
        "name_en",
        "name_ru",
        "name_kk",
        "kind",
        "part_of",
        "parent",
        "valid_from",
        "valid_to",
        "note",
    ]
    found = read_table(FOLDER / "codes" / "regions.csv")
    for row, expected in zip(found, read_table(shared / "kazakhstan" / "regions.csv"), strict=True):
        assert {name: row[columns.get(name, name)] for name in kept} == {name: expected[name] for name in kept}


def read_statement(language: str) -> str:
    """Return the packaged statement in a language."""
    return (FOLDER / "statements" / f"2025-02-14.{language}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_statement_holds_every_figure_of_the_report(language: str) -> None:
    """The statement names every number of the Ministry's report and the years, and begins with its day."""
    text = re.sub(r"(?<=\d)[\s\u00a0,](?=\d{3}\b)", "", read_statement(language)).replace(",", ".")
    numbers = set(re.findall(r"\d+(?:\.\d+)?", text))
    assert numbers >= set(
        [
            "102",
            "11",
            "12700",
            "200",
            "565",
            "2594",
            "118",
            "1.5",
            "18928",
            "24712",
            "5588",
            "4.5",
            "42",
            "1992",
            "1994",
            "1997",
            "2024",
            "30",
        ]
    )
    first = text.splitlines()[0]
    assert "2025" in first
    assert "14" in first


def test_statement_is_in_our_own_words(shared: Path) -> None:
    """No six words in a row of the English statement are those of the report it restates."""

    def list_runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"[a-z]+", text.lower())
        return {tuple(words[at : at + 6]) for at in range(len(words) - 5)}

    seed = (shared / "seed" / "press-release.txt").read_text(encoding="utf-8")
    assert not list_runs(read_statement("en")) & list_runs(seed)


def test_notes_count_the_rows_of_every_table() -> None:
    """The sizes that NOTES.md states are those of the files."""
    notes = (FOLDER / "NOTES.md").read_text(encoding="utf-8")
    stated = re.findall(r"^\| `([\w/.]+\.csv)` \| (\d+) \|", notes, flags=re.MULTILINE)
    assert {name: int(size) for name, size in stated} == {
        path.relative_to(FOLDER).as_posix(): len(read_table(path)) for path in FOLDER.rglob("*.csv")
    }
