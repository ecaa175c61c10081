"""Packed files, unpacked into a folder; bounded, because a small file can be packed so as to fill any disk."""

from __future__ import annotations

import gzip
import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import IO

from esep.problems import EsepError, Problem, Where
from esep.sources.staging import tell_no_room

# Tables of text are packed to a tenth, seldom to a hundredth; beyond that somebody made the file for its size.
LARGEST_RATIO = 500
# Below this size no ratio matters, above that one no file is unpacked.
SMALLEST_BOUND = 64 * 1024**2
LARGEST_BOUND = 1024**4
_BLOCK = 1024**2
# What the two modules raise at damaged data; a place before the beginning of the file comes as an `OSError`.
_DAMAGE = (EOFError, zlib.error, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Unpacked:
    """One file out of a packed one: where it is now, how it is called in messages, and the checksum of its bytes."""

    path: Path
    name: str
    sha256: str


def unpack_gzip(path: Path, stem: Path) -> Unpacked:
    """Unpack a gzip file; problems `file-broken` and `unpacked-too-large`."""
    name = str(path)
    target = stem.with_suffix(_take_suffix(path.name.removesuffix(".gz")))
    with _tell_damage(path), gzip.open(path) as packed:
        return Unpacked(target, name, _write(packed, target, _bound(path.stat().st_size), path))


def unpack_zip(path: Path, pattern: str, stem: Path) -> Iterator[Unpacked]:
    """Unpack the files of a zip archive that fit the pattern, or all where none does, in the order of their names."""
    with _tell_damage(path), zipfile.ZipFile(path) as archive:
        members = sorted(_list_members(archive), key=lambda member: member.filename)
        chosen = [member for member in members if fnmatch(PurePosixPath(member.filename).name, pattern)] or members
        if not chosen:
            raise EsepError(Problem("file-empty", Where(str(path)), {"path": str(path)}))
        for number, member in enumerate(chosen):
            name = str(path) if len(chosen) == 1 else f"{path}/{member.filename}"
            target = stem.with_name(f"{stem.name}-{number:06d}{_take_suffix(member.filename)}")
            with archive.open(member) as packed:
                digest = _write(packed, target, _bound(member.compress_size), path)
            yield Unpacked(target, name, digest)


def check_archive(path: Path) -> None:
    """Refuse a zip archive whose members would be too large together, before another program unpacks it."""
    with _tell_damage(path), zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
        if size > (bound := _bound(path.stat().st_size)):
            raise _refuse_size(path, bound)


def _list_members(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    for member in archive.infolist():
        parts = PurePosixPath(member.filename).parts
        # What systems add of their own: folders of resources and hidden files.
        if not member.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts):
            yield member


def _take_suffix(name: str) -> str:
    """Return the end of a name, which says what a table of text is; nothing else of it reaches the disk."""
    found = re.search(r"\.\w{1,10}$", name)
    return found[0] if found else ".txt"


def _bound(packed: int) -> int:
    return min(LARGEST_BOUND, max(SMALLEST_BOUND, packed * LARGEST_RATIO))


@contextmanager
def _tell_damage(path: Path) -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        facts = {"path": str(path), "cause": str(error) or type(error).__name__}
        raise EsepError(Problem("file-broken", Where(str(path)), facts)) from None


def _refuse_size(path: Path, bound: int) -> EsepError:
    return EsepError(Problem("unpacked-too-large", Where(str(path)), {"path": str(path), "limit": str(bound)}))


def _read_blocks(packed: IO[bytes] | gzip.GzipFile, path: Path) -> Iterator[bytes]:
    """Yield what is packed; damage is told here, so that it is not taken for a folder that cannot be written."""
    with _tell_damage(path):
        while block := packed.read(_BLOCK):
            yield block


def _write(packed: IO[bytes] | gzip.GzipFile, target: Path, bound: int, path: Path) -> str:
    digest = hashlib.sha256()
    size = 0
    with tell_no_room(target.parent), target.open("wb") as file:
        for block in _read_blocks(packed, path):
            size += len(block)
            if size > bound:
                raise _refuse_size(path, bound)
            digest.update(block)
            file.write(block)
    return digest.hexdigest()
