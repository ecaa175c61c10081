"""The ways in which a press office keeps wrong numbers in the house: the hook, as its users run it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

RIGHT = "In 2024 there were 565 murders in Kazakhstan.\n"
WRONG = "In 1994 groups committed 24,712 crimes. In 2024 there were 5,588, a 9.5-fold decrease.\n"


def read_hook(root: Path) -> dict[str, str]:
    """Return the keys of the one hook that the project offers."""
    text = (root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    return dict(re.findall(r"^[- ] (\w+): (.*)$", text, re.MULTILINE))


def run(command: list[str], folder: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder with this Python's programs in reach."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "ESEP_LANG": "en", **more}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ({"a.txt": RIGHT, "b.md": "No numbers, said the minister of this country today.\n"}, 0),
        ({"a.txt": RIGHT, "b.md": WRONG}, 1),
        ({"a.txt": RIGHT, "b.pdf": "no PDF"}, 3),
    ],
)
def test_the_hook_stops_what_is_wrong(root: Path, tmp_path: Path, files: dict[str, str], status: int) -> None:
    """It takes the files of a commit and the arguments of its user, and fails for a wrong or unread one only."""
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    hook = read_hook(root)
    assert hook["language"] == "python"
    done = run([*shlex.split(hook["entry"]), "--data", "kazakhstan", *files], tmp_path)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    assert ("b.md:1:69: error wrong" in done.stdout) == (status == 1)


@pytest.mark.parametrize("name", ["r.txt", "r.md", "r.markdown", "r.html", "r.htm", "r.docx", "a/r.pdf"])
def test_the_hook_takes_every_form_that_is_read(root: Path, name: str) -> None:
    """The files that it asks for are those that `esep check` reads, and no programs."""
    pattern = read_hook(root)["files"]
    assert re.search(pattern, name)
    assert not re.search(pattern, "a.py")


def test_the_hook_of_git_stops_a_commit(root: Path, tmp_path: Path) -> None:
    """The script that the page shows, in a repository: the right release is committed, the wrong one is not."""
    page = (root / "docs" / "press-office.md").read_text(encoding="utf-8")
    script = next(block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if block.startswith("#!"))
    identity = {f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    run(["git", "init", "-q"], tmp_path)
    hook = tmp_path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(script)
    hook.chmod(0o755)
    (tmp_path / "releases").mkdir()
    for text, status in ((RIGHT, 0), (WRONG, 1)):
        (tmp_path / "releases" / "a b.txt").write_text(text)
        run(["git", "add", "releases"], tmp_path)
        done = run(["git", "commit", "-q", "-m", "release"], tmp_path, **identity)
        assert bool(done.returncode) == bool(status), done.stderr
    assert "error wrong" in done.stdout + done.stderr
    (tmp_path / "notes").write_text("x")
    run(["git", "reset", "-q"], tmp_path)
    run(["git", "add", "notes"], tmp_path)
    assert run(["git", "commit", "-q", "-m", "notes"], tmp_path, **identity).returncode == 0
