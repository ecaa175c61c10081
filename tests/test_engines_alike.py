"""DuckDB, a real PostgreSQL and a real Spark of two workers: the same rows give the same answers on all of them."""

from __future__ import annotations

import csv
import datetime
import random
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import pytest

from esep.cube.build import protect
from esep.cube.count import count_records
from esep.problems import EsepError
from esep.records.engine_duckdb import open_connection
from esep.records.engine_spark import SparkEngine
from esep.records.engines import Engine, open_engine
from esep.records.leaves import matches, read_timestamp, to_zone
from esep.records.read import read_records
from esep.sources.rows import Layout
from esep.sources.stage import stage_sources
from tests.conftest import PROFILE
from tests.engines_sample import make_definition, write_register
from tests.records_sample import list_codes

DATA = Path(__file__).parent / "data" / "engines"
ENGINES = ("duckdb", "postgres", "spark")
REGISTERS = (("offence", "identical_rows"), ("incident", "same_id"))
# Spark takes half a minute for a register: `make test` builds the one with more rules on it, `make prove` both.
BUILDS = [
    (engine, *rules)
    for engine in ENGINES
    for rules in (REGISTERS if engine != "spark" or PROFILE == "prove" else REGISTERS[1:])
]
Built = tuple[dict[str, int], list[Any], list[Any]]
COLUMNS = {
    "n": "integer",
    "a": "varchar",
    "b": "bigint",
    "c": "date",
    "d": "boolean",
    "e": "timestamp",
    "f": "double",
}
# What a line of CSV, a text copy or a zone would change; and nothing at all.
ROWS: list[tuple[Any, ...]] = [
    (1, "x\"\n,'\\", 2**63 - 1, datetime.date(1900, 1, 1), True, datetime.datetime(2024, 2, 29, 23, 59, 59, 1), 0.5),
    (2, "", -(2**63), datetime.date(1000, 1, 1), False, datetime.datetime(1000, 1, 1), 1e300),
    (3, "\\N", 0, datetime.date(9999, 12, 31), None, datetime.datetime(9999, 12, 31, 23, 59, 59, 999999), -1.25),
    (4, "a\tb\r\n", 1, datetime.date(1582, 10, 10), True, datetime.datetime(2024, 3, 10, 2, 30), 1 / 3),
    (5, "Әділет 🙂 \u00a0", -1, datetime.date(1969, 12, 31), False, datetime.datetime(1969, 12, 31, 23), -0.0),
    (6, "NULL", None, None, None, None, None),
    (7, None, 5, None, True, None, 2.0),
]


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


