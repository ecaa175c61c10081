"""The many changes of a scan, read in one go: leaf measures by regions, with the years and months before each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from esep.model.cell import Cell
from esep.model.codelist import Code, CodeList
from esep.model.period import MONTHS_OF_YEAR, Period
from esep.model.question import Question
from esep.model.tolerances import DISPERSION_MONTHS

if TYPE_CHECKING:
    from esep.answers.asking import Answers

# How many years back the usual movement and a trend may reach.
_YEARS = 40
_MISSING = float("nan")
# What a measure is where its parts may be set side by side: neither a class that cuts across, nor a residual.
_KINDS = ("", "offence")

By = Mapping[Period, Cell]


@dataclass
class Rows:
    """The changes that can be compared, in columns, and how many cannot.

    `years` end with the base, `months` right before the later period; `cells` are those of both periods.
    """

    subjects: list[tuple[str, str]] = field(default_factory=list)
    before: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    years: list[list[float]] = field(default_factory=list)
    months: list[list[float]] = field(default_factory=list)
    groups: list[tuple[str, str]] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.subjects)


def read_rows(answers: Answers, question: Question) -> Rows:
    """Return every change of a scan: leaf measures under the question's, in the regions under the question's.

    A measure stands for itself where none below it has figures for both periods, and so does a region. What a break
    divides, what is provisional, incomplete or estimated, and what is there in one of the periods only, is skipped.
    """
    children = [code.code for code in answers.definition.regions.children(question.region)]
    found: dict[str, dict[str, dict[Period, Cell]]] = {}
    for code in _list_below(answers.definition.measures, question.measure):
        found[code.code] = _read_measure(answers, question, code.code)
    rows = Rows()
    for regions in (children, [question.region]):
        rows = Rows()
        for code in _list_leaves(answers.definition.measures, question, found, regions):
            for region in regions:
                _add(rows, answers, question, (code, region), found[code.code].get(region, {}))
        if len(rows):
            break
    return rows


def _list_below(measures: CodeList, measure: str) -> list[Code]:
    """Return a measure and the offences below it, whatever stands between."""
    own = measures.find(measure)
    found = [] if own is None else [own]
    for code in measures.children(measure):
        found += [below for below in _list_below(measures, code.code) if below.kind in _KINDS]
    return found


def _list_leaves(
    measures: CodeList, question: Question, found: Mapping[str, Mapping[str, By]], regions: Sequence[str]
) -> list[Code]:
    """Return the offences with figures for both periods below which no offence has them."""
    wanted = {question.period, question.base_period}
    known = {m for m, by in found.items() if any(wanted <= by[region].keys() for region in regions if region in by)}
    inner = {above for measure in known for above in measures.lineage(measure)[1:]}
    return [measures[measure] for measure in found if measure in known and measure not in inner]


def _read_measure(answers: Answers, question: Question, measure: str) -> dict[str, dict[Period, Cell]]:
    """Return the counts of a measure by region and period, the most exact print of each."""
    found: dict[str, dict[Period, Cell]] = {}
    cells = answers.find_cells(
        scope=question.scope, measure=measure, attribute=question.attribute, base_period=None, unit="count"
    )
    for cell in cells:
        found.setdefault(cell.key.region, {}).setdefault(cell.key.period, cell)
    return found


def _add(rows: Rows, answers: Answers, question: Question, subject: tuple[Code, str], by: By) -> None:
    code, region = subject
    assert question.base_period is not None
    base, current = by.get(question.base_period), by.get(question.period)
    if base is None and current is None:
        return
    since = _find_start(answers, question, subject)
    if base is None or current is None or not (_is_final(base) and _is_final(current)) or since > base.key.period:
        rows.skipped += 1
        return
    before, after = _bring_together(base, current)
    rows.subjects.append((code.code, region))
    rows.before.append(before)
    rows.after.append(after)
    rows.years.append(_read_back(by, since, (base.key.period.shift_years(-back) for back in range(_YEARS))))
    rows.months.append(_read_back(by, since, _list_months(question.period)))
    rows.groups.append((code.parent or code.code, region))
    rows.cells += [base, current]


def _find_start(answers: Answers, question: Question, subject: tuple[Code, str]) -> Period:
    """Return the last day of a break before the later period, as a period: what begins before it does not count."""
    code, region = subject
    first = Period.year(1)
    breaks = answers.definition.find_breaks(question.scope, code.code, region, first, question.period)
    days = [entry.date for entry in breaks if entry.is_major]
    area = answers.definition.regions.find(region)
    if area is not None and area.valid_from is not None:
        days.append(area.valid_from)
    return Period(max(days), max(days)) if days else first


def _read_back(by: By, since: Period, periods: Iterator[Period]) -> list[float]:
    """Return the counts of periods that go back in time, oldest first, `nan` from the first that is missing."""
    counts: list[float] = []
    for period in periods:
        cell = by.get(period)
        if cell is None or not _is_final(cell) or period.start < since.start:
            break
        counts.append(float(cell.value or 0))
    return counts[::-1]


def _list_months(period: Period) -> Iterator[Period]:
    if period.month_count is not None:
        last = period.start.year * MONTHS_OF_YEAR + period.start.month - 2
        for back in range(min(DISPERSION_MONTHS, last)):
            year, month = divmod(last - back, MONTHS_OF_YEAR)
            yield Period.months(year, month + 1)


def _is_final(cell: Cell) -> bool:
    """Return whether a cell is a final count with bounds."""
    is_known = cell.value is not None and cell.status in ("A", "B", "D") and not cell.precision.endswith("_bound")
    return is_known and (cell.coverage is None or cell.coverage >= 1)


def _bring_together(base: Cell, current: Cell) -> tuple[float, float]:
    """Return the values closest together that the printed digits of two counts allow."""
    first, second = base.interval(), current.interval()
    assert first.low is not None
    assert first.high is not None
    assert second.low is not None
    assert second.high is not None
    if second.high < first.low:
        return float(first.low), float(second.high)
    if first.high < second.low:
        return float(first.high), float(second.low)
    middle = float((max(first.low, second.low) + min(first.high, second.high)) / 2)
    return middle, middle


def pad(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """Return rows of one length, the missing beginnings filled with `nan`."""
    width = max((len(row) for row in rows), default=0)
    return [[_MISSING] * (width - len(row)) + list(row) for row in rows]
