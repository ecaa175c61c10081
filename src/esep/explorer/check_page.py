"""Checking a text: paste or upload it, see marks and evidence side by side."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path
from typing import Any

from esep.claims.reports.html_page import report_to_body
from esep.claims.statement import check
from esep.explorer.desk import Desk
from esep.explorer.frame import Page, render
from esep.problems import EsepError, Problem
from esep.sources.documents import SUFFIXES, read_document

# The command of a card that looks a figure up; a question that stands bare is none.
COMMAND = re.compile(r"<code>esep ask (?P<mark>&#39;|&#34;)(?P<question>[^<]*?)(?P=mark) --data [^<]*</code>")


@dataclass(frozen=True)
class Upload:
    """What a reader sent: a text, or a file by its name; the day on which the text was said, where they know it."""

    text: str = ""
    name: str = ""
    data: bytes = b""
    date: str = ""


def render_check(desk: Desk, upload: Upload | None = None) -> Page:
    """Return the form, and below it what is wrong with the text that was sent; or the report on it."""
    problems: list[dict[str, str]] = []
    if upload is not None:
        try:
            return _render_report(desk, upload)
        except EsepError as error:
            problems = [{part: one.say(part, desk.language) for part in ("what", "remedy")} for one in error.problems]
    facts: dict[str, Any] = {
        "problems": problems,
        "text": upload.text if upload else "",
        "date": upload.date if upload else "",
        "action": desk.link(desk.path("check")),
        "accept": ",".join(SUFFIXES),
        "query": "",
    }
    status = 422 if problems else 200
    return render(desk, "check.html", desk.word("nav_check"), status=status, is_kept=upload is None, **facts)


def _render_report(desk: Desk, upload: Upload) -> Page:
    from markupsafe import Markup

    text = _read_upload(upload)
    report = check(text, desk.answers, date=upload.date or None)
    body = _link_figures(desk, report_to_body(report, desk.language, desk.name_plain))
    facts: dict[str, Any] = {"body": Markup(body), "again": desk.link(desk.path("check")), "query": ""}
    return render(desk, "checked.html", desk.word("checked_title"), is_kept=False, **facts)


def _link_figures(desk: Desk, body: str) -> str:
    """Return the report with a link to the page of each figure before the command that looks it up."""

    def link(match: re.Match[str]) -> str:
        href = escape(desk.link_figure(unescape(match["question"])), quote=True)
        return f'<a href="{href}">{escape(desk.word("figure_more"))}</a><br>{match[0]}'

    return COMMAND.sub(link, body)


def _read_upload(upload: Upload) -> str:
    """Return the text that was sent; a file is read as `esep check` reads it, under a name of our own."""
    if not upload.data:
        return upload.text.replace("\r\n", "\n")
    suffix = Path(upload.name).suffix.lower()
    with tempfile.TemporaryDirectory(prefix="esep-check-") as folder:
        file = Path(folder) / f"text{suffix if suffix in SUFFIXES else '.txt'}"
        file.write_bytes(upload.data)
        try:
            return read_document(str(file))[0].text
        except EsepError as error:
            raise EsepError(_name_upload(one, str(file), upload.name) for one in error.problems) from None


def _name_upload(problem: Problem, file: str, name: str) -> Problem:
    """Return a problem of a file under the name that its reader gave it."""
    facts = {fact: value.replace(file, name) for fact, value in problem.facts.items()}
    return Problem(problem.code, replace(problem.where, file=problem.where.file.replace(file, name)), facts)
