"""Findings asked for and held to their own sentences: what a test of a method needs to read them back."""

from __future__ import annotations

import datetime
from collections import Counter
from fractions import Fraction

from esep.answers import Answer, Answers, parse_question
from esep.answers.finding_text import list_amounts, say_finding
from esep.answers.wording import name_code
from esep.claims import check
from esep.language.dates import read_periods
from esep.language.numerals import read_numerals
from esep.language.write import round_half_away
from esep.model.finding import Finding
from esep.model.period import Period

TODAY = datetime.date(2026, 11, 1)


def ask(answers: Answers, text: str) -> Answer:
    """Return the answer to a question, with its finding."""
    return answers.ask(parse_question(text, answers.definition), with_finding=True)


def find(answers: Answers, text: str) -> Finding:
    """Return the finding on a question."""
    finding = ask(answers, text).finding
    assert finding is not None
    return finding


def keys(finding: Finding) -> list[str]:
    """Return the keys of the sentences without the name of the method."""
    return [remark.key.partition(".")[2] for remark in finding.sentences]


def check_sentences(answers: Answers, finding: Finding, language: str) -> None:
    """Hold every sentence to its finding: its numerals are the printed amounts, its periods those that it names."""
    names = lambda *code: name_code(answers.definition, *code)  # noqa: E731
    for remark, sentence in zip(finding.sentences, say_finding(finding, language, names), strict=True):
        facts = remark.facts.values()
        named = {
            Period.parse(f.partition(":")[2]) for f in facts if isinstance(f, str) and f.startswith(("in:", "from:"))
        }
        days = {
            datetime.date.fromisoformat(part.removeprefix("date:"))
            for fact in facts
            if isinstance(fact, str)
            for part in fact.split("|")
            if part.startswith("date:")
        }
        periods = read_periods(sentence, language)
        allowed = {(p.start, p.end) for p in named} | {(day, day) for day in days}
        assert {(p.first, p.last) for p in periods} == allowed, sentence
        spans = [(p.start, p.end) for p in periods]
        numerals = [n for n in read_numerals(sentence, language) if not any(a <= n.start < b for a, b in spans)]
        expected = Counter(round_half_away(abs(f[0]), f[2]) for f in facts if isinstance(f, tuple))
        # A rate names its base, a count of things is no amount, and the name of a measure may hold an article.
        also = {Fraction(10**k) for k in (3, 4, 5)} | {Fraction(f) for f in facts if isinstance(f, int)}
        also |= {
            n.value for f in facts if isinstance(f, str) for n in read_numerals(_name(answers, f, language), language)
        }
        found = Counter(abs(n.value) for n in numerals)
        assert not expected - found, (sentence, expected, found)
        assert set(found - expected) <= also, (sentence, expected, found)
        report = check(sentence, answers, date=TODAY, language=language) if numerals else None
        bad = [(c.span, c.verdict) for c in report.claims if c.verdict in ("wrong", "inconsistent")] if report else []
        assert bad == [], sentence


def _name(answers: Answers, fact: str, language: str) -> str:
    parts = [part.partition(":") for part in fact.split("|")]
    return " ".join(
        name_code(answers.definition, kind, code, language)
        for kind, mark, code in parts
        if mark and kind not in ("date", "in", "from")
    )


def amount(finding: Finding, address: str) -> Fraction:
    """Return an amount of a finding by its address, at printed precision."""
    value, _, decimals = list_amounts(finding)[address]
    return round_half_away(value, decimals)
