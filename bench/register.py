"""A register counted by Esep and by others on the same file, in one run: `make bench ROWS=100000000`.

ROWS is the number of synthetic records (default: one million), RUNS how often each is run. All of them take turns, so
that a busy moment of the machine meets all; shown are medians, and how many times as long as the plain GROUP BY of
DuckDB each takes, on the clock and of the processors. Esep checks, codes and counts every record, writes what it
rejects, and commits a vintage; the others look at nothing. What cannot be run at a size in sensible time is left out
from that size on. Nothing is asserted.
PAGE names a file that gets the tables as a page of the docs.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from pathlib import Path

from pgserver import get_server  # type: ignore[attr-defined]

from bench.cube import measure_cube
from bench.machine import describe_machine
from bench.processes import Run, time_command

CONTESTANTS = str(Path(__file__).with_name("contestants.py"))
DATASET = "kazakhstan-register"
ESEP = (sys.executable, "-m", "esep")
# Beyond so many rows these need more time or memory than they are worth here.
LARGEST = {
    "pandas_group_by": 10_000_000,
    "spark_group_by": 10_000_000,
    "postgres_group_by": 10_000_000,
    "text": 10_000_000,
    "engines": 1_000_000,
}
NAMES = {
    "scan": "every column read, nothing else",
    "duckdb_group_by": "GROUP BY in DuckDB, nothing checked",
    "duckdb_group_by_flags": "the same, attributes among the keys",
    "duckdb_cells": "the same cells as Esep, nothing checked",
    "duckdb_cells_once": "the same cells, and no number twice",
    "duckdb_group_by_csv": "GROUP BY in DuckDB, typed text",
    "duckdb_cells_csv": "the same cells as Esep, typed text",
    "duckdb_cells_once_csv": "the same cells, and no number twice",
    "polars_group_by": "GROUP BY in Polars",
    "pandas_group_by": "GROUP BY in pandas",
    "postgres_group_by": "taken in by PostgreSQL, and GROUP BY",
    "spark_group_by": "GROUP BY in Spark, two threads",
}
PAGE = """# How long it takes

Measured by `make bench ROWS={rows}`, on {machine}. Times depend on the machine and on what else it does;
the ratios are of one run, in which all take turns. Every record is synthetic. Esep checks, codes, deduplicates and
counts every record, writes what it rejects with reasons, and commits a vintage; the others count what is there and look
at nothing.

```
{text}
```
"""


class Report:
    """What is printed, kept for the page."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str = "") -> None:
        """Print a line at once and keep it."""
        print(text, flush=True)
        self.lines.append(text)


