"""The API as an application: every address below `/api/v1`, and the data query of SDMX."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from esep.answers.serving import find_version, log_failure
from esep.answers.shelf import Runner, Shelf
from esep.api.about import add_config, add_description
from esep.api.asking import add_ask
from esep.api.cells import add_cells
from esep.api.checking import add_check
from esep.api.datasets import add_changes, add_codes, add_datasets, add_vintages
from esep.api.desk import Desk
from esep.api.forms import find_language
from esep.api.keeping import add_keep, add_register
from esep.api.parameters import LARGEST_PAGE, PAGE, make_name_check
from esep.api.sdmx import add_sdmx
from esep.api.told import tell
from esep.problems import LANGUAGES, EsepError, Problem, Where

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

ABOUT = (
    "Crime figures that can be checked. Every number comes with its status, its range, its sources and the vintage it "
    "is of. Questions are written in the grammar of `esep ask`. Reading needs no key; every answer has an ETag, and "
    "asking again with If-None-Match costs nothing. Whatever is wrong is told in one shape (RFC 9457) in English, "
    "Russian or Kazakh."
)
# What an answer may hold at most: told by /config, never cut in silence.
LIMITS = {"page": PAGE, "largest_page": LARGEST_PAGE, "cells_in_file": 100_000}


def create_api(
    shelf: Shelf, run: Runner, *, contact: str = "", limits: dict[str, int] | None = None, token: str = ""
) -> FastAPI:
    """Return the API over a shelf of datasets; `run` does the work that takes its time.

    `limits` are further ones, of whoever serves it, to be told by `/config`; with a `token` statements can be kept.
    """
    from fastapi import Depends, FastAPI

    app = FastAPI(
        title="Esep",
        version=find_version(),
        description=ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        dependencies=[Depends(make_name_check())],
    )
    desk = Desk(shelf, run, {**LIMITS, **(limits or {})})
    for add in (add_ask, add_cells, add_datasets, add_codes, add_vintages, add_changes, add_check, add_register):
        add(app, desk)
    add_sdmx(app, desk)
    if token:
        add_keep(app, desk, token)
    add_config(app, desk, contact, bool(token))
    add_description(app, contact)
    _tell_problems(app)
    return app


def _tell_problems(app: FastAPI) -> None:
    """Let everything that goes wrong be told in one shape."""
    from fastapi.exceptions import RequestValidationError
    from starlette.exceptions import HTTPException

    async def on_problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, EsepError)
        return answer(request, error)

    async def on_validation(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, EsepError(_name_fault(fault) for fault in error.errors()))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        path, method = request.url.path, request.method
        if error.status_code == 405:
            known = (error.headers or {}).get("Allow", "GET")
            facts = {"path": path, "method": method, "known": "GET, HEAD" if known == "GET" else known}
            return answer(request, EsepError(Problem("serve-method", facts=facts)))
        if error.status_code == 404:
            return answer(request, EsepError(Problem("serve-unknown", facts={"path": path})))
        return answer(request, EsepError(log_failure(error)))

    app.add_exception_handler(EsepError, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, lambda request, error: answer(request, EsepError(log_failure(error))))


def answer(request: Request, error: EsepError) -> Response:
    """Return the response that tells an error in the language of the reader."""
    from fastapi import Response

    asked = request.query_params.get("lang", "")
    language = asked if asked in LANGUAGES else find_language(request.headers.get("accept-language", ""))
    status, body, headers = tell(error, language)
    return Response(body, status, headers)


def _name_fault(fault: dict[str, Any]) -> Problem:
    name, value = str(fault["loc"][-1]), fault.get("input")
    facts = {"name": name, "value": "" if value is None else str(value), "known": str(fault["msg"])}
    return Problem("serve-parameter", Where(name), facts)
