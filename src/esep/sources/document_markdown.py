"""The text of a Markdown file, each character with its place in the file.

The parser says which lines a block stands on and what the pieces of a line are, in order; where a piece begins follows
from the pieces before it, because every mark between them is known.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from esep.sources.document import LONGEST_TEXT, Collected, find_lines
from esep.sources.document_html import Page

if TYPE_CHECKING:
    from markdown_it.token import Token


def read_markdown(source: str) -> Collected:
    """Return the text of a file without its markup: headings, paragraphs, lists, tables, code and embedded HTML.

    Addresses of links, alternative texts of pictures and comments are markup.
    """
    return _Reader(source).read()


@cache
def _make_parser() -> Any:
    from markdown_it import MarkdownIt

    # Without text_join an escape or a character reference stays a piece of its own, with its spelling.
    return MarkdownIt("commonmark").enable("table").disable("text_join")


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = (*find_lines(source), len(source) + 1)
        self.text = Collected()
        self.page = Page(source, self.text)
        # The line of the table's row that is being read, and how far in it the cells before reach.
        self.row = -1
        self.cell_at = 0
        self.is_tight = False

    def read(self) -> Collected:
        for token in _make_parser().parse(self.source):
            handle = HANDLERS.get(token.type)
            if handle is not None and self.text.length <= LONGEST_TEXT:
                handle(self, token)
        return self.text

    def find_line(self, number: int) -> str:
        return self.source[self.lines[number] : self.lines[number + 1] - 1]

    def open_row(self, token: Token) -> None:
        self.row, self.cell_at = token.map[0] if token.map else -1, 0
        self.part("\n")

    def close_row(self, token: Token) -> None:
        self.row = -1
        self.part("\n")

    def close_table(self, token: Token) -> None:
        self.part("\n\n")

    def open_paragraph(self, token: Token) -> None:
        self.is_tight = token.hidden

    def part(self, gap: str) -> None:
        self.text.part(gap, self.text.origins[-1] if self.text.origins else 0)

    def read_lines(self, token: Token) -> None:
        """Add a block of code as it stands."""
        if token.map is None:
            return
        first = token.map[0] + (token.type == "fence")
        for number, line in enumerate(token.content.split("\n")):
            if first + number < len(self.lines) - 1:
                self.part("\n")
                self.text.add(line.strip(), self.locate(line, first + number))
        self.part("\n\n")

    def read_html(self, token: Token) -> None:
        if token.map is not None:
            self.page.read(self.lines[token.map[0]], min(self.lines[token.map[1]], len(self.source)))
            self.part("\n\n")

    def read_inline(self, token: Token) -> None:
        """Add the words of a heading, a paragraph or a cell."""
        if self.row >= 0:
            begins = [self.locate_cell(token.content)]
        elif token.map is not None:
            lines = token.content.split("\n")
            begins = [self.locate(line, token.map[0] + number) for number, line in enumerate(lines)]
        else:
            begins = [self.text.origins[-1] if self.text.origins else 0]
        content_lines = find_lines(token.content)
        for text, place, is_exact in list_words(token):
            number = bisect_right(content_lines, place) - 1
            origin = begins[min(number, len(begins) - 1)] + place - content_lines[number]
            self.text.add(text, max(origin, 0), is_exact=is_exact)
        self.part("\t" if self.row >= 0 else "\n" if self.is_tight else "\n\n")

    def locate(self, line: str, number: int) -> int:
        """Return where a line of a block begins in the source: it is the end of its line there, marks in front."""
        whole, words = self.find_line(number), line.strip()
        before = len(line) - len(line.lstrip())
        end = whole.rstrip()
        at = len(end) - len(words) if end.endswith(words) else max(whole.rfind(words), 0)
        return self.lines[number] + at - before

    def locate_cell(self, content: str) -> int:
        found = max(self.find_line(self.row).find(content, self.cell_at), self.cell_at)
        self.cell_at = found + len(content)
        return self.lines[self.row] + found


HANDLERS: dict[str, Callable[[_Reader, Token], None]] = {
    "inline": _Reader.read_inline,
    "paragraph_open": _Reader.open_paragraph,
    "heading_open": _Reader.open_paragraph,
    "tr_open": _Reader.open_row,
    "tr_close": _Reader.close_row,
    "table_close": _Reader.close_table,
    "fence": _Reader.read_lines,
    "code_block": _Reader.read_lines,
    "html_block": _Reader.read_html,
}


def list_words(token: Token) -> Iterator[tuple[str, int, bool]]:
    """Yield the pieces of text in a run of words: text, where it begins in the run, and whether it stands so there."""
    run, place = token.content, 0
    for piece in token.children or ():
        text, start, place, is_exact = _take(piece, run, place)
        if text:
            yield text, start, is_exact


def _take(piece: Token, run: str, place: int) -> tuple[str, int, int, bool]:
    """Return the text of a piece, where it begins, where the next piece may begin, and whether it stands so."""
    if piece.type in ("softbreak", "hardbreak"):
        at = _find(run, "\n", place)
        return "\n", at, at + 1, True
    if piece.type == "code_inline":
        at = _find(run, piece.markup, place) + len(piece.markup)
        close = _find(run, piece.markup, at)
        found = run.find(piece.content, at, close)
        return piece.content, max(found, at), close + len(piece.markup), found >= 0
    if piece.type == "html_inline":
        at = _find(run, piece.content, place)
        is_break = piece.content[:3].lower() == "<br"
        return "\n" if is_break else "", at, at + len(piece.content), False
    if piece.type == "image":
        at = _find(run, "![", place) + 2
        return "", at, skip_target(run, at + len(piece.content)), False
    if piece.type == "link_close" and piece.info != "auto":
        return "", place, skip_target(run, _find(run, "]", place)), False
    if piece.type == "text":
        at = run.find(piece.content, place)
        return piece.content, max(at, place), max(at, place) + len(piece.content), at >= 0
    marks = {"link_open": "<" if piece.info == "auto" else "[", "link_close": ">"}
    mark = marks.get(piece.type, piece.markup)
    at = _find(run, mark, place)
    return piece.content, at, at + len(mark), piece.content == mark


def _find(run: str, mark: str, place: int) -> int:
    """Return where a mark stands from `place` on, or `place` itself."""
    return max(run.find(mark, place), place)


def skip_target(run: str, place: int) -> int:
    """Return where a link or a picture ends whose words end at `place`: behind its address, label or bracket."""
    from markdown_it.helpers import parseLinkDestination, parseLinkTitle

    end = len(run)
    if run.startswith("](", place):
        at = _skip_space(run, place + 2)
        address = parseLinkDestination(run, at, end)
        at = _skip_space(run, address.pos if address.ok else at)
        title = parseLinkTitle(run, at, end)
        at = _skip_space(run, title.pos if title.ok else at)
        if run.startswith(")", at):
            return at + 1
    elif run.startswith("][", place):
        close = run.find("]", place + 2)
        return close + 1 if close >= 0 else place + 1
    return min(place + 1, end)


def _skip_space(run: str, place: int) -> int:
    while place < len(run) and run[place] in " \t\n":
        place += 1
    return place
