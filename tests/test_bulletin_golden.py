"""What a bulletin of the tiny dataset says, word for word: `make golden` rewrites it, and its diff is reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from esep.answers import Answer, Answers
from esep.bulletin import compose
from esep.bulletin.data import write_csv
from esep.bulletin.document import (
    Block,
    Doc,
    FigureBlock,
    Finding,
    Heading,
    Notes,
    Paragraph,
    Register,
    TableBlock,
    flatten,
)
from esep.model.period import Period
from tests.bulletin_sample import LANGUAGES, make_tiny

FOLDER = Path(__file__).resolve().parent / "golden"


def list_lines(doc: Doc) -> Iterator[str]:
    """Yield a document as lines of text: whatever a reader sees, in reading order."""
    yield f"{doc.title} | {doc.subtitle} | {doc.release}"
    for block in doc.blocks:
        yield from list_block(block)


def list_block(block: Block) -> Iterator[str]:
    """Yield one block as lines of text."""
    if isinstance(block, Heading):
        yield from ("", f"{'#' * block.level} {block.text} [{block.id}]")
    elif isinstance(block, Paragraph | Finding):
        yield ("* " if isinstance(block, Finding) else "") + flatten(block.runs)
    elif isinstance(block, Notes):
        yield from (f"- {item.lead} {flatten(item.runs)}" for item in block.items)
    elif isinstance(block, FigureBlock):
        yield f"{block.label} {flatten(block.title)} | {block.subtitle}"
        yield f"({block.alt})"
        yield from list_table(block.table)
        yield from (f"~ {flatten(note)}" for note in (*block.notes, block.source))
    elif isinstance(block, TableBlock):
        yield f"{block.label} {block.title} {block.subtitle}".rstrip()
        yield from list_table(block)
    elif isinstance(block, Register):
        yield from (f"{number.question} = {number.text} {number.status}" for number in block.numbers)


def list_table(table: TableBlock) -> Iterator[str]:
    """Yield the header, the rows, the notes and the marks of a table."""
    yield " | ".join(f"{column.title} {column.unit}".strip() for column in table.columns)
    for row in table.rows:
        yield " | ".join([flatten(row.name), *(flatten(cell) for cell in row.cells)])
    yield from (f"~ {flatten(note)}" for note in table.notes)
    yield from (f"~ {mark} {meaning}" for mark, meaning in table.marks)


@pytest.fixture(scope="module")
def tiny() -> tuple[Answers, dict[str, Answer]]:
    """Return the answers of the tiny dataset, and what is known of them for all languages."""
    return make_tiny(), {}


def compose_tiny(tiny: tuple[Answers, dict[str, Answer]], language: str) -> Doc:
    """Return the bulletin of 2024."""
    return compose(tiny[0], Period.year(2024), language, known=tiny[1])


def hold(name: str, text: str, *, is_update: bool) -> None:
    """Hold a text to its golden file, or write the file."""
    path = FOLDER / name
    if is_update:
        path.write_bytes(text.encode())
    assert path.read_bytes().decode() == text, f"{name} says something else: run `make golden` and read the diff"


@pytest.mark.parametrize("language", LANGUAGES)
def test_bulletin_says_what_was_reviewed(
    tiny: tuple[Answers, dict[str, Answer]], language: str, request: pytest.FixtureRequest
) -> None:
    """Every word, number, table, note and description of the tiny dataset's bulletin is the one that was read."""
    text = "\n".join(line.rstrip() for line in list_lines(compose_tiny(tiny, language))) + "\n"
    hold(f"tiny.{language}.txt", text, is_update=request.config.getoption("--golden"))


def test_data_file_says_what_was_reviewed(
    tiny: tuple[Answers, dict[str, Answer]], request: pytest.FixtureRequest
) -> None:
    """data.csv of the tiny dataset is the one that was read, in all three languages."""
    text = write_csv([compose_tiny(tiny, language) for language in LANGUAGES])
    hold("tiny.data.csv", text, is_update=request.config.getoption("--golden"))
