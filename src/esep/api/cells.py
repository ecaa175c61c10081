"""The address `/cells`: what a dataset holds, by any part of a key, page by page."""

import asyncio
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from esep.answers import Answers
from esep.api.described import describe
from esep.api.desk import PREFIX, Desk, Made, Wish
from esep.api.parameters import LARGEST_PAGE, PAGE, choose, parameter, read_as, read_number, refuse
from esep.api.rows import PARTS, Filters, Page, Place, read_page, tell_cell, write_table
from esep.api.tables import FORMS
from esep.model.cell import STATUSES, UNITS
from esep.model.definition import Definition
from esep.model.period import Period

if TYPE_CHECKING:
    from fastapi import FastAPI

_PERIODS = "2024, 2024-06, 2024-06-01, 2024-01..2024-06"
_WHOLE = "-"


def add_cells(app: "FastAPI", desk: Desk) -> None:
    """Add the address."""
    from fastapi import Request, Response

    @app.get(f"{PREFIX}/cells", tags=["figures"], **describe("cells", "cells", FORMS))
    async def cells(
        request: Request,
        data: str = parameter("data"),
        as_of: str = parameter("as_of"),
        scope: str = parameter("scope"),
        measure: str = parameter("measure"),
        attribute: str = parameter("attribute"),
        region: str = parameter("region"),
        period: str = parameter("period"),
        since: str = parameter("since"),
        until: str = parameter("until"),
        unit: str = parameter("unit"),
        status: str = parameter("status"),
        limit: str = parameter("limit"),
        cursor: str = parameter("cursor"),
        lang: str = parameter("lang"),
        form: str = parameter("format", enum=list(FORMS)),
    ) -> Response:
        start = Place.read(cursor) if cursor else Place()
        answers = desk.pick(data, as_of or start.vintage)
        if start.vintage not in ("", answers.vintage):
            raise refuse("cursor", cursor, f"as_of={start.vintage}")
        given = {"scope": scope, "measure": measure, "attribute": attribute, "region": region}
        rest = {"period": period, "since": since, "until": until, "unit": unit, "status": status}
        filters = read_filters(given, rest, answers.definition)
        if cursor and start.stamp != filters.stamp:
            raise refuse("cursor", cursor, "next")
        size = read_number("limit", limit, 1, LARGEST_PAGE, PAGE)

        async def make(wish: Wish) -> Made:
            page = await asyncio.to_thread(read_page, answers, filters, start, size)
            following = _write_next(request, answers, page.following)
            return await asyncio.to_thread(_write, answers, page, following, wish.form)

        return await desk.give(request, answers, make, FORMS)


def read_filters(given: dict[str, str], rest: dict[str, str], definition: Definition) -> Filters:
    """Return which cells are wanted; raise `EsepError` for a code that the dataset does not have."""
    known = {
        "scope": definition.scopes.codes,
        "measure": definition.measures.codes,
        "attribute": (_WHOLE, *definition.attributes.codes),
        "region": definition.regions.codes,
    }
    codes = {}
    for name in PARTS:
        if given[name]:
            found = frozenset(choose(name, code, known[name]) for code in given[name].split(",") if code)
            codes[name] = frozenset("" if name == "attribute" and code == _WHOLE else code for code in found)
    read: Callable[[str], Period] = Period.parse
    periods = {name: read_as(name, rest[name], read, _PERIODS) for name in ("period", "since", "until")}
    return Filters(
        codes, **periods, unit=choose("unit", rest["unit"], UNITS), status=choose("status", rest["status"], STATUSES)
    )


def _write_next(request: object, answers: Answers, following: Place | None) -> str:
    """Return the address of the next page, which is of the same vintage; empty where there is none."""
    if following is None:
        return ""
    from fastapi import Request

    assert isinstance(request, Request)
    names = {"data": answers.definition.name, "as_of": answers.vintage, "cursor": following.write()}
    return f"{request.url.path}?{request.url.include_query_params(**names).query}"


def _write(answers: Answers, page: Page, following: str, form: str) -> Made:
    headers = {"link": f'<{following}>; rel="next"'} if following else {}
    if form != "json":
        name = f"{answers.definition.name}.{form}"
        headers["content-disposition"] = f'attachment; filename="{name}"'
        return Made(write_table(page.cells, answers.definition, form), headers)
    data = {
        "dataset": answers.definition.name,
        "vintage": answers.vintage,
        "count": len(page.cells),
        "cells": [tell_cell(cell) for cell in page.cells],
        "next": following or None,
    }
    return Made(json.dumps(data, ensure_ascii=False).encode(), headers)
