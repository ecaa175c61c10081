"""The pages of the explorer without a browser: they say what the answers say, and every address leads somewhere."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.answers.shelf import Shelf
from esep.cli import main
from esep.cube.cube import CellCube
from esep.explorer import render_page
from esep.explorer.address import Address, find_way, read_address, read_slug, write_slug
from esep.explorer.desk import Desk
from esep.explorer.routes import read_multipart
from esep.explorer.search import make_selection, search
from esep.explorer.site import make_site
from esep.language.write import write_number
from tests.bulletin_sample import make_hostile
from tests.explorer_sample import (
    CHANGE,
    FIGURE,
    KZ,
    LANGUAGES,
    PAGES,
    SERIES,
    Shown,
    commit_two,
    get,
    make_answers,
    walk_pages,
)


@pytest.fixture(scope="module")
def shelf() -> dict[str, Answers]:
    """Return the made-up dataset on a shelf."""
    return {KZ: make_answers()}


@pytest.mark.parametrize(
    ("text", "language", "path"),
    [
        ("fraud in Karaganda since 2015 per 10,000", "en", "fraud/committee_offences/KZ-35/?from=2015&u=rate&b=10000"),
        (
            "мошенничества в Караганде с 2015 на 10 000",
            "ru",
            "fraud/committee_offences/KZ-35/?from=2015&u=rate&b=10000",
        ),
        ("Қарағандыдағы алаяқтық 2015 жылдан бері", "kk", "fraud/committee_offences/KZ-35/?from=2015"),
        (
            "Қарағандыдағы алаяқтық 2015 жылдан 10 000-ға",
            "kk",
            "fraud/committee_offences/KZ-35/?from=2015&u=rate&b=10000",
        ),
        ("fruad Karagnda", "en", "fraud/committee_offences/KZ-35/"),
        ("мошеничество Караганда", "ru", "fraud/committee_offences/KZ-35/"),
        ("fraud 2015 to 2020 Astana", "en", "fraud/committee_offences/KZ-71/?from=2015&to=2020"),
        ("мошенничество", "en", "fraud/committee_offences/KZ/"),
        ("интернет алаяқтық", "kk", "internet_fraud/committee_offences/KZ/"),
    ],
)
def test_a_search_finds_what_is_meant(shelf: Mapping[str, Answers], text: str, language: str, path: str) -> None:
    """Words in any of three languages, inflected or misspelt, lead to the series, its years and its rate."""
    found = make_selection(search(text, shelf[KZ], language), shelf[KZ])
    assert found is not None
    address = Address(language, KZ, "", "explore", found.steps).path
    assert address.split("explore/")[1] + (f"?{found.query}" if found.query else "") == path


def test_a_search_for_nothing_we_have_says_so(shelf: Mapping[str, Answers]) -> None:
    """Words that name nothing lead to no series; the page repeats them and lists what there is."""
    page = get(shelf, f"en/{KZ}/explore/?q=zzqqx")
    assert page.status == 200
    assert "Nothing here is called “zzqqx”." in str(page.body)
    assert any("/fraud/" in f"/{link}" for link in Shown(page.body).links)


def test_a_word_that_was_not_understood_is_told(shelf: Mapping[str, Answers]) -> None:
    """Where a search leads to a series and a word of it meant nothing, the page says which; its address does not."""
    page = get(shelf, f"en/{KZ}/explore/?q=zzqqx+fraud")
    assert "Not understood and left out: zzqqx." in str(page.body)
    assert f"/en/{KZ}/explore/fraud/committee_offences/KZ/</code>" in str(page.body)


def test_every_number_on_the_pages_is_the_answer_to_its_question(shelf: Mapping[str, Answers]) -> None:
    """Following links through three languages, each printed number and sentence is asked for again and is the same."""
    answers, seen, sentences = shelf[KZ], 0, 0
    for language in LANGUAGES:
        starts = [
            f"{language}/{KZ}/",
            f"{language}/{SERIES}?r=KZ-71~KZ-75&u=rate",
            f"{language}/{SERIES}table/?u=change",
        ]
        starts += [f"{language}/{SERIES}map/", f"{language}/{FIGURE}", f"{language}/{CHANGE}"]
        for address, page in walk_pages(shelf, starts, 30):
            assert page.status == 200, address
            if not page.media.startswith("text/html"):
                continue
            shown = Shown(page.body)
            for question, is_bare, text in shown.numbers:
                assert text == print_again(answers, question, address[:2], is_bare), (address, question)
                seen += 1
            for question, text in shown.sentences:
                answer = answers.ask(parse_question(question, answers.definition), with_finding=True)
                said = {answer.sentence(address[:2]), replace(answer, finding=None).sentence(address[:2])}
                assert text in {" ".join(one.replace("\u00a0", " ").split()) for one in said}, (address, question)
                sentences += 1
    overview = str(get(shelf, f"en/{KZ}/").body)
    for question in re.findall(r'data-said="([^"]+)"', overview):
        answer = answers.ask(parse_question(question, answers.definition), with_finding=True)
        assert answer.finding is not None
        assert any(
            mark in one.key for one in answer.finding.sentences for mark in ("unusual", "not_chance", "declin", "ris")
        )
    assert seen > 500
    assert sentences > 60


def print_again(answers: Answers, text: str, language: str, is_bare: bool) -> str:
    """Return what a question's answer looks like, worked out here from the answer and nothing of the pages."""
    question = parse_question(text, answers.definition)
    answer = answers.ask(question, with_others=False, with_finding=question.operation in ("change-from",))
    if answer.figure.value is None or answer.withheld:
        number = Desk(make_site({KZ: answers}), Address(language, KZ), {}, answers).number(answer)
        assert number.value is None
        return number.bare
    signed = question.operation in ("change-from", "difference-from")
    figure = answer.figure
    assert figure.value is not None
    shown = write_number(figure.value, figure.decimals, language, signed=signed)
    if not is_bare:
        shown = answer.text(language)
        if figure.unit == "count" and figure.decimals < 0:
            shown = Desk(make_site({KZ: answers}), Address(language, KZ), {}, answers).number(answer).text
    return " ".join(shown.replace("\u00a0", " ").split())


