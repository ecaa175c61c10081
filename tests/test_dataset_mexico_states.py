"""Mexican offences by state and month, held against a plain count of the same files."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers, parse_question
from esep.cube.build import protect, published_cube
from esep.model.cell import Cell
from esep.model.definition import Definition
from esep.sources.dataset import load_definition
from esep.sources.tables import TableRows, read_tables

MONTHS = (
    *("ENERO", "FEBRERO", "MARZO", "ABRIL", "MAYO", "JUNIO"),
    *("JULIO", "AGOSTO", "SEPTIEMBRE", "OCTUBRE", "NOVIEMBRE", "DICIEMBRE"),
)
Row = dict[str, str]
Cells = dict[tuple[str, str, str], Cell]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Return the folder with the files."""
    return shared / "data" / "B05-mexico-states" / "original"


@pytest.fixture(scope="module")
def definition() -> Definition:
    """Return the packaged definition."""
    return load_definition("mexico-states")


@pytest.fixture(scope="module")
def rows(folder: Path, definition: Definition) -> TableRows:
    """Read the file of the states."""
    return read_tables(definition, [folder / "IDE-1997-2017.csv"])


@pytest.fixture(scope="module")
def cells(rows: TableRows) -> Cells:
    """Return every cell by measure, region and period."""
    return {(cell.key.measure, cell.key.region, str(cell.key.period)): cell for cell in rows.cells}


@pytest.fixture(scope="module")
def plain(folder: Path) -> list[Row]:
    """Return the rows of the file, read with the csv module and nothing of Esep."""
    with (folder / "IDE-1997-2017.csv").open(encoding="iso-8859-1", newline="") as file:
        return list(csv.DictReader(file))


def list_numbers(plain: list[Row]) -> Iterator[tuple[Row, str, int]]:
    """Yield every number of the file with its row and month."""
    for row in plain:
        for month, name in enumerate(MONTHS, start=1):
            yield row, f"{row['AÑO']}-{month:02}", int(row[name])


def test_every_row_is_accepted(rows: TableRows) -> None:
    """SOURCE.md: 44,352 rows, in LATIN-1."""
    (table,) = rows.tables
    assert (table.read, table.accepted, table.rejected, table.duplicates) == (44_352, 44_352, 0, 0)


def test_every_number_is_a_cell(cells: Cells, plain: list[Row], definition: Definition) -> None:
    """All states, kinds and months: 32 x 66 x 252 numbers, each in its place."""
    keys = definition.tables[0].keys
    states, kinds = keys["region"].codes, keys["measure"].codes
    checked = 0
    for row, month, number in list_numbers(plain):
        kind = kinds[row["MODALIDAD"], row["TIPO"], row["SUBTIPO"]]
        assert cells[kind, states[row["INEGI"], row["ENTIDAD"]], month].value == number
        checked += 1
    assert checked == 32 * 66 * 252


def test_the_nation_is_the_sum_of_its_states(cells: Cells, plain: list[Row]) -> None:
    """All offences of the nation by month and by year, and intentional homicides, added up here as well."""
    sums: Counter[tuple[str, str]] = Counter()
    for row, month, number in list_numbers(plain):
        for period in (month, month[:4]):
            sums["total", period] += number
            if row["MODALIDAD"] == "HOMICIDIOS" and row["TIPO"] == "DOLOSOS":
                sums["homicide_intentional", period] += number
            if row["SUBTIPO"] == "DE VEHICULOS":
                sums["vehicle_theft", period] += number
    assert len(sums) == 3 * (252 + 21)
    for (measure, period), number in sums.items():
        assert cells[measure, "MX", period].value == number, period
        assert cells[measure, "MX", period].status == "A"


def test_every_state_and_category_is_the_sum_of_its_kinds(cells: Cells, plain: list[Row]) -> None:
    """The ten headings MODALIDAD in 32 states and 21 years: 6,720 sums."""
    names = {
        "HOMICIDIOS": "homicide",
        "LESIONES": "injuries",
        "PRIV. DE LA LIBERTAD (SECUESTRO)": "kidnapping",
        "DELITOS SEXUALES (VIOLACION)": "rape",
        "DELITOS PATRIMONIALES": "property_offences",
        "OTROS DELITOS": "other_offences",
        "ROBO COMUN": "robbery_common",
        "ROBO EN CARRETERAS": "robbery_highway",
        "ROBO EN INSTITUCIONES BANCARIAS": "robbery_bank",
        "ROBO DE GANADO (ABIGEATO)": "cattle_theft",
    }
    states = {texts[1]: code for texts, code in load_definition("mexico-states").tables[0].keys["region"].codes.items()}
    sums: Counter[tuple[str, str, str]] = Counter()
    for row, month, number in list_numbers(plain):
        sums[names[row["MODALIDAD"]], states[row["ENTIDAD"]], month[:4]] += number
    assert len(sums) == 10 * 32 * 21
    for key, number in sums.items():
        assert cells[key].value == number


