"""The office's own words: `bulletin.LANGUAGE.md` beside a definition, with figures as questions in double braces.

A heading `## Title {#id}` opens a section: with the id of a section of the plan its paragraphs stand there, with
another one they are a section of their own, after the one before. `{{ total change-from:{previous} }}` is a figure in
the grammar of `esep ask`; {period} and {previous} are the period of the bulletin and the same one a year earlier.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from esep.bulletin.plan import KINDS, Plan, Prose, Section
from esep.problems import EsepError, Problem, Where
from esep.sources.dataset import find_dataset_folder
from esep.sources.snapshot import decode, take_snapshot

LARGEST_BYTES = 1024 * 1024
HEADING = re.compile(r"## +(?P<title>.*?) +\{#(?P<id>[a-z][a-z0-9-]*)\}\s*")
FIGURE = re.compile(r"\{\{(?P<question>[^{}]*(?:\{(?:period|previous)\}[^{}]*)*)\}\}")
# Words that a person types may hold braces; in a template they are doubled.
BRACES = str.maketrans({"{": "{{", "}": "}}"})
TEXT = KINDS[0]


@dataclass(frozen=True)
class Chapter:
    """What stands under one heading of a file of words."""

    id: str
    title: str
    paragraphs: tuple[Prose, ...]
    where: Where


def read_words(dataset: str | Path, language: str) -> tuple[Chapter, ...]:
    """Return the office's own words in a language; none where there is no file.

    Raises `EsepError` (`prose-heading`, `prose-figure`) with everything that is wrong in the file.
    """
    try:
        path = find_dataset_folder(dataset) / f"bulletin.{language}.md"
    except EsepError:
        return ()
    if not path.is_file():
        return ()
    _, data = take_snapshot(path, limit=LARGEST_BYTES)
    problems: list[Problem] = []
    found = tuple(_read_passages(decode(data, ("utf-8",), Where(str(path))), str(path), language, problems))
    if problems:
        raise EsepError(problems)
    return found


def _read_passages(text: str, file: str, language: str, problems: list[Problem]) -> Iterator[Chapter]:
    current: Chapter | None = None
    for line, block in _split_blocks(text):
        where = Where(file, line)
        if block.startswith("<!--") and block.endswith("-->"):
            continue
        if not block.startswith("#"):
            if current is None:
                problems.append(Problem("prose-heading", where, {"text": block[:60]}))
                return
            prose = _read_paragraph(block, language, where, problems)
            current = replace(current, paragraphs=(*current.paragraphs, prose))
            continue
        match = HEADING.fullmatch(block)
        if match is None:
            problems.append(Problem("prose-heading", where, {"text": block[:60]}))
            return
        if current is not None:
            yield current
        current = Chapter(match["id"], match["title"], (), where)
    if current is not None:
        yield current


def _split_blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield the blocks between empty lines, each on one line, with the number of its first line."""
    start = 1
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip() and not (line.startswith("#") and lines):
            start = number if not lines else start
            lines.append(line.strip())
            if not line.startswith("#"):
                continue
        if lines:
            yield start, " ".join(lines)
        lines = []


def _read_paragraph(block: str, language: str, where: Where, problems: list[Problem]) -> Prose:
    """Return a paragraph as a template: each figure is a name in braces, with its question."""
    figures: dict[str, str] = {}
    template, last = "", 0
    for match in FIGURE.finditer(block):
        name = f"figure_{len(figures) + 1}"
        figures[name] = match["question"].strip()
        template += block[last : match.start()].translate(BRACES) + f"{{{name}}}"
        last = match.end()
    rest = block[last:]
    if "{{" in rest or "}}" in rest:
        problems.append(Problem("prose-figure", where, {"text": rest[:60]}))
    template += rest.translate(BRACES)
    return Prose(texts={language: template}, figures=figures, is_required=True, where=where)


def add_words(plan: Plan, words: Sequence[Chapter]) -> Plan:
    """Return a plan with the office's own words in it, in the order in which they stand in their file."""
    sections = list(plan.sections)
    place = 0
    for chapter in words:
        known: Mapping[str, int] = {section.id: at for at, section in enumerate(sections)}
        language = next(iter(chapter.paragraphs[0].texts)) if chapter.paragraphs else "en"
        title = {language: chapter.title.translate(BRACES)}
        if chapter.id in known:
            place = known[chapter.id]
            old = sections[place]
            sections[place] = replace(old, paragraphs=chapter.paragraphs, title={**old.title, **title})
        else:
            section = Section(chapter.id, TEXT, title=title, paragraphs=chapter.paragraphs, where=chapter.where)
            place = min(place + 1, len(sections))
            sections.insert(place, section)
    return replace(plan, sections=tuple(sections))
