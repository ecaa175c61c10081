"""Pages on several texts in a real browser: the index and a page with readings to choose from."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from esep.claims import check
from esep.cli import main
from esep.problems import LANGUAGES

# 132,778 is the Committee's number: the card of the first claim lists what else it could be.
OPEN = "The Ministry of Internal Affairs registered 132,778 crimes in 2024, and 565 murders."
WRONG = "In 1994 groups committed 24,712 crimes. In 2024 there were 5,588, a 9.5-fold decrease."


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the pages of a folder in every language, with a damaged file and a very long name among the texts."""
    folder = tmp_path_factory.mktemp("check")
    texts = folder / "texts"
    texts.mkdir()
    for name, text in {"open": OPEN, "wrong": WRONG, "w" * 200: "In 2024 there were 565 murders."}.items():
        (texts / f"{name}.txt").write_text(text)
    (texts / "bad.pdf").write_bytes(b"no")
    for language in LANGUAGES:
        arguments = ["--data", "kazakhstan", "--format", "html", "--report-lang", language]
        assert main(["check", str(texts), *arguments, "-o", str(folder / language)]) == 3
    return folder


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_fit_and_are_accessible(
    page: Page, pages: Path, find_violations, language: str, scheme: Literal["light", "dark"]
) -> None:
    """Index and page: no fault by the axe rules, no scrolling sideways, wide and narrow, light and dark."""
    page.emulate_media(color_scheme=scheme)
    for name in ("index.html", next((pages / language).glob("*open.txt.html")).name):
        page.goto((pages / language / name).as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(card => card.open = true)")
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, (name, width)
            # The rules look at each theme in one width, the two farthest apart.
            if width == (320 if scheme == "dark" else 1280):
                assert find_violations(page) == []


def test_the_index_leads_to_the_pages_and_tells_what_was_not_checked(page: Page, pages: Path) -> None:
    """Every text that was checked is a link to its page; the damaged file is named without one."""
    page.goto((pages / "en" / "index.html").as_uri())
    assert page.locator("main li a").count() == 3
    assert "Could not be checked" in page.locator("main li", has_text="bad.pdf").inner_text()
    page.click("main li a:has-text('wrong.txt')")
    assert "1 of 3 claims" in page.locator("h1").inner_text()


def test_the_card_of_an_open_claim_lists_its_readings(page: Page, pages: Path) -> None:
    """A reader sees what the sentence could mean, what the data say to each reading, and how to look it up."""
    page.goto(next((pages / "en").glob("*open.txt.html")).as_uri() + "#c1")
    shown = page.locator("#c1").inner_text()
    assert (
        "2) level · all cases · Committee on Legal Statistics, criminal offences · Kazakhstan · 2024: 132,778" in shown
    )
    assert "esep ask 'total scope:mia_crimes region:KZ period:2024' --data kazakhstan --as-of packaged" in shown


def test_the_frame_of_a_notebook_works_by_itself(page: Page, tmp_path: Path) -> None:
    """Choosing a claim opens its card inside the frame and leaves the notebook where it was."""
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<title>n</title><h1>Notebook</h1>{check(OPEN, 'kazakhstan')._repr_html_()}", encoding="utf-8")
    page.goto(notebook.as_uri())
    frame = page.frame_locator("iframe")
    assert not frame.locator("#c2 .facts").is_visible()
    frame.locator("#m2").click()
    assert frame.locator("#c2 .facts").is_visible()
    assert page.url == notebook.as_uri()
