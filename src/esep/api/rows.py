"""Cells as rows of JSON and as files, page by page."""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

from esep.answers import Answers
from esep.answers.answer import cell_to_dict, interval_to_dict
from esep.api.parameters import refuse
from esep.exports.csv_file import write_csv
from esep.exports.files import write_parquet
from esep.exports.observations import list_rows
from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.model.period import Period

# A page ends after so long, with fewer cells than were asked for, and says where the next one begins.
SECONDS = 3.0
PARTS = ("scope", "measure", "attribute", "region")


@dataclass(frozen=True)
class Filters:
    """Which cells are wanted: codes by the parts of a key, and what else must hold; what is empty lets all pass."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    period: Period | None = None
    since: Period | None = None
    until: Period | None = None
    unit: str = ""
    status: str = ""

    @property
    def stamp(self) -> str:
        """Return what tells these codes from others: the parts that a place counts are those that they leave."""
        codes = [(name, sorted(members)) for name, members in sorted(self.codes.items())]
        return hashlib.sha256(repr(codes).encode()).hexdigest()[:8]

    def keep(self, cell: Cell) -> bool:
        """Return whether a cell is wanted."""
        key = cell.key
        return (
            all(getattr(key, name) in codes for name, codes in self.codes.items())
            and self.period in (None, key.period)
            and (self.since is None or self.since.start <= key.period.start)
            and (self.until is None or key.period.end <= self.until.end)
            and self.unit in ("", key.unit)
            and self.status in ("", cell.status)
        )


@dataclass(frozen=True)
class Place:
    """Where a page begins: in which vintage, after how many of the wanted parts, and cells of the next part.

    `stamp` is that of the filters.
    """

    vintage: str = ""
    part: int = 0
    cell: int = 0
    stamp: str = ""

    def write(self) -> str:
        """Return the place as text for an address."""
        return base64.urlsafe_b64encode(json.dumps(list(vars(self).values())).encode()).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Place:
        """Return the place that a text means; raise `EsepError` where it means none."""
        try:
            vintage, part, cell, stamp = json.loads(
                base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
            )
            if not (
                isinstance(vintage, str)
                and isinstance(stamp, str)
                and type(part) is type(cell) is int
                and min(part, cell) >= 0
            ):
                raise ValueError(text)
            return cls(vintage, part, cell, stamp)
        except (ValueError, TypeError, RecursionError):
            raise refuse("cursor", text, "next") from None


@dataclass(frozen=True)
class Page:
    """Some of the wanted cells, and where the next ones begin; nowhere where there are no more."""

    cells: tuple[Cell, ...]
    following: Place | None


def read_page(answers: Answers, filters: Filters, start: Place, limit: int) -> Page:
    """Return the wanted cells from a place on, at most so many, in the order of the cube."""
    found: list[Cell] = []
    until = time.monotonic() + SECONDS
    parts = enumerate(answers.list_parts(filters.codes))
    for number, part in islice(parts, start.part, None):
        cells = [cell for cell in find(answers, part, filters) if filters.keep(cell)]
        first = start.cell if number == start.part else 0
        room = limit - len(found)
        found += cells[first : first + room]
        if len(cells) > first + room:
            return Page(tuple(found), Place(answers.vintage, number, first + room, filters.stamp))
        if len(found) >= limit or time.monotonic() > until:
            more = next(parts, None)
            following = None if more is None else Place(answers.vintage, more[0], 0, filters.stamp)
            return Page(tuple(found), following)
    return Page(tuple(found), None)


def find(answers: Answers, part: Mapping[str, str], filters: Filters) -> Sequence[Cell]:
    """Return the cells of a part, those of one period where only that is wanted."""
    narrow: dict[str, object] = {"period": filters.period} if filters.period else {}
    for name, codes in filters.codes.items():
        if len(codes) == 1 and name not in part:
            narrow[name] = next(iter(codes))
    return answers.find_cells(**part, **narrow)


def tell_cell(cell: Cell) -> dict[str, Any]:
    """Return a cell for JSON with every part of its key, its value as a number and as a fraction, and its range."""
    key = cell.key
    return {
        "key": str(key),
        "scope": key.scope,
        "measure": key.measure,
        "attribute": key.attribute or None,
        "region": key.region,
        "period": str(key.period),
        "base_period": str(key.base_period) if key.base_period else None,
        "unit": key.unit,
        **cell_to_dict(cell),
        "exact_value": write_exact(cell.value),
        "interval": interval_to_dict(cell.interval()) if cell.value is not None else None,
    }


def write_exact(value: Fraction | None) -> str | None:
    """Return a value as the text of a fraction: 42, 100/3."""
    return None if value is None else str(value)


def write_table(cells: Sequence[Cell], definition: Definition, form: str) -> bytes:
    """Return cells as a table with the names of their codes: `csv` or `parquet`."""
    rows = list_rows(cells, definition)
    if form == "csv":
        return write_csv(rows).encode()
    with tempfile.TemporaryDirectory(prefix="esep-") as folder:
        path = Path(folder) / "cells.parquet"
        write_parquet(path, rows)
        return path.read_bytes()
