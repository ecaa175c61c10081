"""How a publisher's own table is read: what its rows and columns say, and which figures are totals of others."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from esep.model.period import Period

# The parts of a cell's address that a row, a column or the table as a whole can say.
CODED_PARTS = ("scope", "measure", "attribute", "region")
TIME_PARTS = ("year", "month", "period")
PARTS = (*CODED_PARTS, *TIME_PARTS)


@dataclass(frozen=True)
class KeyRule:
    """How a row says one part of the address.

    The texts of `columns`, together, are looked up in `codes`. With no codes the text itself is the part: a year or a
    month in digits, a period. Rows with a text among `ignored` are left out by declaration.
    """

    columns: tuple[str, ...]
    codes: Mapping[tuple[str, ...], str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ValueRule:
    """What the numbers of one column are: the parts of the address that it says, unit, precision, texts for no value.

    `blanks` gives the status of a text that stands for a missing value. A column that `is_optional` may be absent.
    """

    column: str
    parts: Mapping[str, str]
    blanks: Mapping[str, str]
    unit: str = "count"
    precision: str = "exact"
    is_optional: bool = False


@dataclass(frozen=True)
class TableRules:
    """One kind of table of a dataset: in which files it is and how it is read.

    `parts` hold for the whole table. `refused` are columns that are not read, with the reason; `ignored` are columns
    that hold no figures. `is_added` says that several rows of one key are parts of one figure; `fills_zero` that a row
    left out means none, within the months and the declared codes of the table.
    """

    id: str
    files: tuple[str, ...]
    encodings: tuple[str, ...]
    body: str
    source: str
    parts: Mapping[str, str]
    keys: Mapping[str, KeyRule]
    values: Mapping[str, ValueRule]
    delimiter: str = ","
    header_line: int = 1
    last_line: int | None = None
    decimal: str = "."
    grouping: str = ""
    ignored: tuple[str, ...] = ()
    refused: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_added: bool = False
    fills_zero: bool = False


@dataclass(frozen=True)
class TotalRule:
    """A rule that some figures are the sum of others along one dimension: region, measure, attribute or period.

    A printed total is kept and compared with the sum of its parts; one that was not printed is computed where every
    part has a value. `codes` are the totals (empty: every code that has children; for `period`, years of months),
    `parts` what they are made of (empty: their children). `is_exhaustive` is false where the parts leave something
    out: then they may not exceed the total, and nothing is computed. The other fields say which cells it touches.
    """

    id: str
    dimension: str
    codes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    start: datetime.date | None = None
    end: datetime.date | None = None
    is_exhaustive: bool = True

    def touches(self, scope: str, measure: str, region: str, period: Period) -> bool:
        """Return whether a total with this address falls under the rule."""
        return (
            (not self.scopes or scope in self.scopes)
            and (not self.measures or measure in self.measures)
            and (not self.regions or region in self.regions)
            and (self.start is None or self.start <= period.start)
            and (self.end is None or period.end <= self.end)
        )


@dataclass(frozen=True)
class RepeatRule:
    """From how many periods on end the same value looks filled in rather than counted; values below `least` may be."""

    id: str
    periods: int
    least: int
    scopes: tuple[str, ...] = ()
