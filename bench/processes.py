"""A command and everything it starts, timed: wall time, processor time, and the most memory at one moment."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_SECONDS = 0.05


@dataclass(frozen=True)
class Run:
    """One run: seconds on the clock, seconds of all processors, and mebibytes of memory of all its processes."""

    wall: float
    processor: float
    memory: float


def time_command(command: Sequence[str], *, most: int = 0) -> Run:
    """Run a command to its end; one that ends with more than `most` stops the benchmark with its words."""
    peak = [0.0]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
    watcher.start()
    assert process.stderr is not None
    words = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if not 0 <= os.waitstatus_to_exitcode(status) <= most:
        sys.exit(f"{' '.join(command)} failed:\n{words.decode(errors='replace')}")
    return Run(wall, used.ru_utime + used.ru_stime, max(peak[0], 0.0 if peak[0] else used.ru_maxrss / 1024))


def _watch(process: int, peak: list[float]) -> None:
    while Path(f"/proc/{process}").exists():
        peak[0] = max(peak[0], sum(_read_memory(one) for one in _list_family(process)))
        time.sleep(_LOOK_SECONDS)


def _list_family(process: int) -> list[int]:
    """Return a process and all below it."""
    found = [process]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found.extend(int(child) for child in _read(children).split())
    return found


def _read_memory(process: int) -> float:
    """Return the mebibytes that a process has to itself, and its part of what it shares."""
    for line in _read(Path(f"/proc/{process}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
