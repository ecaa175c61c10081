"""What a file is, by its first bytes: a name may promise anything."""

from __future__ import annotations

import zipfile
from pathlib import Path

from esep.problems import EsepError, Problem, Where

TEXT, JSON_LINES, WORKBOOK, PARQUET, GZIP, ZIP = "text", "json lines", "workbook", "parquet", "gzip", "zip"
_JSON_NAMES = (".jsonl", ".ndjson", ".json")
# First bytes, and what begins with them; all but the first four are told and not read.
_BEGINNINGS = (
    (b"\x1f\x8b", GZIP),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"PAR1", PARQUET),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "XLS, DOC"),
    (b"SQLite format 3\x00", "SQLite"),
    (b"%PDF-", "PDF"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)


def find_kind(path: Path, name: str) -> str:
    """Return what a file is; problem `file-form-unknown` where it is something that is not read."""
    try:
        with path.open("rb") as file:
            first = file.read(16)
    except OSError as error:
        facts = {"path": name, "cause": error.strerror or type(error).__name__}
        raise EsepError(Problem("file-unreadable", Where(name), facts)) from None
    for beginning, kind in _BEGINNINGS:
        if first.startswith(beginning):
            if kind not in (GZIP, ZIP, PARQUET):
                raise EsepError(Problem("file-form-unknown", Where(name), {"path": name, "form": kind}))
            return WORKBOOK if kind == ZIP and _is_workbook(path) else kind
    return JSON_LINES if name.lower().removesuffix(".gz").endswith(_JSON_NAMES) else TEXT


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
