"""What one vintage of a dataset says otherwise than another."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from esep.answers.opening import PACKAGED, open_cube
from esep.cube.revisions import Revisions, compare_cubes
from esep.sources.dataset import find_dataset_folder, load_definition


@dataclass(frozen=True)
class Comparison:
    """Two vintages of a dataset, by their ids, and what is not the same in both."""

    dataset: str
    before: str
    after: str
    revisions: Revisions

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data for JSON."""
        return {"dataset": self.dataset, "from": self.before, "to": self.after, **self.revisions.to_dict()}


def compare_vintages(dataset: str, store: Path | None, one: str, other: str) -> Comparison:
    """Return what the vintage `other` of a dataset says otherwise than `one`; both as for `open_cube`.

    A change that the definition announced between the two days is marked with the id of its revision.
    """
    definition, folder = load_definition(dataset), find_dataset_folder(dataset)
    old, before = open_cube(definition, folder, store, as_of=one)
    new, after = open_cube(definition, folder, store, as_of=other)
    since, until = sorted(vintage.published.date() if vintage else datetime.date.max for vintage in (before, after))
    revisions = compare_cubes(old, new).declare(definition, since, until)
    first, second = (vintage.id if vintage else PACKAGED for vintage in (before, after))
    return Comparison(definition.name, first, second, revisions)
