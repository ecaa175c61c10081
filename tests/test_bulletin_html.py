"""The page of a bulletin: what it prints, links, escapes and keeps out."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from esep.bulletin import compose, render_html
from esep.bulletin.data import write_csv
from esep.bulletin.document import Doc, FigureBlock, list_numbers
from esep.model.period import Period
from tests.bulletin_sample import HOSTILE, LANGUAGES, make_answers, make_hostile, open_kazakhstan

YEAR = Period.year(2024)
VOID = {"meta", "link", "br", "img", "input", "hr"}
VERSIONS = {language: f"{language}.html" for language in LANGUAGES}


class Reader(HTMLParser):
    """Reads a page: its elements with their attributes, its visible text, and the numbers by their question."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.numbers: list[tuple[str, str]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.question = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        found = {name: value or "" for name, value in attributes}
        self.elements.append((tag, found))
        if tag not in VOID:
            self.open.append(tag)
        self.question = found.get("data-question", self.question)
        if tag == "data":
            self.numbers.append((self.question, found["value"]))
        if tag == "abbr" and "a" in self.open and self.question:
            self.numbers.append((self.question, ""))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Keep an element that closes itself."""
        self.elements.append((tag, {name: value or "" for name, value in attributes}))

    def handle_endtag(self, tag: str) -> None:
        """Close an element; a page whose elements overlap fails here."""
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        """Keep visible text."""
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def list_values(self, attribute: str) -> list[str]:
        """Return every value of an attribute."""
        return [found[attribute] for _, found in self.elements if attribute in found]


@pytest.fixture(scope="module")
def docs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Doc]:
    """Return the bulletin of Kazakhstan for 2024 in every language."""
    answers = open_kazakhstan(tmp_path_factory.mktemp("kazakhstan"))
    return {language: compose(answers, YEAR, language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def pages(docs: dict[str, Doc]) -> dict[str, str]:
    """Return the pages of the bulletin."""
    return {code: render_html(doc, versions=VERSIONS, data_file="data.csv") for code, doc in docs.items()}


@pytest.fixture(scope="module")
def hostile() -> str:
    """Return a page made of hostile names."""
    return render_html(compose(make_hostile(), YEAR, "en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_csv_hold_the_same_numbers(docs: dict[str, Doc], pages: dict[str, str], language: str) -> None:
    """Every number of the page is a row of data.csv with the same value, and every row stands on the page."""
    rows = list(csv.DictReader(io.StringIO(write_csv([docs[language]]))))
    in_file = {row["question"]: row["value"] for row in rows}
    assert len(in_file) == len(rows)
    on_page = Reader(pages[language]).numbers
    assert dict(on_page) == {question: value for question, value in in_file.items() if (question, value) in on_page}
    missing = {question for question, value in in_file.items() if value} - {question for question, _ in on_page}
    assert not missing
    assert {question for question, _ in on_page} <= set(in_file)
    assert Counter(question for question, value in set(on_page) if value).most_common(1)[0][1] == 1


def test_numbers_are_the_same_in_every_language(docs: dict[str, Doc]) -> None:
    """The same questions with the same values stand in English, Russian and Kazakh."""
    values = [{n.question: (n.plain, n.value, n.status, n.marks) for n in list_numbers(doc)} for doc in docs.values()]
    assert values[0] == values[1] == values[2]


# The edges between the classes of the map, in bulletin.toml of the dataset.
EDGES = ("\u22125", "0", "5", "10")


@pytest.mark.parametrize("language", LANGUAGES)
def test_digits_outside_numbers_are_years_labels_and_declared_words(
    docs: dict[str, Doc], pages: dict[str, str], language: str
) -> None:
    """Chart labels print only what answers print, apart from years, the values of the axis and the declared classes."""
    printed = {part for number in list_numbers(docs[language]) for part in (number.text, number.bare)}
    for drawing in re.findall(r"<svg.*?</svg>", pages[language], re.DOTALL):
        body = drawing.partition("</desc>")[2]
        for text in re.findall(r"<text[^>]*>([^<]*)</text>", body):
            parts = [part for part in text.split(" · ") if re.search(r"\d", part)]
            for part in parts:
                is_year = bool(re.fullmatch(r".*\b(19|20)\d\d\b\D*", part))
                is_class = part in EDGES
                is_round = bool(re.fullmatch("0|[1-9]0*|[1-9][05]0{3,}", re.sub("[,\u00a0]", "", part)))
                assert part in printed or is_year or is_round or is_class or "(" in part, part


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_numbers_never_break_and_minus_is_a_minus(pages: dict[str, str], language: str) -> None:
    """In Russian and Kazakh no space that can break stands inside a number or before %, and no hyphen for minus."""
    reader = Reader(pages[language])
    text = "\n".join(text for text in reader.texts if "scope:" not in text and "/" not in text)
    assert not re.search(r"\d \d{3}\b", text)
    assert not re.search(r"\d %", text)
    assert not re.search(r"(?<![\w\u2013-])-\d", text)
    assert "\u2212" in text
    assert "\u00a0" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_asks_for_nothing_and_runs_nothing(pages: dict[str, str], language: str) -> None:
    """No script, no image, no frame, no style from elsewhere; the policy allows the page's own style sheet alone."""
    reader = Reader(pages[language])
    assert not {"script", "img", "iframe", "link", "object", "embed", "image", "form"} & {
        tag for tag, _ in reader.elements
    }
    assert not {"src", "srcset", "style", "onclick", "onload"} & {
        name for _, found in reader.elements for name in found
    }
    style = re.search(r"<style>(.*?)</style>", pages[language], re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = next(found["content"] for _, found in reader.elements if found.get("http-equiv"))
    assert (
        policy
        == f"default-src 'none'; font-src data:; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_the_page_arrives(pages: dict[str, str], language: str) -> None:
    """Ids are unique and every address inside the page exists; other addresses are pages of the bulletin or sources."""
    reader = Reader(pages[language])
    ids = reader.list_values("id")
    assert len(set(ids)) == len(ids)
    for address in reader.list_values("href"):
        if address.startswith("#"):
            assert unquote(address[1:]) in ids, address
        else:
            assert re.match("https?://", address) or address in (*VERSIONS.values(), "data.csv"), address
    for name in reader.list_values("aria-labelledby"):
        assert set(name.split()) <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_has_the_bones_of_a_page(pages: dict[str, str], language: str) -> None:
    """Language, one h1, headings in order, a skip link, captions and scopes are there for everyone who does not see."""
    reader = Reader(pages[language])
    assert ("html", {"lang": language}) in reader.elements
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert set(levels) == {1, 2, 3}
    assert next(found["href"] for tag, found in reader.elements if tag == "a") == "#content"
    tags = Counter(tag for tag, _ in reader.elements)
    assert tags["caption"] == tags["table"] >= 5
    assert all(found.get("scope") in ("col", "row") for tag, found in reader.elements if tag == "th")
    assert [found["lang"] for tag, found in reader.elements if "aria-current" in found] == [language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_figure_says_three_different_things(docs: dict[str, Doc], pages: dict[str, str], language: str) -> None:
    """Heading, caption and description of a figure are three texts, and no title is printed twice."""
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", pages[language])
    captions = re.findall(r'<span class="title">(.*?)</span>\n', pages[language], re.DOTALL)
    descriptions = re.findall(r"<desc[^>]*>(.*?)</desc>", pages[language])
    assert len(headings) == len(set(headings))
    assert len(set(descriptions)) == sum(isinstance(block, FigureBlock) for block in docs[language].blocks) == 6
    assert not set(headings) & set(captions)
    assert not set(headings) & set(descriptions)


def test_kazakh_page_is_kazakh_and_russian_is_russian(pages: dict[str, str]) -> None:
    """The Kazakh page has Kazakh letters in every paragraph of its own, the English one no Cyrillic at all."""
    english = "".join(text for text in Reader(pages["en"]).texts if text not in ("Русский", "Қазақша"))
    assert not re.search("[\u0400-\u04ff]", english)
    for language, sign in (("kk", "[әғқңөұүһі]"), ("ru", "[ыэёъ]|[а-я]")):
        paragraphs = re.findall(r"<p[^>]*>(.*?)</p>", pages[language], re.DOTALL)
        assert all(re.search(sign, paragraph, re.IGNORECASE) for paragraph in paragraphs), language


def test_same_document_gives_the_same_bytes(docs: dict[str, Doc], pages: dict[str, str]) -> None:
    """A page holds no time, no machine and no chance."""
    assert render_html(docs["kk"], versions=VERSIONS, data_file="data.csv") == pages["kk"]


def test_hostile_names_come_out_as_text(hostile: str) -> None:
    """Markup in names, titles, notes and sources is shown as it was written and never becomes an element."""
    reader = Reader(hostile)
    assert not {"script", "img"} & {tag for tag, _ in reader.elements}
    assert not {"onerror"} & {name for _, found in reader.elements for name in found}
    assert "javascript:alert(1)" not in reader.list_values("href")
    text = "".join(reader.texts)
    assert HOSTILE["tag"] in text
    assert HOSTILE["quote"] in text


def test_unseen_characters_do_not_reach_the_page(hostile: str) -> None:
    """A character that turns the direction of writing or rings a bell is dropped; what surrounds it stays."""
    assert "\u202e" not in hostile
    assert "\u0007" not in hostile
    assert re.search("[Aa]bc +def +{period} {0}", "".join(Reader(hostile).texts))


def test_name_of_ten_thousand_characters_does_not_break_the_chart(hostile: str) -> None:
    """A name that never ends is cut in the drawing and whole in the table."""
    body = "".join(re.findall(r"<svg.*?</svg>", hostile, re.DOTALL)[-1].partition("</desc>")[2:])
    assert max(len(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", body)) < 60
    assert HOSTILE["long"].strip()[1:] in "".join(Reader(hostile).texts)


def test_csv_cell_never_begins_like_a_formula() -> None:
    """A label that begins with = + - or @ is made text for spreadsheets; numbers keep their sign."""
    values = {"total": {2023: 200, 2024: 100}, "formula": {2023: 150, 2024: 100}}
    answers = make_answers(values, names={"formula": HOSTILE["formula"]})
    rows = list(csv.DictReader(io.StringIO(write_csv([compose(answers, YEAR, "en")]))))
    for row in rows:
        for name, cell in row.items():
            if name == "value":
                assert re.fullmatch(r"-?\d+(\.\d+)?|", cell), cell
            else:
                assert not cell.startswith(("=", "+", "-", "@")), cell
    assert any(row["label_en"].startswith("'=") for row in rows)
    assert any(row["value"].startswith("-25") for row in rows)


def test_missing_value_is_empty_in_the_file_and_marked_on_the_page(docs: dict[str, Doc], pages: dict[str, str]) -> None:
    """A region without a published figure has status O and an empty value; the page shows [x] with its meaning."""
    rows = list(csv.DictReader(io.StringIO(write_csv([docs["en"]]))))
    missing = [row for row in rows if row["status"] == "O"]
    assert missing
    assert all(row["value"] == "" for row in missing)
    assert '<abbr title="no figure in these data">[x]</abbr>' in pages["en"]
