"""Running the server: it listens, takes up new vintages, and ends when it is asked to, with what is under way."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from esep.answers.serving import LOG
from esep.answers.shelf import Shelf
from esep.problems import EsepError, Problem
from esep.web.app import create_app
from esep.web.crew import Crew
from esep.web.guard import App
from esep.web.settings import Settings
from esep.web.warming import warm

if TYPE_CHECKING:
    import uvicorn

GRACE_SECONDS = 10
BACKLOG = 512


def serve(shelf: Shelf, settings: Settings, tell: Callable[[str, int], None]) -> None:
    """Serve until a signal says to end; `tell` gets the host and the port that is listened on.

    Raises `EsepError` (`serve-port`) where it cannot be.
    """
    logging.basicConfig(level=logging.INFO, format="%(name)s %(levelname)s %(message)s")
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    with contextlib.closing(listen(settings.host, settings.port)) as listener:
        asyncio.run(_serve(shelf, settings, listener, tell))


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; raise `EsepError` (`serve-port`) where none can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only of a socket that says it speaks TCP does asyncio send small pieces at once, without which each answer waits.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
        return listener
    except (OSError, OverflowError) as error:
        listener.close()
        cause = getattr(error, "strerror", "") or str(error)
        raise EsepError(Problem("serve-port", facts={"host": host, "port": str(port), "cause": cause})) from None


async def _serve(shelf: Shelf, settings: Settings, listener: socket.socket, tell: Callable[[str, int], None]) -> None:
    import uvicorn

    from esep.web.patience import make_protocol

    places = tuple(shelf.places.values())
    crew = Crew(places, shelf.store, workers=settings.workers, seconds=settings.work_seconds, waiting=settings.waiting)
    app = create_app(shelf, crew, settings)
    config = uvicorn.Config(
        app,
        http=make_protocol(settings.header_seconds),
        ws="none",
        lifespan="off",
        proxy_headers=settings.is_behind_proxy,
        server_header=False,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _make_server(config)
    tasks: list[asyncio.Task[None]] = []
    try:
        await crew.start()
        tasks = [
            asyncio.create_task(warm(app, shelf, crew)),
            asyncio.create_task(_watch(app, shelf, crew, settings.refresh_seconds)),
        ]
        host, port = listener.getsockname()[:2]
        tell(host, port)
        await server.serve(sockets=[listener])
    finally:
        for task in tasks:
            task.cancel()
        await crew.stop()


def _make_server(config: uvicorn.Config) -> uvicorn.Server:
    """Return a server that ends on SIGINT and SIGTERM and lets its caller go on afterwards."""
    import uvicorn

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            loop = asyncio.get_running_loop()
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(name, self.handle_exit, name, None)
            try:
                yield
            finally:
                for name in (signal.SIGINT, signal.SIGTERM):
                    loop.remove_signal_handler(name)

    return Server(config)


async def _watch(app: App, shelf: Shelf, crew: Crew, seconds: float) -> None:
    """Take up new vintages as they are committed; one that cannot be opened is told once, and the old one stays."""
    told = ""
    while True:
        await asyncio.sleep(seconds)
        try:
            if await asyncio.to_thread(shelf.refresh):
                LOG.info("now served: %s", json.dumps({name: one.vintage for name, one in shelf.items()}))
                await warm(app, shelf, crew)
            told = ""
        except (EsepError, OSError) as error:
            if told != str(error):
                LOG.error("a new vintage cannot be opened, so the one before it stays\n%s", error)
            told = str(error)
