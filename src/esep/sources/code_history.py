"""Codes that come and go: what replaces what, and whether the days of a list fit together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from esep.model.codelist import Code, CodeList
from esep.problems import Problem
from esep.sources.csv_table import Row

_FIRST, _LAST = datetime.date.min, datetime.date.max


def check_history(codes: CodeList, rows: Mapping[str, Row], problems: list[Problem]) -> None:
    """Report every code whose successors or parent do not fit its days.

    A code that has successors is retired; each of them begins after its last day, and no way from successor to
    successor comes back. A parent is there as long as its child: an open first day of the child is not held against it,
    for it only says that nobody counted before.
    """
    for code in codes:
        row = rows[code.code]
        problems += [Problem(name, row.where(column), facts) for name, column, facts in _find_faults(codes, code)]


def _find_faults(codes: CodeList, code: Code) -> list[tuple[str, str, dict[str, str]]]:
    """Return the problems of one code: their names, the columns they stand in, and their facts."""
    faults = []
    successors = [codes[name] for name in codes.successors(code.code) if name in codes]
    if successors and code.valid_to is None:
        facts = {"value": code.code, "successors": ", ".join(successor.code for successor in successors)}
        faults.append(("code-not-retired", "valid_to", facts))
    for successor in successors if code.valid_to else ():
        start = successor.valid_from or _FIRST
        if code.valid_to is not None and start <= code.valid_to:
            shown = str(start) if successor.valid_from else "-"
            facts = {"value": code.code, "end": str(code.valid_to), "successor": successor.code, "start": shown}
            faults.append(("code-successor-early", "valid_to", facts))
    if _comes_back(codes, code.code):
        faults.append(("code-successor-circular", "successors", {"value": code.code}))
    whole = codes.find(code.parent)
    if whole is not None and whole is not code and not _is_there_for(whole, code):
        facts = {"value": code.code, "days": _show_days(code), "whole": whole.code, "whole_days": _show_days(whole)}
        faults.append(("code-parent-not-then", "parent", facts))
    return faults


def _comes_back(codes: CodeList, code: str) -> bool:
    """Return whether going on from successor to successor one meets the code again."""
    waiting, seen = list(codes.successors(code)), set[str]()
    while waiting:
        found = waiting.pop()
        if found == code:
            return True
        if found in codes and found not in seen:
            seen.add(found)
            waiting += codes.successors(found)
    return False


def _is_there_for(whole: Code, part: Code) -> bool:
    """Return whether a parent has begun by the first day of its part and lasts to the last one."""
    begins = whole.valid_from is None or part.valid_from is None or whole.valid_from <= part.valid_from
    lasts = (part.valid_to or _LAST) <= (whole.valid_to or _LAST)
    meets = (whole.valid_from or _FIRST) <= (part.valid_to or _LAST)
    return begins and lasts and meets


def _show_days(code: Code) -> str:
    return f"{code.valid_from or ''}..{code.valid_to or ''}"
