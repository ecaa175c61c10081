"""Run all checks of the project and close with one line: N passed, N failed, N skipped.

Style and types count as one check each, beside every test. The exit code is 0 only if nothing failed and something ran.
Types are checked while the tests run, since neither keeps two cores busy throughout.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STYLE = {
    "style": ("ruff", "check", "--quiet", "."),
    "layout": ("ruff", "format", "--check", "--quiet", "."),
}
TYPES = {"types": ("mypy", "--no-error-summary")}
PROCESSES = ("-n", "2", "--dist=loadfile", "--no-loadscope-reorder")
LAYOUT_REMEDY = "some files are not laid out as agreed: run `make format`"
NO_BROWSER = "The browser tests did not run: no Chromium was found. `make browser` says how to get one."


@dataclass(frozen=True)
class Tally:
    """How many checks passed, failed and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run_lint(checks: Mapping[str, Sequence[str]]) -> Tally:
    """Run checks of style or types, one after the other; show what they say."""
    total = Tally()
    for name, command in checks.items():
        started = time.monotonic()
        done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False)
        is_clean = done.returncode == 0
        said = [f"{name}: {'clean' if is_clean else 'FAILED'} ({time.monotonic() - started:.1f} s)"]
        if not is_clean:
            said = [done.stdout + done.stderr, *([LAYOUT_REMEDY] if name == "layout" else []), *said]
        print("\n".join(said), flush=True)
        total += Tally(passed=1) if is_clean else Tally(failed=1)
    return total


def run_pytest(arguments: list[str]) -> Tally:
    """Run the tests on two processes and return what they counted; a run that counted nothing has failed.

    `tests/order.py` says in which order, and what one process runs as a whole.
    """
    counts = ROOT / ".pytest_cache" / "counts.xml"
    counts.parent.mkdir(exist_ok=True)
    counts.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", *PROCESSES, f"--junit-xml={counts}", *arguments]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    tally = read_counts(counts) if counts.exists() else Tally()
    if code and not tally.failed:
        print(f"pytest could not do its work (exit code {code})")
        tally += Tally(failed=1)
    return tally


def read_counts(path: Path) -> Tally:
    """Return the counts of a JUnit report; an error while preparing a test is a failure."""
    total = Tally()
    for suite in ElementTree.parse(path).getroot().iter("testsuite"):
        tests, failures, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        failed = failures + errors
        total += Tally(max(0, tests - failed - skipped), failed, skipped)
    return total


def has_browser() -> bool:
    """Return whether a Chromium is there for the browser tests."""
    return subprocess.run([ROOT / "tools" / "find_chromium"], capture_output=True, check=False).returncode == 0


def main(arguments: list[str]) -> int:
    """Run what was asked for (`--lint`: no tests), print the closing line, return the exit code."""
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    os.environ.setdefault("PYTHONUTF8", "1")
    # Hundreds of processes are started: each would compile the program for itself where images forbid to keep that.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    total = run_lint(STYLE)
    if "--lint" in arguments:
        total += run_lint(TYPES)
    else:
        with ThreadPoolExecutor(1) as beside:
            types = beside.submit(run_lint, TYPES)
            total += run_pytest(arguments)
            total += types.result()
        if not has_browser():
            print(NO_BROWSER)
    print(total)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
