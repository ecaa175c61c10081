"""A report in one of its forms: for a terminal, for a program, for a browser, for an editor or a code host."""

from __future__ import annotations

import html
import shutil

from esep.answers import Answers, open_vocabulary
from esep.answers.wording import Names, name_code
from esep.claims.claim import Report
from esep.problems import LANGUAGES, EsepError, Problem
from esep.sources.document import Document

FORMS = ("text", "json", "html", "line", "github", "sarif")
WIDEST = 100
FRAME_HEIGHT = 640


def render(
    report: Report,
    form: str,
    language: str = "",
    answers: Answers | None = None,
    *,
    document: Document | None = None,
    is_colour: bool = False,
) -> str:
    """Return a report in one of `FORMS`, in a reader's language (by default that of the text).

    `answers` names the codes of a report that has no definition of its own; `document` is the file that the text came
    from, for places in it; `is_colour` is for terminals. Raises `EsepError` (`use-format`) for another form.
    """
    names = choose_names(report, answers)
    language = language or (report.language if report.language in LANGUAGES else "en")
    if form == "json":
        from esep.claims.reports.json_form import report_to_json

        return report_to_json(report, language, names, document)
    if form == "html":
        from esep.claims.reports.html_page import report_to_html

        return report_to_html(report, language, names)
    if form == "text":
        from esep.claims.reports.terminal import report_to_text

        width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
        return report_to_text(report, language, names, is_colour=is_colour, width=width, document=document)
    return _render_for_tools(report, form, language, names, document)


def _render_for_tools(report: Report, form: str, language: str, names: Names, document: Document | None) -> str:
    if form in ("line", "github"):
        from esep.claims.reports.line import report_to_github, report_to_lines

        write = report_to_lines if form == "line" else report_to_github
        return write(report, document, language, names)
    if form == "sarif":
        from esep.claims.reports.sarif import report_to_sarif

        return report_to_sarif(report, document, language, names)
    raise EsepError(Problem("use-format", facts={"form": form, "known": ", ".join(FORMS)}))


def render_frame(report: Report) -> str:
    """Return the page of a report as a frame of its own: nothing of it touches the notebook around it."""
    # Links inside a frame are taken to lie in the notebook unless the frame says where it lies itself.
    page = render(report, "html").replace("<head>", '<head><base href="about:srcdoc">', 1)
    return (
        f'<iframe sandbox title="Esep" style="width: 100%; height: {FRAME_HEIGHT}px; border: 0" '
        f'srcdoc="{html.escape(page)}"></iframe>'
    )


def choose_names(report: Report, answers: Answers | None) -> Names:
    """Return what names the codes of a report: the lists of its dataset, or the packaged vocabulary without one."""
    definition = report.definition or (answers.definition if answers else open_vocabulary())
    return lambda kind, code, language: name_code(definition, kind, code, language)
