"""A small land with thefts by month, year and region, for tests of monitoring."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from esep.answers import Answer, Answers, parse_question
from esep.cube.cube import CellCube
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.definition import Break, Definition
from esep.model.finding import Finding
from esep.model.period import Period
from esep.problems import LANGUAGES
from tests.monitor_sample import NSW_DAMAGE, NSW_HOMICIDES, SIDS_BIRTHS, SIDS_DEATHS

THEFTS = {language: "theft" for language in LANGUAGES}
REGIONS = tuple("ABCDEFGHIJKL")


def make(cells: Sequence[Cell], *breaks: Break) -> Answers:
    """Return a small dataset: thefts in a land of twelve regions, and people in a scope of their own."""
    land = Code("LAND", {language: "Land" for language in LANGUAGES})
    parts = [Code(code, {language: f"Region {code}" for language in LANGUAGES}, parent="LAND") for code in REGIONS]
    people = {language: "people" for language in LANGUAGES}
    definition = Definition(
        name="small",
        kind="published",
        title=THEFTS,
        default_scope="police",
        default_region="LAND",
        measures=CodeList("measures", [Code("theft", THEFTS), Code("population", people)]),
        scopes=CodeList("scopes", [Code("police", {**THEFTS, "en": "police"}), Code("census", people)]),
        regions=CodeList("regions", [land, *parts]),
        breaks=breaks,
        population_scope="census",
    )
    return Answers(definition, CellCube(cells), "test")


def put(period: Period, value: float, region: str = "LAND", measure: str = "theft", **facts: str) -> Cell:
    """Return one cell."""
    scope, unit = ("police", "count") if measure == "theft" else ("census", "persons")
    return Cell(CellKey(scope, measure, "", region, period, unit), Fraction(value), **facts)  # type: ignore[arg-type]


def months(counts: Sequence[float], first: int = 2005) -> list[Cell]:
    """Return thefts by month from January of a year on."""
    return [put(Period.months(first + place // 12, place % 12 + 1), count) for place, count in enumerate(counts)]


def years(counts: Sequence[float], first: int, measure: str = "theft") -> list[Cell]:
    """Return thefts or people by year."""
    return [put(Period.year(first + place), count, measure=measure) for place, count in enumerate(counts)]


def cut(day: str, *, is_major: bool = True) -> Break:
    """Return a break of every series on a day."""
    reason = {language: "a new rule." for language in LANGUAGES}
    return Break("rule", datetime.date.fromisoformat(day), reason, is_major=is_major)


def ask(answers: Answers, text: str) -> tuple[Answer, Finding]:
    """Return an answer and its finding."""
    answer = answers.ask(parse_question(text, answers.definition))
    assert answer.finding is not None
    return answer, answer.finding


def keys(finding: Finding) -> list[str]:
    """Return the sentences of a finding by their keys."""
    return [remark.key.partition(".")[2] for remark in finding.sentences]


def value(finding: Finding, name: str) -> float:
    """Return the value of an estimate."""
    found = finding.find(name)
    assert found is not None
    assert found.value is not None
    return float(found.value)


def measured(level: float, count: int = 60) -> list[float]:
    """Return months with a season whose level jumps with month 36."""
    place = np.arange(count)
    logs = np.log(400) + 0.2 * np.sin(place * np.pi / 6) + (place >= 36) * np.log1p(level)
    return [float(number) for number in np.random.default_rng(2).poisson(np.exp(logs))]


def lands(counts: Sequence[float], people: Sequence[float], day: Period | None = None, year: int = 2020) -> Answers:
    """Return a year of thefts in the first regions, with their people in that year or on a day."""
    cells = [put(Period.year(year), count, REGIONS[place]) for place, count in enumerate(counts)]
    for place, number in enumerate(people):
        cells.append(put(day or Period.year(year), number, REGIONS[place], "population"))
    return make(cells)


def sloped(slope: float) -> list[float]:
    """Return months whose yearly pace changes with month 36."""
    place = np.arange(60)
    logs = np.log(4000) + np.maximum(place - 36, 0) / 12 * np.log1p(slope)
    return [float(number) for number in np.random.default_rng(2).poisson(np.exp(logs))]


def list_cases() -> list[tuple[Answers, str]]:
    """Return small datasets and questions that together reach every kind of sentence."""
    steady = [*([50, 52] * 4), 51, 50, 51]
    return [
        (make(months(NSW_DAMAGE)), "theft season period:2019-12"),
        (make(months(NSW_DAMAGE)), "theft season period:2019-02"),
        (make(months(NSW_DAMAGE)), "theft season period:2019-01..2019-03"),
        (make(months(NSW_DAMAGE)), "theft season period:2006-01..2006-12"),
        (make(months(NSW_DAMAGE[:30])), "theft season period:2007-03"),
        (make(months(NSW_DAMAGE[:30])), "theft season period:2006-08..2006-10"),
        (make(months([30] * 48)), "theft season period:2008-02"),
        (make(months([30] * 48)), "theft season period:2008-01..2008-02"),
        (make(months([3] * 48)), "theft season period:2008-01..2008-02"),
        (make(months([30] * 12)), "theft season period:2005-01..2005-02"),
        (make(months([6] * 12 + [7] * 12)), "theft season period:2006-01..2006-02"),
        (
            make(months([round(1e5 * math.exp(0.3 * math.sin(n * math.pi / 6))) for n in range(96)])),
            "theft season period:2012-01",
        ),
        (make(months([30] * 48), cut("2007-11-01")), "theft season period:2008-01..2008-02"),
        (make(months(NSW_DAMAGE)), "theft season period:2024-01"),
        (make(months(NSW_DAMAGE)), "theft season period:2018"),
        (make(months(NSW_DAMAGE)), "theft signal period:2019-12"),
        (make(months([*NSW_DAMAGE[:-1], 9999])), "theft signal period:2019-12"),
        (make(months(NSW_DAMAGE[:30])), "theft signal period:2007-03"),
        (make(months([*NSW_DAMAGE[:30], 30_000])), "theft signal period:2007-07"),
        (make(months(NSW_DAMAGE[:5])), "theft signal period:2005-02"),
        (make(months(NSW_DAMAGE[:5])), "theft signal period:2005-05"),
        (make(months([0] * 40 + [3])), "theft signal period:2008-05"),
        (make(months(NSW_DAMAGE)), "theft signal period:2024-01"),
        (make(months(NSW_DAMAGE)), "theft signal period:2019-01..2019-02"),
        *((make(years([*NSW_HOMICIDES, last], 2009)), "theft signal period:2019") for last in (112, 200, 50)),
        (make(years([50, 52, *([120, 122] * 4), 121], 2009)), "theft signal period:2019"),
        (make(years([150, 152, *([20, 22] * 4), 21], 2009)), "theft signal period:2019"),
        (make(years(steady, 2009)), "theft signal period:2019"),
        (make(years([5, 6], 2018)), "theft signal period:2019"),
        *((make(months(measured(level))), "theft effect-of:2008-01 period:2009") for level in (-0.3, 0.0, 0.3)),
        *((make(months(sloped(slope))), "theft effect-of:2008-01 period:2009") for slope in (-0.5, 0.8)),
        (make(months(measured(0.0)), cut("2008-02-01")), "theft effect-of:2008-01 period:2009"),
        (make(months(measured(0.0))), "theft effect-of:2009-06 period:2009"),
        (make(months([0] * 36 + [9] * 24)), "theft effect-of:2008-01 period:2009"),
        (lands(SIDS_DEATHS[:12], SIDS_BIRTHS[:12]), "theft compare-regions period:2020"),
        (lands([30] * 9, [1e5] * 9), "theft compare-regions period:2020"),
        (lands([100, 110, 20, 3], [1e5, 1e5, 1e5, 10]), "theft compare-regions period:2020"),
        (lands([100], [1e5]), "theft compare-regions period:2020"),
        (lands([100], [1e5]), "theft compare-regions region:A period:2020"),
        (lands([0] * 8, [1e5] * 8), "theft compare-regions period:2020"),
    ]
