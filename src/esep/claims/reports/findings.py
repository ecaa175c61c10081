"""What a report holds against a text, one line each: for editors, continuous integration and code hosts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from esep.answers.wording import Names
from esep.claims.claim import Claim, Report
from esep.claims.outside_text import show_outside
from esep.claims.reports.card import GROUP_OF, Card
from esep.claims.reports.layout import order_claims
from esep.claims.reports.view import write_report
from esep.language.phrases import say
from esep.sources.document import Document, Place, find_lines

# Severity of a group of verdicts; what passes has none.
SEVERITIES = {"fail": "error", "care": "warning", "review": "note", "open": "note"}


@dataclass(frozen=True)
class Finding:
    """One claim that does not simply pass: its verdict as a rule, how grave it is, and one sentence for people.

    `start` and `end` are where it begins and ends in the file; `end` is the place behind its last character.
    """

    rule: str
    severity: str
    message: str
    start: Place
    end: Place
    claim: Claim


def list_findings(report: Report, document: Document | None, language: str, names: Names) -> Iterator[Finding]:
    """Yield what is not right, needs context or could not be checked, in the order of the text."""
    view = write_report(report, language, names)
    for claim, card in zip(order_claims(report), view.cards, strict=True):
        severity = SEVERITIES.get(GROUP_OF[claim.verdict], "")
        if severity:
            # A last digit that is off by one is more often a slip of rounding than of fact.
            severity = "warning" if claim.diagnosis == "last_digit" and severity == "error" else severity
            start, end = find_span(report, document, claim.start, claim.end)
            yield Finding(claim.verdict, severity, write_message(card, language), start, end, claim)


def find_span(report: Report, document: Document | None, start: int, end: int) -> tuple[Place, Place]:
    """Return the places of a stretch of text: where it begins, and the place behind its last character."""
    source = document or Document(report.file, "text", report.text, "", lines=find_lines(report.text))
    first, last = source.find_place(start), source.find_place(max(end - 1, start))
    if last.line:
        last = Place(last.line, last.column + 1)
    return first, last


def write_message(card: Card, language: str) -> str:
    """Return a claim on one line: verdict, what the text says, what was found, why, and the cautions."""
    found = say("report.pair", language, label=card.found_label, value=card.found) if card.found else ""
    first = say("report.pair", language, label=card.name, value=say("report.quote", language, text=card.quote))
    slip = card.diagnosis
    slip = f"{say('report.pair', language, label=say('report.label_diagnosis', language), value=slip)}." if slip else ""
    parts = [f"{'; '.join(part for part in (first, found) if part)}.", card.reason, slip, *card.cautions]
    return show_outside(" ".join(part for part in parts if part))


def write_place(place: Place, language: str) -> str:
    """Return a place in words or numbers: 12:7, page 2, paragraph 5."""
    if place.page:
        return say("check.page", language, page=str(place.page))
    if place.paragraph:
        return say("check.paragraph", language, paragraph=str(place.paragraph))
    return f"{place.line}:{place.column}"
