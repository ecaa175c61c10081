"""The same pages as files: a folder that any host serves and any browser opens from a memory stick."""

from __future__ import annotations

import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from esep.answers import Answers
from esep.answers.grammar import parse_question
from esep.explorer.address import INDEX, Address, read_address, read_slug
from esep.explorer.desk import Site
from esep.explorer.explore_page import FILES as SERIES_FILES
from esep.explorer.figure_page import FILES as FIGURE_FILES
from esep.explorer.frame import HTML, PAGES, list_assets
from esep.explorer.plan import USUAL_PAGES, Plan, make_plan
from esep.explorer.site import render_dataset, render_shelf
from esep.language.phrases import say
from esep.language.write import write_number
from esep.model.definition import Definition
from esep.problems import LANGUAGES, EsepError, Problem, Where

LINK = re.compile(r'\b(?:href|src)="([^"]+)"')
# A picture takes a hundred times as long as its page: those of whole series are written, those of figures are not.
SLOW = "chart.png"


@dataclass(frozen=True)
class Written:
    """How many pages and other files a site has, how large they are together, and in words what it leaves out."""

    pages: int
    files: int
    bytes: int
    left_out: Mapping[str, str]


def export_site(
    answers: Answers,
    output: Path,
    *,
    store: Path | None = None,
    base: str = "",
    languages: tuple[str, ...] = LANGUAGES,
    limit: int = 0,
    tell: Callable[[str], None] = lambda message: None,
) -> Written:
    """Write the pages of a dataset into a folder, at most `limit` of them, and return how much was written.

    Without a limit that of the definition holds (`site_pages`), otherwise `USUAL_PAGES`.
    Raise `EsepError` (`site-not-empty`) for a folder that holds anything but a site written before.
    """
    _prepare(output)
    definition = answers.definition
    name = definition.name
    site = Site({name: definition.title}, store, is_static=True, base=base, languages=languages)
    limit = limit or definition.site_pages or USUAL_PAGES
    plan = make_plan(answers, site, limit)
    left_out = {} if plan.is_whole else {code: _tell_left_out(plan, limit, code) for code in LANGUAGES}
    site = replace(site, left_out=left_out, series=plan.series)
    site = replace(site, offers=lambda path: _is_offered(path, definition, plan, languages))
    pages = files = size = 0
    for path, body, is_page in _walk(answers, site, languages):
        target = output / path / INDEX if is_page else output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        data = body.encode() if isinstance(body, str) else body
        target.write_bytes(data)
        pages, files, size = pages + is_page, files + (not is_page), size + len(data)
        if is_page and pages % 10 == 0:
            tell(f"{pages} / {plan.pages}  {path}")
    return Written(pages, files, size, left_out)


def _prepare(output: Path) -> None:
    """Take a folder that is new, empty or a site of ours; pages that are no more in it are removed."""
    mark = output / "assets"
    if output.exists() and any(output.iterdir()) and not mark.is_dir():
        raise EsepError(Problem("site-not-empty", Where(str(output)), {"path": str(output)}))
    output.mkdir(parents=True, exist_ok=True)
    for path in sorted(output.rglob("*"), reverse=True):
        if path.is_file():
            path.unlink()
        else:
            path.rmdir()


def _walk(answers: Answers, site: Site, languages: tuple[str, ...]) -> Iterator[tuple[str, str | bytes, bool]]:
    """Yield every file of the site by following its links: its path, what it holds, whether it is a page."""
    for name, (text, _) in list_assets().items():
        yield f"assets/{name}", text, False
    name = answers.definition.name
    waiting = deque(["", *(f"{language}/" for language in languages)])
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        address = read_address(path)
        if address is None or path.startswith("assets/"):
            continue
        is_bare = not address.dataset
        page = render_shelf(site, address) if is_bare else render_dataset(answers, site, path, {})
        if page.status != 200:
            raise RuntimeError(f"a page links to {path}, which answers {page.status} in {name}")
        is_page = page.media == HTML
        yield path, page.body, is_page
        if is_page and isinstance(page.body, str):
            for found in list_links(path, page.body):
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)


def list_links(path: str, html: str) -> Iterator[str]:
    """Yield the paths inside the site that a page at a path links to, each as a folder or a file."""
    for href in LINK.findall(html):
        target = unescape(href).partition("#")[0]
        if not target or re.match(r"[a-z]+:", target):
            continue
        whole = posixpath.normpath(posixpath.join(path, unquote(target)))
        found = whole.removesuffix(INDEX).lstrip("/")
        yield "" if found == "." else found


def _is_offered(path: str, definition: Definition, plan: Plan, languages: tuple[str, ...]) -> bool:
    """Return whether a static site has a path: pages that need no form, and the series and figures of its plan."""
    place, _, name = path.rstrip("/").rpartition("/")
    is_file = name in SERIES_FILES or name in FIGURE_FILES
    address = read_address(place if is_file else path)
    if address is None or address.vintage or address.page == "check" or address.language not in languages:
        return False
    if address.page == "figure":
        return not (is_file and name == SLOW) and _is_figure_offered(address, definition, plan)
    if address.page == "explore" and address.rest:
        return address.rest[:3] in plan.series
    return address.page in PAGES and (not is_file)


def _is_figure_offered(address: Address, definition: Definition, plan: Plan) -> bool:
    try:
        question = parse_question(read_slug(address.rest[0]), definition)
    except EsepError:
        return False
    return plan.holds(question) and (definition.kind != "records" or question.period.is_year)


def _tell_left_out(plan: Plan, limit: int, language: str) -> str:
    """Return what a site leaves out, in a sentence."""
    numbers = {
        "limit": limit,
        "series": len(plan.series),
        "every_series": plan.every_series,
    }
    facts = {name: write_number(number, 0, language) for name, number in numbers.items()}
    return say("explorer.site_left_out", language, since=str(plan.since), **facts)
