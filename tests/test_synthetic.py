"""Synthetic records: they say what they are, add up to what was published, and are spread like a register's."""

from __future__ import annotations

import csv
import datetime
import hashlib
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from esep.records.synthetic import SyntheticReport, synthesize
from esep.records.synthetic_plan import Request
from esep.sources.dataset import find_dataset_folder, load_definition

NAME = "kazakhstan-register"
# The articles of the Criminal Code behind a published measure, as the package's notes on Kazakhstan give them.
ARTICLES = {
    "murder": "99",
    "rape": "120",
    "grievous_bodily_harm": "106",
    "theft": "188",
    "cattle_theft": "188-1",
    "fraud": "190",
    "robbery_open": "191",
    "robbery_violent": "192",
    "hooliganism": "293",
}


def make(file: Path, **wishes: object) -> SyntheticReport:
    """Write synthetic records of the packaged register."""
    request = Request(**{"seed": 11, **wishes})  # type: ignore[arg-type]
    return synthesize(load_definition(NAME), find_dataset_folder(NAME), file, request)


def read_rows(file: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a file as they stand, read without Esep."""
    with file.open(encoding="utf-8", newline="") as text:
        yield from csv.DictReader(text)


def read_published(root: Path) -> dict[tuple[str, str], dict[str, int]]:
    """Return what the Committee published for whole years, exactly, by measure and year: read without Esep."""
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for row in read_rows(root / "src" / "esep" / "datasets" / "kazakhstan" / "figures.csv"):
        is_wanted = (row["scope"], row["region"], row["attribute"], row["unit"], row["frequency"]) == (
            *("committee_offences", "KZ", "", "count", "year"),
        )
        if is_wanted:
            found[row["measure"], row["period_start"][:4]][row["precision"]] = int(row["value"])
    return found


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """Return the rows of three years, as many as were published, without faults."""
    file = tmp_path_factory.mktemp("synthetic") / "register.csv"
    make(file, scale=Fraction(1), first_year=2022, last_year=2024, dirty=Fraction(0))
    return list(read_rows(file))


def test_every_row_says_that_it_is_synthetic(rows: list[dict[str, str]]) -> None:
    """The label and the registration number of each row show that it is invented."""
    assert {row["label"] for row in rows} == {"SYNTHETIC esep seed=11"}
    assert all(row["number"].startswith("SYN20") for row in rows)
    assert len({row["number"] for row in rows}) == len(rows)


def test_rows_come_in_the_order_of_registration(rows: list[dict[str, str]]) -> None:
    """A register numbers its entries as they come in."""
    moments = [row["registered"] for row in rows]
    assert moments == sorted(moments)
    assert [row["number"] for row in rows] == sorted(row["number"] for row in rows)


def test_yearly_totals_are_those_published(rows: list[dict[str, str]], root: Path) -> None:
    """At scale 1 the rows that count equal each exactly published figure: 132,778 offences in 2024, 566 murders."""
    counted = [row for row in rows if row["state"] == "active"]
    years = Counter(row["registered"][:4] for row in counted)
    articles = Counter((row["article"].split(" ")[0], row["registered"][:4]) for row in counted)
    attempts = sum(row["article"].startswith("24 ") for row in counted if row["registered"][:4] == "2024")
    published = read_published(root)
    compared = 0
    for (measure, year), values in published.items():
        if year not in years or not (value := values.get("exact") or values.get("rounded_to_100")):
            continue
        if measure == "total":
            assert years[year] == value, year
        elif measure in ARTICLES:
            assert articles[ARTICLES[measure], year] == value, (measure, year)
        compared += measure == "total" or measure in ARTICLES
    assert (years["2024"], articles["99", "2024"], articles["190", "2024"]) == (132_778, 566, 45_156)
    assert attempts > 0
    assert compared >= 17


def test_a_number_of_rows_is_kept_and_shared_like_the_published_totals(tmp_path: Path) -> None:
    """With --rows the file has that many rows, and a year's part of the counted ones is its part of the totals."""
    report = make(tmp_path / "r.csv", rows=50_000, first_year=2023, last_year=2024)
    assert sum(1 for _ in read_rows(tmp_path / "r.csv")) == report.rows == 50_000
    counted = report.states["active"]
    # 140,272 and 132,778 offences were published for 2023 and 2024.
    assert report.years == {2023: round(counted * 140_272 / 273_050), 2024: round(counted * 132_778 / 273_050)}


def test_years_without_a_published_total_take_the_nearest(tmp_path: Path) -> None:
    """For 2016 nothing is published; the 316.4 thousand of 2017 stand in, as the notes of the dataset say."""
    report = make(tmp_path / "r.csv", scale=Fraction(1, 100), first_year=2016, last_year=2017)
    assert report.years == {2016: 3164, 2017: 3164}


def test_months_are_seasonal(rows: list[dict[str, str]]) -> None:
    """July to October have more registrations a month than December to February, as the definition declares."""
    months = Counter(int(row["registered"][5:7]) for row in rows)
    shares = {month: count / len(rows) for month, count in months.items()}
    declared = load_definition(NAME).synthetic["months"]
    for month, weight in enumerate(declared, 1):
        assert abs(shares[month] / (weight / sum(declared)) - 1) < 0.15, month
    assert min(shares[month] for month in (7, 8, 9, 10)) > max(shares[month] for month in (12, 1, 2))


def test_deeds_are_reported_mostly_in_days_and_sometimes_years_later(rows: list[dict[str, str]]) -> None:
    """No deed follows its report, no report its registration; the tail of the delay is heavy."""
    delays = []
    for row in rows:
        occurred, reported = (datetime.date.fromisoformat(row[name]) for name in ("occurred", "reported"))
        registered = datetime.datetime.fromisoformat(row["registered"]).date()
        assert occurred <= reported <= registered
        delays.append((registered - occurred).days)
    assert 1 <= statistics.median(delays) <= 4
    assert sum(delay > 365 for delay in delays) > 50
    assert max(delays) <= 4000 + 30


def test_places_and_offences_are_skewed(rows: list[dict[str, str]]) -> None:
    """A few districts and articles have most of the rows."""
    for column in ("district", "article"):
        counts = sorted(Counter(row[column] for row in rows).values(), reverse=True)
        assert sum(counts[: len(counts) // 5]) > len(rows) / 2, column


def test_months_of_a_region_vary_more_than_chance(rows: list[dict[str, str]]) -> None:
    """Counts by region and month are overdispersed: their chi-square is several times its degrees of freedom."""
    whole = [row for row in rows if row["registered"] >= "2022-07"]
    months = Counter(row["registered"][:7] for row in whole)
    regions = Counter(row["district"][:2] for row in whole)
    cells = Counter((row["district"][:2], row["registered"][:7]) for row in whole)
    square = 0.0
    for region in regions:
        for month in months:
            expected = regions[region] * months[month] / len(whole)
            square += (cells[region, month] - expected) ** 2 / expected
    assert square / ((len(regions) - 1) * (len(months) - 1)) > 3


def test_states_and_attributes_have_their_declared_shares(rows: list[dict[str, str]]) -> None:
    """2.2 per cent are terminated and 0.8 transferred; battery, back since June 2024, is often domestic."""
    states = Counter(row["state"] for row in rows)
    assert abs(states["terminated"] / len(rows) - 0.022) < 0.0001
    assert abs(states["transferred"] / len(rows) - 0.008) < 0.0001
    battery = [row for row in rows if row["article"].startswith("109-1 ")]
    assert min(row["registered"] for row in battery) >= "2024-06-01"
    assert abs(sum(row["domestic"] == "true" for row in battery) / len(battery) - 0.55) < 0.03
    assert {row["attempted"] for row in rows if row["article"].startswith("24 ")} == {"true"}


def test_places_and_articles_change_on_the_day_of_the_law(tmp_path: Path) -> None:
    """South Kazakhstan's codes (51) end on 18 June 2018, those of Turkistan (61) and Shymkent (79) begin then."""
    make(tmp_path / "r.csv", rows=60_000, first_year=2017, last_year=2022, dirty=Fraction(0))
    days: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(tmp_path / "r.csv"):
        days[row["district"][:2]].append(row["registered"][:10])
        days[row["article"].split(" ")[0]].append(row["registered"][:10])
    assert max(days["51"]) <= "2018-06-18" < "2018-06-19" <= min(days["61"] + days["79"])
    # Abai (10), Zhetysu (33) and Ulytau (62) begin on 8 June 2022.
    assert min(days["10"] + days["33"] + days["62"]) >= "2022-06-08"
    assert max(days["109"]) <= "2017-06-30"
    assert min(days["188-1"]) >= "2020-01-01"


def test_the_same_request_gives_the_same_file(tmp_path: Path) -> None:
    """Bytes hang on the seed and the options alone, not on how many processes made them."""
    request = Request(seed=3, rows=20_000, chunk_rows=4_000)
    for suffix in (".parquet", ".csv", ".csv.gz"):
        digests = []
        for processes in (1, 2):
            file = tmp_path / f"{processes}{suffix}"
            synthesize(load_definition(NAME), find_dataset_folder(NAME), file, request, processes=processes)
            digests.append(hashlib.sha256(file.read_bytes()).hexdigest())
        assert digests[0] == digests[1], suffix
    make(tmp_path / "other.csv", seed=4, rows=20_000, chunk_rows=4_000)
    assert (tmp_path / "other.csv").read_bytes() != (tmp_path / "1.csv").read_bytes()


def test_every_form_holds_the_same_rows(tmp_path: Path) -> None:
    """Parquet keeps types, CSV texts; unpacked they are the same rows."""
    import duckdb

    for suffix in ("parquet", "csv", "csv.gz"):
        make(tmp_path / f"r.{suffix}", rows=9_000, chunk_rows=2_000, dirty=Fraction(1, 10))
    found = []
    for reader in ("read_parquet('r.parquet')", "read_csv('r.csv', all_varchar = true)", "read_csv('r.csv.gz')"):
        name, _, rest = reader.partition("'")
        query = f"select columns(*)::varchar from {name}'{tmp_path}/{rest}"
        found.append(duckdb.connect().execute(query).fetchall())
    assert len(found[0]) == 9_000
    assert found[0] == found[1] == found[2]


def test_the_stated_share_of_rows_is_faulty(tmp_path: Path) -> None:
    """Each kind of fault is there as often as the report says, found by what it looks like."""
    report = make(tmp_path / "r.csv", rows=40_000, dirty=Fraction(1, 50), chunk_rows=9_000)
    assert sum(report.dirty.values()) == 800
    assert set(report.dirty.values()) == {100}
    rows = list(read_rows(tmp_path / "r.csv"))
    numbers: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        numbers[row["number"]].append(row)
    copies = [same for same in numbers.values() if len(same) > 1]
    found = {
        "unknown_article": sum(row["article"].startswith("999 ") for row in rows),
        "unknown_district": sum(row["district"] == "9999" for row in rows),
        "impossible_date": sum(row["occurred"] == "1899-12-30" for row in rows),
        "occurred_late": sum(row["occurred"] > row["registered"][:10] for row in rows),
        "missing_article": sum(row["article"] == "" for row in rows),
        "same_content": sum(same[0] == same[1] for same in copies),
        "other_content": sum(same[0] != same[1] for same in copies),
        "wrong_label": sum(row["label"] == "register" for row in rows),
    }
    assert found == report.dirty
