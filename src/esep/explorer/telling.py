"""What is said beside numbers: units, notes, marks, sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from esep.answers import Answer
from esep.bulletin.document import Number
from esep.claims.outside_text import is_web_address
from esep.drawing.lines import COLOURED
from esep.explorer.charting import name_line
from esep.explorer.desk import Desk
from esep.explorer.selection import Selection
from esep.explorer.table import Table
from esep.language.phrases import say
from esep.language.write import write_number

SHOWN_SOURCES = 8


@dataclass(frozen=True)
class Source:
    """Who published figures, and the pages that say so; an address that is none of the web is only told."""

    name: str
    pages: tuple[str, ...]

    @property
    def links(self) -> tuple[tuple[int, str], ...]:
        """Return the pages that can be followed, numbered from 1."""
        return tuple((at, page) for at, page in enumerate(self.pages, 1) if is_web_address(page))

    @property
    def others(self) -> tuple[str, ...]:
        """Return what else stands for a page."""
        return tuple(page for page in self.pages if not is_web_address(page))


def write_unit(desk: Desk, selection: Selection) -> str:
    """Return what the numbers of a selection are, with the base of a rate."""
    if selection.quantity == "rate":
        return desk.word("unit_rate", base=write_number(selection.base, 0, desk.language))
    return desk.word(f"unit_{selection.quantity}")


def name_method(name: str, language: str) -> str:
    """Return what a statistical method is called."""
    return say(f"bulletin.method_{name}", language, subject="").rstrip(" :\u00a0")


def say_notes(desk: Desk, table: Table) -> list[str]:
    """Return what one must know to read a table: how it was cut, what its strokes are, what the definition warns of."""
    notes: list[str] = []
    answers = [answer for line in table.lines for answer in line.answers]
    for answer in answers:
        notes += answer.say_notes(desk.language)
    kept = list(dict.fromkeys(notes))[:6]
    intervals = [answer.figure.interval for answer in answers if answer.figure.interval]
    if table.selection.quantity != "change" and any(one.low != one.high for one in intervals):
        kept.append(desk.word("note_interval"))
    if len(table.lines) > COLOURED:
        names = ", ".join(name_line(desk, table, at) for at in range(COLOURED, len(table.lines)))
        kept.append(desk.word("note_grey", names=names))
    if table.selection.kind not in ("year", "quarter", "month"):
        kept.append(desk.word("note_part_year"))
    if table.selection.quantity == "change":
        kept.append(desk.word("note_change"))
    return kept


def list_marks(desk: Desk, numbers: Sequence[Number]) -> list[tuple[str, str]]:
    """Return the marks that stand in cells with what they mean, each once."""
    names: dict[str, None] = {}
    for number in numbers:
        if number.value is None:
            names.setdefault(number.status)
        names |= dict.fromkeys(number.marks)
    return [
        (say(f"bulletin.mark_{name}", desk.language), say(f"bulletin.meaning_{name}", desk.language)) for name in names
    ]


def cite_sources(desk: Desk, answers: Sequence[Answer]) -> list[Source]:
    """Return who published the figures behind answers, with their pages."""
    pages: dict[str, dict[str, None]] = {}
    for answer in answers:
        for cell in answer.figure.cells:
            body = desk.name("body", cell.body) if cell.body else desk.word("unnamed_body")
            found = pages.setdefault(body, {})
            if cell.source:
                found.setdefault(cell.source)
    return [Source(body, tuple(found)[:SHOWN_SOURCES]) for body, found in pages.items()]
