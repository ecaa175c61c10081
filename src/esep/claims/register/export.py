"""The register as tables and data: CSV, JSON, and ClaimReview for what a person has approved."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from esep.claims.outside_text import is_web_address
from esep.claims.register.entries import Entry
from esep.claims.register.recheck import find_standing
from esep.language.detect import split_sentences
from esep.language.phrases import say
from esep.problems import LANGUAGES

FORMS = ("csv", "json", "claimreview")
STATEMENT = ("id", "who", "who_is", "said", "url", "added", "file", "text_sha256")
CLAIM = ("span", "operator", "measure", "scope", "region", "period", "base_period", "value", "unit")
COLUMNS = (
    *STATEMENT,
    "claim",
    *CLAIM,
    *("checked_then", "dataset", "vintage_then", "verdict_then", "true_value_then"),
    *("checked_now", "vintage_now", "verdict_now", "true_value_now", "program_now"),
    *("approved_by", "approved_on"),
)
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
# From 1, wrong, to 5, right; what has no number was not settled and is no review.
RATINGS = {
    "wrong": 1,
    "inconsistent": 2,
    "matches_another_scope": 2,
    "base_not_comparable": 2,
    "crosses_a_break": 3,
    "misleading_base": 3,
    "superseded": 3,
    "not_significant": 3,
    "loose": 4,
    "rounded": 5,
    "supported": 5,
}


def export_csv(entries: Iterable[Entry]) -> str:
    """Return a row for every claim: what was found when it was added, and what is found now."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerows([guard(row[name]) for name in COLUMNS] for row in _list_rows(entry))
    return target.getvalue()


def guard(value: object) -> str:
    """Return a value as a cell that no spreadsheet runs: a text that begins like a formula gets an apostrophe."""
    text = "" if value is None else str(value)
    is_formula = text.lstrip(" \u00a0").startswith(FORMULA) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def _list_rows(entry: Entry) -> Iterator[dict[str, Any]]:
    first, last = entry.checks[0], entry.checks[-1]
    before = {(claim["start"], claim["end"]): claim for claim in first["report"]["claims"]}
    described = asdict(entry.statement)
    approval = entry.approval or {}
    for claim in last["report"]["claims"]:
        then = before.get((claim["start"], claim["end"]), {})
        yield {
            **{name: described[name] for name in STATEMENT},
            "claim": claim["id"],
            **{name: claim[name] for name in CLAIM},
            "checked_then": first["checked"],
            "dataset": last["dataset"],
            "vintage_then": first["vintage"],
            "verdict_then": then.get("verdict"),
            "true_value_then": then.get("true_value"),
            "checked_now": last["checked"],
            "vintage_now": last["vintage"],
            "verdict_now": find_standing(entry, claim),
            "true_value_now": claim["true_value"],
            "program_now": last["program"],
            "approved_by": approval.get("by"),
            "approved_on": approval.get("on"),
        }


def export_json(entries: Iterable[Entry]) -> str:
    """Return everything that the register holds, as data."""
    data = [
        {**asdict(entry.statement), "text": entry.text, "checks": entry.checks, "approvals": entry.approvals}
        for entry in entries
    ]
    return json.dumps({"format": "esep-register/1", "statements": data}, ensure_ascii=False, indent=2) + "\n"


def export_reviews(entries: Iterable[Entry]) -> str:
    """Return a ClaimReview (schema.org, JSON-LD) for every settled claim of the approved entries."""
    graph = [review for entry in entries if entry.approval is not None for review in _list_reviews(entry)]
    return json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def _list_reviews(entry: Entry) -> Iterator[dict[str, Any]]:
    statement, approval, check = entry.statement, entry.approval, entry.checks[-1]
    assert approval is not None
    language = check["report"]["language"] if check["report"]["language"] in LANGUAGES else "en"
    for claim in check["report"]["claims"]:
        standing = find_standing(entry, claim)
        if standing not in RATINGS:
            continue
        said = find_sentence(entry.text, claim["start"], claim["end"], language)
        appearance = {"@type": "CreativeWork", "url": statement.url, "datePublished": statement.said}
        item = {
            "@type": "Claim",
            "text": said,
            "author": {"@type": statement.who_is.capitalize(), "name": statement.who},
            "datePublished": statement.said,
            "appearance": _drop_empty(appearance),
        }
        sources = {cell["source"] for proof in claim["evidence"] for cell in proof["cells"] if cell["source"]}
        yield _drop_empty(
            {
                "@type": "ClaimReview",
                "identifier": f"{statement.id}/{claim['id']}",
                "inLanguage": language,
                "datePublished": approval["on"][:10],
                "author": {"@type": "Person", "name": approval["by"]},
                "claimReviewed": said,
                "itemReviewed": _drop_empty(item),
                "reviewRating": {
                    "@type": "Rating",
                    "ratingValue": RATINGS[standing],
                    "bestRating": 5,
                    "worstRating": 1,
                    "alternateName": say(f"report.verdict_{standing}", language),
                },
                "reviewBody": " ".join([claim["reason"], *(caution["text"] for caution in claim["cautions"])]),
                "isBasedOn": sorted(filter(is_web_address, sources)),
            }
        )


def find_sentence(text: str, start: int, end: int, language: str) -> str:
    """Return the sentence in which a claim stands, on one line."""
    bounds = [(low, high) for low, high in split_sentences(text, language) if low < end and start < high]
    low, high = (bounds[0][0], bounds[-1][1]) if bounds else (start, end)
    return " ".join(text[low:high].split())


def _drop_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", None, [], {"@type": "CreativeWork"})}
