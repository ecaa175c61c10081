"""Sentences with live figures: every number in them is an answer and keeps its question."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TypeAlias

from esep.answers import Answer, Answers
from esep.bulletin.document import Number, Run, Runs
from esep.language.phrases import find_phrase, say
from esep.language.write import write_number, write_period
from esep.model.cell import STATUSES
from esep.model.period import Period
from esep.model.question import Question

Fact: TypeAlias = str | int | Runs

# How a published number was printed -> the mark that says so beside it.
PRECISION_MARKS = {
    "approximate": "about",
    "lower_bound": "over",
    "upper_bound": "under",
    "rounded": "rounded",
    "truncated": "rounded",
}
# The statuses of SDMX CL_OBS_STATUS that are marked beside a value.
MARKED_STATUSES = "BEPU"
# The stop of an abbreviation and that of its sentence are one: 2024 г.
DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?!\.)")
NO_BREAK_SPACE = "\u00a0"
CHANGES = ("change-from", "difference-from")


@dataclass
class Writer:
    """Writes in one language from one set of answers, and keeps what was asked and which pages it rests on.

    `sources` gives every page its number in the list of sources, in the order in which they are first named.
    `known` are answers as they came, the same in every language: writers may share them.
    """

    answers: Answers
    language: str
    asked: dict[str, Answer] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    known: dict[str, Answer] = field(default_factory=dict)

    def ask(self, question: Question) -> Answer:
        """Return the answer to a question, asked once; a comparison across a major break is withheld."""
        key = str(question)
        if key not in self.asked:
            if key not in self.known:
                self.known[key] = self.answers.ask(question, with_others=False)
            answer = self.known[key]
            if any(entry.is_major for entry in answer.breaks):
                answer = replace(answer, figure=replace(answer.figure, value=None, status="B"))
            self.asked[key] = answer
        return self.asked[key]

    def assess(self, question: Question) -> Answer:
        """Return the answer to a question with what methods find in it."""
        answer, key = self.ask(question), f"{question}#"
        if answer.finding is not None:
            return answer
        if key not in self.known:
            self.known[key] = self.answers.ask(question, with_others=False, with_finding=True)
        return replace(answer, finding=self.known[key].finding)

    def say(self, key: str, **facts: Fact) -> Runs:
        """Return a phrase of this room as runs, its facts (words or runs) in place."""
        count = facts.get("n")
        if isinstance(count, int):
            plain = {name: fact for name, fact in facts.items() if isinstance(fact, str | int)}
            return (Run(say(f"bulletin.{key}", self.language, **plain)),)
        phrase = find_phrase(f"bulletin.{key}", self.language)
        assert isinstance(phrase, str), f"bulletin.{key} has plural forms and needs a number n"
        return fill(phrase, facts)

    def word(self, key: str, **facts: str | int) -> str:
        """Return a phrase of this room as plain text."""
        return DOUBLE_STOP.sub(".", say(f"bulletin.{key}", self.language, **facts))

    def period(self, period: Period) -> str:
        """Return a period in words."""
        return write_period(str(period), self.language)

    def name(self, kind: str, code: str, *, is_first: bool = True) -> str:
        """Return the name of a code on one line; `is_first` begins it with a capital."""
        codes = self.answers.definition
        found = {"measure": codes.measures, "scope": codes.scopes, "region": codes.regions}[kind]
        name = tidy(found[code].name(self.language) if code in found else code)
        return capitalise(name) if is_first else name

    def short_name(self, scope: str) -> str:
        """Return the short name of a scope, or its name where it has none."""
        scopes = self.answers.definition.scopes
        short = tidy(scopes[scope].short_names.get(self.language, "")) if scope in scopes else ""
        return short or self.name("scope", scope)

    def number(self, answer: Answer) -> Number:
        """Return an answer as a printed number, or as the mark that says why there is none."""
        figure, question = answer.figure, answer.question
        key = str(question)
        self.asked.setdefault(key, answer)
        status_name = say(f"answers.status_{STATUSES[figure.status]}", self.language)
        common = Number(
            question=key,
            text="",
            bare="",
            plain="",
            value=figure.value,
            unit=figure.unit,
            label=capitalise(tidy(answer.sentence(self.language))),
            status=figure.status,
            status_name=status_name,
            cells=tuple(str(cell.key) for cell in figure.cells),
            bodies=tuple(dict.fromkeys(self._name_body(cell.body) for cell in figure.cells)),
            sources=tuple(dict.fromkeys(cell.source for cell in figure.cells if cell.source)),
        )
        if figure.value is None:
            mark = self.word(f"mark_{figure.status}")
            return replace(common, text=mark, bare=mark)
        signed = question.operation in CHANGES
        return replace(
            common,
            text=self._write_text(answer),
            bare=write_number(figure.value, figure.decimals, self.language, signed=signed),
            plain=write_plain(figure.value, figure.decimals),
            marks=list_marks(answer),
        )

    def run(self, answer: Answer, *, is_bare: bool = False) -> Run:
        """Return an answer as a run; `is_bare` leaves the unit to the header of a table."""
        return Run(number=self.number(answer), is_bare=is_bare)

    def _write_text(self, answer: Answer) -> str:
        """Return a value with its unit; a count printed in thousands says so, as its publisher did: 102 thousand."""
        figure = answer.figure
        assert figure.value is not None
        if figure.unit == "count" and -3 <= figure.decimals < 0 and abs(figure.value) >= 1000:
            signed = answer.question.operation in CHANGES
            number = write_number(figure.value / 1000, figure.decimals + 3, self.language, signed=signed)
            return self.word("thousands", number=number)
        return answer.text(self.language)

    def _name_body(self, text: str) -> str:
        body = self.answers.definition.find_body(text)
        return tidy(body.name(self.language) if body else text)

    def cite(self, answers: list[Answer]) -> Runs:
        """Return who published the figures behind answers, each with its pages as numbers of the list of sources."""
        pages: dict[str, list[int]] = {}
        for cell in (cell for answer in answers for cell in answer.figure.cells):
            body = self._name_body(cell.body) or self.word("unnamed_body")
            numbers = pages.setdefault(body, [])
            if cell.source:
                number = self.sources.setdefault(cell.source, len(self.sources) + 1)
                self.bodies.setdefault(cell.source, body)
                if number not in numbers:
                    numbers.append(number)
        if not pages:
            return ()
        runs = [Run(self.word("source") + " ")]
        for at, (body, numbers) in enumerate(pages.items()):
            runs.append(Run(("; " if at else "") + body + ("\u00a0" if numbers else "")))
            for place, number in enumerate(sorted(numbers)):
                runs += [Run("\u00a0" if place else ""), Run(f"[{number}]", href=f"#source-{number}")]
        return (*(run for run in runs if run.words), Run("."))


def list_marks(answer: Answer) -> tuple[str, ...]:
    """Return the marks beside a value: its status, a break between its periods, and how its inputs were printed."""
    marks = [answer.figure.status] if answer.figure.status in MARKED_STATUSES else []
    if answer.breaks and "B" not in marks:
        marks.append("B")
    for cell in answer.figure.cells:
        mark = PRECISION_MARKS.get(cell.precision.partition("_to_")[0], "")
        if mark and mark not in marks and answer.figure.unit == cell.key.unit:
            marks.append(mark)
    return tuple(marks)


def write_plain(value: Fraction, decimals: int) -> str:
    """Return a printed value for machines: digits, a decimal point, a hyphen for minus."""
    return write_number(value, decimals, "en").replace(",", "").replace("\u2212", "-")


def capitalise(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]


def tidy(text: str) -> str:
    """Return text from outside on one line, without characters that draw nothing or turn the direction of writing."""
    kept = (char if char.isprintable() or char == NO_BREAK_SPACE else " " for char in text)
    return "".join(kept).strip(" ")


def fill(template: str, facts: Mapping[str, Fact]) -> Runs:
    """Return a template with its facts as runs.

    A fact that ends with the stop of an abbreviation ends its sentence too: no second stop follows.
    Raises `KeyError` for a fact that is missing and `ValueError` for braces that do not match.
    """
    runs: list[Run] = []
    for words, name, _, _ in string.Formatter().parse(template):
        is_stopped = bool(runs) and runs[-1].words.endswith(".") and words.startswith(".")
        if words := words[1:] if is_stopped else words:
            runs.append(Run(words))
        if name is not None:
            fact = facts[name]
            runs += [Run(str(fact))] if isinstance(fact, str | int) else fact
    return tuple(runs)
