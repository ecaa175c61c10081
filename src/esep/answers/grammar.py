"""Reading a question: the canonical text of `esep.model.question`, or loose words that mean the same."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.model.period import Period
from esep.model.question import OPERANDS, Question
from esep.problems import EsepError, Problem

TOKEN = re.compile(r"[^\s\[\]]*\[[^\]]*\]|\S+")
PERIOD = re.compile(r"\d{4}(-\d{2}){0,2}(\.\.\d{4}(-\d{2}){0,2})?")
LANGUAGES = ("en", "ru", "kk")
# Loose words for an operation: the period or whole that they leave out is the usual one.
LOOSE_OPERATIONS = {
    "share": "share-of",
    "change": "change-from",
    "difference": "difference-from",
    "fold": "fold-from",
    "rate": "rate-per",
    "trend": "trend-since",
    "severity": "severity-from",
}
# How far back a trend looks where no year is named.
TREND_YEARS = 10
MAX_LENGTH = 500
LONGEST_NAME = 8


@dataclass
class Parts:
    """What was found so far while a question is read."""

    measure: str = ""
    attribute: str = ""
    scope: str = ""
    region: str = ""
    period: Period | None = None
    operation: str = "level"
    operand: str = ""
    problems: list[Problem] = field(default_factory=list)


def parse_question(text: str, definition: Definition) -> Question:
    """Return the question that a text asks.

    A part that is left out takes the definition's default: its scope, its region; a share is of `total`, a change from
    the same period one year earlier, a rate per the dataset's rate base. The period must be named.
    Raises `EsepError`: `question-empty`, `question-too-long`, `question-word`, `question-period`, `question-measure`.
    """
    if len(text) > MAX_LENGTH:
        raise EsepError(Problem("question-too-long", facts={"length": str(len(text)), "limit": str(MAX_LENGTH)}))
    tokens = TOKEN.findall(text)
    if not tokens:
        raise EsepError(Problem("question-empty"))
    parts = Parts()
    loose = [token for token in tokens if not _read_marked(token, definition, parts)]
    for kind, code, token in _match_loose(loose, _list_names(definition) if loose else {}):
        _take(kind, code, token, definition, parts)
    if not parts.measure and not parts.problems:
        parts.problems.append(Problem("question-measure", facts={"text": text}))
    if parts.period is None and not parts.problems:
        parts.problems.append(Problem("question-period", facts={"text": text}))
    if parts.problems:
        raise EsepError(parts.problems)
    return _complete(parts, definition)


def _complete(parts: Parts, definition: Definition) -> Question:
    assert parts.period is not None
    kind, operand = OPERANDS[parts.operation], parts.operand
    base_period, whole, whole_region, rate_base, target = None, "", "", 0, ""
    if kind == "whole":
        whole, _, whole_region = operand.partition("@")
        whole = "total" if whole in ("", "all") else whole
    elif kind == "rate_base":
        rate_base = int(operand or definition.rate_base)
    elif kind == "target":
        target, _, last = operand.partition("@")
        base_period = Period.parse(last)
    elif kind == "period":
        base_period = Period.parse(operand) if operand else _choose_base(parts.operation, parts.period)
    return Question(
        measure=parts.measure,
        scope=parts.scope or definition.default_scope,
        region=parts.region or definition.default_region,
        period=parts.period,
        attribute=parts.attribute,
        operation=parts.operation,
        base_period=base_period,
        whole=whole,
        whole_region=whole_region,
        rate_base=rate_base,
        target=target,
    )


def _choose_base(operation: str, period: Period) -> Period:
    """Return the period that an operation takes where none is named."""
    if operation == "trend-since":
        return period.shift_years(-TREND_YEARS)
    return period.shift_years(1 if operation == "outlook-to" else -1)


def _read_marked(token: str, definition: Definition, parts: Parts) -> bool:
    """Read `key:value` and `measure[attribute]`; return whether the token was one of them."""
    if match := re.fullmatch(r"([^\s\[\]]+)\[([^\]]*)\]", token):
        _take("measure", match[1], token, definition, parts)
        _take_attribute(match[2], definition, parts)
        return True
    key, mark, value = token.partition(":")
    if key in OPERANDS and not mark and not OPERANDS[key] and key != "level":
        mark = ":"
    if not mark or key not in ("measure", "scope", "region", "period", *OPERANDS):
        return False
    if key in OPERANDS:
        _take_operation(key, value, token, definition, parts)
    else:
        _take(key, value, token, definition, parts)
    return True


def _take(kind: str, code: str, token: str, definition: Definition, parts: Parts) -> None:
    if kind == "operation":
        _take_operation(LOOSE_OPERATIONS[code], "", token, definition, parts)
    elif kind == "period":
        parts.period = _read_period(code, parts)
    elif kind in ("measure", "scope", "region"):
        lists = {"measure": definition.measures, "scope": definition.scopes, "region": definition.regions}
        codes: CodeList = lists[kind]
        if code in codes:
            setattr(parts, kind, code)
        else:
            parts.problems.append(_unknown_word(code, [member.code for member in codes]))
    else:
        measures = [member.code for member in definition.measures]
        parts.problems.append(_unknown_word(token, sorted(_list_names(definition)), measures))


def _take_attribute(attribute: str, definition: Definition, parts: Parts) -> None:
    parts.attribute = attribute
    if attribute and attribute not in definition.attributes:
        known = [member.code for member in definition.attributes or definition.measures]
        parts.problems.append(_unknown_word(attribute, known))


def _take_operation(operation: str, operand: str, token: str, definition: Definition, parts: Parts) -> None:
    parts.operation, parts.operand = operation, operand
    if operation == "share-of":
        whole, _, region = operand.partition("@")
        if whole not in ("", "all") and whole not in definition.measures:
            parts.problems.append(_unknown_word(whole, [member.code for member in definition.measures]))
        if region and region not in definition.regions:
            parts.problems.append(_unknown_word(region, [member.code for member in definition.regions]))
    if OPERANDS[operation] == "period" and operand:
        _read_period(operand, parts)
    if OPERANDS[operation] == "target":
        _check_target(operand, token, parts)
    if operation == "rate-per" and operand and operand not in ("1000", "10000", "100000"):
        parts.problems.append(_unknown_word(token, ["rate-per:1000", "rate-per:10000", "rate-per:100000"]))


def _check_target(operand: str, token: str, parts: Parts) -> None:
    """Report a target that is no number with the period by which it is to be reached."""
    value, _, last = operand.partition("@")
    if not re.fullmatch(r"\d{1,12}(\.\d{1,6})?", value):
        parts.problems.append(_unknown_word(token, ["pace-to:500@2030"]))
    else:
        _read_period(last, parts)


def read_period(text: str) -> Period:
    """Return the period of a text; raise `EsepError` (`question-bad-period`) where it is none."""
    try:
        return Period.parse(text)
    except ValueError:
        raise EsepError(Problem("question-bad-period", facts={"value": text})) from None


def _read_period(text: str, parts: Parts) -> Period | None:
    try:
        return read_period(text)
    except EsepError as error:
        parts.problems.extend(error.problems)
        return None


def _list_names(definition: Definition) -> dict[str, tuple[str, str]]:
    return _index_names(definition.scopes, definition.regions, definition.measures)


@lru_cache(maxsize=16)
def _index_names(scopes: CodeList, regions: CodeList, measures: CodeList) -> dict[str, tuple[str, str]]:
    names: dict[str, tuple[str, str]] = {word: ("operation", word) for word in LOOSE_OPERATIONS}
    for kind, codes in (("scope", scopes), ("region", regions), ("measure", measures)):
        for code in codes:
            names[code.code.casefold()] = (kind, code.code)
            for language in LANGUAGES:
                names.setdefault(code.name(language).casefold(), (kind, code.code))
    return names


def _match_loose(tokens: list[str], names: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Match the longest runs of loose words against the names; a word that matches nothing is `unknown`."""
    at = 0
    while at < len(tokens):
        if PERIOD.fullmatch(tokens[at]):
            yield "period", tokens[at], tokens[at]
            at += 1
            continue
        for width in range(min(LONGEST_NAME, len(tokens) - at), 0, -1):
            run = " ".join(tokens[at : at + width]).casefold()
            if run in names:
                yield *names[run], run
                at += width
                break
        else:
            yield "unknown", tokens[at], tokens[at]
            at += 1


def _unknown_word(word: str, known: list[str], examples: list[str] | None = None) -> Problem:
    near = difflib.get_close_matches(word, known, n=3, cutoff=0.6) or (examples or known)[:6]
    return Problem("question-word", facts={"word": word, "near": ", ".join(near)})
