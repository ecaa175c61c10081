"""Areas in the borders of another time: sums of parts, reasons where there is none; small cells worked by hand."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from esep.cube.build import protect, published_cube
from esep.cube.cube import Cube
from esep.cube.geography import find_composition, find_figure, list_geography, reaggregate
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.interval import Interval
from esep.model.period import Period
from esep.problems import LANGUAGES


def make_code(code: str, start: str = "", end: str = "", split: str = "", successors: str = "") -> Code:
    """Return an area; days are written YYYY-MM-DD."""
    return Code(
        code,
        dict.fromkeys(LANGUAGES, code),
        split_from=split,
        successors=tuple(successors.split()),
        valid_from=datetime.date.fromisoformat(start) if start else None,
        valid_to=datetime.date.fromisoformat(end) if end else None,
    )


# old became left and right in June 2022; right became top and bottom in 2024; m1 and m2 were merged into whole in 2022.
REGIONS = CodeList(
    "regions",
    [
        make_code("steady"),
        make_code("old", end="2022-06-07"),
        make_code("left", start="2022-06-08", split="old"),
        make_code("right", start="2022-06-08", end="2023-12-31", split="old"),
        make_code("top", start="2024-01-01", split="right"),
        make_code("bottom", start="2024-01-01", split="right"),
        make_code("m1", end="2021-12-31", successors="whole"),
        make_code("m2", end="2021-12-31", successors="whole"),
        make_code("whole", start="2022-01-01"),
        make_code("gone", end="2021-12-31"),
    ],
)


def make_cell(region: str, period: str, value: int | None, precision: str = "exact", **fields: str) -> Cell:
    """Return a cell of thefts."""
    key = CellKey("s", "theft", "", region, Period.parse(period), fields.get("unit", "count"))
    status = fields.get("status", "A" if value is not None else "O")
    return Cell(key, None if value is None else Fraction(value), precision, status)


def make_cube(*cells: Cell) -> Cube:
    """Return a cube of cells."""
    return protect(published_cube(cells))


def ask(cube: Cube, region: str, period: str, *, is_counted: bool = False) -> tuple[object, str]:
    """Return value and status of the thefts of an area."""
    key = CellKey("s", "theft", "", region, Period.parse(period))
    figure = find_figure(cube, REGIONS, key, is_counted=is_counted)
    return figure.value, figure.status


@pytest.mark.parametrize(
    ("region", "period", "parts", "reason", "day"),
    [
        ("old", "2023", ("left", "right"), "", "2022-06-08"),
        ("old", "2024", ("left", "top", "bottom"), "", "2022-06-08"),
        ("right", "2024", ("top", "bottom"), "", "2024-01-01"),
        ("left", "2021", (), "unborn", "2022-06-08"),
        ("top", "2021", (), "unborn", "2024-01-01"),
        ("whole", "2021", ("m1", "m2"), "", "2022-01-01"),
        ("m1", "2022", (), "merged", "2022-01-01"),
        ("gone", "2022", (), "ended", "2022-01-01"),
        ("old", "2022", (), "straddled", "2022-06-08"),
        ("left", "2022", (), "straddled", "2022-06-08"),
        ("old", "2023..2024", (), "straddled", "2024-01-01"),
    ],
)
def test_an_area_is_put_together_from_those_of_the_time(
    region: str, period: str, parts: tuple[str, ...], reason: str, day: str
) -> None:
    """Divided areas are sums of all their parts, merged ones of all they came from; a part of a whole is neither."""
    found = find_composition(REGIONS, region, Period.parse(period))
    assert found is not None
    assert (found.parts, found.reason, found.day) == (parts, reason, datetime.date.fromisoformat(day))


def test_an_area_in_force_is_its_own() -> None:
    """Nothing is put together for an area that was there on every day, nor for a code that is no area."""
    for region, period in [("steady", "2022"), ("old", "2021"), ("left", "2023"), ("nowhere", "2023")]:
        assert find_composition(REGIONS, region, Period.parse(period)) is None


def test_the_old_borders_are_the_sum_of_the_new_ones() -> None:
    """10 + 7 = 17; the status says that the borders differ from the published ones, and the parts are its cells."""
    cube = make_cube(make_cell("old", "2021", 15), make_cell("left", "2023", 10), make_cell("right", "2023", 7))
    assert ask(cube, "old", "2023") == (17, "D")
    assert ask(cube, "old", "2021") == (15, "A")
    assert ask(cube, "left", "2021") == (None, "M")
    figure = find_figure(cube, REGIONS, CellKey("s", "theft", "", "old", Period.year(2023)))
    assert [cell.key.region for cell in figure.cells] == ["left", "right"]
    assert figure.formula == "left + right"


@pytest.mark.parametrize(
    ("cell", "status"),
    [(None, "O"), (make_cell("right", "2023", None), "O"), (make_cell("right", "2023", None, status="Q"), "Q")],
)
def test_a_sum_needs_every_part(cell: Cell | None, status: str) -> None:
    """A part that is absent, missing or suppressed leaves the sum without a value: missing is not zero."""
    cells = [make_cell("left", "2023", 10), *([cell] if cell else [])]
    assert ask(make_cube(*cells), "old", "2023") == (None, status)


def test_rounding_adds_up() -> None:
    """12.3 thousand and 4.5 thousand, printed to the hundred, are 16,800 give or take a hundred."""
    cube = make_cube(
        make_cell("left", "2023", 12300, "rounded_to_100"), make_cell("right", "2023", 4500, "rounded_to_100")
    )
    figure = find_figure(cube, REGIONS, CellKey("s", "theft", "", "old", Period.year(2023)))
    assert figure.value == 16800
    assert figure.interval is not None
    assert [figure.interval.low, figure.interval.high] == [16700, 16900]
    assert figure.decimals == -2
    assert isinstance(figure.interval, Interval)


def test_rates_are_not_added() -> None:
    """Two rates side by side make no rate of the whole."""
    cube = make_cube(make_cell("left", "2023", 10, unit="per_10000"), make_cell("right", "2023", 7, unit="per_10000"))
    key = CellKey("s", "theft", "", "old", Period.year(2023), "per_10000")
    figure = find_figure(cube, REGIONS, key)
    assert (figure.value, figure.status) == (None, "O")


def test_a_figure_of_its_own_stands() -> None:
    """A publisher who counts the years before the division anew is believed; a 0 for an area not there is not."""
    cube = make_cube(make_cell("left", "2021", 9), make_cell("right", "2021", 0), make_cell("old", "2023", 0))
    assert ask(cube, "left", "2021") == (9, "A")
    assert ask(cube, "right", "2021") == (None, "M")
    assert ask(cube, "old", "2023") == (None, "O")


def test_counted_records_add_up_in_the_year_of_the_division() -> None:
    """Records name old until 7 June and its parts after: 6 + 4 + 5 in 2022; half a year of a part is no year of it."""
    cube = make_cube(make_cell("old", "2022", 6), make_cell("left", "2022", 4), make_cell("right", "2022", 5))
    assert ask(cube, "old", "2022", is_counted=True) == (15, "D")
    assert ask(cube, "left", "2022", is_counted=True) == (None, "L")
    assert ask(cube, "old", "2022") == (6, "A")


def test_merged_areas_go_back_in_time_only_together() -> None:
    """3 + 4 = 7 in the year before the merger; one of the two cannot be told after it."""
    cube = make_cube(make_cell("m1", "2021", 3), make_cell("m2", "2021", 4), make_cell("whole", "2022", 8))
    assert ask(cube, "whole", "2021") == (7, "D")
    assert ask(cube, "m1", "2022") == (None, "M")


def test_a_cube_is_told_in_the_borders_of_a_day() -> None:
    """One period in the borders of 2021 and of 2024, each with its own areas."""
    cells = [make_cell(region, "2024", value) for region, value in [("left", 10), ("top", 3), ("bottom", 4)]]
    cube = make_cube(*cells, make_cell("steady", "2024", 2))
    key = cells[0].key
    before = reaggregate(cube, REGIONS, datetime.date(2021, 7, 1), [key])
    assert {found.region: figure.value for found, figure in before.items()} == {
        "steady": 2,
        "old": 17,
        "m1": None,
        "m2": None,
        "gone": None,
    }
    after = reaggregate(cube, REGIONS, datetime.date(2024, 7, 1), [key, cells[1].key])
    assert {found.region: figure.value for found, figure in after.items()} == {
        "steady": 2,
        "left": 10,
        "top": 3,
        "bottom": 4,
        "whole": None,
    }
    assert [area.code for area in list_geography(REGIONS, datetime.date(2022, 6, 7))] == ["steady", "old", "whole"]
