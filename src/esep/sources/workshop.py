"""Temporary folders that do not outlive their process by long: the next build removes those of a killed one."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

_BEGINNING = "esep-"
LOCK = ".esep-lock"


class Workshop(tempfile.TemporaryDirectory[str]):
    """A temporary folder with a file in it that is locked as long as this process lives, however it ends.

    Whoever makes one removes the folders whose lock nobody holds. Nothing else is touched, whatever its name.
    """

    def __init__(self) -> None:
        remove_abandoned(Path(tempfile.gettempdir()))
        super().__init__(prefix=_BEGINNING)
        self._unlock = weakref.finalize(self, _close, _lock(Path(self.name)))

    def cleanup(self) -> None:
        """Remove the folder."""
        super().cleanup()
        self._unlock()


def remove_abandoned(folder: Path) -> None:
    """Remove the workshops in a folder whose process is gone; of other users' and of other folders none is touched."""
    if os.name != "posix":
        return
    import fcntl

    for path in folder.glob(f"{_BEGINNING}*/{LOCK}"):
        with suppress(OSError):
            if path.parent.is_symlink() or path.parent.stat().st_uid != os.getuid():
                continue
            handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(path.parent, ignore_errors=True)
            finally:
                os.close(handle)


def _lock(folder: Path) -> int | None:
    """Lock a new file of a folder; it has its name only when it is locked, so that nobody finds it otherwise."""
    if os.name != "posix":
        return None
    import fcntl

    draft = folder / f"{LOCK}.new"
    handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with suppress(OSError):
        # Some network drives have no locks; such a folder is never taken for abandoned.
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.rename(folder / LOCK)
    return handle


def _close(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
