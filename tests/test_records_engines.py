"""The engines that records are checked on: what they are told, they keep exactly, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from esep.problems import EsepError
from esep.records.engine_duckdb import DuckEngine, open_connection
from esep.records.engines import open_engine
from tests.records_sample import list_codes

COLUMNS = {"a": "varchar", "b": "bigint", "c": "date", "d": "boolean", "e": "timestamp", "f": "double"}
# Quotes, line ends, a null and the edges of the types: what a table program or a line of CSV would change.
ROWS = [
    (
        "x\"\n,'\\",
        9_223_372_036_854_775_807,
        datetime.date(1900, 1, 1),
        True,
        datetime.datetime(2024, 2, 29, 23, 59),
        0.5,
    ),
    ("", -1, None, False, None, None),
    (None, None, datetime.date(9999, 12, 31), None, None, -1.25),
]


@pytest.fixture
def engine() -> Iterator[DuckEngine]:
    """Open the default engine and close it again."""
    opened = open_engine()
    assert isinstance(opened, DuckEngine)
    yield opened
    opened.close()


def test_rows_come_back_as_they_were(engine: DuckEngine) -> None:
    """A table of every type is fetched with the values it was made of, also after it was stored anew."""
    table = engine.create_table("t", COLUMNS, ROWS)
    assert list(engine.fetch(table.order_by(table.b.desc(nulls_first=False)))) == ROWS
    stored = engine.store("few", table.filter(table.d).select("a", "f"))
    assert list(engine.fetch(stored)) == [(ROWS[0][0], 0.5)]


def test_a_table_of_no_rows_is_a_table(engine: DuckEngine) -> None:
    """An empty list of codes can be joined like any other."""
    assert list(engine.fetch(engine.create_table("none", COLUMNS, []))) == []


def test_more_rows_than_travel_at_once_all_arrive(engine: DuckEngine) -> None:
    """Rows are handed over in batches and none is lost between them."""
    table = engine.create_table("many", {"n": "integer"}, ((n,) for n in range(45_001)))
    assert list(engine.fetch(table.aggregate(rows=table.count(), total=table.n.sum()))) == [
        (45_001, 45_000 * 45_001 // 2)
    ]


def test_the_default_engine_asks_nobody_outside(engine: DuckEngine) -> None:
    """An address in a query and an extension that is not there fail at once; nothing is fetched."""
    for query in ("from read_csv('https://127.0.0.1:9/x.csv')", "load spatial"):
        with pytest.raises(engine.failures):
            engine.connection.execute(query)


def test_what_an_engine_put_aside_goes_with_it(tmp_path: Path) -> None:
    """More rows than fit in memory are sorted on disk, and closing leaves nothing of them."""
    connection = open_connection(tmp_path / "aside")
    connection.execute("set memory_limit = '60MB'; set threads = 1")
    connection.execute("create table t as select range as n, md5(range::varchar) as m from range(1500000) order by m")
    assert connection.execute("select count(*), sum(n) from t").fetchone() == (1_500_000, 1_499_999 * 750_000)
    assert list((tmp_path / "aside").iterdir()) != []
    connection.close()
    assert not (tmp_path / "aside").exists() or list((tmp_path / "aside").iterdir()) == []


def test_without_a_folder_nothing_is_put_aside() -> None:
    """A connection that was given no folder fails rather than writing where nobody asked it to."""
    with open_connection() as connection:
        connection.execute("set memory_limit = '20MB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            connection.execute("create table t as select range, random() as r from range(10000000) order by r")


@pytest.mark.parametrize("address", ["", "oracle://x", "postgres", "spark", "DuckDB"])
def test_an_address_of_no_engine_is_refused(address: str) -> None:
    """A misspelt engine is told with the ones there are."""
    with pytest.raises(EsepError) as caught:
        open_engine(address)
    assert list_codes(caught.value) == ["engine-unknown"]
