"""The main job on real input: build the published figures, check a statement against them, write a bulletin.

Run by `make demo`. Every step is a command that a reader can type; one that ends other than expected stops the demo.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATEMENT = "src/esep/datasets/kazakhstan/statements/2025-02-14.en.txt"
STORE = ("--store", "demo/store")


@dataclass(frozen=True)
class Step:
    """One command of the demo: what it is for, its words, how it must end, and the pages it writes."""

    purpose: str
    words: tuple[str, ...]
    status: int = 0
    pages: tuple[str, ...] = ()


CHECK = ("check", STATEMENT, "--data", "kazakhstan", *STORE)
STEPS = (
    Step("Build the published figures of Kazakhstan", ("build", "kazakhstan", *STORE)),
    Step("Ask them a question", ("ask", "fraud share KZ 2024 scope:mia_crimes", *STORE)),
    # The statement holds a wrong number, so the checker must end with 1: a demo that found nothing would be broken.
    Step("Check a statement, number by number", CHECK, status=1),
    Step(
        "Write the same check as a page",
        (*CHECK, "--format", "html", "-o", "demo/check.html"),
        status=1,
        pages=("demo/check.html",),
    ),
    Step(
        "Write the bulletin of 2024",
        ("bulletin", "kazakhstan", "--period", "2024", "-o", "demo/bulletin", *STORE),
        pages=("demo/bulletin/index.html",),
    ),
)


def run_step(number: int, step: Step) -> None:
    """Run one step; stop the demo with a plain word if it does not end as expected or leaves its pages unwritten."""
    print(f"\n[{number}/{len(STEPS)}] {step.purpose}\n$ esep {shlex.join(step.words)}\n", flush=True)
    started = time.monotonic()
    for page in step.pages:
        (ROOT / page).unlink(missing_ok=True)
    command = [sys.executable, "-m", "esep", *step.words]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    print(done.stdout, end="", flush=True)
    if done.returncode != step.status:
        sys.exit(f"\nThe demo failed: this step ended with {done.returncode} and should have ended with {step.status}.")
    if not (done.stdout or step.pages):
        sys.exit("\nThe demo failed: this step said nothing.")
    for page in step.pages:
        if not (ROOT / page).is_file():
            sys.exit(f"\nThe demo failed: this step did not write {page}.")
    print(f"({time.monotonic() - started:.1f} s)")


def main() -> None:
    """Run the steps and say which files to open."""
    (ROOT / "demo").mkdir(exist_ok=True)
    for number, step in enumerate(STEPS, 1):
        run_step(number, step)
    print("\nDone. The checker ended with 1 because the statement has a number that does not hold. Open in a browser:")
    for page in (page for step in STEPS for page in step.pages):
        print(f"  {(ROOT / page).as_uri()}")


if __name__ == "__main__":
    main()
