"""A bulletin as a tagged PDF (PDF/UA-1), laid out by Typst from the same blocks as the page.

Words and numbers travel as data, never as markup: nothing in a text can act on the layout.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Final

from esep.bulletin.document import (
    Block,
    Doc,
    FigureBlock,
    Heading,
    Notes,
    Paragraph,
    Register,
    Run,
    TableBlock,
    flatten,
)
from esep.bulletin.html import group_blocks
from esep.drawing.charts import WIDTHS
from esep.drawing.svg import draw_svg
from esep.language.phrases import say
from esep.language.write import write_date

TEMPLATE = "bulletin.typ"
STANDARD: Final = "ua-1"
# The address of a block inside the page leads nowhere in a PDF.
INSIDE = "#"
# So many characters fit a column as wide as the others; wider ones grow up to a limit.
USUAL_CELL, WIDEST_CELL = 12, 26
# A drawing for paper stands on white and brings its font.
_ROOT = re.compile(r"<svg ")


def render_pdf(doc: Doc) -> bytes:
    """Return a document as a PDF; the same document gives the same bytes. Its register of numbers is left out."""
    import typst

    fonts = resources.files("esep").joinpath("fonts")
    template = resources.files("esep.bulletin").joinpath("templates", TEMPLATE)
    with tempfile.TemporaryDirectory() as name, resources.as_file(fonts) as font_folder:
        folder = Path(name)
        data, drawings = describe(doc)
        (folder / "doc.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        for file, drawing in drawings.items():
            (folder / file).write_text(drawing, encoding="utf-8")
        (folder / TEMPLATE).write_text(template.read_text(encoding="utf-8"), encoding="utf-8")
        found: bytes = typst.compile(
            str(folder / TEMPLATE),
            root=name,
            font_paths=[str(font_folder)],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
            timestamp=0,
        )
    return found


def describe(doc: Doc) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a document as plain data for its template, and its drawings by the name of their file."""
    drawings: dict[str, str] = {}
    grouped = group_blocks(leave_register(doc.blocks))
    blocks = [_describe(name, members, doc, drawings) for name, members in grouped]
    facts = [doc.release, *([doc.contact] if doc.contact else [])]
    for key, date in (("published", doc.published), ("next_release", doc.next_release)):
        if date is not None:
            facts.append(say(f"bulletin.{key}", doc.lang, date=write_date(date, doc.lang)))
    data = {
        "title": doc.title,
        "subtitle": doc.subtitle,
        "lang": doc.lang,
        "author": "Esep",
        "facts": facts,
        "words": {"contents": say("bulletin.contents_paper", doc.lang)},
        "blocks": blocks,
    }
    return data, drawings


def leave_register(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return blocks without the register of numbers and what introduces it: on paper no number leads anywhere."""
    place = next((at for at, block in enumerate(blocks) if isinstance(block, Register)), None)
    if place is None:
        return blocks
    start = max((at for at, block in enumerate(blocks[:place]) if isinstance(block, Heading)), default=place)
    return (*blocks[:start], *blocks[place + 1 :])


def _describe(name: str, members: Sequence[Any], doc: Doc, drawings: dict[str, str]) -> dict[str, Any]:
    block = members[0]
    if isinstance(block, Heading):
        return {"kind": "heading", "level": block.level, "text": block.text}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "is_remark": block.is_remark, "runs": _list_runs(block.runs)}
    if name == "findings":
        return {"kind": "findings", "items": [_list_runs(finding.runs) for finding in members]}
    if isinstance(block, Notes):
        items = [{"term": item.lead, "runs": _list_runs(item.runs)} for item in block.items]
        return {"kind": "notes", "is_numbered": block.is_numbered, "items": items}
    if isinstance(block, TableBlock):
        return {"kind": "table", **_describe_table(block, doc)}
    assert isinstance(block, FigureBlock)
    file = f"{len(drawings) + 1}.svg"
    title = f"{block.label}. {block.subtitle}"
    drawing = draw_svg(block.specs[max(WIDTHS)], f"figure-{len(drawings) + 1}", title, block.alt)
    drawings[file] = _ROOT.sub('<svg font-family="Golos Text" ', drawing, count=1)
    return {
        "kind": "figure",
        "label": block.label,
        "title_runs": _list_runs(block.title),
        "subtitle": block.subtitle,
        "alt": block.alt,
        "drawing": file,
        "notes": [_list_runs(note) for note in block.notes],
        "table": _describe_table(block.table, doc),
        "source": _list_runs(block.source),
    }


def _describe_table(table: TableBlock, doc: Doc) -> dict[str, Any]:
    marks = "; ".join(f"{mark} {meaning}" for mark, meaning in table.marks)
    return {
        "label": table.label,
        "title_runs": _list_runs((Run(table.title),)),
        "subtitle": table.subtitle,
        "columns": [
            {"title": c.title, "unit": c.unit, "is_number": c.is_number, "share": _share_width(table, place)}
            for place, c in enumerate(table.columns)
        ],
        "rows": [
            {
                "name": _list_runs(row.name),
                "cells": [_list_runs(_with_marks(cell, doc)) for cell in row.cells],
                "is_total": row.is_total,
            }
            for row in table.rows
        ],
        "legend": f"{say('bulletin.marks', doc.lang)} {marks}." if marks else "",
        "notes": [_list_runs(note) for note in table.notes],
        "source": _list_runs(table.source),
    }


def _share_width(table: TableBlock, place: int) -> float:
    """Return how wide a column of numbers is beside the others: one of intervals needs more than one of counts."""
    longest = max((len(flatten(row.cells[place - 1])) for row in table.rows), default=0) if place else 0
    return max(1.0, min(longest, WIDEST_CELL) / USUAL_CELL)


def _with_marks(cell: Sequence[Run], doc: Doc) -> tuple[Run, ...]:
    """Return the runs of a cell with the marks of its number behind it."""
    number = next((run.number for run in cell if run.number is not None), None)
    marks = () if number is None else number.marks
    return (*cell, *(Run("\u00a0" + say(f"bulletin.mark_{mark}", doc.lang)) for mark in marks))


def _list_runs(runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [
        {
            "text": run.words,
            "href": "" if run.href.startswith(INSIDE) else run.href,
            "number": run.number is not None,
            "strong": run.is_strong,
        }
        for run in runs
    ]
