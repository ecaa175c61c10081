"""How long the server waits for the head of a request: one that says nothing, or very slowly, is left."""

from __future__ import annotations

from typing import Any


def make_protocol(seconds: float) -> type[Any]:
    """Return the protocol of HTTP that waits so long for a whole head."""
    import asyncio

    import h11
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class Protocol(H11Protocol):
        _ending: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._ending = self.loop.call_later(seconds, transport.close)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            is_waiting = self.conn.their_state is h11.IDLE
            if not is_waiting:
                self._relax()
            elif self._ending is None:
                self._ending = self.loop.call_later(seconds, self.transport.close)

        def connection_lost(self, exc: Exception | None) -> None:
            self._relax()
            super().connection_lost(exc)

        def _relax(self) -> None:
            if self._ending is not None:
                self._ending.cancel()
                self._ending = None

    return Protocol
