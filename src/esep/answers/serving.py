"""What whoever serves data tells: the version, and problems, under which status of HTTP, the rest in the log alone."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from functools import cache
from importlib import metadata

from esep.problems import EsepError, Problem

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


@cache
def find_version() -> str:
    """Return the version of the program."""
    return metadata.version("esep")


def list_told(error: EsepError) -> tuple[Problem, ...]:
    """Return what a reader is told of an error."""
    if any(not problem.code.startswith(TOLD) for problem in error.problems):
        return (log_failure(error),)
    return error.problems


def choose_status(problem: Problem) -> int:
    """Return the status under which a problem is told."""
    return STATUS.get(problem.code, UNPROCESSABLE)


def list_headers(problem: Problem, language: str) -> dict[str, str]:
    """Return the headers with which a problem is told."""
    status = choose_status(problem)
    headers = {"content-language": language, "cache-control": "no-store"}
    if seconds := problem.facts.get("seconds") if status in (429, 503) else None:
        headers["retry-after"] = seconds
    if status == 405:
        headers["allow"] = problem.facts["known"]
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    return headers


def log_failure(error: BaseException) -> Problem:
    """Write what failed in the log, under a number, and return the problem that names the number alone."""
    number = secrets.token_hex(4)
    LOG.error("failure %s", number, exc_info=error)
    return Problem("serve-failed", facts={"id": number})
