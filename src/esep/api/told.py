"""Problems over HTTP: one shape (RFC 9457) for everything that can go wrong, in the reader's language."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from esep.problems import EsepError, Problem

MEDIA = "application/problem+json"
LOG = logging.getLogger("esep.serve")
# Of these a reader is told as they are. Others speak of files of this machine: they stand in its log.
TOLD = ("question-", "use-", "text-", "serve-", "register-who", "register-url", "register-busy")
STATUS: Mapping[str, int] = {
    "serve-token": 401,
    "serve-origin": 403,
    "serve-protected": 403,
    "serve-unknown": 404,
    "serve-dataset": 404,
    "serve-vintage": 404,
    "serve-method": 405,
    "serve-format": 406,
    "serve-body-slow": 408,
    "serve-body": 413,
    "serve-large": 413,
    "serve-media": 415,
    "serve-host": 421,
    "serve-many": 429,
    "serve-failed": 500,
    "serve-busy": 503,
    "serve-slow": 503,
}
UNPROCESSABLE = 422


def tell(error: EsepError, language: str, prefix: str = "/api/v1") -> tuple[int, bytes, dict[str, str]]:
    """Return the status, the body and the headers by which an error is told."""
    problems = error.problems
    if any(not problem.code.startswith(TOLD) for problem in problems):
        problems = (log_failure(error),)
    status = STATUS.get(problems[0].code, UNPROCESSABLE)
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
    headers = {"content-language": language, "cache-control": "no-store"}
    if seconds := problems[0].facts.get("seconds") if status in (429, 503) else None:
        headers["retry-after"] = seconds
    if status == 405:
        headers["allow"] = problems[0].facts["known"]
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return status, json.dumps(body, ensure_ascii=False).encode(), headers


def log_failure(error: BaseException) -> Problem:
    """Write what failed in the log, under a number, and return the problem that names the number alone."""
    number = secrets.token_hex(4)
    LOG.error("failure %s", number, exc_info=error)
    return Problem("serve-failed", facts={"id": number})


def describe(problem: Problem, language: str) -> dict[str, Any]:
    """Return a problem as plain data; `where` is the parameter or the place in a text that it is about."""
    told = problem.to_dict(language)
    where = {"name": told.pop("file"), "line": told.pop("line"), "column": told.pop("column")}
    facts = told.pop("facts")
    return {**told, "where": where, "facts": {name: str(value) for name, value in facts.items()}}
