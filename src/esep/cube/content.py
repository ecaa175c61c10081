"""What a vintage holds: the files of a cube, each named by its content, and the checksum of all they say together."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from esep.cube.count_cube import CountCube
from esep.cube.cube import Cube
from esep.cube.manifest import StoredFile, make_damaged
from esep.cube.parquet import hash_cells, hash_stored, write_cells
from esep.cube.publish import make_temporary, publish, sync_file

REJECTS = "rejects"


class Drafts(ExitStack):
    """The files of a vintage under temporary names: all are written before the first one gets its own.

    A disk that is full is found out while they are written, and then nothing of them is left.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._written: list[tuple[Path, StoredFile]] = []

    def begin(self, suffix: str) -> Path:
        """Return a name for a file that is to be written."""
        return self.enter_context(make_temporary(self.folder, suffix))

    def keep(self, temporary: Path, stored: StoredFile) -> None:
        """Take a file that was written; the folder may have it already."""
        sync_file(temporary)
        self._written.append((temporary, stored))

    def publish(self) -> None:
        """Give every file its name."""
        for temporary, stored in self._written:
            try:
                publish(temporary, self.folder / stored.name)
            except FileExistsError:
                # The same name means the same bytes: an earlier vintage has them, or a build that did not live to its
                # manifest.
                check_stored(self.folder / stored.name, stored)


def hash_cube(cube: Cube, known: Mapping[Path, StoredFile]) -> tuple[str, dict[str, StoredFile]]:
    """Return the checksum of what a cube says, and its files by role with their names; cells have no file yet.

    Those that are `known`, with their checksums, are not read again.
    """
    if not isinstance(cube, CountCube):
        return hash_cells(cube), {}
    files = {role: known.get(path) or _describe(path, role.partition("-")[0]) for role, path in cube.files.items()}
    parts = [(role, stored.sha256) for role, stored in files.items()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest(), files


def store_counts(cube: CountCube, files: Mapping[str, StoredFile], drafts: Drafts) -> None:
    """Write the files of a counted cube; those that are where they belong already are not written again."""
    for role, stored in files.items():
        source = cube.files[role]
        if source != drafts.folder / stored.name:
            temporary = drafts.begin(source.suffix)
            shutil.copyfile(source, temporary)
            if hash_file(temporary) != stored.sha256:
                raise make_damaged(temporary, "written ≠ read")
            drafts.keep(temporary, stored)


def store_cells(cube: Cube, content_sha256: str, drafts: Drafts) -> StoredFile:
    """Write the cells of a cube as one file."""
    temporary = drafts.begin(".parquet")
    write_cells(cube, temporary)
    if hash_stored(temporary) != content_sha256:
        raise make_damaged(temporary, "written ≠ read")
    return name_by_content(temporary, drafts, "cells")


def name_by_content(temporary: Path, drafts: Drafts, role: str) -> StoredFile:
    """Take a file that was written under a name that says its role and its content."""
    stored = _describe(temporary, role)
    drafts.keep(temporary, stored)
    return stored


def check_stored(path: Path, stored: StoredFile) -> None:
    """Raise `EsepError` where a file is not the one that a manifest describes."""
    try:
        found = hash_file(path)
    except OSError as error:
        raise make_damaged(path, error.strerror or type(error).__name__) from None
    if found != stored.sha256:
        raise make_damaged(path, f"sha256 {found[:12]}… ≠ {stored.sha256[:12]}…")


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _describe(path: Path, role: str) -> StoredFile:
    sha256 = hash_file(path)
    return StoredFile(f"{role}-{sha256[:16]}{path.suffix}", path.stat().st_size, sha256)
