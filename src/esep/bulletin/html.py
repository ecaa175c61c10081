"""A bulletin as one self-contained page: styles and drawings inside, no script, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from esep.bulletin.document import (
    Block,
    Doc,
    FigureBlock,
    Finding,
    Heading,
    Notes,
    Number,
    Paragraph,
    Register,
    Run,
    TableBlock,
)
from esep.bulletin.release import Release
from esep.drawing.charts import WIDTHS
from esep.drawing.fonts import write_fonts
from esep.drawing.palette import write_chart_rules, write_variables
from esep.drawing.svg import draw_svg
from esep.language.phrases import say
from esep.language.write import write_date, write_period
from esep.problems import LANGUAGES

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

# How a language calls itself: a reader looks for the name in their own language.
LANGUAGE_NAMES = {"en": "English", "ru": "Русский", "kk": "Қазақша"}
# A page that Esep wrote says so: only such pages may be replaced by a new bulletin.
GENERATOR = '<meta name="generator" content="Esep">'
YEAR_SPAN = re.compile(r"\d{4}–\d{4}")
SAFE_IN_FRAGMENT = "=+:,.[]"


def render_html(
    doc: Doc,
    *,
    versions: Mapping[str, str] | None = None,
    data_file: str = "",
    downloads: Mapping[str, str] | None = None,
) -> str:
    """Return a document as a page.

    `versions` are the addresses of the same page by language, `data_file` that of its numbers, `downloads` those of its
    other forms by their ending; each may be left out.
    The same document gives the same bytes.
    """
    return _render(
        "page.html",
        doc.lang,
        doc=doc,
        parts=group_blocks(doc.blocks),
        drawings={block.id: draw_figure(block) for block in doc.blocks if isinstance(block, FigureBlock)},
        headings=[block for block in doc.blocks if isinstance(block, Heading) and block.level == 2],
        versions=dict(versions or {}),
        data_file=data_file,
        downloads=dict(downloads or {}),
        dates=_write_dates(doc),
        titles={block.id: block.text for block in doc.blocks if isinstance(block, Heading)},
    )


def render_landing(docs: Sequence[Doc], versions: Mapping[str, str]) -> str:
    """Return a small page that leads to the same bulletin in each language."""
    return _render("landing.html", docs[0].lang, docs=docs, versions=dict(versions))


def render_releases(releases: Sequence[Release], statuses: Mapping[str, str]) -> str:
    """Return the page of a folder of releases, in three languages: which is in force, which was replaced, and why.

    `statuses` has for the id of each what became of it.
    """
    sections = [
        {
            "lang": language,
            "title": say("bulletin.title_releases", language),
            "empty": say("bulletin.no_releases", language),
            "entries": [_describe_release(one, releases, statuses, language) for one in reversed(releases)],
        }
        for language in LANGUAGES
    ]
    return _render("releases.html", LANGUAGES[0], sections=sections)


def _describe_release(
    release: Release, releases: Sequence[Release], statuses: Mapping[str, str], language: str
) -> dict[str, Any]:
    def word(key: str, **facts: str) -> str:
        return say(f"bulletin.release_{key}", language, **facts)

    successor = next((one for one in releases if one.replaces == release.id and one.dataset == release.dataset), None)
    lines = [word("out", date=write_date((release.published or release.at).date(), language))]
    lines.append(word(statuses[release.id], by=successor.id if successor else ""))
    if release.replaces:
        kind = "correction" if release.is_correction else "revision"
        lines.append(word(kind, replaces=release.replaces, reason=release.reason))
    if release.seen_by:
        lines.append(word("seen_by", names="; ".join(release.seen_by)))
    if release.statistician:
        lines.append(word("statistician", name=release.statistician))
    name = word("name", dataset=release.dataset, period=write_period(release.period, language), id=release.id)
    return {
        "id": release.id,
        "href": f"{quote(release.id)}/index.html",
        "name": name,
        "lines": [_end(line) for line in lines],
    }


def _end(sentence: str) -> str:
    """Return a sentence with one stop behind it, whatever its last word ends with."""
    return sentence if sentence.endswith(("?", "!")) else f"{sentence.rstrip('.')}."


def _render(template: str, language: str, **facts: Any) -> str:
    style = write_style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    def word(key: str, **words: str) -> str:
        return say(f"bulletin.{key}", language, **words)

    return (
        _environment()
        .get_template(template)
        .render(
            style=_markup(style), style_hash=digest, word=word, language_names=LANGUAGE_NAMES, lang=language, **facts
        )
    )


@cache
def write_style() -> str:
    """Return the style sheet of every page: the font, colours of both themes, then the rules."""
    rules = resources.files("esep.bulletin").joinpath("templates", "page.css").read_text(encoding="utf-8")
    light, dark = write_variables("light"), write_variables("dark")
    themes = f":root{{color-scheme:light dark;{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    return f"{write_fonts()}{themes}\n{write_chart_rules()}\n{rules}"


def draw_figure(figure: FigureBlock) -> dict[int, Markup]:
    """Return the drawings of a figure by width, each named by the figure's label and described by its alt text."""
    return {
        width: _markup(
            draw_svg(figure.specs[width], f"{figure.id}-{width}", f"{figure.label}. {figure.subtitle}", figure.alt)
        )
        for width in WIDTHS
    }


def group_blocks(blocks: Sequence[Block]) -> list[tuple[str, list[Block]]]:
    """Return blocks with the name of the macro that lays them out; findings that follow each other are one list."""
    names: dict[type, str] = {
        Heading: "heading",
        Paragraph: "paragraph",
        Finding: "findings",
        FigureBlock: "figure",
        TableBlock: "table",
        Notes: "notes",
        Register: "register",
    }
    grouped: list[tuple[str, list[Block]]] = []
    for block in blocks:
        name = names[type(block)]
        if name == "findings" and grouped and grouped[-1][0] == name:
            grouped[-1][1].append(block)
        else:
            grouped.append((name, [block]))
    return grouped


def link_to(number: Number) -> str:
    """Return the address of a number in the register of its page."""
    return "#" + quote(number.anchor, safe=SAFE_IN_FRAGMENT)


def keep_spans(text: str) -> Markup:
    """Return text escaped, with every span of years held together on one line."""
    from markupsafe import Markup, escape

    return Markup(YEAR_SPAN.sub(r'<span class="nb">\g<0></span>', str(escape(text))))


def has_number(runs: Sequence[Run]) -> bool:
    """Return whether any run is a number."""
    return any(run.number is not None for run in runs)


def _write_dates(doc: Doc) -> list[str]:
    dates = (("published", doc.published), ("next_release", doc.next_release))
    return [
        say(f"bulletin.{key}", doc.lang, date=write_date(date, doc.lang)) for key, date in dates if date is not None
    ]


def _markup(text: str) -> Markup:
    from markupsafe import Markup

    return Markup(text)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("esep.bulletin"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"keep_spans": keep_spans, "link_to": link_to, "has_number": has_number}
    environment.globals |= {"generator": _markup(GENERATOR)}
    return environment
