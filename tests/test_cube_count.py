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
from tests.records_sample import DATA, change_hamlet, load_hamlet

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


def show_march(folder: Path, text: str, *, without: str = "") -> dict[str, tuple[object, ...]]:
    """Return value, status and coverage of all offences of March 2024, by place, by a definition with a text added."""
    definition = change_hamlet(folder, ("[records.scopes]\n", f"{text}\n[records.scopes]\n"))
    rows = (DATA / "plain.csv").read_text(encoding="utf-8")
    assert without in rows
    path = folder / "rows.csv"
    path.write_text(rows.replace(without, ""), encoding="utf-8")
    with read_records(definition, [path]) as records:
        cube = protect(count_records(records, definition))
        cells = cube.find(measure="total", period=Period.months(2024, 3))
        return {cell.key.region: (cell.value, cell.status, cell.coverage) for cell in cells}


# Row 7 is the only one of the lower village in March 2024.
LOWER = "7,2024-03,29.02.2024,1,0200,L\n"
WHOLE, HALF = Fraction(1), Fraction(1, 2)


def test_a_village_that_is_silent_had_nothing_where_silence_means_zero(tmp_path: Path) -> None:
    """Unless the definition says otherwise, a month without a row of a village is a month without an offence there."""
    found = show_march(tmp_path, "", without=LOWER)
    assert found == {"H": (1, "A", WHOLE), "H-U": (1, "A", WHOLE), "H-L": (0, "A", WHOLE)}


def test_a_village_that_is_silent_is_missing_where_silence_means_that(tmp_path: Path) -> None:
    """The silent village has no value, and neither has the hamlet: half of those expected reported."""
    found = show_march(tmp_path, '[records.reporter]\nfield = "region"\nsilence = "missing"\n', without=LOWER)
    assert found == {"H": (None, "O", HALF), "H-U": (1, "A", WHOLE), "H-L": (None, "O", Fraction(0))}


def test_a_part_of_the_reports_is_enough_where_that_is_declared(tmp_path: Path) -> None:
    """With half of the reports demanded the hamlet has a value, marked as unreliable, with its coverage."""
    text = '[records.reporter]\nfield = "region"\nsilence = "missing"\nminimal_coverage = "0.5"\n'
    found = show_march(tmp_path, text, without=LOWER)
    assert found == {"H": (1, "U", HALF), "H-U": (1, "A", WHOLE), "H-L": (None, "O", Fraction(0))}


def test_a_declared_gap_is_no_zero(tmp_path: Path) -> None:
    """A hole that is declared is missing, whatever silence means and whatever came in from it."""
    hole = 'start = 2024-03-10\nend = 2024-03-20\nreason = { en = "Fire.", ru = "Пожар.", kk = "Өрт." }\n'
    (tmp_path / "one").mkdir()
    found = show_march(tmp_path / "one", f'[[records.gaps]]\nreporter = "H-L"\n{hole}')
    assert found == {"H": (None, "O", HALF), "H-U": (1, "A", WHOLE), "H-L": (None, "O", Fraction(0))}
    (tmp_path / "all").mkdir()
    found = show_march(tmp_path / "all", f'[[records.gaps]]\nreporter = ""\n{hole}')
    assert set(found.values()) == {(None, "O", Fraction(0))}
