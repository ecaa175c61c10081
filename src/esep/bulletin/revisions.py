"""What moved since the release before: every number of this one that stood there with another value."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

from esep.bulletin.data import COLUMNS
from esep.bulletin.document import Block, Column, Heading, Number, Paragraph, Row, Run, TableBlock
from esep.bulletin.sections import Desk
from esep.exports import make_safe
from esep.language.write import write_number

# The longest list that a page shows; the files of the release have them all.
MOST_ROWS = 30


def read_numbers(path: Path) -> dict[str, str]:
    """Return the numbers of an earlier release by their question, as printed for machines; of one with no value, ''."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row[COLUMNS[0]].removeprefix("'"): row[COLUMNS[1]] for row in csv.DictReader(file)}


def list_moved(numbers: tuple[Number, ...], before: Mapping[str, str]) -> list[tuple[Number, str]]:
    """Return the numbers that stood in an earlier release with another value, each with that value."""
    known = {number.question: number for number in numbers}
    old = {question: before.get(question, "") for question in known}
    return [(known[question], value) for question, value in old.items() if value not in ("", known[question].plain)]


def write_revisions(desk: Desk, numbers: tuple[Number, ...], before: Mapping[str, str] | None) -> tuple[Block, ...]:
    """Return the section on what moved since the release before; `before` is `None` where there was none."""
    writer = desk.writer
    heading = Heading("revisions", writer.word("title_revisions"))
    if before is None:
        return (heading, Paragraph(writer.say("revisions_first"), is_remark=True))
    moved = list_moved(numbers, before)
    if not moved:
        return (heading, Paragraph(writer.say("revisions_none"), is_remark=True))
    rows = tuple(_write_row(desk, number, old) for number, old in moved[:MOST_ROWS])
    table = TableBlock(
        id="revisions-table",
        label=desk.number_label("table"),
        title=writer.word("revisions_table"),
        subtitle="",
        columns=(
            Column(writer.word("column_meaning"), is_number=False),
            *(Column(writer.word(f"column_{name}")) for name in ("before", "now", "difference")),
        ),
        rows=rows,
    )
    return (heading, Paragraph(writer.say("revisions_some", n=len(moved))), table)


def write_revised(numbers: tuple[Number, ...], before: Mapping[str, str]) -> str:
    """Return every number that moved as CSV text: its question, its value before and its value now."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("question", "before", "now", "unit"))
    for number, old in list_moved(numbers, before):
        writer.writerow((make_safe(number.question), old, number.plain, number.unit))
    return text.getvalue()


def _write_row(desk: Desk, number: Number, old: str) -> Row:
    language, decimals = desk.writer.language, len(number.plain.partition(".")[2])
    before, now = Fraction(old), Fraction(number.plain) if number.plain else None
    was = (Run(write_number(before, len(old.partition(".")[2]), language)),)
    change = "" if now is None else write_number(now - before, decimals, language, signed=True)
    return Row((Run(number.label),), (was, (Run(number=number, is_bare=True),), (Run(change),)))