@cache
def read_table(name: str) -> list[dict[str, str]]:
    """Return a table of what is expected, worked out by hand."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_moments(engine: Engine, texts: list[str], formats: list[str]) -> list[list[datetime.datetime | None]]:
    """Return for each text the moment that it writes in each format."""
    table = engine.create_table("texts", {"n": "integer", "t": "varchar"}, enumerate(texts))
    moments = {f"f{place}": read_timestamp(engine.dialect, table.t, [form]) for place, form in enumerate(formats)}
    return [list(moments) for _, *moments in engine.fetch(table.select("n", **moments).order_by("n"))]


def test_a_text_is_read_as_the_table_says(engine: Engine) -> None:
    """Every text of the table gives its moment, or none, and no text stops an engine, whatever the format is."""
    cases = read_table("dates.csv")
    formats = sorted({case["format"] for case in cases})
    found = read_moments(engine, [case["text"] for case in cases], formats)
    assert len(found) == len(cases)
    for case, moments in zip(cases, found, strict=True):
        expected = datetime.datetime.fromisoformat(case["expected"]) if case["expected"] else None
        assert moments[formats.index(case["format"])] == expected, case


def test_texts_by_chance_are_read_alike(engine: Engine) -> None:
    """Three thousand dates with signs changed by chance are the same moments, or none, as on the default engine."""
    chance = random.Random(20241124)
    formats = ["%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%m/%d/%Y %I:%M %p", "%d %b %Y", "%Y-%j", "%Y-%m-%d %H:%M:%S.%f"]
    texts = []
    for _ in range(3000):
        day = datetime.datetime(2024, 1, 1) + datetime.timedelta(minutes=chance.randrange(-500_000, 500_000))
        text = list(day.strftime(chance.choice(formats)))
        for _ in range(chance.choice((0, 1, 1, 2))):
            text[chance.randrange(len(text))] = chance.choice(["", " ", "0", "1", "3", "9", "-", ".", "P", "é", "\n"])
        texts.append("".join(text))
    found = read_moments(engine, texts, formats)
    default = open_engine()
    expected = read_moments(default, texts, formats)
    default.close()
    assert sum(moment is not None for moments in expected for moment in moments) > 1000
    assert [case for case in zip(texts, found, expected, strict=True) if case[1] != case[2]] == []


def test_the_first_format_that_fits_is_taken(engine: Engine) -> None:
    """Where a text fits several formats the order of the definition decides, and what fits none is nothing."""
    table = engine.create_table("t", {"t": "varchar"}, [("1.2.2024",), ("13.2.2024",), ("2.13.2024",), ("13.13.2024",)])
    moment = read_timestamp(engine.dialect, table.t, ["%m.%d.%Y", "%d.%m.%Y"])
    found = sorted((text, str(day or "")) for text, day in engine.fetch(table.select("t", day=moment.cast("date"))))
    assert found == [
        ("1.2.2024", "2024-01-02"),
        ("13.13.2024", ""),
        ("13.2.2024", "2024-02-13"),
        ("2.13.2024", "2024-02-13"),
    ]


def test_local_time_is_that_of_the_table(engine: Engine) -> None:
    """Universal time becomes the local time that clocks showed, on both sides of every change of the clocks."""
    cases = read_table("zones.csv")
    moments = [datetime.datetime.fromisoformat(case["universal"]) for case in cases]
    table = engine.create_table("t", {"n": "integer", "t": "timestamp"}, enumerate(moments))
    zones = sorted({case["zone"] for case in cases})
    local = {f"z{place}": to_zone(engine.dialect, table.t, zone) for place, zone in enumerate(zones)}
    for case, (_, *found) in zip(cases, engine.fetch(table.select("n", **local).order_by("n")), strict=True):
        assert found[zones.index(case["zone"])] == datetime.datetime.fromisoformat(case["local"]), case


def test_a_pattern_fits_the_whole_text_or_not(engine: Engine) -> None:
    """A line end behind a number is not part of it, nor is a digit of another script a digit."""
    texts = ["12", "12\n", "\n12", "a12", "1", "123", "", "１２", None]
    table = engine.create_table("t", {"n": "integer", "t": "varchar"}, enumerate(texts))
    fits = matches(engine.dialect, table.t, "[0-9]{1,2}|x")
    found = [fit for _, fit in engine.fetch(table.select("n", fits=fits).order_by("n"))]
    assert found == [True, False, False, False, True, False, False, False, None]


def test_rows_come_back_as_they_were(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of every type is fetched with the values it was made of, whatever the zone of the machine."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    table = engine.create_table("t", COLUMNS, ROWS)
    assert list(engine.fetch(table.order_by("n"))) == ROWS
    with open_connection() as connection:
        exported = connection.execute(f"from ({engine.export(table, tmp_path)}) order by n").fetchall()
        assert exported == ROWS
        assert connection.execute(engine.export(table.filter(table.n > 9), tmp_path)).fetchall() == []
    stored = engine.store("kept", table.mutate(total=table.b.sum().over(ibis.window(group_by="n"))))
    assert list(engine.fetch(stored.order_by("n"))) == [(*row, row[2]) for row in ROWS]
    monkeypatch.undo()
    time.tzset()


def test_every_sign_of_a_text_is_compiled_as_it_is(engine: Engine) -> None:
    """Signs that mean something in a query stand in it for themselves: quotes, strokes, blanks of every kind."""
    signs = [*map(chr, range(1, 160)), "\\n", "\\\\", "''", "\u2028", "\ufeff", "%s", "{0}", "$1", ":a", "?"]
    table = engine.create_table("t", {"n": "integer", "t": "varchar"}, enumerate(signs))
    same = [(table.t == sign) & (table.n == place) for place, sign in enumerate(signs)]
    ((found,),) = engine.fetch(table.aggregate(found=ibis.or_(*same).sum()))
    assert found == len(signs)
    trimmed = engine.create_table("u", {"t": "varchar"}, [("\t\n\r\x0b\x0c void few \x0c\x0b",)])
    assert list(engine.fetch(trimmed.select(t=trimmed.t.strip()))) == [("void few",)]


def test_texts_are_ordered_by_their_signs(engine: Engine) -> None:
    """The order of texts is that of Unicode on every engine, not that of a language, and nothing comes last."""
    texts = ["b", "a", "B", "Z", "é", "z", "я", "ә", "", "a b", "ab", "-a", None]
    table = engine.store("kept", engine.create_table("t", {"t": "varchar"}, [(text,) for text in texts]))
    expected = [*sorted(text for text in texts if text is not None), None]
    assert [text for (text,) in engine.fetch(table.order_by("t"))] == expected
    upper = table.mutate(u=ibis.literal("x") + table.t)
    assert list(engine.fetch(upper.aggregate(a=upper.u.min(), b=upper.u.max()))) == [("x", "xә")]


def test_a_table_may_take_the_place_of_the_one_it_is_made_from(engine: Engine) -> None:
    """Storing under a name that is taken replaces it, also where the new rows come from the old ones."""
    table = engine.create_table("t", {"n": "integer"}, [(1,), (2,)])
    for _ in range(2):
        table = engine.store("t", table.mutate(n=(table.n * 10).cast("int32")))
    assert sorted(engine.fetch(table)) == [(100,), (200,)]


def test_more_rows_than_travel_at_once_all_arrive(engine: Engine) -> None:
    """Rows are handed over in batches both ways, and other queries may run between them."""
    table = engine.create_table("many", {"n": "integer"}, ((n,) for n in range(25_001)))
    rows = engine.fetch(table.order_by("n"))
    assert next(rows) == (0,)
    ((total,),) = engine.fetch(table.aggregate(total=table.n.sum()))
    assert (total, type(total)) == (25_000 * 25_001 // 2, int)
    assert [n for (n,) in rows] == list(range(1, 25_001))


def test_a_query_that_fails_is_told_in_a_line(engine: Engine) -> None:
    """An engine that stops gives the problem with its own first words, and goes on with the next query."""
    table = engine.create_table("t", {"t": "varchar"}, [("x",), ("1",)])
    try:
        with pytest.raises(EsepError) as caught:
            list(engine.fetch(table.select(n=table.t.cast("int64"))))
        assert list_codes(caught.value) == ["engine-failed"]
        assert len(caught.value.problems[0].facts["cause"].splitlines()) == 1
    except engine.failures:
        assert engine.dialect == "duckdb"
    assert list(engine.fetch(table.aggregate(rows=table.count()))) == [(2,)]


def test_sources_are_loaded_with_their_lines_and_types(engine: Engine, tmp_path: Path) -> None:
    """Texts and typed columns arrive as they are, each with its file, its line and what is wrong with its form."""
    (tmp_path / "a.csv").write_text('id,day,n\n1,"a\n""b""",x\n2,,\n3\n', encoding="utf-8")
    layout = Layout("*.csv", ("utf-8",), ",", {"id": ("id",), "day": ("day",)}, False)
    raw = engine.load(stage_sources([tmp_path / "a.csv"], layout, tmp_path / "work"), ["id", "day"])
    rows = raw.select("file", "line", "fault", "raw_id", "raw_day").order_by("line")
    assert list(engine.fetch(rows)) == [
        (0, 2, "", "1", 'a\n"b"'),
        (0, 4, "", "2", ""),
        (0, 5, "record-ragged", "3", ""),
    ]


