"""Counting records into cells: months, years, everything above a code; a gap is a status and never a zero."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

from esep.cube.build import protect
from esep.cube.count import count_records
from esep.cube.cube import Cube
from esep.model.cell import CellKey
from esep.model.period import Period
from esep.records.read import read_records
from tests.records_sample import DATA, load_hamlet

HAMLET = load_hamlet()


def count(*names: str) -> Cube:
    """Return the cube of files of the hamlet."""
    with read_records(HAMLET, [DATA / name for name in names]) as records:
        return protect(count_records(records, HAMLET))


def test_cells_are_those_counted_by_hand() -> None:
    """Net counts, zeros of covered months and gaps are as worked out by hand in plain.expected.csv."""
    cube = count("plain.csv")
    with (DATA / "plain.expected.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = CellKey("hamlet_recorded", row["measure"], "", row["region"], Period.parse(row["period"]))
            (cell,) = cube.get(key)
            assert cell.value == (Fraction(row["value"]) if row["value"] else None), row
            assert cell.status == ("A" if row["value"] else "O"), row


def test_every_cell_says_who_counted_and_from_what() -> None:
    """A counted cell is exact and names its publisher and its source."""
    cube = count("plain.csv")
    assert {(c.body, c.source, c.precision) for c in cube} == {
        ("The reeve of the hamlet", "handmade register", "exact")
    }


def test_every_measure_and_region_has_every_period() -> None:
    """Five months and two years of 5 measures and 3 regions: no cell is left out, and none comes twice."""
    cube = count("plain.csv")
    assert len(cube) == (5 + 2) * 5 * 3
    assert len({c.key for c in cube}) == len(cube)


def test_a_whole_is_the_sum_of_its_parts() -> None:
    """In every period the hamlet is its villages, and all offences are the violent ones and the thefts."""
    cube = count("plain.csv", "renamed.csv", "marked.csv", "quoted.csv")
    values = {(c.key.measure, c.key.region, c.key.period): c.value for c in cube if c.value is not None}
    for (measure, region, period), value in values.items():
        if region == "H":
            assert value == values[measure, "H-U", period] + values[measure, "H-L", period]
        if measure == "total":
            assert value == values["violent", region, period] + values["theft", region, period]


def test_a_year_has_a_value_only_when_all_its_months_have() -> None:
    """Eight months of files are no year."""
    cube = count("plain.csv", "renamed.csv", "marked.csv", "quoted.csv")
    months = [
        c for c in cube.find(measure="total", region="H") if c.key.period.month_count == 1 and c.value is not None
    ]
    assert len([c for c in months if c.key.period.start.year == 2023]) == 5
    (year,) = cube.find(measure="total", region="H", period=Period.year(2023))
    assert (year.value, year.status) == (None, "O")


def test_nothing_accepted_is_no_cube(tmp_path: Path) -> None:
    """Without an accepted row there is no covered month and so no cell."""
    path = tmp_path / "a.csv"
    path.write_text("Number,Month,Day,Count,Code,Village\n1,2023-11,31.11.2023,1,0101,U\n", encoding="utf-8")
    with read_records(HAMLET, [path]) as records:
        assert len(count_records(records, HAMLET).cells) == 0
