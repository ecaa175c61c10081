"""The bulletin in a browser: every width and theme, without a mouse, on paper."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esep.bulletin import write_bulletin
from esep.model.period import Period
from tests.bulletin_sample import LANGUAGES, make_hostile, open_kazakhstan

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (320, 390, 800, 1280)
OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    if (!svg.getBoundingClientRect().width) continue;
    const seen = new Set();
    const texts = [...svg.querySelectorAll('text')].filter(text => {
      const key = text.textContent + text.getBoundingClientRect().left;
      return text.textContent.trim() && !seen.has(key) && seen.add(key);
    });
    const boxes = texts.map(text => [text.textContent, text.getBoundingClientRect()]);
    boxes.forEach(([one, a], at) => boxes.slice(at + 1).forEach(([other, b]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 3) found.push(`${one} / ${other}`);
    }));
    const frame = svg.getBoundingClientRect();
    boxes.forEach(([one, a]) => {
      if (a.right > frame.right + 1 || a.left < frame.left - 1) found.push(`outside: ${one}`);
    });
  }
  return found;
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the bulletin of Kazakhstan for 2024."""
    place = tmp_path_factory.mktemp("bulletin")
    write_bulletin(open_kazakhstan(place), Period.year(2024), place / "b", forms=("html",))
    return place / "b"


def open_page(page: Page, path: Path, width: int = 1280, scheme: Any = "light") -> None:
    """Open a file at a width and in a theme."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.goto(path.as_uri())


@pytest.mark.parametrize("language", [*LANGUAGES, "index"])
def test_page_never_scrolls_sideways(page: Page, folder: Path, language: str) -> None:
    """A page is no wider than its window, with every table open; wide tables scroll inside their own frame."""
    for width in WIDTHS:
        open_page(page, folder / f"{language}.html", width)
        page.evaluate("document.querySelectorAll('details').forEach(entry => entry.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [
        *(("en", 1280, "light"), ("ru", 390, "dark"), ("kk", 320, "light")),
        *(("index", 390, "light"), ("index", 390, "dark")),
    ],
)
def test_axe_finds_nothing(
    page: Page, folder: Path, find_violations: Callable[[Page], list[str]], language: str, width: int, scheme: str
) -> None:
    """The rules of axe-core hold on every page, with the tables open; in both themes, wide and narrow."""
    open_page(page, folder / f"{language}.html", width, scheme)
    page.evaluate("document.querySelectorAll('details').forEach(entry => entry.open = true)")
    assert find_violations(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_charts_do_not_overlap(page: Page, folder: Path, language: str) -> None:
    """In the font that this browser really uses, no label of a chart covers another or leaves the drawing."""
    for width in WIDTHS:
        open_page(page, folder / f"{language}.html", width)
        assert page.evaluate(OVERLAPS) == []


def test_overlapping_words_would_be_found(page: Page, folder: Path) -> None:
    """The search for overlaps is no formality: with letters twice as wide it finds some."""
    open_page(page, folder / "en.html")
    page.evaluate("document.querySelectorAll('svg text').forEach(text => text.setAttribute('font-size', '30px'))")
    assert page.evaluate(OVERLAPS)


def test_long_names_do_not_overlap(page: Page, tmp_path: Path) -> None:
    """Names of ten thousand characters, markup and formulas keep to their lines at every width."""
    write_bulletin(make_hostile(), Period.year(2024), tmp_path / "b", forms=("html",))
    for width in WIDTHS:
        open_page(page, tmp_path / "b" / "en.html", width)
        assert page.evaluate(OVERLAPS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_one_drawing_is_shown_per_figure(page: Page, folder: Path) -> None:
    """The narrow drawing serves phones and the wide one the rest; the other is hidden from everyone."""
    for width, shown in ((320, "340"), (390, "340"), (800, "640"), (1280, "640")):
        open_page(page, folder / "en.html", width)
        visible = page.evaluate("[...document.querySelectorAll('svg')].filter(e => e.checkVisibility()).map(e => e.id)")
        names = ("structure", "series", "map", *(f"sure-{number}" for number in (6, 8, 10)))
        assert visible == [f"{name}-figure-{shown}" for name in names]


def test_dark_theme_recolours_the_same_drawing(page: Page, folder: Path) -> None:
    """The bars of the one drawing are dark blue on white and light blue on the dark page, and paper is always light."""
    colour = "getComputedStyle(document.querySelector('.wide svg path')).fill"
    ground = "getComputedStyle(document.body).backgroundColor"
    found = {}
    for scheme in ("light", "dark"):
        open_page(page, folder / "en.html", 1280, scheme)
        found[scheme] = (page.evaluate(colour), page.evaluate(ground))
    assert found["light"] == ("rgb(18, 67, 109)", "rgb(255, 255, 255)")
    assert found["dark"] == ("rgb(125, 183, 234)", "rgb(18, 22, 27)")
    page.emulate_media(media="print", color_scheme="dark")
    assert (page.evaluate(colour), page.evaluate(ground)) == found["light"]


def test_number_leads_to_its_question(page: Page, folder: Path) -> None:
    """Following a number opens the register at its row, where the question, the body and the source stand."""
    open_page(page, folder / "en.html")
    page.locator(".findings .n").first.click()
    row = page.locator("tr:target")
    row.wait_for(state="visible", timeout=5000)
    assert "total change-from:2023 scope:committee_offences region:KZ period:2024" in row.inner_text()
    assert "132,778" in row.inner_text()


def test_keyboard_reaches_the_content_and_sees_where_it_is(page: Page, folder: Path) -> None:
    """The first stop is the skip link, it becomes visible, and a focused link has a ring."""
    open_page(page, folder / "en.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().left >= 0")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_languages_lead_to_each_other(page: Page, folder: Path) -> None:
    """From the index a reader comes to the own language, and from there to another, all from files."""
    open_page(page, folder / "index.html")
    page.get_by_role("link", name="Қазақша").click()
    assert page.evaluate("document.documentElement.lang") == "kk"
    page.get_by_role("link", name="Русский").click()
    assert page.evaluate("document.documentElement.lang") == "ru"


def test_paper_shows_the_tables_of_figures(page: Page, folder: Path) -> None:
    """In print every table is open, the wide drawing is used and the ways around the page are gone."""
    open_page(page, folder / "en.html", 700)
    page.emulate_media(media="print")
    page.wait_for_function("document.querySelector('#structure-table').checkVisibility({contentVisibilityAuto: true})")
    assert page.evaluate("document.querySelector('#structure-table td').getBoundingClientRect().height") > 0
    assert not page.evaluate("document.querySelector('.contents').checkVisibility()")
