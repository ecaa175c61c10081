"""Units of a land that does not exist, counted into a cube: what records hand to counting, without their reading."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from esep.cube.count import bring_here, count_reports, count_units, write_files
from esep.cube.count_cube import CountCube
from esep.cube.shape import Shape
from esep.records.engine_duckdb import DuckEngine

UNIT_COLUMNS = {
    "registered": "date",
    "occurred": "date",
    "measure": "varchar",
    "region": "varchar",
    "reporter": "varchar",
    "n": "bigint",
    "is_firearm": "boolean",
}
SHAPE = Shape(
    scopes={"known": "registered", "happened": "occurred"},
    measures={"theft": "total", "murder": "violent", "assault": "violent", "violent": "total", "total": ""},
    regions={"U-1": "U", "U-2": "U", "U": "H", "L": "H", "H": ""},
    attributes=("firearm",),
    body="The reeve",
    source="handmade",
    members=("U-1", "U-2", "L"),
)


@dataclass(frozen=True)
class Unit:
    """One offence, or one taken back."""

    registered: datetime.date
    occurred: datetime.date | None
    measure: str
    region: str
    n: int = 1
    is_firearm: bool = False
    reporter: str = ""

    def to_row(self) -> tuple[object, ...]:
        """Return it as a row of the table of units; its region reports unless somebody else does."""
        values = (self.registered, self.occurred, self.measure, self.region)
        return (*values, self.reporter or self.region, self.n, self.is_firearm)


def count_sample(units: Sequence[Unit], shape: Shape = SHAPE) -> CountCube:
    """Return the cube of units."""
    keep = tempfile.TemporaryDirectory()
    return CountCube(write_sample(units, Path(keep.name), shape), keep)


def write_sample(units: Iterable[Unit], folder: Path, shape: Shape = SHAPE) -> dict[str, Path]:
    """Write the files of the cube of units."""
    engine = DuckEngine()
    table = engine.create_table("units", UNIT_COLUMNS, [unit.to_row() for unit in units])  # type: ignore[misc]
    counted = count_units(engine, table, shape.bases, {"firearm": "is_firearm"})
    with bring_here(engine, {"counted": counted, "coverage": count_reports(table)}) as here:
        files = write_files(here, shape, folder)
    engine.close()
    return files


def make_share(top: int, bottom: int) -> Fraction:
    """Return a share, nothing of nothing being nothing."""
    return Fraction(top, bottom) if bottom else Fraction(0)
