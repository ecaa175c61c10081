"""Every text of a bulletin, one by one, for whoever reads it against the data before it goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from esep.bulletin.document import NOWHERE, Doc, FigureBlock, Finding, Paragraph, TableBlock, flatten
from esep.problems import EsepError, Problem, Where


@dataclass(frozen=True)
class Passage:
    """A text of a bulletin, its language, and where a person wrote it; generated texts come from nowhere."""

    text: str
    language: str
    where: Where = NOWHERE


# What is wrong in a passage: the words of the text, and what the data say instead.
Proofread = Callable[[Passage], Sequence[tuple[str, str]]]


def list_passages(doc: Doc) -> Iterator[Passage]:
    """Yield every paragraph, finding, title, description and note of a document as a reader sees it."""
    for block in doc.blocks:
        if isinstance(block, Paragraph | Finding):
            yield Passage(flatten(block.runs), doc.lang, block.where)
        elif isinstance(block, FigureBlock):
            yield Passage(flatten(block.title), doc.lang)
            yield Passage(block.alt, doc.lang)
            yield from (Passage(flatten(note), doc.lang) for note in block.notes)
        elif isinstance(block, TableBlock):
            yield from (Passage(flatten(note), doc.lang) for note in block.notes)


def proof(docs: Sequence[Doc], proofread: Proofread) -> None:
    """Read every text that has a number; raise `EsepError` (`bulletin-contradicts`) with all that the data deny."""
    problems = [
        Problem(
            "bulletin-contradicts",
            passage.where,
            {"words": _tidy(words), "right": _tidy(right), "text": _tidy(passage.text)},
        )
        for doc in docs
        for passage in list_passages(doc)
        if any(char.isdigit() for char in passage.text)
        for words, right in proofread(passage)
    ]
    if problems:
        raise EsepError(problems)


def _tidy(text: str) -> str:
    """Return a text with plain spaces: those that bind the digits of a number would be told by their codes."""
    return " ".join(text.split())
