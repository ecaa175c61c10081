"""The site as files: it opens from a disk with the network off, and no link leads nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from esep.answers import Answers
from esep.cli import main
from esep.cube.cube import CellCube
from esep.explorer import export_site
from esep.problems import EsepError
from esep.sources.dataset import load_definition
from tests.explorer_sample import FIGURE, KZ, SERIES, Shown, make_cells

if TYPE_CHECKING:
    from playwright.sync_api import Page

PLACES = ("KZ", "KZ-35")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the made-up figures of two regions, in two languages."""
    folder = tmp_path_factory.mktemp("site") / "site"
    cells = [cell for cell in make_cells() if cell.key.region in PLACES and cell.key.period.start.year > 2020]
    answers = Answers(load_definition(KZ), CellCube(cells), "packaged")
    written = export_site(answers, folder, base="https://stat.example.org/", languages=("en", "kk"))
    assert written.pages > 60
    return folder


def test_every_link_leads_to_a_file(site: Path) -> None:
    """Each relative link of each page is a file of the site; nothing is fetched from elsewhere."""
    pages = sorted(site.rglob("*.html"))
    for file in pages:
        for link in Shown(file.read_text(encoding="utf-8")).links:
            if link.startswith(("https://", "http://", "data:", "#")):
                continue
            target = unquote(urlsplit(urljoin(file.as_uri(), link)).path)
            assert Path(target).is_file(), f"{file.relative_to(site)} links to {link}"
            assert not link.startswith("/")
    assert len(pages) > 60


def test_no_page_loads_anything_from_outside(site: Path) -> None:
    """The style is the only thing a page loads, from the folder itself, and it names no address."""
    for file in site.rglob("*.html"):
        html = file.read_text(encoding="utf-8")
        assert "<script" not in html
        assert "src=" not in html.replace("&lt;iframe src=", "")
        assert "<form" not in html
    for file in (site / "assets").iterdir():
        text = file.read_text(encoding="utf-8")
        assert "http" not in text.replace('href^="http', "").replace("attr(href)", "") or file.name == "report.css"
        assert "url(" not in text.replace("url(data:", "")


def test_the_site_works_from_a_disk_with_the_network_off(page: Page, site: Path) -> None:
    """From the door to a series, its map, its table, a figure and its file, in two languages, all from files."""
    page.context.set_offline(True)
    page.goto((site / "index.html").as_uri())
    page.locator("main a[href^='en/']").click()
    page.locator("main .rows a").first.click()
    page.get_by_role("link", name="Explore").click()
    page.get_by_role("link", name="Fraud", exact=True).click()
    assert page.locator("#chart svg:visible").count() == 1
    assert page.evaluate("document.fonts.check('17px \"Golos Text\"')")
    page.get_by_role("link", name="Map", exact=True).click()
    assert page.locator("#map").is_visible()
    page.get_by_role("link", name="Table", exact=True).click()
    page.locator("#table a.n").last.click()
    assert page.locator(".value").is_visible()
    page.get_by_role("link", name="Қазақша").click()
    assert page.evaluate("document.documentElement.lang") == "kk"
    assert page.url.startswith("file:")


def test_files_of_the_site_have_what_the_pages_name(site: Path) -> None:
    """A figure has its CSV, JSON and drawing beside it, a series its picture too; citations name the address."""
    figure = site / "en" / FIGURE
    assert {file.name for file in figure.iterdir()} >= {"index.html", "data.csv", "data.json", "chart.svg"}
    assert (site / "en" / SERIES / "chart.png").read_bytes()[:4] == b"\x89PNG"
    assert json.loads((figure / "data.json").read_text(encoding="utf-8"))["value"] == 1725
    assert f"https://stat.example.org/en/{FIGURE}index.html" in (figure / "index.html").read_text(encoding="utf-8")


def test_axe_finds_nothing_in_the_files(page: Page, site: Path, find_violations: Callable[[Page], list[str]]) -> None:
    """The rules hold on the pages as files too."""
    for place in ("", f"en/{KZ}", f"kk/{SERIES}", f"kk/{FIGURE}", f"en/{SERIES}map"):
        page.goto((site / place / "index.html").as_uri())
        assert find_violations(page) == [], place


def test_the_same_data_give_the_same_bytes(site: Path, tmp_path: Path) -> None:
    """Written again, a page and a drawing are the same, and pages that are no more are gone."""
    cells = [cell for cell in make_cells() if cell.key.region == "KZ" and cell.key.period.start.year > 2022]
    answers = Answers(load_definition(KZ), CellCube(cells), "packaged")
    first: dict[str, bytes] = {}
    for _ in range(2):
        export_site(answers, tmp_path / "s", languages=("en",))
        found = {str(f.relative_to(tmp_path)): f.read_bytes() for f in (tmp_path / "s").rglob("*") if f.is_file()}
        assert not first or found == first
        first = found
        (tmp_path / "s" / "en" / "left-over.html").write_text("x", encoding="utf-8")


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    """A folder that holds anything but a site is refused, and nothing in it is touched (`site-not-empty`)."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    answers = Answers(load_definition(KZ), CellCube(make_cells()), "packaged")
    with pytest.raises(EsepError) as caught:
        export_site(answers, tmp_path)
    assert [problem.code for problem in caught.value.problems] == ["site-not-empty"]
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_the_command_refuses_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`esep export-site` says what is wrong with the folder and ends with the status of a failure."""
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    status = main(["export-site", KZ, "-o", str(tmp_path), "--store", str(tmp_path / "none")])
    assert status == 3
    assert str(tmp_path) in capsys.readouterr().err
