"""Two counted cubes are compared without making their cells, and what is found is what comparing all cells finds."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esep.cube.count_cube import CountCube
from esep.cube.cube import CellCube
from esep.cube.planes import Planes
from esep.cube.revisions import compare_cubes
from esep.cube.shape import Gap
from esep.model.period import Period
from tests.count_sample import SHAPE, Unit, count_sample

NOVEMBER, FEBRUARY = datetime.date(2022, 11, 3), datetime.date(2023, 2, 3)
UNITS = [Unit(NOVEMBER, NOVEMBER, "murder", "U-1"), Unit(FEBRUARY, NOVEMBER, "theft", "L", 4)]

units = st.lists(
    st.builds(
        Unit,
        st.dates(datetime.date(2022, 10, 1), datetime.date(2023, 3, 28)),
        st.dates(datetime.date(2022, 6, 1), datetime.date(2023, 3, 28)),
        st.sampled_from(["theft", "murder"]),
        st.sampled_from(["U-1", "L"]),
        st.sampled_from([1, -1]),
        st.booleans(),
    ),
    max_size=6,
)
SMALLER = replace(
    SHAPE,
    scopes={"known": "registered"},
    measures={"theft": "total", "total": ""},
    regions={"L": "H", "H": ""},
    members=("L",),
)
shapes = st.sampled_from(
    [
        SHAPE,
        SHAPE,
        replace(SHAPE, silence="missing", minimal_coverage=Fraction(1, 3)),
        replace(SHAPE, gaps=(Gap("L", NOVEMBER, NOVEMBER),)),
        replace(SHAPE, attributes=()),
        replace(SHAPE, source="another register"),
        SMALLER,
    ]
)


def fit(found: list[Unit], shape: object) -> list[Unit]:
    """Return the units that a shape has places for."""
    return [unit for unit in found if shape is not SMALLER or (unit.measure, unit.region) == ("theft", "L")]


@settings(max_examples=12)
@given(units, units, units, shapes, shapes)
def test_counts_are_compared_as_their_cells_are(
    kept: list[Unit], old: list[Unit], new: list[Unit], old_shape: object, new_shape: object
) -> None:
    """What moved, is new, gone or equal is what the plain comparison finds: other rows, months, axes and rules."""
    before = count_sample(fit(kept + old, old_shape), old_shape)  # type: ignore[arg-type]
    after = count_sample(fit(kept + new, new_shape), new_shape)  # type: ignore[arg-type]
    assert compare_cubes(before, after) == compare_cubes(CellCube(before), CellCube(after))


def test_cubes_of_the_same_files_are_equal_without_being_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing changed: no array is made, and every cell counts as equal."""

    def refuse(*arguments: object) -> NoReturn:
        raise AssertionError(f"read {arguments}")

    old, new = count_sample(UNITS), count_sample(UNITS[::-1])
    monkeypatch.setattr(Planes, "_read", refuse)
    monkeypatch.setattr(CountCube, "walk", refuse)
    found = compare_cubes(old, new)
    assert (found.equal, found.changes) == (len(old), ())


def test_only_files_that_differ_are_read() -> None:
    """A theft of February taken back moves February and no other month; what the file of November holds is not read."""
    old, new = count_sample(UNITS), count_sample([*UNITS, Unit(FEBRUARY, FEBRUARY, "theft", "L", -1)])
    moved = compare_cubes(old, new).changes
    months = {(change.cell.key.scope, change.cell.key.measure, str(change.cell.key.period)) for change in moved}
    expected = {(scope, measure, "2023-02") for scope in ("known", "happened") for measure in ("theft", "total")}
    assert months == expected
    assert {change.cell.key.region for change in moved} == {"L", "H"}
    assert {change.difference for change in moved} == {-1}
    part = new.restrict(["counts-2023-02"])
    november = [Period.months(2022, 11)]
    assert part.tabulate("known", "total", "", ["H"], november).tolist() == [[0]]
    assert new.tabulate("known", "total", "", ["H"], november).tolist() == [[1]]