class Bench:
    """The records of one benchmark, and those who count them."""

    def __init__(self, folder: Path, rows: int, runs: int, report: Report) -> None:
        self.folder = folder
        self.rows = rows
        self.runs = runs
        self.report = report
        self.stores = 0
        self.columns = self.synthesize("register.parquet")

    def synthesize(self, name: str) -> Path:
        """Return a file of synthetic records and say how long it took to make."""
        file = self.folder / name
        run = time_command((*ESEP, "synthesize", DATASET, "--rows", str(self.rows), "--seed", "1", "-o", str(file)))
        size = file.stat().st_size / 1e6
        made = f"made in {run.wall:.1f} s with {run.memory:,.0f} MiB of memory, {size:,.0f} MB on disk"
        self.report.say(f"{name}: {made}\n")
        return file

    def build(self, source: Path, *options: str) -> tuple[str, ...]:
        """Return the command that builds a source into a new store."""
        self.stores += 1
        store = str(self.folder / f"store-{self.stores}")
        return (*ESEP, "build", DATASET, str(source), "--store", store, "--json", *options)

    def race(self, source: Path, names: list[str], base: str, engines: tuple[str, ...] = ()) -> None:
        """Let Esep and others take turns on a file, and print who took how long."""
        found: dict[str, list[Run]] = {}
        for _ in range(self.runs):
            for engine in ("", *engines):
                options = ("--engine", engine) if engine else ()
                shown = f"esep build, on {engine.partition(':')[0]}" if engine else "esep build"
                found.setdefault(shown, []).append(time_command(self.build(source, *options)))
            for name in names:
                folder = self.folder / name
                folder.mkdir(exist_ok=True)
                command = (sys.executable, CONTESTANTS, name, str(source), str(folder))
                found.setdefault(name, []).append(time_command(command))
        whole, work = (statistics.median(getattr(run, part) for run in found[base]) for part in ("wall", "processor"))
        self.report.say(f"{source.name:<40}{'wall':>10}{'ratio':>8}{'processor':>12}{'ratio':>8}{'memory':>12}")
        for name, taken in found.items():
            wall, processor = (statistics.median(getattr(one, part) for one in taken) for part in ("wall", "processor"))
            memory = max(one.memory for one in taken)
            shown = NAMES.get(name, name)
            times = f"{wall:>8.2f} s{wall / whole:>8.2f}{processor:>10.2f} s{processor / work:>8.2f}"
            self.report.say(f"{shown:<40}{times}{memory:>8,.0f} MiB")
        self.report.say()

    def compare_columns(self) -> None:
        """Compare on typed columns."""
        names = [n for n in NAMES if not n.endswith("_csv") and self.rows <= LARGEST.get(n, self.rows)]
        if self.rows > LARGEST["engines"]:
            self.race(self.columns, names, "duckdb_group_by")
            return
        # The server runs on its own: what it does is on the clock and not among the seconds of the processor.
        with tempfile.TemporaryDirectory(prefix="esep-bench-") as folder:
            server = get_server(folder, cleanup_mode="delete")
            self.race(self.columns, names, "duckdb_group_by", ("spark://local[2]", server.get_uri()))
            server.cleanup()

    def compare_text(self) -> None:
        """Compare on comma-separated text."""
        if self.rows <= LARGEST["text"]:
            names = [name for name in NAMES if name.endswith("_csv")]
            self.race(self.synthesize("register.csv"), names, "duckdb_group_by_csv")

    def compare_addition(self) -> None:
        """Compare adding the last month to all months before it with building them all."""
        import duckdb

        before, last = self.folder / "before.parquet", self.folder / "last.parquet"
        with duckdb.connect() as connection:
            month = f"date_trunc('month', (select max(registered) from '{self.columns}'))"
            for file, sign in ((before, "<"), (last, ">=")):
                rows = f"select * from '{self.columns}' where registered {sign} {month}"
                connection.execute(f"copy ({rows}) to '{file}' (format parquet, compression zstd)")
        whole, added = [], []
        for _ in range(self.runs):
            first = self.build(before)
            whole.append(time_command(first))
            store = first[first.index("--store") + 1]
            added.append(time_command((*ESEP, "build", DATASET, str(last), "--store", store, "--json", "--add")))
        self.report.say(f"one month more on all before it, {self.rows:,} rows together")
        for part in ("wall", "processor"):
            long, short = (statistics.median(getattr(run, part) for run in runs) for runs in (whole, added))
            self.report.say(f"{part:<12}{short:>8.2f} s{long:>10.2f} s without it{100 * short / long:>8.1f} %")
        self.report.say()

    def measure_answers(self) -> None:
        """Say how long a cube takes to open and to answer."""
        command = self.build(self.columns)
        time_command(command)
        self.report.say(json.dumps(measure_cube(Path(command[command.index("--store") + 1]), DATASET), indent=1))


def main() -> None:
    """Make the records, let everybody count them, and print the tables."""
    rows, runs = int(os.environ.get("ROWS") or 1_000_000), int(os.environ.get("RUNS") or 3)
    report, machine = Report(), describe_machine()
    report.say(f"{machine}; {rows:,} synthetic records; medians of {runs} runs\n")
    with tempfile.TemporaryDirectory(prefix="esep-bench-", dir=os.environ.get("BENCH_FOLDER") or None) as folder:
        bench = Bench(Path(folder), rows, runs, report)
        bench.compare_columns()
        bench.compare_text()
        bench.compare_addition()
        bench.measure_answers()
    if page := os.environ.get("PAGE"):
        text = "\n".join(report.lines).strip()
        Path(page).write_text(PAGE.format(rows=rows, machine=machine, text=text), encoding="utf-8")


if __name__ == "__main__":
    main()
