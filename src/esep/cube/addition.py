"""Adding registered months to the latest vintage: those given are put in or replaced, all others are taken over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from esep.cube.count_cube import CountCube
from esep.cube.count_files import COUNTS, merge_coverage, read_month
from esep.cube.coverage import number_month
from esep.cube.disclosure import RawCube
from esep.cube.manifest import SourceFile, Vintage
from esep.cube.shape import Gap, write_shape
from esep.cube.vintages import open_vintage
from esep.model.definition import Definition
from esep.problems import EsepError, Problem, Where
from esep.sources.staging import tell_no_room
from esep.sources.workshop import Workshop


def open_base(definition: Definition, store: Path) -> tuple[CountCube, Vintage]:
    """Return the latest vintage, to which months can be added.

    Raise `EsepError` where there is none, where the definition has changed since (all months count by one definition),
    or where its counts were not stored: figures that were published or protected are made as a whole.
    """
    facts = {"dataset": definition.name, "kind": definition.kind}
    if definition.kind != "records":
        raise EsepError(Problem("add-kind", Where(), facts))
    cube, vintage = open_vintage(store, definition.name)
    if not isinstance(cube, CountCube):
        raise EsepError(Problem("add-protected", Where(), {**facts, "vintage": vintage.id}))
    if vintage.definition_sha256 != definition.sha256:
        raise EsepError(Problem("add-definition", Where(), {**facts, "vintage": vintage.id}))
    return cube, vintage


def list_months(raw: RawCube) -> tuple[str, ...]:
    """Return the registered months that there are counts of."""
    assert isinstance(raw.cells, CountCube)
    return tuple(role.removeprefix(COUNTS) for role in raw.cells.files if role.startswith(COUNTS))


def add_months(base: CountCube, raw: RawCube) -> RawCube:
    """Return the counts of `base` with the months of `raw` put in; no file of the other months is read."""
    new = raw.cells
    assert isinstance(new, CountCube)
    keep = Workshop()
    merged, shape = Path(keep.name) / "coverage.parquet", Path(keep.name) / "shape.json"
    with tell_no_room(Path(keep.name)):
        merge_coverage(base.files["coverage"], new.files["coverage"], merged)
        write_shape(replace(new.shape, gaps=tuple(_list_gaps(base, new))), shape)
    return replace(raw, cells=CountCube({**base.files, **new.files, "coverage": merged, "shape": shape}, (keep, new)))


def _list_gaps(base: CountCube, new: CountCube) -> Iterator[Gap]:
    """Yield the holes there are: those in the files of the base are there until their months are replaced."""
    months = {read_month(role) for role in new.files if role.startswith(COUNTS)}
    yield from new.shape.gaps
    for gap in base.shape.gaps:
        first, last = number_month(gap.start), number_month(gap.end)
        if gap not in new.shape.gaps and not months.issuperset(range(first, last + 1)):
            yield gap


def add_sources(base: Sequence[SourceFile], new: Sequence[SourceFile], added: Sequence[str]) -> tuple[SourceFile, ...]:
    """Return the files that a vintage with added months is counted from: the new ones, and those that still count."""
    kept = (replace(one, months=tuple(month for month in one.months if month not in added)) for one in base)
    return (*(one for one in kept if one.months), *new)
