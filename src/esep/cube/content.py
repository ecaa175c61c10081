"""What a vintage holds: the files of a cube, each named by its content, and the checksum of all they say together."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from esep.cube.count_cube import CountCube
from esep.cube.cube import Cube
from esep.cube.manifest import StoredFile, make_damaged
from esep.cube.parquet import hash_cells, write_cells
from esep.cube.publish import make_temporary, publish
from esep.cube.stored_cells import StoredCells

REJECTS = "rejects"


def hash_cube(cube: Cube) -> tuple[str, dict[str, StoredFile]]:
    """Return the checksum of what a cube says, and its files by role with their names; cells have no file yet."""
    if not isinstance(cube, CountCube):
        return hash_cells(cube), {}
    files = {role: _describe(path, role.partition("-")[0]) for role, path in cube.files.items()}
    parts = [(role, stored.sha256) for role, stored in files.items()]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest(), files


def store_counts(cube: CountCube, files: Mapping[str, StoredFile], folder: Path) -> None:
    """Put the files of a counted cube into a folder; those that are there already are only looked at."""
    for role, stored in files.items():
        source = cube.files[role]
        if source != folder / stored.name:
            with make_temporary(folder, source.suffix) as temporary:
                shutil.copyfile(source, temporary)
                if hash_file(temporary) != stored.sha256:
                    raise make_damaged(temporary, "written ≠ read")
                _publish(temporary, stored, folder)


def store_cells(cube: Cube, content_sha256: str, folder: Path) -> StoredFile:
    """Put the cells of a cube into a folder as one file."""
    with make_temporary(folder, ".parquet") as temporary:
        write_cells(cube, temporary)
        if hash_cells(StoredCells(temporary)) != content_sha256:
            raise make_damaged(temporary, "written ≠ read")
        return name_by_content(temporary, folder, "cells")


def name_by_content(temporary: Path, folder: Path, role: str) -> StoredFile:
    """Give a written file its name, which says its role and its content."""
    stored = _describe(temporary, role)
    _publish(temporary, stored, folder)
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


def _publish(temporary: Path, stored: StoredFile, folder: Path) -> None:
    try:
        publish(temporary, folder / stored.name)
    except FileExistsError:
        # The same name means the same bytes: an earlier vintage has them, or a build that did not live to its manifest.
        check_stored(folder / stored.name, stored)
