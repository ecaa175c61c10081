"""A small dataset made by hand for the tests of bulletins: two years of four kinds of theft with awkward names."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from esep.answers import Answers, open_dataset
from esep.cube.cube import CellCube
from esep.model.cell import Cell, CellKey
from esep.model.codelist import Code, CodeList
from esep.model.definition import Break, Definition
from esep.model.period import Period

LANGUAGES = ("en", "ru", "kk")
# Markup of HTML, a spreadsheet formula, a right-to-left override, and a name that never ends.
HOSTILE = {
    "tag": "<script>alert(1)</script>",
    "quote": "\"><img src=x onerror=alert(1)> & 'co'",
    "formula": "=cmd|' /C calc'!A0",
    "turned": "abc\u202edef\u0007 {period} {0}",
    "long": "very long name " * 700,
}


def open_kazakhstan(tmp_path: Path) -> Answers:
    """Return the packaged figures of Kazakhstan, whatever was built on this machine."""
    return open_dataset("kazakhstan", tmp_path / "no-store")


def name_all(text: str) -> dict[str, str]:
    """Return one text for every language."""
    return dict.fromkeys(LANGUAGES, text)


def make_definition(names: dict[str, str], breaks: tuple[Break, ...] = ()) -> Definition:
    """Return a definition whose measures are a total and the given parts of it."""
    parts = [Code(code, name_all(name), parent="total") for code, name in names.items()]
    return Definition(
        name="sample",
        kind="published",
        title=name_all("Sample"),
        default_scope="police",
        default_region="X",
        measures=CodeList("measures", [Code("total", name_all("everything")), *parts]),
        scopes=CodeList("scopes", [Code("police", name_all("Police"))]),
        regions=CodeList("regions", [Code("X", name_all("Xland"))]),
        breaks=breaks,
    )


def make_cell(measure: str, year: int, value: int | None, *, precision: str = "exact", status: str = "A") -> Cell:
    """Return the count of a measure in a year."""
    key = CellKey("police", measure, "", "X", Period.year(year))
    number = None if value is None else Fraction(value)
    return Cell(key, number, precision, status, "the <Police>", "javascript:alert(1)")


def make_answers(
    values: dict[str, dict[int, int]], *, names: dict[str, str] | None = None, breaks: tuple[Break, ...] = ()
) -> Answers:
    """Return answers from counts by measure and year; a measure is called by its code unless it has a name."""
    parts = {code: (names or {}).get(code, code) for code in values if code != "total"}
    cells = [make_cell(measure, year, value) for measure, years in values.items() for year, value in years.items()]
    return Answers(make_definition(parts, breaks), CellCube(cells), "000001-sample")


def make_tiny() -> Answers:
    """Return thirteen invented years of a total with two parts, one rising and one falling, and a minor break in 2019.

    The total falls from 1,000 to 640, fraud rises from 300 to 540, theft falls from 700 to 100.
    """
    steps = {"total": (1000, -30), "fraud": (300, 20), "theft": (700, -50)}
    values = {code: {2012 + n: first + n * step for n in range(13)} for code, (first, step) in steps.items()}
    return make_answers(values, breaks=(make_break(datetime.date(2019, 1, 1), is_major=False),))


def make_break(day: datetime.date, *, is_major: bool = True) -> Break:
    """Return a break that touches everything."""
    return Break("new-code", day, name_all("A new code."), is_verified=True, is_major=is_major)


def make_hostile() -> Answers:
    """Return answers whose every name and source is hostile."""
    values = {"total": {2023: 150, 2024: 150}, **{code: {2024: 30} for code in HOSTILE}}
    answers = make_answers(values, names=HOSTILE)
    scopes = CodeList("scopes", [Code("police", name_all(HOSTILE["tag"]))])
    regions = CodeList("regions", [Code("X", name_all(HOSTILE["quote"]))])
    definition = replace(
        answers.definition,
        title=name_all(HOSTILE["tag"]),
        scopes=scopes,
        regions=regions,
        notes=name_all(HOSTILE["quote"]),
        citation=name_all(HOSTILE["tag"]),
    )
    cells = answers.find_cells()
    return Answers(definition, CellCube(cells), HOSTILE["tag"])
