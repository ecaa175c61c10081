"""One application of the API and the explorer.

The explorer offers `esep.explorer.create_pages(shelf, run)`, which returns routes of Starlette for everything below
`/`; the API has `/api/v1`. `shelf` is a mapping of names to `Answers` that takes up new vintages by itself: a page
takes what it needs from it once and keeps it (`esep.answers.shelf`). `run` is for work that takes longer than a blink,
such as a check or drawing a chart: `await run(function, dataset, vintage, *arguments)` computes
`function(answers, *arguments)` in another process, with a limit of time; `vintage` is `answers.vintage`.

What pages may rely on: every response gets the security headers of `esep.web.guard`, so a page has no inline script
and no inline style and loads nothing from elsewhere; one that must be framed elsewhere sends its own
Content-Security-Policy. A GET that answers 200 is kept as it is for the same address and vintage, so a page is made
once; it has to be a function of these alone (a page that is not sends `Cache-Control: no-store`). A body is bounded and
has come in whole. Whatever goes wrong is told by a page where pages are, and as a problem of RFC 9457 by the API.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from esep.answers.shelf import Runner, Shelf
from esep.api import create_api
from esep.explorer import create_pages, tell_problem
from esep.problems import EsepError
from esep.web.guard import OPEN, App, Guard, Receive, Send, tell_program
from esep.web.memory import Memory
from esep.web.settings import Settings


def create_app(shelf: Shelf, run: Runner, settings: Settings | None = None) -> App:
    """Return the application over a shelf of datasets; `run` does the work that takes its time."""
    from starlette.routing import Router

    settings = settings or Settings()
    api: App = create_api(shelf, run, contact=settings.contact, limits=settings.list_limits(), token=settings.token)
    # A bare router lets errors through to the guard, which tells them all in one way.
    site: App = Router(routes=create_pages(shelf, run, base=settings.base))

    async def dispatch(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        await (api if scope["path"].startswith(OPEN) else site)(scope, receive, send)

    def tell_reader(error: EsepError, path: str, language: str) -> tuple[int, bytes, dict[str, str]]:
        if path.startswith(OPEN):
            return tell_program(error, path, language)
        return tell_problem(shelf, path, language, error, base=settings.base)

    return Guard(Memory(dispatch, settings, lambda: shelf.generation), settings, tell_reader)
