"""A build in a process of its own, on a system with something wrong: `python faults_child.py DATASET SOURCE STORE`.

FAULT_ROOM is the largest file, in bytes, that may be written. FAULT_RIGHTS takes from the superuser the right to write
what nobody may. FAULT_READY and FAULT_GO are files: the one is made before the commit, which waits for the other.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path

from esep.cli import main

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


def limit_room() -> None:
    """Let no file grow beyond what the environment says."""
    if room := os.environ.get("FAULT_ROOM"):
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), int(room)))


def give_up_rights() -> None:
    """Start again without the right of the superuser; others never had it."""
    if os.environ.pop("FAULT_RIGHTS", ""):
        ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0)
        os.execv(sys.executable, [sys.executable, *sys.argv])


def wait_before_commit() -> None:
    """Let the build wait at its last step until it may go on."""
    if ready := os.environ.get("FAULT_READY"):
        from esep.cube.build import _Build

        tell = _Build.tell

        def wait(build: _Build, step: str, number: int, file: str = "") -> None:
            tell(build, step, number, file)
            if step == "commit":
                Path(ready).touch()
                while not Path(os.environ["FAULT_GO"]).exists():
                    time.sleep(0.001)

        _Build.tell = wait  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    give_up_rights()
    wait_before_commit()
    limit_room()
    dataset, source, store = sys.argv[1:]
    sys.exit(main(["build", dataset, source, "--store", store, "--json"]))
