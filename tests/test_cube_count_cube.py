"""A cube of counts says the same as the cells that a plain sum over the units gives, whatever is asked of it."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esep.cube import planes
from esep.cube.count import TABLES, write_files
from esep.cube.count_files import read_coverage
from esep.cube.cube import ANY, CellCube
from esep.cube.shape import Gap, Shape, read_shape, write_shape
from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.records.engine_duckdb import append_rows, create_table, open_connection
from tests.count_sample import SHAPE, Unit, count_sample, make_share, write_sample

JANUARY, MARCH = datetime.date(2023, 1, 15), datetime.date(2023, 3, 1)


def list_above(parents: dict[str, str], code: str) -> list[str]:
    """Return a code and all above it."""
    found = []
    while code:
        found.append(code)
        code = parents[code]
    return found


def list_months(units: list[Unit]) -> list[tuple[int, int]]:
    """Return the months from the first registered one to the last."""
    found = [unit.registered.replace(day=1) for unit in units]
    months, month = [], min(found)
    while month <= max(found):
        months.append((month.year, month.month))
        month = (month + datetime.timedelta(days=31)).replace(day=1)
    return months


def find_reports(units: list[Unit], shape: Shape, region: str, month: tuple[int, int]) -> tuple[int, int]:
    """Return how many reporters of a region reported in a month, and how many were expected; worked out one by one."""
    pairs = {(u.reporter or u.region, u.region) for u in units} | {(code, code) for code in shape.members}
    expected = {reporter for reporter, place in pairs if region in list_above(dict(shape.regions), place)}
    heard = {(u.reporter or u.region) for u in units if (u.registered.year, u.registered.month) == month}
    silent = {g.reporter for g in shape.gaps if (g.start.year, g.start.month) <= month <= (g.end.year, g.end.month)}
    if shape.silence == "zero":
        reported = (expected or {"nobody"}) if heard else set()
        reported = set() if "" in silent else reported - silent
        return len(reported), len(expected) or 1
    return (0 if "" in silent else len((expected & heard) - silent)), len(expected)


def sum_units(units: list[Unit], shape: Shape) -> dict[tuple[str, str, str, str, tuple[int, int]], int]:
    """Return the sums by scope, measure, attribute, region and month."""
    sums: dict[tuple[str, str, str, str, tuple[int, int]], int] = defaultdict(int)
    for unit in units:
        for scope, basis in shape.scopes.items():
            day = getattr(unit, basis)
            for attribute in ["", *(["firearm"] if unit.is_firearm else [])] if day else []:
                for measure in list_above(dict(shape.measures), unit.measure):
                    for region in list_above(dict(shape.regions), unit.region):
                        sums[scope, measure, attribute, region, (day.year, day.month)] += unit.n
    return sums


def list_cells(units: list[Unit], shape: Shape) -> list[Cell]:
    """Return the cells that plain sums over the units give."""
    sums = sum_units(units, shape)
    cells = []
    months = list_months(units) if units else []
    for region in shape.regions:
        reports = {month: find_reports(units, shape, region, month) for month in months}
        for period, inside in list_periods(months):
            top = sum(reports[month][0] for month in inside if month in reports)
            share = make_share(top, sum(reports[months[0]][1] for _ in inside))
            enough = [is_enough(*reports.get(month, (0, 1)), shape) for month in inside]
            status = "O" if not all(enough) else "A" if share == 1 else "U"
            for scope in shape.scopes:
                for measure, attribute in product(shape.measures, ("", *shape.attributes)):
                    value = sum(sums[scope, measure, attribute, region, month] for month in inside)
                    key = CellKey(scope, measure, attribute, region, period)
                    shown = None if status == "O" else Fraction(value)
                    cells.append(Cell(key, shown, "exact", status, shape.body, shape.source, "", share))
    return cells


def is_enough(reported: int, expected: int, shape: Shape) -> bool:
    """Return whether a month may be shown."""
    return reported > 0 and make_share(reported, expected) >= shape.minimal_coverage


def list_periods(months: list[tuple[int, int]]) -> list[tuple[Period, list[tuple[int, int]]]]:
    """Return every month and year with the months in it."""
    years = sorted({year for year, _ in months})
    whole = [(Period.year(year), [(year, month) for month in range(1, 13)]) for year in years]
    return [(Period.months(*month), [month]) for month in months] + whole


days = st.dates(datetime.date(2022, 10, 1), datetime.date(2024, 2, 28))
some_units = st.lists(
    st.builds(
        Unit,
        days,
        st.one_of(st.none(), st.dates(datetime.date(2022, 6, 1), datetime.date(2024, 2, 28))),
        st.sampled_from(["theft", "murder", "assault", "violent"]),
        st.sampled_from(["U-1", "U-2", "L", "H"]),
        st.sampled_from([1, 1, 1, -1, 3]),
        st.booleans(),
        st.sampled_from(["", "", "north", "south"]),
    ),
    max_size=25,
)
some_shapes = st.builds(
    lambda silence, members, gaps, minimal: replace(
        SHAPE, silence=silence, members=members, gaps=tuple(gaps), minimal_coverage=minimal
    ),
    st.sampled_from(["zero", "missing"]),
    st.sampled_from([(), SHAPE.members]),
    st.lists(
        st.builds(
            Gap,
            st.sampled_from(["", "L", "north"]),
            st.just(datetime.date(2023, 5, 10)),
            st.sampled_from([datetime.date(2023, 5, 20), datetime.date(2023, 7, 1)]),
        ),
        max_size=2,
    ),
    st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(0)]),
)


@settings(max_examples=15)
@given(some_units, some_shapes)
def test_counts_give_the_cells_that_plain_sums_give(units: list[Unit], shape: Shape) -> None:
    """All cells, in the same order, and the same answers: values, gaps, shares of reporters, periods with a value."""
    counted, plain = count_sample(units, shape), CellCube(list_cells(units, shape))
    assert list(counted) == list(plain)
    assert len(counted) == len(plain)
    assert counted.scopes() == plain.scopes()
    for scope in (*SHAPE.scopes, "none"):
        assert counted.measures(scope) == plain.measures(scope)
        for region in (None, "U", "L", "none"):
            for attribute in ("", "firearm", "none"):
                asked = (scope, "violent", attribute, region)
                assert counted.periods(*asked) == plain.periods(*asked)
    for series in product((*SHAPE.scopes, "none"), ("violent", "none"), ("U", "L", "none")):
        assert counted.has_series(*series) == plain.has_series(*series)


PARTS: dict[str, list[object]] = {
    "scope": [ANY, "known", "none"],
    "measure": [ANY, "violent", "none"],
    "attribute": [ANY, "", "firearm"],
    "region": [ANY, "U", "none"],
    "period": [ANY, Period.year(2023), Period.months(2023, 5), Period.months(1999, 5)],
    "base_period": [ANY, None, Period.year(2022)],
    "unit": [ANY, "count", "percent"],
}


@settings(max_examples=15)
@given(some_units, st.fixed_dictionaries({name: st.sampled_from(parts) for name, parts in PARTS.items()}))
def test_cells_are_found_by_any_part_of_their_key(units: list[Unit], parts: dict[str, object]) -> None:
    """Whatever is asked, the cells found are those that a cube of explicit cells finds."""
    counted, plain = count_sample(units), CellCube(list_cells(units, SHAPE))
    assert counted.find(**parts) == plain.find(**parts)
    for cell in plain.find(**parts)[:3]:
        assert counted.get(cell.key) == (cell,)
        assert counted.find_other_prints(cell) == plain.find_other_prints(cell) == ()


@pytest.mark.parametrize("largest", [1, planes.LARGEST_BLOCK_BYTES])
def test_a_cube_too_large_for_memory_says_the_same(monkeypatch: pytest.MonkeyPatch, largest: int) -> None:
    """Measures read one by one give the cells that a whole block gives."""
    units = [Unit(JANUARY, JANUARY, "murder", "U-1", 2, True), Unit(MARCH, JANUARY, "theft", "L", -1)]
    monkeypatch.setattr(planes, "LARGEST_BLOCK_BYTES", largest)
    cube = count_sample(units)
    assert list(cube) == list(CellCube(list_cells(units, SHAPE)))
    assert list(cube) == list(cube)


def test_a_count_by_hand() -> None:
    """Two murders of January, one registered in March, a theft taken back: worked out on paper, by both dates."""
    units = [
        Unit(JANUARY, JANUARY, "murder", "U-1", is_firearm=True),
        Unit(MARCH, JANUARY, "murder", "U-2"),
        Unit(MARCH, datetime.date(1999, 1, 1), "theft", "L", -1),
    ]
    cube = count_sample(units)
    months = [Period.months(2023, month) for month in (1, 2, 3)]

    def show(scope: str, measure: str, attribute: str = "") -> list[int | None]:
        found = [cube.get(CellKey(scope, measure, attribute, "H", month))[0].value for month in months]
        return [None if value is None else int(value) for value in found]

    assert show("known", "murder") == [1, None, 1]
    assert show("known", "total") == [1, None, 0]
    assert show("happened", "murder") == [2, None, 0]
    assert show("happened", "total", "firearm") == [1, None, 0]
    (year,) = cube.find(scope="known", measure="murder", attribute="", region="H", period=Period.year(2023))
    assert (year.value, year.status, year.coverage) == (None, "O", Fraction(1, 6))


def test_a_reporter_that_ends_early_gives_no_zero() -> None:
    """North and South report for the two villages; in March only South does: North's village is missing, not 0."""
    shape = replace(SHAPE, silence="missing", members=())
    units = [
        Unit(JANUARY, JANUARY, "theft", "U-1", reporter="north"),
        Unit(JANUARY, JANUARY, "theft", "L", reporter="south"),
        Unit(MARCH, MARCH, "theft", "L", 5, reporter="south"),
    ]

    def show(cube_shape: Shape) -> list[tuple[object, ...]]:
        found = count_sample(units, cube_shape).find(
            scope="known", measure="theft", attribute="", period=Period.months(2023, 3)
        )
        return [(c.key.region, c.value, c.status, c.coverage) for c in found if c.key.region in ("H", "L", "U-1")]

    assert show(shape) == [("H", None, "O", Fraction(1, 2)), ("L", 5, "A", 1), ("U-1", None, "O", 0)]
    half = replace(shape, minimal_coverage=Fraction(1, 2))
    assert show(half) == [("H", 5, "U", Fraction(1, 2)), ("L", 5, "A", 1), ("U-1", None, "O", 0)]


