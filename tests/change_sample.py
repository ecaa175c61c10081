"""A small dataset for tests of methods that look at a change: thefts, two siblings, one region, a population."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from esep.answers import Answers, open_dataset
from esep.cube.build import build_dataset
from esep.cube.cube import CellCube
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.definition import Break, Definition
from esep.model.period import Period
from esep.problems import LANGUAGES
from esep.sources.dataset import find_dataset_folder, load_definition

NAMES = {language: "thefts" for language in LANGUAGES}


def make(cells: Sequence[Cell], breaks: tuple[Break, ...] = ()) -> Answers:
    """Return a small dataset: thefts and two siblings below all cases, one region, population in its own scope."""
    parents = {"total": "", "theft": "total", "fraud": "total", "drugs": "total", "population": ""}
    measures = [Code(code, NAMES, parent=parent) for code, parent in parents.items()]
    definition = Definition(
        name="small",
        kind="published",
        title=NAMES,
        default_scope="police",
        default_region="XX",
        measures=CodeList("measures", measures),
        scopes=CodeList("scopes", [Code("police", NAMES), Code("census", NAMES)]),
        regions=CodeList("regions", [Code("XX", NAMES)]),
        breaks=breaks,
        population_scope="census",
    )
    return Answers(definition, CellCube(cells), "test")


def put(measure: str, period: str, value: int | None, **facts: object) -> Cell:
    """Return one cell of the small dataset."""
    scope, unit = ("census", "persons") if measure == "population" else ("police", "count")
    key = CellKey(scope, measure, "", "XX", Period.parse(period), unit)
    return Cell(key, None if value is None else Fraction(value), **facts)  # type: ignore[arg-type]


def years(measure: str, first: int, counts: Sequence[int]) -> list[Cell]:
    """Return yearly cells from a first year on."""
    return [put(measure, str(first + place), count) for place, count in enumerate(counts)]


def build_fbi(shared: Path, store: Path) -> Answers:
    """Return the FBI's estimates of 1979 to 2019, built from the files beside the project."""
    source = shared / "data" / "B01-fbi-estimated-crimes" / "original" / "estimated_crimes_1979_2019.csv"
    build_dataset(load_definition("fbi-estimates"), find_dataset_folder("fbi-estimates"), [source], store)
    return open_dataset("fbi-estimates", store)
