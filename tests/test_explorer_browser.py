"""The explorer in a browser: choosing, sharing, going back, without a mouse, without script, on a phone, on paper."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from esep.answers.shelf import Shelf
from esep.explorer import create_pages
from tests.explorer_sample import CHANGE, FIGURE, KZ, SERIES, commit_two
from tests.test_bulletin_browser import OVERLAPS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STATEMENT = (
    "In 2023 the Karaganda Region registered 1,732 cases of fraud.\n\n"
    "In 2022 there were 9,999 cases of fraud in the Karaganda Region, and nobody feels safe."
)
# One address for each kind of page.
KINDS = (
    "en/",
    f"ru/{KZ}/",
    f"kk/{KZ}/explore/",
    f"en/{SERIES}?r=KZ-71~KZ-75~KZ-11~KZ-15&u=rate",
    f"ru/{SERIES}table/?r=KZ-71&u=change",
    f"kk/{SERIES}map/",
    f"en/{FIGURE}",
    f"ru/{CHANGE}",
    f"en/{KZ}/check/",
    f"kk/{KZ}/releases/",
    f"en/{KZ}/methods/",
    f"ru/{KZ}/quality/",
    f"kk/{KZ}/statements/",
    f"en/{KZ}/nothing/",
)


@pytest.fixture(scope="module")
def root_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the pages over a store with two vintages and return their address."""
    import uvicorn
    from starlette.applications import Starlette

    store = tmp_path_factory.mktemp("store")
    commit_two(store)
    shelf = Shelf([KZ], store)

    async def run(work: Callable[..., Any], dataset: str, vintage: str, /, *arguments: object) -> Any:
        return await asyncio.to_thread(work, shelf.open(dataset, vintage), *arguments)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = Starlette(routes=create_pages(shelf, run))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(5)


def test_a_reader_finds_fraud_in_karaganda_and_cites_it(page: Page, root_address: str) -> None:
    """From the first page: search, see the rate, open the figure, find its citation, its recipe and its history."""
    page.goto(root_address)
    page.get_by_role("link", name="Crime figures that can be checked").click()
    page.get_by_role("link", name="Crime in Kazakhstan").click()
    page.get_by_label("What are you looking for?").fill("fraud in Karaganda since 2015 per 10,000")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/en/{SERIES}?from=2015&u=rate&b=10000")
    assert page.locator("h1").inner_text() == "Fraud: Karaganda Region"
    assert "Per 10,000 people" in page.locator(".subtitle").inner_text()
    assert page.locator("#chart svg:visible").count() == 1
    page.locator(".finding .see").click()
    assert (
        "fraud rate-per:10000 scope:committee_offences region:KZ-35 period:2024"
        in page.locator("#permalink").inner_text()
    )
    assert "esep ask" in page.locator("#recipe").inner_text()
    assert "vintage 000002-" in page.locator("#cite").inner_text()
    assert page.locator("td[data-history]").count() == 2


def test_choosing_sharing_and_going_back(page: Page, browser: Browser, root_address: str) -> None:
    """A choice is an address: another browser sees the same, and the back button returns to what was before."""
    page.goto(f"{root_address}en/{SERIES}")
    before = page.url
    page.get_by_label("Astana").check()
    page.get_by_label("Show as").select_option(label="per 100,000 people")
    page.get_by_role("button", name="Show", exact=True).click()
    assert "r=KZ-71" in page.url
    assert "b=100000" in page.url
    shared, heading = page.url, page.locator("h1").inner_text()
    context = browser.new_context(java_script_enabled=False, locale="ru-RU")
    other = context.new_page()
    other.goto(shared)
    assert other.locator("h1").inner_text() == heading == "Fraud: Karaganda Region, Astana"
    assert other.context.cookies() == []
    context.close()
    page.go_back()
    assert page.url == before
    assert not page.get_by_label("Astana").is_checked()
    page.get_by_role("link", name="Қазақша").click()
    assert page.url == before.replace("/en/", "/kk/")


