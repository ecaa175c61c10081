"""The register for a terminal: a line for each statement, the history of one, and what a new check changed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from esep.claims.claim import FAILING
from esep.claims.outside_text import show_outside
from esep.claims.register.entries import Entry
from esep.claims.register.recheck import find_standing
from esep.claims.reports.ranges import choose_decimals, write_quantity
from esep.language.phrases import say


def write_line(entry: Entry, language: str) -> str:
    """Return an entry in one line: id, who, how many checks, and how its claims stand today."""
    standings = [find_standing(entry, claim) for claim in entry.checks[-1]["report"]["claims"]]
    wrong, superseded = sum(s in FAILING for s in standings), standings.count("superseded")
    states = [
        say(f"register.state_{name}", language, n=n) for name, n in (("wrong", wrong), ("superseded", superseded)) if n
    ]
    return say(
        "register.line",
        language,
        id=entry.statement.id,
        who=show_outside(entry.statement.who),
        checks=say("register.checks", language, n=len(entry.checks)),
        state=", ".join(states) or say("register.state_fine", language),
    )


def write_entry(entry: Entry, language: str) -> Iterator[str]:
    """Yield the history of a statement: what it is, every check with its claims, what each one changed, approvals."""
    statement = entry.statement
    yield statement.id
    facts = {
        "said_by": statement.who,
        "said_on": statement.said,
        "stands_at": statement.url,
        "file": statement.file,
        "checksum": statement.text_sha256,
    }
    for name, value in facts.items():
        if value:
            label = say(f"register.{name}", language)
            yield f"  {say('report.pair', language, label=label, value=show_outside(value))}"
    for check in entry.checks:
        yield ""
        yield _head(check, language)
        if check["number"] == 1 or not check["changes"]:
            yield from (f"  {_claim(claim, language)}" for claim in check["report"]["claims"])
        yield from (f"  {line}" for line in write_changes(check, language))
    for approval in entry.approvals:
        yield ""
        number, day = str(approval["check"]), approval["on"][:10]
        yield say("register.approved", language, number=number, who=show_outside(approval["by"]), day=day)


def write_changes(check: dict[str, Any], language: str) -> Iterator[str]:
    """Yield what a check found other than the one before it."""
    for change in check["changes"]:
        then, now = change["then"], change["now"]
        yield say(
            f"register.change_{change['kind']}",
            language,
            quote=show_outside(change["span"]),
            then=_say_side(then, language),
            now=_say_side(now, language),
            then_vintage=f"{then['vintage'] or say('register.no_data', language)}, {then['checked'][:10]}",
            now_vintage=f"{now['vintage'] or say('register.no_data', language)}, {now['checked'][:10]}",
        )
    if any(change["cause"] == "program" for change in check["changes"]):
        yield say("register.by_program", language)


def _head(check: dict[str, Any], language: str) -> str:
    vintage = say("register.no_data", language)
    if check["dataset"]:
        facts = {"vintage": check["vintage"], "dataset": show_outside(check["dataset"])}
        vintage = say("register.vintage", language, **facts)
    facts = {"number": str(check["number"]), "day": check["checked"][:10], "program": check["program"]}
    return say("register.check_of", language, vintage=vintage, **facts)


def _claim(claim: dict[str, Any], language: str) -> str:
    verdict = say(f"report.verdict_{claim['verdict']}", language)
    quote, value = show_outside(claim["span"]), _write_value(claim, language)
    if not value:
        return say("register.claim", language, quote=quote, verdict=verdict)
    return say("register.claim_with_value", language, quote=quote, verdict=verdict, value=value)


def _say_side(side: dict[str, Any], language: str) -> str:
    return _write_value(side, language) or say(f"report.verdict_{side['verdict']}", language)


def _write_value(claim: dict[str, Any], language: str) -> str:
    if claim["true_value"] is None:
        return ""
    value = Fraction(str(claim["true_value"]))
    decimals = choose_decimals(value, claim["decimals"] + 1, None)
    return write_quantity(value, claim["unit"] or "count", decimals, language)
