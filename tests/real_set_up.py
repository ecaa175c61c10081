"""Datasets of the real files beside the project, built once for all processes of a run."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.cube.build import build_dataset
from esep.sources.dataset import find_dataset_folder, load_definition

OpenReal = Callable[..., Answers]


@pytest.fixture(scope="session")
def open_real(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenReal:
    """Return what opens a packaged dataset from a store that nobody writes to.

    A process opens it once: what the tests of one file have read, those of the next need not read again.
    Each of the sources, named as they lie in ../shared/data, is built into a vintage of its own, one after the other.
    """
    base = tmp_path_factory.getbasetemp()
    # Processes that run tests side by side have folders of their own in that of the run.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "real"
    folder.mkdir(exist_ok=True)

    @cache
    def open_one(name: str, *sources: str) -> Answers:
        store = folder / hashlib.sha256(" ".join((name, *sources)).encode()).hexdigest()[:16]
        paths = [shared / "data" / source for source in sources]
        for path in paths:
            if not path.exists():
                pytest.skip(f"{path.name} is absent from ../shared")
        build_once(name, paths, store)
        return open_dataset(name, store)

    return open_one


def build_once(name: str, sources: list[Path], store: Path) -> None:
    """Build a dataset into a store, unless another process has done so or does it now."""
    done = store.with_suffix(".done")
    with store.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            for source in sources:
                build_dataset(load_definition(name), find_dataset_folder(name), [source], store)
            done.touch()
