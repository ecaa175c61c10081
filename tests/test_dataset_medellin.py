"""Homicides in Medellín, as they came: semicolons, decimal commas, a Z behind local times, the weapon in a column."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from esep.model.period import Period
from tests.definition_sample import MONTHS, YEARS, Built, build_real, read_rows, roll_up

MEANS = {
    "Arma de fuego": "firearm",
    "Cortopunzante": "sharp",
    "Contundente": "blunt",
    "Asfixia mecánica": "asphyxia",
    "Ahorcamiento o estrangulamiento": "asphyxia",
    "Por establecer": "unstated",
    "Explosivo": "other",
    "Tóxico o agente químico": "other",
    "Sumersión": "other",
    "Lanzamiento al vacío": "other",
}


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    """Return the file."""
    return shared / "data" / "A06-medellin-homicides" / "original" / "medellin_homicides.csv"


@pytest.fixture(scope="module")
def built(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the dataset."""
    return build_real("medellin", [file], tmp_path_factory.mktemp("store"))


def test_every_row_counts_also_those_that_are_alike(built: Built, file: Path) -> None:
    """SOURCE.md: 9,360 rows, 43 of them like an earlier one, which may be true."""
    assert built.report.rows.to_dict() == {"read": 9_360, "accepted": 9_360, "rejected": 0, "duplicates": 0}
    alike = Counter(tuple(row.values()) for row in read_rows(file, ";"))
    assert sum(number - 1 for number in alike.values()) == 43


def test_every_year_and_month_is_the_count_of_its_rows(built: Built, file: Path) -> None:
    """An independent count by csv gives every cell; the day is that of the text, whatever the Z behind it says."""
    dates = [row["fecha_hecho"] for row in read_rows(file, ";")]
    for length, periods in ((4, YEARS), (7, MONTHS)):
        counted = roll_up(built.definition, (("homicide", "CO-ANT-MED", date[:length]) for date in dates))
        assert built.list_values("medata_occurred", periods) == counted
    assert built.ask("homicide 2019") == "594"


def test_each_means_is_the_count_of_its_texts(built: Built, file: Path) -> None:
    """SOURCE.md: 7,141 with a firearm, 1,577 with a blade; the six means and the two sexes add up to all victims."""
    counted: Counter[tuple[str, int]] = Counter()
    for row in read_rows(file, ";"):
        year = int(row["fecha_hecho"][:4])
        counted[f"means:{MEANS[row['modalidad']]}", year] += 1
        counted["sex:female" if row["sexo"] == "Mujer" else "sex:male", year] += 1
    attributes = sorted({attribute for attribute, _ in counted})
    assert attributes == sorted(built.definition.attributes.codes)
    totals: Counter[str] = Counter()
    for attribute in attributes:
        for year in range(2010, 2020):
            (cell,) = built.cube.find(measure="homicide", attribute=attribute, period=Period.year(year))
            assert cell.value == counted[attribute, year]
            totals[attribute] += int(cell.value)
    assert (totals["means:firearm"], totals["means:sharp"]) == (7_141, 1_577)
    for kind in ("means:", "sex:"):
        assert sum(number for attribute, number in totals.items() if attribute.startswith(kind)) == 9_360
    assert built.ask("homicide[means:firearm] 2019") == "401"
