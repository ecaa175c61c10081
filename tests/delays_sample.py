"""A land that does not exist, with both dates of its offences: what the tests of lateness and nowcasts ask about."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from esep.answers import Answers, parse_question
from esep.cube.cube import CellCube, Cube
from esep.model.codelist import Code, CodeList
from esep.model.definition import Break, Definition
from esep.model.figure import Figure
from esep.model.finding import Finding
from esep.problems import LANGUAGES
from tests.count_sample import SHAPE, Unit, count_sample

PARENTS = {"total": "", "violent": "total", "theft": "total", "murder": "violent", "assault": "violent"}
NAMES = {
    "total": ("all offences", "все преступления", "барлық қылмыстар"),
    "violent": ("violent offences", "насильственные преступления", "зорлық қылмыстары"),
    "theft": ("thefts", "кражи", "ұрлық"),
    "murder": ("murders", "убийства", "кісі өлтіру"),
    "assault": ("assaults", "нападения", "шабуыл"),
    "H": ("the hamlet", "хутор", "хутор"),
    "known": ("register, by registration", "реестр, по регистрации", "тізілім, тіркелуі бойынша"),
    "happened": ("register, by event", "реестр, по событию", "тізілім, оқиғасы бойынша"),
    "firearm": ("taken back", "снятые с учёта", "есептен шығарылғандар"),
}
# The shares of delays of 0, 1, 2 and 14 months: nine tenths are there after a month, a fiftieth after more than a year.
SHARES = {0: 0.6, 1: 0.3, 2: 0.08, 14: 0.02}
START = 2022 * 12


def name_code(code: str, **facts: Any) -> Code:
    """Return a code with its names."""
    return Code(code, dict(zip(LANGUAGES, NAMES[code], strict=True)), **facts)


def make_definition(correction: str = "", **facts: Any) -> Definition:
    """Return the definition; `correction` is the kind of the attribute `firearm`."""
    kinds = {"total": "total", "violent": "aggregate"}
    measures = [name_code(code, parent=parent, kind=kinds.get(code, "offence")) for code, parent in PARENTS.items()]
    return Definition(
        name="hamlet",
        kind="records",
        title={language: "hamlet" for language in LANGUAGES},
        default_scope="known",
        default_region="H",
        measures=CodeList("measures", measures),
        scopes=CodeList("scopes", [name_code("known"), name_code("happened")]),
        regions=CodeList("regions", [name_code("H")]),
        attributes=CodeList("attributes", [name_code("firearm", kind=correction)]),
        records={"scopes": {"known": "registered", "happened": "occurred"}, "disclosure": {"method": "none"}},
        **facts,
    )


def start_month(number: int) -> datetime.date:
    """Return the first day of a month, counted from January 2022."""
    return datetime.date((START + number) // 12, (START + number) % 12 + 1, 1)


def list_units(totals: Sequence[int], measure: str, shares: Mapping[int, float] = SHARES) -> Iterator[Unit]:
    """Yield the offences of months in a row, spread over delays; what was not registered by the last is not there."""
    for month, total in enumerate(totals):
        for delay, share in shares.items():
            if month + delay < len(totals) and round(total * share):
                days = (start_month(month + delay), start_month(month))
                yield Unit(*days, measure, "H", n=round(total * share))


def list_batches() -> list[Unit]:
    """Return two years of months of 100 that are registered at the ends of quarters, and a murder in every month."""
    found = [Unit(start_month(month), start_month(month), "murder", "H") for month in range(24)]
    for month in range(24):
        end = month + 2 - month % 3
        found += [Unit(start_month(end), start_month(month), "theft", "H", 80)]
        found += [Unit(start_month(end + 3), start_month(month), "theft", "H", 20)] if end + 3 < 24 else []
    return found


def make_answers(units: Sequence[Unit], definition: Definition | None = None, cube: Cube | None = None) -> Answers:
    """Return the dataset of units, ready to be asked."""
    shape = replace(SHAPE, measures=PARENTS, regions={"H": ""}, members=("H",))
    return Answers(definition or make_definition(), count_sample(units, shape) if cube is None else cube, "test")


def make_protected(method: str = "rounding") -> Answers:
    """Return the dataset as it would be opened where it declares protection: cells, and nothing else."""
    definition = make_definition()
    records = {**definition.records, "disclosure": {"method": method}}
    return make_answers((), replace(definition, records=records), CellCube(()))


def make_break(day: datetime.date, *, is_major: bool = True) -> Break:
    """Return a break of all series on a day."""
    reasons = {"en": "a new rule", "ru": "новое правило", "kk": "жаңа ереже"}
    return Break("rule", day, reasons, is_major=is_major)


def ask(answers: Answers, text: str) -> tuple[Figure, Finding]:
    """Return the figure and the finding of a question."""
    answer = answers.ask(parse_question(text, answers.definition))
    assert answer.finding is not None
    return answer.figure, answer.finding


def keys(finding: Finding) -> list[str]:
    """Return the keys of the sentences, without the name of the method."""
    return [remark.key.partition(".")[2] for remark in finding.sentences]


def value(finding: Finding, name: str) -> float:
    """Return an estimate of a finding as a number."""
    estimate = finding.find(name)
    assert estimate is not None
    assert estimate.value is not None
    return float(estimate.value)