def test_without_script_nothing_is_missing(browser: Browser, root_address: str) -> None:
    """Views, tables, maps and forms work in a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{root_address}en/{SERIES}")
    page.get_by_text("Show the data as a table").click()
    assert page.locator("#table td").first.is_visible()
    page.get_by_role("link", name="Map", exact=True).click()
    assert page.locator("#map").is_visible()
    assert page.locator(".classes li").count() == 6
    page.get_by_role("link", name="Table", exact=True).click()
    assert page.url.endswith("/table/")
    context.close()


def test_a_speech_is_checked_and_its_card_opens_below_its_paragraph(page: Page, root_address: str) -> None:
    """Pasted text comes back with marks; on a phone the card of a paragraph stands before the next one."""
    page.goto(f"{root_address}en/{KZ}/check/")
    page.get_by_label("Text", exact=True).fill(STATEMENT)
    page.get_by_role("button", name="Check").click()
    page.locator(".report .mark").first.wait_for()
    assert page.locator(".report .mark.fail").count() == 1
    assert page.locator(".report .mark.pass").count() >= 1
    page.set_viewport_size({"width": 390, "height": 900})
    tops = page.evaluate(
        "[...document.querySelectorAll('.report .said, .report .cards')].map(e => [e.className.split(' ')[0],"
        " e.getBoundingClientRect().top])"
    )
    assert [name for name, _ in sorted(tops, key=lambda entry: entry[1])] == [name for name, _ in tops]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("getComputedStyle(document.querySelector('.report .facts')).display") == "block"
    page.locator(".report .card.fail a", has_text="About this figure").click()
    assert page.locator(".value").inner_text().startswith("1,660")


def test_an_uploaded_file_is_checked_and_an_empty_form_is_told(page: Page, root_address: str, tmp_path: Path) -> None:
    """A file is read as on the command line; a form without a text says what to do."""
    file = tmp_path / "speech.txt"
    file.write_text(STATEMENT, encoding="utf-8")
    page.goto(f"{root_address}en/{KZ}/check/")
    page.get_by_label("Or a file").set_input_files(file)
    page.get_by_role("button", name="Check").click()
    assert page.locator(".report .mark").count() >= 2
    page.goto(f"{root_address}en/{KZ}/check/")
    page.get_by_role("button", name="Check").click()
    assert page.get_by_role("alert").is_visible()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, root_address: str) -> None:
    """The skip link is first; a box is ticked and the form sent without a mouse; focus always has a ring."""
    page.goto(f"{root_address}en/{SERIES}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(200):
        page.keyboard.press("Tab")
        name, ring = page.evaluate(
            "[document.activeElement.value || '', getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert ring == "solid"
        if name == "KZ-71":
            break
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**r=KZ-71**")


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
def test_no_page_is_wider_than_its_window(page: Page, root_address: str, width: int) -> None:
    """Every kind of page fits; wide tables scroll in their own frame; words of charts do not overlap."""
    page.set_viewport_size({"width": width, "height": 900})
    for address in KINDS:
        page.goto(root_address + address)
        page.evaluate("document.querySelectorAll('details').forEach(entry => entry.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(OVERLAPS) == [], address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing(
    page: Page, root_address: str, find_violations: Callable[[Page], list[str]], width: int, scheme: Any
) -> None:
    """The rules of axe-core hold on every kind of page, in both themes, narrow and wide, and on a checked text."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    # Each kind of page in the two farthest apart; in the other two the one with the most on it, and a checked text.
    for address in KINDS if (width, scheme) in ((390, "dark"), (1280, "light")) else KINDS[3:4]:
        page.goto(root_address + address)
        page.evaluate("document.querySelectorAll('details').forEach(entry => entry.open = true)")
        assert find_violations(page) == [], address
    page.goto(f"{root_address}en/{KZ}/check/")
    page.get_by_label("Text", exact=True).fill(STATEMENT)
    page.get_by_role("button", name="Check").click()
    page.locator(".report").wait_for()
    assert find_violations(page) == []


def test_dark_and_paper_recolour_one_drawing(page: Page, root_address: str) -> None:
    """The same line is dark blue on white and light blue on the dark page; paper is light and shows the tables."""
    line = "getComputedStyle(document.querySelector('.wide svg path')).stroke"
    page.goto(f"{root_address}en/{SERIES}")
    assert page.evaluate(line) == "rgb(18, 67, 109)"
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(line) == "rgb(125, 183, 234)"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(line) == "rgb(18, 67, 109)"
    assert not page.locator(".controls").is_visible()
    assert page.evaluate("document.querySelector('#table td').getBoundingClientRect().height") > 0


def test_a_page_may_do_nothing_but_be_read(page: Page, root_address: str) -> None:
    """No script, no inline style, no cookie; only the embedded figure may stand in a page of somebody else."""
    for address, frames in ((f"en/{SERIES}", "'none'"), (f"en/{FIGURE}embed/", "*")):
        response = page.goto(root_address + address)
        assert response is not None
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert policy.endswith(f"frame-ancestors {frames}")
        html = page.content()
        assert "<script" not in html
        assert " style=" not in html
    assert page.context.cookies() == []


def test_first_paint_is_fast(page: Page, root_address: str) -> None:
    """A page that was made before is painted within half a second on this machine."""
    page.goto(f"{root_address}en/{SERIES}")
    page.reload()
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime || 0")
    assert paint < 500
