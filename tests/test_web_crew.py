"""The crew: what takes its time holds up nobody else, and what never ends is ended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from esep.problems import EsepError
from esep.web.crew import Crew
from tests import web_sample
from tests.api_sample import commit_cells, move_murders

Result = TypeVar("Result")


def with_crew(store: Path, act: Callable[[Crew], Awaitable[Result]], **options: Any) -> Result:
    """Return what somebody does with a crew, which is sent home afterwards."""

    async def run() -> Result:
        crew = Crew(("kazakhstan",), store, **options)
        try:
            return await act(crew)
        finally:
            await crew.stop()
            assert all(not line.all for line in crew.lines.values())

    return asyncio.run(run())


def test_work_is_done_elsewhere_and_problems_come_back(tmp_path: Path) -> None:
    """A result, a problem, a fault and a death come back as such, and the next piece is done all the same."""
    first = commit_cells(tmp_path, move_murders(0), 1)

    async def act(crew: Crew) -> None:
        ask = ("kazakhstan", first)
        assert await crew(web_sample.linger, *ask, 0) == first
        assert await crew(web_sample.chatter, *ask) == "said"
        with pytest.raises(EsepError, match="question-empty"):
            await crew(web_sample.refuse, *ask)
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            await crew(web_sample.stumble, *ask)
        with pytest.raises(RuntimeError, match="ended by itself"):
            await crew(web_sample.die, *ask)
        second = commit_cells(tmp_path, move_murders(1), 2)
        assert [await crew(web_sample.linger, "kazakhstan", one, 0) for one in (second, first)] == [second, first]

    with_crew(tmp_path, act, workers=1)


def test_one_long_check_starves_nobody(tmp_path: Path) -> None:
    """While texts take too long, other work is done, a second text too; who waits behind too many is told at once."""
    packaged = ("kazakhstan", "packaged")

    async def act(crew: Crew) -> None:
        await asyncio.gather(*(crew(work, *packaged, 0) for work in (web_sample.linger, web_sample.check_lingering)))
        crew.seconds = 3
        slow = asyncio.create_task(crew(web_sample.check_lingering, *packaged, 60))
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(crew(web_sample.check_lingering, *packaged, 0))
        await asyncio.sleep(0.05)
        with pytest.raises(EsepError, match="serve-busy"):
            await crew(web_sample.check_lingering, *packaged, 0)
        started = time.monotonic()
        assert await crew(web_sample.linger, *packaged, 0) == "packaged"
        assert time.monotonic() - started < 2.5
        with pytest.raises(EsepError, match="serve-slow"):
            await slow
        assert await waiting == "packaged"

    with_crew(tmp_path, act, workers=1, waiting=1, seconds=60)
