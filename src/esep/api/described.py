"""The description of every address: a sentence, the form of its answers and an example, as OpenAPI writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from esep.api.forms import FORMS
from esep.api.schemas import SCHEMAS, refer
from esep.api.told import MEDIA

# Operation -> what it gives, in a line, and what more there is to know.
OPERATIONS: Mapping[str, tuple[str, str]] = {
    "ask": (
        "Ask one question",
        "The figure, its range, its sources, the sentence for it in three languages, and what must be known with it.",
    ),
    "cells": (
        "List cells",
        "Every cell of a dataset by any part of its key, each with its status, range and note. A page that is not the "
        "last names the next one, in `next` and in the header Link, and all pages of a list are of one vintage. A page "
        "can be shorter than `limit`: only one without `next` is the last.",
    ),
    "datasets": ("List datasets", "What is served here."),
    "dataset": ("Show a dataset", "Its title, licence, citation, defaults and breaks."),
    "codes": ("List codes", "The codes of a dimension with their names in three languages."),
    "definition": ("Show a definition", "All names and rules of a dataset as a program needs them."),
    "vintages": ("List vintages", "Every committed state of a dataset, oldest first."),
    "changes": ("Compare two vintages", "Every cell that moved, appeared or disappeared, as `esep diff` shows it."),
    "check": (
        "Check a statement",
        "Every number of a text with its verdict and the evidence. Send the text itself as text/plain in UTF-8, or as "
        "the member `text` of an object whose other members are those of the query.",
    ),
    "keep": (
        "Keep a statement",
        "Check a text and put it into the register of the store, as `esep register add` does. Needs the token.",
    ),
    "statements": ("List statements", "The register: who said what and when, and against what it was checked."),
    "statement": ("Show a statement", "Its text and every check of it, from the first to the last."),
    "config": ("Show limits", "Limits, formats, languages, licences, citations, version and contact."),
    "problem": ("Show a problem", "What a code of a problem means, in three languages."),
    "sdmx": (
        "Observations as SDMX-CSV",
        "The data query of SDMX REST for a dataflow. The key has a code for each dimension in the order FREQ.SCOPE."
        "MEASURE.ATTRIBUTE.REF_AREA.UNIT_MEASURE.BASE_PERIOD, `*` for all of them; `c[DIMENSION]` filters with the "
        "operators eq, ne, lt, le, gt, ge and sw, commas for or, plus signs for and.",
    ),
}
# What these give is of the moment.
UNTAGGED = ("check", "keep", "statements", "statement")
_MEMBERS = ("text", "data", "as_of", "date", "scope", "text_lang", "lang")
_SAID = ("who", "who_is", "url")
PROBLEM = {"description": "A problem", "content": {MEDIA: {"schema": refer("problem")}}}
_TEXT = "В 2024 году в Казахстане зарегистрировано 387 убийств."
SAME = {"description": "What you have is still right: the ETag in If-None-Match is that of the answer."}
_TABLES = {"csv": {"type": "string"}, "sdmx-csv": {"type": "string"}, "parquet": {}, "html": {"type": "string"}}


def describe(operation: str, schema: str, forms: Sequence[str] = ("json",)) -> dict[str, Any]:
    """Return what FastAPI is told of an address."""
    summary, description = OPERATIONS[operation]
    content: dict[str, Any] = {}
    for form in forms:
        media = FORMS[form].replace("; charset=utf-8", "")
        content[media] = {"schema": refer(schema) if form == "json" else _TABLES[form]}
    if "json" in forms and schema in read_examples():
        content[FORMS["json"]]["example"] = read_examples()[schema]
    responses: dict[int | str, dict[str, Any]] = {
        201 if operation == "keep" else 200: {"description": summary, "content": content},
        "default": PROBLEM,
    }
    if operation not in UNTAGGED:
        responses[304] = SAME
    bodies: dict[str, dict[str, Any]] = {"check": {"requestBody": describe_body(_MEMBERS)}}
    bodies["keep"] = {"requestBody": describe_body((*_MEMBERS, *_SAID)), "security": [{"token": []}]}
    return {
        "openapi_extra": bodies.get(operation),
        "operation_id": operation,
        "summary": summary,
        "description": description,
        "responses": responses,
        "response_model": None,
    }


def describe_body(members: Sequence[str]) -> dict[str, Any]:
    """Return what can be sent: a text as it is, or an object with these members."""
    members_told = {name: {"type": "string"} for name in members}
    told = {"type": "object", "properties": members_told, "required": ["text"], "additionalProperties": False}
    return {
        "required": True,
        "content": {
            "text/plain": {"schema": {"type": "string", "minLength": 1}, "example": _TEXT},
            "application/json": {"schema": told, "example": {"text": _TEXT, "date": "2025-02-14"}},
        },
    }


@cache
def read_examples() -> dict[str, Any]:
    """Return an answer of every form, as the API gave it for the packaged figures."""
    path = resources.files("esep.api").joinpath("examples.json")
    examples: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return examples


def complete(description: dict[str, Any], contact: str) -> dict[str, Any]:
    """Return the description that FastAPI made with the forms of all answers, which stand in one place."""
    components = description.setdefault("components", {})
    components["schemas"] = {**SCHEMAS, "check": _read_check_schema()}
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    if contact:
        description["info"]["contact"] = {"url": contact} if "//" in contact else {"name": contact}
    return description


def _read_check_schema() -> dict[str, Any]:
    """Return the schema of a report as a component: its own definitions are found inside it."""
    from esep.claims.reports.json_form import read_schema

    text = json.dumps(read_schema()).replace('"#/$defs/', '"#/components/schemas/check/$defs/')
    schema: dict[str, Any] = json.loads(text)
    for name in ("$schema", "$id"):
        schema.pop(name, None)
    return schema
