"""The door of the server: who may come in, how much they may bring and how long that may take, and what goes out.

Written against ASGI itself: nothing behind it has to think of any of this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from esep.answers.serving import log_failure
from esep.api.forms import find_language
from esep.api.told import tell
from esep.problems import EsepError, Problem, Where
from esep.web.settings import LOOPBACK, Settings

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]
# Status, body and headers by which an error is told at a path, in a language where the path names none.
Teller = Callable[[EsepError, str, str], tuple[int, bytes, dict[str, str]]]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'self'"
)
HEADERS: dict[bytes, bytes] = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    # A form of ours says where it comes from, which a page that sends no referrer does not; others learn nothing.
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=(), payment=()",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
}
READ = ("GET", "HEAD")
# What pages answer to; addresses of the API say it themselves.
PAGE_METHODS = (*READ, "POST")
# What programs of other sites may read.
OPEN = ("/api/v1", "/sdmx/")
EXPOSED = b"ETag, Link, Retry-After, Esep-Vintage, Content-Disposition"
PREFLIGHT: dict[bytes, bytes] = {
    b"access-control-allow-origin": b"*",
    b"access-control-allow-methods": b"GET, HEAD",
    b"access-control-allow-headers": b"Accept-Language, If-None-Match",
    b"access-control-max-age": b"86400",
}
# A body that is too large is read to so many bytes before the answer: who sends it reads the answer afterwards.
DRAINED_BYTES = 64_000_000


def tell_program(error: EsepError, path: str, language: str) -> tuple[int, bytes, dict[str, str]]:
    """Return how a program is told an error, whatever it asked for."""
    return tell(error, language)


class Guard:
    """Lets requests through to an application, and nothing else; `tell` writes what goes wrong on the way."""

    def __init__(self, app: App, settings: Settings, tell: Teller = tell_program) -> None:
        self.app = app
        self.settings = settings
        self.tell = tell
        own = (settings.host,) if settings.host not in ("0.0.0.0", "::", "") else ()
        self.hosts = {name.lower() for name in (*LOOPBACK, *own, *settings.hosts)}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        headers = dict(reversed(scope["headers"]))
        outward = _Outward(scope, send, is_head=scope["method"] == "HEAD")
        language = find_language(headers.get(b"accept-language", b"").decode("latin-1"))
        try:
            self._admit(scope, headers)
            if scope["method"] == "OPTIONS" and scope["path"].startswith(OPEN):
                await outward.answer(204, b"", PREFLIGHT)
                return
            if outward.is_head:
                scope = {**scope, "method": "GET"}
            inward = await self._take_body(headers, receive)
            async with asyncio.timeout(self.settings.request_seconds):
                await self.app(scope, inward, outward.send)
        except EsepError as error:
            await outward.tell(error, self.tell, language)
        except TimeoutError:
            facts = {"seconds": str(self.settings.request_seconds)}
            await outward.tell(EsepError(Problem("serve-slow", facts=facts)), self.tell, language)
        except Exception as error:
            await outward.tell(EsepError(log_failure(error)), self.tell, language)

    def _admit(self, scope: MutableMapping[str, Any], headers: dict[bytes, bytes]) -> None:
        """Raise `EsepError` where a request is for another host, of no use here, or sent by a page of another site."""
        host = headers.get(b"host", b"").decode("latin-1")
        if _find_name(f"//{host}") not in self.hosts:
            raise EsepError(Problem("serve-host", Where("Host"), {"host": host}))
        if not scope["path"].startswith(OPEN) and scope["method"] not in PAGE_METHODS:
            facts = {"path": scope["path"], "method": scope["method"], "known": ", ".join(PAGE_METHODS)}
            raise EsepError(Problem("serve-method", facts=facts))
        origin = headers.get(b"origin", b"").decode("latin-1")
        if scope["method"] not in (*READ, "OPTIONS") and origin and urlsplit(origin).netloc.lower() != host.lower():
            raise EsepError(Problem("serve-origin", Where("Origin"), {"origin": origin}))

    async def _take_body(self, headers: dict[bytes, bytes], receive: Receive) -> Receive:
        """Return what gives a body that has come in whole; raise `EsepError`: `serve-body`, `serve-body-slow`."""
        limit, seconds = self.settings.body_bytes, self.settings.body_seconds
        too_large = EsepError(Problem("serve-body", facts={"limit": str(limit)}))
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > DRAINED_BYTES:
            raise too_large
        chunks: list[bytes] = []
        size, is_more = 0, True
        try:
            async with asyncio.timeout(seconds):
                while is_more:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise EsepError(Problem("serve-body-slow", facts={"seconds": str(seconds)}))
                    chunk = message.get("body", b"")
                    size, is_more = size + len(chunk), message.get("more_body", False)
                    chunks = [*chunks, chunk] if size <= limit else []
                    if size > DRAINED_BYTES:
                        break
        except TimeoutError:
            raise EsepError(Problem("serve-body-slow", facts={"seconds": str(seconds)})) from None
        if size > limit:
            raise too_large
        given = iter([{"type": "http.request", "body": b"".join(chunks), "more_body": False}])

        async def inward() -> Message:
            return next(given, None) or await receive()

        return inward


class _Outward:
    """Sends the response, with what every response has."""

    def __init__(self, scope: MutableMapping[str, Any], send: Send, *, is_head: bool) -> None:
        self.scope = scope
        self.is_head = is_head
        self.has_begun = False
        self._send = send

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            message = {**message, "headers": self._complete(message.get("headers", ()))}
        elif self.is_head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await self._send(message)

    def _complete(self, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        headers = [(name.lower(), value) for name, value in given]
        known = {name for name, _ in headers}
        more = dict(HEADERS)
        if self.scope["path"].startswith(OPEN):
            more[b"cross-origin-resource-policy"] = b"cross-origin"
            if self.scope["method"] in READ:
                more |= {b"access-control-allow-origin": b"*", b"access-control-expose-headers": EXPOSED}
        return [*headers, *((name, value) for name, value in more.items() if name not in known)]

    async def answer(self, status: int, body: bytes, headers: dict[bytes, bytes]) -> None:
        length = {} if status == 204 else {b"content-length": str(len(body)).encode()}
        await self.send({"type": "http.response.start", "status": status, "headers": [*{**headers, **length}.items()]})
        await self.send({"type": "http.response.body", "body": body})

    async def tell(self, error: EsepError, teller: Teller, language: str) -> None:
        """Tell a problem, unless a response has begun: then the connection just ends."""
        if self.has_begun:
            raise error
        status, body, headers = teller(error, self.scope["path"], language)
        told = {name.encode(): value.encode("latin-1", "replace") for name, value in headers.items()}
        if status in (408, 413):
            told[b"connection"] = b"close"
        await self.answer(status, body, told)


def _find_name(address: str) -> str:
    """Return the host of an address without its port, empty where it is none."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
