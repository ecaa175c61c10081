"""A statement as it was published, read into plain text that remembers where each character stood."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

# What a statement may come as; the order is that of the documentation.
FORMS = ("text", "markdown", "html", "docx", "pdf")
# Forms whose places are lines of the file; the others have paragraphs or pages.
# Reading stops here: twice what is checked at once, so that a text is told to be too long and not checked in part.
LONGEST_TEXT = 400_000
LINED = ("text", "markdown", "html")


@dataclass(frozen=True)
class Place:
    """Where in a file something stands, counted from 1: a line and a column, or a paragraph, or a page; 0 is none.

    A column counts characters (code points) of its line.
    """

    line: int = 0
    column: int = 0
    paragraph: int = 0
    page: int = 0


@dataclass(frozen=True)
class Document:
    """The text of a statement and how to find its places in the file.

    `starts` and `origins` run in parallel: from each start on, the text is that of the file from the origin on (`text`,
    `markdown`, `html`), or lies in the paragraph or on the page of that number (`docx`, `pdf`). Where `exact` is false
    the words between are the program's own: a line break between two blocks. `lines` are the offsets in the file at
    which its lines begin.
    """

    name: str
    form: str
    text: str
    sha256: str
    starts: tuple[int, ...] = (0,)
    origins: tuple[int, ...] = (0,)
    exact: tuple[bool, ...] = (True,)
    lines: tuple[int, ...] = (0,)

    def find_place(self, offset: int) -> Place:
        """Return where the character at an offset of the text stands in the file."""
        index = max(bisect_right(self.starts, offset) - 1, 0)
        origin = self.origins[index]
        if self.form == "docx":
            return Place(paragraph=origin)
        if self.form == "pdf":
            return Place(page=origin)
        source = origin + (offset - self.starts[index] if self.exact[index] else 0)
        line = max(bisect_right(self.lines, source), 1)
        return Place(line, source - self.lines[line - 1] + 1)


# What may separate two stretches of text, narrowest first.
GAPS = ("", " ", "\t", "\n", "\n\n")


@dataclass
class Collected:
    """Text put together piece by piece, with the origin of each piece and one gap between two at most."""

    pieces: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    exact: list[bool] = field(default_factory=list)
    length: int = 0
    gap: str = ""
    gap_at: int = 0

    def part(self, gap: str, origin: int) -> None:
        """Let the next piece be separated by at least this gap, one of `GAPS`; none stands before the first piece."""
        if GAPS.index(gap) > GAPS.index(self.gap):
            self.gap, self.gap_at = gap, origin

    def add(self, text: str, origin: int, *, is_exact: bool = True) -> None:
        """Add a piece that comes from `origin` on."""
        if not text:
            return
        if self.gap and self.length:
            self._append(self.gap, self.gap_at, False)
        self.gap = ""
        self._append(text, origin, is_exact)

    def _append(self, text: str, origin: int, is_exact: bool) -> None:
        self.pieces.append(text)
        self.starts.append(self.length)
        self.origins.append(origin)
        self.exact.append(is_exact)
        self.length += len(text)

    def close(self, name: str, form: str, sha256: str, source: str = "") -> Document:
        """Return the document."""
        return Document(
            name,
            form,
            "".join(self.pieces),
            sha256,
            tuple(self.starts) or (0,),
            tuple(self.origins) or (0,),
            tuple(self.exact) or (True,),
            find_lines(source),
        )


def find_lines(source: str) -> tuple[int, ...]:
    """Return the offsets at which the lines of a file begin."""
    found = [0]
    place = source.find("\n")
    while place >= 0:
        found.append(place + 1)
        place = source.find("\n", place + 1)
    return tuple(found)
