"""The address `/check`: a statement in, a verdict on every number out."""

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from esep.answers import Answers
from esep.api.described import describe
from esep.api.desk import PREFIX, Desk
from esep.api.forms import FORMS, choose_language
from esep.api.parameters import choose, parameter, read_as, refuse
from esep.api.work import check_text
from esep.problems import LANGUAGES, EsepError, Problem, Where

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

MEDIA = ("text/plain", "application/json")
OPTIONS = ("date", "scope", "text_lang")
# Members of an object that is sent; all but the text can stand in the query as well.
NAMES = ("text", "data", "as_of", "lang", *OPTIONS)


def add_check(app: "FastAPI", desk: Desk) -> None:
    """Add the address."""
    from fastapi import Request, Response

    @app.post(f"{PREFIX}/check", tags=["statements"], **describe("check", "check"))
    async def check(
        request: Request,
        data: str = parameter("data"),
        as_of: str = parameter("as_of"),
        date: str = parameter("date"),
        scope: str = parameter("scope"),
        text_lang: str = parameter("text_lang"),
        lang: str = parameter("lang"),
    ) -> Response:
        checked = await read_request(desk, request)
        headers = {"content-language": checked.language, "cache-control": "no-store", "esep-vintage": checked.vintage}
        return Response(checked.report, media_type=FORMS["json"], headers=headers)


@dataclass(frozen=True)
class Checked:
    """The report on a text as JSON, and of which dataset."""

    dataset: str
    vintage: str
    language: str
    report: bytes


async def read_request(desk: Desk, request: "Request") -> Checked:
    """Check the text that a request sends, as its query and its other members say."""
    wished, answers = await read_wishes(desk, request)
    language = choose_language(wished["lang"], request.headers.get("accept-language", ""))
    name = answers.definition.name
    options = {option: wished[option] for option in OPTIONS}
    report = await desk.run(check_text, name, answers.vintage, wished["text"], options, language)
    return Checked(name, answers.vintage, language, report)


async def read_wishes(desk: Desk, request: "Request", names: Sequence[str] = NAMES) -> tuple[dict[str, str], Answers]:
    """Return what a request sends and says, by name, and the dataset that it means; raise `EsepError`."""
    given = read_body(await request.body(), request.headers.get("content-type", ""), names)
    wished = {name: given.get(name, "") or request.query_params.get(name, "") for name in names}
    read_as("date", wished["date"], datetime.date.fromisoformat, "YYYY-MM-DD")
    choose("text_lang", wished["text_lang"], ("auto", *LANGUAGES))
    return wished, desk.pick(wished["data"], wished["as_of"])


def read_body(body: bytes, content_type: str, names: Sequence[str]) -> dict[str, str]:
    """Return the text that was sent and what was said with it.

    Raise `EsepError`: `serve-media`, `serve-parameter`, `serve-extra`.
    """
    media = content_type.partition(";")[0].strip().lower() or MEDIA[0]
    if media not in MEDIA:
        raise EsepError(Problem("serve-media", Where("Content-Type"), {"media": media}))
    try:
        text = body.decode("utf-8-sig")
        data: Any = json.loads(text) if media == MEDIA[1] else {"text": text}
    except (ValueError, RecursionError):
        raise refuse("body", body[:20].decode("ascii", "replace"), f"UTF-8, {media}") from None
    if not isinstance(data, Mapping) or not isinstance(data.get("text"), str):
        raise refuse("text", "", '{"text": "…"}')
    for name, value in data.items():
        if name not in names:
            raise EsepError(Problem("serve-extra", Where("body"), {"name": name, "known": ", ".join(names)}))
        if not isinstance(value, str):
            raise refuse(name, str(value), "a text")
    return {name: str(value).replace("\r\n", "\n").replace("\r", "\n") for name, value in data.items()}
