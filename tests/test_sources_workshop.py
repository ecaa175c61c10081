"""Temporary folders: what a killed process leaves goes with the next one, what a living one has stays."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from esep.sources.workshop import LOCK, Workshop, remove_abandoned

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a word of POSIX systems")

CHILD = """
import sys
from pathlib import Path
from esep.sources.workshop import Workshop
with Workshop() as folder:
    Path(folder, "rows.parquet").write_bytes(b"x")
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for temporary folders that nobody else uses."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def start() -> tuple[subprocess.Popen[str], Path]:
    """Start a process that makes a folder and waits; return it and the folder."""
    child = subprocess.Popen([sys.executable, "-c", CHILD], stdin=-1, stdout=-1, text=True)
    assert child.stdout is not None
    return child, Path(child.stdout.readline().strip())


def test_a_folder_is_there_as_long_as_it_is_used(place: Path) -> None:
    """Nothing is left where a process ends as it should."""
    with Workshop() as name:
        assert Path(name).parent == place
    assert list(place.iterdir()) == []


def test_what_a_killed_process_left_goes_with_the_next_one(place: Path) -> None:
    """The folder of a process that lives stays as it is, in this process and in another one."""
    killed, left = start()
    living, kept = start()
    killed.kill()
    killed.wait()
    assert left.is_dir()
    with Workshop() as own:
        assert {path.name for path in place.iterdir()} == {kept.name, Path(own).name}
        remove_abandoned(place)
        assert (kept / "rows.parquet").read_bytes() == b"x"
        assert Path(own).is_dir()
    living.communicate("")
    assert list(place.iterdir()) == []


def test_folders_of_others_are_not_touched(place: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A name that looks alike, and a link to somewhere else, are no folders of ours."""
    (place / "esep-mine").mkdir()
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / LOCK).touch()
    (place / "esep-link").symlink_to(elsewhere)
    with Workshop():
        pass
    assert {path.name for path in place.iterdir()} == {"esep-mine", "esep-link"}
    assert (elsewhere / LOCK).exists()


def test_a_folder_that_is_forgotten_holds_no_lock(place: Path) -> None:
    """Whoever does not close it loses no handle by it: many cubes may come and go in a server."""
    handles = Path("/dev/fd")
    before = len(list(handles.iterdir()))
    for _ in range(20):
        with pytest.warns(ResourceWarning):
            forget()
    assert len(list(handles.iterdir())) == before
    assert list(place.iterdir()) == []


def forget() -> None:
    """Make a folder and forget it at once."""
    Workshop()
