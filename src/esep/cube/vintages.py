"""The store of vintages: a folder per dataset, in it files that never change and one manifest for each vintage.

A manifest is the last thing a build writes; a vintage exists from the moment it has its name. The latest vintage is the
manifest with the highest number, so there is no pointer that could be left behind. Whatever a killed build leaves is
either nameless or a whole file that the next build of the same cells takes as its own.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import metadata
from itertools import chain
from pathlib import Path

from esep.cube.content import REJECTS, Drafts, check_stored, hash_cube, name_by_content, store_cells, store_counts
from esep.cube.count_cube import CountCube
from esep.cube.count_files import COUNTS
from esep.cube.cube import Cube
from esep.cube.manifest import SourceFile, StoredFile, Vintage, make_damaged, read_manifest, write_manifest
from esep.cube.publish import publish, remove_left_over, sync_file
from esep.cube.stored_cells import StoredCells
from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.records.rejects import Reject, write_rejects

_MANIFEST = re.compile(r"manifest-(\d{6,})\.json")
_DATASET = re.compile(r"[a-z0-9][a-z0-9-]*")


def default_store() -> Path:
    """Return where vintages are kept: `$ESEP_STORE`, otherwise `.esep/store` in the current folder."""
    return Path(os.environ.get("ESEP_STORE") or ".esep/store")


def commit(
    cube: Cube,
    definition: Definition,
    sources: Sequence[SourceFile],
    rows: Mapping[str, int],
    store: Path,
    *,
    rejects: Iterable[Reject] = (),
    published: datetime.datetime | None = None,
    added: Sequence[str] = (),
) -> tuple[Vintage, bool]:
    """Commit a cube and return its vintage and whether it is new.

    Where the latest vintage has the same cells, definition and sources, nothing is written and that one is returned.
    `rejects` are written beside the cells; `added` are the months that were put in, where the cube is the latest
    vintage with some months put in or replaced. Raise `EsepError` where the store cannot be written, is of another
    format, or another build commits at the same time; then no vintage was committed.
    """
    latest = find_vintage(store, definition.name)
    folder = store / definition.name
    # Whoever took files of the latest vintage over has opened it, and was told then if they had changed.
    known = {folder / stored.name: stored for stored in latest.files.values()} if latest else {}
    content_sha256, files = hash_cube(cube, known)
    wanted = Vintage(
        dataset=definition.name,
        number=latest.number + 1 if latest else 1,
        published=published or datetime.datetime.now(datetime.UTC).replace(microsecond=0),
        program=f"esep {metadata.version('esep')}",
        parent=latest.id if latest else "",
        content_sha256=content_sha256,
        definition_sha256=definition.sha256,
        sources=tuple(sources),
        rows=dict(rows),
        cells=len(cube),
        added=tuple(added),
        replaced=tuple(month for month in added if latest is not None and f"{COUNTS}{month}" in latest.files),
    )
    if latest is not None and latest.is_same(wanted):
        return latest, False
    with _explaining(store):
        folder.mkdir(parents=True, exist_ok=True)
        remove_left_over(folder)
        with Drafts(folder) as drafts:
            files = _store_cube(cube, content_sha256, files, drafts)
            if (stored := _store_rejects(rejects, drafts)) is not None:
                files[REJECTS] = stored
            vintage = replace(wanted, files=files)
            if _store_manifest(vintage, drafts):
                return vintage, True
    latest = find_vintage(store, definition.name)
    if latest is not None and latest.is_same(wanted):
        return latest, False
    facts = {"dataset": definition.name, "number": f"{vintage.number:06d}"}
    raise EsepError(Problem("store-busy", Where(str(store)), facts))


def find_vintage(store: Path, dataset: str, as_of: str = "") -> Vintage | None:
    """Return the latest vintage of a dataset, or the one that `as_of` names; `None` where nothing was built.

    `as_of` is the id or number of a vintage, or a day (YYYY-MM-DD, UTC): then it is the last one committed by its end.
    Raise `EsepError` where it names none, or a manifest cannot be read.
    """
    manifests = _list_manifests(store, dataset)
    if not as_of:
        return read_manifest(manifests[max(manifests)]) if manifests else None
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of):
        found = _find_by_day(manifests, as_of)
    else:
        number = re.fullmatch(r"(\d{1,12})(?:-[0-9a-f]{8})?", as_of)
        path = manifests.get(int(number[1])) if number else None
        found = read_manifest(path) if path else None
        if found is not None and "-" in as_of and found.id != as_of:
            found = None
    if found is None and not manifests:
        raise EsepError(Problem("store-empty", Where(str(store)), {"path": str(store), "dataset": dataset}))
    if found is None:
        known = ", ".join(f"{number:06d}" for number in sorted(manifests))
        facts = {"path": str(store), "as_of": as_of, "dataset": dataset, "known": known}
        raise EsepError(Problem("vintage-unknown", Where(str(store)), facts))
    return found


def open_vintage(store: Path, dataset: str, as_of: str = "") -> tuple[Cube, Vintage]:
    """Return the cube of a vintage and the vintage; `as_of` as for `find_vintage`.

    Raise `EsepError` where there is none, or where its file is not the one that was committed.
    """
    vintage = find_vintage(store, dataset, as_of)
    if vintage is None:
        raise EsepError(Problem("store-empty", Where(str(store)), {"path": str(store), "dataset": dataset}))
    folder = store / dataset
    files = {role: folder / stored.name for role, stored in vintage.files.items() if role != REJECTS}
    for role, path in files.items():
        check_stored(path, vintage.files[role])
    cube = StoredCells(files["cells"]) if "cells" in files else CountCube(files)
    if len(cube) != vintage.cells:
        raise make_damaged(folder / f"manifest-{vintage.number:06d}.json", f"{len(cube)} ≠ {vintage.cells}")
    return cube, vintage


def list_vintages(store: Path, dataset: str = "") -> tuple[Vintage, ...]:
    """Return the vintages of a dataset, or of all of them, oldest first."""
    if dataset:
        manifests = _list_manifests(store, dataset)
        return tuple(read_manifest(manifests[number]) for number in sorted(manifests))
    names = sorted(path.name for path in store.iterdir() if _DATASET.fullmatch(path.name)) if store.is_dir() else []
    return tuple(vintage for name in names for vintage in list_vintages(store, name))


def _list_manifests(store: Path, dataset: str) -> dict[int, Path]:
    folder = store / dataset
    if not _DATASET.fullmatch(dataset) or not folder.is_dir():
        return {}
    found = ((_MANIFEST.fullmatch(path.name), path) for path in folder.iterdir())
    return {int(name[1]): path for name, path in found if name}


def _find_by_day(manifests: Mapping[int, Path], day: str) -> Vintage | None:
    for number in sorted(manifests, reverse=True):
        vintage = read_manifest(manifests[number])
        if vintage.published.astimezone(datetime.UTC).date().isoformat() <= day:
            return vintage
    return None


def _store_cube(cube: Cube, content_sha256: str, files: dict[str, StoredFile], drafts: Drafts) -> dict[str, StoredFile]:
    if not isinstance(cube, CountCube):
        return {"cells": store_cells(cube, content_sha256, drafts)}
    store_counts(cube, files, drafts)
    return files


def _store_rejects(rejects: Iterable[Reject], drafts: Drafts) -> StoredFile | None:
    remaining = iter(rejects)
    first = next(remaining, None)
    if first is None:
        return None
    temporary = drafts.begin(".csv")
    write_rejects(chain([first], remaining), temporary)
    return name_by_content(temporary, drafts, REJECTS)


def _store_manifest(vintage: Vintage, drafts: Drafts) -> bool:
    """Publish a manifest after the files that it names; return whether its number was still free."""
    temporary, final = drafts.begin(".json"), drafts.folder / f"manifest-{vintage.number:06d}.json"
    write_manifest(vintage, temporary)
    sync_file(temporary)
    if final.exists():
        return False
    drafts.publish()
    try:
        publish(temporary, final)
    except FileExistsError:
        return False
    return True


@contextmanager
def _explaining(store: Path) -> Iterator[None]:
    """Turn what the system says about a store that cannot be written into a problem."""
    import duckdb

    try:
        yield
    except (OSError, duckdb.Error) as error:
        cause = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
        raise EsepError(Problem("store-unwritable", Where(str(store)), {"path": str(store), "cause": cause})) from None
