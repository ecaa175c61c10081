"""From an address to a page: the one function behind the server and the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from esep.answers import Answers
from esep.answers.serving import choose_status, list_headers, list_told
from esep.answers.shelf import Shelf
from esep.explorer.address import Address, Query, read_address
from esep.explorer.check_page import render_check
from esep.explorer.choosing import render_choosing
from esep.explorer.desk import Desk, Site
from esep.explorer.explore_page import FILES as SERIES_FILES
from esep.explorer.explore_page import render_series
from esep.explorer.explore_page import write_file as write_series_file
from esep.explorer.figure_page import FILES as FIGURE_FILES
from esep.explorer.figure_page import read_figure, render_embed, render_figure
from esep.explorer.figure_page import write_file as write_figure_file
from esep.explorer.frame import MissingError, Page, list_assets, render, render_bare
from esep.explorer.methods_page import render_methods
from esep.explorer.overview_page import render_overview
from esep.explorer.quality_page import render_quality
from esep.explorer.releases_page import render_releases
from esep.explorer.selection import read_selection
from esep.explorer.statements_page import render_statements
from esep.language.phrases import say
from esep.problems import LANGUAGES, EsepError

SIMPLE: Mapping[str, Callable[[Desk], Page]] = {
    "": render_overview,
    "check": render_check,
    "statements": render_statements,
    "releases": render_releases,
    "methods": render_methods,
    "quality": render_quality,
}
# Pages that have pages below them.
DEEP = ("statements", "releases")


def make_site(shelf: Mapping[str, Answers], *, base: str = "") -> Site:
    """Return what is the same on every page over a shelf of datasets."""
    titles = {name: answers.definition.title for name, answers in shelf.items()}
    return Site(titles, getattr(shelf, "store", None), base=base)


def render_page(path: str, query: Query, shelf: Mapping[str, Answers], *, base: str = "") -> Page:
    """Return the page at a path, whatever it is; what is not there is a page that says so."""
    site = make_site(shelf, base=base)
    address = read_address(path)
    if address is None or (address.dataset and address.dataset not in shelf):
        return render_missing(site, path)
    if not address.dataset:
        return render_shelf(site, address)
    answers = shelf[address.dataset]
    if address.vintage and address.vintage != answers.vintage:
        if not isinstance(shelf, Shelf):
            return render_missing(site, path)
        try:
            answers = shelf.open(address.dataset, address.vintage)
        except EsepError:
            return render_missing(site, path)
    return render_dataset(answers, site, path, query)


def render_asset(name: str) -> Page | None:
    """Return a file that pages load, `None` where there is none of that name."""
    found = list_assets().get(name)
    return Page(found[0], media=found[1]) if found else None


def render_shelf(site: Site, address: Address) -> Page:
    """Return the list of datasets; without a language, the door to all three."""
    titles = {language: {name: title[language] for name, title in site.titles.items()} for language in LANGUAGES}
    template = "shelf.html" if address.language else "door.html"
    title = say("explorer.shelf_title", address.language or LANGUAGES[0])
    return render_bare(site, address, template, title, titles=titles, say=say, languages=site.languages)


def render_missing(site: Site, path: str) -> Page:
    """Return the page that says that there is nothing at an address."""
    first = path.strip("/").partition("/")[0]
    steps = tuple(step for step in path.strip("/").split("/") if step)
    here = Address(first, rest=steps[1:]) if first in LANGUAGES else Address(LANGUAGES[0], rest=steps)
    return render_bare(site, here, "missing.html", say("explorer.missing_title", here.language), status=404)


def render_problems(site: Site, address: Address, error: EsepError) -> Page:
    """Return the page that tells why something could not be done."""
    problems, language = list_told(error), address.language
    told = [{part: one.say(part, language) for part in ("what", "why", "remedy")} for one in problems]
    title = say("explorer.problem_title", language)
    page = render_bare(site, address, "problem.html", title, status=choose_status(problems[0]), problems=told)
    return replace(page, is_kept=False, headers=list_headers(problems[0], language))


def render_dataset(answers: Answers, site: Site, path: str, query: Query) -> Page:
    """Return a page, or a file, of one dataset as of the vintage of `answers`."""
    place, _, name = path.strip("/").rpartition("/")
    is_file = name in SERIES_FILES or name in FIGURE_FILES
    address = read_address(place if is_file else path)
    assert address is not None
    desk = Desk(site, address, query, answers)
    try:
        found = _render(desk, name if is_file else "")
    except MissingError:
        found = None
    return found or render(desk, "missing.html", desk.word("missing_title"), status=404)


def _render(desk: Desk, file: str) -> Page | None:
    address = desk.address
    if address.page == "explore":
        if not address.rest:
            return render_choosing(desk)
        selection = read_selection(address, desk.query, desk.answers)
        if selection is None:
            return None
        return write_series_file(desk, selection, file) if file else render_series(desk, selection)
    if address.page == "figure":
        question = read_figure(desk)
        if question is None or address.rest[1:] not in ((), ("embed",)):
            return None
        if file:
            return write_figure_file(desk, question, file)
        return render_embed(desk, question) if address.rest[1:] else render_figure(desk, question)
    if address.page not in SIMPLE or file or (address.rest and address.page not in DEEP):
        return None
    return SIMPLE[address.page](desk)
