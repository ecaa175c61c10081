"""Reading a file once, whole and bounded: its bytes, their checksum and where they came from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from esep.problems import EsepError, Problem, Where

# A larger file is more likely a mistake than a table: 256 MiB.
LARGEST_FILE_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True)
class Snapshot:
    """The bytes of a source as they came: file name, where from, size in bytes and SHA-256 in hexadecimal digits."""

    name: str
    origin: str
    size: int
    sha256: str


def take_snapshot(path: Path | str, *, limit: int = LARGEST_FILE_BYTES) -> tuple[Snapshot, bytes]:
    """Return what a file holds and the snapshot that identifies it.

    Raise `EsepError` where it does not exist, is empty, cannot be read or has more than `limit` bytes.
    """
    path = Path(path)
    where = Where(str(path))
    if not path.exists():
        raise EsepError(Problem("file-missing", where, {"path": str(path)}))
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise EsepError(Problem("file-unreadable", where, {"path": str(path), "cause": _say_cause(error)})) from None
    if not data:
        raise EsepError(Problem("file-empty", where, {"path": str(path)}))
    if len(data) > limit:
        raise EsepError(Problem("file-too-large", where, {"path": str(path), "limit": str(limit)}))
    return Snapshot(path.name, str(path), len(data), hashlib.sha256(data).hexdigest()), data


def hash_file(path: Path) -> Snapshot:
    """Return the snapshot of a file of any size, without holding it in memory; problem as of `take_snapshot`."""
    where = Where(str(path))
    if not path.exists():
        raise EsepError(Problem("file-missing", where, {"path": str(path)}))
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise EsepError(Problem("file-unreadable", where, {"path": str(path), "cause": _say_cause(error)})) from None
    if not size:
        raise EsepError(Problem("file-empty", where, {"path": str(path)}))
    return Snapshot(path.name, str(path), size, digest)


def decode(data: bytes, encodings: Sequence[str], where: Where) -> str:
    """Return bytes as text in the first of `encodings` that fits, without a byte order mark.

    Raise `EsepError` where none fits; the problem names the first byte, counted from 0, that is wrong in the first one.
    """
    found: UnicodeDecodeError | None = None
    for encoding in encodings:
        try:
            text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError as error:
            found = found or error
            continue
        if "\x00" not in text:
            return text
    # A zero byte fits many encodings but no text: it is the mark of UTF-16 or of a binary file.
    offset = found.start if found else data.find(b"\x00")
    facts = {
        "file": where.file,
        "encodings": ", ".join(encodings),
        "offset": str(offset),
        "byte": f"0x{data[offset]:02x}",
    }
    place = Where(where.file, data.count(b"\n", 0, offset) + 1)
    raise EsepError(Problem("encoding-wrong", place, facts))


def _say_cause(error: OSError) -> str:
    return error.strerror or type(error).__name__
