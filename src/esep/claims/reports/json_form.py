"""A report as plain data for JSON.

Exact values become numbers on the way out: whole ones as integers, all others as floats of ten significant digits. The
fields of a claim are those of the labelled development texts; what is unknown is null. `interval` is what the evidence
allows the truth to be, `stands_for` what the printed number can stand for. The form is described by
`check.schema.json`, which stands beside this file.
"""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction
from importlib import metadata, resources
from typing import Any

from esep.answers.wording import Names, say_remark
from esep.claims.claim import VERDICTS, Candidate, Claim, Evidence, Report
from esep.claims.reports.card import write_permalink
from esep.claims.reports.findings import find_span
from esep.claims.reports.layout import order_claims, order_others
from esep.claims.reports.ranges import find_stated_range
from esep.claims.reports.view import count_report, list_open_reasons
from esep.model.cell import Cell
from esep.model.interval import Interval
from esep.model.remark import Remark
from esep.sources.document import Document

FORMAT = "esep-check/1"
SIGNIFICANT_DIGITS = 10


def report_to_dict(report: Report, language: str, names: Names, document: Document | None = None) -> dict[str, Any]:
    """Return a report as data in a fixed order of keys; sentences are in `language`, offsets count characters.

    `document` is the file that the text came from; without it there are no places.
    """
    tally = Counter(claim.verdict for claim in report.claims)
    return {
        "format": FORMAT,
        "program": f"esep {metadata.version('esep')}",
        "file": report.file or None,
        "form": document.form if document else None,
        "sha256": document.sha256 if document else None,
        "language": report.language or None,
        "date": report.date.isoformat() if report.date else None,
        "date_from": report.date_from or None,
        "dataset": report.dataset or None,
        "vintage": report.vintage or None,
        "counts": {
            **count_report(report),
            "not_checkable_by_reason": dict(sorted(Counter(list_open_reasons(report)).items())),
            "verdicts": {verdict: tally[verdict] for verdict in VERDICTS},
        },
        "claims": [
            {
                **_claim_to_dict(claim, language, names),
                "permalink": write_permalink(report, claim) or None,
                "place": _place_to_dict(report, document, claim),
            }
            for claim in order_claims(report)
        ],
        "other_numbers": [
            {"span": other.span, "start": other.start, "end": other.end, "role": other.role}
            for other in order_others(report)
        ],
        "notes": [say_remark(note, language, names) for note in report.notes],
    }


def report_to_json(report: Report, language: str, names: Names, document: Document | None = None) -> str:
    """Return the JSON text of a report, readable and ending in a line break; letters stand as they are."""
    data = report_to_dict(report, language, names, document)
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_schema() -> dict[str, Any]:
    """Return the JSON Schema that every report written here keeps to."""
    text = resources.files("esep.claims").joinpath("check.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def write_value(value: Fraction | None) -> int | float | None:
    """Return an exact value as a JSON number: an integer where it is whole, else ten significant digits."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(f"{float(value):.{SIGNIFICANT_DIGITS}g}")


def _claim_to_dict(claim: Claim, language: str, names: Names) -> dict[str, Any]:
    def say_all(remarks: tuple[Remark, ...]) -> list[dict[str, str]]:
        return [{"key": remark.key, "text": say_remark(remark, language, names)} for remark in remarks]

    return {
        "id": claim.id,
        "span": claim.span,
        "start": claim.start,
        "end": claim.end,
        "operator": claim.operator,
        "measure": "/".join(part for part in (claim.measure, claim.attribute) if part) or None,
        "scope": claim.scope or None,
        "region": claim.region or None,
        "period": str(claim.period) if claim.period else None,
        "base_period": str(claim.base_period) if claim.base_period else None,
        "value": write_value(claim.value),
        "unit": claim.unit or None,
        "decimals": claim.decimals,
        "hedge": claim.hedge or None,
        "direction": claim.direction or None,
        "verdict": claim.verdict,
        "reason": say_remark(claim.reason, language, names),
        "true_value": write_value(claim.true_value),
        "interval": _interval_to_dict(claim.interval),
        "stands_for": _interval_to_dict(find_stated_range(claim)),
        "rounding": claim.rounding or None,
        "diagnosis": claim.diagnosis or None,
        "evidence": [_evidence_to_dict(entry, language, names) for entry in claim.evidence],
        "cautions": say_all(claim.cautions),
        "alternatives": say_all(claim.alternatives),
        "question": claim.question or None,
        "is_picked": claim.is_picked,
        "readings": [_reading_to_dict(number, reading) for number, reading in enumerate(claim.readings, 1)],
    }


def _reading_to_dict(number: int, reading: Candidate) -> dict[str, Any]:
    return {
        "number": number,
        "question": reading.question or None,
        "operator": reading.operator,
        "measure": "/".join(part for part in (reading.measure, reading.attribute) if part) or None,
        "scope": reading.scope or None,
        "region": reading.region or None,
        "period": str(reading.period) if reading.period else None,
        "base_period": str(reading.base_period) if reading.base_period else None,
        "verdict": reading.verdict,
        "value": write_value(reading.value),
        "unit": reading.unit or None,
        "interval": _interval_to_dict(reading.interval),
        "rounding": reading.rounding or None,
        "diagnosis": reading.diagnosis or None,
        "cells": [_cell_to_dict(cell) for cell in reading.cells],
    }


def _place_to_dict(report: Report, document: Document | None, claim: Claim) -> dict[str, int | None] | None:
    if document is None:
        return None
    start, end = find_span(report, document, claim.start, claim.end)
    return {
        "line": start.line or None,
        "column": start.column or None,
        "end_line": end.line or None,
        "end_column": end.column or None,
        "paragraph": start.paragraph or None,
        "page": start.page or None,
    }


def _interval_to_dict(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {
        "low": write_value(interval.low),
        "high": write_value(interval.high),
        "low_open": interval.low_open,
        "high_open": interval.high_open,
    }


def _evidence_to_dict(evidence: Evidence, language: str, names: Names) -> dict[str, Any]:
    return {
        "kind": evidence.kind,
        "independence": evidence.independence,
        "text": say_remark(evidence.remark, language, names),
        "cells": [_cell_to_dict(cell) for cell in evidence.cells],
        "spans": [{"start": start, "end": end} for start, end in evidence.spans],
    }


def _cell_to_dict(cell: Cell) -> dict[str, Any]:
    return {
        "key": str(cell.key),
        "value": write_value(cell.value),
        "precision": cell.precision,
        "body": cell.body or None,
        "source": cell.source or None,
        "status": cell.status,
    }
