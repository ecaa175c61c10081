"""The tables of fields of a report as JSON, written from its schema."""

from __future__ import annotations

from typing import Any

from esep.claims.reports.json_form import read_schema

TITLES = {
    "report": "A report",
    "claim": "A claim",
    "reading": "A reading",
    "evidence": "A piece of evidence",
    "cell": "A figure",
    "interval": "An interval",
    "place": "A place in the file",
    "other_number": "A number that claims nothing",
    "set": "Several reports",
    "problem": "A problem with a file",
}


def write_report_fields() -> str:
    """Return a table of fields for every kind of object of the schema."""
    schema = read_schema()
    parts = []
    for name, title in TITLES.items():
        rows = [_write_row(field, shape, schema) for field, shape in schema["$defs"][name]["properties"].items()]
        parts.append("\n".join([f"### {title}\n", "| field | type | meaning |", "|---|---|---|", *rows]))
    return "\n" + "\n\n".join(parts) + "\n\n"


def _write_row(field: str, shape: dict[str, Any], schema: dict[str, Any]) -> str:
    meaning = shape.get("description", "") or _resolve(shape, schema).get("description", "")
    return f"| `{field}` | {_write_type(shape)} | {meaning} |"


def _resolve(shape: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = schema["$defs"].get(shape.get("$ref", "").rpartition("/")[2], {})
    return found


def _write_type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"].rpartition("/")[2]).replace("_", " ")
    if "anyOf" in shape:
        return " or ".join(_write_type(option) for option in shape["anyOf"])
    if "const" in shape:
        return f"`{shape['const']}`"
    if "enum" in shape:
        return ", ".join("null" if word is None else f"`{word}`" for word in shape["enum"])
    if shape.get("type") == "array":
        return f"list of {_write_type(shape['items'])}"
    types = shape.get("type", "any")
    return " or ".join(types) if isinstance(types, list) else str(types)
