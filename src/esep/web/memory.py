"""What was made once is given again: whole responses, by address and what the shelf held; of the API by the form and
the language too that are asked for.

The same thing asked for by several at once is made once. What is given again costs nobody anything; new work is counted
against the rate of who asks for it.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, MutableMapping
from dataclasses import dataclass
from typing import Any

from esep.api.desk import is_known
from esep.api.forms import find_language
from esep.problems import EsepError, Problem
from esep.web.guard import OPEN, App, Message, Receive, Send
from esep.web.settings import Settings

# A larger response is made anew each time.
LARGEST_BYTES = 2_000_000
# Addresses whose rates are remembered.
MOST_CLIENTS = 10_000


@dataclass(frozen=True)
class Kept:
    """A whole response."""

    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes

    def find(self, name: bytes) -> str:
        """Return a header."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), "")

    async def send(self, send: Send, known: str) -> None:
        """Send the response, or only that it is the one that the reader knows."""
        if known and (tag := self.find(b"etag")) and is_known(tag, known):
            headers = [(name, value) for name, value in self.headers if not name.lower().startswith(b"content-")]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": list(self.headers)})
        await send({"type": "http.response.body", "body": self.body})


class Memory:
    """Stands before an application and keeps what it gave. `generation` tells when all of that is of yesterday."""

    def __init__(self, app: App, settings: Settings, generation: Callable[[], int]) -> None:
        self.app = app
        self.rates = Rates(settings)
        self.most = settings.memory_bytes
        self.generation = generation
        self.size = 0
        self.kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self.making: dict[Hashable, asyncio.Future[Kept | None]] = {}
        self.now = -1

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers = dict(scope["headers"])
        if scope["method"] != "GET":
            self.rates.take(scope, is_text=True)
            await self.app(scope, receive, send)
            return
        name = self._name(scope, headers)
        known = headers.get(b"if-none-match", b"").decode("latin-1")
        found = self.kept.get(name) or await self._wait(name)
        if found is not None:
            if name in self.kept:
                self.kept.move_to_end(name)
            await found.send(send, known)
            return
        self.rates.take(scope)
        await self._make(name, scope, receive, send)

    def _name(self, scope: MutableMapping[str, Any], headers: dict[bytes, bytes]) -> Hashable:
        if self.now != (now := self.generation()):
            self.kept.clear()
            self.size, self.now = 0, now
        address = now, scope["path"], scope["query_string"]
        if not scope["path"].startswith(OPEN):
            return address
        language = find_language(headers.get(b"accept-language", b"").decode("latin-1"))
        return *address, headers.get(b"accept", b""), language

    async def _wait(self, name: Hashable) -> Kept | None:
        """Return what somebody else is making right now, `None` where nobody does or it is not to be kept."""
        return await asyncio.shield(self.making[name]) if name in self.making else None

    async def _make(self, name: Hashable, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        future: asyncio.Future[Kept | None] | None = None
        if name not in self.making:
            future = self.making[name] = asyncio.get_running_loop().create_future()
        listener = _Listener(send)
        try:
            await self.app(scope, receive, listener.send)
            if future is not None and (made := listener.take()) is not None:
                self._keep(name, made)
                future.set_result(made)
        finally:
            if future is not None:
                self.making.pop(name, None)
                if not future.done():
                    future.set_result(None)

    def _keep(self, name: Hashable, made: Kept) -> None:
        self.kept[name] = made
        self.size += len(made.body)
        while self.size > self.most and self.kept:
            self.size -= len(self.kept.popitem(last=False)[1].body)


class _Listener:
    """Hears a response on its way."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message = {}
        self._body: list[bytes] = []
        self._is_whole = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
        elif message["type"] == "http.response.body":
            self._body.append(message.get("body", b""))
            self._is_whole = not message.get("more_body", False)
        await self._send(message)

    def take(self) -> Kept | None:
        """Return the response where it is one to keep."""
        made = Kept(tuple(self._start.get("headers", ())), b"".join(self._body))
        is_fit = self._is_whole and self._start.get("status") == 200 and len(made.body) <= LARGEST_BYTES
        return made if is_fit and "no-store" not in made.find(b"cache-control") else None


class Rates:
    """How much new work each address has asked for of late: a bucket that fills evenly."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clients: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, scope: MutableMapping[str, Any], *, is_text: bool = False) -> None:
        """Count a request; raise `EsepError` (`serve-many`) where that is too many."""
        rate, window = self.settings.rate, self.settings.window
        if not rate:
            return
        client = str((scope.get("client") or ("",))[0])
        cost = min(self.settings.text_cost, rate) if is_text else 1
        now = time.monotonic()
        left, before = self.clients.pop(client, (float(rate), now))
        left = min(float(rate), left + (now - before) * rate / window)
        is_fine = left >= cost
        self.clients[client] = (left - cost if is_fine else left, now)
        while len(self.clients) > MOST_CLIENTS:
            self.clients.popitem(last=False)
        if not is_fine:
            seconds = max(1, round((cost - left) * window / rate + 0.5))
            facts = {"limit": str(rate), "window": str(window), "seconds": str(seconds)}
            raise EsepError(Problem("serve-many", facts=facts))
