"""A process that works for the server: it takes a piece of work from one pipe and gives the result to another.

Both ends are of one program and one version; nothing from outside is ever read as a pickle.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import sys
from pathlib import Path
from typing import IO, Any

from esep.answers import Answers
from esep.answers.shelf import Shelf
from esep.problems import EsepError

LENGTH_BYTES = 8
# Behind the server itself, which has to answer at once.
NICENESS = 5


def write_piece(thing: Any) -> bytes:
    """Return a thing as it goes through a pipe: its length, then its bytes."""
    data = pickle.dumps(thing)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def read_piece(pipe: IO[bytes]) -> Any:
    """Return the next thing of a pipe; raise `EOFError` where the other end is gone."""
    head = pipe.read(LENGTH_BYTES)
    data = pipe.read(int.from_bytes(head, "big")) if len(head) == LENGTH_BYTES else b""
    if len(head) < LENGTH_BYTES or len(data) < int.from_bytes(head, "big"):
        raise EOFError
    return pickle.loads(data)


def find_answers(shelf: Shelf, dataset: str, vintage: str) -> Answers:
    """Return a dataset as of a vintage, which may be newer than the shelf."""
    if shelf[dataset].vintage != vintage:
        with contextlib.suppress(EsepError):
            shelf.refresh()
    return shelf.reopen(dataset, vintage)


def main() -> None:
    """Work until the pipe closes: what is printed meanwhile goes to standard error, out of the way of results."""
    results = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICENESS)
    with contextlib.suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        places, store = read_piece(sys.stdin.buffer)
        shelf = Shelf(places, Path(store))
        while True:
            work, dataset, vintage, arguments = read_piece(sys.stdin.buffer)
            results.write(write_piece(_do(shelf, work, dataset, vintage, arguments)))
            results.flush()


def _do(shelf: Shelf, work: Any, dataset: str, vintage: str, arguments: tuple[Any, ...]) -> tuple[str, Any]:
    """Return what became of a piece of work: its result, its problems, or how it failed."""
    import traceback

    try:
        return "done", work(find_answers(shelf, dataset, vintage), *arguments)
    except EsepError as error:
        return "problems", error.problems
    except Exception:
        return "failed", traceback.format_exc()