def test_where_no_rate_can_be_computed_the_numbers_are_shown(tmp_path: Path) -> None:
    """The packaged figures know no people of a region: who asks for a rate reads so, and sees the number all the same.

    2,590 cases of fraud in the Karaganda Region from January to September 2023, as the Committee published.
    """
    shelf = {KZ: open_dataset(KZ, tmp_path)}
    page = str(get(shelf, f"en/{SERIES}?u=rate&b=10000").body)
    assert "What is shown are the numbers." in page
    assert ("fraud scope:committee_offences region:KZ-35 period:2023-01..2023-09", True, "2,590") in Shown(page).numbers
    assert "What is shown are the numbers." not in str(get(shelf, f"en/{SERIES}").body)


def test_the_address_of_a_view_is_canonical(shelf: Mapping[str, Answers]) -> None:
    """Whatever order a form sends, it leads to one address, and that address shows itself again."""
    form = "v=table&m=fraud&r=KZ-35&r=KZ-71&u=rate-10000&t=year&from=2015&to=2024&s=committee_offences&a="
    first = render_page(f"en/{KZ}/explore/", parse_qs(form), shelf)
    assert first.status == 303
    assert first.location.startswith("fraud/committee_offences/KZ-35/table/?r=KZ-71&")
    assert "u=rate&b=10000" in first.location
    page = get(shelf, f"en/{KZ}/explore/{first.location}")
    assert f"/en/{KZ}/explore/fraud/committee_offences/KZ-35/table/?r=KZ-71&amp;from=2015&amp;to=2024" in str(page.body)


