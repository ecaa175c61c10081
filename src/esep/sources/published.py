"""Published tables: figures as bodies printed them, one row a figure, read into cells and checked row by row.

Three files share one shape. `figures` and `population` hold values, `changes` a change against a base period. Every row
read is accepted, rejected with a reason, or a named duplicate; the three counts add up to the rows read, always.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from esep.model.cell import PRECISIONS, UNITS, Cell, CellKey
from esep.model.definition import Definition
from esep.model.period import Period
from esep.problems import Problem, Where
from esep.sources.checked_table import name_nearest
from esep.sources.csv_table import Row, read_csv_table, read_day
from esep.sources.dataset import find_dataset_folder
from esep.sources.snapshot import Snapshot, decode, take_snapshot

LARGEST_TABLE_BYTES = 64 * 1024 * 1024
COLUMNS = (
    *("body", "scope", "measure", "attribute", "period_start", "period_end", "frequency", "region"),
    *("value", "unit", "precision", "url", "note"),
)
BASE_COLUMNS = ("base_period_start", "base_period_end")

_VALUE = re.compile(r"-?\d{1,18}(?:\.\d{1,12})?")


@dataclass(frozen=True)
class TableCount:
    """What became of the rows of one file."""

    name: str
    read: int
    accepted: int
    rejected: int
    duplicates: int


@dataclass(frozen=True)
class PublishedRows:
    """The cells of a published dataset, the count of every file, the problems of rows, and the files as they were."""

    cells: tuple[Cell, ...]
    tables: tuple[TableCount, ...]
    problems: tuple[Problem, ...]
    snapshots: tuple[Snapshot, ...]

    @property
    def read(self) -> int:
        """Return how many rows were read."""
        return sum(table.read for table in self.tables)

    @property
    def accepted(self) -> int:
        """Return how many rows became cells."""
        return sum(table.accepted for table in self.tables)

    @property
    def rejected(self) -> int:
        """Return how many rows were refused."""
        return sum(table.rejected for table in self.tables)

    @property
    def duplicates(self) -> int:
        """Return how many rows say again what an earlier row said."""
        return sum(table.duplicates for table in self.tables)


def read_published(definition: Definition, folder: Path | str | None = None) -> PublishedRows:
    """Return the cells of the tables that a definition names; `folder` is needed where the dataset is not packaged.

    A row that is wrong is left out and told as a problem. Raise `EsepError` where a file cannot be read as a table.
    """
    folder = find_dataset_folder(definition.name) if folder is None else Path(folder)
    reader = _Reader(definition)
    for name, relative in definition.files.items():
        reader.read_file(folder / relative, has_base=name == "changes")
    return PublishedRows(
        tuple(reader.cells.values()), tuple(reader.tables), tuple(reader.problems), tuple(reader.snapshots)
    )


class _Reader:
    """Reads the files of one definition one after another."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.cells: dict[tuple[CellKey, str, str], Cell] = {}
        self.lines: dict[tuple[CellKey, str, str], Row] = {}
        self.tables: list[TableCount] = []
        self.problems: list[Problem] = []
        self.snapshots: list[Snapshot] = []

    def read_file(self, path: Path, *, has_base: bool) -> None:
        """Read a file; add its cells, problems, count and snapshot."""
        snapshot, data = take_snapshot(path, limit=LARGEST_TABLE_BYTES)
        text = decode(data, ("utf-8",), Where(str(path)))
        table = read_csv_table(text, str(path), (*COLUMNS, *BASE_COLUMNS) if has_base else COLUMNS)
        self.problems.extend(table.ragged)
        accepted = duplicates = 0
        for row in table.rows:
            cell, found = read_cell(row, self.definition, has_base=has_base)
            earlier = self._find_earlier(cell) if cell else None
            if cell is None:
                self.problems.extend(found)
            elif earlier is None:
                key = (cell.key, cell.precision, cell.body)
                self.cells[key], self.lines[key] = cell, row
                accepted += 1
            else:
                is_same = earlier.value == cell.value
                self.problems.append(self._tell_repeated(row, cell, is_same=is_same))
                duplicates += is_same
        read = len(table.rows) + len(table.ragged)
        self.tables.append(TableCount(path.name, read, accepted, read - accepted - duplicates, duplicates))
        self.snapshots.append(snapshot)

    def _find_earlier(self, cell: Cell) -> Cell | None:
        return self.cells.get((cell.key, cell.precision, cell.body))

    def _tell_repeated(self, row: Row, cell: Cell, *, is_same: bool) -> Problem:
        first = self.lines[(cell.key, cell.precision, cell.body)]
        facts = {"first": str(first.where()), "value": row["value"], "earlier": first["value"], "figure": str(cell.key)}
        return Problem("figure-twice" if is_same else "figure-contradicts", row.where("value"), facts)


