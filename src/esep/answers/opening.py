"""Opening a dataset by name or folder."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from esep.answers.asking import Answers
from esep.cube.build import protect, published_cube
from esep.cube.cube import Cube
from esep.cube.manifest import Vintage
from esep.cube.vintages import default_store, find_vintage, list_vintages, open_vintage
from esep.model.codelist import CodeList
from esep.model.definition import Definition
from esep.model.remark import Remark
from esep.problems import EsepError, Problem
from esep.sources.dataset import find_dataset_folder, load_definition
from esep.sources.published import read_published

VOCABULARY = "kazakhstan"
# What figures are called that were read from the files of their dataset and never built.
PACKAGED = "packaged"
# How many earlier vintages stay open beside the one that is asked.
_KEPT = 8


@cache
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


def open_dataset(name: str, store: Path | None = None, *, as_of: str | None = None) -> Answers:
    """Return a dataset ready to be asked.

    `name` is a packaged dataset or a folder with a `definition.toml`. Its newest vintage in the store is used, or the
    one that `as_of` names, as for `open_cube`; a dataset of published figures that was never built is read from its own
    files. Raises `EsepError` (`not-built`) for a dataset of records without a vintage.
    """
    definition = load_definition(name)
    cube, vintage = open_cube(definition, find_dataset_folder(name), store, as_of=as_of)
    if vintage is None:
        return Answers(definition, cube, PACKAGED)
    is_older = vintage.definition_sha256 != definition.sha256
    notes = (Remark("answers.note_older_definition", {"vintage": vintage.id}),) if is_older else ()
    answers = Answers(definition, cube, vintage.id, notes)
    answers.open_earlier = _Earlier(definition, store or default_store(), vintage)
    return answers


class _Earlier:
    """The vintages of a store before one of them, the latest first; the last that were opened are kept."""

    def __init__(self, definition: Definition, store: Path, vintage: Vintage) -> None:
        self.definition, self.store, self.vintage = definition, store, vintage
        self._open = lru_cache(maxsize=_KEPT)(self._open_one)

    def __call__(self) -> Iterator[Answers]:
        known = (one for one in list_vintages(self.store, self.definition.name) if one.number < self.vintage.number)
        return map(self._open, [one.id for one in known][::-1])

    def _open_one(self, name: str) -> Answers:
        cube, _ = open_vintage(self.store, self.definition.name, name)
        return Answers(self.definition, cube, name)


def open_cube(
    definition: Definition, folder: Path, store: Path | None = None, *, as_of: str | None = None
) -> tuple[Cube, Vintage | None]:
    """Return the cells of a dataset and their vintage; those from `folder` itself have none.

    `as_of` is the id or number of a vintage, a day (YYYY-MM-DD, UTC: the last one committed by its end), or, for
    published figures, `packaged`. Raises `EsepError`: `use-as-of` for an empty word or a day that no calendar has,
    `vintage-unknown` for anything else that names none, `not-built` where there is nothing to read.
    """
    place = store or default_store()
    is_packaged = as_of == PACKAGED and definition.kind == "published"
    if not is_packaged and find_vintage(place, definition.name, as_of=read_as_of(as_of)) is not None:
        return open_vintage(place, definition.name, as_of=read_as_of(as_of))
    if definition.kind != "published":
        raise EsepError(Problem("not-built", facts={"dataset": definition.name, "store": str(place)}))
    return protect(published_cube(read_published(definition, folder).cells)), None


def read_as_of(as_of: str | None) -> str:
    """Return the word for a vintage, empty for the newest."""
    if as_of is None:
        return ""
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", as_of):
            datetime.date.fromisoformat(as_of)
        elif not as_of.strip():
            raise ValueError(as_of)
    except ValueError:
        raise EsepError(Problem("use-as-of", facts={"value": as_of})) from None
    return as_of
