"""The manifest of a vintage: what was committed, from what, by what, and the checksums that prove it."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from esep.problems import EsepError, Problem, Where

FORMAT = 2
# A manifest names files of its own folder only.
_FILE = re.compile(r"[a-z]+-[0-9a-f]{16}\.[a-z]+")


@dataclass(frozen=True)
class StoredFile:
    """A file with its checksum; those that a vintage holds are named by it."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class SourceFile(StoredFile):
    """A file that a vintage was built from, and the registered months that were counted from it (`2024-05`)."""

    months: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vintage:
    """One committed state of a dataset, never changed afterwards.

    `published` is the moment of the commit, in UTC. `sources` are the files it was built from, `files` what it holds:
    `cells`, or `shape`, `coverage` and one file of counts for each registered month (`counts-2024-05`), which it shares
    with the vintages before where nothing changed; and `rejects` where there were any. `parent` is the id of the one
    before it, empty for the first. Where months were added to the parent, `added` names them and `replaced` those of
    them that it had already; `rows` then are the rows of the addition.
    """

    dataset: str
    number: int
    published: datetime.datetime
    program: str
    parent: str
    content_sha256: str
    definition_sha256: str
    sources: tuple[SourceFile, ...]
    rows: Mapping[str, int]
    cells: int
    files: Mapping[str, StoredFile] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the name people cite: its number and the beginning of its checksum."""
        return f"{self.number:06d}-{self.content_sha256[:8]}"

    def is_same(self, other: Vintage) -> bool:
        """Return whether two vintages say the same, by the same definition, from the same files."""
        mine, theirs = ({file.sha256 for file in vintage.sources} for vintage in (self, other))
        return (self.content_sha256, self.definition_sha256, mine) == (
            other.content_sha256,
            other.definition_sha256,
            theirs,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the vintage as plain data for JSON."""
        return {
            "format": FORMAT,
            "id": self.id,
            "dataset": self.dataset,
            "number": self.number,
            "published": self.published.isoformat(),
            "program": self.program,
            "parent": self.parent,
            "content_sha256": self.content_sha256,
            "definition_sha256": self.definition_sha256,
            "sources": [{**vars(file), "months": list(file.months)} for file in self.sources],
            "rows": dict(self.rows),
            "added": list(self.added),
            "replaced": list(self.replaced),
            "cells": self.cells,
            "files": {role: vars(file) for role, file in self.files.items()},
        }


def write_manifest(vintage: Vintage, path: Path) -> None:
    """Write a manifest to a new file, with its own checksum."""
    body = vintage.to_dict()
    text = json.dumps({"vintage": body, "sha256": hash_body(body)}, ensure_ascii=False, indent=1)
    with path.open("x", encoding="utf-8", newline="\n") as file:
        file.write(text + "\n")


def read_manifest(path: Path) -> Vintage:
    """Return the vintage that a manifest describes.

    Raise `EsepError` where it cannot be read, is not what was written, or is of another format.
    """
    try:
        whole = json.loads(path.read_bytes())
        body = whole["vintage"]
        facts = {"path": str(path), "format": str(body["format"]), "known": str(FORMAT)}
        if body["format"] > FORMAT:
            raise EsepError(Problem("store-newer", Where(str(path)), facts))
        if body["format"] < FORMAT:
            raise EsepError(Problem("store-older", Where(str(path)), facts))
        if whole["sha256"] != hash_body(body):
            raise make_damaged(path, f"sha256 {hash_body(body)[:12]}… ≠ {str(whole['sha256'])[:12]}…")
        return _read_body(body)
    except OSError as error:
        raise make_damaged(path, error.strerror or type(error).__name__) from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise make_damaged(path, f"{type(error).__name__}: {error}") from None


def make_damaged(path: Path, cause: str) -> EsepError:
    """Return the error for a file of the store that is not what was committed."""
    return EsepError(Problem("vintage-damaged", Where(str(path)), {"path": str(path), "cause": cause}))


def _read_body(body: Mapping[str, Any]) -> Vintage:
    return Vintage(
        dataset=body["dataset"],
        number=body["number"],
        published=datetime.datetime.fromisoformat(body["published"]),
        program=body["program"],
        parent=body["parent"],
        content_sha256=body["content_sha256"],
        definition_sha256=body["definition_sha256"],
        sources=tuple(SourceFile(**{**file, "months": tuple(file["months"])}) for file in body["sources"]),
        rows=body["rows"],
        cells=body["cells"],
        files={role: _read_file(file) for role, file in body["files"].items()},
        added=tuple(body["added"]),
        replaced=tuple(body["replaced"]),
    )


def _read_file(file: Mapping[str, Any]) -> StoredFile:
    stored = StoredFile(**file)
    if not _FILE.fullmatch(stored.name):
        raise ValueError(stored.name)
    return stored


def hash_body(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what a manifest says, whatever way its file is laid out."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
