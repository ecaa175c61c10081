"""The call for whoever has a text in hand: `esep.check`."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from esep.answers import Answers, open_dataset
from esep.claims.checking import check as check_text
from esep.claims.claim import Report
from esep.claims.reports.picks import Pick, apply_picks, make_picks
from esep.problems import EsepError, Problem, Where


def check(
    text: str,
    data: str | Path | Answers | None = None,
    *,
    date: datetime.date | str | None = None,
    as_of: str | None = None,
    scope: str = "",
    language: str = "auto",
    picks: Mapping[str, str | int] | tuple[Pick, ...] = (),
    store: Path | None = None,
    file: str = "",
) -> Report:
    """Return the report on a text: every number with a verdict, or listed as what else it is.

    `data` is a packaged dataset, a folder with a definition, or an opened dataset; without it only the arithmetic of
    the text against itself is tested. `date` is the day of the statement, by which "last year" is understood (a
    `datetime.date` or YYYY-MM-DD; by default the one printed at its head). `as_of` names a vintage. `scope` is the
    universe of numbers for which the text names none. `picks` settles readings: a claim's id and the number or the
    question of one of its readings, `{"c3": 2}`.

    In a notebook the report shows itself as a page; `report.claims` holds the claims, `render` writes other forms.
    Raises `EsepError`: `use-date`, `use-scope`, `use-pick`, `text-too-long`, `text-empty`, `text-language`,
    `text-without-number`, and those of opening a dataset.
    """
    answers = open_dataset(str(data), store, as_of=as_of) if isinstance(data, str | Path) else data
    if scope:
        answers = choose_scope(answers, scope)
    report = check_text(text, answers, date=read_day(date), language=language, file=file)
    if answers is not None:
        report = replace(report, vintage=answers.vintage, definition=answers.definition)
    return apply_picks(report, picks if isinstance(picks, tuple) else make_picks(report, picks))


def read_day(date: datetime.date | str | None) -> datetime.date | None:
    """Return a day; raise `EsepError` (`use-date`) where a text is none."""
    try:
        return datetime.date.fromisoformat(date) if isinstance(date, str) else date
    except ValueError:
        raise EsepError(Problem("use-date", Where("--date"), {"value": str(date)})) from None


def choose_scope(answers: Answers | None, scope: str) -> Answers:
    """Return a dataset in which a number without a named scope belongs to this one; `use-scope` where there is none."""
    known = [code.code for code in answers.definition.scopes] if answers is not None else []
    if answers is None or scope not in known:
        facts = {"value": scope, "known": ", ".join(known) or "—"}
        raise EsepError(Problem("use-scope", Where("--scope"), facts))
    chosen = copy.copy(answers)
    chosen.definition = replace(answers.definition, default_scope=scope)
    return chosen
