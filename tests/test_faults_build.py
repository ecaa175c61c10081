"""Everything that can be wrong with the input of a build, from the command line to the store, one row a fault.

Each fault is told with its code, file, line and value in three languages, ends with exit status 3 and without a
traceback, and leaves the store byte for byte as it was and nothing in the temporary folder.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from esep.cli import EXIT_FAILED, EXIT_FINE, main
from esep.cube.vintages import list_vintages, open_vintage
from esep.problems import LANGUAGES, Problem
from tests.faults_sample import FAULTS, HAMLET, HEADER, ROW, Fault, Told
from tests.records_sample import DATA

CHILD = Path(__file__).parent / "faults_child.py"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with a vintage of the hamlet; nobody writes to it."""
    store = tmp_path_factory.mktemp("built")
    assert main(["build", str(HAMLET), str(DATA / "plain.csv"), "--store", str(store)]) == EXIT_FINE
    return store


@pytest.fixture
def store(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the store, and have temporary files written beside it."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return Path(shutil.copytree(built, tmp_path / "store"))


def hash_tree(folder: Path) -> dict[str, str]:
    """Return every folder and file below a folder with the checksum of what it holds."""
    found = sorted(folder.rglob("*"))
    return {str(p): hashlib.sha256(p.read_bytes()).hexdigest() if p.is_file() else "" for p in found}


def build(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, dict[str, Any], str]:
    """Build from the command line; return exit status, JSON and what was said beside it."""
    status = main(["build", *map(str, arguments), "--json"])
    out, err = capsys.readouterr()
    return status, json.loads(out), err


def check_told(problems: list[dict[str, Any]], told: tuple[Told, ...], language: str) -> None:
    """Hold what was told to what is expected; each has its remedy in the language, and names the value."""
    places = [(one["code"], Path(one["file"] or "").name, one["line"]) for one in problems]
    assert places == [expected[:3] for expected in told]
    for one, (code, _, _, value) in zip(problems, told, strict=True):
        problem = Problem(code, facts=one["facts"])
        assert [one[part] for part in ("what", "remedy")] == [
            problem.say(part, language) for part in ("what", "remedy")
        ]
        assert value in one["what"].replace("\N{NO-BREAK SPACE}", ",")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.says)
