"""The browser that other tests rely on does what they think it does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Error, Page


def test_a_page_from_disk_is_shown(page: Page, tmp_path: Path) -> None:
    """A file is opened, its scripts run and its text can be read."""
    file = tmp_path / "page.html"
    file.write_text("<title>t</title><p id=p></p><script>p.textContent = 6 * 7</script>", encoding="utf-8")
    page.goto(file.as_uri())
    assert page.text_content("#p") == "42"


def test_another_machine_is_out_of_reach(page: Page) -> None:
    """A page cannot be loaded from the network, so a test cannot pass thanks to it."""
    page.context.unroute_all()
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://example.org/", timeout=5000)


def test_inaccessible_pages_are_told_apart(
    page: Page, tmp_path: Path, find_violations: Callable[[Page], list[str]]
) -> None:
    """A picture without a text is a violation; the same page with one is clean."""
    file = tmp_path / "page.html"
    good = '<!doctype html><html lang="en"><title>t</title><main><h1>t</h1><img src="data:," alt="dot"></main></html>'
    file.write_text(good.replace(' alt="dot"', ""), encoding="utf-8")
    page.goto(file.as_uri())
    assert [line.split(":")[0] for line in find_violations(page)] == ["image-alt"]
    file.write_text(good, encoding="utf-8")
    page.goto(file.as_uri())
    assert find_violations(page) == []