def test_a_hole_of_one_measure_is_a_hole_of_what_it_is_part_of() -> None:
    """The lower village told no murder in March: murder, violence and the total are missing there, theft is not."""
    day = datetime.date(2023, 3, 1)
    shape = replace(SHAPE, gaps=(Gap("L", day, day, ("murder",)),))
    cube = count_sample([Unit(JANUARY, JANUARY, "theft", "L"), Unit(MARCH, MARCH, "theft", "L", 5)], shape)

    def show(region: str, month: int) -> dict[str, tuple[object, ...]]:
        found = cube.find(scope="known", attribute="", region=region, period=Period.months(2023, month))
        return {c.key.measure: (c.value, c.status, c.coverage) for c in found}

    whole, part = (0, "A", 1), (None, "O", Fraction(2, 3))
    assert show("L", 1) == dict.fromkeys(SHAPE.measures, whole) | {"theft": (1, "A", 1), "total": (1, "A", 1)}
    missing = dict.fromkeys(["murder", "violent", "total"], (None, "O", 0))
    assert show("L", 3) == {"assault": whole, "theft": (5, "A", 1), **missing}
    assert show("H", 3) == {
        "assault": whole,
        "theft": (5, "A", 1),
        **dict.fromkeys(["murder", "violent", "total"], part),
    }
    assert not [p for p in cube.periods("known", "murder", region="L") if p == Period.months(2023, 3)]