def test_a_fault_is_told_and_the_store_is_as_it_was(
    fault: Fault, store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code, file, line and value in three languages, exit status 3, no traceback, not a byte of the store moved."""
    source = tmp_path / fault.name
    source.write_bytes(fault.data)
    dataset = fault.dataset or copy_hamlet(tmp_path, *fault.changes)
    before = hash_tree(store)
    for language in LANGUAGES:
        monkeypatch.setenv("ESEP_LANG", language)
        status, data, err = build(capsys, dataset, source, "--store", store)
        assert status == EXIT_FAILED
        check_told(data["problems"], fault.told, language)
        assert "Traceback" not in err
        assert err.count("  → ") == len(fault.told)
        assert hash_tree(store) == before
        assert list((tmp_path / "temporary").iterdir()) == []


def copy_hamlet(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the hamlet with texts of its definition replaced, without loading it, and return its folder."""
    copy = Path(shutil.copytree(HAMLET, folder / "hamlet"))
    file = copy / "definition.toml"
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file.write_text(text, encoding="utf-8")
    return copy


# Rows that are wrong among rows that are right


DAYS = (
    *("03.11.2023", "2023-11-03", "03/11/2023", "11/03/2023", "3 Nov 2023", "Nov 3, 2023", "20231103", "2023/11/03"),
    *("03-11-2023", "03.11.23", "2023-11-03T00:00:00", "45233", "3 ноября 2023"),
)


def read_rejects(data: dict[str, Any]) -> list[dict[str, str]]:
    """Return the rows of the list of rejects that a build names."""
    with Path(data["rejects"]).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_of_thirteen_forms_of_a_date_the_declared_one_is_read(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One day written in thirteen ways and declared in one: each of the twelve others is rejected with its text."""
    dataset = copy_hamlet(tmp_path, ('formats = ["%d.%m.%Y", "%Y-%m-%d %H:%M"]', 'formats = ["%d.%m.%Y"]'))
    rows = "".join(f'{n},2023-11,"{day}",1,0101,U\n' for n, day in enumerate(DAYS))
    (tmp_path / "a.csv").write_bytes(HEADER + rows.encode())
    before = hash_tree(store)
    status, data, _ = build(capsys, dataset, tmp_path / "a.csv", "--store", store)
    assert status == EXIT_FINE
    assert data["rows"] == {"read": 13, "accepted": 1, "rejected": 12, "duplicates": 0}
    rejects = read_rejects(data)
    assert [(row["line"], row["rule"], row["value"]) for row in rejects] == [
        (str(line), "record-date-bad", day) for line, day in enumerate(DAYS[1:], start=3)
    ]
    assert all(row["value"] in row[f"message_{language}"] for row in rejects for language in LANGUAGES)
    # The vintage before is untouched by the new one.
    assert before.items() <= hash_tree(store).items()


def test_a_mark_at_the_beginning_is_none_of_the_text_and_in_the_middle_is(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of UTF-8 with its mark is read; where two such files were put one behind the other, a row is rejected."""
    marked = b"\xef\xbb\xbf" + HEADER + ROW
    (tmp_path / "a.csv").write_bytes(marked + marked)
    status, data, _ = build(capsys, HAMLET, tmp_path / "a.csv", "--store", store)
    assert (status, data["rows"]) == (EXIT_FINE, {"read": 3, "accepted": 2, "rejected": 1, "duplicates": 0})
    assert {(row["line"], row["value"]) for row in read_rejects(data)} >= {("3", "Month"), ("3", "Day")}


# Faults of the store


def run_child(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start a build in a process of its own; `environment` says what is wrong with its system."""
    return subprocess.Popen(
        [sys.executable, CHILD, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    )


def finish(child: subprocess.Popen[str]) -> tuple[int, dict[str, Any]]:
    """Wait for a build; return its exit status and its JSON."""
    out, err = child.communicate(timeout=120)
    assert "Traceback" not in err, err
    return child.returncode, json.loads(out)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX systems limit the size of files")
@pytest.mark.parametrize(
    ("room", "told"),
    [
        # No temporary folder can be used; the counts cannot be written to it; the store cannot take the manifest; and
        # not the list of rejects, which is larger.
        ("0", "staging-failed"),
        ("500", "engine-failed"),
        ("1800", "store-unwritable"),
        ("6000", "store-unwritable"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_a_disk_that_is_full_is_told(room: str, told: str, is_first: bool, store: Path, tmp_path: Path) -> None:
    """At whatever step the room runs out, nothing of the vintage that was being written is left."""
    if is_first:
        shutil.rmtree(store)
    before = {path: sha256 for path, sha256 in hash_tree(store).items() if sha256}
    rows = "".join(f"{n},2023-11,03.11.2023,1,{'0101' if n % 2 else '9901'},U\n" for n in range(200))
    (tmp_path / "a.csv").write_bytes(HEADER + rows.encode())
    child = run_child(HAMLET, tmp_path / "a.csv", store, FAULT_ROOM=room, TMPDIR=str(tmp_path / "temporary"))
    status, data = finish(child)
    assert (status, [one["code"] for one in data["problems"]]) == (EXIT_FAILED, [told])
    assert {path: sha256 for path, sha256 in hash_tree(store).items() if sha256} == before
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets its superuser give up the right to write")
def test_a_store_that_is_read_only_is_told(store: Path, tmp_path: Path) -> None:
    """A folder without the right to write: the problem names it, and a new vintage is not there by half."""
    (tmp_path / "a.csv").write_bytes(HEADER + ROW)
    before = hash_tree(store)
    for path in (store / "hamlet", store):
        path.chmod(0o555)
    try:
        status, data = finish(run_child(HAMLET, tmp_path / "a.csv", store, FAULT_RIGHTS="none"))
    finally:
        for path in (store, store / "hamlet"):
            path.chmod(0o755)
    assert status == EXIT_FAILED
    check_told(data["problems"], (("store-unwritable", "store", None, str(store)),), "en")
    assert hash_tree(store) == before


def lock_folder(store: Path) -> None:
    """Put a file where the folder of the dataset would be."""
    shutil.rmtree(store / "hamlet")
    (store / "hamlet").write_text("", encoding="utf-8")


def make_newer(store: Path) -> None:
    """Let the manifest say that it is of the next format."""
    path = store / "hamlet" / "manifest-000001.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"format": 2', '"format": 3'), encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lock_folder, ("store-unwritable", "store", None, "store")),
        (make_newer, ("store-newer", "manifest-000001.json", None, "3")),
    ],
)
def test_a_store_that_cannot_be_added_to_is_told(
    spoil: Callable[[Path], None],
    told: Told,
    store: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file in the place of the folder, or a store that a later version of Esep has written."""
    spoil(store)
    (tmp_path / "a.csv").write_bytes(HEADER + ROW)
    before = hash_tree(store)
    for language in LANGUAGES:
        monkeypatch.setenv("ESEP_LANG", language)
        status, data, err = build(capsys, HAMLET, tmp_path / "a.csv", "--store", store)
        assert (status, "Traceback" in err) == (EXIT_FAILED, False)
        check_told(data["problems"], (told,), language)
        assert hash_tree(store) == before


@pytest.mark.parametrize("is_same", [True, False])
def test_two_builds_that_commit_at_once_leave_a_whole_store(is_same: bool, store: Path, tmp_path: Path) -> None:
    """Both come to the commit before either goes on: each is well or told that the store is busy, none is mixed up."""
    before, go = hash_tree(store), tmp_path / "go"
    children = []
    for number in (1, 2):
        source = tmp_path / f"{number}.csv"
        source.write_bytes(HEADER + (ROW if is_same else ROW * number))
        children.append(run_child(HAMLET, source, store, FAULT_READY=str(tmp_path / f"at-{number}"), FAULT_GO=str(go)))
    while not all((tmp_path / f"at-{number}").exists() for number in (1, 2)):
        assert all(child.poll() is None for child in children), [child.communicate() for child in children]
        time.sleep(0.01)
    go.touch()
    ends = [finish(child) for child in children]
    told = [
        problem["code"] for _, data in ends for problem in data.get("problems", []) if problem["severity"] == "error"
    ]
    assert sorted(status for status, _ in ends) in ([EXIT_FINE, EXIT_FINE], [EXIT_FINE, EXIT_FAILED])
    assert told == ["store-busy"] * sum(status == EXIT_FAILED for status, _ in ends)
    found = list_vintages(store, "hamlet")
    assert [vintage.number for vintage in found] == list(range(1, len(found) + 1))
    assert 1 + len(found) == 2 + sum(data.get("is_new", False) for _, data in ends)
    assert [open_vintage(store, "hamlet", vintage.id)[1] for vintage in found] == list(found)
    assert before.items() <= hash_tree(store).items()
    assert list((store / "hamlet").glob(".tmp-*")) == []
