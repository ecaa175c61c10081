"""Counts by two dates: every row once, only where counts are open, and never out of a protected dataset."""

from __future__ import annotations

import datetime
import shutil
from collections import Counter
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.answers.delays import explain_absence, find_event_scope, read_two_dates
from esep.cube.build import build_dataset
from esep.cube.cube import CellCube
from esep.cube.disclosure import RawCube, protect
from esep.cube.vintages import open_vintage
from esep.model.disclosure import DisclosureRules
from esep.model.period import Period
from esep.model.question import Question
from tests.count_sample import SHAPE, Unit, count_sample
from tests.disclosure_sample import make_definition
from tests.records_sample import DATA, change_definition

JANUARY, FEBRUARY, MARCH = (Period.months(2024, month) for month in (1, 2, 3))


def day(month: int, number: int = 5) -> datetime.date:
    """Return a day of 2024."""
    return datetime.date(2024, month, number)


# Worked by hand: two thefts of January known at once, one in March, one of no known day; a murder; one taken back.
UNITS = (
    Unit(day(1), day(1), "theft", "U-1"),
    Unit(day(1, 31), day(1), "theft", "L", is_firearm=True),
    Unit(day(3), day(1, 31), "theft", "U-2"),
    Unit(day(2), None, "theft", "U-1"),
    Unit(day(3), day(2), "murder", "U-1", is_firearm=True),
    Unit(day(3), day(1), "theft", "U-1", n=-1),
)


def test_every_unit_stands_under_both_its_months() -> None:
    """A whole adds up its parts and its places, an event without a day has no month, and nothing is lost."""
    cube = count_sample(UNITS)
    found = cube.cross("happened", "total", "", "H")
    assert found is not None
    assert (found.basis, found.registered) == ("occurred", (JANUARY, FEBRUARY, MARCH))
    assert dict(found.counts) == {(JANUARY, JANUARY): 2, (None, FEBRUARY): 1, (FEBRUARY, MARCH): 1}
    assert sum(found.counts.values()) == sum(unit.n for unit in UNITS)
    one = cube.cross("happened", "theft", "", "U")
    assert one is not None
    assert dict(one.counts) == {(JANUARY, JANUARY): 1, (None, FEBRUARY): 1}
    armed = cube.cross("happened", "total", "firearm", "H")
    assert armed is not None
    assert dict(armed.counts) == {(JANUARY, JANUARY): 1, (FEBRUARY, MARCH): 1}


def test_the_margins_are_the_cells() -> None:
    """Summed over registration a crossing gives the cells by event, summed over events those by registration."""
    cube = count_sample(UNITS)
    found = cube.cross("happened", "theft", "", "H")
    assert found is not None
    sums: Counter[tuple[str, Period | None]] = Counter()
    for (event, registered), n in found.counts.items():
        sums["happened", event] += n
        sums["known", registered] += n
    for scope in ("happened", "known"):
        for month in (JANUARY, FEBRUARY, MARCH):
            (cell,) = cube.find(scope=scope, measure="theft", attribute="", region="H", period=month)
            assert cell.value == sums[scope, month]


@pytest.mark.parametrize(
    "place",
    [("known", "total", "", "H"), ("happened", "none", "", "H"), ("happened", "total", "none", "H"), ("x",) * 4],
)
def test_what_has_no_second_date_has_no_crossing(place: tuple[str, str, str, str]) -> None:
    """A scope that counts by registration crosses nothing, and neither does a code that is not there."""
    assert count_sample(UNITS).cross(*place) is None


def test_a_month_that_may_not_be_shown_is_not_in_a_crossing() -> None:
    """Where silence means missing, a month in which nobody reported for a region is left out, with its counts."""
    shape = type(SHAPE)(**{**vars(SHAPE), "silence": "missing"})
    found = count_sample(UNITS, shape).cross("happened", "total", "", "L")
    assert found is not None
    assert found.registered == (JANUARY,)
    assert set(found.counts) == {(JANUARY, JANUARY)}


@pytest.mark.parametrize(
    "rules",
    [
        DisclosureRules("rounding", base=3),
        DisclosureRules("rounding", base=3, measures=("rape",)),
        DisclosureRules("rounding", base=3, attributes=("juvenile",)),
        DisclosureRules("suppression", threshold=5),
    ],
    ids=lambda rules: rules.method,
)
def test_protection_leaves_no_crossing(rules: DisclosureRules) -> None:
    """Whatever little is protected: two dates would give smaller numbers than any that was looked at."""
    shape = type(SHAPE)(
        scopes={"registered": "registered", "occurred": "occurred"},
        measures={"theft": "total", "rape": "violent", "violent": "total", "total": ""},
        regions={"K-11": "K-1", "K-1": "K", "K": ""},
        attributes=("juvenile",),
        body="",
        source="",
    )
    units = [Unit(day(1), day(1), "rape", "K-11"), Unit(day(2), day(1), "theft", "K-11")]
    raw = RawCube(count_sample(units, shape), rules, make_definition())
    assert not hasattr(raw, "cross")
    cube = protect(raw)
    assert isinstance(cube, CellCube)
    assert cube.cross("occurred", "total", "", "K") is None


@pytest.mark.parametrize("is_protected", [False, True])
def test_a_protected_vintage_has_no_crossing_and_no_file_to_make_one(is_protected: bool, tmp_path: Path) -> None:
    """A dataset that declares rounding is stored as cells: nobody who opens it gets the months of both dates."""
    source, base = tmp_path / "register.csv", tmp_path / "base" / "hamlet"
    lines = [f"{n},2023-11,03.{11 - n % 2}.2023,1,{'0501' if n < 8 else '0101'},{'UL'[n % 2]}" for n in range(1, 12)]
    source.write_text("\n".join(["Number,Month,Day,Count,Code,Village", *lines]), encoding="utf-8")
    shutil.copytree(DATA / "hamlet", base)
    with (base / "codes" / "scopes.csv").open("a", encoding="utf-8") as file:
        file.write("hamlet_occurred,by day,по дню,күні бойынша\n")
    scopes = 'hamlet_recorded = "registered"\n'
    rounding = ('method = "none"\nreason', 'method = "rounding"\nbase = 3\nreason')
    changes = [("[1, -1]", "[1]"), (scopes, f'{scopes}hamlet_occurred = "occurred"\n')]
    definition = change_definition(base, tmp_path, *changes, *([rounding] if is_protected else []))
    build_dataset(definition, base, [source], tmp_path / "store")
    cube, vintage = open_vintage(tmp_path / "store", "hamlet")
    found = cube.cross("hamlet_occurred", "total", "", "H")
    if is_protected:
        assert found is None
        assert set(vintage.files) == {"cells"}
        assert explain_absence(Answers(definition, cube, "")) == "protected"
    else:
        assert found is not None
        # The six odd numbers are of October, the five even ones of November; all were registered in November.
        months = {(Period.months(2023, 10), Period.months(2023, 11)): 6, (Period.months(2023, 11),) * 2: 5}
        assert found.counts == months


def test_published_figures_have_no_crossing() -> None:
    """Totals that somebody printed have one date."""
    answers = open_dataset("kazakhstan")
    question = Question("total", "committee_offences", "KZ", Period.year(2024))
    assert read_two_dates(answers, question) is None
    assert find_event_scope(answers, question) == ""
    assert explain_absence(answers) == "published"
