"""A store with two vintages, the API over it without a network, and the examples of its description."""

from __future__ import annotations

import asyncio
import datetime
import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.answers.opening import PACKAGED, open_dataset
from esep.answers.shelf import Runner, Shelf
from esep.api import create_api
from esep.api.desk import PREFIX
from esep.cube.cube import CellCube
from esep.cube.vintages import commit
from esep.model.cell import Cell

if TYPE_CHECKING:
    import httpx

TEXT = "In 2024, 565 murders were registered in Kazakhstan."
# Form of an answer -> the address that gives one.
SHOWN = {
    "answer": "/ask?q=murder scope:mia_crimes 2024&as_of=1",
    "cells": "/cells?measure=murder&scope=mia_crimes&limit=1&as_of=1",
    "datasets": "/datasets",
    "dataset": "/datasets/kazakhstan",
    "codes": "/datasets/kazakhstan/codes/measures",
    "vintages": "/datasets/kazakhstan/vintages",
    "changes": "/datasets/kazakhstan/changes?from=1&to=2",
    "config": "/config",
    "problem_entry": "/problems/question-word",
}


def commit_cells(store: Path, change: Callable[[Cell], Cell], day: int) -> str:
    """Commit the packaged figures of Kazakhstan, each as `change` makes it, and return the id of the vintage."""
    answers = open_dataset("kazakhstan", store, as_of=PACKAGED)
    cube = CellCube(map(change, answers.find_cells()))
    published = datetime.datetime(2025, 1, day, tzinfo=datetime.UTC)
    return commit(cube, answers.definition, (), {}, store, published=published)[0].id


def move_murders(by: int) -> Callable[[Cell], Cell]:
    """Return what makes every count of murders larger."""

    def move(cell: Cell) -> Cell:
        is_meant = cell.key.measure == "murder" and cell.key.unit == "count" and cell.value is not None
        return replace(cell, value=Fraction(cell.value or 0) + by) if is_meant else cell

    return move


def make_shelf(store: Path) -> Shelf:
    """Return a shelf of the figures of Kazakhstan in two vintages."""
    commit_cells(store, move_murders(0), 1)
    commit_cells(store, move_murders(1), 2)
    return Shelf(["kazakhstan"], store)


def make_runner(shelf: Shelf) -> Runner:
    """Return what does the work of the API here, in a thread."""

    async def run(work: Callable[..., Any], dataset: str, vintage: str, /, *arguments: object) -> Any:
        return await asyncio.to_thread(work, shelf.reopen(dataset, vintage), *arguments)

    return run


class Client:
    """Asks an application without a network."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Return the response to a GET."""
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Return the response to a POST."""
        return self.ask("POST", path, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Return the response to a request."""
        import httpx

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())


def make_client(shelf: Shelf, token: str = "") -> Client:
    """Return a client of the API over a shelf."""
    return Client(create_api(shelf, make_runner(shelf), token=token, contact="https://example.org/"))


def cut(data: Any) -> Any:
    """Return data with the first member of every list only: an example shows a form."""
    if isinstance(data, dict):
        return {name: cut(value) for name, value in data.items()}
    return [cut(member) for member in data[:1]] if isinstance(data, list) else data


def make_examples() -> dict[str, Any]:
    """Return an answer of every form."""
    with tempfile.TemporaryDirectory() as store:
        client = make_client(make_shelf(Path(store)))
        found = {name: client.get(f"{PREFIX}{path}").json() for name, path in SHOWN.items()}
        found["check"] = client.post(f"{PREFIX}/check", content=TEXT, headers={"Content-Type": "text/plain"}).json()
        return {name: cut(data) for name, data in found.items()}


def write_examples() -> str:
    """Return the file of examples that the description of the API carries."""
    return json.dumps(make_examples(), ensure_ascii=False, indent=1) + "\n"
