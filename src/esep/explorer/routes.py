"""The pages over HTTP: addresses, forms, and the headers that keep a page from doing anything but being read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from email.parser import BytesParser
from email.policy import HTTP
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from esep.answers import Answers
from esep.answers.shelf import Runner, Shelf
from esep.explorer.address import Address, read_address
from esep.explorer.check_page import Upload, render_check
from esep.explorer.desk import Desk, Site
from esep.explorer.explore_page import FILES as SERIES_FILES
from esep.explorer.figure_page import FILES as FIGURE_FILES
from esep.explorer.frame import POLICY, Page, render
from esep.explorer.site import make_site, render_asset, render_dataset, render_missing, render_problems, render_shelf
from esep.problems import EsepError, Problem

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import BaseRoute

FILES = (*SERIES_FILES, *FIGURE_FILES)
LARGEST_BODY = 4 * 1024**2
LONGEST_QUERY, MOST_FIELDS = 2_000, 100


def create_pages(shelf: Shelf, run: Runner, *, base: str = "") -> list[BaseRoute]:
    """Return the routes of every page over a shelf; `run` makes those that take longer than a blink.

    `base` is the address under which readers know the site; citations and embeddings name it.
    """
    from starlette.routing import Route

    return [
        Route("/assets/{name}", _serve_asset),
        Route("/{path:path}", partial(_serve_page, shelf, run, base), methods=["GET", "POST"]),
    ]


def tell_problem(
    shelf: Shelf, path: str, language: str, error: EsepError, *, base: str = ""
) -> tuple[int, bytes, dict[str, str]]:
    """Return the page that tells an error: its status, its text and its headers; `language` where the path has none."""
    address = read_address(path) or Address()
    page = render_problems(make_site(shelf, base=base), replace(address, language=address.language or language), error)
    assert isinstance(page.body, str)
    return page.status, page.body.encode(), {**_list_headers(page), "content-type": page.media}


async def _serve_asset(request: Request) -> Response:
    page = render_asset(request.path_params["name"])
    if page is None:
        return _respond(Page("", 404, media="text/plain"))
    response = _respond(page)
    response.headers["cache-control"] = "public, max-age=86400"
    return response


async def _serve_page(shelf: Shelf, run: Runner, base: str, request: Request) -> Response:
    path = request.path_params["path"]
    site = make_site(shelf, base=base)
    address = read_address(path)
    if address is None or (address.dataset and address.dataset not in shelf):
        return _respond(render_missing(site, path))
    if path and not path.endswith("/") and path.rpartition("/")[2] not in FILES:
        query = f"?{request.url.query}" if request.url.query else ""
        return _respond(Page("", 308, location=f"{path.rpartition('/')[2]}/{query}"))
    if not address.dataset:
        return _respond(render_shelf(site, address))
    plain = (dict(site.titles), str(site.store or ""), base)
    try:
        answers = shelf.open(address.dataset, address.vintage or None)
        if request.method == "POST":
            if address.page != "check":
                facts = {"path": f"/{path}", "method": "POST", "known": "GET, HEAD"}
                raise EsepError(Problem("serve-method", facts=facts))
            upload = await _read_form(request)
            page = await run(make_check, address.dataset, answers.vintage, path, upload, *plain)
        else:
            fields = parse_qs(request.url.query[:LONGEST_QUERY], max_num_fields=MOST_FIELDS)
            page = await run(make_page, address.dataset, answers.vintage, path, fields, *plain)
    except ValueError:
        return _respond(render_missing(site, path))
    except EsepError as error:
        if any(problem.code == "serve-vintage" for problem in error.problems):
            return _respond(render_missing(site, path))
        return _respond(render_problems(site, address, error))
    return _respond(page)


def _make_site(titles: dict[str, dict[str, str]], store: str, base: str) -> Site:
    return Site(titles, Path(store) if store else None, base=base)


def make_page(
    answers: Answers,
    path: str,
    query: dict[str, list[str]],
    titles: dict[str, dict[str, str]],
    store: str,
    base: str,
) -> Page:
    """Return a page of a dataset; all it needs are plain values, so that another process can make it."""
    return render_dataset(answers, _make_site(titles, store, base), path, query)


def make_check(
    answers: Answers, path: str, upload: Upload, titles: dict[str, dict[str, str]], store: str, base: str
) -> Page:
    """Return the page of a checked text."""
    address = read_address(path)
    assert address is not None
    desk = Desk(_make_site(titles, store, base), address, {}, answers)
    if address.rest:
        return render(desk, "missing.html", desk.word("missing_title"), status=404)
    return render_check(desk, upload)


async def _read_form(request: Request) -> Upload:
    """Return what a form holds; more than `LARGEST_BODY` is not read."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise EsepError(Problem("serve-body", facts={"limit": str(LARGEST_BODY)}))
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=MOST_FIELDS)
        return Upload(text=_take(fields.get("text")), date=_take(fields.get("date")))
    return read_multipart(kind, bytes(body))


def _take(values: Sequence[str] | None) -> str:
    return values[0] if values else ""


def read_multipart(kind: str, body: bytes) -> Upload:
    """Return the fields of a form that was sent in parts."""
    head = f"Content-Type: {kind}\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    texts: dict[str, str] = {}
    name, data = "", b""
    for part in message.iter_parts() if message.is_multipart() else ():
        field = part.get_param("name", header="content-disposition")
        payload = part.get_payload(decode=True)
        if not isinstance(payload, bytes):
            continue
        if part.get_filename():
            name, data = str(part.get_filename()), payload
        else:
            texts[str(field)] = payload.decode("utf-8", "replace").strip("\r\n")
    return Upload(texts.get("text", ""), name, data, texts.get("date", ""))


def _respond(page: Page) -> Response:
    from starlette.responses import Response

    return Response(page.body, page.status, _list_headers(page), media_type=page.media)


def _list_headers(page: Page) -> dict[str, str]:
    headers = {"content-security-policy": POLICY.format(frames="'none'"), **page.headers}
    if page.location:
        headers["location"] = page.location
    if not page.is_kept or page.status >= 400:
        headers["cache-control"] = "no-store"
    else:
        data = page.body.encode() if isinstance(page.body, str) else page.body
        headers |= {"etag": f'"{hashlib.sha256(data).hexdigest()[:20]}"', "cache-control": "no-cache"}
    return headers
