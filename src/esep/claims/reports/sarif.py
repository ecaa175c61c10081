"""Reports in the Static Analysis Results Interchange Format, SARIF 2.1.0.

Programs that show SARIF mostly ignore the kind of a result and take each for a fault. So only what fails is a result:
wrong and contradictory numbers as errors, those that need context as warnings. The counts of the others stand in the
properties of the run.
"""

from __future__ import annotations

import hashlib
import json
import re
from importlib import metadata
from typing import Any
from urllib.parse import quote

from esep.answers.wording import Names
from esep.claims.claim import VERDICTS, Report
from esep.claims.reports.card import GROUP_OF
from esep.claims.reports.findings import Finding, list_findings, write_place
from esep.claims.reports.view import count_report
from esep.language.phrases import say
from esep.problems import Problem
from esep.sources.document import LINED, Document

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# Verdicts that are results, in the order of their rules.
RULES = tuple(verdict for verdict in VERDICTS if GROUP_OF[verdict] in ("fail", "care"))
# Halves of pairs that do not stand for a byte of a file name.
NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
LEVELS = {"fail": "error", "care": "warning"}


def write_rules(language: str) -> list[dict[str, Any]]:
    """Return the rules of a run: the verdicts that count as faults."""
    return [
        {
            "id": rule,
            "name": "".join(part.capitalize() for part in rule.split("_")),
            "shortDescription": {"text": say(f"report.verdict_{rule}", language)},
            "fullDescription": {"text": say(f"report.meaning_{rule}", language)},
            "defaultConfiguration": {"level": LEVELS[GROUP_OF[rule]]},
        }
        for rule in RULES
    ]


def list_results(report: Report, document: Document | None, language: str, names: Names) -> list[dict[str, Any]]:
    """Return the results of one text."""
    found = list_findings(report, document, language, names)
    form = document.form if document is not None else "text"
    return [_write_result(finding, report, form, language) for finding in found if finding.rule in RULES]


def _write_result(finding: Finding, report: Report, form: str, language: str) -> dict[str, Any]:
    claim, start, end = finding.claim, finding.start, finding.end
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": {"uri": write_uri(report.file)}}}
    if form in LINED:
        location["physicalLocation"]["region"] = {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "snippet": {"text": claim.span},
        }
    else:
        location["logicalLocations"] = [{"fullyQualifiedName": write_place(start, language)}]
    return {
        "ruleId": finding.rule,
        "ruleIndex": RULES.index(finding.rule),
        "kind": "fail",
        "level": finding.severity,
        "message": {"text": finding.message},
        "locations": [location],
        "partialFingerprints": {"esepClaim/v1": fingerprint(report, claim.start, claim.end)},
        "properties": {"claim": claim.id, "question": claim.question},
    }


def fingerprint(report: Report, start: int, end: int) -> str:
    """Return what identifies a claim while the text around it stays as it is, wherever it moves."""
    around = " ".join(report.text[max(start - 60, 0) : end + 60].split())
    return hashlib.sha256(f"{report.text[start:end]}\n{around}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def write_uri(file: str) -> str:
    """Return a file as a relative or absolute reference, as the format wants it."""
    path = (file or "-").replace("\\", "/")
    # A byte of a name that is no text is written as that byte.
    place = quote(NO_BYTE.sub("\ufffd", path), errors="surrogateescape")
    return f"file://{place}" if path.startswith("/") else place


def write_head(language: str) -> str:
    """Return the beginning of a log, up to and with the bracket that opens its results."""
    driver = {
        "name": "Esep",
        "version": metadata.version("esep"),
        "language": language,
        "rules": write_rules(language),
    }
    tool = json.dumps({"driver": driver}, ensure_ascii=False)
    return (
        f'{{"$schema": {json.dumps(SCHEMA)}, "version": "2.1.0", "runs": [{{"tool": {tool}, '
        '"columnKind": "unicodeCodePoints", "results": ['
    )


def write_tail(problems: list[tuple[str, Problem]], counts: dict[str, Any], language: str) -> str:
    """Return the end of a log: the problems that kept texts from being checked, and the counts."""
    notes = [
        {
            "level": problem.severity,
            "message": {"text": f"{problem.say('what', language)} {problem.say('remedy', language)}"},
            "descriptor": {"id": problem.code},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": write_uri(file)}}}],
        }
        for file, problem in problems
    ]
    is_whole = not any(problem.severity == "error" for _, problem in problems)
    invocation = {"executionSuccessful": is_whole, "toolExecutionNotifications": notes}
    end = {"invocations": [invocation], "properties": counts}
    return f"], {json.dumps(end, ensure_ascii=False)[1:]}]}}\n"


def report_to_sarif(report: Report, document: Document | None, language: str, names: Names) -> str:
    """Return a whole log on one text."""
    results = (json.dumps(result, ensure_ascii=False) for result in list_results(report, document, language, names))
    return write_head(language) + ",\n".join(results) + write_tail([], count_report(report), language)
