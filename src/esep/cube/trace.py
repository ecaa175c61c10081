"""The offences behind a cell: its sources are read again by the same rules, and what counts in it is listed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.cube.count import list_sources
from esep.cube.count_cube import CountCube
from esep.cube.manifest import SourceFile, Vintage
from esep.cube.planes import list_below
from esep.cube.vintages import default_store, open_vintage
from esep.language.phrases import say
from esep.language.write import write_number
from esep.model.cell import Cell, CellKey
from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where, show_fact
from esep.records.read import Records, read_records

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from esep.records.read import Progress


@dataclass(frozen=True)
class Offence:
    """One record that counts in a cell: where it stands, its id and dates, and its signed count."""

    file: str
    line: int
    id: str
    dates: Mapping[str, datetime.date | None]
    measure: str
    region: str
    count: int

    def to_dict(self) -> dict[str, Any]:
        """Return the offence as plain data for JSON."""
        dates = {name: day.isoformat() if day else None for name, day in self.dates.items()}
        return {**vars(self), "dates": dates}

    def describe(self) -> str:
        """Return the offence as one line."""
        dates = "  ".join(f"{name} {day}" for name, day in self.dates.items() if day)
        place = f"{show_fact(self.file, limit=500)}:{self.line}"
        return "  ".join(
            part for part in (place, show_fact(self.id), dates, self.measure, self.region, f"{self.count:+d}") if part
        )


@dataclass(frozen=True)
class Trace:
    """A cell and the first of the offences behind it; `rows` and `total` speak of all of them."""

    cell: Cell
    vintage: str
    rows: int
    total: int
    offences: tuple[Offence, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain data for JSON."""
        value = self.cell.value
        return {
            "key": str(self.cell.key),
            "vintage": self.vintage,
            "value": None if value is None else int(value),
            "status": self.cell.status,
            "rows": self.rows,
            "sum": self.total,
            "offences": [offence.to_dict() for offence in self.offences],
        }

    def describe(self, language: str = "en") -> str:
        """Return the trace as lines for a terminal."""
        value = self.cell.value
        shown = "-" if value is None else write_number(value, 0, language)
        lines = [say("trace.cell", language, key=str(self.cell.key), value=shown, vintage=self.vintage)]
        lines += [offence.describe() for offence in self.offences]
        if self.rows > len(self.offences):
            lines.append(say("trace.more", language, n=self.rows - len(self.offences)))
        facts = {"rows": write_number(self.rows, 0, language), "sum": write_number(self.total, 0, language)}
        return "\n".join((*lines, say("trace.hidden" if value is None else "trace.equal", language, **facts)))


def trace_cell(
    text: str,
    definition: Definition,
    sources: Sequence[Path | str],
    store: Path | None = None,
    *,
    as_of: str = "",
    limit: int = 100,
    progress: Progress | None = None,
) -> Trace:
    """Return the offences behind the cell that `text` names, at most `limit` of them, and the sum of all.

    `sources` are the files that the vintage was built from; they are not kept in the store. Raise `EsepError` where
    there is no such cell, where a file or the definition is another one, where the cells were published or protected,
    and where the counts do not add up to the cell.
    """
    if definition.kind != "records":
        raise EsepError(Problem("trace-kind", facts={"dataset": definition.name}))
    cube, vintage = open_vintage(store or default_store(), definition.name, as_of)
    facts = {"dataset": definition.name, "vintage": vintage.id}
    if not isinstance(cube, CountCube):
        raise EsepError(Problem("trace-protected", facts=facts))
    if vintage.definition_sha256 != definition.sha256:
        raise EsepError(Problem("trace-definition", facts=facts))
    cell = _find_cell(cube, text, vintage)
    with read_records(definition, sources, progress) as records:
        files = list_sources(records)
        _check_sources(files, vintage)
        units = _select(records, files, vintage, cube, cell.key)
        ((rows, total),) = records.engine.fetch(units.aggregate(rows=units.count(), total=units["n"].sum()))
        offences = tuple(_list_offences(records, files, units, limit))
    expected = cube.count(cell.key)
    if (total or 0) != expected:
        sums = {"key": str(cell.key), "sum": str(total or 0), "value": str(expected)}
        raise EsepError(Problem("trace-unequal", facts=sums))
    return Trace(cell, vintage.id, int(rows), int(total or 0), offences)


def _find_cell(cube: CountCube, text: str, vintage: Vintage) -> Cell:
    try:
        found = cube.get(CellKey.parse(text))
    except ValueError:
        raise EsepError(Problem("use-cell", facts={"value": text})) from None
    if not found:
        raise EsepError(Problem("trace-cell-unknown", facts={"value": text, "vintage": vintage.id}))
    return found[0]


def _check_sources(files: Iterable[SourceFile], vintage: Vintage) -> None:
    """Raise `EsepError` with every file that is not one of the vintage, and how many of it are not here."""
    here, there = {file.sha256: file for file in files}, {file.sha256: file for file in vintage.sources}
    facts = {"vintage": vintage.id}
    problems = [
        Problem("trace-source-other", Where(file.name), {"name": file.name, "sha256": file.sha256[:12], **facts})
        for sha256, file in here.items()
        if sha256 not in there
    ]
    if missing := [file for sha256, file in there.items() if sha256 not in here]:
        first = missing[0]
        facts |= {"n": str(len(missing)), "name": first.name, "sha256": first.sha256[:12]}
        problems.append(Problem("trace-source-missing", Where(first.name), facts))
    if problems:
        raise EsepError(problems)


def _select(records: Records, files: Sequence[SourceFile], vintage: Vintage, cube: CountCube, key: CellKey) -> ir.Table:
    """Return the units that count in a cell."""
    units, shape = records.units, cube.shape
    day = units[shape.scopes[key.scope]].cast("date")
    conditions = [
        units["measure"].isin(list_below(shape.measures, key.measure)),
        units["region"].isin(list_below(shape.regions, key.region)),
        day.between(key.period.start, key.period.end),
    ]
    conditions += [units[rule.field] for rule in records.rules.attributes if rule.attribute == key.attribute]
    in_force = {file.sha256: file.months for file in vintage.sources}
    for place, file in enumerate(files):
        # Months that a later file replaced do not count any more.
        for month in sorted(set(file.months) - set(in_force[file.sha256])):
            first = datetime.date.fromisoformat(f"{month}-01")
            is_replaced = units["registered"].cast("date").truncate("M").cast("date") == first
            conditions.append(~((units["file"] == place) & is_replaced))
    return units.filter(*conditions)


def _list_offences(records: Records, files: Sequence[SourceFile], units: ir.Table, limit: int) -> Iterable[Offence]:
    dates = [rule.field for rule in records.rules.dates]
    chosen = units.order_by("file", "line").select("file", "line", "id", "measure", "region", "n", *dates).limit(limit)
    for file, line, record_id, measure, region, count, *days in records.engine.fetch(chosen):
        shown = {name: _read_day(day) for name, day in zip(dates, days, strict=True)}
        yield Offence(files[file].name, line, record_id or "", shown, measure, region, count)


def _read_day(day: datetime.date | datetime.datetime | None) -> datetime.date | None:
    return day.date() if isinstance(day, datetime.datetime) else day
