"""How long a browser takes to show something of a page, from nothing."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

FINDER = Path(__file__).parent.parent / "tools" / "find_chromium"
PAINT = "() => performance.getEntriesByName('first-contentful-paint').map(entry => entry.startTime)"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


def find_chromium() -> str:
    """Return the Chromium that the browser tests drive, empty where there is none."""
    found = subprocess.run([FINDER], capture_output=True, text=True, check=False)
    return found.stdout.strip() if found.returncode == 0 else ""


def measure_paint(chromium: str, url: str, times: int) -> Iterator[float]:
    """Yield the milliseconds from asking for a page to its first text; neither browser nor server has kept the page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for number in range(times + 1):
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{url}?again={number}")
            while not (found := page.evaluate(PAINT)):
                time.sleep(0.01)
            # The first one starts the processes of the browser.
            if number:
                yield found[0]
            context.close()
        browser.close()
