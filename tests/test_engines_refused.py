"""Engines that cannot be used, and the versions of libraries that may be: told at once, and held by a test."""

from __future__ import annotations

import socket
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from esep.problems import EsepError
from esep.records.engine_duckdb import open_connection
from esep.records.engine_spark import STAGE
from esep.records.engines import open_engine, show_address
from esep.records.read import read_records
from tests.records_sample import list_codes, load_hamlet


def refuse(address: str) -> EsepError:
    """Return the error of an engine that cannot be opened; none of its words may hold the password of the tests."""
    with pytest.raises(EsepError) as caught:
        open_engine(address)
    assert "hush" not in str(caught.value)
    return caught.value


@pytest.fixture
def closed_port() -> int:
    """Return a port of this machine on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.parametrize(("address", "driver"), [("postgres://localhost/x", "psycopg"), ("spark://local", "pyspark")])
def test_a_missing_driver_is_named_with_its_extra(address: str, driver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who installed Esep without an engine's driver is told what to install."""
    monkeypatch.setitem(sys.modules, driver, None)
    for name in [name for name in sys.modules if name.startswith(f"{driver}.")]:
        monkeypatch.setitem(sys.modules, name, None)
    error = refuse(address)
    assert list_codes(error) == ["driver-missing"]
    assert error.problems[0].facts == {"driver": driver, "extra": address.partition(":")[0]}


@pytest.mark.parametrize("java_version", ["", "11.0.2", "1.8.0_392"])
def test_spark_needs_a_java_it_runs_on(java_version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No Java and one that is too old are told with the version that was found."""
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    if java_version:
        (tmp_path / "bin").mkdir()
        java = tmp_path / "bin" / "java"
        java.write_text(f"#!/bin/sh\necho 'openjdk version \"{java_version}\"' >&2\n", encoding="utf-8")
        java.chmod(0o755)
    error = refuse("spark://local[2]")
    assert list_codes(error) == ["engine-java-missing"]
    assert error.problems[0].facts["found"] == (java_version.partition(".")[0] or "-")


def test_a_server_that_does_not_answer_is_refused_at_once(closed_port: int, tmp_path: Path) -> None:
    """Nothing is read before the engine is reached, and the address is told without its password."""
    address = f"postgres://ann:hush@127.0.0.1:{closed_port}/x?sslpassword=hush"
    error = refuse(address)
    assert list_codes(error) == ["engine-refused"]
    assert error.problems[0].facts["address"] == f"postgres://ann@127.0.0.1:{closed_port}/x"
    with pytest.raises(EsepError) as caught:
        read_records(load_hamlet(), [tmp_path / "not there.csv"], engine=address)
    assert list_codes(caught.value) == ["engine-refused"]


def test_a_cluster_that_does_not_answer_is_refused_at_once(closed_port: int, tmp_path: Path) -> None:
    """None of the masters of an address listens: Spark itself would try for minutes."""
    error = refuse(f"spark://127.0.0.1:{closed_port},localhost:{closed_port}?stage={tmp_path}&spark.secret=hush")
    assert list_codes(error) == ["engine-refused"]
    assert list(tmp_path.iterdir()) == []


def test_a_cluster_needs_a_folder_that_all_its_machines_see(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder comes from the address or from the environment, and one that is not there is told."""
    monkeypatch.delenv(STAGE, raising=False)
    assert list_codes(refuse("spark://cluster.invalid:7077")) == ["engine-stage-missing"]
    monkeypatch.setenv(STAGE, str(tmp_path / "not there"))
    assert list_codes(refuse("spark://cluster.invalid:7077")) == ["staging-failed"]
    assert list_codes(refuse(f"spark://cluster.invalid:7077?stage={tmp_path}")) == ["engine-refused"]


@pytest.mark.parametrize("address", ["spark://", "spark://local[2", "spark://host", "spark://host:x", "spark://a b:1"])
def test_an_address_of_no_spark_is_refused(address: str) -> None:
    """A misspelt address is told as it stands."""
    assert list_codes(refuse(address)) == ["engine-unknown"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgres://ann:hush@host:5432/base?password=hush", "postgres://ann@host:5432/base"),
        ("postgres://ann:hu@sh@host/base", "postgres://ann@host/base"),
        ("postgresql:///base?host=/tmp", "postgresql:///base"),
        ("spark://local-cluster[2,1,1024]?spark.secret=hush", "spark://local-cluster[2,1,1024]"),
        ("duckdb", "duckdb"),
        ("", ""),
    ],
)
def test_an_address_is_shown_without_its_secrets(address: str, shown: str) -> None:
    """Passwords and settings stay out of messages."""
    assert show_address(address) == shown


def test_the_compiler_of_queries_still_names_the_table_that_it_drops(root: Path) -> None:
    """From sqlglot 30.18 on Ibis writes `drop table` without a name: the versions allowed stay below it."""
    import sqlglot.expressions as sge

    dropped = sge.Drop(kind="TABLE", this=sge.to_table("kept"), exists=True)
    assert dropped.sql("duckdb") == "DROP TABLE IF EXISTS kept"
    assert tuple(int(part) for part in version("sqlglot").split(".")[:2]) < (30, 18)
    needed = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert "sqlglot>=30,<30.18" in needed


def test_a_bad_value_in_a_column_of_csv_loses_no_row(tmp_path: Path) -> None:
    """One text among thirty thousand numbers is rejected: DuckDB 2.0 by itself would drop its row, or stop."""
    rows = "".join(f"{n},2023-01,05.01.2023,{'x' if n == 20_000 else 1},0101,U\n" for n in range(30_001))
    path = tmp_path / "a.csv"
    path.write_text(f"Number,Month,Day,Count,Code,Village\n{rows}", encoding="utf-8")
    with read_records(load_hamlet(), [path]) as records:
        counts = records.rows
        (reject,) = records.rejects
    assert (counts.read, counts.accepted, counts.rejected, counts.duplicates) == (30_001, 30_000, 1, 0)
    assert (reject.problem.code, reject.value, reject.problem.where.line) == ("record-count-bad", "x", 20_002)
    with open_connection(tmp_path / "aside") as connection:
        reader = f"read_csv('{path}', all_varchar = true)"
        found = connection.execute(f"select count(*), count(try_cast(Count as integer)) from {reader}")
        assert found.fetchone() == (30_001, 30_000)
