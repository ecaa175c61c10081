"""The site as files: it opens from a disk with the network off, and no link leads nowhere."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from esep.answers import Answers
from esep.cli import main
from esep.cube.cube import CellCube
from esep.explorer import export_site
from esep.explorer.address import write_slug
from esep.problems import EsepError
from esep.sources.dataset import find_dataset_folder, load_definition
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
    assert count_linked_pages(site) > 60
    assert not (site / "ru").exists()


def count_linked_pages(site: Path) -> int:
    """Return how many pages a site has, all of whose links lead to its files."""
    pages = sorted(site.rglob("*.html"))
    for file in pages:
        for link in Shown(file.read_text(encoding="utf-8")).links:
            if link.startswith(("https://", "http://", "data:", "#")):
                continue
            target = unquote(urlsplit(urljoin(file.as_uri(), link)).path)
            assert Path(target).is_file(), f"{file.relative_to(site)} links to {link}"
            assert not link.startswith("/")
    return len(pages)


@pytest.mark.parametrize("limit", [60, 120])
def test_a_site_has_no_more_pages_than_it_may_and_says_what_it_leaves_out(tmp_path: Path, limit: int) -> None:
    """Series come before figures, new years before old ones; whatever is written is linked, and nothing else is."""
    answers = Answers(load_definition(KZ), CellCube(make_cells()), "packaged")
    written = export_site(answers, tmp_path / "s", languages=("en", "kk"), limit=limit)
    assert count_linked_pages(tmp_path / "s") == written.pages <= limit
    page = (tmp_path / "s" / "kk" / KZ / "explore" / "index.html").read_text(encoding="utf-8")
    assert written.left_out["kk"] in page
    # Fraud and people in seven regions are fourteen series.
    assert "of 14 series" in written.left_out["en"]
    figures = {unquote(file.parent.name)[-4:] for file in (tmp_path / "s" / "en" / KZ / "figure").rglob("*.html")}
    assert figures <= {"2024", "2023"}


def test_every_series_and_figure_is_written_where_all_have_room(tmp_path: Path) -> None:
    """Series of every region can be reached without a form, and nothing is said to be left out."""
    answers = Answers(load_definition(KZ), CellCube(make_cells()), "packaged")
    written = export_site(answers, tmp_path / "s", languages=("en",))
    assert written.left_out == {}
    for cell in make_cells():
        key = cell.key
        assert (tmp_path / "s/en" / KZ / "explore" / key.measure / key.scope / key.region / "index.html").is_file()
        slug = write_slug(f"{key.measure} scope:{key.scope} region:{key.region} period:{key.period}")
        assert (tmp_path / "s/en" / KZ / "figure" / slug / "index.html").is_file()


def test_the_limit_of_pages_is_declared_by_the_definition_or_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`site_pages` of a definition holds where the command says nothing; what is no number of pages is told."""
    folder = tmp_path / "data"
    shutil.copytree(find_dataset_folder(KZ), folder)
    file = folder / "definition.toml"
    text = file.read_text(encoding="utf-8")
    words = ["export-site", str(folder), "-o", str(tmp_path / "s"), "--store", str(tmp_path), "--languages", "kk"]
    file.write_text(text.replace("[dataset]\n", "[dataset]\nsite_pages = 90\n", 1), encoding="utf-8")
    assert main([*words, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert 50 < told["pages"] <= 90
    assert "90" in told["left_out"]["ru"]
    assert main([*words, "--pages", "40"]) == 0
    said = capsys.readouterr().out
    assert "at most 40 pages" in said
    assert len(list((tmp_path / "s").rglob("index.html"))) <= 40
    assert main([*words, "--pages", "0"]) == 2
    assert "[use-pages]" in capsys.readouterr().err
    file.write_text(text.replace("[dataset]\n", "[dataset]\nsite_pages = 0\n", 1), encoding="utf-8")
    assert main(words) == 3
    assert "[definition-value-unknown]" in capsys.readouterr().err


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
