"""What takes its time, as functions that another process can compute: each takes a dataset and plain values."""

from __future__ import annotations

import datetime
import hashlib
import json
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

from esep.answers import Answer, Answers
from esep.answers.exact import answer_to_plain
from esep.answers.revising import Comparison, compare_vintages
from esep.api.rows import write_exact
from esep.model.question import Question


def answer_question(
    answers: Answers, question: Question, language: str, with_others: bool, with_finding: bool, exact: bool
) -> bytes:
    """Return the answer to a question as JSON."""
    answer = answers.ask(question, with_others=with_others, with_finding=with_finding)
    return json.dumps(tell_answer(answer, language, exact=exact), ensure_ascii=False, allow_nan=False).encode()


def tell_answer(answer: Answer, language: str, *, exact: bool) -> dict[str, Any]:
    """Return an answer as plain data; `exact_value` is the value as a fraction, `exact` all of it without loss."""
    told = {**answer.to_dict(language), "exact_value": write_exact(answer.figure.value)}
    return {**told, "exact": answer_to_plain(answer)} if exact else told


def check_text(answers: Answers, text: str, options: dict[str, str], language: str) -> bytes:
    """Return the report on a text as JSON."""
    from esep.claims import check, render

    report = check(
        text,
        answers,
        date=options.get("date") or None,
        scope=options.get("scope", ""),
        language=options.get("text_lang") or "auto",
    )
    return render(report, "json", language, answers).encode()


def keep_text(answers: Answers, said: dict[str, str], store: str) -> tuple[str, bool]:
    """Check a text and put it into the register of a store; return its id and whether it is new."""
    from esep.claims.register.entries import add_entry, find_register, make_statement
    from esep.claims.register.recheck import check_statement, make_check
    from esep.sources.document import Document

    text, language = said["text"], said["text_lang"] or "auto"
    document = Document("statement.txt", "text", text, hashlib.sha256(text.encode()).hexdigest())
    report = check_statement(text, answers, said=said["date"], language=language, scope=said["scope"])
    facts = {
        **{name: said[name] for name in ("who", "who_is", "url", "scope")},
        "said": report.date.isoformat() if report.date else "",
        "language": report.language,
        "data": answers.definition.name,
    }
    now = datetime.datetime.now(datetime.UTC)
    statement = make_statement(document, facts, now, f"esep {metadata.version('esep')}")
    check = make_check(report, 1, now, document)
    return statement.id, add_entry(find_register(Path(store)), statement, text, check)


def compare(answers: Answers, place: str, store: str, one: str, other: str) -> Comparison:
    """Return what one vintage of a dataset says otherwise than another."""
    return _compare(place, store, one, other)


@lru_cache(maxsize=2)
def _compare(place: str, store: str, one: str, other: str) -> Comparison:
    return compare_vintages(place, Path(store), one, other)
