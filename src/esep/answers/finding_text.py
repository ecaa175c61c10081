"""A finding in words and as plain data."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from esep.answers.wording import Names, say_remark, write_fact
from esep.language.phrases import say
from esep.language.write import write_amount
from esep.model.cell import STATUSES
from esep.model.finding import Estimate, Finding
from esep.model.interval import Interval
from esep.model.period import Period

# A value, its unit and its decimals.
Amount = tuple[Fraction, str, int]


def list_amounts(finding: Finding) -> dict[str, Amount]:
    """Return every number that a finding prints, by its address inside the finding.

    An address is `sentence-1.change` for a fact of a sentence (`assumption-1.n` of what it rests on), `annual_change`
    for an estimate, `row-2.share` for one of a row; `.low` or `.high` behind it is an end of its interval.
    """
    found: dict[str, Amount] = {}
    for kind, remarks in (("sentence", finding.sentences), ("assumption", finding.assumptions)):
        for number, remark in enumerate(remarks, 1):
            for name, fact in remark.facts.items():
                if isinstance(fact, tuple):
                    found[f"{kind}-{number}.{name}"] = fact
                elif isinstance(fact, int):
                    found[f"{kind}-{number}.{name}"] = (Fraction(fact), "number", 0)
    for estimate in finding.estimates:
        found |= _list_estimate(estimate.name, estimate)
    for number, row in enumerate(finding.rows, 1):
        for estimate in row.estimates:
            found |= _list_estimate(f"row-{number}.{estimate.name}", estimate)
    return found


def _list_estimate(address: str, estimate: Estimate) -> dict[str, Amount]:
    ends = estimate.interval or Interval(None, None)
    values = {address: estimate.value, f"{address}.low": ends.low, f"{address}.high": ends.high}
    return {name: (value, estimate.unit, estimate.decimals) for name, value in values.items() if value is not None}


def say_finding(finding: Finding, language: str, names: Names) -> tuple[str, ...]:
    """Return the sentences of a finding, each with a capital letter."""
    said = (say_remark(remark, language, names) for remark in finding.sentences)
    return tuple(sentence[:1].upper() + sentence[1:] for sentence in said)


def name_estimate(finding: Finding, estimate: Estimate, language: str) -> str:
    """Return what an estimate is called: `estimate_NAME` among the phrases of its method."""
    return say(f"{finding.method}.estimate_{estimate.name}", language)


def name_subject(subject: str, language: str, names: Names) -> str:
    """Return what a row of a finding is about: a code by its name, a period in words, anything else as it is."""
    try:
        return str(write_fact(Period.parse(subject), language, names))
    except ValueError:
        return str(write_fact(subject, language, names))


def write_small(value: Fraction, unit: str, decimals: int, language: str) -> str:
    """Return an amount; one that is not zero and would be printed as zero is said to be below the last digit."""
    least = Fraction(1, 10**decimals) if decimals >= 0 else Fraction(0)
    if unit in ("number", "percent") and 0 < value < least / 2:
        return f"<\u00a0{write_amount(least, unit, decimals, language)}"
    return write_amount(value, unit, decimals, language)


def write_estimate(estimate: Estimate, language: str) -> str:
    """Return an estimate as printed, with its interval where it has one."""
    if estimate.value is None:
        return say(f"answers.status_{STATUSES['M']}", language)
    text = write_small(estimate.value, estimate.unit, estimate.decimals, language)
    interval = estimate.interval
    if interval is None or interval.low is None or interval.high is None:
        return text
    low, high = (write_amount(end, estimate.unit, estimate.decimals, language) for end in (interval.low, interval.high))
    return say("answers.with_interval", language, value=text, low=low, high=high)


def describe_finding(finding: Finding, language: str, names: Names) -> list[str]:
    """Return a finding as lines for a terminal: sentences, estimates, rows, assumptions."""
    lines = [f"  {sentence}" for sentence in say_finding(finding, language, names)]
    lines += [
        f"    {name_estimate(finding, estimate, language)}: {write_estimate(estimate, language)}"
        for estimate in finding.estimates
    ]
    for row in finding.rows:
        shown = "  ".join(write_estimate(estimate, language) for estimate in row.estimates)
        lines.append(f"    {name_subject(row.subject, language, names)}  {shown}  {row.level}".rstrip())
    lines += [f"  ~ {say_remark(remark, language, names)}" for remark in finding.assumptions]
    return lines


def finding_to_dict(finding: Finding, language: str, names: Names) -> dict[str, Any]:
    """Return a finding as plain data for JSON; its sentences and assumptions are in one language."""
    return {
        "method": finding.method,
        "level": finding.level or None,
        "n": finding.n,
        "status": finding.status,
        "sentences": list(say_finding(finding, language, names)),
        "assumptions": [say_remark(remark, language, names) for remark in finding.assumptions],
        "estimates": [_estimate_to_dict(estimate) for estimate in finding.estimates],
        "rows": [
            {
                "subject": row.subject,
                "name": name_subject(row.subject, language, names),
                "level": row.level or None,
                "estimates": [_estimate_to_dict(estimate) for estimate in row.estimates],
            }
            for row in finding.rows
        ],
        "cells": [str(cell.key) for cell in finding.cells],
    }


def _estimate_to_dict(estimate: Estimate) -> dict[str, Any]:
    interval = estimate.interval
    return {
        "name": estimate.name,
        "value": _shorten(estimate.value),
        "unit": estimate.unit,
        "decimals": estimate.decimals,
        "low": None if interval is None else _shorten(interval.low),
        "high": None if interval is None else _shorten(interval.high),
        "confidence": None if interval is None else float(estimate.confidence),
    }


def _shorten(value: Fraction | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(f"{float(value):.10g}")
