"""An answer: a figure with its question, its sources and the sentence for it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from esep.answers.finding_text import describe_finding, finding_to_dict, say_finding
from esep.answers.wording import name_code, say_remark
from esep.language.phrases import say
from esep.language.write import write_amount, write_period
from esep.model.cell import STATUSES, Cell
from esep.model.definition import Break, Definition
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.model.interval import Interval
from esep.model.period import Period
from esep.model.question import METHODS, Question
from esep.model.remark import Remark
from esep.problems import LANGUAGES


@dataclass(frozen=True)
class Answer:
    """What the data say to one question.

    `notes` are sentences one must know to read the figure; `breaks` lie between its two periods; `others` answer the
    same question in the sibling scopes; `prints` are further published figures for the very same cells. `finding` is
    what a method says of the figure, where one was asked.
    """

    question: Question
    figure: Figure
    definition: Definition
    vintage: str = ""
    notes: tuple[Remark, ...] = ()
    breaks: tuple[Break, ...] = ()
    others: tuple[Answer, ...] = ()
    prints: tuple[Cell, ...] = ()
    finding: Finding | None = None

    def text(self, language: str) -> str:
        """Return the value with its unit, or the word for why there is none."""
        figure = self.figure
        if figure.value is None or self.withheld:
            return say(f"answers.status_{STATUSES[self.withheld or figure.status]}", language)
        if figure.status == "E" and figure.interval and figure.interval.low is not None and figure.interval.high:
            low, high = figure.interval.low, figure.interval.high
            shown = (write_amount(bound, figure.unit, figure.decimals, language) for bound in (low, high))
            return say("answers.between", language, low=next(shown), high=next(shown))
        is_change = self.question.operation in ("change-from", "difference-from")
        return write_amount(figure.value, figure.unit, figure.decimals, language, signed=is_change)

    def sentence(self, language: str) -> str:
        """Return one sentence that names measure, region, period and scope, and gives the value."""
        question = self.question
        is_method = question.operation in METHODS or bool(self.withheld)
        if is_method and self.finding is not None and self.finding.sentences:
            return say_finding(self.finding, language, self.name)[0]
        facts = {
            "measure": self.name("measure", question.measure, language),
            "region": self.name("region", question.region, language),
            "scope": self.name("scope", question.scope, language),
            "period": _write_period(question.period, "in_year", language),
            "value": self.text(language),
        }
        if question.attribute:
            facts["measure"] += f" ({self.name('attribute', question.attribute, language)})"
        if question.base_period is not None:
            facts["base_period"] = _write_period(question.base_period, "base_year", language)
        if question.whole:
            facts["whole"] = self.name("measure", question.whole, language)
            if question.whole_region:
                facts["whole"] += f" ({self.name('region', question.whole_region, language)})"
        kind = question.operation.replace("-", "_")
        if self.figure.value is None or question.operation in METHODS:
            kind = "missing" if kind == "level" or self.figure.status == "M" else "not_computed"
        if kind == "fold_from":
            kind = "fold_down" if self.is_down else "fold_up"
        said = say(f"answers.sentence_{kind}", language, **facts)
        return said[:1].upper() + said[1:]

    @property
    def withheld(self) -> str:
        """Return the status for which a change is computed but not printed, empty where it may be.

        `B`: a break lies between, and both numbers are all that may be said. `U`: the counts are so small that a per
        cent or a fold says more than they do. Only a finding can tell.
        """
        finding = self.finding
        if finding is None or finding.method != "change" or self.figure.value is None:
            return ""
        if finding.level == "L0":
            return "B"
        return "U" if finding.status == "U" and self.figure.unit in ("percent", "fold") else ""

    @property
    def is_down(self) -> bool:
        """Return whether a fold says how many times smaller the later value is."""
        return self.figure.formula == "a / b"

    def name(self, kind: str, code: str, language: str) -> str:
        """Return the name of a code of the dataset."""
        return name_code(self.definition, kind, code, language)

    def say_notes(self, language: str) -> tuple[str, ...]:
        """Return the notes as sentences."""
        return tuple(say_remark(note, language, self.name) for note in self.notes)

    def describe(self, language: str) -> str:
        """Return the answer as lines for a terminal: value, sentences, notes, sources, permalink."""
        lines = [self.text(language), "", *(self.sentence(code) for code in LANGUAGES), ""]
        if self.finding is not None:
            lines += [*describe_finding(self.finding, language, self.name), ""]
        lines += [f"  ! {note}" for note in self.say_notes(language)]
        lines += [f"  ! {b.date}: {b.reason[language]}" for b in self.breaks]
        for cell in (*self.figure.cells, *self.prints):
            own = Figure.of_cell(cell)
            shown = "-" if own.value is None else write_amount(own.value, own.unit, own.decimals, language)
            lines.append(f"  {cell.key}  {shown}  {cell.precision}\n    {cell.body}  {cell.source}")
            lines += [f"    {cell.note}"] if cell.note else []
        for other in self.others:
            lines.append(f"  = {other.text(language)}  {self.name('scope', other.question.scope, language)}")
        lines += ["", f"  {self.question}"]
        return "\n".join(lines)

    def to_dict(self, language: str) -> dict[str, Any]:
        """Return the answer as plain data for JSON; the sentence stands in all three languages."""
        figure = self.figure
        return {
            "question": str(self.question),
            "value": to_number(figure.value),
            "unit": figure.unit,
            "decimals": figure.decimals,
            "text": self.text(language),
            "status": figure.status,
            "status_name": STATUSES[figure.status],
            "interval": interval_to_dict(figure.interval),
            "formula": figure.formula,
            "sentence": {code: self.sentence(code) for code in LANGUAGES},
            "notes": list(self.say_notes(language)),
            "breaks": [{"id": b.id, "date": str(b.date), "reason": b.reason[language]} for b in self.breaks],
            "cells": [cell_to_dict(cell) for cell in figure.cells],
            "prints": [cell_to_dict(cell) for cell in self.prints],
            "others": [
                {"question": str(o.question), "value": to_number(o.figure.value), "text": o.text(language)}
                for o in self.others
            ],
            "finding": None if self.finding is None else finding_to_dict(self.finding, language, self.name),
            "dataset": self.definition.name,
            "vintage": self.vintage,
        }


def _write_period(period: Period, year_key: str, language: str) -> str:
    if period.is_year:
        return say(f"answers.{year_key}", language, year=str(period))
    return write_period(str(period), language)


def to_number(value: Fraction | None) -> int | float | None:
    """Return a number for JSON: an integer where it is one, otherwise ten significant digits."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else float(f"{float(value):.10g}")


def interval_to_dict(interval: Interval | None) -> dict[str, Any] | None:
    """Return the bounds for JSON; an unbounded end is null."""
    if interval is None:
        return None
    return {
        "low": to_number(interval.low),
        "high": to_number(interval.high),
        "low_open": interval.low_open,
        "high_open": interval.high_open,
    }


def cell_to_dict(cell: Cell) -> dict[str, Any]:
    """Return a cell for JSON: its key, value, precision, status, and who says so where, and how complete it is."""
    return {
        "key": str(cell.key),
        "period_type": cell.key.period.type,
        "value": to_number(cell.value),
        "precision": cell.precision,
        "status": cell.status,
        "body": cell.body,
        "source": cell.source,
        "note": cell.note,
        "coverage": to_number(cell.coverage),
    }
