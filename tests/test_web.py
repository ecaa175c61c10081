"""The door of the server: who may come in, what they may bring, and what every response has."""

from __future__ import annotations

import asyncio
import functools
import json
import logging
from collections.abc import Callable, MutableMapping
from pathlib import Path
from typing import Any

import pytest

from esep.answers.shelf import Shelf
from esep.api import create_api
from esep.api.desk import PREFIX
from esep.claims.register.entries import find_register
from esep.cli import main
from esep.web import create_app
from esep.web.guard import HEADERS, Guard
from esep.web.memory import Memory
from esep.web.serve import listen
from esep.web.settings import Settings
from tests.api_sample import TEXT, Client, make_runner, make_shelf
from tests.web_sample import open_application

ASK = f"{PREFIX}/ask?q=murder 2024"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return a shelf with two vintages."""
    return make_shelf(tmp_path_factory.mktemp("store"))


@pytest.fixture
def open_site(shelf: Shelf) -> Callable[..., Client]:
    """Return what opens the whole application with some settings."""
    return functools.partial(open_application, shelf)


def test_every_response_has_the_security_headers(open_site: Callable[..., Client]) -> None:
    """Answers, problems, pages and refusals carry a strict policy; none sets a cookie or allows a script inline."""
    site = open_site()
    tag = site.get(ASK).headers["etag"]
    responses = [
        site.get(ASK),
        site.get(ASK, headers={"If-None-Match": tag}),
        site.get("/nothing"),
        site.get(f"{PREFIX}/docs"),
        site.get(f"{PREFIX}/cells?x=1"),
        site.ask("PUT", ASK),
        site.ask("OPTIONS", ASK),
        site.get(ASK, headers={"Host": "evil.example"}),
        site.post(f"{PREFIX}/check", content=b"x" * 5_000_000),
    ]
    assert [one.status_code for one in responses] == [200, 304, 404, 200, 422, 405, 204, 421, 413]
    for response in responses:
        for name in HEADERS:
            assert name.decode() in response.headers
        policy = response.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert policy.startswith(("default-src 'self'", "default-src 'none'"))
        assert "set-cookie" not in response.headers
        assert "server" not in response.headers


def test_only_known_hosts_are_answered(open_site: Callable[..., Client]) -> None:
    """A name that was never given to the server is refused, with or without a port; a named one is answered."""
    site = open_site(hosts=("figures.example",))
    for host, status in {
        "localhost:8000": 200,
        "127.0.0.1": 200,
        "[::1]:80": 200,
        "Figures.example": 200,
        "figures.example.evil": 421,
        "evil.example": 421,
        "[": 421,
        "": 421,
    }.items():
        response = site.get(ASK, headers={"Host": host})
        assert response.status_code == status, host
        assert status == 200 or response.json()["code"] == "serve-host"


def test_pages_of_other_sites_may_read_and_not_send(open_site: Callable[..., Client]) -> None:
    """Reading is open to every site, by GET and HEAD alone; a text sent by a page of another site is refused."""
    site = open_site()
    read = site.get(ASK, headers={"Origin": "https://evil.example"})
    assert read.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in read.headers
    assert site.ask("OPTIONS", ASK).headers["access-control-allow-methods"] == "GET, HEAD"
    for origin, status in {"https://evil.example": 403, "null": 403, "http://localhost": 200}.items():
        sent = site.post(f"{PREFIX}/check", content=TEXT, headers={"Origin": origin, "Content-Type": "text/plain"})
        assert sent.status_code == status
        assert status == 200 or sent.json()["code"] == "serve-origin"
        assert "access-control-allow-origin" not in sent.headers


def test_a_head_is_a_get_without_its_body(open_site: Callable[..., Client]) -> None:
    """HEAD gives the headers of GET, its length too, and nothing else."""
    site = open_site()
    whole, head = site.get(ASK), site.ask("HEAD", ASK)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)


def test_a_body_that_is_too_large_or_too_slow_is_told(open_site: Callable[..., Client]) -> None:
    """More bytes than are read get 413 with the limit; a body that does not come gets 408."""
    told = open_site(body_bytes=1000).post(f"{PREFIX}/check", content=b"x" * 1001)
    assert (told.status_code, told.json()["code"], told.json()["facts"]["limit"]) == (413, "serve-body", "1000")
    assert told.headers["connection"] == "close"
    assert open_site(body_bytes=1000).post(f"{PREFIX}/check", content=b"x" * 1000).status_code == 422

    async def wait_for_ever() -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    sent = asyncio.run(call(open_site(body_seconds=0.05).app, "POST", f"{PREFIX}/check", wait_for_ever))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["code"] == "serve-body-slow"


async def call(app: Any, method: str, path: str, receive: Any) -> list[MutableMapping[str, Any]]:
    """Return what an application sends to one request."""
    sent: list[MutableMapping[str, Any]] = []

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", b"localhost")]
    scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
    await app(scope, receive, send)
    return sent


def test_a_request_that_never_ends_is_ended() -> None:
    """Whatever an address does, after its time the reader is told so."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(60)

    told = Client(Guard(app, Settings(request_seconds=0))).get("/")
    assert (told.status_code, told.json()["code"], told.headers["retry-after"]) == (503, "serve-slow", "0")


