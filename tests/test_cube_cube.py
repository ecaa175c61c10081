"""The cube in memory: found by any part of a key, always in one order; nothing but `protect` makes one from counts."""

from __future__ import annotations

import random
import subprocess
import sys
from fractions import Fraction

import pytest

from esep.cube.build import protect, published_cube
from esep.cube.cube import CellCube
from esep.cube.disclosure import DisclosureRules, RawCube
from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.problems import EsepError
from tests.records_sample import list_codes


def make_cell(
    measure: str = "theft",
    period: str = "2024",
    value: int | None = 1,
    *,
    scope: str = "s",
    region: str = "KZ",
    base: str = "",
    unit: str = "count",
    precision: str = "exact",
    body: str = "a",
) -> Cell:
    """Return a cell."""
    key = CellKey(scope, measure, "", region, Period.parse(period), unit, Period.parse(base) if base else None)
    status = "O" if value is None else "A"
    return Cell(key, None if value is None else Fraction(value), precision, status, body)


CELLS = [
    make_cell(period="2023", value=10),
    make_cell(period="2024", value=12),
    make_cell(period="2024", value=20, unit="percent", base="2023"),
    make_cell(period="2024-01", value=2),
    make_cell(period="2024-02", value=None),
    make_cell(region="KZ-75", value=5),
    make_cell("fraud", value=7),
    make_cell(scope="t", value=13),
]


def test_cells_are_found_by_any_part_of_their_key() -> None:
    """Parts that are not given do not matter; no base period is something that can be asked for."""
    cube = CellCube(CELLS)
    assert [c.value for c in cube.find(scope="s", measure="theft", region="KZ", period=Period.year(2024))] == [12, 20]
    found = cube.find(scope="s", measure="theft", region="KZ", period=Period.year(2024), base_period=None)
    assert [c.value for c in found] == [12]
    assert [c.value for c in cube.find(base_period=Period.year(2023))] == [20]
    assert {c.value for c in cube.find(measure="theft", period=Period.year(2024), unit="count")} == {12, 5, 13}
    assert [c.value for c in cube.find(scope="t")] == [13]
    assert cube.find(measure="arson") == cube.find(scope="s", measure="arson") == ()
    assert len(cube.find()) == len(cube) == len(list(cube)) == 8


def test_the_order_does_not_depend_on_how_cells_came() -> None:
    """Whatever order the cells are given in, they are found in the same."""
    shuffled = random.Random(1).sample(CELLS, len(CELLS))
    assert list(CellCube(shuffled)) == list(CellCube(CELLS))
    assert CellCube(shuffled).find(measure="theft") == CellCube(CELLS).find(measure="theft")


def test_of_several_prints_the_most_exact_stands_first() -> None:
    """One figure that two bodies print is found with both, the exact before the rounded, a value before none."""
    rounded = make_cell(value=100, precision="rounded_to_100", body="a")
    exact = make_cell(value=118, body="b")
    missing = make_cell(value=None, body="a")
    about = make_cell(value=120, precision="approximate", body="a")
    assert CellCube([about, missing, rounded, exact]).get(exact.key) == (exact, rounded, about, missing)
    assert CellCube([exact]).get(make_cell("fraud").key) == ()


def test_the_periods_of_a_series_are_those_with_a_value() -> None:
    """Changes against a base and cells without a value are no periods of a series."""
    cube = CellCube(CELLS)
    assert [str(p) for p in cube.periods("s", "theft", region="KZ")] == ["2023", "2024-01", "2024"]
    assert cube.periods("s", "theft", unit="percent") == ()
    assert cube.scopes() == ("s", "t")
    assert cube.measures("s") == ("fraud", "theft")


def test_counts_cannot_be_asked_before_they_are_protected() -> None:
    """A raw cube has nothing to look up with, and it does not print its cells."""
    raw = RawCube((make_cell(value=987654),), DisclosureRules("none"))
    assert not hasattr(raw, "find")
    assert not hasattr(raw, "get")
    assert "987654" not in repr(raw)
    assert [c.value for c in protect(raw)] == [987654]
    assert [c.value for c in protect(published_cube(CELLS[:1]))] == [10]


def test_a_method_that_is_not_known_lets_nothing_through() -> None:
    """Counts that ask for a protection that does not exist are not shown."""
    with pytest.raises(EsepError) as caught:
        protect(RawCube(tuple(CELLS), DisclosureRules("controlled_rounding")))
    assert list_codes(caught.value) == ["disclosure-unknown"]
    with pytest.raises(EsepError):
        protect(published_cube(CELLS), DisclosureRules("magic"))


def test_published_figures_need_no_query_engine() -> None:
    """A cube of published figures is made, and the way to building imported, without loading duckdb."""
    program = (
        "import sys\n"
        "import esep.cube.build, esep.cube.vintages, esep.records.read\n"
        "cube = esep.cube.build.protect(esep.cube.build.published_cube([]))\n"
        "assert len(cube) == 0\n"
        "print([name for name in ('duckdb', 'babel', 'jinja2') if name in sys.modules])\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
