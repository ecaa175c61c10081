"""Revisions between two cubes: each change once, nothing else, and together they make the new cube of the old one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.cube.cube import CellCube
from esep.cube.revisions import KINDS, Revision, Revisions, compare_cubes
from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError
from tests.records_sample import change_hamlet, list_codes

THEFT = Cell(CellKey("s", "theft", "", "KZ", Period.year(2024)), Fraction(30593), "exact", "A", "Committee", "a")
FRAUD = Cell(CellKey("s", "fraud", "", "KZ", Period.year(2024)), Fraction(45156), "exact", "A", "Committee", "a")
SHARE = Cell(CellKey("s", "fraud", "", "KZ", Period.year(2024), "percent"), Fraction("34.0"), "rounded_to_0.1")


def compare(old: list[Cell], new: list[Cell]) -> Revisions:
    """Compare two cubes of these cells."""
    return compare_cubes(CellCube(old), CellCube(new))


def list_kinds(revisions: Revisions) -> list[tuple[str, str, Fraction | None]]:
    """Return kind, measure and difference of every change."""
    return [(change.kind, change.cell.key.measure, change.difference) for change in revisions.changes]


def test_moved_new_and_gone_are_told_apart_in_the_order_of_the_cube() -> None:
    """45,156 that becomes 45,200 moved by 44; a share that is new and thefts that are gone have no difference."""
    found = compare([THEFT, FRAUD], [SHARE, replace(FRAUD, value=Fraction(45200))])
    assert list_kinds(found) == [("moved", "fraud", Fraction(44)), ("new", "fraud", None), ("gone", "theft", None)]
    assert (found.equal, [found.count(kind) for kind in KINDS]) == (0, [1, 1, 1, 0])
    assert found.has_moved


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"value": Fraction(30594)}, "moved"),
        ({"value": None, "status": "Q"}, "moved"),
        ({"precision": "rounded_to_100"}, "moved"),
        ({"status": "P"}, "moved"),
        ({"source": "b"}, "sourced"),
        ({"note": "by telephone"}, "sourced"),
        ({"coverage": Fraction(1, 2)}, "sourced"),
    ],
)
def test_value_precision_and_status_move_a_cell_and_its_source_does_not(change: dict[str, Any], kind: str) -> None:
    """What a figure says is its value, precision and status; where it was read is told, and moves nothing."""
    found = compare([THEFT, FRAUD], [replace(THEFT, **change), FRAUD])
    assert [entry.kind for entry in found.changes] == [kind]
    assert found.equal == 1
    assert found.has_moved == (kind == "moved")


def test_a_value_that_goes_missing_is_no_fall_to_zero() -> None:
    """A suppressed cell has moved, by no number."""
    found = compare([THEFT], [replace(THEFT, value=None, status="Q")])
    assert list_kinds(found) == [("moved", "theft", None)]
    assert found.largest == ()
    assert "30,593 → suppressed" in found.describe()


def test_prints_of_several_bodies_are_compared_each_with_its_own() -> None:
    """The ministry corrects its figure: the committee's, under the same key, is equal."""
    ministry = replace(THEFT, body="Ministry", value=Fraction(30000))
    found = compare([THEFT, ministry], [replace(ministry, value=Fraction(30100)), THEFT])
    assert (found.equal, list_kinds(found)) == (1, [("moved", "theft", Fraction(100))])
    assert found.changes[0].cell.body == "Ministry"


def test_a_figure_that_another_body_publishes_is_new() -> None:
    """The same number from another body is another print: one gone, one new, none moved."""
    found = compare([THEFT], [replace(THEFT, body="Ministry")])
    assert sorted(change.kind for change in found.changes) == ["gone", "new"]


def test_prints_of_one_body_are_paired_by_their_page() -> None:
    """One body printed 30,593 on page a and 30,500, cut, on page b; b is corrected and a third page repeats a."""
    cut = replace(THEFT, value=Fraction(30500), precision="truncated_to_100", source="b")
    mended = replace(cut, value=Fraction(30600), precision="rounded_to_100")
    again = replace(THEFT, source="c")
    found = compare([THEFT, cut], [THEFT, mended, again])
    assert found.equal == 1
    assert {(change.before, change.after) for change in found.changes} == {(cut, mended), (None, again)}
    moved = next(change for change in found.changes if change.kind == "moved")
    assert "30,500 → 30,600  (+100)  cut off at 100 → rounded to 100" in moved.describe()


def test_the_largest_move_is_one_for_every_unit() -> None:
    """Points of a percentage are not compared with offences; −44 is larger than +43."""
    new = [
        replace(THEFT, value=Fraction(30593 + 43)),
        replace(FRAUD, value=Fraction(45156 - 44)),
        replace(SHARE, value=Fraction("34.1")),
    ]
    found = compare([THEFT, FRAUD, SHARE], new)
    assert [(c.cell.key.unit, c.difference) for c in found.largest] == [("count", -44), ("percent", Fraction(1, 10))]
    assert found.describe().splitlines()[-2:] == [
        "Largest move: −44 in s/fraud/KZ/2024/count.",
        "Largest move: +0.1 in s/fraud/KZ/2024/percent.",
    ]


