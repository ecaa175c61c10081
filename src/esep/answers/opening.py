"""Opening a dataset by name or folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from esep.answers.asking import Answers
from esep.cube.build import protect, published_cube
from esep.cube.vintages import default_store, find_vintage, open_vintage
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.problems import EsepError, Problem
from esep.sources.dataset import find_dataset_folder, load_definition
from esep.sources.published import read_published

VOCABULARY = "kazakhstan"


def open_vocabulary() -> Definition:
    """Return the words for offences of the packaged vocabulary, with no scope, region or figure of its dataset.

    A text that is checked without data is read with it, so that murders are not compared with thefts.
    """
    definition = load_definition(VOCABULARY)
    return replace(
        definition,
        scopes=CodeList("scopes", ()),
        regions=CodeList("regions", ()),
        default_scope="",
        default_region="",
        breaks=(),
        coverage=(),
    )


def open_dataset(name: str, store: Path | None = None, *, as_of: str = "") -> Answers:
    """Return a dataset ready to be asked.

    `name` is a packaged dataset or a folder with a `definition.toml`. Its newest vintage in the store is used (or the
    one in force on `as_of`); a dataset of published figures that was never built is read from its own files.
    Raises `EsepError` (`not-built`) for a dataset of records without a vintage.
    """
    definition = load_definition(name)
    place = store or default_store()
    if find_vintage(place, definition.name, as_of=as_of) is not None:
        cube, vintage = open_vintage(place, definition.name, as_of=as_of)
        return Answers(definition, cube, vintage.id)
    if definition.kind != "published":
        raise EsepError(Problem("not-built", facts={"dataset": definition.name, "store": str(place)}))
    rows = read_published(definition, find_dataset_folder(name))
    return Answers(definition, protect(published_cube(rows.cells)), "packaged")
