"""The addresses `/statements`: texts that were checked and kept, written only with the token of the server."""

import asyncio
import datetime
import hashlib
import hmac
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.api.checking import Checked, read_request
from esep.api.datasets import write
from esep.api.described import describe
from esep.api.desk import PREFIX, Desk
from esep.api.forms import FORMS
from esep.api.parameters import parameter
from esep.api.told import LOG
from esep.problems import EsepError, Problem, Where
from esep.sources.text import write_text

if TYPE_CHECKING:
    from fastapi import FastAPI

# Beside the datasets of the store; no dataset can be called so.
FOLDER = ".statements"
JOURNAL = "journal.jsonl"
_NAME = re.compile(r"[0-9a-f]{16}")


def add_keep(app: "FastAPI", desk: Desk, token: str) -> None:
    """Add the addresses; what is kept can be read without the token."""
    from fastapi import Request, Response

    folder = desk.shelf.store / FOLDER

    @app.post(f"{PREFIX}/statements", tags=["statements"], **describe("keep", "kept"))
    async def keep(
        request: Request,
        data: str = parameter("data"),
        as_of: str = parameter("as_of"),
        date: str = parameter("date"),
        scope: str = parameter("scope"),
        text_lang: str = parameter("text_lang"),
        lang: str = parameter("lang"),
    ) -> Response:
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            raise EsepError(Problem("serve-token", Where("Authorization")))
        checked = await read_request(desk, request)
        client = request.client.host if request.client else ""
        name = await asyncio.to_thread(keep_statement, folder, checked, client)
        body = write({"id": name, "address": f"{PREFIX}/statements/{name}", "dataset": checked.dataset}).body
        return Response(body, 201, {"location": f"{PREFIX}/statements/{name}"}, FORMS["json"])

    @app.get(f"{PREFIX}/statements/{{name}}", tags=["statements"], **describe("kept", "statement"))
    async def show(name: str, lang: str = parameter("lang")) -> Response:
        path = folder / f"{name}.json"
        if not _NAME.fullmatch(name) or not path.is_file():
            raise EsepError(Problem("serve-unknown", facts={"path": f"{PREFIX}/statements/{name}"}))
        return Response(await asyncio.to_thread(path.read_bytes), media_type=FORMS["json"])


def keep_statement(folder: Path, checked: Checked, client: str) -> str:
    """Keep a text with its report, note it in the journal, and return the name by which it is found."""
    name = hashlib.sha256(f"{checked.dataset}\n{checked.vintage}\n{checked.text}".encode()).hexdigest()[:16]
    kept: dict[str, Any] = {"id": name, "dataset": checked.dataset, "vintage": checked.vintage, "text": checked.text}
    kept["report"] = json.loads(checked.report)
    write_text(folder / f"{name}.json", json.dumps(kept, ensure_ascii=False))
    moment = datetime.datetime.now(datetime.UTC).replace(microsecond=0).isoformat()
    entry = {"at": moment, "id": name, "dataset": checked.dataset, "vintage": checked.vintage, "from": client}
    with (folder / JOURNAL).open("a", encoding="utf-8") as journal:
        journal.write(json.dumps(entry, ensure_ascii=False) + "\n")
    LOG.info("kept %s", json.dumps(entry, ensure_ascii=False))
    return name
