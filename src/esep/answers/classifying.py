"""How much of a dataset fits ICCS, the crime classification of the UN: the report for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from esep.answers.answer import to_number
from esep.answers.asking import Answers
from esep.answers.opening import open_dataset
from esep.answers.wording import name_code
from esep.language.phrases import say
from esep.language.write import write_amount, write_period
from esep.model.classification import (
    LEVELS,
    STATES,
    Coverage,
    Entry,
    Shares,
    counts_offences,
    find_state,
    measure_coverage,
)
from esep.model.definition import Definition
from esep.model.period import Period
from esep.model.question import Question
from esep.problems import EsepError
from esep.sources.classification import load_iccs
from esep.sources.dataset import load_definition

# The two states that a reader can do something about; each is listed by size.
OPEN_STATES = ("ambiguous", "unmapped")


@dataclass(frozen=True)
class Classification:
    """How a dataset fits the classification, in its usual scope and region.

    `period` is `None` where nothing was counted: then only measures are told, no offences.
    """

    definition: Definition
    coverage: Coverage
    vintage: str = ""
    period: Period | None = None

    def describe(self, language: str) -> str:
        """Return the report as lines for a terminal."""
        definition = self.definition
        lines = [say("classify.title", language, dataset=definition.title[language]), ""]
        if self.period is None:
            lines.append(say("classify.nothing_counted", language))
        else:
            facts = {
                "scope": name_code(definition, "scope", definition.default_scope, language),
                "region": name_code(definition, "region", definition.default_region, language),
                "period": write_period(str(self.period), language),
                "vintage": self.vintage,
            }
            lines.append(say("classify.counted_in", language, **facts))
        lines += ["", *self._draw_table(language)]
        for state in OPEN_STATES:
            entries = self.coverage.find_open(state)
            if entries:
                lines += ["", say(f"classify.list_{state}", language), *self._list(entries, language)]
        return "\n".join(lines)

    def _draw_table(self, language: str) -> Iterator[str]:
        """Yield the shares at every level, measures first, offences below, columns under each other."""
        rows = [("", *(say(f"classify.state_{state}", language) for state in STATES))]
        for name, at in (("measures", self.coverage.measures_at), ("offences", self.coverage.offences_at)):
            total = at(LEVELS[0]).total
            if total:
                shown = write_amount(total, "count", 0, language)
                rows.append((say(f"classify.all_{name}", language, total=shown), *("" for _ in STATES)))
                for level in LEVELS:
                    percents = (at(level).percent(state) or Fraction(0) for state in STATES)
                    cells = (write_amount(percent, "percent", 1, language) for percent in percents)
                    rows.append((f"  {say(f'classify.level_{level}', language)}", *cells))
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        for row in rows:
            first = row[0].ljust(widths[0])
            rest = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
            yield "  ".join((first, *rest)).rstrip()

    def _list(self, entries: Sequence[Entry], language: str) -> Iterator[str]:
        sizes = ["-" if e.size is None else write_amount(e.size, "count", 0, language) for e in entries]
        width = max(map(len, sizes))
        for entry, size in zip(entries, sizes, strict=True):
            name = entry.measure.name(language)
            if entry.is_rest:
                name = say("classify.rest", language, measure=name)
            titles = "; ".join(f"{code} {self.coverage.iccs[code].name(language)}" for code in entry.codes)
            yield f"  {size.rjust(width)}  {entry.measure.code}: {name}" + (f" ({titles})" if titles else "")

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain data for JSON."""
        definition, coverage = self.definition, self.coverage
        return {
            "dataset": definition.name,
            "vintage": self.vintage,
            "classification": "ICCS 1.0",
            "scope": definition.default_scope,
            "region": definition.default_region,
            "period": None if self.period is None else str(self.period),
            "levels": [
                {
                    "level": level,
                    "measures": _shares_to_dict(coverage.measures_at(level)),
                    "offences": None if self.period is None else _shares_to_dict(coverage.offences_at(level)),
                }
                for level in LEVELS
            ],
            **{state: [self._entry_to_dict(entry) for entry in coverage.find_open(state)] for state in OPEN_STATES},
        }

    def _entry_to_dict(self, entry: Entry) -> dict[str, Any]:
        return {
            "measure": entry.measure.code,
            "offences": to_number(entry.size),
            "rest": entry.is_rest,
            "iccs": list(entry.codes),
            "levels": [find_state(entry.codes, level, self.coverage.iccs) for level in LEVELS],
            "note": entry.measure.extra.get("iccs_note", ""),
        }


def classify_dataset(
    name: str, store: Path | None = None, *, period: Period | None = None, as_of: str | None = None
) -> Classification:
    """Return how a dataset fits the classification, counted in a period: the newest year that has figures by default.

    A dataset of records that was never built is judged by its measures alone.
    """
    definition = load_definition(name)
    try:
        answers = open_dataset(name, store, as_of=as_of)
    except EsepError as error:
        if [problem.code for problem in error.problems] != ["not-built"]:
            raise
        return Classification(definition, measure_coverage(definition.measures, {}, load_iccs()))
    period = period or _find_newest(answers)
    values = {} if period is None else _count(answers, period)
    coverage = measure_coverage(definition.measures, values, load_iccs())
    return Classification(definition, coverage, answers.vintage, period if values else None)


def _find_newest(answers: Answers) -> Period | None:
    """Return the newest year in which a measure that has no whole of offences above it was counted.

    Where no year has figures it is the newest period.
    """
    definition = answers.definition
    counting = {measure.code: measure for measure in definition.measures if counts_offences(measure)}
    tops = [measure for measure in counting.values() if measure.parent not in counting]
    scope, region = definition.default_scope, definition.default_region
    cells = [
        cell
        for top in tops
        for cell in answers.find_cells(scope=scope, measure=top.code, attribute="", region=region, unit="count")
        if cell.value is not None and cell.key.base_period is None
    ]
    return max((cell.key.period for cell in cells), key=lambda period: (period.is_year, period.end), default=None)


def _count(answers: Answers, period: Period) -> dict[str, Fraction]:
    """Return the count of every measure that counts offences by kind, where there is one."""
    definition = answers.definition
    values = {}
    for measure in definition.measures:
        if counts_offences(measure):
            question = Question(measure.code, definition.default_scope, definition.default_region, period)
            figure = answers.ask(question, with_others=False).figure
            if figure.value is not None and figure.unit == "count":
                values[measure.code] = figure.value
    return values


def _shares_to_dict(shares: Shares) -> dict[str, Any]:
    counts = {state: to_number(shares.of.get(state, Fraction(0))) for state in STATES}
    return {"total": to_number(shares.total), **counts, "mapped_percent": to_number(shares.percent("mapped"))}
