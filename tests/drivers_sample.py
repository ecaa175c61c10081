"""A small dataset with regions, parts, breaks and weights of its own, to ask what drove a change."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from esep.answers import Answers
from esep.cube.cube import CellCube
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.definition import Break, Definition
from esep.model.period import Period
from esep.model.severity import SeverityTable, SeverityWeight
from esep.problems import LANGUAGES

Counts = Mapping[str, tuple[int | None, int | None]]


def name(words: str) -> dict[str, str]:
    """Return one name in all languages."""
    return dict.fromkeys(LANGUAGES, words)


MEASURES = (
    Code("total", name("cases")),
    Code("theft", name("thefts"), parent="total", kind="offence"),
    Code("fraud", name("frauds"), parent="total", kind="offence"),
    Code("online", name("online cases"), parent="total", kind="offence", valid_from=datetime.date(2024, 1, 1)),
    Code("duel", name("duels"), parent="total", kind="offence", valid_to=datetime.date(2023, 12, 31)),
    Code("armed", name("armed cases"), parent="total", kind="circumstance"),
    Code("light", name("light cases"), parent="total", kind="class"),
    Code("heavy", name("heavy cases"), parent="total", kind="class"),
    Code("population", {"en": "population", "ru": "население", "kk": "халық саны"}),
)
REGIONS = (
    Code("XX", name("Land")),
    Code("XX-N", name("North"), parent="XX"),
    Code("XX-S", name("South"), parent="XX"),
)
WEIGHTS = SeverityTable(
    id="two",
    version="first",
    measure="total",
    weights=(
        SeverityWeight("light", Fraction(1), Fraction(100)),
        SeverityWeight("heavy", Fraction(101), Fraction(1000)),
    ),
    reason=name("Made up."),
)


def make(counts: Mapping[str, Counts], *, breaks: Iterable[Break] = (), cells: Iterable[Cell] = ()) -> Answers:
    """Return a dataset of counts by region and measure in 2023 and 2024; `None` is no cell. `cells` come on top."""
    definition = Definition(
        name="small",
        kind="published",
        title=name("Small"),
        default_scope="police",
        default_region="XX",
        measures=CodeList("measures", MEASURES),
        scopes=CodeList("scopes", [Code("police", name("police")), Code("census", name("census"))]),
        regions=CodeList("regions", REGIONS),
        breaks=tuple(breaks),
        severity=(WEIGHTS,),
        population_scope="census",
        rate_base=1000,
    )
    found = [
        put(measure, year, value, region)
        for region, row in counts.items()
        for measure, values in row.items()
        for year, value in zip(("2023", "2024"), values, strict=True)
        if value is not None
    ]
    return Answers(definition, CellCube([*found, *cells]), "test")


def put(measure: str, period: str, value: int, region: str = "XX", precision: str = "exact") -> Cell:
    """Return one cell."""
    scope, unit = ("census", "persons") if measure == "population" else ("police", "count")
    key = CellKey(scope, measure, "", region, Period.parse(period), unit)
    return replace(Cell(key, Fraction(value)), precision=precision)


def break_series(*measures: str, is_major: bool = True) -> Break:
    """Return a break on the first day of 2024."""
    return Break("law", datetime.date(2024, 1, 1), name("A law."), measures=measures, is_major=is_major)
