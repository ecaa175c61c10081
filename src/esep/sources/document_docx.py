"""The text of a Word document (DOCX): paragraphs, cells of tables and notes, as a reader sees them.

Inserted words are read, deleted ones, hidden ones and the codes of fields are not. The file is hostile until shown
otherwise: its parts are unpacked up to a bound, and a part that declares entities is refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.parsers import expat

from esep.problems import EsepError, Problem, Where
from esep.sources.document import LONGEST_TEXT, Collected

# In the order in which they are read; the notes stand behind the text, as on paper.
PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
# A page of text is some 10 kilobytes of markup.
LARGEST_PART = 32 * 1024**2
BLOCK = 64 * 1024
# Far beyond what a word processor writes; deeper nesting is made to exhaust whoever reads it.
DEEPEST = 200
WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
# Characters that have elements of their own.
SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
SKIPPED = ("del", "moveFrom", "instrText", "delText", "Fallback")
OFF = ("0", "false", "off")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, ValueError, NotImplementedError, RuntimeError)


def read_docx(data: bytes, name: str) -> Collected:
    """Return the text of a document; the origin of each piece is the number of its paragraph, counted from 1.

    Raise `EsepError`: `document-damaged`, `document-encrypted`, `document-too-large`, `document-form`.
    """
    reader = _Reader(name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if PARTS[0] not in members:
                raise EsepError(Problem("document-form", Where(name), {"path": name, "form": "zip"}))
            if any(members[part].flag_bits & 1 for part in PARTS if part in members):
                raise EsepError(Problem("document-encrypted", Where(name), {"path": name}))
            for part in PARTS:
                if part in members:
                    with archive.open(part) as packed:
                        reader.read(packed)
    except (*_DAMAGE, expat.ExpatError) as error:
        facts = {"path": name, "cause": str(error) or type(error).__name__}
        raise EsepError(Problem("document-damaged", Where(name), facts)) from None
    return reader.text


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.text = Collected()
        self.paragraph = 0
        self.depth = 0
        # The depth of the element whose content is not shown, and whether the present run or note is hidden.
        self.skipped = 0
        self.is_hidden = False
        self.is_text = False

    def read(self, packed: io.IOBase | object) -> None:
        """Read one part."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.add
        parser.StartDoctypeDeclHandler = self.refuse
        self.depth = self.skipped = size = 0
        while block := packed.read(BLOCK):  # type: ignore[union-attr]
            size += len(block)
            if size > LARGEST_PART:
                raise EsepError(tell_too_large(self.name, LARGEST_PART))
            parser.Parse(block, False)
            if self.text.length > LONGEST_TEXT:
                return
        parser.Parse(b"", True)

    def refuse(self, *_: object) -> None:
        raise ValueError("declares entities")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ValueError("nested too deeply")
        space, _, name = tag.rpartition(" ")
        if self.skipped or space not in (*WORD, COMPATIBILITY):
            return
        if name in SKIPPED or self.is_separator(name, attributes, space):
            self.skipped = self.depth
        elif name == "r":
            self.is_hidden = False
        elif name == "vanish":
            self.is_hidden = attributes.get(f"{space} val", "1") not in OFF
        elif name == "t":
            self.is_text = True
        elif name in SIGNS and not self.is_hidden and self.paragraph:
            self.text.add(SIGNS[name], self.paragraph)
        elif name == "p":
            self.paragraph += 1

    def is_separator(self, name: str, attributes: dict[str, str], space: str) -> bool:
        """Return whether an element is the line above the notes, which is kept like a note."""
        kind = attributes.get(f"{space} type", "normal")
        return name in ("footnote", "endnote") and kind != "normal"

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if not self.skipped:
            self.is_text = self.is_text and name != "t"
            gap = {"p": "\n", "tc": "\t", "tr": "\n", "tbl": "\n\n", "footnote": "\n\n", "endnote": "\n\n"}.get(name)
            if gap:
                self.text.part("\n\n" if name == "p" else gap, self.paragraph)
        elif self.skipped == self.depth:
            self.skipped = 0
        self.depth -= 1

    def add(self, words: str) -> None:
        if self.is_text and not self.skipped and not self.is_hidden:
            self.text.add(words, self.paragraph)


def tell_too_large(name: str, limit: int) -> Problem:
    """Return the problem of a document that unpacks to more than is read."""
    return Problem("document-too-large", Where(name), {"path": name, "limit": str(limit)})
