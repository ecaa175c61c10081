"""The addresses `/statements`: the register of the store, read by anyone, added to only with the token."""

import asyncio
import hmac
import json
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.answers.serving import LOG
from esep.api.checking import NAMES, read_wishes
from esep.api.described import describe
from esep.api.desk import PREFIX, Desk, Made, write
from esep.api.forms import FORMS
from esep.api.parameters import choose, parameter, refuse
from esep.api.work import keep_text
from esep.claims.register.entries import Entry, find_register, list_entries, read_entry
from esep.problems import EsepError, Problem, Where

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

TAGS: list[str | Enum] = ["statements"]
KINDS = ("person", "organization")


def add_register(app: "FastAPI", desk: Desk) -> None:
    """Add the addresses that read; what they give is of the moment and kept nowhere."""
    from fastapi import Response

    folder = find_register(desk.shelf.store)

    @app.get(f"{PREFIX}/statements", tags=TAGS, **describe("statements", "statements"))
    async def list_statements(lang: str = parameter("lang")) -> Response:
        found = await asyncio.to_thread(lambda: [tell_statement(entry) for entry in list_entries(folder)])
        return _respond(write({"statements": found}))

    @app.get(f"{PREFIX}/statements/{{name}}", tags=TAGS, **describe("statement", "statement"))
    async def show_statement(name: str, lang: str = parameter("lang")) -> Response:
        entry = await asyncio.to_thread(_find, folder, name)
        told = ("checked", "vintage", "report")
        checks = [{part: one[part] for part in told} for one in entry.checks]
        return _respond(write({**tell_statement(entry), "text": entry.text, "checks": checks}))

    def _respond(made: Made) -> Response:
        return Response(made.body, media_type=FORMS["json"], headers={"cache-control": "no-store"})


def add_keep(app: "FastAPI", desk: Desk, token: str) -> None:
    """Add the address that writes: a text is checked and put into the register, and the log says so."""
    from fastapi import Request, Response

    @app.post(f"{PREFIX}/statements", tags=TAGS, **describe("keep", "kept"))
    async def keep(
        request: Request,
        who: str = parameter("who"),
        who_is: str = parameter("who_is"),
        url: str = parameter("url"),
        data: str = parameter("data"),
        as_of: str = parameter("as_of"),
        date: str = parameter("date"),
        scope: str = parameter("scope"),
        text_lang: str = parameter("text_lang"),
        lang: str = parameter("lang"),
    ) -> Response:
        _demand(request, token)
        wished, answers = await read_wishes(desk, request, (*NAMES, "who", "who_is", "url"))
        if not wished["who"].strip():
            raise refuse("who", wished["who"], "a name")
        wished["who_is"] = choose("who_is", wished["who_is"], KINDS, KINDS[0])
        name = answers.definition.name
        kept, is_new = await desk.run(keep_text, name, answers.vintage, wished, str(desk.shelf.store))
        entry = {"id": kept, "dataset": name, "vintage": answers.vintage, "is_new": is_new}
        client = request.client.host if request.client else ""
        LOG.info("kept %s", json.dumps({**entry, "from": client}))
        address = f"{PREFIX}/statements/{kept}"
        headers = {"location": address, "cache-control": "no-store"}
        return Response(write({**entry, "address": address}).body, 201, headers, FORMS["json"])


def _demand(request: "Request", token: str) -> None:
    """Raise `EsepError` (`serve-token`) where a request does not carry the token; it takes as long to refuse any."""
    given = request.headers.get("authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise EsepError(Problem("serve-token", Where("Authorization")))


def _find(folder: Path, name: str) -> Entry:
    """Return a statement by its whole id, which is one of those that there are, never a path."""
    known = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if name not in known or name.startswith("."):
        raise EsepError(Problem("serve-unknown", facts={"path": f"{PREFIX}/statements/{name}"}))
    return read_entry(folder, name)


def tell_statement(entry: Entry) -> dict[str, Any]:
    """Return who said what and when, against what it was checked, and who approved the last check."""
    statement, approval = entry.statement, entry.approval
    return {
        "id": statement.id,
        "who": statement.who,
        "who_is": statement.who_is,
        "said": statement.said or None,
        "url": statement.url or None,
        "added": statement.added,
        "language": statement.language,
        "dataset": entry.checks[-1]["dataset"] or None,
        "vintage": entry.checks[-1]["vintage"] or None,
        "approved_by": str(approval["by"]) if approval else None,
    }
