"""How long registration takes after the event: of what a period registered, how much had happened when."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from esep.answers.delays import (
    TwoDates,
    explain_absence,
    has_corrections,
    list_offences,
    read_cells,
    read_two_dates,
)
from esep.answers.wording import LIST_MARK
from esep.language.write import round_half_away
from esep.model.cell import Cell
from esep.model.figure import Figure
from esep.model.finding import Estimate, Finding, FindingRow
from esep.model.question import Question
from esep.model.remark import Fact, Remark
from esep.model.tolerances import SMALL_COUNT
from esep.statistics.delays import DelaySummary, summarise_delays

if TYPE_CHECKING:
    from esep.answers.asking import Answers

METHOD = "lateness"
_FORMULA = "100 n(0) / n"


def answer_lateness(answers: Answers, question: Question) -> tuple[Figure, Finding]:
    """Return the share of a period's registrations whose event is of the same month, and how late the others came.

    The period is one of registration, whatever date the question's scope counts by: for what it registered nothing is
    still to come. Rows are the kinds of offence, the latest first. Method: docs/methods/lateness.md.
    """
    dates = read_two_dates(answers, question)
    if dates is None:
        return _refuse(question, explain_absence(answers))
    asked = replace(question, scope=_find_registration(answers, question, dates))
    delays = dates.list_delays(question.period)
    if delays is None:
        return _refuse(asked, "no_months")
    if min(delays.counts.values(), default=0) < 0:
        return _refuse(asked, "net")
    summary = summarise_delays(delays.counts)
    cells = read_cells(answers, asked, (question.period,))
    if summary is None or summary.n < SMALL_COUNT:
        return _refuse(asked, "few", cells, 0 if summary is None else summary.n)
    rows = _list_rows(answers, question)
    sentences = [_say_shares(asked, summary), *_say_slow(summary)]
    change, before = _compare(answers, asked, dates, summary)
    sentences += [*change, *_say_latest(summary, rows)]
    sentences += [Remark("lateness.undated", {"n": delays.undated})] if delays.undated > 0 else []
    sentences += [Remark("lateness.backdated", {"n": delays.backdated})] if delays.backdated > 0 else []
    finding = Finding(
        method=METHOD,
        sentences=tuple(sentences),
        estimates=(*_list_estimates(summary), *before, *_count("undated", delays.undated)),
        rows=rows,
        assumptions=_list_assumptions(answers, question, dates),
        n=summary.n,
        cells=cells,
    )
    return Figure(100 * summary.same, "percent", 1, "A", None, cells, _FORMULA), finding


def _refuse(question: Question, reason: str, cells: tuple[Cell, ...] = (), n: int = 0) -> tuple[Figure, Finding]:
    """Return that nothing can be said, and why."""
    status = {"few": "U", "protected": "Q", "no_months": "O"}.get(reason, "M")
    finding = Finding(METHOD, (Remark(f"lateness.{reason}", _place(question)),), n=n, status=status, cells=cells)
    return Figure(None, "percent", 0, status, None, cells, _FORMULA), finding


def _find_registration(answers: Answers, question: Question, dates: TwoDates) -> str:
    """Return the scope that the period of the question belongs to: one that counts by registration where there is."""
    known = (question.scope, answers.definition.default_scope)
    return next((scope for scope in known if scope != dates.scope), question.scope)


def _place(question: Question) -> dict[str, Fact]:
    return {
        "measure": f"measure:{question.measure}",
        "region": f"region:{question.region}",
        "scope": f"scope:{question.scope}",
        "period": question.period,
    }


def _percent(share: Fraction) -> tuple[Fraction, str, int]:
    return 100 * share, "percent", 1


def _say_shares(question: Question, summary: DelaySummary) -> Remark:
    shares = {name: _percent(getattr(summary, name)) for name in ("same", "next", "second", "later")}
    return Remark("lateness.shares", {**_place(question), **shares})


def _say_slow(summary: DelaySummary) -> list[Remark]:
    """Return how long the slow ones took; where nine tenths came in the month of the event, the shares say it."""
    months = {name: (Fraction(getattr(summary, name)), "months", 0) for name in ("median", "ninth_decile")}
    if not summary.ninth_decile:
        return []
    return [Remark("lateness.slow" if summary.median else "lateness.slow_tenth", months)]


def _compare(
    answers: Answers, question: Question, dates: TwoDates, summary: DelaySummary
) -> tuple[list[Remark], list[Estimate]]:
    """Return how the share of the same month was a year earlier, where that can be compared."""
    base = question.period.shift_years(-1)
    delays = dates.list_delays(base)
    if delays is None or min(delays.counts.values(), default=0) < 0:
        return [], []
    found = summarise_delays(delays.counts)
    if found is None or found.n < SMALL_COUNT:
        return [], []
    breaks = [entry for entry in answers.find_dividing(question, base, question.period) if entry.is_major]
    if breaks:
        reasons = LIST_MARK.join(f"break:{entry.id}" for entry in breaks)
        return [Remark("lateness.broken", {"base": base, "breaks": reasons})], []
    change = 100 * (summary.same - found.same)
    facts: dict[str, Fact] = {"base": base, "before": _percent(found.same)}
    printed = round_half_away(change, 1)
    direction = "more" if printed > 0 else "fewer" if printed < 0 else "alike"
    facts |= {} if direction == "alike" else {"change": (abs(change), "percentage_points", 1)}
    before = Estimate("same_before", 100 * found.same, "percent")
    return [Remark(f"lateness.{direction}", facts)], [before, Estimate("change", change, "percentage_points")]


def _list_rows(answers: Answers, question: Question) -> tuple[FindingRow, ...]:
    """Return the kinds of offence of which enough were registered, the latest first."""
    found: list[tuple[Fraction, str, FindingRow]] = []
    for code in list_offences(answers, question.measure):
        dates = read_two_dates(answers, question, code)
        delays = dates.list_delays(question.period) if dates else None
        if delays is None or min(delays.counts.values(), default=0) < 0:
            continue
        summary = summarise_delays(delays.counts)
        if summary is not None and summary.n >= SMALL_COUNT:
            found.append((summary.same, code, FindingRow(f"measure:{code}", _list_estimates(summary))))
    return tuple(row for _, _, row in sorted(found, key=lambda one: one[:2]))


def _say_latest(summary: DelaySummary, rows: tuple[FindingRow, ...]) -> list[Remark]:
    """Return which kind of offence comes latest, where it comes later than all together."""
    first = rows[0] if len(rows) > 1 else None
    if first is None or first.estimates[0].value is None or first.estimates[0].value >= 100 * summary.same:
        return []
    return [Remark("lateness.latest", {"offence": first.subject, "share": (first.estimates[0].value, "percent", 1)})]


def _list_estimates(summary: DelaySummary) -> tuple[Estimate, ...]:
    shares = (Estimate(name, 100 * getattr(summary, name), "percent") for name in ("same", "next", "second", "later"))
    months = (Estimate(name, Fraction(getattr(summary, name)), "months", 0) for name in ("median", "ninth_decile"))
    return (*shares, *months)


def _count(name: str, number: int) -> tuple[Estimate, ...]:
    return (Estimate(name, Fraction(number), "count", 0),)


def _list_assumptions(answers: Answers, question: Question, dates: TwoDates) -> tuple[Remark, ...]:
    keys = ["months", "register" if dates.basis == "occurred" else "report"]
    keys += ["corrections"] if has_corrections(answers, question) else []
    return tuple(Remark(f"lateness.assumes_{key}") for key in keys)
