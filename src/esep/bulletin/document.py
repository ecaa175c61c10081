"""What a bulletin says, before any layout: blocks of text, tables and figures whose every number knows its question.

A renderer lays this out. It may not compute, round or choose words, so that every form of a bulletin says the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from esep.problems import Where

NOWHERE = Where()


@dataclass(frozen=True)
class Number:
    """One printed number, or the mark that stands where there is none.

    `text` is the number with its unit and `bare` without, both in the document's language; `plain` is `bare` for
    machines. `label` says in a sentence what it is; `status` is a code of SDMX CL_OBS_STATUS, `status_name` its word.
    `marks` stand beside it. `cells`, `bodies` and `sources` lead back to where it came from.
    """

    question: str
    text: str
    bare: str
    plain: str
    value: Fraction | None
    unit: str
    label: str
    status: str = "A"
    status_name: str = ""
    marks: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """Return the address of the number inside its document."""
        return "q=" + self.question.replace(" ", "+")


@dataclass(frozen=True)
class Run:
    """A stretch of text: words, a number, or words that lead to `href`. `is_bare` prints a number without its unit."""

    text: str = ""
    number: Number | None = None
    href: str = ""
    is_bare: bool = False
    is_strong: bool = False

    @property
    def words(self) -> str:
        """Return what a reader sees."""
        if self.number is None:
            return self.text
        return self.number.bare if self.is_bare else self.number.text


Runs: TypeAlias = tuple[Run, ...]


def flatten(runs: Runs) -> str:
    """Return the words of runs as plain text."""
    return "".join(run.words for run in runs)


@dataclass(frozen=True)
class Heading:
    """The title of a section."""

    id: str
    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Sentences; `is_remark` sets apart a line that speaks about the data rather than from them.

    `where` is the place at which a person wrote them; those that Esep writes have none.
    """

    runs: Runs
    is_remark: bool = False
    where: Where = NOWHERE


@dataclass(frozen=True)
class Finding:
    """A main point, and the address of the block in this document that shows it; `where` as for a paragraph."""

    runs: Runs
    target: str = ""
    where: Where = NOWHERE


@dataclass(frozen=True)
class Column:
    """A column of a table: its title and the unit of its numbers in words; a column of names has no unit."""

    title: str
    unit: str = ""
    is_number: bool = True


@dataclass(frozen=True)
class Row:
    """A row: the cell that names it, then one cell a column. `is_total` sets it apart."""

    name: Runs
    cells: tuple[Runs, ...]
    is_total: bool = False


@dataclass(frozen=True)
class TableBlock:
    """A table: `title` is its name, `subtitle` measure, place and period; `marks` explain those in its cells."""

    id: str
    label: str
    title: str
    subtitle: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Runs, ...] = ()
    marks: tuple[tuple[str, str], ...] = ()
    source: Runs = ()


@dataclass(frozen=True)
class FigureBlock:
    """A chart with its table: `title` is the finding, `alt` the shape in words, `specs` a Vega-Lite spec per width."""

    id: str
    label: str
    kind: str
    title: Runs
    subtitle: str
    alt: str
    specs: Mapping[int, Mapping[str, Any]]
    table: TableBlock
    notes: tuple[Runs, ...] = ()
    source: Runs = ()


@dataclass(frozen=True)
class Item:
    """One entry of a list: its words, the term before them and its address where it has them."""

    runs: Runs
    id: str = ""
    term: str = ""

    @property
    def lead(self) -> str:
        """Return the term with the stop that ends it; one that ends with the stop of an abbreviation has it already."""
        return f"{self.term.removesuffix('.')}." if self.term else ""


@dataclass(frozen=True)
class Notes:
    """A list of remarks: breaks, sources, method."""

    items: tuple[Item, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Register:
    """Every number of the document once, with its question; `sources` are the places of pages in the list of them."""

    numbers: tuple[Number, ...]
    sources: Mapping[str, int]


Block: TypeAlias = Heading | Paragraph | Finding | FigureBlock | TableBlock | Notes | Register


@dataclass(frozen=True)
class Doc:
    """A bulletin in one language. `release` names the data it was made from; a date that nobody announced is `None`.

    `status` is the address of the page that says what became of it: in force, or replaced, and by what.
    """

    id: str
    lang: str
    title: str
    subtitle: str
    release: str
    blocks: tuple[Block, ...]
    published: datetime.date | None = None
    next_release: datetime.date | None = None
    contact: str = ""
    status: str = ""


def walk_runs(doc: Doc) -> Iterator[Run]:
    """Yield every run of a document in reading order."""
    for block in doc.blocks:
        yield from _walk_block(block)


def _walk_block(block: Block) -> Iterator[Run]:
    if isinstance(block, Paragraph | Finding):
        yield from block.runs
    elif isinstance(block, Notes):
        yield from (run for item in block.items for run in item.runs)
    elif isinstance(block, TableBlock):
        yield from _walk_table(block)
    elif isinstance(block, FigureBlock):
        yield from block.title
        yield from _walk_table(block.table)
        yield from (run for note in block.notes for run in note)
        yield from block.source


def _walk_table(table: TableBlock) -> Iterator[Run]:
    for row in table.rows:
        yield from row.name
        yield from (run for cell in row.cells for run in cell)
    yield from (run for note in table.notes for run in note)
    yield from table.source


def list_numbers(doc: Doc) -> tuple[Number, ...]:
    """Return every number of a document once, in the order of first appearance."""
    found = (run.number for run in walk_runs(doc) if run.number is not None)
    return tuple({number.question: number for number in found}.values())
