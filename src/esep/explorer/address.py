"""Addresses: what a path identifies, and how one page names another without knowing where the site stands.

A path has these forms, each a folder; a query only filters:

    en/                                          the datasets
    en/DATASET/                                  overview
    en/DATASET/explore/                          choosing; a form or a search leads from here to a series
    en/DATASET/explore/MEASURE/SCOPE/REGION/     a series as a chart; table/ and map/ below it
    en/DATASET/figure/QUESTION/                  one figure; the question is its canonical text, safe for file names
    en/DATASET/at/VINTAGE/figure/QUESTION/       the same figure, pinned: as that vintage has it
    en/DATASET/check|statements|releases|methods|quality/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote, unquote

from esep.problems import LANGUAGES

Query: TypeAlias = Mapping[str, Sequence[str]]

INDEX = "index.html"
LIST_MARK = "~"
# What a question holds and some file systems do not allow, and what stands for it.
SAFE = {" ": "+", ":": "=", "[": "(", "]": ")"}
KEPT = "+=()@~.-_,/"


@dataclass(frozen=True)
class Address:
    """A path taken apart. `rest` are the steps below the page, such as a measure, or the question of a figure."""

    language: str = ""
    dataset: str = ""
    vintage: str = ""
    page: str = ""
    rest: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Return the path from the root of the site: no slash before it, one behind it."""
        pinned = ("at", self.vintage) if self.vintage else ()
        steps = (self.language, self.dataset, *pinned, self.page, *self.rest)
        return "".join(f"{step}/" for step in steps if step)


def read_address(path: str) -> Address | None:
    """Return what a path identifies, `None` where it has none of the forms."""
    steps = tuple(unquote(step) for step in path.strip("/").split("/") if step)
    if not steps:
        return Address()
    language, *others = steps
    if language not in LANGUAGES:
        return None
    dataset = others.pop(0) if others else ""
    vintage = ""
    if len(others) >= 2 and others[0] == "at":
        vintage, others = others[1], others[2:]
    page = others.pop(0) if others else ""
    return Address(language, dataset, vintage, page, tuple(others))


def write_slug(question: str) -> str:
    """Return the canonical text of a question as one step of a path."""
    return "".join(SAFE.get(char, char) for char in question)


def read_slug(slug: str) -> str:
    """Return the question of a step of a path."""
    back = {safe: char for char, safe in SAFE.items()}
    return "".join(back.get(char, char) for char in slug)


def write_query(query: Mapping[str, str | Iterable[str]]) -> str:
    """Return a query in the order given, without what is empty; several values of one name are joined."""
    texts = {name: value if isinstance(value, str) else LIST_MARK.join(value) for name, value in query.items()}
    return "&".join(f"{name}={quote(text, safe=KEPT)}" for name, text in texts.items() if text)


def read_list(query: Query, name: str) -> tuple[str, ...]:
    """Return every value of a name, those joined in one text too."""
    found = (part.strip() for text in query.get(name, ()) for part in text.split(LIST_MARK))
    return tuple(dict.fromkeys(part for part in found if part))


def find_way(here: str, there: str, *, is_static: bool = False) -> str:
    """Return the relative link from the page at one path to the file or folder at another.

    In a static site a folder is named with the page in it: a browser that opens files shows a listing otherwise.
    """
    where, mark, fragment = there.partition("#")
    steps, wanted = [step for step in here.split("/") if step], where.split("/")
    while steps and len(wanted) > 1 and steps[0] == wanted[0]:
        steps, wanted = steps[1:], wanted[1:]
    target = "../" * len(steps) + quote("/".join(wanted), safe=KEPT)
    if is_static and (not where or where.endswith("/")):
        target += INDEX
    return f"{target or './'}{mark}{fragment}"