def test_a_number_that_moved_shows_its_history(tmp_path: Path) -> None:
    """The page of a figure tells each vintage's value; the pinned page of the first keeps its own."""
    commit_two(tmp_path)
    shelf = Shelf([KZ], tmp_path)
    before, after = (v.id for v in shelf.list_vintages(KZ))
    page = str(get(shelf, f"en/{FIGURE}").body)
    # 900 + 310 - 45 * 11 ... worked out by hand: 900 + 310 * 1 + 45 * 11 + 2023 % 3 * 20 = 1,725; then 7 more.
    assert f'data-history="{before}">1,725<' in page
    assert f'data-history="{after}">1,732<' in page
    pinned = str(get(shelf, f"en/{FIGURE.replace('figure/', f'at/{before}/figure/')}").body)
    assert ">1,725<" in pinned
    assert "1,732" not in pinned
    assert f"--as-of {before}" in pinned
    assert f"This page keeps what vintage {before} says; there is a newer one." in pinned
    assert "there is a newer one" not in page
    release = str(get(shelf, f"en/{KZ}/releases/{after}/").body)
    assert "fraud scope:committee_offences region:KZ-35 period:2023" in release
    assert "+7" in release


def test_a_statement_of_the_register_is_read_with_what_the_data_say_today(tmp_path: Path) -> None:
    """Who said it, how each claim stands, and the number of the data beside it; markup in a name stays text."""
    commit_two(tmp_path)
    file = tmp_path / "speech.txt"
    file.write_text("In 2022 there were 9,999 cases of fraud in the Karaganda Region.", encoding="utf-8")
    words = ["register", "add", str(file), "--who", "A. Deputy <b>", "--data", KZ, "--store", str(tmp_path)]
    assert main(words) == 0
    shelf = Shelf([KZ], tmp_path)
    body = str(get(shelf, f"en/{KZ}/statements/").body)
    assert "A. Deputy &lt;b&gt;</a>" in body
    assert '<span class="verdict fail">Wrong: 1</span>' in body
    link = next(link for link in Shown(body).links if link.startswith("undated-"))
    one = get(shelf, f"en/{KZ}/statements/{link}")
    shown = Shown(one.body)
    assert ("fraud scope:committee_offences region:KZ-35 period:2022", False, "1,660") in shown.numbers


def test_a_break_is_a_gap_and_no_change_is_shown_across_it(shelf: Mapping[str, Answers]) -> None:
    """Fraud of 2014 and 2015 lie on two sides of a new code: no per cent between them, and two stretches of line."""
    page = str(get(shelf, f"en/{SERIES}?u=change").body)
    cell = (
        'data-question="fraud change-from:2014 scope:committee_offences region:KZ-35 period:2015" data-bare="1"><abbr'
    )
    assert cell in page
    chart = str(get(shelf, f"en/{SERIES}").body)
    assert chart.count('<path d="M') >= 4
    assert "January 2015, not comparable across" in chart


def test_what_is_withheld_appears_in_no_form(shelf: Mapping[str, Answers]) -> None:
    """A suppressed value is a mark on the page, hatched on the map, and empty with its status in the file."""
    place = f"en/{KZ}/explore/fraud/committee_offences/KZ-55/"
    page = str(get(shelf, f"{place}table/").body)
    assert ">[c]</abbr>" in page
    data = csv.DictReader(io.StringIO(str(get(shelf, f"{place}data.csv").body).lstrip("\ufeff")))
    row = next(row for row in data if row["period"] == "2020")
    assert (row["value"], row["status"], row["low"]) == ("", "Q", "")
    assert "url(#map-hatch)" in str(get(shelf, f"{place}map/?p=2020").body)


def test_files_hold_what_the_page_shows(shelf: Mapping[str, Answers]) -> None:
    """CSV, JSON, SVG and PNG of a figure and of a view are there, in their types, with the same number."""
    path = f"en/{FIGURE}"
    row = next(csv.DictReader(io.StringIO(str(get(shelf, f"{path}data.csv").body).lstrip("\ufeff"))))
    data = json.loads(get(shelf, f"{path}data.json").body)
    assert row["value"] == str(data["value"]) == "1725"
    assert data["question"] == row["question"] == read_slug(FIGURE.split("/")[2])
    svg, png = get(shelf, f"{path}chart.svg"), get(shelf, f"en/{SERIES}chart.png")
    assert svg.media.startswith("image/svg")
    assert str(svg.body).startswith("<svg")
    assert bytes(png.body)[:4] == b"\x89PNG"  # type: ignore[arg-type]


