"""A report as a page: complete in itself, whole in each language, and deaf to whatever the text contains."""

from __future__ import annotations

import re
from fractions import Fraction
from html.parser import HTMLParser
from importlib import resources

import pytest

from esep.claims.claim import Evidence, OtherNumber
from esep.claims.reports.html_page import report_to_html
from esep.language.phrases import find_phrase, list_keys
from esep.model.remark import Remark
from esep.problems import LANGUAGES
from tests.report_sample import make_cell, make_claim, make_other, make_report, make_sample
from tests.report_words import let_remarks_be_said, name

VOID = {"meta", "br", "path", "circle", "use", "img", "hr", "input", "link"}
COLOUR = re.compile(r"--([a-z-]+): (#[0-9a-f]{6});")


class Page(HTMLParser):
    """A page taken apart: its elements with attributes, the ids and links, the text; unbalanced tags are an error."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, {key: value or "" for key, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        self.elements.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note text outside of style sheets."""
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def list_values(self, attribute: str, tag: str = "") -> list[str]:
        """Return the values of an attribute, of one kind of element or of all."""
        return [attrs[attribute] for name, attrs in self.elements if attribute in attrs and tag in ("", name)]


@pytest.fixture(autouse=True)
def _sample_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    let_remarks_be_said(monkeypatch)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_of_the_page_leads_somewhere(language: str) -> None:
    """Ids are unique, each claim of the text links to its card and back, other links are web addresses."""
    page = Page(report_to_html(make_sample(), language, name))
    ids = page.list_values("id")
    assert len(ids) == len(set(ids))
    links = page.list_values("href")
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(link.startswith(("#", "https://")) for link in links)
    for number in range(1, 16):
        assert {f"m{number}", f"c{number}"} <= set(ids)
        assert f"#c{number}" in links
        assert f"#m{number}" in links


