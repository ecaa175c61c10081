"""What the server makes before anybody asks for it, so that the first reader waits no longer than the next."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import MutableMapping
from typing import Any

from esep.answers.shelf import Runner, Shelf
from esep.api.work import check_text
from esep.problems import LANGUAGES, EsepError
from esep.web.guard import App
from esep.web.settings import LOOPBACK


async def warm(app: App, shelf: Shelf, run: Runner) -> None:
    """Read the counts of every dataset and make its first page in every language, then check a line of text."""
    for name, answers in list(shelf.items()):
        definition = answers.definition
        scope, region = definition.default_scope, definition.default_region
        for measure in answers.list_measures(scope)[:1]:
            await asyncio.to_thread(answers.find_cells, scope=scope, measure=measure, attribute="", region=region)
        for language in LANGUAGES:
            await _get(app, f"/{language}/{name}/")
        with contextlib.suppress(EsepError):
            await run(check_text, name, answers.vintage, definition.title[LANGUAGES[0]], {}, LANGUAGES[0])


async def _get(app: App, path: str) -> None:
    """Ask an application for a path, as a reader on this machine does, and leave the answer in its memory."""
    headers = [(b"host", LOOPBACK[0].encode())]
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": headers, "root_path": ""}

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: MutableMapping[str, Any]) -> None:
        pass

    await app(scope, receive, send)
