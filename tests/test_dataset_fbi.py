"""The FBI's estimated crimes in two vintages, held against a plain count of the files and what SOURCE.md states."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from esep.answers import Answers, parse_question
from esep.cube.build import BuildReport, build_dataset
from esep.cube.cube import Cube
from esep.cube.revisions import compare_cubes
from esep.cube.vintages import open_vintage
from esep.model.period import Period
from esep.sources.dataset import find_dataset_folder, load_definition

NAMES = {"2019": "estimated_crimes_1979_2019.csv", "2022": "estimated_crimes_1979_2022.csv"}
CRIMES = (
    *("violent_crime", "homicide", "rape_legacy", "rape_revised", "robbery", "aggravated_assault"),
    *("property_crime", "burglary", "larceny", "motor_vehicle_theft"),
)
Plain = dict[tuple[str, int, str], int | None]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Return the folder with the two files."""
    return shared / "data" / "B01-fbi-estimated-crimes" / "original"


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, BuildReport]]:
    """Build the two files one after the other: two vintages in one store."""
    store = tmp_path_factory.mktemp("store")
    definition, home = load_definition("fbi-estimates"), find_dataset_folder("fbi-estimates")
    return store, {year: build_dataset(definition, home, [folder / name], store) for year, name in NAMES.items()}


@pytest.fixture(scope="module", params=NAMES)
def vintage(
    request: pytest.FixtureRequest, built: tuple[Path, dict[str, BuildReport]], folder: Path
) -> tuple[str, Cube, Plain]:
    """Return each vintage with a plain reading of its file: region, year and column -> number, `None` where empty."""
    year = str(request.param)
    cube, _ = open_vintage(built[0], "fbi-estimates", built[1][year].vintage.id)
    return year, cube, read_plainly(folder / NAMES[year])


def read_plainly(path: Path) -> Plain:
    """Return every number of a file, read with the csv module and nothing of Esep."""
    found: Plain = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            region = f"US-{row['state_abbr']}" if row["state_abbr"] else "US"
            for column in (*CRIMES, "population"):
                found[region, int(row["year"]), column] = int(row[column]) if row[column] else None
    return found


def list_series(cube: Cube, measure: str) -> Iterator[tuple[str, int, int | None]]:
    """Yield region, year and value of a measure, also of population."""
    scope = "fbi_population" if measure == "population" else "fbi_estimates"
    for cell in cube.find(scope=scope, measure=measure):
        assert cell.key.period.type == "year"
        yield cell.key.region, cell.key.period.start.year, None if cell.value is None else int(cell.value)


def test_every_row_is_accepted(built: tuple[Path, dict[str, BuildReport]]) -> None:
    """SOURCE.md: 468 and 2,284 rows."""
    rows = {year: report.rows.to_dict() for year, report in built[1].items()}
    for year, number in (("2019", 468), ("2022", 2284)):
        assert rows[year] == {"read": number, "accepted": number, "rejected": 0, "duplicates": 0}


@pytest.mark.parametrize("measure", [*CRIMES, "population"])
def test_every_printed_number_is_a_cell(vintage: tuple[str, Cube, Plain], measure: str) -> None:
    """Nation and states, all years: each number of the file, and an empty field as not collected."""
    _, cube, plain = vintage
    found = {(region, year): value for region, year, value in list_series(cube, measure)}
    printed = {(region, year): value for (region, year, column), value in plain.items() if column == measure}
    assert {key: found.get(key) for key in printed} == printed
    empty = {key for key, value in printed.items() if value is None}
    statuses = {(c.key.region, c.key.period.start.year): c.status for c in cube.find(measure=measure)}
    assert {statuses[key] for key in empty} <= {"L"}


@pytest.mark.parametrize("measure", [*CRIMES, "population"])
def test_a_national_row_that_is_missing_is_the_sum_of_the_states(
    vintage: tuple[str, Cube, Plain], measure: str
) -> None:
    """The file of 2022 lacks the nation of 2017 to 2020: the 51 states are added up, here as well, and it is noted."""
    name, cube, plain = vintage
    sums: Counter[int] = Counter()
    for (region, year, column), value in plain.items():
        if column == measure and region != "US":
            sums[year] += value or 0
    missing = [year for year in sums if ("US", year, measure) not in plain]
    assert missing == ([] if name == "2019" else [2017, 2018, 2019, 2020])
    for year in missing:
        (cell,) = cube.find(measure=measure, region="US", period=Period.year(year))
        if measure == "rape_legacy":
            assert (cell.value, cell.status) == (None, "L")
        else:
            assert cell.value == sums[year]
            assert cell.note == "computed: the sum of 51 parts"


