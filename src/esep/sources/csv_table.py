"""A small CSV table read strictly: every row keeps its line, a row with a field too many or too few is told apart."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from esep.problems import EsepError, Problem, Where
from esep.sources.checked_table import name_nearest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on, counted from 1, and its fields by column, without spaces around them."""

    file: str
    line: int
    fields: Mapping[str, str]
    columns: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        return self.fields.get(column, "")

    def where(self, column: str = "") -> Where:
        """Return the place of the row or of a field; fields are counted from 1."""
        place = self.columns.index(column) + 1 if column in self.columns else None
        return Where(self.file, self.line, place)

    def list(self, column: str) -> tuple[str, ...]:
        """Return the parts of a field that are separated by |, without empty ones."""
        return tuple(part for part in (text.strip() for text in self[column].split("|")) if part)


@dataclass(frozen=True)
class CsvTable:
    """The rows of a table in their order, and one problem for every row that does not fit its header."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ragged: tuple[Problem, ...]


def read_csv_table(text: str, file: str, required: Sequence[str], optional: Sequence[str] = ()) -> CsvTable:
    """Return the table that a text holds; its first row is the header, empty lines are skipped.

    A column that is none of `required` and `optional` is refused unless its name begins with `x_`.
    Raise `EsepError` where the header is wrong or the quotes of the text do not close.
    """
    reader = csv.reader(io.StringIO(text), strict=True)
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    ragged: list[Problem] = []
    line = 1
    try:
        for values in reader:
            if not columns and values:
                columns = _check_header([value.strip() for value in values], file, line, required, optional)
            elif values and len(values) != len(columns):
                facts = {"expected": str(len(columns)), "found": str(len(values))}
                ragged.append(Problem("table-row-ragged", Where(file, line), facts))
            elif values:
                fields = dict(zip(columns, (value.strip() for value in values), strict=True))
                rows.append(Row(file, line, fields, columns))
            line = reader.line_num + 1
    except csv.Error as error:
        raise EsepError(Problem("table-broken", Where(file, line), {"cause": str(error)})) from None
    if not columns:
        raise EsepError(Problem("file-empty", Where(file), {"path": file}))
    return CsvTable(columns, tuple(rows), tuple(ragged))


def _check_header(
    columns: list[str], file: str, line: int, required: Sequence[str], optional: Sequence[str]
) -> tuple[str, ...]:
    problems = [
        Problem("table-column-missing", Where(file, line), {"column": name, "found": ", ".join(columns)})
        for name in required
        if name not in columns
    ]
    allowed = [*required, *optional]
    for place, name in enumerate(columns, start=1):
        where = Where(file, line, place)
        if name in columns[: place - 1]:
            problems.append(Problem("table-column-twice", where, {"column": name}))
        elif name not in allowed and not name.startswith("x_"):
            facts = {"column": name, "nearest": name_nearest(name, allowed)}
            problems.append(Problem("table-column-unknown", where, facts))
    if problems:
        raise EsepError(problems)
    return tuple(columns)


def read_day(row: Row, column: str, problems: list[Problem]) -> datetime.date | None:
    """Return the day of a field, written YYYY-MM-DD; `None` and a problem where it is none."""
    text = row[column]
    try:
        if _DAY.fullmatch(text):
            return datetime.date.fromisoformat(text)
    except ValueError:
        pass
    problems.append(Problem("figure-date-wrong", row.where(column), {"column": column, "value": text}))
    return None
