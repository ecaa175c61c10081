"""A folder of pages: one for each text, and an index that says what each of them found."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from esep.claims.claim import Report
from esep.claims.outside_text import show_outside
from esep.claims.reports.sets import Totals
from esep.claims.reports.view import find_group, write_headline
from esep.language.phrases import Fact, say
from esep.sources.text import write_text

INDEX = "index.html"


@dataclass(frozen=True)
class Row:
    """One text of the index: its name, its page, and what was found in a line."""

    name: str
    page: str
    headline: str
    group: str


class PageFolder:
    """Pages in a folder; nothing of a page is kept but the line that the index has of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[Row] = []
        self._taken = {INDEX}

    def add(self, name: str, page: str, report: Report | None, language: str) -> None:
        """Write the page of a text; one that could not be checked (`None`) has a line in the index only."""
        if report is None:
            self.rows.append(Row(show_outside(name), "", say("check.unread", language), "open"))
            return
        file = self._name(name)
        write_text(self.folder / file, page)
        self.rows.append(Row(show_outside(name), file, write_headline(report, language), find_group(report)))

    def _name(self, name: str) -> str:
        stem = re.sub(r"[^\w.-]+", "-", name).strip("-.")[-100:] or "text"
        file, number = f"{stem}.html", 1
        while file.lower() in self._taken:
            number += 1
            file = f"{stem}-{number}.html"
        self._taken.add(file.lower())
        return file

    def close(self, totals: Totals, language: str) -> None:
        """Write the index."""
        from jinja2 import Environment, StrictUndefined
        from markupsafe import Markup

        def say_here(key: str, **facts: Fact) -> str:
            return say(key, language, **facts)

        environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
        template = environment.from_string(_read_file("files.html.jinja"))
        page = template.render(
            rows=self.rows,
            language=language,
            total=totals.say(language),
            say=say_here,
            css=Markup(_read_file("report.css")),
        )
        write_text(self.folder / INDEX, page)


def _read_file(name: str) -> str:
    return resources.files("esep.claims").joinpath("templates", name).read_text(encoding="utf-8")
