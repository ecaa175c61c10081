"""The monthly files of the St. Louis police, read without anything of Esep."""

from __future__ import annotations

import csv
import io
from pathlib import Path


def read_plainly(folder: Path) -> list[tuple[str, str, str, int]]:
    """Return month, code, district and count of every row, read with the csv module and nothing of Esep."""
    rows = []
    for path in sorted(folder.glob("*.csv")):
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            text = data.decode("windows-1252")
        for row in csv.DictReader(io.StringIO(text, newline="")):
            month = row.get("CodedMonth") or row["Coded Month"]
            rows.append((month, row["Crime"].strip().zfill(6), row["District"], int(row["Count"])))
    return rows