def test_the_revision_is_the_one_that_the_source_states(built: tuple[Path, dict[str, BuildReport]]) -> None:
    """SOURCE.md: property crime of 2019 was 6,925,677 and is 6,995,235; nothing printed for 2011 is gone."""
    store, _ = built
    old, new = (open_vintage(store, "fbi-estimates", str(number))[0] for number in (1, 2))
    revisions = compare_cubes(old, new)
    (moved,) = [r for r in revisions.changes if str(r.cell.key) == "fbi_estimates/property_crime/US/2019/count"]
    assert moved.kind == "moved"
    assert moved.difference == 6_995_235 - 6_925_677
    assert (moved.before.value if moved.before else None) == 6_925_677
    assert revisions.count("gone") == 0
    (violent,) = old.find(measure="violent_crime", region="US", period=Period.year(2019))
    assert violent.value == 1_245_410


def test_totals_that_are_not_the_sum_of_their_parts_are_named(built: tuple[Path, dict[str, BuildReport]]) -> None:
    """Found by hand in the file of 2022: Ohio 1997, the nation of 1980; violent crime of 2013 to 2015 in the nation."""
    report = built[1]["2022"]
    told = {p.facts["rule"]: p.facts for p in report.problems if p.code == "totals-differ"}
    assert told["property-crime"]["n"] == "2"
    assert told["property-crime"]["figure"] == "fbi_estimates/property_crime/US-OH/1997/count"
    assert (told["property-crime"]["printed"], told["property-crime"]["added"]) == ("455799", "456299")
    assert report.rejects_path is not None
    with report.rejects_path.open(encoding="utf-8", newline="") as file:
        remarks = {row["element"]: row["message_en"] for row in csv.DictReader(file) if row["kind"] == "remark"}
    nation = remarks["fbi_estimates/violent_crime/US/2015/count"]
    assert "printed as 1199310, its parts add up to 1234854" in nation
    assert len(remarks) >= sum(int(facts["n"]) for facts in told.values()) - 3  # a total may break two rules


def test_the_column_that_counts_twice_is_refused(built: tuple[Path, dict[str, BuildReport]]) -> None:
    """SOURCE.md: "Total crimes" counts twice and is not of the FBI; the build says so, and no cell holds it."""
    _, reports = built
    refused = [p.facts["column"] for p in reports["2022"].problems if p.code == "table-column-refused"]
    assert refused == ["Total crimes"]
    assert [p for p in reports["2019"].problems if p.code == "table-column-refused"] == []


@pytest.mark.parametrize(
    ("question", "breaks"),
    [
        ("violent_crime change-from:2015 US 2016", ["rape-2016"]),
        ("violent_crime change-from:2012 US 2013", []),
        ("violent_crime change-from:2012 US-OH 2013", ["rape-2013"]),
        ("violent_crime change-from:2015 US-OH 2016", []),
        ("homicide change-from:2015 US 2016", []),
    ],
)
def test_a_change_across_the_other_definition_of_rape_says_so(
    built: tuple[Path, dict[str, BuildReport]], question: str, breaks: list[str]
) -> None:
    """The nation changed to the revised definition in 2016, the states in 2013; other offences did not change."""
    definition = load_definition("fbi-estimates")
    cube, made = open_vintage(built[0], "fbi-estimates")
    answer = Answers(definition, cube, made.id).ask(parse_question(question, definition))
    assert [found.id for found in answer.breaks] == breaks
    if question == "violent_crime change-from:2015 US 2016":
        assert answer.text("en") == "+7.2%"  # SOURCE.md: it looks like +7.2 per cent


def test_rates_work_on_the_population_of_the_table(built: tuple[Path, dict[str, BuildReport]]) -> None:
    """Louisiana 2022: 740 homicides among 4,590,241 people make 16.1 per 100,000 (worked by hand: 16.12)."""
    definition = load_definition("fbi-estimates")
    cube, made = open_vintage(built[0], "fbi-estimates")
    answer = Answers(definition, cube, made.id).ask(parse_question("homicide rate US-LA 2022", definition))
    assert answer.text("en") == "16.1 per 100,000 people"
    assert answer.to_dict("en")["cells"][0]["period_type"] == "year"


def test_both_files_in_one_build_contradict_one_another(folder: Path, tmp_path: Path) -> None:
    """A vintage is one file: of two that say different things the rows of the second are rejected, not mixed."""
    definition, home = load_definition("fbi-estimates"), find_dataset_folder("fbi-estimates")
    report = build_dataset(definition, home, [folder / name for name in NAMES.values()], tmp_path)
    counts = report.rows.to_dict()
    assert counts["read"] == 468 + 2284 == counts["accepted"] + counts["rejected"] + counts["duplicates"]
    assert counts["rejected"] > 0
    assert "figure-contradicts" in {problem.facts.get("rule") for problem in report.problems}
