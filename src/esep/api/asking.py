"""The address `/ask`: one question, one answer."""

import asyncio
import json
from typing import TYPE_CHECKING

from esep.answers import Answers, parse_question
from esep.api.described import describe
from esep.api.desk import PREFIX, Desk, Made, Wish
from esep.api.parameters import parameter, read_flag
from esep.api.tables import ANSWER, FORMS, write_rows
from esep.api.work import answer_question
from esep.model.question import METHODS, Question

if TYPE_CHECKING:
    from fastapi import FastAPI


def add_ask(app: "FastAPI", desk: Desk) -> None:
    """Add the address."""
    from fastapi import Request, Response

    @app.get(f"{PREFIX}/ask", tags=["figures"], **describe("ask", "answer", FORMS))
    async def ask(
        request: Request,
        q: str = parameter("q", ...),
        data: str = parameter("data"),
        as_of: str = parameter("as_of"),
        lang: str = parameter("lang"),
        form: str = parameter("format", enum=list(FORMS)),
        with_finding: str = parameter("with_finding"),
        with_others: str = parameter("with_others"),
        exact: str = parameter("exact"),
    ) -> Response:
        answers = desk.pick(data, as_of)
        question = parse_question(q, answers.definition)
        flags = (
            read_flag("with_others", with_others, True),
            read_flag("with_finding", with_finding, False),
            read_flag("exact", exact, False),
        )
        is_long = flags[1] or question.operation in METHODS

        async def make(wish: Wish) -> Made:
            told = await _answer(desk, answers, question, wish.language, flags, is_long)
            return Made(told if wish.form == "json" else write_rows([json.loads(told)], ANSWER, wish.form))

        return await desk.give(request, answers, make, FORMS)


async def _answer(
    desk: Desk, answers: Answers, question: Question, language: str, flags: tuple[bool, bool, bool], is_long: bool
) -> bytes:
    """Return the answer as JSON: here where it is soon found, elsewhere where a method is asked."""
    if not is_long:
        return await asyncio.to_thread(answer_question, answers, question, language, *flags)
    name = answers.definition.name
    found: bytes = await desk.run(answer_question, name, answers.vintage, question, language, *flags)
    return found
