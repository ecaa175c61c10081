"""What a user waits for, measured: whole commands, each beside a bare Python, in one run.

Run by `make bench`; RUNS=n sets how often each command is run (the median is shown). Nothing is asserted: times depend
on the machine, so each is also given as a multiple of starting Python on it.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.machine import describe_machine

ROOT = Path(__file__).resolve().parent.parent
STATEMENT = str(ROOT / "src/esep/datasets/kazakhstan/statements/2025-02-14.en.txt")
ESEP = ("-m", "esep")


def list_commands(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return what is measured: a name and the arguments to Python."""
    store = ("--store", str(folder / "store"))
    pages = ("-o", str(folder / "bulletin"))
    return {
        "python -c pass": ("-c", "pass"),
        "esep --help": (*ESEP, "--help"),
        "esep check, text alone": (*ESEP, "check", STATEMENT),
        "esep check, Kazakhstan": (*ESEP, "check", STATEMENT, "--data", "kazakhstan", *store),
        "esep ask": (*ESEP, "ask", "murder KZ 2024", *store),
        "esep build kazakhstan": (*ESEP, "build", "kazakhstan", *store),
        "esep bulletin, en": (*ESEP, "bulletin", "kazakhstan", "--period", "2024", "--lang", "en", *pages, *store),
    }


def measure(arguments: tuple[str, ...], runs: int) -> list[float]:
    """Return the seconds of each run; a command that could not do its work stops the benchmark."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
        seconds.append(time.perf_counter() - started)
        if done.returncode not in (0, 1) or "Traceback" in done.stderr:
            sys.exit(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    return seconds


def main() -> None:
    """Measure each command and print a table; the first run of each is thrown away, it fills the caches."""
    runs = int(os.environ.get("RUNS", "7"))
    print(f"{describe_machine()}; median of {runs} runs\n")
    print(f"{'':<26}{'median':>10}{'slowest':>10}{'x python':>10}")
    bare = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, arguments in list_commands(Path(folder)).items():
            seconds = measure(arguments, runs + 1)[1:]
            middle = statistics.median(seconds)
            bare = bare or middle
            print(f"{name:<26}{middle:>8.3f} s{max(seconds):>8.3f} s{middle / bare:>10.1f}", flush=True)


if __name__ == "__main__":
    main()
