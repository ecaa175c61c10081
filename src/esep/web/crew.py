"""Processes that do what takes its time, so that the server answers meanwhile, and what never ends can be ended.

There are two lines, each with its own processes: texts to be checked, and everything else. Whoever works longer than is
allowed is killed and replaced; who would wait behind too many others is told so at once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from esep.answers.serving import LOG
from esep.problems import EsepError, Problem
from esep.web.worker import LENGTH_BYTES, write_piece

TEXTS = ("check", "keep")
PROGRAM = "from esep.web.worker import main; main()"


class Crew:
    """Runs work for the server, as `esep.answers.shelf.Runner` says.

    Work of a function with `check` or `keep` in its name stands in the line of texts.
    """

    def __init__(
        self, places: Sequence[str], store: Path, *, workers: int = 2, seconds: float = 20, waiting: int = 32
    ) -> None:
        self.seconds = seconds
        self.first = write_piece((tuple(places), str(store)))
        self.lines = {name: Line(self, workers, waiting) for name in ("check", "other")}

    async def __call__(self, work: Callable[..., Any], dataset: str, vintage: str, /, *arguments: object) -> Any:
        """Return what the work gives."""
        is_text = any(word in work.__name__ for word in TEXTS)
        line = self.lines["check" if is_text else "other"]
        return await line.run(write_piece((work, dataset, vintage, arguments)))

    async def start(self) -> None:
        """Start one process for each line, so that the first who asks does not wait for it."""
        for line in self.lines.values():
            line.idle.append(await line.hire())

    async def stop(self) -> None:
        """End all processes."""
        for line in self.lines.values():
            await line.stop()


class Line:
    """One line of work with the processes that take from it, one piece each at a time."""

    def __init__(self, crew: Crew, workers: int, waiting: int) -> None:
        self.crew = crew
        self.most = workers + waiting
        self.turn = asyncio.Semaphore(workers)
        self.inside = 0
        self.idle: list[Process] = []
        self.all: set[Process] = set()

    async def run(self, piece: bytes) -> Any:
        """Return what a piece of work gives; raise `EsepError`: its own, `serve-slow`, `serve-busy`."""
        if self.inside >= self.most:
            raise EsepError(Problem("serve-busy", facts={"seconds": str(round(self.crew.seconds))}))
        self.inside += 1
        try:
            async with self.turn:
                kind, found = await self._give(piece)
        finally:
            self.inside -= 1
        if kind == "problems":
            raise EsepError(found)
        if kind == "failed":
            raise RuntimeError(found)
        return found

    async def hire(self) -> Process:
        """Return a new process that has opened nothing yet."""
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, stdin=PIPE, stdout=PIPE, env=environment, start_new_session=True
        )
        assert process.stdin is not None
        process.stdin.write(self.crew.first)
        self.all.add(process)
        return process

    async def stop(self) -> None:
        """End the processes of the line."""
        for process in list(self.all):
            await self._dismiss(process)

    async def _give(self, piece: bytes) -> tuple[str, Any]:
        process = self.idle.pop() if self.idle else await self.hire()
        is_kept = False
        try:
            found = await asyncio.wait_for(_exchange(process, piece), self.crew.seconds)
            is_kept = True
        except TimeoutError:
            raise EsepError(Problem("serve-slow", facts={"seconds": str(round(self.crew.seconds))})) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            LOG.error("a process that worked for the server ended by itself")
            raise RuntimeError("a process that worked for the server ended by itself") from None
        finally:
            if is_kept:
                self.idle.append(process)
            else:
                await self._dismiss(process)
        return found

    async def _dismiss(self, process: Process) -> None:
        self.all.discard(process)
        if process in self.idle:
            self.idle.remove(process)
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _exchange(process: Process, piece: bytes) -> tuple[str, Any]:
    import pickle

    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(piece)
    await process.stdin.drain()
    length = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
    found: tuple[str, Any] = pickle.loads(await process.stdout.readexactly(length))
    return found
