"""The addresses below `/datasets`: what there is, by which codes, of which vintages, and what moved between two."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from esep.answers import Answers
from esep.answers.exact import tell_definition
from esep.answers.shelf import is_protected
from esep.api.described import describe
from esep.api.desk import PREFIX, Desk, Made, Wish, write
from esep.api.parameters import LARGEST_PAGE, PAGE, choose, parameter, read_number
from esep.api.tables import CHANGES, CODES, FORMS, VINTAGES, write_rows
from esep.api.work import compare
from esep.cube.manifest import Vintage
from esep.model.codelist import Code, CodeList
from esep.model.plain import to_plain

if TYPE_CHECKING:
    from fastapi import FastAPI

KINDS = ("measures", "scopes", "regions", "attributes")
TAGS: list[str | Enum] = ["datasets"]


def add_datasets(app: "FastAPI", desk: Desk) -> None:
    """Add the list of datasets, what there is to know of one, and all of it for a program that goes on with it."""
    from fastapi import Request, Response

    @app.get(f"{PREFIX}/datasets", tags=TAGS, **describe("datasets", "datasets"))
    async def list_datasets(
        request: Request, lang: str = parameter("lang"), form: str = parameter("format", enum=["json"])
    ) -> Response:
        return await desk.tell(
            request, None, lambda: {"datasets": [tell_dataset(answers) for answers in desk.shelf.values()]}
        )

    def add(path: str, operation: str, tell: Callable[[Answers], dict[str, Any]]) -> None:
        @app.get(f"{PREFIX}/datasets/{{name}}{path}", tags=TAGS, **describe(operation, operation))
        async def show(
            request: Request,
            name: str,
            as_of: str = parameter("as_of"),
            lang: str = parameter("lang"),
            form: str = parameter("format", enum=["json"]),
        ) -> Response:
            answers = desk.pick(name, as_of)
            return await desk.tell(request, answers, lambda: tell(answers))

    add("", "dataset", tell_dataset)
    add("/definition", "definition", tell_whole)


def add_codes(app: "FastAPI", desk: Desk) -> None:
    """Add the code lists of a dataset."""
    from fastapi import Request, Response

    @app.get(f"{PREFIX}/datasets/{{name}}/codes/{{kind}}", tags=TAGS, **describe("codes", "codes", FORMS))
    async def list_codes(
        request: Request,
        name: str,
        kind: str,
        as_of: str = parameter("as_of"),
        lang: str = parameter("lang"),
        form: str = parameter("format", enum=list(FORMS)),
    ) -> Response:
        answers = desk.pick(name, as_of)
        codes: CodeList = getattr(answers.definition, choose("kind", kind, KINDS, KINDS[0]))

        def tell() -> dict[str, Any]:
            return {"dataset": name, "kind": kind, "codes": [tell_code(code) for code in codes]}

        return await desk.tell(request, answers, tell, rows="codes", columns=CODES)


def add_vintages(app: "FastAPI", desk: Desk) -> None:
    """Add the vintages of a dataset."""
    from fastapi import Request, Response

    @app.get(f"{PREFIX}/datasets/{{name}}/vintages", tags=TAGS, **describe("vintages", "vintages", FORMS))
    async def list_vintages(
        request: Request,
        name: str,
        lang: str = parameter("lang"),
        form: str = parameter("format", enum=list(FORMS)),
    ) -> Response:
        answers = desk.pick(name)
        found = await asyncio.to_thread(desk.shelf.list_vintages, name)

        def tell() -> dict[str, Any]:
            is_open = not is_protected(answers.definition)
            told = [tell_vintage(vintage, with_sources=is_open) for vintage in found]
            return {"dataset": name, "current": answers.vintage, "vintages": told}

        salt = " ".join(vintage.id for vintage in found)
        return await desk.tell(request, answers, tell, salt=salt, rows="vintages", columns=VINTAGES)


def add_changes(app: "FastAPI", desk: Desk) -> None:
    """Add what moved between two vintages of a dataset."""
    from fastapi import Request, Response

    @app.get(f"{PREFIX}/datasets/{{name}}/changes", tags=TAGS, **describe("changes", "changes", FORMS))
    async def list_changes(
        request: Request,
        name: str,
        earlier: str = parameter("from", ...),
        later: str = parameter("to"),
        limit: str = parameter("limit"),
        cursor: str = parameter("cursor"),
        lang: str = parameter("lang"),
        form: str = parameter("format", enum=list(FORMS)),
    ) -> Response:
        old, new = desk.pick(name, earlier), desk.pick(name, later)
        size = read_number("limit", limit, 1, LARGEST_PAGE, PAGE)
        start = read_number("cursor", cursor, 0, 99_999_999, 0)

        async def make(wish: Wish) -> Made:
            place = (desk.shelf.places[name], str(desk.shelf.store))
            found = await desk.run(compare, name, new.vintage, *place, old.vintage, new.vintage)
            end = start + size
            following = None
            if end < len(found.revisions.changes):
                names = {"from": old.vintage, "to": new.vintage, "cursor": str(end)}
                following = f"{request.url.path}?{request.url.include_query_params(**names).query}"
            told = {**found.to_dict(), "next": following}
            told["changes"] = told["changes"][start:end]
            headers = {"link": f'<{following}>; rel="next"'} if following else {}
            if wish.form == "json":
                return write(told, headers)
            return Made(await asyncio.to_thread(write_rows, told["changes"], CHANGES, wish.form), headers)

        return await desk.give(request, new, make, FORMS, salt=desk.shelf.stamp(old))


def tell_whole(answers: Answers) -> dict[str, Any]:
    """Return all names and rules of a dataset."""
    plain = to_plain(tell_definition(answers.definition))
    return {"dataset": answers.definition.name, "vintage": answers.vintage, "definition": plain}


def tell_dataset(answers: Answers) -> dict[str, Any]:
    """Return what there is to know of a dataset before it is asked."""
    definition = answers.definition
    return {
        "name": definition.name,
        "title": dict(definition.title),
        "kind": definition.kind,
        "vintage": answers.vintage,
        "definition_sha256": definition.sha256,
        "licence": definition.licence,
        "citation": dict(definition.citation),
        "notes": dict(definition.notes),
        "default_scope": definition.default_scope,
        "default_region": definition.default_region,
        "rate_base": definition.rate_base,
        "codes": {kind: len(getattr(definition, kind)) for kind in KINDS},
        "breaks": [
            {"id": b.id, "date": str(b.date), "reason": dict(b.reason), "is_major": b.is_major, "source": b.source}
            for b in definition.breaks
        ],
    }


def tell_code(code: Code) -> dict[str, Any]:
    """Return a code with its names, its place among the others and the days it was in force."""
    return {
        "code": code.code,
        "names": dict(code.names),
        "meanings": dict(code.meanings),
        "qualities": dict(code.qualities),
        "parent": code.parent or None,
        "kind": code.kind or None,
        "valid_from": str(code.valid_from) if code.valid_from else None,
        "valid_to": str(code.valid_to) if code.valid_to else None,
        "split_from": code.split_from or None,
        "successors": list(code.successors),
        "note": code.note or None,
    }


def tell_vintage(vintage: Vintage, *, with_sources: bool) -> dict[str, Any]:
    """Return what was committed, without the names of files on this machine.

    Of protected counts the checksums of sources are left out too: a small file could be guessed from its own.
    """
    sources = vintage.sources if with_sources else ()
    return {
        "id": vintage.id,
        "number": vintage.number,
        "published": vintage.published.isoformat(),
        "program": vintage.program,
        "parent": vintage.parent or None,
        "content_sha256": vintage.content_sha256,
        "definition_sha256": vintage.definition_sha256,
        "cells": vintage.cells,
        "rows": dict(vintage.rows),
        "added": list(vintage.added),
        "replaced": list(vintage.replaced),
        "sources": [{"sha256": source.sha256, "months": list(source.months)} for source in sources],
    }
