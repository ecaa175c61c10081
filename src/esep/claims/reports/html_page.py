"""A report as one HTML page that needs nothing else: no script, no request, readable from a memory stick.

Every claim of the text is a link to its card, every card links back. On a wide window the cards of a paragraph stand
beside it, on a narrow one below it.
"""

from __future__ import annotations

from functools import cache, partial
from importlib import metadata, resources
from typing import TYPE_CHECKING

from esep.answers.wording import Names
from esep.claims.claim import Report
from esep.claims.outside_text import show_outside
from esep.claims.reports.view import list_legend, write_headline, write_report
from esep.language.phrases import Fact, say
from esep.problems import LANGUAGES

if TYPE_CHECKING:
    from jinja2 import Template


def report_to_html(report: Report, language: str, names: Names) -> str:
    """Return a whole page in `language`; words of the text keep their own. The same report gives the same bytes."""
    from markupsafe import Markup

    version = say("report.made_with", language, version=metadata.version("esep"))
    return _read_template("report.html.jinja").render(
        headline=write_headline(report, language),
        language=language,
        say=partial(_say, language),
        made_with=" · ".join(part for part in (version, show_outside(report.dataset)) if part),
        css=Markup(_read_file("report.css")),
        body=Markup(report_to_body(report, language, names)),
    )


def report_to_body(report: Report, language: str, names: Names) -> str:
    """Return what stands inside the page of a report, for a page that has a frame of its own."""
    return _read_template("report_body.html.jinja").render(
        view=write_report(report, language, names),
        language=language,
        text_language=report.language if report.language in LANGUAGES else "",
        say=partial(_say, language),
        say_check=lambda key: say(f"check.{key}", language),
        quote=lambda text: _say(language, "quote", text=text),
        legend=list_legend(language),
    )


def _say(language: str, key: str, **facts: Fact) -> str:
    return say(f"report.{key}", language, **facts)


def _read_file(name: str) -> str:
    return resources.files("esep.claims").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _read_template(name: str) -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(_read_file(name))
