"""The cells of a file answer as the same cells in memory do, whatever is asked of them and in whatever order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from esep.cube import stored_cells
from esep.cube.build import protect, published_cube
from esep.cube.cube import Cube
from esep.cube.parquet import hash_cells, hash_stored, write_cells
from esep.cube.stored_cells import StoredCells
from esep.model.cell import CellKey
from esep.model.period import Period
from esep.sources.dataset import load_definition
from esep.sources.published import read_published


@pytest.fixture(scope="module")
def cube() -> Cube:
    """Return the packaged figures of Kazakhstan in memory."""
    return protect(published_cube(read_published(load_definition("kazakhstan")).cells))


@pytest.fixture(params=["series are read", "cells are looked up"])
def stored(cube: Cube, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> StoredCells:
    """Return the same figures in a file, as if they were few, and as if they were many."""
    if request.param == "cells are looked up":
        monkeypatch.setattr(stored_cells, "_SOON_READ", 0)
    write_cells(cube, tmp_path / "cells.parquet")
    return StoredCells(tmp_path / "cells.parquet")


def test_a_file_holds_the_same_cells_in_the_same_order(cube: Cube, stored: StoredCells, tmp_path: Path) -> None:
    """Number, order and checksum of the cells are those of the cube that was written."""
    assert len(stored) == len(cube) > 400
    assert list(stored) == list(cube)
    assert hash_cells(stored) == hash_stored(tmp_path / "cells.parquet") == hash_cells(cube)


def test_a_file_lists_the_same_scopes_and_measures(cube: Cube, stored: StoredCells) -> None:
    """In the same order, without any of its cells being made."""
    assert stored.scopes() == cube.scopes()
    for scope in cube.scopes():
        assert stored.measures(scope) == cube.measures(scope)


def test_a_file_finds_the_same_cells_by_any_part_of_their_keys(cube: Cube, stored: StoredCells) -> None:
    """Each part alone, scope and measure together, the whole key; what is not there is not found."""
    for cell in list(cube)[::7]:
        key = cell.key
        asked: list[dict[str, object]] = [
            {"scope": key.scope},
            {"measure": key.measure},
            {"region": key.region, "unit": key.unit},
            {"period": key.period, "scope": key.scope, "base_period": key.base_period},
            {"scope": key.scope, "measure": key.measure, "base_period": None},
            {"scope": key.scope, "measure": key.measure, "period": key.period, "attribute": key.attribute},
        ]
        for parts in asked:
            assert stored.find(**parts) == cube.find(**parts)
        assert stored.get(key) == cube.get(key) != ()
        series = (key.scope, key.measure, key.attribute, key.region, key.unit)
        assert stored.periods(*series) == cube.periods(*series)
    unknown = CellKey("nowhere", "murder", "", "KZ", Period.year(2024))
    assert stored.get(unknown) == stored.find(scope="nowhere") == ()
    assert stored.periods("nowhere", "murder") == ()


FORKED = """
import os, sys
import subprocess
import sys
from pathlib import Path
from esep.cube.parquet import list_series

path = Path(sys.argv[1])
found = list_series(path)
child = os.fork()
if not child:
    os._exit(0 if found and list_series(path) == found else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


def test_a_forked_process_reads_too(cube: Cube, tmp_path: Path) -> None:
    """A server that forks after it read a store does not wait for an engine whose threads stayed behind."""
    write_cells(cube, tmp_path / "cells.parquet")
    command = [sys.executable, "-W", "ignore", "-c", FORKED, str(tmp_path / "cells.parquet")]
    assert subprocess.run(command, timeout=60, check=False).returncode == 0
