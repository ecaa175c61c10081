"""Putting files into a store so that whoever looks, whenever the power goes, sees a whole file or none.

A file is written under a temporary name, forced to the disk, and then linked to its name. A link never replaces what is
there, so nothing published can be overwritten, and of two writers one is refused.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TEMPORARY = ".tmp-"
# A build takes minutes; what is left over after a day belongs to one that was killed.
_LEFT_OVER_SECONDS = 24 * 3600


@contextmanager
def make_temporary(folder: Path, suffix: str) -> Iterator[Path]:
    """Give a name in a folder that no other process uses; whatever is there afterwards is removed."""
    path = folder / f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(6)}{suffix}"
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def publish(temporary: Path, final: Path) -> None:
    """Give a written file its name; raise `FileExistsError` where something has that name already."""
    sync_file(temporary)
    os.link(temporary, final)
    sync_folder(final.parent)


def sync_file(path: Path) -> None:
    """Force what was written to a file to the disk."""
    # Some systems sync only what was opened for writing.
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Force the names in a folder to the disk, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_left_over(folder: Path) -> None:
    """Remove temporary files of builds that were killed long ago."""
    for path in folder.glob(f"{_TEMPORARY}*"):
        try:
            if time.time() - path.stat().st_mtime > _LEFT_OVER_SECONDS:
                path.unlink()
        except FileNotFoundError:
            continue