def test_values_that_look_filled_in_are_named_and_kept(rows: TableRows, cells: Cells, plain: list[Row]) -> None:
    """17, 17, 17 in Aguascalientes: SOURCE.md; the other runs of at least six months are counted plainly here."""
    series: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for row, month, number in list_numbers(plain):
        series[row["ENTIDAD"], row["MODALIDAD"], row["TIPO"], row["SUBTIPO"]][month] = number
    runs = 0
    for numbers in series.values():
        values = [numbers[month] for month in sorted(numbers)]
        starts = [i for i, value in enumerate(values) if i == 0 or values[i - 1] != value]
        ends = [*starts[1:], len(values)]
        runs += sum(end - start >= 6 and values[start] >= 3 for start, end in zip(starts, ends, strict=True))
    assert len(rows.remarks) == runs
    assert {remark.code for remark in rows.remarks} == {"value-repeated"}
    first = cells["breach_of_trust", "MX-AGU", "1997-01"]
    assert first.value == 17
    assert first.note == "the same value for 6 periods on end, perhaps filled in"
    assert "note" not in cells["breach_of_trust", "MX-AGU", "1997-07"].note


def test_a_question_on_the_nation_is_answered(rows: TableRows, definition: Definition, plain: list[Row]) -> None:
    """Intentional homicides of 2015, as a plain count has them, with the note that nobody printed the sum."""
    wanted = [cell for cell in rows.cells if cell.key.region == "MX" and cell.key.measure == "homicide_intentional"]
    answers = Answers(definition, protect(published_cube(wanted)), "test")
    answer = answers.ask(parse_question("homicide_intentional MX 2015", definition))
    expected = sum(n for row, month, n in list_numbers(plain) if month[:4] == "2015" and row["TIPO"] == "DOLOSOS")
    assert answer.figure.value == expected
    assert "computed: the sum of 12 parts" in answer.describe("en")


@pytest.fixture(scope="module")
def liberty(folder: Path, definition: Definition) -> TableRows:
    """Read the two files on offences against liberty in Mexico City."""
    return read_tables(definition, sorted(folder.glob("df*.csv")))


def read_liberty(folder: Path, name: str) -> list[Row]:
    """Return the rows of one of the two files."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_number_below_zero_is_refused(liberty: TableRows, folder: Path) -> None:
    """SOURCE.md: 2,336 and 992 rows. One says -1: a level cannot be below zero, and its month is missing, not zero."""
    counts = {table.name: (table.read, table.accepted, table.rejected) for table in liberty.tables}
    assert counts == {"df1_IDM_Libertad.csv": (2336, 2335, 1), "df3_VFC_Libertad.csv": (992, 992, 0)}
    (reject,) = liberty.rejects
    assert (reject.code, reject.where.line, reject.facts["value"]) == ("table-number-wrong", 293, "-1")
    plain = read_liberty(folder, "df1_IDM_Libertad.csv")
    assert [row["Numero_de_registros"] for row in plain if int(row["Numero_de_registros"]) < 1] == ["-1"]


def test_boroughs_add_up_to_the_city(liberty: TableRows, folder: Path) -> None:
    """Offences against liberty by month, added up here as well; September 2017 has no sum, for a part is missing."""
    sums: Counter[str] = Counter()
    for row in read_liberty(folder, "df1_IDM_Libertad.csv"):
        sums[f"{row['Año']}-{MONTHS.index(row['Mes'].upper()) + 1:02}"] += int(row["Numero_de_registros"])
    found = {
        str(cell.key.period): cell
        for cell in liberty.cells
        if (cell.key.scope, cell.key.measure, cell.key.region) == ("sesnsp_municipal", "liberty", "MX-CMX")
    }
    assert len(sums) == 9 * 12 + 4
    missing = {period for period, cell in found.items() if cell.value is None}
    assert missing == {"2017-09", "2017", "2025"}
    for month in sums.keys() - missing:
        assert found[month].value == Fraction(sums[month]), month
    assert found["2024"].value == sum(number for month, number in sums.items() if month[:4] == "2024")


def test_victims_add_up_by_sex_and_by_age(liberty: TableRows, folder: Path) -> None:
    """Victims of 2024 by sex, by age and in all: three ways to the same sum, counted plainly."""
    year = [row for row in read_liberty(folder, "df3_VFC_Libertad.csv") if row["Año"] == "2024"]
    sexes = {"sex:female": "Mujer", "sex:male": "Hombre", "sex:unidentified": "No identificado"}
    found = {
        cell.key.attribute: cell.value
        for cell in liberty.cells
        if (cell.key.scope, cell.key.measure, str(cell.key.period)) == ("sesnsp_victims", "liberty", "2024")
    }
    for code, text in sexes.items():
        assert found[code] == sum(int(row["Numero_registros"]) for row in year if row["Sexo"] == text)
    minors = [row for row in year if row["Rango_de_edad"].startswith("Menores")]
    assert found["age:minor"] == sum(int(row["Numero_registros"]) for row in minors)
    whole = sum(int(row["Numero_registros"]) for row in year)
    assert found[""] == whole == sum(found[f"age:{age}"] or 0 for age in ("adult", "minor", "unstated"))
