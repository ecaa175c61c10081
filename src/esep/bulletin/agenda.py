"""A bulletin in plain text, short enough for the agenda of a council: main points, tables left out."""

from __future__ import annotations

import textwrap

from esep.bulletin.document import Doc, FigureBlock, Finding, Heading, Paragraph, flatten

WIDTH = 78


def render_agenda(doc: Doc) -> str:
    """Return the title, the main points, and for every figure what it found; the same document gives the same text."""
    lines = [doc.title, "=" * min(len(doc.title), WIDTH), "", doc.subtitle, doc.release, ""]
    number, heading = 0, ""
    for block in doc.blocks:
        if isinstance(block, Heading) and block.level == 2:
            heading = block.text
        elif isinstance(block, Finding):
            number += 1
            lines += [*_open(heading, lines), *_wrap(flatten(block.runs), f"{number}. ")]
        elif isinstance(block, FigureBlock):
            lines += [*_open(heading, lines), *_wrap(f"{flatten(block.title)}. {block.subtitle}.", "- ")]
        elif isinstance(block, Paragraph) and block.is_remark and heading:
            lines += [*_open(heading, lines), *_wrap(flatten(block.runs), "- ")]
    return "\n".join(lines).rstrip() + "\n"


def _open(heading: str, lines: list[str]) -> list[str]:
    """Return a heading, once."""
    marked = [heading, "-" * min(len(heading), WIDTH)]
    return [] if any(lines[at : at + 2] == marked for at in range(len(lines))) else ["", *marked, ""]


def _wrap(text: str, mark: str) -> list[str]:
    # Spaces that may not break are those inside a number.
    return textwrap.wrap(
        " ".join(text.split(" ")), WIDTH, initial_indent=mark, subsequent_indent=" " * len(mark), break_long_words=False
    )
