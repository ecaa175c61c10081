"""Adding months: those given are put in or replaced, the others are taken over file by file."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from esep.cli import main
from esep.cube import content
from esep.cube.build import BuildReport, build_dataset
from esep.cube.cube import CellCube
from esep.cube.manifest import Vintage
from esep.cube.publish import publish
from esep.cube.vintages import commit, find_vintage, list_vintages, open_vintage
from esep.model.definition import Definition
from esep.model.period import Period
from esep.problems import LANGUAGES, EsepError
from esep.sources.dataset import find_dataset_folder, load_definition
from tests.records_sample import DATA, change_hamlet, list_codes, load_hamlet

HAMLET = load_hamlet()
FOLDER = DATA / "hamlet"
HEADER, *ROWS = (DATA / "plain.csv").read_text(encoding="utf-8").splitlines()
# Row 7 of March becomes a theft, and a row 9 of April is new: one murder in the upper village.
MARCH = ["7,2024-03,29.02.2024,1,0501,L", ROWS[7]]
APRIL = ["9,2024-04,02.04.2024,1,0101,U"]


def write_rows(path: Path, rows: list[str]) -> Path:
    """Write a file of records."""
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def build(store: Path, *sources: Path, is_addition: bool = False, definition: Definition = HAMLET) -> BuildReport:
    """Build the hamlet."""
    return build_dataset(definition, FOLDER, sources, store, is_addition=is_addition)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two files of the hamlet, its first months and March 2024, and a store built from them."""
    folder = tmp_path_factory.mktemp("built")
    early, march = write_rows(folder / "early.csv", ROWS[:6]), write_rows(folder / "march.csv", ROWS[6:])
    build(folder / "store", early, march)
    return folder


@pytest.fixture
def store(built: Path, tmp_path: Path) -> Path:
    """Return a copy of the store, its files beside it."""
    return Path(shutil.copytree(built, tmp_path, dirs_exist_ok=True)) / "store"


def list_counts(vintage: Vintage) -> dict[str, str]:
    """Return the names of the files of counts by month."""
    return {role[7:]: file.name for role, file in vintage.files.items() if role.startswith("counts-")}


def test_added_months_give_the_cube_that_a_whole_build_gives(tmp_path: Path, store: Path) -> None:
    """March replaced and April put in: every cell is that of a build from all the rows at once."""
    added = build(store, write_rows(tmp_path / "a.csv", MARCH + APRIL), is_addition=True)
    whole = build(tmp_path / "whole", write_rows(tmp_path / "b.csv", ROWS[:6] + MARCH + APRIL))
    assert list(open_vintage(store, "hamlet")[0]) == list(open_vintage(tmp_path / "whole", "hamlet")[0])
    assert (added.vintage.content_sha256, added.cells) == (whole.vintage.content_sha256, whole.cells)


def test_only_the_months_that_changed_are_written(tmp_path: Path, store: Path) -> None:
    """The other months share their files; the manifest says what was put in or replaced, and what counts from where."""
    first = find_vintage(store, "hamlet")
    assert first is not None
    assert [(file.name, file.months) for file in first.sources] == [
        ("early.csv", ("2023-11", "2023-12", "2024-01")),
        ("march.csv", ("2024-03",)),
    ]
    report = build(store, write_rows(tmp_path / "a.csv", MARCH + APRIL), is_addition=True)
    before, after = list_counts(first), list_counts(report.vintage)
    assert sorted(set(after) - set(before)) == ["2024-04"]
    assert [month for month in before if before[month] != after[month]] == ["2024-03"]
    assert (report.vintage.added, report.vintage.replaced) == (("2024-03", "2024-04"), ("2024-03",))
    assert (report.vintage.parent, report.rows.read) == (first.id, 3)
    assert [(file.name, file.months) for file in report.vintage.sources] == [
        ("early.csv", ("2023-11", "2023-12", "2024-01")),
        ("a.csv", ("2024-03", "2024-04")),
    ]
    assert report.to_dict()["replaced"] == ["2024-03"]
    for language in LANGUAGES:
        assert "2024-03, 2024-04" in report.describe(language)


