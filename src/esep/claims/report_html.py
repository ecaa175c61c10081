"""A report as one HTML page that needs nothing else: no script, no request, readable from a memory stick.

Every claim of the text is a link to its card, every card links back. On a wide window the cards of a paragraph stand
beside it, on a narrow one below it.
"""

from __future__ import annotations

from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

from esep.answers.wording import Names
from esep.claims.claim import Report
from esep.claims.outside_text import show_outside
from esep.claims.report_view import list_legend, write_report
from esep.language.phrases import Fact, say
from esep.problems import LANGUAGES

if TYPE_CHECKING:
    from jinja2 import Template


def report_to_html(report: Report, language: str, names: Names) -> str:
    """Return a whole page in `language`; words of the text keep their own. The same report gives the same bytes."""
    from markupsafe import Markup

    def say_here(key: str, **facts: Fact) -> str:
        return say(f"report.{key}", language, **facts)

    version = say_here("made_with", version=metadata.version("esep"))
    return _read_template().render(
        view=write_report(report, language, names),
        language=language,
        text_language=report.language if report.language in LANGUAGES else "",
        say=say_here,
        say_check=lambda key: say(f"check.{key}", language),
        quote=lambda text: say_here("quote", text=text),
        legend=list_legend(language),
        made_with=" · ".join(part for part in (version, show_outside(report.dataset)) if part),
        css=Markup(_read_file("report.css")),
    )


def _read_file(name: str) -> str:
    return resources.files("esep.claims").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _read_template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(_read_file("report.html.jinja"))
