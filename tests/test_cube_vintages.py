"""The store of vintages: what was committed comes back as it was, nothing is overwritten, damage is told."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from esep.cube import content, vintages
from esep.cube.content import check_stored
from esep.cube.cube import CellCube, Cube
from esep.cube.manifest import SourceFile, StoredFile, Vintage, hash_body
from esep.cube.parquet import hash_cells
from esep.cube.vintages import commit, default_store, find_vintage, list_vintages, open_vintage
from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.problems import EsepError
from esep.records.read import read_records
from tests.records_sample import DATA, list_codes, load_hamlet

HAMLET = load_hamlet()
FOREVER = DATA.parent.parent / "prove" / "build_forever.py"
SOURCE = SourceFile("plain.csv", 12, "ab" * 32)
ROWS = {"read": 3, "accepted": 2, "rejected": 1, "duplicates": 0}
CELLS = (
    Cell(CellKey("s", "theft", "", "KZ", Period.year(2024)), Fraction(5588), "exact", "A", "Әділет", "x", "“№1”"),
    Cell(CellKey("s", "theft", "a:b", "KZ", Period.parse("2024-01..2024-06"), "fold"), Fraction(81, 7), "approximate"),
    Cell(CellKey("s", "theft", "", "KZ", Period.year(2024), "percent", Period.year(2023)), Fraction("-5.3")),
    Cell(CellKey("s", "fraud", "", "KZ", Period.parse("2017-04-01..2017-04-20")), None, "exact", "O"),
    Cell(CellKey("s", "fraud", "", "KZ", Period.year(2024)), Fraction(10**30 + 1)),
)


def make_cube(value: int = 1) -> Cube:
    """Return a cube of one cell."""
    return CellCube([Cell(CellKey("s", "theft", "", "KZ", Period.year(2024)), Fraction(value))])


def commit_at(store: Path, value: int, day: str) -> Vintage:
    """Commit a cube as if on a day."""
    published = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return commit(make_cube(value), HAMLET, [SOURCE], ROWS, store, published=published)[0]


def test_what_was_committed_comes_back(tmp_path: Path) -> None:
    """Every part of a cell survives the store exactly: fractions, large numbers, letters, gaps, periods."""
    cube = CellCube(CELLS)
    vintage, is_new = commit(cube, HAMLET, [SOURCE], ROWS, tmp_path)
    assert is_new
    found, same = open_vintage(tmp_path, "hamlet")
    assert list(found) == list(cube)
    assert same == vintage
    assert (vintage.number, vintage.parent, vintage.cells) == (1, "", 5)
    assert vintage.rows == ROWS
    assert vintage.program.startswith("esep ")
    assert vintage.definition_sha256 == HAMLET.sha256
    assert [(file.name, file.size, file.sha256) for file in vintage.sources] == [("plain.csv", 12, "ab" * 32)]


def test_the_same_build_is_not_committed_twice(tmp_path: Path) -> None:
    """Same cells, definition and sources: the store stays as it is, byte by byte, and says so."""
    first, _ = commit(make_cube(), HAMLET, [SOURCE], ROWS, tmp_path)
    before = {path.name: path.read_bytes() for path in (tmp_path / "hamlet").iterdir()}
    again, is_new = commit(make_cube(), HAMLET, [SOURCE], ROWS, tmp_path)
    assert (again, is_new) == (first, False)
    assert {path.name: path.read_bytes() for path in (tmp_path / "hamlet").iterdir()} == before


@pytest.mark.parametrize("change", ["cells", "definition", "sources"])
def test_any_change_is_a_new_vintage(tmp_path: Path, change: str) -> None:
    """Other cells, another definition or other files make a vintage with its parent; the first stays readable."""
    first, _ = commit(make_cube(), HAMLET, [SOURCE], ROWS, tmp_path)
    cube = make_cube(2) if change == "cells" else make_cube()
    definition = replace(HAMLET, sha256="0" * 64) if change == "definition" else HAMLET
    snapshots = [replace(SOURCE, sha256="cd" * 32)] if change == "sources" else [SOURCE]
    second, is_new = commit(cube, definition, snapshots, ROWS, tmp_path)
    assert is_new
    assert (second.number, second.parent) == (2, first.id)
    assert list_vintages(tmp_path) == list_vintages(tmp_path, "hamlet") == (first, second)
    assert list(open_vintage(tmp_path, "hamlet", "1")[0]) == list(make_cube())
    assert list(open_vintage(tmp_path, "hamlet")[0]) == list(cube)


def test_equal_cells_are_stored_once(tmp_path: Path) -> None:
    """A vintage that only differs in its sources shares the file of cells with the one before."""
    commit(make_cube(), HAMLET, [SOURCE], ROWS, tmp_path)
    commit(make_cube(), HAMLET, [], ROWS, tmp_path)
    assert len(list((tmp_path / "hamlet").glob("cells-*.parquet"))) == 1


def test_a_vintage_is_found_by_its_id_and_by_day(tmp_path: Path) -> None:
    """A day means the last vintage committed by its end, a number or an id exactly that one."""
    first, second, third = (
        commit_at(tmp_path, value, day) for value, day in enumerate(["2025-01-10", "2025-02-10", "2025-02-10"])
    )
    by = {as_of: find_vintage(tmp_path, "hamlet", as_of) for as_of in ("2025-01-10", "2025-02-09", "2025-02-10")}
    assert list(by.values()) == [first, first, third]
    assert find_vintage(tmp_path, "hamlet", second.id) == second == find_vintage(tmp_path, "hamlet", "000002")
    assert find_vintage(tmp_path, "hamlet") == third
    assert find_vintage(tmp_path, "nothing") is None


@pytest.mark.parametrize("as_of", ["2025-01-09", "4", "000001-00000000", "yesterday", "../1"])
def test_a_vintage_that_is_not_there_is_told(tmp_path: Path, as_of: str) -> None:
    """A day before the first, an unknown number and words are answered with what there is."""
    commit_at(tmp_path, 1, "2025-01-10")
    with pytest.raises(EsepError) as caught:
        open_vintage(tmp_path, "hamlet", as_of)
    assert list_codes(caught.value) == ["vintage-unknown"]
    assert caught.value.problems[0].facts["known"] == "000001"


@pytest.mark.parametrize("dataset", ["hamlet", "..", "a/b"])
def test_an_empty_store_is_told(tmp_path: Path, dataset: str) -> None:
    """Opening what was never built says so; a name cannot lead out of the store."""
    with pytest.raises(EsepError) as caught:
        open_vintage(tmp_path / "none", dataset)
    assert list_codes(caught.value) == ["store-empty"]
    assert list_vintages(tmp_path / "none") == ()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _change(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"cells": 1,', b'"cells": 2,'))


def _lead_out(path: Path) -> None:
    whole = json.loads(path.read_bytes())
    whole["vintage"]["files"]["cells"]["name"] = "../secret.parquet"
    whole["sha256"] = hash_body(whole["vintage"])
    path.write_text(json.dumps(whole), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("manifest-*.json", _cut),
        ("manifest-*.json", _change),
        ("manifest-*.json", _lead_out),
        ("manifest-*.json", lambda path: path.write_text("[]")),
        ("manifest-*.json", lambda path: path.write_text('{"vintage": {"format": "1"}}')),
        ("cells-*.parquet", _cut),
        ("cells-*.parquet", lambda path: path.unlink()),
    ],
)
def test_damage_is_found_when_a_vintage_is_opened(tmp_path: Path, name: str, damage: Callable[[Path], None]) -> None:
    """A file that was cut, changed, removed or made up is not read, and the vintage before it still is."""
    first = commit_at(tmp_path, 1, "2025-01-10")
    kept = set((tmp_path / "hamlet").iterdir())
    commit_at(tmp_path, 2, "2025-02-10")
    (path,) = (path for path in (tmp_path / "hamlet").glob(name) if path not in kept)
    damage(path)
    with pytest.raises(EsepError) as caught:
        open_vintage(tmp_path, "hamlet")
    assert list_codes(caught.value) == ["vintage-damaged"]
    assert caught.value.problems[0].where.file == str(path)
    assert open_vintage(tmp_path, "hamlet", first.id)[1] == first


@pytest.mark.parametrize(("found", "code"), [(3, "store-newer"), (1, "store-older")])
def test_a_store_of_another_format_is_not_guessed_at(tmp_path: Path, found: int, code: str) -> None:
    """A manifest of a later format, or of one that is no longer read, is refused, to read and to build upon."""
    commit_at(tmp_path, 1, "2025-01-10")
    path = tmp_path / "hamlet" / "manifest-000001.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"format": 2', f'"format": {found}'), encoding="utf-8")
    for attempt in (lambda: open_vintage(tmp_path, "hamlet"), lambda: commit_at(tmp_path, 2, "2025-02-10")):
        with pytest.raises(EsepError) as caught:
            attempt()
        assert list_codes(caught.value) == [code]


def test_a_store_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Where the store is a file, or its disk is full, nothing is committed and nothing is left."""
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(EsepError) as caught:
        commit(make_cube(), HAMLET, [SOURCE], ROWS, blocked)
    assert list_codes(caught.value) == ["store-unwritable"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to stand for a full disk")
def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that runs out of room is told so; the vintage before it is the latest one still."""
    first = commit_at(tmp_path, 1, "2025-01-10")
    before = sorted(path.name for path in (tmp_path / "hamlet").iterdir())

    def fill(vintage: Vintage, path: Path) -> None:
        path.write_text(str(vintage), encoding="utf-8")
        Path("/dev/full").write_text(str(vintage), encoding="utf-8")

    monkeypatch.setattr(vintages, "write_manifest", fill)
    with pytest.raises(EsepError) as caught:
        commit_at(tmp_path, 2, "2025-02-10")
    assert list_codes(caught.value) == ["store-unwritable"]
    assert sorted(path.name for path in (tmp_path / "hamlet").iterdir()) == before
    assert open_vintage(tmp_path, "hamlet")[1] == first


@pytest.mark.parametrize("is_same", [True, False])
def test_of_two_builds_at_once_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_same: bool) -> None:
    """A build that finds its number taken commits nothing; if the other one said the same, that is its vintage."""
    store_cells = content.store_cells

    def be_overtaken(cube: Cube, content_sha256: str, drafts: content.Drafts) -> StoredFile:
        monkeypatch.setattr(vintages, "store_cells", store_cells)
        commit_at(tmp_path, 1 if is_same else 2, "2025-01-10")
        return store_cells(cube, content_sha256, drafts)

    monkeypatch.setattr(vintages, "store_cells", be_overtaken)
    if is_same:
        vintage, is_new = commit(make_cube(1), HAMLET, [SOURCE], ROWS, tmp_path)
        assert not is_new
        assert list_vintages(tmp_path) == (vintage,)
        return
    with pytest.raises(EsepError) as caught:
        commit(make_cube(1), HAMLET, [SOURCE], ROWS, tmp_path)
    assert list_codes(caught.value) == ["store-busy"]
    assert [v.number for v in list_vintages(tmp_path)] == [1]
    assert list(open_vintage(tmp_path, "hamlet")[0]) == list(make_cube(2))


def test_rejects_are_kept_beside_the_cells(tmp_path: Path) -> None:
    """The list of what was not accepted belongs to the vintage, with its checksum; without any there is no file."""
    with read_records(HAMLET, [DATA / "faulty.csv"]) as records:
        vintage, _ = commit(make_cube(), HAMLET, [SOURCE], ROWS, tmp_path, rejects=records.rejects)
    stored = vintage.files["rejects"]
    check_stored(tmp_path / "hamlet" / stored.name, stored)
    # A header and the 25 reasons of faulty.expected.csv.
    assert len((tmp_path / "hamlet" / stored.name).read_text(encoding="utf-8").splitlines()) == 26
    assert "rejects" not in commit(make_cube(2), HAMLET, [SOURCE], ROWS, tmp_path)[0].files


def test_the_same_cells_are_the_same_bytes(tmp_path: Path) -> None:
    """Two stores built from the same cells hold the same file, whatever order the cells came in."""
    for name, cells in (("a", CELLS), ("b", CELLS[::-1])):
        commit(CellCube(cells), HAMLET, [SOURCE], ROWS, tmp_path / name)
    first, second = (sorted((tmp_path / name / "hamlet").glob("cells-*"))[0] for name in ("a", "b"))
    assert (first.name, first.read_bytes()) == (second.name, second.read_bytes())
    assert hash_cells(CellCube(CELLS)) != hash_cells(CellCube(CELLS[1:]))


def test_the_default_store_can_be_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """ESEP_STORE says where vintages are kept; without it they are beside the work."""
    monkeypatch.setenv("ESEP_STORE", "elsewhere")
    assert default_store() == Path("elsewhere")
    monkeypatch.setenv("ESEP_STORE", "")
    assert default_store() == Path(".esep/store")


def test_only_old_debris_is_removed(tmp_path: Path) -> None:
    """A temporary file of yesterday's killed build goes, that of a build under way stays."""
    folder = tmp_path / "hamlet"
    folder.mkdir()
    old, young = folder / ".tmp-1-old.parquet", folder / ".tmp-2-young.parquet"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (time.time() - 2 * 24 * 3600,) * 2)
    commit(make_cube(), HAMLET, [SOURCE], ROWS, tmp_path)
    assert not old.exists()
    assert young.exists()


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is a word of POSIX systems")
def test_a_killed_build_leaves_the_last_vintage_readable(tmp_path: Path) -> None:
    """Builds killed at different moments leave every committed vintage whole, and the next build succeeds."""
    first = commit_at(tmp_path, -1, "2025-01-10")
    for delay in (0.0, 0.02, 0.05, 0.1, 0.2):
        child = subprocess.Popen([sys.executable, FOREVER, tmp_path], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay)
        child.kill()
        child.communicate()
        for vintage in list_vintages(tmp_path, "hamlet"):
            assert open_vintage(tmp_path, "hamlet", vintage.id)[1] == vintage
    assert find_vintage(tmp_path, "hamlet", "1") == first
    last = list_vintages(tmp_path, "hamlet")[-1]
    assert last.number > 1
    assert commit_at(tmp_path, -2, "2030-01-01").parent == last.id
