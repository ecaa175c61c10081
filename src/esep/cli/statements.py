"""Statements of the register that no longer hold, as plain data for a bulletin: it asks about them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.answers import Answers
from esep.language.write import write_amount
from esep.problems import LANGUAGES

if TYPE_CHECKING:
    from esep.claims.register.entries import Entry


def list_superseded(answers: Answers, dataset: str, store: Path | None) -> tuple[dict[str, str], ...]:
    """Return what statements on a dataset said and its figures no longer say, the newest statement first.

    Each has `who`, `date` (empty where nobody told it), `span`, and the value now in words of each language.
    """
    from esep.claims.register.entries import find_register, list_entries

    entries = [entry for entry in list_entries(find_register(store)) if entry.statement.data == dataset]
    entries.sort(key=lambda entry: (entry.statement.said, entry.statement.id), reverse=True)
    return tuple(said for entry in entries for said in _list_claims(entry, answers))


def _list_claims(entry: Entry, answers: Answers) -> Iterator[dict[str, str]]:
    from esep.claims.register.recheck import check_statement, list_changes, make_check

    kept = entry.statement
    report = check_statement(entry.text, answers, said=kept.said, language=kept.language, scope=kept.scope)
    now = make_check(report, len(entry.checks) + 1, datetime.datetime.now(datetime.UTC))
    gone = {change["span"] for check in entry.checks for change in list_changes(check, now) if is_gone(change)}
    for claim in report.claims:
        if claim.span in gone and claim.true_value is not None:
            decimals = max(claim.decimals, 0)
            right = {
                f"right_{language}": write_amount(claim.true_value, claim.unit, decimals, language)
                for language in LANGUAGES
            }
            yield {"who": kept.who, "date": kept.said, "span": claim.span, **right}
            gone.discard(claim.span)


def is_gone(change: dict[str, Any]) -> bool:
    """Return whether a change of verdict means that what was said was true once and is no longer."""
    return bool(change["kind"] == "superseded")
