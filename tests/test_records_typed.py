"""Columns that have a type at their source: they mean what the same values mean as text."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from esep.model.definition import Definition
from esep.records.engine_duckdb import open_connection
from esep.records.read import Records, read_records
from esep.sources.dataset import load_definition
from tests.counting_sample import merge
from tests.records_sample import REGISTER

# The same rows as text and with types; the last two have nothing and a count that is not allowed.
ROWS = """id,registered,offence,count,gun
1,2024-01-01 04:30:00,10,1,true
2,2024-01-01 05:00:00,20,-1,false
3,2024-07-01 03:59:59,10,1,
4,,,,
5,2024-02-29 12:00:00,30,2,true
"""
TYPES = {
    "id": "bigint",
    "registered": "timestamp",
    "offence": "bigint",
    "count": "integer",
    "gun": "boolean",
}
MORE = {
    "local_zone": "America/New_York",
    "columns": {"count": ["count"]},
    "count": {"allowed": [1, -1]},
    "dates": {"registered": {"formats": ["%Y-%m-%d %H:%M:%S"], "zone": "UTC"}},
    "codes": {"measure": {"map": {"10": "theft", "20": "murder"}}},
    "attributes": {"firearm": {"column": ["gun"], "values": ["true"]}},
}


def make_definition() -> Definition:
    """Return the definition of the counting cases with counts, a zone and a flag."""
    base = load_definition(REGISTER)
    return replace(base, records={**merge(base.records, MORE), "files": "rows.*"})


def write_parquet(folder: Path, kinds: dict[str, str]) -> Path:
    """Write the rows as a file of typed columns."""
    source, path = folder / "source.csv", folder / "rows.parquet"
    source.write_text(ROWS, encoding="utf-8")
    columns = ", ".join(f'"{name}"::{kind} as "{name}"' for name, kind in kinds.items())
    with open_connection() as connection:
        read = f"read_csv('{source}', all_varchar = true)"
        connection.execute(f"copy (select {columns} from {read}) to '{path}' (format parquet)")
    return path


def describe(records: Records) -> tuple[object, ...]:
    """Return what became of the rows, without their places: a line of text is not a row of a table."""
    units = [values[2:] for values in records.iterate()]
    rejects = [(reject.record_id, reject.element, reject.problem.code) for reject in records.rejects]
    return records.rows, units, rejects


@pytest.mark.parametrize(
    "kinds",
    [
        TYPES,
        {**TYPES, "registered": "timestamp with time zone", "count": "double"},
        {**TYPES, "registered": "varchar", "count": "smallint", "offence": "varchar", "id": "varchar"},
    ],
    ids=["typed", "with a zone and a fraction", "partly text"],
)
def test_typed_columns_mean_what_their_text_means(tmp_path: Path, kinds: dict[str, str]) -> None:
    """A file of typed columns gives the units and the rejects that the same file of text gives."""
    text = tmp_path / "rows.csv"
    text.write_text(ROWS, encoding="utf-8")
    with read_records(make_definition(), [text]) as records:
        expected = describe(records)
    with read_records(make_definition(), [write_parquet(tmp_path, kinds)]) as records:
        found = describe(records)
    assert found == expected
    # Worked by hand: New York is five hours behind in January and four in July.
    days = [str(unit[1]) for unit in found[1]]  # type: ignore[attr-defined]
    assert days == ["2023-12-31", "2024-01-01", "2024-06-30"]
    assert [unit[-2:] for unit in found[1]] == [(1, True), (-1, False), (1, False)]  # type: ignore[attr-defined]


def test_files_of_text_and_of_types_are_read_together(tmp_path: Path) -> None:
    """Where sources differ in the type of a column it is read as text, and no row is lost."""
    with (tmp_path / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(line.split(",") for line in ROWS.splitlines())
    paths = [tmp_path / "rows.csv", write_parquet(tmp_path, TYPES)]
    with read_records(make_definition(), paths) as records:
        assert records.rows.to_dict() == {"read": 10, "accepted": 6, "rejected": 4, "duplicates": 0}
        assert [values[-2] for values in records.iterate()] == [1, -1, 1, 1, -1, 1]
