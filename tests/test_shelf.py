"""The shelf: datasets that stay open while new vintages are committed."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers.opening import PACKAGED, open_dataset
from esep.answers.shelf import MOST_KEPT, Shelf
from esep.cube.cube import CellCube
from esep.cube.vintages import commit
from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.problems import EsepError

KEY = CellKey("mia_crimes", "murder", "", "KZ", Period.year(2024))


def publish(store: Path, value: int, day: int = 1) -> str:
    """Commit a vintage of one murder count and return its id."""
    definition = open_dataset("kazakhstan", store, as_of=PACKAGED).definition
    cell = Cell(KEY, Fraction(value), body="body", source="source")
    cube = CellCube([cell])
    published = datetime.datetime(2025, 1, day, tzinfo=datetime.UTC)
    return commit(cube, definition, (), {}, store, published=published)[0].id


def read(shelf: Shelf, as_of: str | None = None) -> object:
    """Return the count in a vintage."""
    return shelf.open("kazakhstan", as_of).find_cells(measure="murder", period=KEY.period)[0].value


def test_a_new_vintage_is_taken_up_and_the_old_one_stays_for_who_has_it(tmp_path: Path) -> None:
    """After a commit the shelf gives the new vintage; what was taken before still says the old."""
    first = publish(tmp_path, 1)
    shelf = Shelf(["kazakhstan"], tmp_path)
    held = shelf["kazakhstan"]
    assert (held.vintage, read(shelf), shelf.refresh()) == (first, 1, False)
    second = publish(tmp_path, 2, 2)
    assert read(shelf) == 1
    assert shelf.refresh()
    assert (shelf["kazakhstan"].vintage, read(shelf), shelf.generation) == (second, 2, 1)
    assert held.find_cells(measure="murder")[0].value == 1
    assert [read(shelf, name) for name in (first, "1", "2025-01-01", second, None)] == [1, 1, 1, 2, 2]
    assert [vintage.id for vintage in shelf.list_vintages("kazakhstan")] == [first, second]


def test_few_earlier_vintages_stay_open(tmp_path: Path) -> None:
    """Asking for every vintage in turn does not fill the memory."""
    ids = [publish(tmp_path, value, value) for value in range(1, MOST_KEPT + 4)]
    shelf = Shelf(["kazakhstan"], tmp_path)
    assert [read(shelf, name) for name in ids] == list(range(1, MOST_KEPT + 4))
    assert shelf.open("kazakhstan", ids[-2]) is shelf.open("kazakhstan", str(len(ids) - 1))
    assert len(shelf._kept) == MOST_KEPT


def test_what_is_not_there_is_told_without_a_path(tmp_path: Path) -> None:
    """A vintage that does not exist, and two datasets of one name, are problems; none names a folder of the machine."""
    publish(tmp_path, 1)
    shelf = Shelf(["kazakhstan"], tmp_path)
    for word in ("7", "nothing", "1999-01-01", "../../etc/passwd"):
        with pytest.raises(EsepError, match="serve-vintage") as told:
            shelf.open("kazakhstan", word)
        assert str(tmp_path) not in str(told.value)
    with pytest.raises(EsepError, match="use-as-of"):
        shelf.open("kazakhstan", "2025-02-30")
    with pytest.raises(EsepError, match="serve-twice"):
        Shelf(["kazakhstan", "kazakhstan"], tmp_path)
    assert shelf.open("kazakhstan", PACKAGED).vintage == PACKAGED
