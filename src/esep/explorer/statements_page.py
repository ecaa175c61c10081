"""The register of statements, read: who said what, and how it stands today."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from esep.answers import parse_question
from esep.bulletin.document import Number
from esep.claims.outside_text import is_web_address, show_outside
from esep.claims.register.entries import Entry, find_entry, find_register, list_entries
from esep.claims.register.recheck import find_standing
from esep.claims.reports.card import GROUP_OF
from esep.explorer.desk import Desk
from esep.explorer.frame import MissingError, Page, render
from esep.language.phrases import say
from esep.language.write import write_date, write_number
from esep.problems import EsepError

MOST_ENTRIES = 200


def render_statements(desk: Desk) -> Page:
    """Return the list of statements, or one of them with its claims, then and now."""
    entries = list(_list_own(desk))
    if desk.address.rest:
        wish = desk.address.rest[0]
        if all(entry.statement.id != wish for entry in entries):
            raise MissingError(wish)
        return _render_one(desk, find_entry(find_register(desk.site.store), wish))
    told = [_tell_entry(desk, entry) for entry in entries]
    return render(desk, "statements.html", desk.word("nav_statements"), is_kept=False, entries=told, query="")


def _list_own(desk: Desk) -> Iterable[Entry]:
    """Yield the statements of the register that were checked against this dataset, the newest first."""
    if desk.site.store is None or not find_register(desk.site.store).is_dir():
        return
    found = [entry for entry in list_entries(find_register(desk.site.store)) if _is_own(desk, entry)]
    yield from sorted(found, key=lambda entry: entry.statement.added, reverse=True)[:MOST_ENTRIES]


def _is_own(desk: Desk, entry: Entry) -> bool:
    return any(check.get("dataset") == desk.answers.definition.name for check in entry.checks)


def _tell_entry(desk: Desk, entry: Entry) -> dict[str, Any]:
    statement = entry.statement
    standings = [find_standing(entry, claim) for claim in entry.checks[-1]["report"]["claims"]]
    counts = {name: standings.count(name) for name in dict.fromkeys(standings)}
    return {
        "id": statement.id,
        "href": desk.link(desk.path("statements", statement.id)),
        "who": show_outside(statement.who),
        "said": _write_day(desk, statement.said),
        "url": statement.url if is_web_address(statement.url) else "",
        "standings": [
            (GROUP_OF.get(name, "open"), _name_verdict(desk, name), write_number(n, 0, desk.language))
            for name, n in counts.items()
        ],
        "approved": show_outside(entry.approval["by"]) if entry.approval else "",
    }


def _render_one(desk: Desk, entry: Entry) -> Page:
    claims = []
    for claim in entry.checks[-1]["report"]["claims"]:
        verdict = find_standing(entry, claim)
        group, name = GROUP_OF.get(verdict, "open"), _name_verdict(desk, verdict)
        span = show_outside(str(claim.get("span", "")))
        number = _ask_today(desk, str(claim.get("question") or ""))
        claims.append({"span": span, "group": group, "verdict": name, "number": number})
    facts: dict[str, Any] = {
        "entry": _tell_entry(desk, entry),
        "paragraphs": [show_outside(line) for line in entry.text.splitlines() if line.strip()],
        "text_language": entry.checks[-1]["report"].get("language", ""),
        "claims": claims,
        "checks": [(check["checked"][:10], check["vintage"], check["program"]) for check in entry.checks],
        "query": "",
    }
    title = desk.word("statement_title", who=facts["entry"]["who"])
    return render(desk, "statement.html", title, is_kept=False, **facts)


def _ask_today(desk: Desk, question: str) -> Number | None:
    """Return what the data say today to the question of a claim; `None` where it has none that they can answer."""
    try:
        answer = desk.ask(parse_question(question, desk.answers.definition))
    except EsepError:
        return None
    return desk.number(answer) if answer.figure.value is not None else None


def _write_day(desk: Desk, day: str) -> str:
    return write_date(datetime.date.fromisoformat(day), desk.language) if day else desk.word("undated")


def _name_verdict(desk: Desk, verdict: str) -> str:
    return say(f"report.verdict_{verdict}", desk.language)