def test_new_work_has_a_rate_and_what_is_known_costs_nothing(open_site: Callable[..., Client]) -> None:
    """Past the rate new questions get 429 and when to come again; old questions are answered all the same."""
    site = open_site(rate=3, window=1000)
    assert [site.get(f"{PREFIX}/ask?q=murder {year}").status_code for year in (2021, 2022, 2023, 2024)][:3] == [200] * 3
    late = site.get(f"{PREFIX}/ask?q=murder 2020")
    assert (late.status_code, late.json()["code"]) == (429, "serve-many")
    assert 300 <= int(late.headers["retry-after"]) <= 700
    assert [site.get(f"{PREFIX}/ask?q=murder 2021").status_code for _ in range(20)] == [200] * 20
    assert site.post(f"{PREFIX}/check", content=TEXT).status_code == 429
    assert open_site(rate=0).get(ASK).status_code == 200


def test_what_many_ask_at_once_is_made_once() -> None:
    """A response is made once for all who ask for it meanwhile and afterwards, until the shelf holds something else."""
    made: list[str] = []
    now = [0]

    async def app(scope: Any, receive: Any, send: Any) -> None:
        made.append(scope["path"])
        await asyncio.sleep(0.01)
        headers = [(b"etag", b'"a"')] + ([(b"cache-control", b"no-store")] if scope["path"] == "/own" else [])
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x" * 10})

    memory = Memory(app, Settings(rate=0, memory_bytes=25), lambda: now[0])

    async def ask(*paths: str) -> list[bytes]:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request"}

        return [sent[1]["body"] for sent in await asyncio.gather(*(call(memory, "GET", p, receive) for p in paths))]

    assert asyncio.run(ask(*["/a"] * 9)) == [b"x" * 10] * 9
    assert made == ["/a"]
    asyncio.run(ask("/own", "/own"))
    assert made.count("/own") == 2
    asyncio.run(ask("/b"))
    asyncio.run(ask("/c"))
    assert len(memory.kept) == 2
    now[0] = 1
    asyncio.run(ask("/c"))
    assert made.count("/c") == 2


