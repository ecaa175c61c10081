"""A real server on this machine: hostile guests, vintages published and killed meanwhile, a client in Python."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import esep
from esep.answers.exact import answer_to_plain, tell_definition
from esep.api.client import RemoteAnswers
from esep.api.desk import PREFIX
from esep.model.plain import to_plain
from esep.problems import EsepError
from esep.sources.dataset import find_dataset_folder
from tests.api_sample import TEXT, commit_cells, move_murders
from tests.web_sample import ROOT, Server, start_server

QUESTIONS = (
    "murder 2024",
    "fraud share-of:total 2024",
    "total change-from:2023 period:2024",
    "murder fold-from:2015 period:2024",
    "fraud rate-per:10000 2024",
    "total trend-since:2017 period:2024",
    "murder 1999",
)
SCRIPT = "<script>alert(1)</script> In 2024, 565 murders <img src=x onerror=alert(2)> were registered in Kazakhstan."


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with one vintage."""
    folder: Path = tmp_path_factory.mktemp("store")
    commit_cells(folder, move_murders(0), 1)
    return folder


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    """Run a server without a rate."""
    with start_server(store, "--rate", "0") as started:
        yield started


def copy_dataset(folder: Path) -> str:
    """Return the folder of a second dataset, the figures of Kazakhstan under another name."""
    copy = folder / "copy"
    shutil.copytree(find_dataset_folder("kazakhstan"), copy)
    definition = copy / "definition.toml"
    text = definition.read_text(encoding="utf-8")
    definition.write_text(text.replace('name = "kazakhstan"', 'name = "copied"', 1), encoding="utf-8")
    return str(copy)


def get(server: Server, path: str, **options: Any) -> httpx.Response:
    """Return what the server answers."""
    return httpx.get(f"{server.url}{path}", timeout=60, trust_env=False, **options)


def post(server: Server, text: str | bytes) -> httpx.Response:
    """Return the report of the server on a text."""
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    return httpx.post(f"{server.url}{PREFIX}/check", content=text, headers=headers, timeout=60, trust_env=False)


def is_alive(server: Server) -> bool:
    """Return whether the server answers a question soon."""
    started = time.monotonic()
    told = get(server, f"{PREFIX}/ask?q=murder 2024&as_of=1").json()
    return bool(told["value"] == 566) and time.monotonic() - started < 5


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_server_gives_the_same_answer_as_the_store(server: Server, store: Path, question: str) -> None:
    """`esep.open` of an address and of a dataset answer alike: every part of the answer, every fraction, every word."""
    near, far = esep.open("kazakhstan", store=store, as_of="1"), esep.open(server.url, as_of="1")
    assert isinstance(far, RemoteAnswers)
    here, there = (one.ask(question, with_finding=True) for one in (near, far))
    assert answer_to_plain(there) == answer_to_plain(here)
    assert to_plain(there.definition) == to_plain(tell_definition(here.definition))
    assert (there.question, there.figure, there.notes, there.finding) == (
        here.question,
        here.figure,
        here.notes,
        here.finding,
    )
    for language in ("en", "ru", "kk"):
        assert there.describe(language) == here.describe(language)
        assert there.to_dict(language) == here.to_dict(language)
    assert far.ask(here.question).figure == near.ask(here.question).figure


