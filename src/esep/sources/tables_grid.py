"""The figures of published tables by their address, while they are read, compared and added up."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from esep.model.cell import Cell, CellKey
from esep.model.period import Period
from esep.model.table_rules import TableRules
from esep.problems import Where

# Counts stay integers until they become cells: adding fractions costs ten times as much.
Number = int | Fraction


# First and last day of a period: a plain pair is looked up several times faster than a `Period`.
Span = tuple[datetime.date, datetime.date]


class Address(NamedTuple):
    """Where a figure belongs; the key of a cell, cheap to make and to look up."""

    scope: str
    measure: str
    attribute: str
    region: str
    unit: str
    span: Span

    def __str__(self) -> str:
        return str(self.to_key())

    def to_key(self) -> CellKey:
        """Return the key of the cell at this address."""
        return CellKey(self.scope, self.measure, self.attribute, self.region, make_period(self.span), self.unit)


@dataclass(slots=True)
class Entry:
    """One figure: its value or the status that says why there is none, and where it was read.

    `table` is the place of its table in the definition; `line` and `column` are 0 where the figure was computed.
    """

    value: Number | None
    status: str
    precision: str
    table: int
    file: str = ""
    line: int = 0
    column: int = 0
    note: str = ""

    def where(self) -> Where:
        """Return the place a person can go to."""
        return Where(self.file, self.line or None, self.column or None)

    def remark(self, text: str) -> None:
        """Add a sentence to the note."""
        self.note = f"{self.note}; {text}" if self.note else text


class Grid(dict[Address, Entry]):
    """Every figure of a dataset of published tables, one at each address."""

    def list_cells(self, tables: Sequence[TableRules]) -> Iterator[Cell]:
        """Yield the figures as cells in the order of the cube, in which it takes them fastest."""
        values: dict[Number, Fraction] = {}
        for address in sorted(self, key=_order):
            entry = self[address]
            value = entry.value
            exact = None if value is None else values.get(value) or values.setdefault(value, Fraction(value))
            rules = tables[entry.table]
            yield Cell(address.to_key(), exact, entry.precision, entry.status, rules.body, rules.source, entry.note)


def _order(address: Address) -> tuple[str | Span, ...]:
    return (address.scope, address.measure, address.attribute, address.region, address.span, address.unit)


@cache
def make_period(span: Span) -> Period:
    """Return the period of a pair of days, the same object each time."""
    return Period(*span)


@cache
def make_span(year: str, month: str, period: str) -> Span:
    """Return first and last day, the same pair each time, from the parts that a table says."""
    if period:
        found = Period.parse(period)
    else:
        found = Period.months(int(year), int(month)) if month else Period.year(int(year))
    return found.start, found.end


@cache
def find_year(span: Span) -> Span | None:
    """Return the calendar year of a month, `None` for any other period."""
    if make_period(span).month_count != 1:
        return None
    return make_span(f"{span[0].year:04d}", "", "")


def is_next(earlier: Span, later: Span) -> bool:
    """Return whether one period begins on the day after another."""
    return earlier[1] + datetime.timedelta(days=1) == later[0]