def read_cell(row: Row, definition: Definition, *, has_base: bool) -> tuple[Cell | None, list[Problem]]:
    """Return the cell that a row stands for, or `None` and everything that is wrong in it."""
    problems: list[Problem] = []
    _check_codes(row, definition, problems)
    period = _read_period(row, "period_start", "period_end", problems)
    base = _read_period(row, *BASE_COLUMNS, problems) if has_base else None
    value = _read_value(row, problems, is_signed=has_base)
    for column in ("body", "url"):
        if not row[column]:
            problems.append(Problem("figure-field-empty", row.where(column), {"column": column}))
    if period is not None:
        _check_frequency(row, period, problems)
        _check_region_time(row, definition, period, problems)
    if problems or period is None or value is None:
        return None, problems
    key = CellKey(row["scope"], row["measure"], row["attribute"], row["region"], period, row["unit"], base)
    status = "E" if row["frequency"] == "projection" else "A"
    return Cell(key, value, row["precision"], status, row["body"], row["url"], row["note"]), []


def _check_codes(row: Row, definition: Definition, problems: list[Problem]) -> None:
    lists: dict[str, Collection[str]] = {
        "scope": definition.scopes.codes,
        "measure": definition.measures.codes,
        "region": definition.regions.codes,
        "attribute": definition.attributes.codes,
        "unit": UNITS,
        "precision": PRECISIONS,
        "frequency": _FREQUENCIES,
    }
    for column, known in lists.items():
        value = row[column]
        if value in known or (column == "attribute" and not value):
            continue
        facts = {"column": column, "value": value, "nearest": name_nearest(value, known)}
        problems.append(Problem("code-unknown", row.where(column), facts))


def _read_period(row: Row, start_column: str, end_column: str, problems: list[Problem]) -> Period | None:
    start = read_day(row, start_column, problems)
    end = read_day(row, end_column, problems)
    if start is None or end is None:
        return None
    if end < start:
        facts = {"start": row[start_column], "end": row[end_column]}
        problems.append(Problem("figure-period-reversed", row.where(end_column), facts))
        return None
    return Period(start, end)


def _read_value(row: Row, problems: list[Problem], *, is_signed: bool) -> Fraction | None:
    text = row["value"]
    if not _VALUE.fullmatch(text):
        problems.append(Problem("figure-value-wrong", row.where("value"), {"value": text}))
        return None
    value = Fraction(text)
    if value < 0 and not is_signed:
        problems.append(Problem("figure-value-negative", row.where("value"), {"value": text}))
        return None
    decimals = PRECISIONS.get(row["precision"])
    if decimals is not None and value % (Fraction(10) ** -decimals):
        facts = {"value": text, "precision": row["precision"]}
        problems.append(Problem("figure-precision-wrong", row.where("precision"), facts))
        return None
    return value


def _is_month(period: Period) -> bool:
    last = calendar.monthrange(period.start.year, period.start.month)[1]
    return period.start.day == 1 and period.end == period.start.replace(day=last)


# How often a figure is printed -> what its period must look like.
_FREQUENCIES: dict[str, Callable[[Period], bool]] = {
    "year": lambda period: period.is_year,
    "year_to_date": lambda period: (period.start.month, period.start.day, period.start.year) == (1, 1, period.end.year),
    "half_year": lambda period: period.month_count == 6 and period.start.month in (1, 7),
    "quarter": lambda period: period.month_count == 3 and period.start.month in (1, 4, 7, 10),
    "month": _is_month,
    "financial_year": lambda period: period.month_count == 12 and not period.is_year,
    "other": lambda period: True,
    "point": lambda period: period.start == period.end,
    "mid_year": lambda period: period.is_year,
    "projection": lambda period: period.is_year,
}


def _check_frequency(row: Row, period: Period, problems: list[Problem]) -> None:
    fits = _FREQUENCIES.get(row["frequency"])
    if fits is not None and not fits(period):
        facts = {"frequency": row["frequency"], "period": str(period)}
        problems.append(Problem("figure-frequency-wrong", row.where("frequency"), facts))


def _check_region_time(row: Row, definition: Definition, period: Period, problems: list[Problem]) -> None:
    """Report a region that existed on no day of the period; one that began or ended within it may stand."""
    if row["region"] not in definition.regions:
        return
    region = definition.regions[row["region"]]
    starts_late = region.valid_from is not None and region.valid_from > period.end
    if starts_late or (region.valid_to is not None and region.valid_to < period.start):
        facts = {"region": region.code, "period": str(period)}
        problems.append(Problem("figure-region-not-then", row.where("region"), facts))