def test_a_server_that_cannot_answer_is_a_problem(server: Server, store: Path) -> None:
    """The problems of the server come back as problems; what is no server, or no dataset of it, is told."""
    far = esep.open(server.url)
    with pytest.raises(EsepError, match="question-word") as told:
        far.ask("murdr 2024")
    assert "murdr" in str(told.value)
    for place, data, as_of, code in (
        (server.url, "nothing", None, "serve-dataset"),
        (server.url, "", "77", "serve-vintage"),
        ("http://127.0.0.1:9", "", None, "remote-unreachable"),
        (f"{server.url}/api", "", None, "remote-other"),
    ):
        with pytest.raises(EsepError, match=code):
            esep.open(place, data, as_of=as_of)
    with start_server(store, "--rate", "0", datasets=("kazakhstan", copy_dataset(store))) as several:
        with pytest.raises(EsepError, match="remote-dataset"):
            esep.open(several.url)
        assert esep.open(several.url, "kazakhstan").ask("murder 2024").figure.value == 566
    with socket.create_server(("127.0.0.1", 0)) as other:
        asked = subprocess.Popen(
            [sys.executable, "-c", f"import esep; esep.open('http://127.0.0.1:{other.getsockname()[1]}')"],
            stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip
        connection = other.accept()[0]
        connection.recv(9000)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")
        connection.close()
        assert "remote-other" in asked.communicate()[1]


def test_hostile_texts_leave_the_server_answering(server: Server) -> None:
    """Script in a text comes back as JSON that no browser runs; fifty megabytes get a clear 413; both leave it well."""
    told = post(server, SCRIPT)
    assert told.status_code == 200
    assert told.headers["content-type"] == "application/json"
    assert told.headers["x-content-type-options"] == "nosniff"
    large = post(server, b"a 1 " * 12_500_000)
    assert (large.status_code, large.json()["code"]) == (413, "serve-body")
    for text in ("\x00" * 1000 + "1", "1 " * 300, "‮1‮", "9" * 2000):
        assert post(server, f"In 2024 murders {text}").status_code in (200, 422, 503)
    assert is_alive(server)


def test_slow_guests_are_shown_out(server: Server) -> None:
    """Connections that say nothing, or their head byte by byte, or promise a body, do not keep others from answers."""
    halves = (b"", b"GET /api/v1/config HTTP/1.1\r\nHost: loc", b"POST /api/v1/check HTTP/1.1\r\nHost: localhost\r\n"
              b"Content-Type: text/plain\r\nContent-Length: 100\r\n\r\nhalf")  # fmt: skip
    guests = []
    for half in halves * 20:
        guest = socket.create_connection(("127.0.0.1", server.port))
        guest.sendall(half)
        guests.append(guest)
    assert is_alive(server)
    time.sleep(10.5)
    said = []
    for guest in guests:
        guest.settimeout(10)
        said.append(guest.recv(200))
        guest.close()
    assert said[:2] == [b"", b""]
    assert said[2].startswith(b"HTTP/1.1 408")
    assert is_alive(server)


def test_many_checks_at_once_leave_the_server_answering(server: Server) -> None:
    """Of two hundred texts at once each gets its report or is told to come again; questions are answered meanwhile."""

    async def flood() -> tuple[list[int], list[float]]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=server.url, timeout=60, limits=limits, trust_env=False) as client:
            headers = {"Content-Type": "text/plain"}
            sent = [client.post(f"{PREFIX}/check", content=f"{TEXT} {n}", headers=headers) for n in range(200)]
            checks = asyncio.gather(*sent)
            waited = []
            for number in range(10):
                started = time.monotonic()
                response = await client.get(f"{PREFIX}/ask?q=fraud {2010 + number}")
                assert response.status_code == 200
                waited.append(time.monotonic() - started)
            return [one.status_code for one in await checks], waited

    statuses, waited = asyncio.run(flood())
    assert set(statuses) <= {200, 503}
    assert statuses.count(200) >= 32
    assert sorted(waited)[len(waited) // 2] < 3
    assert is_alive(server)


def read_state(server: Server) -> tuple[str, int]:
    """Return the vintage that is served and by how much its murders were moved: by the same in every cell."""
    page = get(server, f"{PREFIX}/cells?measure=murder&unit=count").json()
    first = get(server, f"{PREFIX}/cells?measure=murder&unit=count&as_of=1").json()
    pairs = zip(page["cells"], first["cells"], strict=True)
    moved = {new["value"] - old["value"] for new, old in pairs if old["value"] is not None}
    assert len(moved) == 1, "a vintage is served in parts"
    return page["vintage"], moved.pop()


def test_a_new_vintage_is_served_whole_and_a_killed_one_never(server: Server, store: Path) -> None:
    """Whoever kills a build, at whatever moment, leaves the old vintage served whole; a finished one is taken up."""
    command = "from pathlib import Path; from tests.api_sample import *; print(flush=True); " + (
        "commit_cells(Path({store!r}), move_murders({by}), 3)"
    )
    chance = random.Random(4)
    before = read_state(server)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    for by in range(100, 105):
        program = command.format(store=str(store), by=by)
        build = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=ROOT, env=environment)
        assert build.stdout is not None
        build.stdout.readline()
        time.sleep(chance.uniform(0.05, 0.6))
        build.send_signal(signal.SIGKILL)
        build.communicate()
        vintage, moved = read_state(server)
        committed = {one["id"] for one in get(server, f"{PREFIX}/datasets/kazakhstan/vintages").json()["vintages"]}
        assert vintage in committed
        assert moved in (before[1], by, *range(100, by))
    new = commit_cells(store, move_murders(1000), 4)
    until = time.monotonic() + 30
    while read_state(server) != (new, 1000):
        assert time.monotonic() < until, "the new vintage was not taken up"
        time.sleep(0.2)
    stray = store / "kazakhstan" / "manifest-000099.json"
    stray.write_text("{", encoding="utf-8")
    time.sleep(2.5)
    assert read_state(server) == (new, 1000)
    stray.unlink()


def test_a_server_ends_when_it_is_asked_to(store: Path) -> None:
    """On a signal the server ends at once with status 0, and its crew with it."""
    with start_server(store) as server:
        assert get(server, f"{PREFIX}/config").status_code == 200
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        crew = children.read_text().split() if children.exists() else []
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(20) == 0
        assert [pid for pid in crew if Path(f"/proc/{pid}").exists()] == []
    assert "Traceback" not in (store / "serve.log").read_text(encoding="utf-8")


def test_numbers_of_json_are_those_of_answers_to_the_last_digit(server: Server) -> None:
    """A number in JSON is read as the number that was written: the page of cells has no other."""
    for cell in json.loads(get(server, f"{PREFIX}/cells?limit=10000").content)["cells"]:
        if cell["value"] is not None:
            numerator, _, denominator = cell["exact_value"].partition("/")
            assert cell["value"] == pytest.approx(int(numerator) / int(denominator or 1), rel=1e-9)
