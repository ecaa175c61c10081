"""A server in a process of its own, and work for its crew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from esep.answers import Answers
from esep.answers.shelf import Shelf
from esep.problems import EsepError, Problem
from esep.web import create_app
from esep.web.settings import Settings
from tests.api_sample import Client, make_runner

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass
class Server:
    """A server that runs: where it is, and its process."""

    url: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self.url.rstrip("/").rpartition(":")[2])


@contextmanager
def start_server(store: Path, *options: str, datasets: Sequence[str] = ("kazakhstan",)) -> Iterator[Server]:
    """Run `esep serve` on a free port until the block ends."""
    command = [
        sys.executable,
        "-m",
        "esep",
        "serve",
        *datasets,
        "--store",
        str(store),
        "--port",
        "0",
        "--json",
        *options,
    ]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    log = store / "serve.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, cwd=ROOT
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.endswith("}\n"), log.read_text(encoding="utf-8")
            yield Server(json.loads(line)["url"].rstrip("/"), process)
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def open_application(shelf: Shelf, **settings: Any) -> Client:
    """Return a client of the whole application, in this process, with some settings."""
    return Client(create_app(shelf, make_runner(shelf), Settings(**settings)))


def linger(answers: Answers, seconds: float) -> str:
    """Take so long."""
    time.sleep(seconds)
    return answers.vintage


def check_lingering(answers: Answers, seconds: float) -> str:
    """Take so long, in the line of texts."""
    return linger(answers, seconds)


def refuse(answers: Answers) -> None:
    """Raise a problem."""
    raise EsepError(Problem("question-empty"))


def stumble(answers: Answers) -> None:
    """Raise what nobody thought of."""
    raise ZeroDivisionError


def die(answers: Answers) -> None:
    """End the process without a word."""
    os._exit(9)


def chatter(answers: Answers) -> str:
    """Print where results go, and give one all the same."""
    print("chatter", flush=True)
    return "said"
