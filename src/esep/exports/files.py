"""The data files of a release: one folder, each file described, with the checksums of all."""

from __future__ import annotations

import datetime
import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from esep.cube.parquet import write_table
from esep.exports.csv_file import describe_csvw, write_csv
from esep.exports.observations import COLUMNS, Row, list_rows
from esep.exports.package import File, describe_dataset, describe_package
from esep.exports.sdmx import write_sdmx_csv
from esep.exports.sqlite_file import write_sqlite
from esep.model.cell import Cell
from esep.model.definition import Definition

TABLE = "observations.csv"
CSVW = f"{TABLE}-metadata.json"
PACKAGE = "datapackage.json"
DATASET = "dataset.jsonld"
CHECKSUMS = "SHA256SUMS"
FILES = (
    TABLE,
    "observations.parquet",
    "observations.sqlite",
    "observations.sdmx.csv",
    CSVW,
    PACKAGE,
    DATASET,
    CHECKSUMS,
)
GENERATOR = "Esep"
_PARQUET_TYPES = {"string": "varchar", "number": "double", "integer": "integer", "date": "date"}


def render_files(
    cells: Sequence[Cell], definition: Definition, vintage: str, *, prepared: datetime.datetime | None = None
) -> dict[str, bytes]:
    """Return the data files of a dataset by name.

    With `prepared`, the day and hour that SDMX asks for, SDMX-ML is written too; that needs the extra `sdmx`.
    """
    rows = list(list_rows(cells, definition))
    about = {
        "dataset": definition.name,
        "title": definition.title["en"],
        "vintage": vintage,
        "definition_sha256": definition.sha256,
        "licence": definition.licence,
        "citation": definition.citation.get("en", ""),
    }
    files = {TABLE: write_csv(rows).encode()}
    with tempfile.TemporaryDirectory() as folder:
        files |= _write_binary(Path(folder), rows, definition, about)
    files["observations.sdmx.csv"] = write_sdmx_csv(cells, definition).encode()
    if prepared is not None:
        from esep.exports.sdmx_ml import write_sdmx_ml

        files |= write_sdmx_ml(cells, definition, prepared)
    listed = [File(name, hashlib.sha256(data).hexdigest(), len(data)) for name, data in files.items()]
    described = {
        CSVW: describe_csvw(TABLE, definition.title, definition.licence),
        PACKAGE: describe_package(definition, vintage, listed, TABLE),
        DATASET: describe_dataset(definition, vintage, listed, cells, GENERATOR),
    }
    files |= {name: _write_json(content) for name, content in described.items()}
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return {**files, CHECKSUMS: sums.encode()}


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files to a folder that is there."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return tuple(folder / name for name in files)


def write_parquet(path: Path, rows: Iterable[Row]) -> None:
    """Write the rows of the table to a new Parquet file."""
    columns = {column.name: _PARQUET_TYPES[column.kind] for column in COLUMNS}
    empty = {column.name for column in COLUMNS if column.kind != "string"}
    values = ([None if name in empty and row[name] == "" else row[name] for name in columns] for row in rows)
    write_table(path, columns, values)


def _write_binary(
    folder: Path, rows: Sequence[Row], definition: Definition, about: Mapping[str, str]
) -> dict[str, bytes]:
    parquet, sqlite = folder / "observations.parquet", folder / "observations.sqlite"
    write_parquet(parquet, rows)
    write_sqlite(sqlite, rows, definition, about)
    return {path.name: path.read_bytes() for path in (parquet, sqlite)}


def _write_json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
