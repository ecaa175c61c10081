"""DuckDB, a real PostgreSQL and a real Spark of two workers: the same rows give the same answers on all of them."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Iterator
from pathlib import Path

import ibis
import pytest

from esep.records.engines import Engine, open_engine
from esep.records.leaves import matches, read_timestamp, to_zone

DATA = Path(__file__).parent / "data" / "engines"
ENGINES = ("duckdb", "postgres", "spark")


@pytest.fixture(scope="module", params=ENGINES)
def address(request: pytest.FixtureRequest) -> str:
    """Return the address of each engine in turn; it runs until the tests of this file are done."""
    return "duckdb" if request.param == "duckdb" else str(request.getfixturevalue(f"{request.param}_address"))


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """Open an engine and close it again."""
    opened = open_engine(address)
    yield opened
    opened.close()


def read_cases() -> list[dict[str, str]]:
    """Return the texts with the moments that they write, all worked out by hand."""
    with (DATA / "dates.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_text_is_read_as_the_table_says(engine: Engine) -> None:
    """Every text of the table gives its moment, or none, and no text stops an engine, whatever the format is."""
    cases = read_cases()
    formats = sorted({case["format"] for case in cases})
    table = engine.create_table(
        "texts", {"n": "integer", "t": "varchar"}, ((n, c["text"]) for n, c in enumerate(cases))
    )
    moments = {f"f{place}": read_timestamp(engine.dialect, table.t, [form]) for place, form in enumerate(formats)}
    found = list(engine.fetch(table.select("n", **moments).order_by("n")))
    assert len(found) == len(cases)
    for case, (_, *moments_found) in zip(cases, found, strict=True):
        expected = datetime.datetime.fromisoformat(case["expected"]) if case["expected"] else None
        assert moments_found[formats.index(case["format"])] == expected, case
