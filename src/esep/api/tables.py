"""Answers as tables for tools that read CSV or Parquet: what JSON says, one thing a row."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from esep.cube.parquet import write_table
from esep.exports.csv_file import BOM
from esep.exports.safe import make_safe
from esep.problems import LANGUAGES

FORMS = ("json", "csv", "parquet")
# A column: where its value stands in the plain data, with dots between the steps, and its type in Parquet.
Columns: TypeAlias = Mapping[str, str]
TEXT: Final = "varchar"


def _in_languages(name: str) -> dict[str, str]:
    return {f"{name}.{language}": TEXT for language in LANGUAGES}


ANSWER: Columns = {
    "question": TEXT,
    "value": "double",
    "exact_value": TEXT,
    "unit": TEXT,
    "decimals": "integer",
    "text": TEXT,
    "status": TEXT,
    "status_name": TEXT,
    "interval.low": "double",
    "interval.high": "double",
    "formula": TEXT,
    **_in_languages("sentence"),
    "notes": TEXT,
}
CODES: Columns = {
    "code": TEXT,
    **_in_languages("names"),
    **_in_languages("meanings"),
    "parent": TEXT,
    "kind": TEXT,
    "valid_from": "date",
    "valid_to": "date",
    "split_from": TEXT,
    "successors": TEXT,
    "note": TEXT,
}
VINTAGES: Columns = {
    "id": TEXT,
    "number": "integer",
    "published": TEXT,
    "program": TEXT,
    "parent": TEXT,
    "content_sha256": TEXT,
    "definition_sha256": TEXT,
    "cells": "bigint",
}
CHANGES: Columns = {
    "kind": TEXT,
    "key": TEXT,
    "body": TEXT,
    **{
        f"{side}.{name}": kind for side in ("before", "after") for name, kind in (("value", "double"), ("status", TEXT))
    },
    "difference": "double",
    "declared": TEXT,
}


def write_rows(rows: Sequence[Mapping[str, Any]], columns: Columns, form: str) -> bytes:
    """Return plain data as a table, `csv` or `parquet`; several values of one cell stand behind each other."""
    names = {path.replace(".", "_"): kind for path, kind in columns.items()}
    values = [[_find(row, path) for path in columns] for row in rows]
    if form == "csv":
        text = io.StringIO()
        text.write(BOM)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([make_safe(one) if isinstance(one, str) else one for one in row] for row in values)
        return text.getvalue().encode()
    with tempfile.TemporaryDirectory(prefix="esep-") as folder:
        path = Path(folder) / "table.parquet"
        write_table(path, names, values)
        return path.read_bytes()


def _find(row: Mapping[str, Any], path: str) -> Any:
    found: Any = row
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return " ".join(map(str, found)) if isinstance(found, list) else found