def test_revisions_are_data_for_programs() -> None:
    """JSON has the counts and, for each change, both prints."""
    found = compare([THEFT, FRAUD], [replace(THEFT, value=Fraction(30594)), FRAUD]).to_dict()
    print_of = {"precision": "exact", "status": "A", "source": "a", "note": "", "coverage": None}
    assert found == {
        "equal": 1,
        **{"moved": 1, "new": 0, "gone": 0, "sourced": 0, "declared": 0, "undeclared": 1},
        "largest": [{"key": "s/theft/KZ/2024/count", "difference": 1}],
        "changes": [
            {
                "kind": "moved",
                "key": "s/theft/KZ/2024/count",
                "body": "Committee",
                "before": {"value": 30593, **print_of},
                "after": {"value": 30594, **print_of},
                "difference": 1,
                "declared": None,
            }
        ],
    }


def test_a_revision_that_changes_nothing_cannot_be_made() -> None:
    """Neither two equal prints nor two absent ones are a revision."""
    for cell in (THEFT, None):
        with pytest.raises(ValueError, match="changes something"):
            Revision(cell, cell)


def test_revisions_fit_only_the_cube_they_were_found_in() -> None:
    """A cube that lacks a print which is to change is refused."""
    found = compare([THEFT], [])
    with pytest.raises(ValueError, match="no such print"):
        found.apply(CellCube([FRAUD]))


# Few keys, bodies, pages and values, so that prints meet, repeat and move.
cells = st.builds(
    Cell,
    st.builds(
        CellKey,
        st.just("s"),
        st.sampled_from(["theft", "fraud"]),
        st.sampled_from(["", "a:b"]),
        st.just("KZ"),
        st.sampled_from([Period.year(2023), Period.year(2024)]),
        st.sampled_from(["count", "percent"]),
        st.sampled_from([None, Period.year(2020)]),
    ),
    st.sampled_from([None, Fraction(0), Fraction(1), Fraction(-1, 3)]),
    st.sampled_from(["exact", "rounded_to_100", "rounded_to_0.1", "truncated_to_100", "lower_bound"]),
    st.sampled_from(["A", "Q"]),
    st.sampled_from(["X", "Y"]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["", "note"]),
)
few = st.lists(cells, max_size=12)


@given(few)
def test_a_cube_is_equal_to_itself(old: list[Cell]) -> None:
    """Whatever a cube holds, repeated prints too, comparing it with itself finds nothing."""
    found = compare(old, old[::-1])
    assert (found.equal, found.changes, found.has_moved) == (len(old), (), False)


@given(few, few, few)
def test_applied_to_the_old_cube_revisions_give_the_new_one(old: list[Cell], new: list[Cell], kept: list[Cell]) -> None:
    """Old cube + revisions = new cube, every cell counted once; the other way round each change is turned round."""
    found, back = compare(kept + old, kept + new), compare(kept + new, kept + old)
    assert list(found.apply(CellCube(kept + old))) == list(CellCube(kept + new))
    assert found.equal + sum(change.before is not None for change in found.changes) == len(kept + old)
    assert found.equal + sum(change.after is not None for change in found.changes) == len(kept + new)
    assert (found.equal, found.count("new")) == (back.equal, back.count("gone"))
    assert found == compare((kept + old)[::-1], (kept + new)[::-1])


@given(few, few)
def test_every_revision_can_be_told(old: list[Cell], new: list[Cell]) -> None:
    """Each change is one line in every language, whatever was printed before and after, and the summary follows."""
    found = compare(old, new)
    for language in LANGUAGES:
        lines = found.describe(language).splitlines()
        told = bool(found.count("moved") + found.count("gone"))
        assert len(lines) == len(found.changes) + 1 + bool(found.count("sourced")) + told + len(found.largest)


def test_a_declared_revision_that_is_wrong_is_told(tmp_path: Path) -> None:
    """A period that is none, a measure that is none, an id that comes twice, no day and no reason: all at once."""
    one = '[[revisions]]\nid = "a"\npublished = 2025-01-01\nreason = { en = "a", ru = "б", kk = "в" }\n'
    two = '[[revisions]]\nid = "a"\nperiods = ["2024-13"]\nmeasures = ["thift"]\n'
    with pytest.raises(EsepError) as caught:
        change_hamlet(tmp_path, ("[records]\n", f"{one}{two}[records]\n"))
    assert sorted(list_codes(caught.value)) == [
        "definition-id-twice",
        "definition-key-missing",
        "definition-key-missing",
        "definition-value-unknown",
        "definition-value-unknown",
    ]
