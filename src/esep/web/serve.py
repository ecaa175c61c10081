"""Running the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from esep.answers.shelf import Shelf
from esep.web.app import create_app


def serve(shelf: Shelf, host: str, port: int) -> None:
    """Serve until somebody stops it."""
    import uvicorn

    async def run(work: Callable[..., Any], dataset: str, vintage: str, /, *arguments: object) -> Any:
        return await asyncio.to_thread(work, shelf.open(dataset, vintage), *arguments)

    uvicorn.run(create_app(shelf, run), host=host, port=port, server_header=False, log_level="warning")
