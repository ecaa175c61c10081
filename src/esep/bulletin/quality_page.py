"""The report on the quality of records as one HTML page that needs nothing else: no script, no request."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import metadata, resources
from typing import TYPE_CHECKING

from esep.language.phrases import say
from esep.records.quality_report import FINE, REJECTS
from esep.records.quality_view import View

if TYPE_CHECKING:
    from jinja2 import Template


def render_quality(view: View, language: str) -> str:
    """Return a whole page in `language`; everything from outside is escaped. The same report gives the same bytes."""
    from markupsafe import Markup

    css = _read_file("quality.css")
    tone = {FINE: "pass", REJECTS: "care"}.get(view.verdict, "fail")
    return _read_template().render(
        view=view,
        language=language,
        tone=tone,
        css=Markup(css),
        css_hash=base64.b64encode(hashlib.sha256(css.encode()).digest()).decode(),
        more=say("quality.more", language),
        made_with=say("quality.made_with", language, version=metadata.version("esep")),
    )


def _read_file(name: str) -> str:
    return resources.files("esep.bulletin").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _read_template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_read_file("quality.html"))
