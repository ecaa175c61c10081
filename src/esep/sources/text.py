"""Reading a statement from a file or from standard input, and writing a page so that nothing is half-written."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from esep.problems import EsepError, Problem, Where
from esep.sources.snapshot import decode, take_snapshot

STANDARD_INPUT = "-"
# How the list of rows that were not accepted is called as long as it is not written.
UNWRITTEN = "rejects.csv"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(name: str, limit: int) -> tuple[str, str]:
    """Return a text of at most `limit` bytes and the name to show for it.

    UTF-8 and, by its mark, UTF-16 are read. Line ends become a single line feed, so that offsets do not depend on the
    system the file was saved on. Raises `EsepError`: `file-missing`, `file-empty`, `file-too-large`, `encoding-wrong`.
    """
    if name == STANDARD_INPUT:
        data = sys.stdin.buffer.read(limit + 1)
        if not data:
            raise EsepError(Problem("text-empty", Where(name)))
        if len(data) > limit:
            raise EsepError(Problem("file-too-large", Where(name), {"path": name, "limit": str(limit)}))
    else:
        if Path(name).is_dir():
            raise EsepError(Problem("file-unreadable", Where(name), {"path": name, "cause": "is a folder"}))
        data = take_snapshot(name, limit=limit)[1]
    encodings = ("utf-16",) if data.startswith(UTF_16_MARKS) else ("utf-8",)
    text = decode(data, encodings, Where(name))
    return text.replace("\r\n", "\n").replace("\r", "\n"), name


def write_text(path: Path, text: str) -> None:
    """Write a text under a temporary name and rename it: a reader sees the old file or the new one, whole."""
    with write_gradually(path) as file:
        file.write(text)


@contextmanager
def write_gradually(path: Path) -> Iterator[IO[str]]:
    """Give a file to write to; it gets its name when all is written, and is gone where something fails.

    A link stays a link, and a device or a pipe such as `/dev/stdout` is written to and not replaced. Raise `EsepError`
    (`file-unwritable`).
    """
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        if path.exists() and not path.is_file():
            with path.open("w", encoding="utf-8", newline="\n") as file:
                yield file
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            yield file
        temporary.replace(target)
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise EsepError(Problem("file-unwritable", Where(str(path)), {"path": str(path), "cause": cause})) from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
