"""Two extracts of one rolling file of Charlottesville, as they came: two vintages, and two meanings of one zone."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from esep.cube.build import protect
from esep.cube.count import count_records
from esep.cube.revisions import compare_cubes
from esep.records.read import read_records
from esep.sources.dataset import load_definition
from tests.definition_sample import MONTHS, YEARS, Built, build_real, read_rows, roll_up

NAMES = ("crime_raw_2018-07-21.csv", "crime_raw_2018-08-28.csv")
CITY, SCOPE = "US-VA-CHO", "cpd_reported"
# The first and the last month of each window: SOURCE.md has the days between which it lies.
CUT = {NAMES[0]: ("2013-07", "2018-07"), NAMES[1]: ("2013-11", "2018-11")}
# Summer time left this hour out, so it is an hour that no clock showed.
NO_HOUR = {"201600001281": "0226"}


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    """Return the folder with the two files."""
    return shared / "data" / "A02-charlottesville-2018" / "original"


@pytest.fixture(scope="module")
def built(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Build the two files one after the other: two vintages in one store."""
    store = tmp_path_factory.mktemp("store")
    return {name: build_real("charlottesville", [folder / name], store) for name in NAMES}


def read_local(path: Path) -> dict[str, tuple[datetime.datetime, str, str]]:
    """Return incident -> local time, hour as reported and offence, by what SOURCE.md says of the two files."""
    found = {}
    for row in read_rows(path):
        moment = datetime.datetime.strptime(row["DateReported"], "%Y/%m/%d %H:%M:%S+00")
        if path.name == NAMES[1]:
            zoned = moment.replace(tzinfo=datetime.UTC).astimezone(ZoneInfo("America/New_York"))
            moment = zoned.replace(tzinfo=None)
        found[row["IncidentID"]] = (moment, row["HourReported"], row["Offense"])
    return found


def list_keys(folder: Path, name: str) -> list[tuple[str, str, str]]:
    """Return measure, region and local month of each row."""
    measures = {row["raw"]: row["code"] for row in read_rows(find_map())}
    return [(measures[offence], CITY, f"{moment:%Y-%m}") for moment, _, offence in read_local(folder / name).values()]


def find_map() -> Path:
    """Return the table of the names of offences."""
    import esep

    return Path(esep.__file__).parent / "datasets" / "charlottesville" / "codes" / "offence_map.csv"


def test_every_row_of_both_files_is_accepted(built: dict[str, Built]) -> None:
    """SOURCE.md: 30,977 and 30,352 rows, two vintages."""
    for name, number in zip(NAMES, (30_977, 30_352), strict=True):
        rows = built[name].report.rows.to_dict()
        assert rows == {"read": number, "accepted": number, "rejected": 0, "duplicates": 0}
    assert built[NAMES[1]].report.vintage.parent == built[NAMES[0]].report.vintage.id


@pytest.mark.parametrize("name", NAMES)
def test_the_hour_as_reported_proves_the_zone(folder: Path, name: str) -> None:
    """HourReported stayed local: it is the hour of every local time, but for one row at an hour that there was not."""
    wrong = {
        incident: hour for incident, (moment, hour, _) in read_local(folder / name).items() if f"{moment:%H%M}" != hour
    }
    assert wrong == ({} if name == NAMES[0] else NO_HOUR)


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_the_local_day(folder: Path, name: str) -> None:
    """The day of each incident is that of the local time which the hour as reported proves."""
    local = read_local(folder / name)
    with read_records(load_definition("charlottesville"), [folder / name]) as records:
        days = {row[2]: row[3] for row in records.iterate()}
    assert days == {incident: moment.date() for incident, (moment, _, _) in local.items()}