@pytest.mark.parametrize("silence", ["zero", "missing"])
def test_what_a_reporter_never_tells_is_missing_and_not_expected(silence: str) -> None:
    """The lower village never tells of murder: it has none to show, and the sum of all is whole without it."""
    for_good = Gap("L", datetime.date.min, datetime.date.max, ("murder",))
    shape = replace(SHAPE, gaps=(for_good,), silence=silence, members=("U-1", "L"))
    units = [Unit(JANUARY, JANUARY, "murder", "U-1", 2), Unit(JANUARY, JANUARY, "theft", "L", 3)]
    cube = count_sample(units, shape)

    def show(measure: str) -> dict[str, tuple[object, ...]]:
        found = cube.find(scope="known", measure=measure, attribute="", period=Period.months(2023, 1))
        return {c.key.region: (c.value, c.status, c.coverage) for c in found if c.key.region in ("H", "L")}

    assert show("murder") == {"H": (2, "A", 1), "L": (None, "O", 0)}
    assert show("theft") == {"H": (3, "A", 1), "L": (3, "A", 1)}
    assert show("total") == {"H": (None, "O", Fraction(1, 2)), "L": (None, "O", 0)}


def test_the_same_units_are_the_same_bytes(tmp_path: Path) -> None:
    """Files of counts and of coverage do not depend on the order in which the rows came."""
    units = [
        Unit(JANUARY, JANUARY - datetime.timedelta(days=number % 997), ("theft", "murder")[number % 2], "L", number)
        for number in range(4000)
    ]
    found = []
    for name, given_units in (("a", units), ("b", units[::-1])):
        (tmp_path / name).mkdir()
        files = write_sample(given_units, tmp_path / name)
        found.append({role: hashlib.sha256(path.read_bytes()).hexdigest() for role, path in files.items()})
    assert found[0] == found[1]


