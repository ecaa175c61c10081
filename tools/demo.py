"""The main job on real input: build the published figures, check a statement against them, write a bulletin.

Beside it the same for a whole register, with synthetic records of three years: each page says which of the two it is.

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
REGISTER, YEARS = "demo/synthetic-register.parquet", ("--from", "2022", "--to", "2024")
PUBLISHED_PAGE, SYNTHETIC_PAGE = "demo/bulletin/en.html", "demo/synthetic-bulletin/en.html"
BESIDE_PAGE = "demo/beside.html"
BESIDE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Published figures and a SYNTHETIC register, 2024</title>
<style>
html {{ color-scheme: light dark }}
body {{ margin: 0; font-family: sans-serif; display: grid; grid-template-columns: 1fr 1fr; height: 100vh }}
@media (max-width: 50rem) {{ body {{ grid-template: 1fr 1fr / 1fr }} }}
section {{ display: grid; grid-template-rows: auto 1fr }}
h1 {{ font-size: 1rem; margin: 0; padding: 0.6rem }}
iframe {{ border: 0; border-top: 1px solid; width: 100%; height: 100% }}
</style>
<section><h1>Published: what official bodies printed</h1>
<iframe src="{published}" title="Bulletin of the published figures"></iframe></section>
<section><h1>SYNTHETIC: counted from invented records, no figure is real</h1>
<iframe src="{synthetic}" title="Bulletin of the synthetic register"></iframe></section>
</html>
"""

# The pages and the PDF are enough to look at.
FORMS = ("--forms", "html,pdf")


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
        pages=(PUBLISHED_PAGE,),
    ),
    Step(
        "Make a SYNTHETIC register of three years: as many offences as were published, every row labelled synthetic",
        ("synthesize", "kazakhstan-register", "--scale", "1", *YEARS, "--seed", "1", "--force", "-o", REGISTER),
    ),
    Step("Check, code and count the synthetic register", ("build", "kazakhstan-register", REGISTER, *STORE)),
    Step(
        "Write the bulletin of the synthetic register, called synthetic on every page",
        ("bulletin", "kazakhstan-register", "--period", "2024", *FORMS, "-o", "demo/synthetic-bulletin", *STORE),
        pages=(SYNTHETIC_PAGE,),
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
    names = {"published": PUBLISHED_PAGE, "synthetic": SYNTHETIC_PAGE}
    links = {key: page.removeprefix("demo/") for key, page in names.items()}
    (ROOT / BESIDE_PAGE).write_text(BESIDE.format(**links), encoding="utf-8")
    print("\nDone. The checker ended with 1 because the statement has a number that does not hold. Open in a browser:")
    for page in (*(page for step in STEPS for page in step.pages), BESIDE_PAGE):
        print(f"  {(ROOT / page).as_uri()}")


if __name__ == "__main__":
    main()
