"""What whoever runs a server can decide, and what bounds each request."""

from __future__ import annotations

from dataclasses import dataclass

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Settings:
    """How a server is run. Numbers are seconds, bytes or how many.

    `hosts` are further names it answers to; `base` is the address by which readers know it, with a slash at its end;
    `rate` is how many requests one address may make in `window` that need new work (0: as many as it likes), a text to
    be checked counts `text_cost` of them; `token` opens writing.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    hosts: tuple[str, ...] = ()
    base: str = ""
    token: str = ""
    contact: str = ""
    is_behind_proxy: bool = False
    rate: int = 300
    window: int = 10
    text_cost: int = 10
    body_bytes: int = 4 * 1024**2
    body_seconds: int = 10
    header_seconds: int = 10
    work_seconds: int = 20
    request_seconds: int = 60
    # In each of the two lines: texts to be checked, and all else that takes its time.
    workers: int = 2
    waiting: int = 32
    memory_bytes: int = 64_000_000
    refresh_seconds: float = 1.0

    @property
    def is_local(self) -> bool:
        """Return whether only this machine reaches the server."""
        return self.host in LOOPBACK or self.host.startswith("127.")

    def list_limits(self) -> dict[str, int]:
        """Return what a client must know, by the names of `/config`."""
        names = ("rate", "window", "text_cost", "body_bytes", "body_seconds", "work_seconds", "waiting")
        return {name: int(getattr(self, name)) for name in names}
