"""Tables in text: lines of as many cells, "County | 2023 | 2024", under one that names the periods or the offences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.against import to_period
from esep.claims.reading import CHANGES, Reading
from esep.model.period import Period

LEAST_CELLS = 3
LONGEST_LINE = 400
_MARK = re.compile(r"[|\t]")
_YEAR_CELL = re.compile(r"(?:^|[|\t]) *(?P<year>(?:19|20)\d\d) *(?=[|\t]|$)", re.MULTILINE)


@dataclass(frozen=True)
class Table:
    """What the cells of a heading line name, each a period, an offence or nothing: what stands below is of that."""

    periods: tuple[Period | None, ...]
    measures: tuple[str, ...]


def list_year_cells(text: str) -> list[tuple[int, int]]:
    """Return the places of the years that stand alone in a cell of a table."""
    if not _MARK.search(text):
        return []
    return [match.span("year") for match in _YEAR_CELL.finditer(text)]


def find_table(sentence: Sentence, found: Found) -> Table | None:
    """Return what a line of cells heads: two cells or more name a period or an offence, and no number stands in one."""
    cells = _cut_cells(sentence, found)
    if len(cells) < LEAST_CELLS or take_between(found.mentions, sentence.start, sentence.end):
        return None
    periods = [[p for p in take_between(found.periods, *cell) if p.kind != "date"] for cell in cells]
    places = [[p for p in take_between(found.places, *cell) if p.kind == "measure"] for cell in cells]
    table = Table(
        tuple(to_period(named[0]) if len(named) == 1 else None for named in periods),
        tuple(named[0].code if len(named) == 1 else "" for named in places),
    )
    heads = sum(bool(period or code) for period, code in zip(table.periods[1:], table.measures[1:], strict=True))
    return table if heads >= LEAST_CELLS - 1 else None


def is_row(table: Table, sentence: Sentence, found: Found) -> bool:
    """Return whether a line has as many cells as the heading above it, or only rules it off: "|---|---|"."""
    is_rule = not any(char.isalnum() for char in found.text[sentence.start : sentence.end])
    return is_rule or len(_cut_cells(sentence, found)) == len(table.periods)


def fill_row(
    mentions: Sequence[Mention],
    readings: list[Reading],
    table: Table,
    sentence: Sentence,
    found: Found,
    spoken_of: Period | None,
) -> None:
    """Give the numbers of a row what stands at the head of their columns; a change is one between two columns.

    Below a heading of January to June a column 2024 holds these months of it.
    """
    cells = _cut_cells(sentence, found)
    table = replace(table, periods=tuple(_take_part(period, spoken_of) for period in table.periods))
    known = sorted(period for period in table.periods if period is not None)
    for at, mention in enumerate(mentions):
        column = next(i for i, (start, end) in enumerate(cells) if start <= mention.numeral.start < end)
        period, measure = table.periods[column], table.measures[column]
        if measure:
            readings[at] = replace(readings[at], measure=measure, is_measure_settled=True)
        if period is not None:
            base = period.shift_years(-1) if mention.operator in CHANGES else None
            readings[at] = replace(readings[at], period=period, base_period=base, is_period_settled=True)
        elif known and mention.operator in CHANGES:
            base = known[-2] if len(known) > 1 else known[-1].shift_years(-1)
            readings[at] = replace(readings[at], period=known[-1], base_period=base, is_period_settled=True)
            mention.is_part = mention.is_part or len(known) > LEAST_CELLS - 1


def _take_part(period: Period | None, spoken_of: Period | None) -> Period | None:
    """Return the months that a text speaks of in the year of a column."""
    if period is None or spoken_of is None or not period.is_year or spoken_of.is_year:
        return period
    is_part = spoken_of.start.year == spoken_of.end.year and spoken_of.month_count is not None
    return spoken_of.shift_years(period.start.year - spoken_of.start.year) if is_part else period


def _cut_cells(sentence: Sentence, found: Found) -> list[tuple[int, int]]:
    """Return the spans of the cells of a sentence that is one line, without the marks at its ends."""
    line = found.text[sentence.start : sentence.end]
    if "\n" in line.strip() or len(line) > LONGEST_LINE or not _MARK.search(line):
        return []
    begin = sentence.start + len(line) - len(line.lstrip(" |\t\n"))
    end = sentence.start + len(line.rstrip(" |\t\n"))
    marks = [match.start() for match in _MARK.finditer(found.text, begin, end)]
    return list(zip([begin, *(mark + 1 for mark in marks)], [*marks, end], strict=True))
