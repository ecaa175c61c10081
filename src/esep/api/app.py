"""The API as an application: every address below `/api/v1`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from esep.answers.shelf import Runner, Shelf

if TYPE_CHECKING:
    from fastapi import FastAPI


def create_api(shelf: Shelf, run: Runner) -> FastAPI:
    """Return the API over a shelf of datasets; `run` does the work that takes its time."""
    from fastapi import FastAPI

    return FastAPI(docs_url=None, redoc_url=None)
