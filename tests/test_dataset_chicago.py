"""Aggravated assaults in Chicago, as they came: one packed file, one date, one class of offence."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.definition_sample import MONTHS, YEARS, Built, build_real, read_rows, roll_up

MEASURE = "aggravated_assault"


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    """Return the file."""
    return shared / "data" / "A05-chicago-assaults" / "original" / "chicago_aggravated_assaults.csv.gz"


@pytest.fixture(scope="module")
def built(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the dataset."""
    return build_real("chicago", [file], tmp_path_factory.mktemp("store"))


def test_every_row_counts_also_those_that_are_alike(built: Built, file: Path) -> None:
    """SOURCE.md: 148,636 rows, 111 of them like an earlier one, which may be true."""
    assert built.report.rows.to_dict() == {"read": 148_636, "accepted": 148_636, "rejected": 0, "duplicates": 0}
    assert built.report.problems == ()
    alike = Counter(tuple(row.values()) for row in read_rows(file))
    assert sum(number - 1 for number in alike.values()) == 111


def test_years_are_those_of_the_source(built: Built) -> None:
    """SOURCE.md: from 12,943 (2014) to 17,324 (2010) a year; 15,328 in 2019; 148,636 in all."""
    years = {p: v for (m, r, p), v in built.list_values("cpd_occurred", YEARS).items() if r == "US-IL-CHI"}
    assert (years["2010"], years["2014"], years["2019"]) == (17_324, 12_943, 15_328)
    assert sum(value or 0 for value in years.values()) == 148_636
    assert built.ask(f"{MEASURE} 2014") == "12,943"


def test_every_year_month_and_district_is_the_count_of_its_rows(built: Built, file: Path) -> None:
    """An independent count by csv and gzip gives every cell, also those without a row."""
    rows = [(row["date"], f"US-IL-CHI-D{int(row['district']):02d}") for row in read_rows(file)]
    for length, periods in ((4, YEARS), (7, MONTHS)):
        counted = roll_up(built.definition, ((MEASURE, region, date[:length]) for date, region in rows))
        found = built.list_values("cpd_occurred", periods)
        assert {key: found[key] for key in counted} == counted
        assert {value for key, value in found.items() if key not in counted} <= {0}
        assert len(found) == 24 * (10 if periods == YEARS else 120)