def test_common_incidents_fall_in_the_same_month(folder: Path) -> None:
    """SOURCE.md: 28,644 incidents are in both files; read together, each is one record that says the same twice."""
    definition = load_definition("charlottesville")
    with read_records(definition, [folder / name for name in NAMES]) as records:
        assert records.rows.to_dict() == {"read": 61_329, "accepted": 32_685, "rejected": 0, "duplicates": 28_644}
        assert {reason.rule: reason.rows for reason in records.rejects.summarise()} == {"record-duplicate": 28_644}
        gaps = [(gap.reporter, gap.start.month) for gap in records.rules.gaps]
        assert gaps == [("", 7), ("", 7), ("", 11), ("", 11)]
        cube = protect(count_records(records, definition))
        assert len(tuple(cube.find(scope=SCOPE, measure="incidents", region=CITY))) == 71


@pytest.mark.parametrize("name", NAMES)
def test_every_whole_month_is_the_count_of_its_rows(built: dict[str, Built], folder: Path, name: str) -> None:
    """An independent count by csv, in local time, gives every month of every kind; the cut ones have no value."""
    counted = roll_up(built[name].definition, list_keys(folder, name))
    found = built[name].list_values(SCOPE, MONTHS)
    assert set(counted) <= set(found)
    assert found == {key: None if key[2] in CUT[name] else counted[key] for key in found}
    years = built[name].list_values(SCOPE, YEARS)
    for (measure, region, year), value in years.items():
        whole = sum(counted[measure, region, f"{year}-{month:02d}"] for month in range(1, 13))
        assert value == (whole if year in ("2014", "2015", "2016", "2017") else None)
    rows = sum(number for (measure, _, _), number in counted.items() if measure == "incidents")
    assert rows == built[name].report.rows.accepted


def test_what_moved_between_the_vintages_is_the_ends_of_the_window(built: dict[str, Built], folder: Path) -> None:
    """Of the months that are whole in both, those moved which have an incident that only one of the files has."""
    old, new = (read_local(folder / name) for name in NAMES)
    assert len(old.keys() & new.keys()) == 28_644
    assert (len(old.keys() - new.keys()), len(new.keys() - old.keys())) == (2_333, 1_708)
    alone = [old[one] for one in old.keys() - new.keys()] + [new[one] for one in new.keys() - old.keys()]
    months = Counter(f"{moment:%Y-%m}" for moment, _, _ in alone)
    revisions = compare_cubes(*(built[name].cube for name in NAMES))
    moved = {str(change.cell.key.period) for change in revisions.changes if change.kind == "moved"}
    inside = {month for month in months if "2013-11" < month < "2018-07"}
    assert inside == {"2017-09", "2018-01", "2018-02", "2018-04", "2018-05", "2018-06"}
    assert moved == inside | {month[:4] for month in inside if month < "2018"} | {"2013-11", "2018-07"}
    assert built[NAMES[0]].ask("incidents 2013-07") == "no figure in these data"


def test_kinds_hold_what_their_names_say(built: dict[str, Built], folder: Path) -> None:
    """Counted by a word in the name of the offence, without the table of names."""
    words = {"larceny": "Larceny", "robbery": "Robbery", "fraud": "Fraud|Identity|Bad Check", "accidents": "Accident "}
    months = built[NAMES[0]].list_values(SCOPE, YEARS)
    for measure, word in words.items():
        named = [
            moment
            for moment, _, offence in read_local(folder / NAMES[0]).values()
            if moment.year == 2017 and re.match(word, offence)
        ]
        assert months[measure, CITY, "2017"] == len(named)


def test_as_they_stand_the_files_would_contradict_one_another(folder: Path) -> None:
    """SOURCE.md: the times differ by four or five hours; 5,426 incidents would change their day, 194 their month."""
    first, second = ({row["IncidentID"]: row["DateReported"] for row in read_rows(folder / name)} for name in NAMES)
    common = first.keys() & second.keys()
    assert sum(first[one][:10] != second[one][:10] for one in common) == 5_426
    assert sum(first[one][:7] != second[one][:7] for one in common) == 194