def test_a_hole_in_a_file_is_there_until_its_month_is_replaced(tmp_path: Path) -> None:
    """The first file lacks a part of November 2023, also when another month is added, until that one is replaced."""
    hole = '[[records.gaps]]\nfiles = "early.csv"\nstart = 2023-11-01\nend = 2023-11-09\n'
    why = 'reason = { en = "Lost.", ru = "Утеряно.", kk = "Жоғалған." }\n'
    definition = change_hamlet(tmp_path, ("[records.duplicates]", f"{hole}{why}[records.duplicates]"))
    store, states = tmp_path / "store", []
    files = (("early.csv", ROWS[:6]), ("april.csv", APRIL), ("late.csv", ROWS[:1]))
    for name, rows in files:
        build(store, write_rows(tmp_path / name, rows), is_addition=name != "early.csv", definition=definition)
        cube, _ = open_vintage(store, "hamlet")
        states.append({cell.status for cell in cube.find(period=Period.months(2023, 11))})
    assert ",2023-11," in ROWS[0]
    assert states == [{"O"}, {"O"}, {"A"}]


def test_adding_what_is_there_already_changes_nothing(tmp_path: Path, store: Path) -> None:
    """A month that is the same to the last row makes no new vintage."""
    report = build(store, tmp_path / "march.csv", is_addition=True)
    assert not report.is_new
    assert len(list_vintages(store)) == 1


def test_months_are_not_added_by_another_definition(tmp_path: Path, store: Path) -> None:
    """Where the definition changed in the meantime, the dataset has to be built as a whole."""
    with pytest.raises(EsepError) as caught:
        build(store, tmp_path / "march.csv", is_addition=True, definition=replace(HAMLET, sha256="0" * 64))
    assert list_codes(caught.value) == ["add-definition"]


def test_months_are_added_only_to_counts(tmp_path: Path, store: Path) -> None:
    """Nothing built yet, published figures and protected cells are three problems, and nothing is committed."""
    with pytest.raises(EsepError) as caught:
        build(tmp_path / "empty", tmp_path / "march.csv", is_addition=True)
    assert list_codes(caught.value) == ["store-empty"]
    cube, vintage = open_vintage(store, "hamlet")
    commit(CellCube(cube), HAMLET, vintage.sources, vintage.rows, store)
    with pytest.raises(EsepError) as caught:
        build(store, tmp_path / "march.csv", is_addition=True)
    assert list_codes(caught.value) == ["add-protected"]
    with pytest.raises(EsepError) as caught:
        build_dataset(load_definition("kazakhstan"), find_dataset_folder("kazakhstan"), (), store, is_addition=True)
    assert list_codes(caught.value) == ["add-kind"]
    assert len(list_vintages(store)) == 2


@pytest.mark.parametrize("role", ["counts-2024-01", "coverage", "shape"])
def test_damage_to_any_file_of_counts_is_found(store: Path, role: str) -> None:
    """A file that lost its last bytes is not read."""
    vintage = find_vintage(store, "hamlet")
    assert vintage is not None
    path = store / "hamlet" / vintage.files[role].name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(EsepError) as caught:
        open_vintage(store, "hamlet")
    assert list_codes(caught.value) == ["vintage-damaged"]


def test_a_build_that_stops_halfway_leaves_the_vintage_before(
    tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk full after the first new file of counts: a problem, the old vintage, and the next build succeeds."""
    source = write_rows(tmp_path / "a.csv", MARCH + APRIL)
    before = list_vintages(store)
    put = publish
    room = iter([True])

    def run_out(temporary: Path, final: Path) -> None:
        if not next(room, False):
            raise OSError(28, "No space left on device")
        put(temporary, final)

    monkeypatch.setattr(content, "publish", run_out)
    with pytest.raises(EsepError) as caught:
        build(store, source, is_addition=True)
    assert list_codes(caught.value) == ["store-unwritable"]
    assert list_vintages(store) == before
    assert open_vintage(store, "hamlet")[1] == before[0]
    assert not list((store / "hamlet").glob(".tmp-*"))
    monkeypatch.undo()
    assert build(store, source, is_addition=True).is_new


def test_months_are_added_from_the_command_line(
    tmp_path: Path, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--add says which months were put in and replaced; the JSON has the rate as rows a second."""
    source = write_rows(tmp_path / "a.csv", MARCH + APRIL)
    assert main(["build", str(FOLDER), str(source), "--add", "--store", str(store), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["added"], found["replaced"]) == (["2024-03", "2024-04"], ["2024-03"])
    assert (found["rows"]["read"], found["vintage"][:7], found["rows_per_second"] > 0) == (3, "000002-", True)
    assert main(["build", str(FOLDER), str(source), "--engine", "abacus://here", "--store", str(store)]) == 3
    assert "[engine-unknown]" in capsys.readouterr().err
