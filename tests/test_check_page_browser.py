"""The page of a claim check in a real browser: it fits every window, is accessible, and works without script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from esep.claims.reports.html_page import report_to_html
from esep.model.remark import Remark
from esep.problems import LANGUAGES
from tests.report_sample import make_claim, make_report, make_sample
from tests.report_words import let_remarks_be_said, name

WIDTHS = (320, 390, 800, 1280)
DARK_PAPER, LIGHT_PAPER = "rgb(18, 22, 27)", "rgb(255, 255, 255)"


@pytest.fixture
def write_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Return a function that writes the sample's page in a language and gives its address."""
    let_remarks_be_said(monkeypatch)

    def write(language: str) -> str:
        file = tmp_path / f"{language}.html"
        file.write_text(report_to_html(make_sample(), language, name), encoding="utf-8")
        return file.as_uri()

    return write


def measure_overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_never_wider_than_its_window(page: Page, write_page, language: str) -> None:
    """No horizontal scrolling in any language at any width, with every card open."""
    page.goto(write_page(language))
    page.evaluate("document.querySelectorAll('details').forEach(card => card.open = true)")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert measure_overflow(page) <= 0, width


def test_a_word_without_end_does_not_widen_the_page(page: Page, tmp_path: Path) -> None:
    """A text of 3,000 letters and digits without a space is broken to fit a phone."""
    text = "9x" * 1500
    claim = make_claim(text, text, reason=Remark("report.back"), question="q" * 900)
    file = tmp_path / "long.html"
    file.write_text(report_to_html(make_report(text, [claim]), "en", name), encoding="utf-8")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(file.as_uri() + "#c1")
    assert measure_overflow(page) <= 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible(
    page: Page, write_page, find_violations, language: str, scheme: Literal["light", "dark"]
) -> None:
    """The axe rules find nothing, wide and light, narrow and dark, with every card open."""
    page.emulate_media(color_scheme=scheme)
    page.goto(write_page(language))
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == (DARK_PAPER if scheme == "dark" else LIGHT_PAPER)
    page.evaluate("document.querySelectorAll('details').forEach(card => card.open = true)")
    page.set_viewport_size({"width": 320 if scheme == "dark" else 1280, "height": 900})
    assert find_violations(page) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_claim_opens_its_card_and_the_card_leads_back_without_script(browser: Browser, write_page, width) -> None:
    """A closed card is shown when its claim is chosen and closes when the reader goes back to the text."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 800})
    try:
        page = context.new_page()
        page.goto(write_page("en"))
        evidence = page.locator("#c2 .facts")
        assert not evidence.is_visible()
        page.click("#m2")
        assert page.url.endswith("#c2")
        assert evidence.is_visible()
        page.locator("#c2 .back").click()
        assert page.url.endswith("#m2")
        assert not evidence.is_visible()
        assert page.locator("#m2").is_visible()
        assert page.locator("#c11 .facts").is_visible()
    finally:
        context.close()


def test_a_closed_card_tells_what_matters(page: Page, write_page) -> None:
    """Without opening anything a reader sees why a claim cannot be checked, and the cautions on a supported one."""
    page.goto(write_page("en"))
    assert not page.locator("#c4 .facts").is_visible()
    assert "No figure was published" in page.locator("#c4 .reason").inner_text()
    assert page.locator("#c6 .caution").count() == 2
    assert page.locator("#c6 .caution").last.is_visible()


def test_the_keyboard_reaches_every_claim_in_order(page: Page, write_page) -> None:
    """Tabbing passes the skip link, then chips, the gravest, the claims of the text; each shows where it is."""
    page.goto(write_page("en"))
    seen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.getAttribute('href')"))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert seen[0] == "#report"
    marks = [place for place in seen if place and place.startswith("m")]
    assert marks == [f"m{number}" for number in range(1, len(marks) + 1)]
    assert len(marks) >= 4


def test_cards_stand_beside_their_paragraph_or_below_it(page: Page, write_page) -> None:
    """On a wide window the cards are to the right of the words, on a phone between them and the next paragraph."""
    page.goto(write_page("en"))

    def find_box(selector: str) -> dict[str, float]:
        return page.evaluate(  # type: ignore[no-any-return]
            "s => { const r = document.querySelector(s).getBoundingClientRect();"
            " return {left: r.left, right: r.right, top: r.top, bottom: r.bottom} }",
            selector,
        )

    page.set_viewport_size({"width": 1280, "height": 900})
    assert find_box("#c5")["left"] >= find_box("p:has(#m5)")["right"]
    assert abs(find_box("#c5")["top"] - find_box("p:has(#m5)")["top"]) < 60
    page.set_viewport_size({"width": 390, "height": 900})
    assert find_box("p:has(#m5)")["bottom"] <= find_box("#c5")["top"]
    assert find_box("#c8")["bottom"] <= find_box("p:has(#m9)")["top"]


def test_the_words_stay_in_view_beside_a_long_card(page: Page, write_page) -> None:
    """While the reader goes through a card that is longer than its paragraph, the paragraph stays in the window."""
    page.goto(write_page("en"))
    page.set_viewport_size({"width": 1280, "height": 500})
    page.evaluate("document.querySelector('#c11 .back').scrollIntoView({block: 'end'})")
    top = page.evaluate("document.querySelector('#m11').getBoundingClientRect().top")
    assert 0 <= top < 500


def test_targets_are_large_enough_to_be_touched(page: Page, write_page) -> None:
    """What is pressed outside of running text is at least 40 pixels high on a phone."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(write_page("kk"))
    small = page.evaluate(
        "[...document.querySelectorAll('.chips a, .first a, summary, details[open] .back')]"
        ".filter(e => e.getBoundingClientRect().height < 40).map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []


def test_on_paper_nothing_is_hidden(page: Page, write_page) -> None:
    """Printed, every card is open, the palette is light and addresses are spelt out."""
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(write_page("en"))
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == LIGHT_PAPER
    for number in range(1, 16):
        assert page.locator(f"#c{number} .facts").is_visible()
    after = page.evaluate("getComputedStyle(document.querySelector('#c1 .proof a'), '::after').content")
    assert "attr(href)" in after or "https://" in after