def test_parquet_is_loaded_in_its_own_types(engine: Engine, tmp_path: Path) -> None:
    """Typed columns keep their types and values, moments with a zone become universal time, and rows their numbers."""
    folder = tmp_path / "id=7"
    folder.mkdir()
    query = (
        "select range::integer as id, date '2024-02-29' + range::integer as day, range % 2 = 0 as \"odd`name\", "
        "timestamp '2024-03-10 02:30:00.000001' as local, timestamptz '2024-03-10 02:30:00+05' as zoned, "
        "range / 4 as share, 'ә' || range as text from range(1, 4)"
    )
    with open_connection() as connection:
        for name in ("a", "b"):
            connection.execute(f"copy ({query}) to '{folder / name}.parquet' (format parquet)")
            query = query.replace("range(1, 4)", "range(4, 5)")
    fields = ("id", "day", "even", "local", "zoned", "share", "text")
    columns = {field: (field.replace("even", "odd`name"),) for field in fields}
    layout = Layout("*.parquet", ("utf-8",), ",", columns, False)
    raw = engine.load(stage_sources([folder], layout, tmp_path / "work"), fields)
    local, zoned = datetime.datetime(2024, 3, 10, 2, 30, 0, 1), datetime.datetime(2024, 3, 9, 21, 30)
    found = raw.select("file", "line", "width", *(f"raw_{field}" for field in fields)).order_by("file", "line")
    assert list(engine.fetch(found)) == [
        (file, line, 7, n, datetime.date(2024, 3, n), n % 2 == 0, local, zoned, n / 4, f"ә{n}")
        for file, line, n in ((0, 1, 1), (0, 2, 2), (0, 3, 3), (1, 1, 4))
    ]
    if isinstance(engine, SparkEngine):
        assert list(engine.folder.glob("raw*")) == [], "the workers read the file where it is"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Built]:
    """Return what the default engine makes of each register."""
    return {rules: build("duckdb", *rules, tmp_path_factory.mktemp("default")) for rules in REGISTERS}


@pytest.mark.parametrize(("address", "unit", "duplicates"), BUILDS, indirect=["address"], scope="module")
def test_a_dirty_register_gives_the_same_cube(
    address: str, unit: str, duplicates: str, tmp_path: Path, built: dict[tuple[str, str], Built]
) -> None:
    """Two thousand synthetic rows with every fault: the same cells, rejects, duplicates and counts of rows."""
    found, expected = build(address, unit, duplicates, tmp_path), built[unit, duplicates]
    assert found[0] == expected[0]
    assert found[1] == expected[1]
    assert found[2] == expected[2]


def build(address: str, unit: str, duplicates: str, folder: Path) -> Built:
    """Return what became of the rows of the register, its rejects and its cells."""
    definition = make_definition(unit, duplicates)
    with read_records(definition, write_register(folder), engine=address) as records:
        rejects = [
            (r.kind, r.problem.where.line, r.record_id, r.element, r.value, r.problem.code) for r in records.rejects
        ]
        rows = records.rows.to_dict()
        return rows, rejects, list(protect(count_records(records, definition)))
