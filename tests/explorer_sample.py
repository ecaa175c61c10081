"""Pages of the explorer for tests: the packaged figures, made-up ones of regions, and a store with two vintages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

from esep.answers import Answers, open_dataset
from esep.cube.cube import CellCube
from esep.cube.vintages import commit
from esep.explorer import render_page
from esep.explorer.frame import HTML, Page
from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.sources.dataset import load_definition

LANGUAGES = ("en", "ru", "kk")
KZ = "kazakhstan"
SERIES = f"{KZ}/explore/fraud/committee_offences/KZ-35/"
FIGURE = f"{KZ}/figure/fraud+scope=committee_offences+region=KZ-35+period=2023/"
CHANGE = f"{KZ}/figure/total+change-from=2023+scope=committee_offences+region=KZ+period=2024/"
PAGES = ("", "explore/", "check/", "statements/", "releases/", "methods/", "quality/")
REGIONS = ("KZ", "KZ-35", "KZ-71", "KZ-75", "KZ-11", "KZ-15", "KZ-55")


def make_cells(extra: int = 0) -> list[Cell]:
    """Return made-up fraud and people of seven regions; one value is withheld, one provisional, one rounded.

    `extra` is put on the number of the Karaganda Region in 2023: another vintage.
    """
    cells = []
    for place, region in enumerate(REGIONS):
        for year in range(2012, 2025):
            people = Fraction(1_000_000 + 100_000 * place + 7_000 * (year - 2012))
            count = Fraction(900 + 310 * place + 45 * (year - 2012) * (1 if place % 2 else -1) + year % 3 * 20)
            precision, status = "exact", "P" if year == 2024 else "A"
            if region == "KZ-35" and year == 2023:
                count += extra
            if region == "KZ-75" and year == 2021:
                count, precision = Fraction(2400), "rounded_to_100"
            value = None if (region, year) == ("KZ-55", 2020) else count
            if value is None:
                status = "Q"
            period = Period.year(year)
            source = "https://example.org/made-up"
            key = CellKey("committee_offences", "fraud", "", region, period)
            cells.append(Cell(key, value, precision, status, "committee", source))
            key = CellKey("world_bank", "population", "", region, period, "persons")
            cells.append(Cell(key, people, "exact", "A", "bureau", source))
    return cells


def make_answers() -> Answers:
    """Return the packaged definition over made-up regional figures."""
    kept = [
        cell
        for cell in open_dataset(KZ, Path("no-store")).find_cells()
        if cell.key.measure not in ("fraud", "population")
    ]
    return Answers(load_definition(KZ), CellCube([*kept, *make_cells()]), "packaged")


def commit_two(store: Path) -> None:
    """Put two vintages of the made-up figures into a store; the number of Karaganda in 2023 moved between them."""
    definition = load_definition(KZ)
    for extra in (0, 7):
        commit(CellCube(make_cells(extra)), definition, (), {"read": 91, "accepted": 91}, store)


def get(shelf: Mapping[str, Answers], address: str) -> Page:
    """Return a page, following one redirection as a browser does."""
    path, _, query = address.partition("?")
    page = render_page(path, parse_qs(query), shelf)
    if page.status == 303:
        parts = urlsplit(urljoin(f"http://x/{path}", page.location))
        page = render_page(unescape(parts.path.lstrip("/")), parse_qs(parts.query), shelf)
    return page


class Shown(HTMLParser):
    """What a page shows with an address: numbers by question, sentences by question, links."""

    def __init__(self, html: str | bytes) -> None:
        super().__init__()
        self.numbers: list[tuple[str, bool, str]] = []
        self.sentences: list[tuple[str, str]] = []
        self.links: list[str] = []
        self._open: list[tuple[str, str, str, list[str]]] = []
        assert isinstance(html, str)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what opens."""
        found = {name: value or "" for name, value in attrs}
        if tag in ("a", "link", "form", "img") and (href := found.get("href") or found.get("action")):
            self.links.append(href)
        if "data-question" in found and "data-bare" in found:
            self._open.append((tag, "number " + found["data-bare"], found["data-question"], []))
        elif "data-sentence" in found:
            self._open.append((tag, "sentence", found["data-sentence"], []))

    def handle_data(self, data: str) -> None:
        """Note what is said."""
        for entry in self._open:
            entry[3].append(data)

    def handle_endtag(self, tag: str) -> None:
        """Keep what closes."""
        if not self._open or self._open[-1][0] != tag:
            return
        _, kind, question, texts = self._open.pop()
        text = re.sub(r"\s+", " ", "".join(texts).replace("\u00a0", " ")).strip()
        if kind == "sentence":
            self.sentences.append((question, text))
        else:
            self.numbers.append((question, kind.endswith("1"), text))


def walk_pages(shelf: Mapping[str, Answers], starts: list[str], limit: int) -> Iterator[tuple[str, Page]]:
    """Yield pages by following links from some of them, at most `limit`."""
    waiting, seen = list(starts), set(starts)
    while waiting and limit:
        address = waiting.pop(0)
        page = get(shelf, address)
        yield address, page
        limit -= 1
        if page.media != HTML:
            continue
        for link in Shown(page.body).links:
            parts = urlsplit(urljoin(f"http://x/{address}", link))
            found = parts.path.lstrip("/") + (f"?{parts.query}" if parts.query else "")
            if parts.netloc == "x" and found not in seen and not found.startswith("assets/"):
                seen.add(found)
                waiting.append(found)
