"""The vintages of a store as a list for people and programs."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from esep.cube.manifest import Vintage
from esep.cube.vintages import default_store, list_vintages
from esep.language.phrases import say
from esep.language.write import write_number
from esep.problems import EsepError, Problem, Where
from esep.sources.dataset import load_definition

ROWS = ("read", "accepted", "rejected", "duplicates")


def find_vintages(dataset: str, store: Path | None = None) -> tuple[Vintage, ...]:
    """Return the vintages of a dataset (a name, or a folder with a definition), newest last; of all if it is empty.

    A name that the store knows needs no definition. Raise `EsepError` where there is no vintage, or no such dataset.
    """
    place = store or default_store()
    found = list_vintages(place, dataset)
    if found:
        return found
    if not dataset:
        raise EsepError(Problem("store-bare", Where(str(place)), {"path": str(place)}))
    name = load_definition(dataset).name
    if not (found := list_vintages(place, name)):
        raise EsepError(Problem("store-empty", Where(str(place)), {"path": str(place), "dataset": name}))
    return found


def vintages_to_dict(vintages: Sequence[Vintage], store: Path | None = None) -> dict[str, Any]:
    """Return vintages as plain data for JSON: what their manifests say."""
    return {"store": str(store or default_store()), "vintages": [vintage.to_dict() for vintage in vintages]}


def describe_vintages(vintages: Sequence[Vintage], language: str = "en") -> str:
    """Return vintages as lines for a terminal."""
    return "\n".join(_describe(vintage, language) for vintage in vintages)


def _describe(vintage: Vintage, language: str) -> str:
    published = vintage.published.astimezone(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    numbers = {name: write_number(vintage.rows.get(name, 0), 0, language) for name in ROWS}
    facts = {"cells": write_number(vintage.cells, 0, language), **numbers}
    lines = [
        f"{vintage.id}  {vintage.dataset}  {published}",
        f"  {say('vintages.rows' if vintage.rows else 'vintages.rows_protected', language, **facts)}",
        f"  {say('vintages.content', language, sha256=vintage.content_sha256, program=vintage.program)}",
    ]
    if vintage.parent:
        lines.append(f"  {say('vintages.parent', language, parent=vintage.parent)}")
    return "\n".join(lines)