def test_the_recipe_computes_the_same_number(shelf: Mapping[str, Answers]) -> None:
    """The command on the page of a figure names its question, its dataset and its vintage."""
    page = str(get(shelf, f"en/{CHANGE}").body)
    question = "total change-from:2023 scope:committee_offences region:KZ period:2024"
    assert f"esep ask &#34;{question}&#34; --data kazakhstan --as-of packaged" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_speaks_its_language(shelf: Mapping[str, Answers], language: str) -> None:
    """Each page says which language it is in and links to itself in the other two, with its query."""
    for page in PAGES:
        body = str(get(shelf, f"{language}/{KZ}/{page}").body)
        assert f'<html lang="{language}">' in body
    body = str(get(shelf, f"{language}/{SERIES}?r=KZ-71").body)
    for other in LANGUAGES:
        assert f"/{other}/{SERIES}?r=KZ-71" in body or f'href="./?r=KZ-71" lang="{other}"' in body


@pytest.mark.parametrize(
    "path",
    [
        "xx/",
        "en/nothing/",
        f"en/{KZ}/nothing/",
        f"en/{KZ}/figure/what/",
        f"en/{KZ}/explore/a/b/c/",
        f"en/{KZ}/check/x/",
    ],
)
def test_what_is_not_there_says_so(shelf: Mapping[str, Answers], path: str) -> None:
    """An address without a page is answered 404, with the way back."""
    page = get(shelf, path)
    assert page.status == 404
    assert 'href="' in str(page.body)


def test_text_from_outside_is_escaped() -> None:
    """Names of markup, quotes and formulas stay text on every page and in every file."""
    answers = make_hostile()
    shelf = {"sample": Answers(answers.definition, CellCube(answers.find_cells()), "packaged")}
    for page in (
        "",
        "explore/",
        "methods/",
        "quality/",
        "explore/total/police/X/",
        "explore/total/police/X/table/?m=tag",
    ):
        body = str(get(shelf, f"en/sample/{page}").body)
        assert "<script" not in body
        assert "onerror=alert(1)>" not in body.replace("&gt;", "")
    assert "<script" not in str(get(shelf, "en/sample/explore/?q=%3Cscript%3Ealert(1)%3C/script%3E").body)
    rows = str(get(shelf, "en/sample/explore/formula/police/X/data.csv").body)
    assert ",=cmd" not in rows


def test_addresses_and_slugs_go_both_ways() -> None:
    """A path is read as it was written, and a question as one step of a path is safe for file systems."""
    question = "fraud[method:phishing] share-of:total@KZ scope:a region:KZ-35 period:2023-01..2023-09"
    slug = write_slug(question)
    assert read_slug(slug) == question
    assert not set(slug) & set('<>:"/\\|?* ')
    address = Address("ru", KZ, "000001-ab", "figure", (slug, "embed"))
    assert read_address(address.path) == address
    assert find_way("en/a/b/", "en/a/c/d.csv") == "../c/d.csv"
    assert find_way("en/a/", "ru/a/", is_static=True) == "../../ru/a/index.html"
    assert find_way("", "", is_static=True) == "index.html"


def test_a_form_in_parts_is_read() -> None:
    """A text and a file sent by a browser arrive as they are, letters of any script too."""
    body = (
        '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\nКража\r\n'
        '--b\r\nContent-Disposition: form-data; name="date"\r\n\r\n2024-05-01\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nab\r\n'
        "--b--\r\n"
    ).encode()
    found = read_multipart("multipart/form-data; boundary=b", body)
    assert (found.text, found.date, found.name, found.data) == ("Кража", "2024-05-01", "a.txt", b"ab")


def test_classes_of_a_map_take_the_value_as_it_is_printed(shelf: Mapping[str, Answers]) -> None:
    """The rate of a tile in Karaganda in 2023: 1,725 of 1,177,000 people are 14.7 per 10,000, worked out by hand."""
    page = str(get(shelf, f"en/{SERIES}map/?p=2023").body)
    assert "Karaganda Region: 14.7" in page
    assert Fraction(1725 * 10_000, 1_177_000) - Fraction(147, 10) < Fraction(1, 20)
