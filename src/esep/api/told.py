"""Problems over HTTP: one shape (RFC 9457) for everything that can go wrong, in the reader's language."""

from __future__ import annotations

import json
from typing import Any

from esep.answers.serving import choose_status, list_headers, list_told
from esep.problems import EsepError, Problem

MEDIA = "application/problem+json"


def tell(error: EsepError, language: str, prefix: str = "/api/v1") -> tuple[int, bytes, dict[str, str]]:
    """Return the status, the body and the headers by which an error is told."""
    problems = list_told(error)
    status = choose_status(problems[0])
    first = describe(problems[0], language)
    body: dict[str, Any] = {
        "type": f"{prefix}/problems/{problems[0].code}",
        "title": first["what"],
        "status": status,
        "detail": f"{first['why']} {first['remedy']}",
        **first,
        "language": language,
        "problems": [describe(problem, language) for problem in problems],
    }
    headers = {**list_headers(problems[0], language), "content-type": MEDIA}
    return status, json.dumps(body, ensure_ascii=False).encode(), headers


def describe(problem: Problem, language: str) -> dict[str, Any]:
    """Return a problem as plain data; `where` is the parameter or the place in a text that it is about."""
    told = problem.to_dict(language)
    where = {"name": told.pop("file"), "line": told.pop("line"), "column": told.pop("column")}
    facts = told.pop("facts")
    return {**told, "where": where, "facts": {name: str(value) for name, value in facts.items()}}
