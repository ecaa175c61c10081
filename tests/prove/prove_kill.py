"""A longer campaign than the test suite has time for: builds killed at many random moments.

Run as `pytest tests/prove/prove_kill.py`; ESEP_KILLS says how many (default 200).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from esep.cube.vintages import list_vintages, open_vintage

FOREVER = Path(__file__).parent / "build_forever.py"
KILLS = int(os.environ.get("ESEP_KILLS", "200"))


def test_no_kill_ever_spoils_the_store(tmp_path: Path) -> None:
    """Whenever a build dies, every vintage that was there is there, whole, and numbers have no gap."""
    chance = random.Random()
    known: dict[str, str] = {}
    for _ in range(KILLS):
        child = subprocess.Popen([sys.executable, FOREVER, tmp_path], stdout=subprocess.DEVNULL)
        # The first build takes a second or two; a kill may come before, in or after several of them.
        time.sleep(chance.uniform(0.2, 5))
        child.kill()
        child.wait()
        found = list_vintages(tmp_path, "hamlet")
        assert [vintage.number for vintage in found] == list(range(1, len(found) + 1))
        assert {v.id: v.content_sha256 for v in found if v.id in known} == known
        known = {vintage.id: vintage.content_sha256 for vintage in found}
        if found:
            open_vintage(tmp_path, "hamlet")
    assert known, "no build lived long enough to commit"
    for number in known:
        open_vintage(tmp_path, "hamlet", number)