def test_nothing_is_written_without_a_token(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without a token there is no address that writes; with one it is asked for, and what is kept is in the log."""
    shelf = make_shelf(tmp_path)
    closed = Client(create_app(shelf, make_runner(shelf), Settings()))
    assert closed.post(f"{PREFIX}/statements", content=TEXT).status_code == 405
    described = closed.get(f"{PREFIX}/openapi.json").json()["paths"]
    assert {way for ways in described.values() for way in ways} == {"get", "post"}
    assert [path for path, ways in described.items() if "post" in ways] == [f"{PREFIX}/check"]
    site = Client(create_app(shelf, make_runner(shelf), Settings(token="sesame")))
    assert site.get(f"{PREFIX}/config").json()["writes"]
    for given in ({}, {"Authorization": "Bearer"}, {"Authorization": "Bearer sesam"}, {"Authorization": "sesame"}):
        told = site.post(f"{PREFIX}/statements", content=TEXT, headers=given)
        assert (told.status_code, told.json()["code"]) == (401, "serve-token")
    assert site.get(f"{PREFIX}/statements").json() == {"statements": []}
    assert not find_register(tmp_path).exists()
    said = {
        "text": TEXT,
        "who": "  A\nMinister ",
        "who_is": "person",
        "url": "https://example.org/",
        "date": "2025-02-14",
    }
    with caplog.at_level(logging.INFO, "esep.serve"):
        kept = site.post(f"{PREFIX}/statements", json=said, headers={"Authorization": "Bearer sesame"})
    assert kept.status_code == 201
    shown = site.get(kept.headers["location"]).json()
    assert (shown["text"], shown["who"], shown["said"]) == (TEXT, "A Minister", "2025-02-14")
    assert shown["checks"][0]["report"]["claims"][0]["value"] == 565
    assert [one["id"] for one in site.get(f"{PREFIX}/statements").json()["statements"]] == [kept.json()["id"]]
    assert kept.json()["id"] in caplog.text
    assert "sesame" not in caplog.text
    again = site.post(f"{PREFIX}/statements", json=said, headers={"Authorization": "Bearer sesame"})
    assert (again.json()["id"], again.json()["is_new"]) == (kept.json()["id"], False)
    for wrong, code in (({"who": ""}, "serve-parameter"), ({"url": "javascript:alert(1)"}, "register-url")):
        told = site.post(f"{PREFIX}/statements", json={**said, **wrong}, headers={"Authorization": "Bearer sesame"})
        assert told.json()["code"] == code
    for name in ("..%2Fkazakhstan", "%2e%2e", ".tmp", "entry.json"):
        assert site.get(f"{PREFIX}/statements/{name}").status_code == 404


def test_a_file_that_would_be_too_large_is_refused(shelf: Shelf) -> None:
    """SDMX knows no pages, so what is too large is told with what to do instead, never cut."""
    client = Client(create_api(shelf, make_runner(shelf), limits={"cells_in_file": 10}))
    told = client.get("/sdmx/3.0/data/dataflow/ESEP/KAZAKHSTAN/1.0/*")
    assert (told.status_code, told.json()["code"]) == (413, "serve-large")
    assert client.get("/sdmx/3.0/data/dataflow/ESEP/KAZAKHSTAN/1.0/*?c[MEASURE]=robbery&c[SCOPE]=x").status_code == 200
    for path in ("OTHER/KAZAKHSTAN/1.0/*", "ESEP/OTHER/1.0/*", "ESEP/KAZAKHSTAN/9/*"):
        assert client.get(f"/sdmx/3.0/data/dataflow/{path}").json()["code"] == "serve-dataset"
    for path in ("A.B", "*?c[NOTHING]=1", "*?c[TIME_PERIOD]=ge:soon", "*?d[X]=1"):
        assert client.get(f"/sdmx/3.0/data/dataflow/ESEP/KAZAKHSTAN/1.0/{path}").status_code == 422


def test_a_port_that_is_taken_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be listened on the command ends with a problem; an address open to others is warned of."""
    with listen("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        assert main(["serve", "kazakhstan", "--store", str(tmp_path), "--port", port]) == 3
    assert "[serve-port]" in capsys.readouterr().err
    assert main(["serve", "kazakhstan", "--store", str(tmp_path), "--host", "192.0.2.1", "--port", "0"]) == 3
    assert "[serve-open]" in capsys.readouterr().err
    assert main(["serve", "kazakhstan", "--store", str(tmp_path), "--port", "99999"]) == 3
