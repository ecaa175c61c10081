"""The form of every answer, as JSON Schema: what the description of the API says and what its tests hold it to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from esep.model.cell import PRECISIONS, STATUSES, UNITS
from esep.problems import LANGUAGES, SEVERITIES

Schema = dict[str, Any]


def refer(name: str) -> Schema:
    """Return a reference to one of `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(meaning: str = "", /, **members: Schema) -> Schema:
    told: Schema = {"description": meaning} if meaning else {}
    return {**told, "type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(of: Schema) -> Schema:
    return {"type": "array", "items": of}


def _map(of: Schema) -> Schema:
    return {"type": "object", "additionalProperties": of}


def _said(text: str, kind: str = "string") -> Schema:
    return {"type": kind, "description": text}


TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"type": "boolean"}
TEXTS: Schema = _map(TEXT)
EXACT: Schema = _or_null(
    {"type": "string", "pattern": "^-?[0-9]+(/[0-9]+)?$", "description": "the value as a fraction"}
)
STATUS: Schema = {
    "enum": list(STATUSES),
    "description": "SDMX CL_OBS_STATUS; a value is null exactly where it says why",
}
NEXT: Schema = _or_null(_said("address of the next page, of the same vintage; null where this is the last one"))
_CELL: dict[str, Schema] = {
    "key": _said("scope/measure[attribute]/region/period/unit"),
    "period_type": {"enum": ["year", "financial_year", "quarter", "month", "day", "other"]},
    "value": _or_null(NUMBER),
    "precision": {"enum": list(PRECISIONS)},
    "status": STATUS,
    "body": TEXT,
    "source": TEXT,
    "note": TEXT,
    "coverage": _or_null(_said("share of the expected reporters that reported", "number")),
}
_PRINT = _or_null(
    _object(
        value=_or_null(NUMBER),
        precision={"enum": list(PRECISIONS)},
        status=STATUS,
        source=TEXT,
        note=TEXT,
        coverage=_or_null(NUMBER),
    )
)
_ESTIMATE = _object(
    name=TEXT,
    value=_or_null(NUMBER),
    unit=TEXT,
    decimals={"type": "integer"},
    low=_or_null(NUMBER),
    high=_or_null(NUMBER),
    confidence=_or_null(NUMBER),
)

_SAID: dict[str, Schema] = {
    "id": TEXT,
    "who": TEXT,
    "who_is": {"enum": ["person", "organization"]},
    "said": _or_null(TEXT),
    "url": _or_null(TEXT),
    "added": TEXT,
    "language": TEXT,
    "dataset": _or_null(TEXT),
    "vintage": _or_null(TEXT),
    "approved_by": _or_null(_said("who signed the last check; nobody where null")),
}

SCHEMAS: Mapping[str, Schema] = {
    "interval": _object(
        "the true values that the printed ones allow; an end that is null has no bound",
        low=_or_null(NUMBER),
        high=_or_null(NUMBER),
        low_open=FLAG,
        high_open=FLAG,
    ),
    "source_cell": _object("a cell that a figure was computed from", **_CELL),
    "finding": _object(
        "what a method says of the figure",
        method=TEXT,
        level=_or_null(TEXT),
        n=COUNT,
        status=STATUS,
        sentences=_list(TEXT),
        assumptions=_list(TEXT),
        estimates=_list(_ESTIMATE),
        rows=_list(_object(subject=TEXT, name=TEXT, level=_or_null(TEXT), estimates=_list(_ESTIMATE))),
        cells=_list(TEXT),
    ),
    "answer": {
        **_object(
            "a figure with its question, its sources and the sentence for it",
            question=_said("the question in its canonical form, which is its address for ever"),
            value=_or_null(NUMBER),
            exact_value=EXACT,
            unit={"enum": list(UNITS)},
            decimals={"type": "integer"},
            text=_said("the value as it is printed in the language asked for"),
            status=STATUS,
            status_name={"enum": list(STATUSES.values())},
            interval=_or_null(refer("interval")),
            formula=TEXT,
            sentence=_object(**dict.fromkeys(LANGUAGES, TEXT)),
            notes=_list(TEXT),
            breaks=_list(_object(id=TEXT, date={"type": "string", "format": "date"}, reason=TEXT)),
            cells=_list(refer("source_cell")),
            prints=_list(refer("source_cell")),
            others=_list(_object(question=TEXT, value=_or_null(NUMBER), text=TEXT)),
            finding=_or_null(refer("finding")),
            dataset=TEXT,
            vintage=TEXT,
        ),
        "additionalProperties": _said("`exact`, where it was asked for: the answer for another program", "object"),
    },
    "cell": _object(
        "one value, with who says so, how exactly, and why there is none where there is none",
        scope=TEXT,
        measure=TEXT,
        attribute=_or_null(TEXT),
        region=TEXT,
        period=TEXT,
        base_period=_or_null(_said("the period that a published change is against")),
        unit={"enum": list(UNITS)},
        exact_value=EXACT,
        interval=_or_null(refer("interval")),
        **_CELL,
    ),
    "cells": _object(dataset=TEXT, vintage=TEXT, count=COUNT, cells=_list(refer("cell")), next=NEXT),
    "dataset": _object(
        name=TEXT,
        title=TEXTS,
        kind={"enum": ["published", "records", "tables"]},
        vintage=TEXT,
        definition_sha256=TEXT,
        licence=TEXT,
        citation=TEXTS,
        notes=TEXTS,
        default_scope=TEXT,
        default_region=TEXT,
        rate_base=COUNT,
        codes=_map(COUNT),
        breaks=_list(_object(id=TEXT, date=TEXT, reason=TEXTS, is_major=FLAG, source=TEXT)),
    ),
    "datasets": _object(datasets=_list(refer("dataset"))),
    "codes": _object(
        dataset=TEXT,
        kind=TEXT,
        codes=_list(
            _object(
                code=TEXT,
                names=TEXTS,
                meanings=TEXTS,
                qualities=TEXTS,
                parent=_or_null(TEXT),
                kind=_or_null(TEXT),
                valid_from=_or_null(TEXT),
                valid_to=_or_null(TEXT),
                split_from=_or_null(TEXT),
                successors=_list(TEXT),
                note=_or_null(TEXT),
            )
        ),
    ),
    "definition": _object(
        "all names and rules of a dataset, for a program: `esep.open` reads them",
        dataset=TEXT,
        vintage=TEXT,
        definition={"type": "object"},
    ),
    "vintages": _object(
        dataset=TEXT,
        current=_said("the vintage that is served"),
        vintages=_list(
            _object(
                id=TEXT,
                number=COUNT,
                published={"type": "string", "format": "date-time"},
                program=TEXT,
                parent=_or_null(TEXT),
                content_sha256=TEXT,
                definition_sha256=TEXT,
                cells=COUNT,
                rows=_map(COUNT),
                added=_list(TEXT),
                replaced=_list(TEXT),
                sources=_list(_object(sha256=TEXT, months=_list(TEXT))),
            )
        ),
    ),
    "changes": {
        **_object(
            "what the later vintage says otherwise; moved: another value, precision or status",
            **{"dataset": TEXT, "from": TEXT, "to": TEXT},
            **dict.fromkeys(("equal", "moved", "new", "gone", "sourced", "declared", "undeclared"), COUNT),
            largest=_list(_object(key=TEXT, difference=_or_null(NUMBER))),
            changes=_list(
                _object(
                    kind={"enum": ["moved", "new", "gone", "sourced"]},
                    key=TEXT,
                    body=TEXT,
                    before=_PRINT,
                    after=_PRINT,
                    difference=_or_null(NUMBER),
                    declared=_or_null(TEXT),
                )
            ),
            next=NEXT,
        ),
    },
    "config": _object(
        "what this server is and what it allows",
        program=TEXT,
        version=TEXT,
        contact=TEXT,
        licence=_said("of the program; that of the figures stands with each dataset"),
        languages=_list(TEXT),
        formats=_map(_list(TEXT)),
        limits=_map(COUNT),
        datasets=_list(_object(name=TEXT, vintage=TEXT, licence=TEXT, citation=TEXTS)),
        default_dataset=TEXT,
        writes=_said("whether statements can be kept here, with a token", "boolean"),
    ),
    "kept": _object("where a statement is kept", id=TEXT, dataset=TEXT, vintage=TEXT, is_new=FLAG, address=TEXT),
    "statements": _object(statements=_list(_object(**_SAID))),
    "statement": _object(
        "a statement of the register",
        **_SAID,
        text=TEXT,
        checks=_list(_object(checked=TEXT, vintage=TEXT, report=refer("check"))),
    ),
    "problem_entry": _object(
        "a problem in all languages",
        code=TEXT,
        severity={"enum": list(SEVERITIES)},
        **dict.fromkeys(LANGUAGES, _object(what=TEXT, why=TEXT, remedy=TEXT)),
    ),
    "problem": _object(
        "RFC 9457: what is wrong, why it matters, what to do",
        **{"type": TEXT, "title": TEXT, "status": COUNT, "detail": TEXT},
        language={"enum": list(LANGUAGES)},
        problems=_list(refer("told")),
        **(
            told := {
                "code": TEXT,
                "severity": {"enum": list(SEVERITIES)},
                "what": TEXT,
                "why": TEXT,
                "remedy": TEXT,
                "where": _object(name=_or_null(TEXT), line=_or_null(COUNT), column=_or_null(COUNT)),
                "facts": TEXTS,
            }
        ),
    ),
    "told": _object("one of the problems", **told),
}
