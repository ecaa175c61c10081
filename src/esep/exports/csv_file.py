"""The table of observations as CSV, and its description in CSV on the Web and in a data package.

Sources: W3C, Metadata Vocabulary for Tabular Data (2015); Frictionless Data Package and Table Schema, version 1.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from esep.exports.observations import COLUMNS, KEY, Column, Row
from esep.problems import LANGUAGES

# A spreadsheet takes a file that begins like this for UTF-8.
BOM = "\ufeff"
CSVW_TYPES = {"string": "string", "number": "decimal", "integer": "integer", "date": "date"}


def write_csv(rows: Iterable[Row]) -> str:
    """Return the rows as CSV text with a byte order mark, one observation a line."""
    text = io.StringIO()
    text.write(BOM)
    writer = csv.DictWriter(text, [column.name for column in COLUMNS], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def describe_csvw(url: str, title: Mapping[str, str], licence: str) -> dict[str, Any]:
    """Return the description of the table in CSV on the Web."""
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": [{"@value": text, "@language": language} for language, text in title.items()],
        "dc:license": licence,
        "dialect": {"delimiter": ",", "encoding": "utf-8", "header": True, "doubleQuote": True},
        "tableSchema": {"columns": [_describe_column(column) for column in COLUMNS], "primaryKey": list(KEY)},
    }


def _describe_column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "titles": column.name,
        "datatype": CSVW_TYPES[column.kind],
        "required": column.is_required,
        "dc:title": [{"@value": column.title(language), "@language": language} for language in LANGUAGES],
        "dc:description": [{"@value": column.meaning(language), "@language": language} for language in LANGUAGES],
    }


def describe_fields() -> dict[str, Any]:
    """Return the description of the table as a Table Schema of Frictionless Data."""
    return {
        "fields": [
            {
                "name": column.name,
                "type": column.kind,
                "title": column.title("en"),
                "description": column.meaning("en"),
                "constraints": {"required": column.is_required},
            }
            for column in COLUMNS
        ],
        "primaryKey": list(KEY),
        "missingValues": [""],
    }
