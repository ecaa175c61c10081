"""How long a statement takes to check against a large cube, how that grows with its length, and a folder of a thousand.

Run by `make bench`. ROWS=n says of how many synthetic records the cube is counted (default: one million, which give
more than ten million cells), RUNS how often each is timed (the median is shown). Beside it quantulum3 finds the numbers
of the same text and checks nothing, where PEER names a Python that has it: `python -m venv qq &&
qq/bin/pip install quantulum3`, then `PEER=qq/bin/python make bench`. Nothing is asserted: times depend on the machine.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.machine import describe_machine
from bench.processes import time_command
from bench.web import REGISTER, list_years, make_store
from esep.answers import Answers, open_dataset
from esep.claims import check

NUMBERS, RELEASES, TELLING = 60, 1000, 100
# What the peer does with the text on its standard input: the median seconds of several rounds.
PEER = """
import statistics, sys, time
from quantulum3 import parser
text = sys.stdin.read()
parser.parse(text[:200])
taken = []
for _ in range(5):
    started = time.perf_counter()
    found = parser.parse(text)
    taken.append(time.perf_counter() - started)
print(len(found), statistics.median(taken))
"""


def write_release(answers: Answers, numbers: int, seed: int) -> str:
    """Return a synthetic release of so many sentences, each with a count of the cube, a tenth of them one too large."""
    dice = random.Random(seed)
    names = answers.definition
    cells = [cell for cell in list_years(answers) if cell.value is not None and cell.value >= TELLING]
    told = []
    for number in range(numbers):
        cell = dice.choice(cells)
        value = int(cell.value or 0) + (number % 10 == 9)
        measure, region = names.measures[cell.key.measure].name("en"), names.regions[cell.key.region].name("en")
        told.append(f"In {cell.key.period}, {value:,} {measure} were registered in {region}.")
    return "Synthetic release.\n\n" + "\n".join(told) + "\n"


def take_median(work: Callable[[], object], runs: int) -> float:
    """Return the median milliseconds of some runs."""
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def measure_lengths(answers: Answers, runs: int) -> None:
    """Print how long releases of growing length take, in one process, once the cube is open."""
    for numbers in (NUMBERS, 2 * NUMBERS, 4 * NUMBERS, 8 * NUMBERS, 16 * NUMBERS):
        texts = iter([write_release(answers, numbers, seed) for seed in range(runs + 1)])
        check(next(texts), answers, language="en")
        took = take_median(lambda texts=texts: check(next(texts), answers, language="en"), runs)  # type: ignore[misc]
        print(f"{numbers:>6} numbers, in process{took:>26.1f} ms{took / numbers:>12.2f} ms a number", flush=True)


def measure_peer(text: str) -> None:
    """Print how long quantulum3 takes to find the numbers of a text, where there is one."""
    program = os.environ.get("PEER", "")
    if not program:
        print("quantulum3 was not measured: PEER names no Python that has it")
        return
    done = subprocess.run([program, "-c", PEER], input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{program} could not run quantulum3:\n{done.stderr}")
    found, seconds = done.stdout.split()
    print(f"{NUMBERS:>6} numbers, quantulum3 finds {found:>4}, unchecked{1000 * float(seconds):>10.1f} ms")


def measure_shell(folder: Path, store: Path, answers: Answers, runs: int) -> None:
    """Print how long whole commands take: one release, a hundred and a thousand of them, and the memory of each."""
    esep = (sys.executable, "-m", "esep", "check")
    data = ("--data", REGISTER, "--store", str(store), "--format", "line", "-o", str(folder / "found.txt"))
    for releases in (1, RELEASES // 10, RELEASES):
        texts = folder / f"releases{releases}"
        texts.mkdir()
        for seed in range(releases):
            (texts / f"{seed}.txt").write_text(write_release(answers, 10 if seed else NUMBERS, seed), encoding="utf-8")
        # Ended with 1: some numbers are wrong, as they were made.
        times = [time_command((*esep, str(texts), *data), most=1) for _ in range(runs if releases == 1 else 1)]
        wall, memory = statistics.median(run.wall for run in times), max(run.memory for run in times)
        print(f"{releases:>6} releases, from the shell{wall:>22.2f} s {memory:>12.0f} MiB", flush=True)


def main() -> None:
    """Count the cube, and measure."""
    rows, runs = int(os.environ.get("ROWS") or 1_000_000), int(os.environ.get("RUNS") or 7)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = make_store(folder, rows)
        answers = open_dataset(REGISTER, store)
        print(f"{describe_machine()}; medians of {runs}; every record and every text is synthetic\n")
        measure_lengths(answers, runs)
        measure_peer(write_release(answers, NUMBERS, 0))
        measure_shell(folder, store, answers, runs)


if __name__ == "__main__":
    main()
