"""Work shared out among a few, each of whom has something of his own to do it with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from typing import TypeVar

Worker = TypeVar("Worker")
Task = TypeVar("Task")
Result = TypeVar("Result")


def share_out(
    crew: Sequence[Worker], tasks: Sequence[Task], work: Callable[[Worker, Task], Result]
) -> Iterator[Result]:
    """Yield what becomes of each task, in their order; `work` is given a worker that is idle, and the task."""
    idle: Queue[Worker] = Queue()
    for one in crew:
        idle.put(one)

    def run(task: Task) -> Result:
        worker = idle.get()
        try:
            return work(worker, task)
        finally:
            idle.put(worker)

    with ThreadPoolExecutor(len(crew)) as pool:
        yield from pool.map(run, tasks)
