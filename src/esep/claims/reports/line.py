"""Reports of one line each: `file:line:col: severity rule message`, and the annotations of a code host's workflows."""

from __future__ import annotations

from esep.answers.wording import Names
from esep.claims.claim import Report
from esep.claims.outside_text import show_outside
from esep.claims.reports.findings import Finding, list_findings, write_place
from esep.claims.reports.view import write_coverage
from esep.language.phrases import say
from esep.problems import Problem
from esep.sources.document import Document

# The commands of a workflow, by severity.
COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def report_to_lines(report: Report, document: Document | None, language: str, names: Names) -> str:
    """Return a line for every claim that does not simply pass; a page or a paragraph stands for line and column."""
    file = show_outside(report.file or "-")
    found = list_findings(report, document, language, names)
    # Programs read what stands before the message, so it is the same in every language.
    return "".join(f"{file}:{write_place(f.start, 'en')}: {f.severity} {f.rule} {f.message}\n" for f in found)


def problem_to_line(problem: Problem, file: str, language: str) -> str:
    """Return a problem in the same form; what has no place has line 1."""
    line, column = problem.where.line or 1, problem.where.column or 1
    words = show_outside(f"{problem.say('what', language)} {problem.say('remedy', language)}")
    return f"{show_outside(file)}:{line}:{column}: {problem.severity} {problem.code} {words}\n"


def report_to_github(report: Report, document: Document | None, language: str, names: Names) -> str:
    """Return a command for every claim that is wrong, needs context or a second look, and one with the counts.

    A claim that cannot be checked has no command of its own: a code host shows ten of a kind, and they are for faults.
    """
    findings = [f for f in list_findings(report, document, language, names) if f.rule != "not_checkable"]
    lines = [_annotate(finding, report, language) for finding in findings]
    counts = write_command("notice", {"file": report.file, "title": "Esep"}, write_coverage(report, language))
    return "".join([*lines, counts])


def problem_to_github(problem: Problem, file: str, language: str) -> str:
    """Return a problem as a command."""
    facts = {"file": file, "line": str(problem.where.line or ""), "title": problem.code}
    words = f"{problem.say('what', language)} {problem.say('remedy', language)}"
    return write_command(COMMANDS[problem.severity], facts, words)


def _annotate(finding: Finding, report: Report, language: str) -> str:
    start, end = finding.start, finding.end
    facts = {"file": report.file, "title": say(f"report.verdict_{finding.rule}", language)}
    if not start.line:
        return write_command(COMMANDS[finding.severity], facts, f"{write_place(start, language)}: {finding.message}")
    facts |= {"line": str(start.line), "col": str(start.column), "endLine": str(end.line), "endColumn": str(end.column)}
    return write_command(COMMANDS[finding.severity], facts, finding.message)


def write_command(command: str, facts: dict[str, str], message: str) -> str:
    """Return a workflow command; nothing in the facts or the message can end it or begin another one."""
    properties = ",".join(f"{name}={_escape_fact(show_outside(value))}" for name, value in facts.items() if value)
    return f"::{command} {properties}::{_escape(show_outside(message))}\n"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_fact(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
