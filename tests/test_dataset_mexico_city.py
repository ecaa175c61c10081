"""Case files on offences against liberty in Mexico City, as they came: two dates, a missing one, a copy, a cut year."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from esep.answers import Answers, parse_question
from esep.model.period import Period
from tests.definition_sample import MONTHS, YEARS, Built, build_real, read_rows, roll_up

BOROUGHS = {
    "AZCAPOTZALCO": 2,
    "COYOACAN": 3,
    "CUAJIMALPA DE MORELOS": 4,
    "GUSTAVO A. MADERO": 5,
    "IZTACALCO": 6,
    "IZTAPALAPA": 7,
    "LA MAGDALENA CONTRERAS": 8,
    "MILPA ALTA": 9,
    "ALVARO OBREGON": 10,
    "TLAHUAC": 11,
    "TLALPAN": 12,
    "XOCHIMILCO": 13,
    "BENITO JUAREZ": 14,
    "CUAUHTEMOC": 15,
    "MIGUEL HIDALGO": 16,
    "VENUSTIANO CARRANZA": 17,
}


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    """Return the file."""
    return shared / "data" / "A03-mexico-city-liberty" / "original" / "df2_FGJ_CarpetasLibertad.csv"


@pytest.fixture(scope="module")
def built(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the dataset."""
    return build_real("mexico-city", [file], tmp_path_factory.mktemp("store"))


def find_measure(text: str) -> str:
    """Return the measure of an offence by the words in it."""
    if text.startswith("PRIVACI"):
        return "restraint_sexual" if "SEXUAL" in text else "restraint_24_hours" if "24" in text else "restraint"
    known = {
        "SECUESTRO EXPRESS (PARA COMETER ROBO O EXTORSIÓN)": "kidnapping_express",
        "PLAGIO O SECUESTRO": "kidnapping_plagio",
        "SECUESTRO EXTORSIVO": "kidnapping_ransom",
        "SECUESTRO": "kidnapping_unspecified",
        "DESAPARICION FORZADA DE PERSONAS": "enforced_disappearance",
        "TRAFICO DE INFANTES": "child_trafficking",
    }
    return known[text]


def list_counted(file: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield measure, borough, day of opening and of the event of each different row that was opened on a known day."""
    rows = dict.fromkeys(tuple(row.items()) for row in read_rows(file))
    for row in map(dict, rows):
        region = f"MX-CMX-{BOROUGHS[row['alcaldia_hecho']]:03d}"
        if row["fecha_inicio"]:
            yield find_measure(row["delito"]), region, row["fecha_inicio"], row["fecha_hecho"]


def test_every_row_is_accounted_for(built: Built) -> None:
    """SOURCE.md: 6,660 rows with one copy; one more has no day of opening (found by hand: line 4336)."""
    assert built.report.rows.to_dict() == {"read": 6_660, "accepted": 6_658, "rejected": 1, "duplicates": 1}
    assert built.report.rejects_path is not None
    with built.report.rejects_path.open(encoding="utf-8", newline="") as rejects:
        told = {(row["line"], row["element"], row["rule"]) for row in csv.DictReader(rejects)}
    assert ("4336", "registered", "record-value-missing") in told
    assert [line for line, _, rule in told if rule.startswith("record-duplicate")] == ["3093"]


@pytest.mark.parametrize(("scope", "place"), [("fgj_opened", 2), ("fgj_occurred", 3)])
def test_every_year_month_and_borough_is_the_count_of_its_rows(
    built: Built, file: Path, scope: str, place: int
) -> None:
    """An independent count by csv gives every cell of both scopes: by the day of opening and by that of the event."""
    rows = [(row[0], row[1], row[place]) for row in list_counted(file) if row[place] >= "2016"]
    for length, periods in ((4, YEARS), (7, MONTHS)):
        counted = roll_up(built.definition, ((measure, region, day[:length]) for measure, region, day in rows))
        found = built.list_values(scope, periods)
        whole = {key: value for key, value in found.items() if key[2] != "2025"}
        assert whole == {key: counted[key] for key in whole}
        assert {key for key in counted if key[2] != "2025"} <= set(whole)


def test_a_year_of_one_month_has_no_value(built: Built) -> None:
    """SOURCE.md: January 2025 is a part of a year (22 rows)."""
    (january,) = built.cube.find(scope="fgj_opened", measure="total", region="MX-CMX", period=Period.parse("2025-01"))
    (year,) = built.cube.find(scope="fgj_opened", measure="total", region="MX-CMX", period=Period.year(2025))
    assert january.value == 22
    assert (january.status, year.value, year.status) == ("A", None, "O")
    assert built.ask("total 2025") == "no figure in these data"
    assert built.ask("total 2025-01") == "22"


def test_a_row_without_an_event_is_missing_from_that_scope_alone(built: Built, file: Path) -> None:
    """SOURCE.md: five rows have no day of the event."""
    assert sum(not row["fecha_hecho"] for row in read_rows(file)) == 5
    opened = built.list_values("fgj_opened", MONTHS)
    assert sum(value or 0 for (m, r, _), value in opened.items() if (m, r) == ("total", "MX-CMX")) == 6_658


def test_a_spelling_with_accents_is_the_same_borough(built: Built, file: Path, tmp_path: Path) -> None:
    """The file writes ALVARO OBREGON; with the accents that the publisher uses elsewhere it counts the same."""
    text = file.read_text(encoding="utf-8").replace(",ALVARO OBREGON,", ",ÁLVARO OBREGÓN,")
    changed = tmp_path / file.name
    changed.write_text(text, encoding="utf-8")
    again = build_real("mexico-city", [changed], tmp_path / "store")
    assert again.list_values("fgj_opened", YEARS) == built.list_values("fgj_opened", YEARS)


def test_events_without_a_day_are_said_by_lateness(built: Built) -> None:
    """SOURCE.md: 5 rows have no day of the event; they are left out of the delays of their years, and counted."""
    answers, undated = Answers(built.definition, built.cube, ""), 0
    for year in range(2016, 2025):
        finding = answers.ask(parse_question(f"total lateness {year}", built.definition)).finding
        assert finding is not None
        found = finding.find("undated")
        assert found is not None
        undated += int(found.value or 0)
    assert undated == 5
