"""A command and everything it starts, timed: wall time, processor time, and the most memory at one moment."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK_SECONDS = 0.05
# PR_SET_CHILD_SUBREAPER of prctl(2): what a command leaves behind, as the Java of Spark, becomes a child of ours, whose
# time is told when it ends.
_ADOPT = 36
_LONGEST_END = 20.0


@dataclass(frozen=True)
class Run:
    """One run: seconds on the clock, seconds of all processors, and mebibytes of memory of all its processes."""

    wall: float
    processor: float
    memory: float


def time_command(command: Sequence[str], *, most: int = 0) -> Run:
    """Run a command to its end; one that ends with more than `most` stops the benchmark with its words."""
    peak = [0.0]
    ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)
    # A server of the benchmark itself is no part of what is timed.
    before = frozenset(_list_children(os.getpid()))
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    watcher = threading.Thread(target=_watch, args=(process.pid, before, peak), daemon=True)
    watcher.start()
    assert process.stderr is not None
    words = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if not 0 <= os.waitstatus_to_exitcode(status) <= most:
        sys.exit(f"{' '.join(command)} failed:\n{words.decode(errors='replace')}")
    processor = used.ru_utime + used.ru_stime + _end_adopted(before)
    return Run(wall, processor, max(peak[0], 0.0 if peak[0] else used.ru_maxrss / 1024))


def _end_adopted(before: Collection[int]) -> float:
    """Wait for what a command has left behind, and return the seconds of the processor that it took."""
    taken, last = 0.0, time.monotonic() + _LONGEST_END
    while (left := [one for one in _list_children(os.getpid()) if one not in before]) and time.monotonic() < last:
        for one in left:
            found, _, used = os.wait4(one, os.WNOHANG)
            taken += used.ru_utime + used.ru_stime if found else 0.0
        time.sleep(_LOOK_SECONDS)
    return taken


def _watch(process: int, before: Collection[int], peak: list[float]) -> None:
    while Path(f"/proc/{process}").exists():
        # A server that the command started may be a child of ours by now.
        started = [one for one in _list_children(os.getpid()) if one not in before]
        peak[0] = max(peak[0], sum(_read_memory(one) for one in _list_family(started)))
        time.sleep(_LOOK_SECONDS)


def _list_family(processes: Sequence[int]) -> list[int]:
    """Return processes and all below them."""
    found = [*processes]
    for one in found:
        found.extend(_list_children(one))
    return found


def _list_children(process: int) -> list[int]:
    return [
        int(child) for children in Path(f"/proc/{process}/task").glob("*/children") for child in _read(children).split()
    ]


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
