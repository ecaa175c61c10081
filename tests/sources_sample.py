"""Sources made ready and read back, as records do it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from esep.problems import EsepError
from esep.sources.rows import Layout
from esep.sources.stage import Staged, stage_sources

LAYOUT = Layout("*.csv", ("utf-8",), ",", {"id": ("Number", "No."), "region": ("Village",)})
HEADER = b"Number,Village\n"


def write(folder: Path, data: bytes, name: str = "a.csv") -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def vary(**changes: Any) -> Layout:
    """Return the layout with something changed."""
    return replace(LAYOUT, **changes)


@contextmanager
def stage(*sources: Path | str, layout: Layout = LAYOUT) -> Iterator[tuple[Staged, ...]]:
    """Make sources ready in a folder that is gone afterwards."""
    with TemporaryDirectory() as folder:
        yield stage_sources(sources, layout, Path(folder))


def fetch(staged: Staged) -> list[tuple[Any, ...]]:
    """Return all rows of a source, in their order."""
    import duckdb

    with duckdb.connect() as engine:
        found = engine.execute(f"select * from ({staged.relation}) order by line").fetchall()
    assert len(found) == staged.rows
    return found


def read(*sources: Path | str, layout: Layout = LAYOUT) -> list[tuple[Any, ...]]:
    """Return line, fault and declared fields of every row of all sources."""
    with stage(*sources, layout=layout) as found:
        return [(line, fault, *fields) for one in found for line, fault, _, _, _, *fields in fetch(one)]


def refuse(folder: Path, *sources: Path | str, layout: Layout = LAYOUT) -> list[tuple[str, str, int | None]]:
    """Return code, file name and line of what is wrong with sources, and make sure that nothing was left behind."""
    folder.mkdir(exist_ok=True)
    with pytest.raises(EsepError) as caught:
        stage_sources(sources, layout, folder)
    assert list(folder.iterdir()) == []
    for problem in caught.value.problems:
        assert problem.severity == "error"
    return [(one.code, Path(one.where.file).name, one.where.line) for one in caught.value.problems]
