"""What every address has in common: which dataset is meant, and how an answer goes out, made only where it is new."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from esep.answers import Answers
from esep.answers.serving import find_version
from esep.answers.shelf import Runner, Shelf
from esep.api.forms import FORMS, choose_form, choose_language
from esep.api.tables import FORMS as TABLES
from esep.api.tables import Columns, write_rows
from esep.problems import EsepError, Problem, Where

if TYPE_CHECKING:
    from fastapi import Request, Response

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Made:
    """The body of an answer and headers that belong to it alone."""

    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """The form and the language that somebody gets."""

    form: str
    language: str


@dataclass(frozen=True)
class Desk:
    """The shelf, who works for it, and the limits that it was opened with (names of `/config`)."""

    shelf: Shelf
    run: Runner
    limits: dict[str, int]

    def pick(self, data: str, as_of: str = "") -> Answers:
        """Return a dataset, the first where none is named, as of a vintage.

        Raise `EsepError`: `serve-dataset`, `serve-vintage`, `use-as-of`.
        """
        name = data or next(iter(self.shelf), "")
        if name not in self.shelf:
            known = ", ".join(self.shelf) or "-"
            raise EsepError(Problem("serve-dataset", Where("data"), {"dataset": name, "known": known}))
        return self.shelf.open(name, as_of or None)

    async def give(
        self,
        request: Request,
        answers: Answers | None,
        make: Callable[[Wish], Awaitable[Made]],
        forms: Sequence[str] = ("json",),
        *,
        salt: str = "",
    ) -> Response:
        """Return the response that `make` makes, or none where the reader has it already.

        What is sent depends on the address, the vintage, the two headers and `salt` alone, and the tag is made of them.
        """
        from fastapi import Response

        query = request.query_params
        form = choose_form(query.get("format", ""), request.headers.get("accept", ""), forms)
        language = choose_language(query.get("lang", ""), request.headers.get("accept-language", ""))
        tag = self.tag(request, answers, Wish(form, language), salt)
        headers = {"etag": tag, "cache-control": "no-cache", "vary": "Accept, Accept-Language"}
        if answers is not None:
            headers["esep-vintage"] = answers.vintage
        if is_known(tag, request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        made = await make(Wish(form, language))
        headers |= {"content-language": language, "content-type": FORMS[form], **made.headers}
        return Response(made.body, headers=headers)

    async def tell(
        self,
        request: Request,
        answers: Answers | None,
        tell: Callable[[], dict[str, Any]],
        *,
        salt: str = "",
        rows: str = "",
        columns: Columns | None = None,
    ) -> Response:
        """Return the response with the plain data that `tell` gives, as JSON; the list `rows` in them as a table too,
        where `columns` says which.
        """

        async def make(wish: Wish) -> Made:
            told = tell()
            if columns is None or wish.form == "json":
                return write(told)
            return Made(await asyncio.to_thread(write_rows, told[rows], columns, wish.form))

        return await self.give(request, answers, make, ("json",) if columns is None else TABLES, salt=salt)

    def tag(self, request: Request, answers: Answers | None, wish: Wish, salt: str) -> str:
        """Return the entity tag of an answer."""
        # What is about no dataset is about all of them.
        stamps = [self.shelf.stamp(one) for one in ([answers] if answers is not None else self.shelf.values())]
        query = sorted(request.query_params.multi_items())
        limits = sorted(self.limits.items())
        parts = [find_version(), request.url.path, query, wish.form, wish.language, stamps, salt, limits]
        return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def write(data: dict[str, Any], headers: dict[str, str] | None = None) -> Made:
    """Return plain data as JSON."""
    return Made(json.dumps(data, ensure_ascii=False).encode(), headers or {})


def is_known(tag: str, header: str) -> bool:
    """Return whether a header If-None-Match names a tag."""
    names = [name.strip().removeprefix("W/") for name in header.split(",")]
    return tag in names or names == ["*"]
