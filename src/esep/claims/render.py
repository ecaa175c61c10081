"""A report in one of its forms: for a terminal, for a program, for a browser."""

from __future__ import annotations

import shutil

from esep.answers import Answers, open_vocabulary
from esep.answers.wording import Names, name_code
from esep.claims.claim import Report
from esep.problems import EsepError, Problem

FORMATS = ("text", "json", "html")
WIDEST = 100


def render(report: Report, form: str, language: str, answers: Answers | None, *, is_colour: bool = False) -> str:
    """Return a report as text, JSON or a self-contained HTML page, in a reader's language.

    `answers` names the codes; `is_colour` is for terminals. Raises `EsepError` (`use-format`) for another form.
    """
    names = choose_names(answers)
    if form == "json":
        from esep.claims.report_json import report_to_json

        return report_to_json(report, language, names)
    if form == "html":
        from esep.claims.report_html import report_to_html

        return report_to_html(report, language, names)
    if form == "text":
        from esep.claims.report_text import report_to_text

        width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
        return report_to_text(report, language, names, is_colour=is_colour, width=width)
    raise EsepError(Problem("use-format", facts={"form": form, "known": ", ".join(FORMATS)}))


def choose_names(answers: Answers | None) -> Names:
    """Return what names the codes of a report: the lists of its dataset, or the packaged vocabulary without one."""
    definition = answers.definition if answers else open_vocabulary()
    return lambda kind, code, language: name_code(definition, kind, code, language)
