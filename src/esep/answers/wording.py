"""Remarks and names put into a reader's language."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from esep.language.phrases import say
from esep.language.write import write_amount, write_date, write_period
from esep.model.definition import Definition
from esep.model.period import Period
from esep.model.remark import Fact, Remark

NAMED_KINDS = ("measure", "scope", "region", "attribute", "quality", "body", "break", "variant", "severity", "rest")
# A period as it stands after "in" or "за" (in:2024 is "2024 год"), and as it stands alone (from:2024 is "2024 жыл").
PERIOD_KINDS = {"in": "answers.in_year", "from": "answers.base_year"}
# A fact may be a list of codes or days: "body:mia|body:committee", "date:1998-01-01|date:2015-01-01".
LIST_MARK = "|"

Names = Callable[[str, str, str], str]


def name_code(definition: Definition, kind: str, code: str, language: str) -> str:
    """Return the name of a code of a definition (`kind` is one of `NAMED_KINDS`), or the code itself if unknown."""
    if kind == "break":
        found = next((entry for entry in definition.breaks if entry.id == code), None)
        return found.reason[language] if found else code
    if kind == "variant":
        variant = next((entry for entry in definition.variants if entry.id == code), None)
        return variant.reason[language] if variant else code
    if kind == "severity":
        table = next((entry for entry in definition.severity if entry.id == code), None)
        return table.reason[language] if table else code
    if kind == "rest":
        return say("pairs.rest", language)
    if kind == "quality":
        attribute = definition.attributes.find(code)
        return attribute.quality(language) if attribute else code
    if kind == "body":
        body = next((b for b in definition.bodies if b.code == code or b.is_named_by(code)), None)
        return body.name(language) if body else code
    codes = {
        "measure": definition.measures,
        "scope": definition.scopes,
        "region": definition.regions,
        "attribute": definition.attributes,
    }[kind]
    return codes[code].name(language) if code in codes else code


def say_remark(remark: Remark, language: str, names: Names) -> str:
    """Return a remark as a sentence: amounts, periods and codes are written in the reader's language."""
    facts = {name: write_fact(fact, language, names) for name, fact in remark.facts.items()}
    return say(remark.key, language, **facts)


def write_fact(fact: Fact, language: str, names: Names) -> str | int:
    """Return one fact as it stands in a sentence."""
    if isinstance(fact, Period):
        return write_period(str(fact), language)
    if isinstance(fact, tuple):
        value, unit, decimals = fact
        return write_amount(value, unit, decimals, language)
    return (
        "; ".join(_write_name(part, language, names) for part in fact.split(LIST_MARK))
        if isinstance(fact, str)
        else fact
    )


def _write_name(text: str, language: str, names: Names) -> str:
    kind, mark, code = text.partition(":")
    if mark and kind == "date":
        return write_date(datetime.date.fromisoformat(code), language)
    if mark and kind in PERIOD_KINDS:
        period = Period.parse(code)
        year = say(PERIOD_KINDS[kind], language, year=code) if period.is_year else ""
        return year or write_period(code, language)
    return names(kind, code, language) if mark and kind in NAMED_KINDS else text
