"""The served pages in a real browser, behind the door of the server: what a visitor sends comes through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web_sample import Server, start_server

if TYPE_CHECKING:
    from playwright.sync_api import Page

STATEMENT = Path(__file__).resolve().parent.parent / "src/esep/datasets/kazakhstan/statements/2025-02-14.en.txt"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the server over the packaged figures."""
    with start_server(tmp_path_factory.mktemp("store")) as started:
        yield started


def test_a_speech_sent_by_the_form_is_checked(page: Page, server: Server) -> None:
    """The form of a page is let in by the guard, and the wrong number is found: 24,712 / 5,588 is 4.42, not 4.5."""
    page.goto(f"{server.url}/en/kazakhstan/check/")
    page.locator("textarea").first.fill(STATEMENT.read_text(encoding="utf-8"))
    page.get_by_role("button").last.click()
    assert "1 of 13 claims is wrong" in page.locator("h1").inner_text()


def test_a_checked_speech_fits_a_phone(page: Page, server: Server) -> None:
    """A long address in the text wraps: the report is no wider than a window of 320 pixels."""
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{server.url}/kk/kazakhstan/check/")
    address = f"https://www.example.org/{'news-' * 20}1133"
    page.locator("textarea").first.fill(f"{STATEMENT.read_text(encoding='utf-8')}\n\nSource: {address}\n")
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button").last.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
