"""The numbers of a bulletin as a file for people and programs: one row a number, labels beside codes."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from esep.bulletin.document import Doc, Number, list_numbers
from esep.exports import make_safe

PRECISIONS = ("about", "over", "under", "rounded")
COLUMNS = (
    "question",
    "value",
    "unit",
    "status",
    "break",
    "precision",
    "body",
    "source",
    "cells",
)


def write_csv(docs: Sequence[Doc]) -> str:
    """Return every number of a bulletin, given in one or more languages, as CSV text.

    `value` is the number as printed, with a decimal point; it is empty where `status` (SDMX CL_OBS_STATUS) says why.
    `break` is yes where a break lies between the two periods compared, `precision` how its publisher printed it.
    Several sources or cells are separated by a space and a vertical bar. A label column is added for each language.
    """
    numbers = list_numbers(docs[0])
    labels = {doc.lang: {number.question: number.label for number in list_numbers(doc)} for doc in docs}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, *(f"label_{language}" for language in labels)])
    for number in numbers:
        row = _write_row(number)
        row += [make_safe(known.get(number.question, "")) for known in labels.values()]
        writer.writerow(row)
    return text.getvalue()


def _write_row(number: Number) -> list[str]:
    precision = next((mark for mark in number.marks if mark in PRECISIONS), "exact")
    return [
        make_safe(number.question),
        number.plain,
        number.unit,
        number.status,
        "yes" if "B" in (*number.marks, number.status) else "no",
        precision if number.value is not None else "",
        make_safe(" | ".join(number.bodies)),
        make_safe(" | ".join(number.sources)),
        make_safe(" | ".join(number.cells)),
    ]
