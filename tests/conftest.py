"""What every test may ask for: the shared material, a browser that cannot leave this machine, steady property tests."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytest_plugins = ("tests.engines_set_up", "tests.order", "tests.real_set_up")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
IS_CI = os.environ.get("CI") == "true"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

# The same examples every time, so that a failure is the change's doing; `make prove` searches with random seeds.
SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large)
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=SLOW_IS_FINE)
settings.register_profile("prove", max_examples=2000, deadline=None, suppress_health_check=SLOW_IS_FINE)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "steady")
settings.load_profile(PROFILE)


def few(examples: int, tests: int = 1) -> settings:
    """Return settings for a property that is slow to try: so many examples, and as many as others in `make prove`.

    There several `tests` of one property share them.
    """
    return settings(max_examples=settings().max_examples // tests if PROFILE == "prove" else examples)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --golden: write the golden files instead of holding texts to them."""
    parser.addoption("--golden", action="store_true", help="rewrite tests/golden; read the diff before you commit it")


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real data and labelled statements beside the project; skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("../shared is absent: this test reads real data that the project does not carry")
    return SHARED


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Return the Chromium to drive; without one the test fails in CI and skips elsewhere."""
    found = subprocess.run([ROOT / "tools" / "find_chromium"], capture_output=True, text=True, check=False)
    if found.returncode == 0:
        return found.stdout.strip()
    words = "no Chromium was found, so no page was tried in a browser; `make browser` says how to get one"
    if IS_CI:
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    """Start a headless Chromium for the tests of one file."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path, args=list(CHROMIUM_ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page; a test whose page asks another machine for anything, or throws in a script, fails."""
    context = browser.new_context(locale="en-GB", timezone_id="UTC", viewport={"width": 1280, "height": 900})
    refused: list[str] = []
    errors: list[str] = []

    def decide(route: Route) -> None:
        parts = urlsplit(route.request.url)
        if parts.scheme in ("file", "data", "blob", "about") or parts.hostname in LOOPBACK:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    context.route("**/*", decide)
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not refused, f"the page asked other machines: {refused}"
    assert not errors, f"a script of the page failed: {errors}"


@pytest.fixture(scope="session")
def find_violations() -> Callable[[Page], list[str]]:
    """Return a function that lists what the axe-core engine finds inaccessible in an open page, one line a rule."""
    from axe_playwright_python.sync_playwright import Axe

    def find(page: Page) -> list[str]:
        # Without this it describes every node that a rule found in order, which takes most of its time.
        rules = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        return [
            f"{rule['id']}: {rule['help']} ({', '.join(str(n['target']) for n in rule['nodes'])})" for rule in rules
        ]

    return find
