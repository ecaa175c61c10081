"""What drove a change, on real records and tables: St. Louis 2015 to 2017 and the FBI's estimates by state.

Expected values are summed from the files by the csv module, with nothing of Esep.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.problems import LANGUAGES
from tests.finding_reading import ask, check_sentences, find, keys
from tests.real_set_up import OpenReal
from tests.st_louis_rows import read_plainly

FILES = {
    "st-louis": "A01-stlouis-2015-2017/original",
    "fbi-estimates": "B01-fbi-estimated-crimes/original/estimated_crimes_1979_2022.csv",
}
# The first two digits of a code of the St. Louis police that belong to Part II crimes are 09 and above.
PART_ONE = {f"{kind:02}" for kind in range(1, 9)}


@pytest.fixture(scope="module", params=FILES)
def dataset(request: pytest.FixtureRequest, open_real: OpenReal) -> Answers:
    """Return each dataset."""
    name = str(request.param)
    return open_real(name, FILES[name])


def read_st_louis(folder: Path) -> Iterator[tuple[str, str, str, int]]:
    """Yield year, first two digits of the code, district and count of every row."""
    for month, code, district, count in read_plainly(folder):
        yield month[:4], code[:2], district, count


def read_fbi(path: Path, column: str) -> dict[tuple[str, str], Fraction]:
    """Return a column by state and year; the nation has no abbreviation."""
    with path.open(encoding="utf-8", newline="") as file:
        return {(r["state_abbr"], r["year"]): Fraction(r[column]) for r in csv.DictReader(file) if r[column]}


def test_contributions_are_those_of_the_files(dataset: Answers, shared: Path) -> None:
    """Part I and Part II crimes of St. Louis, violent crimes of the nation: points as summed from the files."""
    if dataset.definition.name == "st-louis":
        counts: Counter[tuple[str, bool]] = Counter()
        for year, kind, _, count in read_st_louis(shared / "data" / FILES["st-louis"]):
            counts[year, kind in PART_ONE] += count
        base = counts["2015", True] + counts["2015", False]
        expected = {
            f"measure:{name}": Fraction(100 * (counts["2016", is_one] - counts["2015", is_one]), base)
            for name, is_one in (("part_one", True), ("part_two", False))
        }
        finding = find(dataset, "total parts-from:2015 period:2016")
        assert "partition" in keys(finding)
    else:
        columns = ("homicide", "rape_revised", "robbery", "aggravated_assault")
        read = {name: read_fbi(shared / "data" / FILES["fbi-estimates"], name) for name in (*columns, "violent_crime")}
        whole = read["violent_crime"]["", "2021"]
        expected = {f"measure:{n}": 100 * (read[n]["", "2022"] - read[n]["", "2021"]) / whole for n in columns}
        finding = find(dataset, "violent_crime parts-from:2021 period:2022")
    found = {row.subject: row.estimates[3].value for row in finding.rows}
    assert {name: found.get(name) for name in expected} == expected


def test_shift_share_of_districts_or_split_over_states(dataset: Answers, shared: Path) -> None:
    """Shift-share of Part II crimes over the districts; composition and rates over the states: both from the files."""
    if dataset.definition.name == "st-louis":
        cells: Counter[tuple[str, str, str]] = Counter()
        for year, kind, district, count in read_st_louis(shared / "data" / FILES["st-louis"]):
            if kind not in PART_ONE:
                cells[year, district, kind] += count
        totals = {year: sum(v for (y, _, _), v in cells.items() if y == year) for year in ("2015", "2017")}
        growth = Fraction(totals["2017"] - totals["2015"], totals["2015"])
        finding = find(dataset, "part_two structure-from:2015 period:2017")
        rows = {row.subject: row.estimates for row in finding.rows}
        for district in "123456":
            before, after = (sum(v for (y, d, _), v in cells.items() if (y, d) == (t, district)) for t in totals)
            change, national, mix, regional = (e.value for e in rows[f"region:US-MO-STL-D{district}"])
            assert (change, national) == (Fraction(after - before), before * growth)
            assert (national or 0) + (mix or 0) + (regional or 0) == change
        return
    counts = read_fbi(shared / "data" / FILES["fbi-estimates"], "violent_crime")
    people = read_fbi(shared / "data" / FILES["fbi-estimates"], "population")
    states = sorted({state for state, _ in counts if state})
    size = {year: sum(people[state, year] for state in states) for year in ("2019", "2020")}
    rates = composition = Fraction(0)
    for state in states:
        share = [people[state, year] / size[year] for year in size]
        rate = [counts[state, year] / people[state, year] * 100_000 for year in size]
        rates += (rate[1] - rate[0]) * (share[0] + share[1]) / 2
        composition += (share[1] - share[0]) * (rate[0] + rate[1]) / 2
    finding = find(dataset, "violent_crime drivers-from:2019 period:2020")
    inside = next(remark.facts for remark in finding.sentences if remark.key == "drivers.inside")
    assert inside["composition"] == (composition, "per_100000", 2)
    assert inside["rates"] == (rates, "per_100000", 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_on_real_records_are_read_back(dataset: Answers, language: str) -> None:
    """Every sentence of every method on these data is read back and found right."""
    texts = {
        "st-louis": (
            "total parts-from:2015 period:2016",
            "part_two parts-from:2016 period:2017",
            "part_two structure-from:2015 period:2017",
            "fraud share-of:total 2016",
            "homicide parts-from:2015 period:2016",
            "homicide drivers-from:2015 period:2016",
            "total severity-from:2015 period:2016",
        ),
        "fbi-estimates": (
            "violent_crime drivers-from:2019 period:2020",
            "violent_crime parts-from:2019 period:2020",
            "property_crime structure-from:2019 period:2020",
            "homicide share-of:violent_crime 2020",
        ),
    }[dataset.definition.name]
    for text in texts:
        check_sentences(dataset, find(dataset, text), language)
        assert ask(dataset, text).describe(language)
