"""Checking statements of the register: at first, and again when the data have a new vintage."""

from __future__ import annotations

import datetime
from importlib import metadata
from typing import Any

from esep.answers import Answers
from esep.claims.claim import PASSING, Report
from esep.claims.register.entries import Entry, write_moment
from esep.claims.reports.json_form import report_to_dict
from esep.claims.reports.render import choose_names
from esep.claims.statement import check, choose_scope
from esep.problems import LANGUAGES
from esep.sources.document import Document

# How a claim may stand to what was found before; `superseded`: true then, no longer now.
CHANGES = ("superseded", "borne_out", "revised", "moved")


def check_statement(text: str, answers: Answers | None, *, said: str, language: str, scope: str) -> Report:
    """Return the report on a text of the register, always with the same options."""
    if scope:
        answers = choose_scope(answers, scope)
    return check(text, answers, date=said or None, language=language or "auto")


def make_check(report: Report, number: int, now: datetime.datetime, document: Document | None = None) -> dict[str, Any]:
    """Return a check as it is kept: when, by which program, at which vintage, and the whole report."""
    language = report.language if report.language in LANGUAGES else "en"
    return {
        "format": "esep-statement-check/1",
        "number": number,
        "checked": write_moment(now),
        "program": f"esep {metadata.version('esep')}",
        "dataset": report.dataset,
        "vintage": report.vintage,
        "report": report_to_dict(report, language, choose_names(report, None), document),
        "changes": [],
    }


def recheck(entry: Entry, report: Report, now: datetime.datetime) -> dict[str, Any] | None:
    """Return a new check of an entry with what changed since the last one; `None` where nothing did."""
    last = entry.checks[-1]
    made = make_check(report, last["number"] + 1, now)
    is_same = (made["vintage"], made["program"]) == (last["vintage"], last["program"])
    if is_same and made["report"]["claims"] == [{**claim, "place": None} for claim in last["report"]["claims"]]:
        return None
    made["changes"] = list_changes(last, made)
    return made


def list_changes(then: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    """Return how the claims of one check stand to those of an earlier one; a claim that stands as it stood is left out.

    `cause` is `data` where the vintage is another one, else `program`.
    """
    old = {(claim["start"], claim["end"]): claim for claim in then["report"]["claims"]}
    cause = "data" if then["vintage"] != now["vintage"] else "program"
    found = []
    for claim in now["report"]["claims"]:
        before = old.get((claim["start"], claim["end"]))
        kind = _compare(before, claim) if before else ""
        if before is not None and kind:
            sides = {"then": _take(before, then), "now": _take(claim, now)}
            found.append({"claim": claim["id"], "span": claim["span"], "kind": kind, "cause": cause, **sides})
    return found


def _compare(then: dict[str, Any], now: dict[str, Any]) -> str:
    was_true, is_true = then["verdict"] in PASSING, now["verdict"] in PASSING
    has_moved = then["true_value"] != now["true_value"]
    if was_true and not is_true:
        return "superseded" if has_moved else "moved"
    if is_true and not was_true:
        return "borne_out"
    if then["verdict"] != now["verdict"]:
        return "moved"
    return "revised" if has_moved else ""


def _take(claim: dict[str, Any], check: dict[str, Any]) -> dict[str, Any]:
    about = {name: claim[name] for name in ("verdict", "true_value", "unit", "decimals")}
    return {**about, "vintage": check["vintage"], "checked": check["checked"]}


def find_standing(entry: Entry, claim: dict[str, Any]) -> str:
    """Return how a claim of the last check stands today: `superseded` where it once was true, else its verdict.

    It was true where a check at an earlier vintage passed it and the figure has moved since.
    """
    if claim["verdict"] in PASSING:
        return str(claim["verdict"])
    for earlier in reversed(entry.checks[:-1]):
        for before in earlier["report"]["claims"]:
            is_same = (before["start"], before["end"]) == (claim["start"], claim["end"])
            was_true = before["verdict"] in PASSING and before["true_value"] != claim["true_value"]
            if is_same and was_true and earlier["vintage"] != entry.checks[-1]["vintage"]:
                return "superseded"
    return str(claim["verdict"])
