"""The text of an HTML page, each character with its place in the file.

A scanner of our own: the parser of the standard library takes a minute for 200 kilobytes of broken markup, its time
grows with the square of the length, and the fast parsers in C do not say where a text stood. This one runs through the
page once. It need not build a tree: for the text of a page only three things count, which elements are not shown, which
begin a new line, and where white space matters.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from esep.sources.document import LONGEST_TEXT, Collected

# What is between these tags is never shown, whatever it looks like.
UNSHOWN = frozenset(("script", "style", "template", "title", "textarea", "noscript", "noembed", "noframes", "iframe"))
# Parts that are shown by themselves or not at all; their content may be nested.
HIDDEN = frozenset(("head", "svg", "math", "object", "audio", "video", "canvas", "select", "datalist", "dialog"))
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
CELLS = frozenset(("td", "th"))
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
TAG = re.compile(r"</?([a-zA-Z][^\s/>]{0,60})")
# One attribute or one character of noise; a quoted value may hold a `>`.
ATTRIBUTE = re.compile(r"([^\s\"'<>/=]{1,200})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]{0,2000})))?")
ENTITY = re.compile(r"&(?:#[0-9]{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
SPACE = re.compile(r"[ \t\n\f\r]+")


class Page:
    """A page that is being read: its source, the text so far, and what hides the text that comes next."""

    def __init__(self, source: str, text: Collected) -> None:
        self.source = source
        self.text = text
        # The open element that hides what it holds, and how many of its name lie in each other.
        self.hidden = ""
        self.depth = 0
        self.preformatted = 0

    def read(self, start: int, end: int) -> None:
        """Add the shown text of a stretch of the source."""
        # Closing marks that were looked for in vain: no search is made twice, so the time grows with the length only.
        missing: set[str] = set()
        place = start
        while place < end and self.text.length <= LONGEST_TEXT:
            mark = self.source.find("<", place, end)
            mark = end if mark < 0 else mark
            _add_text(self, place, mark)
            place = _skip_markup(self, mark, end, missing) if mark < end else end


def read_html(source: str) -> Collected:
    """Return the shown text of a page, in one pass."""
    page = Page(source, Collected())
    page.read(0, len(source))
    return page.text


def _skip_markup(page: Page, mark: int, end: int, missing: set[str]) -> int:
    """Return where the markup at `mark` ends; a `<` that begins none is text."""
    source = page.source
    for opening, closing in (("<!--", "-->"), ("<!", ">"), ("<?", ">")):
        if source.startswith(opening, mark):
            found = _find(source, closing, mark + len(opening), end, missing)
            return end if found < 0 else found + len(closing)
    tag = TAG.match(source, mark, end)
    close, attributes = _read_tag(source, tag.end(), end) if tag else (-1, {})
    if tag is None or close < 0:
        _add_text(page, mark, mark + 1)
        return mark + 1
    name = tag[1].lower()
    if source[mark + 1] == "/":
        _end(page, name, mark)
        return close
    if name in UNSHOWN:
        found = _find_end_tag(source, name, close, end, missing)
        return end if found < 0 else found
    _begin(page, name, attributes, mark)
    return close


def _find(source: str, closing: str, start: int, end: int, missing: set[str]) -> int:
    if closing in missing:
        return -1
    found = source.find(closing, start, end)
    if found < 0:
        missing.add(closing)
    return found


def _find_end_tag(source: str, name: str, start: int, end: int, missing: set[str]) -> int:
    if name in missing:
        return -1
    match = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, start, end)
    if match is None:
        missing.add(name)
        return -1
    return match.start()


def _read_tag(source: str, place: int, end: int) -> tuple[int, dict[str, str]]:
    """Return where a tag ends, behind its `>`, and its attributes; -1 where another tag begins first."""
    attributes: dict[str, str] = {}
    while place < end and source[place] != "<":
        if source[place] == ">":
            return place + 1, attributes
        match = ATTRIBUTE.match(source, place, end)
        if match is None:
            place += 1
            continue
        value = next((part for part in match.groups()[1:] if part is not None), "")
        attributes.setdefault(match[1].lower(), value)
        place = match.end()
    return -1, attributes


def _begin(page: Page, name: str, attributes: dict[str, str], mark: int) -> None:
    if page.hidden:
        page.depth += name == page.hidden and name not in VOID
        return
    if name not in VOID and (name in HIDDEN or _is_hidden(attributes)):
        page.hidden, page.depth = name, 1
        return
    page.preformatted += name == "pre"
    if name == "br":
        page.text.part("\n", mark)
    elif name in CELLS:
        page.text.part("\t", mark)
    elif name in ("tr", "li", "dt", "dd"):
        page.text.part("\n", mark)
    elif name in BLOCKS:
        page.text.part("\n\n", mark)


def _end(page: Page, name: str, mark: int) -> None:
    if page.hidden:
        page.depth -= name == page.hidden
        if page.depth == 0:
            page.hidden = ""
        return
    if name == "pre":
        page.preformatted = max(page.preformatted - 1, 0)
    if name in ("tr", "li", "dt", "dd"):
        page.text.part("\n", mark)
    elif name in BLOCKS:
        page.text.part("\n\n", mark)


def _is_hidden(attributes: dict[str, str]) -> bool:
    style = re.sub(r"\s", "", attributes.get("style", "")).lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _add_text(page: Page, start: int, end: int) -> None:
    if page.hidden or start >= end:
        return
    for text, origin in split_entities(page.source, start, end):
        if page.preformatted:
            page.text.add(text, origin)
        else:
            _add_words(page, text, origin)


def _add_words(page: Page, text: str, origin: int) -> None:
    place = 0
    for space in SPACE.finditer(text):
        page.text.add(text[place : space.start()], origin + place)
        page.text.part(" ", origin + space.start())
        place = space.end()
    page.text.add(text[place:], origin + place)


def split_entities(source: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """Yield stretches of a source without their character references, each reference as the character it stands for."""
    place = start
    for match in ENTITY.finditer(source, start, end):
        text = html.unescape(match[0])
        if text == match[0]:
            continue
        if place < match.start():
            yield source[place : match.start()], place
        yield text, match.start()
        place = match.end()
    if place < end:
        yield source[place:end], place


CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)


def find_charset(data: bytes, known: Sequence[str]) -> str:
    """Return the encoding that a page declares in its first bytes, if it is one of the known; else UTF-8."""
    found = CHARSET.search(data[:4096])
    name = found[1].decode("ascii", "replace").lower() if found else ""
    name = {"cp1251": "windows-1251", "utf8": "utf-8"}.get(name, name)
    return name if name in known else "utf-8"
