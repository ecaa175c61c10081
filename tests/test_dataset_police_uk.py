"""Three forces of police.uk, as they came: what a file holds stands in its name, and one force lacks December."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from esep.problems import EsepError
from tests.definition_sample import MONTHS, YEARS, Built, build_real, read_rows, roll_up
from tests.records_sample import list_codes

# Rows by file: SOURCE.md.
FILES = {
    ("lancashire", "asb"): ("lancashire_asb.tab", "\t", 56_434),
    ("northumbria", "asb"): ("northumbria_asb.tab", "\t", 39_706),
    ("nottingham", "burglary"): ("nottingham_burglary.csv.gz", ",", 1_795),
    ("nottingham", "robbery"): ("nottingham_robbery.csv.gz", ",", 555),
}
SCOPE = "police_uk_month"


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Return the folder with the four files and two workbooks."""
    return shared / "data" / "A10-uk-police" / "original"


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the dataset from the folder."""
    return build_real("police-uk", [folder], tmp_path_factory.mktemp("store"))


def test_every_row_of_the_four_files_is_accepted(built: Built) -> None:
    """SOURCE.md: 56,434 + 39,706 + 1,795 + 555 rows; the workbooks of ward populations are left alone."""
    assert built.report.rows.to_dict() == {"read": 98_490, "accepted": 98_490, "rejected": 0, "duplicates": 0}
    assert [source.name for source in built.report.vintage.sources] == [name for name, _, _ in FILES.values()]


def test_every_month_and_area_is_the_count_of_its_rows(built: Built, folder: Path) -> None:
    """An independent count by csv and gzip gives every month that has a row, and no other month has a value."""
    keys = [
        (measure, region, row["month"][:7])
        for (region, measure), (name, delimiter, _) in FILES.items()
        for row in read_rows(folder / name, delimiter)
    ]
    counted = roll_up(built.definition, keys)
    found = built.list_values(SCOPE, MONTHS)
    assert len(found) == 3 * 4 * 12
    del counted["asb", "areas", "2022-12"]  # Northumbria is missing in it
    assert {key: value for key, value in found.items() if value is not None} == counted


@pytest.mark.parametrize(("region", "measure"), FILES)
def test_the_months_of_an_area_add_up_to_its_file(built: Built, region: str, measure: str) -> None:
    """SOURCE.md: so many rows of each kind."""
    months = built.list_values(SCOPE, MONTHS)
    total = sum(value or 0 for (m, r, _), value in months.items() if (m, r) == (measure, region))
    assert total == FILES[region, measure][2]


def test_a_month_that_a_force_did_not_send_is_missing_and_not_zero(built: Built) -> None:
    """SOURCE.md: Northumbria ends with November 2022; December, its year and those of all areas have no value."""
    states = {
        (cell.key.region, str(cell.key.period)): (cell.status, str(cell.coverage))
        for cell in built.cube.find(scope=SCOPE, measure="asb")
    }
    assert states["northumbria", "2022-12"] == ("O", "0")
    assert states["areas", "2022-11"] == ("A", "1")
    assert states["areas", "2022-12"] == ("O", "1/2")
    assert [states[region, "2022"][0] for region in ("lancashire", "northumbria", "areas")] == ["A", "O", "O"]
    assert built.ask("asb northumbria 2022-12") == "no figure in these data"
    assert built.ask("asb lancashire 2022-12") == "3,488"


def test_a_kind_that_an_area_never_has_is_no_zero_and_not_missed_in_the_sum(built: Built) -> None:
    """Burglary was taken of Nottingham alone: elsewhere it is missing, and all areas have Nottingham's number."""
    years = built.list_values(SCOPE, YEARS)
    burglary = {region: value for (measure, region, _), value in years.items() if measure == "burglary"}
    assert burglary == {"areas": 1_795, "lancashire": None, "northumbria": None, "nottingham": 1_795}
    assert built.ask("asb nottingham 2022-03") == "no figure in these data"


def test_a_name_that_does_not_say_what_the_file_holds_is_refused(folder: Path, tmp_path: Path) -> None:
    """A file that was renamed is refused; one that names another kind has its rows rejected, and nothing is built."""
    renamed, other = tmp_path / "download.csv", tmp_path / "nottingham_shoplifting.csv.gz"
    for path in (renamed, other):
        shutil.copyfile(folder / "nottingham_robbery.csv.gz", path)
    with pytest.raises(EsepError) as caught:
        build_real("police-uk", [renamed, other], tmp_path / "store")
    assert list_codes(caught.value) == ["file-twice"]
    with pytest.raises(EsepError) as caught:
        build_real("police-uk", [renamed], tmp_path / "store")
    assert list_codes(caught.value) == ["file-name-wrong"]
    assert caught.value.problems[0].where.file == str(renamed)
    with pytest.raises(EsepError) as caught:
        build_real("police-uk", [other], tmp_path / "store")
    assert list_codes(caught.value) == ["records-none-accepted", "record-code-unknown"]
    assert caught.value.problems[1].facts["value"] == "shoplifting"
    assert not list(tmp_path.glob("store/*/*.json"))