def test_a_shape_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Whatever was declared is in the file, and the same shape is the same bytes."""
    gaps = (Gap("L", JANUARY, MARCH), Gap("L", datetime.date.min, datetime.date.max, ("murder", "theft")))
    shape = replace(SHAPE, gaps=gaps, minimal_coverage=Fraction(9, 10), silence="missing")
    write_shape(shape, tmp_path / "a.json")
    write_shape(replace(shape, scopes=dict(reversed(list(shape.scopes.items())))), tmp_path / "b.json")
    assert read_shape(tmp_path / "a.json") == shape
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_counts_that_were_carried_over_are_the_same_bytes(tmp_path: Path) -> None:
    """An engine that hands its counts out row by row, in whatever order, gives the files that the one here gives."""
    for number, rows in enumerate((1, 700)):
        units = [Unit(JANUARY, MARCH if i % 3 else None, "theft", "L", i % 5 - 1, i % 7 == 0) for i in range(rows)]
        (tmp_path / f"a{number}").mkdir()
        (tmp_path / f"b{number}").mkdir()
        here = write_sample(units, tmp_path / f"a{number}")
        with open_connection() as connection:
            for name, columns in TABLES.items():
                create_table(connection, name, columns)
            day = JANUARY.replace(day=1)
            counts = connection.execute("from read_parquet($path)", {"path": str(here["counts-2023-01"])}).fetchall()
            append_rows(connection, "counted", TABLES["counted"], [(day, *row) for row in counts[::-1]])
            append_rows(connection, "coverage", TABLES["coverage"], read_coverage(here["coverage"]))
            there = write_files(connection, SHAPE, tmp_path / f"b{number}")
        assert {role: path.read_bytes() for role, path in here.items()} == {
            role: path.read_bytes() for role, path in there.items()
        }
