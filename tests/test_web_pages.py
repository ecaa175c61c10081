"""Pages behind the door of the server: what goes wrong is a page, what is of the moment is kept nowhere."""

from __future__ import annotations

import asyncio
import datetime
import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from esep.answers.shelf import Shelf
from esep.api.desk import PREFIX
from esep.cli import main
from esep.cube.calendar import ReleaseDay, write_calendar
from esep.explorer.frame import HTML
from esep.language.phrases import say
from esep.problems import Problem
from esep.web import create_app
from esep.web.settings import Settings
from esep.web.warming import warm
from tests.api_sample import TEXT, Client, make_runner, make_shelf
from tests.web_sample import open_application

KZ = "kazakhstan"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BASE = "https://stat.example.org/crime/"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Return a shelf with two vintages."""
    return make_shelf(tmp_path_factory.mktemp("store"))


@pytest.fixture
def open_site(shelf: Shelf) -> Callable[..., Client]:
    """Return what opens the whole application with some settings."""
    return functools.partial(open_application, shelf)


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "code"),
    [
        ("POST", f"/kk/{KZ}/check/", {"content": b"text=" + b"x" * 2000, "headers": FORM}, 413, "serve-body"),
        ("POST", f"/ru/{KZ}/quality/", {"content": b"text=1", "headers": FORM}, 405, "serve-method"),
        ("PUT", f"/ru/{KZ}/", {}, 405, "serve-method"),
        ("GET", f"/en/{KZ}/", {"headers": {"Host": "evil.example"}}, 421, "serve-host"),
        ("POST", f"/en/{KZ}/check/", {"headers": {"Origin": "https://evil.example"}}, 403, "serve-origin"),
        ("GET", "/nothing/at/all/", {"headers": {"Accept-Language": "ru"}}, 404, ""),
    ],
)
def test_what_goes_wrong_on_the_way_to_a_page_is_a_page(
    open_site: Callable[..., Client], method: str, path: str, options: dict[str, Any], status: int, code: str
) -> None:
    """A person reads a page in the language of the address; the same under the API is a problem of RFC 9457."""
    site = open_site(body_bytes=1000)
    told = site.ask(method, path, **options)
    assert (told.status_code, told.headers["content-type"], told.headers["cache-control"]) == (status, HTML, "no-store")
    language = path[1:3] if path[1:3] in ("ru", "kk") else "en"
    assert f'<html lang="{language}">' in told.text
    assert told.headers["content-security-policy"].startswith("default-src 'none'")
    title = say("explorer.problem_title" if code else "explorer.missing_title", language)
    assert f"<h1>{title}</h1>" in told.text
    if code:
        problem = Problem(code, facts=dict.fromkeys(("limit", "path", "method", "known", "host", "origin"), "0"))
        assert problem.say("why", language) in told.text
    program = site.ask(method, f"{PREFIX}/check", **options)
    assert program.headers["content-type"] == "application/problem+json"


def test_who_asks_too_often_for_pages_reads_when_to_come_again(open_site: Callable[..., Client]) -> None:
    """429 is a page, in the language that the browser asks for where the address names none."""
    site = open_site(rate=1, window=1000)
    assert site.get("/").status_code == 200
    late = site.get("/assets/none.css", headers={"Accept-Language": "kk"})
    assert (late.status_code, late.headers["content-type"]) == (429, HTML)
    assert int(late.headers["retry-after"]) > 500
    assert late.headers["retry-after"] in late.text
    assert '<html lang="kk">' in late.text


def test_a_failure_of_the_program_is_a_page_that_names_no_file(shelf: Shelf) -> None:
    """What fails in the making of a page, and a problem with files of this machine, say a number and nothing else."""
    secret = Problem("files-none", facts={"path": "/secret/place", "pattern": "*.csv"})
    for error in (RuntimeError("/secret/place"), secret):

        async def run(*_: object, error: Any = error) -> Any:
            from esep.problems import EsepError

            raise EsepError(error) if isinstance(error, Problem) else error

        told = Client(create_app(shelf, run, Settings())).get(f"/en/{KZ}/")
        assert (told.status_code, told.headers["content-type"]) == (500, HTML)
        assert "secret" not in told.text
        assert say("explorer.problem_title", "en") in told.text


def test_a_file_that_cannot_be_read_is_told_by_the_name_it_came_with(open_site: Callable[..., Client]) -> None:
    """The reader knows their file, and nothing of where it lay here while it was read."""
    part = 'Content-Disposition: form-data; name="file"; filename="my <speech>.pdf"\r\n\r\n%PDF-1.4 broken\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    told = open_site().post(f"/en/{KZ}/check/", content=f"--b\r\n{part}".encode(), headers=headers)
    assert told.status_code == 422
    assert "The document my &lt;speech&gt;.pdf is damaged" in told.text
    assert "esep-check" not in told.text


def test_pages_of_the_register_and_of_a_posted_text_are_kept_nowhere(tmp_path: Path) -> None:
    """A statement that is added is on the page at once; a page of figures may be kept."""
    shelf = make_shelf(tmp_path)
    site = Client(create_app(shelf, make_runner(shelf), Settings()))
    before = site.get(f"/en/{KZ}/statements/")
    (tmp_path / "speech.txt").write_text(TEXT, encoding="utf-8")
    words = ["--who", "A. Deputy", "--data", KZ, "--store", str(tmp_path)]
    assert main(["register", "add", str(tmp_path / "speech.txt"), *words]) == 0
    after = site.get(f"/en/{KZ}/statements/")
    assert "A. Deputy" not in before.text
    assert "A. Deputy" in after.text
    link = after.text.partition('href="undated-')[2].partition('"')[0]
    one = site.get(f"/en/{KZ}/statements/undated-{link}")
    checked = site.post(f"/en/{KZ}/check/", content=f"text={TEXT}".encode(), headers=FORM)
    assert [page.status_code for page in (before, after, one, checked)] == [200] * 4
    assert {page.headers["cache-control"] for page in (before, after, one, checked)} == {"no-store"}
    assert site.get(f"/en/{KZ}/").headers["cache-control"] == "no-cache"


def test_a_page_is_made_once_for_all_browsers(shelf: Shelf) -> None:
    """Browsers say differently what they take, and get the same page; the first page is there before anybody asks."""
    made: list[str] = []
    plain = make_runner(shelf)

    async def run(work: Callable[..., Any], dataset: str, vintage: str, /, *arguments: object) -> Any:
        made.append(work.__name__)
        return await plain(work, dataset, vintage, *arguments)

    app = create_app(shelf, run, Settings())
    asyncio.run(warm(app, shelf, run))
    assert made == ["make_page"] * 3 + ["check_text"]
    site = Client(app)
    for accept, language in (("text/html,*/*;q=0.8", "ru"), ("text/html, image/avif", "en-GB,en;q=0.5"), ("*/*", "")):
        page = site.get(f"/en/{KZ}/", headers={"Accept": accept, "Accept-Language": language})
        assert page.status_code == 200
    assert len(made) == 4


def test_pages_are_made_anew_when_a_release_is_announced_and_not_before(tmp_path: Path) -> None:
    """A calendar that was there when the server began changes nothing; another day in it does."""
    make_shelf(tmp_path)
    day = ReleaseDay("2024-1", "2024", datetime.date(2025, 1, 31), datetime.date(2026, 1, 30))
    write_calendar(tmp_path, KZ, [day])
    shelf = Shelf([KZ], tmp_path)
    shelf.refresh()
    assert shelf.generation == 0
    site = Client(create_app(shelf, make_runner(shelf), Settings()))
    assert "30\u00a0January 2026" in site.get(f"/en/{KZ}/").text
    write_calendar(tmp_path, KZ, [replace(day, next=datetime.date(2026, 2, 27))])
    shelf.refresh()
    assert shelf.generation == 1
    assert "27\u00a0February 2026" in site.get(f"/en/{KZ}/").text


def test_citations_and_embeddings_have_the_address_of_the_site(open_site: Callable[..., Client]) -> None:
    """With a base they name it whole; its host is answered to."""
    figure = f"en/{KZ}/figure/murder+scope=mia_crimes+region=KZ+period=2024/"
    page = open_site(base=BASE).get(f"/{figure}").text
    vintage = make_vintage(page)
    assert f"{BASE}en/{KZ}/at/{vintage}/figure/" in page
    assert f"iframe src=&#34;{BASE}{figure}embed/&#34;" in page
    assert BASE not in open_site().get(f"/{figure}").text


def make_vintage(page: str) -> str:
    """Return the vintage that a page is of."""
    return page.partition('data-vintage="')[2].partition('"')[0]


@pytest.mark.parametrize(
    "address", ["stat.example.org", "ftp://stat.example.org/", "https://", "https://a.example/?x=1", "https://a b/"]
)
def test_what_is_no_address_of_a_site_is_told(address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`use-base-url` says what is wrong with --base-url, for the server and for the files."""
    for words in (["serve", KZ, "--port", "0"], ["export-site", KZ, "-o", str(tmp_path / "site")]):
        assert main([*words, "--store", str(tmp_path), "--base-url", address]) == 2
        assert "[use-base-url]" in capsys.readouterr().err
