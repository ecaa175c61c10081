"""The frame of every page: language, navigation, style; and what may be sent with it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from esep.answers.serving import find_version
from esep.bulletin.html import LANGUAGE_NAMES, keep_spans
from esep.drawing.fonts import write_fonts
from esep.drawing.palette import write_chart_rules, write_variables
from esep.explorer.address import Address, find_way
from esep.explorer.desk import Desk, Site
from esep.language.phrases import say
from esep.problems import LANGUAGES

if TYPE_CHECKING:
    from jinja2 import Environment

HTML = "text/html; charset=utf-8"
# The pages of a dataset that stand in its navigation.
PAGES = ("", "explore", "check", "statements", "releases", "methods", "quality")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src data:; frame-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors {frames}"
)


class MissingError(Exception):
    """Nothing stands at the address that was asked for."""


@dataclass(frozen=True)
class Page:
    """What is sent for one address. `location` leads elsewhere; `is_kept` tells whether it may be kept as it is.

    Names of headers are in small letters.
    """

    body: str | bytes
    status: int = 200
    media: str = HTML
    location: str = ""
    is_kept: bool = True
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A page in the navigation."""

    name: str
    href: str
    is_here: bool


def render(desk: Desk, template: str, title: str, *, status: int = 200, is_kept: bool = True, **facts: Any) -> Page:
    """Return a page of a dataset."""
    here = desk.address
    whole = f"{title} · {desk.answers.definition.title[desk.language]} · Esep"
    body = _lay_out(desk.site, here, template, whole, desk=desk, steps=list_steps(desk), **facts)
    return Page(body, status, is_kept=is_kept)


def render_bare(site: Site, here: Address, template: str, title: str, *, status: int = 200, **facts: Any) -> Page:
    """Return a page that belongs to no dataset."""
    return Page(_lay_out(site, here, template, f"{title} · Esep", desk=None, steps=[], **facts), status)


def _lay_out(site: Site, here: Address, template: str, title: str, **facts: Any) -> str:
    language = here.language or LANGUAGES[0]
    query = facts.pop("query", "")

    def word(key: str, **words: Any) -> str:
        return say(f"explorer.{key}", language, **words)

    def link(path: str) -> str:
        return find_way(here.path, path, is_static=site.is_static)

    versions = []
    for code in site.languages:
        there = Address(code, here.dataset, here.vintage, here.page, here.rest).path
        href = link(there) + (f"?{query}" if query and not site.is_static else "")
        versions.append((code, LANGUAGE_NAMES[code], href))
    return (
        _environment()
        .get_template(template)
        .render(
            lang=language,
            title=title,
            word=word,
            mark=lambda key: say(f"bulletin.{key}", language),
            link=link,
            versions=versions,
            style=link(f"assets/{name_style()}"),
            home=link(f"{language}/"),
            site=site,
            here=here,
            made_with=f"Esep {find_version()}",
            **facts,
        )
    )


def list_steps(desk: Desk) -> list[Step]:
    """Return the navigation of a dataset; a static site checks no texts."""
    found = []
    for page in PAGES:
        href = desk.link(desk.path(page))
        if href:
            found.append(Step(desk.word(f"nav_{page or 'overview'}"), href, desk.address.page == page))
    return found


@cache
def write_style() -> str:
    """Return the style sheet of every page: the font, both themes, the rules."""
    folder = resources.files("esep.explorer").joinpath("templates")
    rules = "".join(folder.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "parts.css"))
    light, dark = write_variables("light"), write_variables("dark")
    themes = f":root{{color-scheme:light dark;{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return f"{write_fonts()}{themes}\n{write_chart_rules()}\n{rules}"


@cache
def name_style() -> str:
    """Return the name of the style sheet: another text has another name."""
    return f"style-{hashlib.sha256(write_style().encode()).hexdigest()[:12]}.css"


@cache
def list_assets() -> dict[str, tuple[str, str]]:
    """Return every file that pages load, by its name below `assets/`: its text and its type."""
    css = "text/css; charset=utf-8"
    return {name_style(): (write_style(), css), "report.css": (_write_report_style(), css)}


def _write_report_style() -> str:
    """Return the style of a report as it stands inside a page: nested, so that it touches nothing around it."""
    rules = resources.files("esep.claims").joinpath("templates", "report.css").read_text(encoding="utf-8")
    rules = re.sub(r"^(\s*)(?::root|body) \{", r"\1& {", rules, flags=re.MULTILINE)
    return f".report {{\n{re.sub(r'^html [{].*$', '', rules, flags=re.MULTILINE)}}}\n"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("esep.explorer"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"keep_spans": keep_spans}
    return environment
