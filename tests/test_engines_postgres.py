"""What a PostgreSQL has to allow, and what is left in it: as the page about engines says."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from esep.problems import EsepError
from esep.records.engine_postgres import PostgresEngine
from esep.records.read import read_records
from tests.records_sample import DATA, list_codes, load_hamlet


@pytest.fixture(scope="module")
def user_address(postgres_address: str, root: Path) -> str:
    """Return the address of a user who has the rights that docs/engines.md gives, and no others."""
    (block,) = re.findall(r"```sql\n(.*?)```", (root / "docs" / "engines.md").read_text(encoding="utf-8"), re.DOTALL)
    with psycopg.connect(postgres_address, autocommit=True) as admin:
        admin.execute(block.encode())
    return postgres_address.replace("postgres:@", "esep@")


def count_tables(address: str) -> int:
    """Return how many tables and schemas beside its own a database has; the server needs a moment to drop some."""
    query = (
        "select count(*) from pg_class join pg_namespace n on n.oid = relnamespace where relkind in ('r', 'v') "
        "and nspname not in ('pg_catalog', 'information_schema') and nspname not like 'pg_toast%'"
    )
    tables = 0
    for _ in range(50):
        with psycopg.connect(address) as connection:
            found = connection.execute(query.encode()).fetchone()
        assert found is not None
        tables = int(found[0])
        if not tables:
            break
        time.sleep(0.1)
    return tables


def test_a_user_who_may_only_make_temporary_tables_is_enough(user_address: str) -> None:
    """A register is counted with those rights, and nothing of it is left in the database."""
    definition = load_hamlet()
    found = []
    for engine in (user_address, "duckdb"):
        with read_records(definition, [DATA / "plain.csv", DATA / "faulty.csv"], engine=engine) as records:
            found.append((records.rows, list(records.rejects), list(records.iterate())))
    assert found[0] == found[1]
    assert found[0][0].accepted > 0
    assert count_tables(user_address) == 0


def test_a_user_without_that_right_is_refused(postgres_address: str) -> None:
    """Nothing is read where no temporary table could be made."""
    with psycopg.connect(postgres_address, autocommit=True) as admin:
        admin.execute("revoke temporary on database postgres from public; create role stranger login")
    with pytest.raises(EsepError) as caught:
        PostgresEngine(postgres_address.replace("postgres:@", "stranger@"))
    assert list_codes(caught.value) == ["engine-refused"]
    assert "permission denied" in caught.value.problems[0].facts["cause"]


def test_a_killed_run_leaves_nothing_in_the_database(user_address: str) -> None:
    """The server drops what was made through a connection that ended, whatever ended it."""
    script = (
        "import os, signal, sys; from esep.records.engines import open_engine; engine = open_engine(sys.argv[1]); "
        "engine.create_table('t', {'n': 'integer'}, [(1,)]); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, user_address], check=False)
    assert done.returncode == -signal.SIGKILL
    assert count_tables(user_address) == 0


def test_settings_of_one_run_stand_in_the_address(user_address: str) -> None:
    """More memory for sorting is asked for as the page says."""
    mark = "&" if "?" in user_address else "?"
    engine = PostgresEngine(f"{user_address}{mark}options=-c%20work_mem%3D512MB")
    ibis_table = engine.create_table("t", {"n": "integer"}, [(1,)])
    assert list(engine.fetch(ibis_table)) == [(1,)]
    assert engine.connection.execute("show work_mem").fetchone() == ("512MB",)
    engine.close()
