"""What the API says of itself: limits, problems, its description and a page to read it."""

from typing import TYPE_CHECKING, Any

from esep.answers.serving import find_version
from esep.api.datasets import TAGS
from esep.api.described import complete, describe
from esep.api.desk import PREFIX, Desk, write
from esep.api.forms import FORMS
from esep.api.page import STYLE, write_page
from esep.api.parameters import parameter
from esep.api.sdmx import FORMS as SDMX
from esep.api.sdmx import ROOT
from esep.api.tables import FORMS as TABLES
from esep.problems import LANGUAGES, EsepError, Problem, Where, read_catalogue

if TYPE_CHECKING:
    from fastapi import FastAPI

LICENCE = "Apache-2.0"


def add_config(app: "FastAPI", desk: Desk, contact: str, is_writing: bool) -> None:
    """Add the limits, and what a code of a problem means."""
    from fastapi import Request, Response

    @app.get(f"{PREFIX}/config", tags=TAGS, **describe("config", "config"))
    async def show_config(
        request: Request, lang: str = parameter("lang"), form: str = parameter("format", enum=["json"])
    ) -> Response:
        return await desk.tell(request, None, lambda: {**tell_config(desk, contact), "writes": is_writing})

    @app.get(f"{PREFIX}/problems/{{code}}", tags=TAGS, **describe("problem", "problem_entry"))
    async def show_problem(
        request: Request, code: str, lang: str = parameter("lang"), form: str = parameter("format", enum=["json"])
    ) -> Response:
        if code not in read_catalogue():
            raise EsepError(Problem("serve-unknown", Where("code"), {"path": request.url.path}))
        return await desk.tell(request, None, lambda: {"code": code, **read_catalogue()[code]})


def add_description(app: "FastAPI", contact: str) -> None:
    """Add the description of the API and a page to read it, which loads nothing from elsewhere."""
    from fastapi import Request, Response

    made = app.openapi
    app.openapi = lambda: complete(made(), contact)  # type: ignore[method-assign]

    @app.get(f"{PREFIX}/openapi.json", include_in_schema=False)
    async def show_description() -> Response:
        return Response(write(app.openapi()).body, media_type=FORMS["json"])

    @app.get(f"{PREFIX}/docs", include_in_schema=False)
    async def show_page() -> Response:
        return Response(write_page(app.openapi()), media_type="text/html; charset=utf-8")

    @app.get(f"{PREFIX}/docs.css", include_in_schema=False)
    async def show_style() -> Response:
        return Response(STYLE, media_type="text/css; charset=utf-8")

    @app.get(PREFIX, include_in_schema=False)
    @app.get(f"{PREFIX}/", include_in_schema=False)
    async def show_addresses(request: Request) -> Response:
        paths = {name: next(iter(ways.values()))["summary"] for name, ways in app.openapi()["paths"].items()}
        return Response(write({"docs": f"{PREFIX}/docs", "addresses": paths}).body, media_type=FORMS["json"])


def tell_config(desk: Desk, contact: str) -> dict[str, Any]:
    """Return what this server is and what it allows."""
    datasets = [(name, answers.vintage, answers.definition) for name, answers in desk.shelf.items()]
    return {
        "program": f"esep {find_version()}",
        "version": find_version(),
        "contact": contact,
        "licence": LICENCE,
        "languages": list(LANGUAGES),
        "formats": {
            **{name: list(TABLES) for name in ("ask", "cells", "codes", "vintages", "changes")},
            ROOT.strip("/"): list(SDMX),
            "check": ["json"],
        },
        "limits": dict(desk.limits),
        "datasets": [
            {"name": name, "vintage": vintage, "licence": one.licence, "citation": dict(one.citation)}
            for name, vintage, one in datasets
        ],
        "default_dataset": next(iter(desk.shelf), ""),
    }