def test_the_page_asks_nobody_for_anything() -> None:
    """No script, no frame, no picture, style sheet or font from elsewhere, and a policy that forbids them all."""
    html = report_to_html(make_sample(), "en", name)
    page = Page(html)
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "iframe", "object", "embed", "link", "img", "form", "base"}
    assert page.list_values("src") == []
    assert "@import" not in html
    assert "url(" not in html
    policy = next(
        attrs["content"] for _, attrs in page.elements if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    assert not [key for _, attrs in page.elements for key in attrs if key.startswith("on")]


def test_the_verdict_is_in_the_name_of_the_link() -> None:
    """Who hears the page hears number and verdict after the words of the claim, and that there is a caution."""
    words = " ".join("".join(Page(report_to_html(make_sample(), "en", name)).texts).split())
    assert "4.5-fold decrease11 (claim 11: Wrong)" in words
    assert "2,5946 (claim 6: Supported, with a caution)" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_in_one_language_and_the_text_in_its_own(language: str) -> None:
    """The page and the words of the text say which language they are in."""
    page = Page(report_to_html(make_sample(), language, name))
    assert page.list_values("lang", "html") == [language]
    said = [attrs.get("lang") for tag, attrs in page.elements if tag == "p" and "said" in attrs.get("class", "")]
    assert set(said) == ({None} if language == "en" else {"en"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_another_language_is_on_the_page(language: str) -> None:
    """Each page holds its own wording of every heading and verdict, none of the other two languages."""
    shown = " ".join("".join(Page(report_to_html(make_sample(), language, name)).texts).split())
    for key in list_keys():
        if not key.startswith(("report.heading", "report.verdict", "report.meaning", "report.label", "report.note")):
            continue
        own = find_phrase(key, language)
        for other in LANGUAGES:
            phrase = find_phrase(key, other)
            assert isinstance(phrase, str)
            assert isinstance(own, str)
            start = phrase.split("{")[0].strip()
            if phrase != own and len(start) > 12:
                assert start not in shown, (key, other)


def test_the_same_report_gives_the_same_page() -> None:
    """Twice the same bytes: no clock, no random order."""
    assert report_to_html(make_sample(), "kk", name) == report_to_html(make_sample(), "kk", name)


def test_numbers_keep_together() -> None:
    """No plain space inside a number or before a per cent sign, no hyphen for a minus, on a Russian page."""
    page = Page(report_to_html(make_report("x", make_sample_claims()), "ru", name))
    words = " ".join("".join(page.texts).split(" "))
    assert "132\u00a0778" in words
    assert not re.search(r"\d [%\d]{3}|\d %", words)
    assert not re.search(r"(?<![\w])-\d", words)


def make_sample_claims():
    """Return one claim with large, negative and per cent numbers."""
    cell = make_cell("committee_offences", "total", 2024, 132778)
    evidence = (Evidence("figure", "other_body", Remark("sample.agrees"), (cell,)),)
    fields = {"unit": "percent", "true_value": Fraction(-53, 10), "evidence": evidence}
    return [make_claim("x", "x", "percent_change", value=-11, verdict="wrong", **fields)]


HOSTILE = (
    "<script>alert(1)</script> & \"quoted\" 'x' 565\u202e6521 <img src=x onerror=alert(2)> {{ 7*7 }} {% raw %} ]]> -->"
)


def test_a_hostile_text_stays_text() -> None:
    """Markup, template code, script addresses and reversed digits, wherever they stand, are shown and do nothing."""
    cell = make_cell("mia_crimes", "<b>m</b>", 2024, 565, source="javascript:alert(3)", attribute='"><i>')
    claim = make_claim(
        HOSTILE,
        "565\u202e6521",
        value=565,
        measure="<u>murder</u>",
        evidence=(Evidence("figure", "records", Remark("sample.agrees"), (cell,), ((0, 8),)),),
        reason=Remark("sample.near_peak", {"period": "<svg onload=alert(4)>"}),
        question="</code><script>alert(5)</script>",
    )
    others = [make_other(HOSTILE, "<img src=x onerror=alert(2)>", "count_of_other")]
    report = make_report(HOSTILE, [claim], others, dataset="</title><script>", language='"><script>')
    clean = report_to_html(make_report("y", [make_claim("y", "y", question="q")]), "en", name)
    html = report_to_html(report, "en", name)
    page = Page(html)
    assert {tag for tag, _ in page.elements} - {tag for tag, _ in Page(clean).elements} <= {"b", "li", "ul", "dd", "dt"}
    assert not [key for _, attrs in page.elements for key in attrs if key.startswith("on")]
    assert not [link for link in page.list_values("href") if not link.startswith("#")]
    words = "".join(page.texts)
    assert "<script>alert(1)</script>" in words
    assert "{{ 7*7 }}" in words
    assert "\u202e" not in html


def test_a_long_text_is_shown_whole() -> None:
    """5,000 numbers, every tenth a claim, give a page with every one of them; nothing is cut without a word."""
    words = [f"{number:05d}" for number in range(5000)]
    text = "\n".join(" ".join(words[start : start + 50]) for start in range(0, 5000, 50))
    claims = [
        make_claim(text, word, value=number, id=word, verdict="wrong" if number % 200 == 0 else "supported")
        for number, word in enumerate(words)
        if number % 10 == 0
    ]
    others = [OtherNumber(w, 6 * n, 6 * n + 5, "identifier") for n, w in enumerate(words) if n % 10]
    ids = Page(report_to_html(make_report(text, claims, others), "en", name)).list_values("id")
    assert {f"m{n}" for n in range(1, 501)} | {f"c{n}" for n in range(1, 501)} <= set(ids)
    assert {f"o{n}" for n in range(1, 4501)} <= set(ids)


def test_a_text_without_claims_says_so() -> None:
    """A report on a text with nothing to check is a whole page, without empty headings."""
    page = Page(report_to_html(make_report("Nothing here.", []), "en", name))
    words = "".join(page.texts)
    assert "No claim with a number was found in this text" in words
    assert "What to look at first" not in words
    assert "Numbers that claim nothing" not in words


def read_colours(dark: bool) -> dict[str, str]:
    """Return the colours of the style sheet by name."""
    css = resources.files("esep.claims").joinpath("templates", "report.css").read_text(encoding="utf-8")
    light, _, rest = css.partition("@media (prefers-color-scheme: dark)")
    colours = dict(COLOUR.findall(light))
    return {**colours, **dict(COLOUR.findall(rest.partition("\n}")[0]))} if dark else colours


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def measure_luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((measure_luminance(one), measure_luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_every_text_colour_can_be_read_on_every_ground_it_stands_on(dark: bool) -> None:
    """At least 4.5 to 1 for words, on paper, on the tint of a verdict and on the highlight of a chosen card."""
    colours = read_colours(dark)
    tones = ("pass", "fail", "care", "review", "open")
    pairs = [(tone, f"{tone}-tint") for tone in tones] + [(tone, "paper") for tone in tones]
    pairs += [(ink, ground) for ink in ("ink", "muted", "link", *tones) for ground in ("paper", "found")]
    weak = {pair: measure_contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


def test_contrast_is_measured_as_the_standard_has_it() -> None:
    """Black on white is 21 to 1, #767676 on white just passes 4.5 (WCAG 2.2, understanding 1.4.3)."""
    assert measure_contrast("#000000", "#ffffff") == pytest.approx(21)
    assert 4.5 < measure_contrast("#767676", "#ffffff") < 4.6
