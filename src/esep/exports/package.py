"""What a folder of data files is: a data package, and a dataset in the words of schema.org.

Sources: Frictionless Data Package, version 1; schema.org Dataset.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from esep.exports.csv_file import describe_fields
from esep.model.cell import Cell
from esep.model.definition import Definition

MEDIA_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "xml": "application/vnd.sdmx.structurespecificdata+xml",
    "json": "application/json",
}


@dataclass(frozen=True)
class File:
    """A file of the folder: its name, its SHA-256 and its size."""

    name: str
    sha256: str
    size: int

    @property
    def kind(self) -> str:
        """Return the ending of the name."""
        return self.name.rpartition(".")[2]


def describe_package(definition: Definition, vintage: str, files: Sequence[File], table: str) -> dict[str, Any]:
    """Return `datapackage.json`; `table` is the file of observations, whose columns it describes."""
    return {
        "profile": "data-package",
        "name": definition.name,
        "title": definition.title["en"],
        "version": vintage,
        "description": definition.notes.get("en", ""),
        "licenses": [{"name": "other-open", "title": definition.licence}],
        "resources": [_describe_file(file, table) for file in files],
    }


def _describe_file(file: File, table: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "table" if file.name == table else "file",
        "name": file.name.replace(".", "-").lower(),
        "path": file.name,
        "format": file.kind,
        "mediatype": MEDIA_TYPES[file.kind],
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if file.name == table:
        found |= {"profile": "tabular-data-resource", "encoding": "utf-8", "schema": describe_fields()}
    return found


def describe_dataset(
    definition: Definition, vintage: str, files: Sequence[File], cells: Sequence[Cell], generator: str
) -> dict[str, Any]:
    """Return the dataset as JSON-LD of schema.org."""
    starts, ends = [c.key.period.start for c in cells], [c.key.period.end for c in cells]
    regions = dict.fromkeys(cell.key.region for cell in cells)
    measures = dict.fromkeys(cell.key.measure for cell in cells)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": _say(definition.title),
        "description": _say(definition.notes) or _say(definition.title),
        "identifier": f"{definition.name}@{vintage}",
        "version": vintage,
        "license": definition.licence,
        "citation": definition.citation.get("en", ""),
        "temporalCoverage": f"{min(starts)}/{max(ends)}" if cells else "",
        "spatialCoverage": [definition.regions[code].name("en") for code in regions if code in definition.regions],
        "variableMeasured": [definition.measures[code].name("en") for code in measures if code in definition.measures],
        "isBasedOn": sorted({cell.source for cell in cells if cell.source.startswith(("http://", "https://"))}),
        "creativeWorkStatus": "Published",
        "sdPublisher": generator,
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": file.name,
                "encodingFormat": MEDIA_TYPES[file.kind],
                "contentSize": str(file.size),
                "sha256": file.sha256,
            }
            for file in files
        ],
    }


def _say(texts: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text} for language, text in texts.items() if text]
