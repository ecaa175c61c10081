"""The package that is installed holds what the program needs, and the lock files hold what the package needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

LOCKS = ("run", "dev", "cluster")


def read_lock(root: Path, name: str) -> dict[str, list[str]]:
    """Return the packages of a lock file with their hashes."""
    text = (root / "requirements" / f"{name}.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {re.split(r"==", line)[0]: re.findall(r"--hash=sha256:([0-9a-f]{64})\b", line) for line in lines}


def test_the_wheel_holds_every_file_of_the_package(root: Path, tmp_path: Path) -> None:
    """Catalogues, tables, templates and datasets are installed with the program, and the licence too."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    files = {p for p in (root / "src").rglob("*") if p.is_file() and "__pycache__" not in p.parts}
    assert {str(p.relative_to(root / "src")) for p in files} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_every_package_with_hashes_and_no_host(name: str, root: Path) -> None:
    """Whatever index a user has set up, the same bytes are installed."""
    packages = read_lock(root, name)
    assert [package for package, hashes in packages.items() if not hashes] == []
    text = (root / "requirements" / f"{name}.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--(?:extra-)?index|--find-links|--trusted-host", text)


def test_the_locks_cover_what_the_project_declares(root: Path) -> None:
    """Every declared dependency is locked, and the tests run on the same versions as the program."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    # Development takes every extra that it names of the project itself: esep[postgres,sdmx,x13].
    own = next(one for one in extras["dev"] if one.startswith("esep["))
    taken = [requirement for name in own[5:-1].split(",") for requirement in extras[name]]
    development = [*taken, *(one for one in extras["dev"] if one != own)]
    declared = {"run": project["dependencies"], "dev": development, "cluster": extras["spark"]}
    for name, requirements in declared.items():
        wanted = {re.split(r"[<>=!~\[; ]", requirement)[0].lower() for requirement in requirements}
        packages = set(read_lock(root, name))
        # A lock names a package with its extras: psycopg[binary].
        assert wanted <= {package.partition("[")[0] for package in packages}
    run, dev = read_lock(root, "run"), read_lock(root, "dev")
    assert {package: hashes for package, hashes in dev.items() if package in run} == run
