"""Spark: the rows lie as files in a folder that all machines of a cluster see, and are checked and counted there."""

from __future__ import annotations

import functools
import os
import re
import shutil
import socket
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from esep.problems import EsepError, Problem, Where
from esep.records.engine_duckdb import append_rows, create_table, open_connection, write_raw
from esep.records.engines import Value, bind_table, show_address
from esep.sources.staging import quote, quote_path
from esep.sources.workshop import Workshop

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir
    from pyspark import SparkContext
    from pyspark.sql import DataFrame, SparkSession

    from esep.sources.stage import Staged
    from esep.sources.staging import ParquetFile

# The environment variable that names the shared folder where the address does not.
STAGE = "ESEP_STAGE"
OLDEST_JAVA = 17
_LOCAL = re.compile(r"local(-cluster)?(\[[\d*, ]+\])?")
_MANAGED = re.compile(r"yarn|k8s://.+")
_HOSTS = re.compile(r"[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*", re.ASCII)
# Spark takes these signs of a path for patterns, and passes over files that begin so.
_UNREADABLE = re.compile(r"[*?\[\]{}\\]|/[._][^/]*$")
_LOOPBACK = ("localhost", "127.0.0.1")
# What the compiler writes and Spark takes for the letter alone: a blank at the end of `void` would take its `v` along.
_ESCAPES: Mapping[str, str] = {"a": r"\u0007", "f": r"\u000c", "v": r"\u000b"}
_ROWS_PER_GROUP = 250_000
_SETTINGS: Mapping[str, str] = {
    "spark.app.name": "esep",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "OFF",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.catalogImplementation": "in-memory",
    # A moment without a zone is one of universal time, in files too, and days long ago stay the days they are.
    "spark.sql.parquet.inferTimestampNTZ.enabled": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parquet.datetimeRebaseModeInWrite": "CORRECTED",
}


class SparkEngine:
    """A Spark from version 4 on: `spark://host:port`, or one on this machine, `spark://local[2]`.

    After `?` may stand `stage=/folder`, the folder that all machines of a cluster see, and settings of Spark. In a
    process that is connected to the same Spark already, that connection is used and left open.
    """

    dialect = "pyspark"

    def __init__(self, address: str) -> None:
        shown = show_address(address)
        try:
            with _hush():
                import duckdb
                from py4j.protocol import Py4JError  # type: ignore[import-untyped]
                from pyspark.errors import PySparkException
        except ImportError:
            facts = {"driver": "pyspark", "extra": "spark"}
            raise EsepError(Problem("driver-missing", Where(shown), facts)) from None
        self.failures: tuple[type[BaseException], ...] = (PySparkException, Py4JError, duckdb.Error, OSError)
        _let_floats_pass()
        self._numbers = count()
        place, _, options = address.removeprefix("spark://").partition("?")
        if not any(form.fullmatch(place) for form in (_LOCAL, _MANAGED, _HOSTS)):
            raise EsepError(Problem("engine-unknown", facts={"address": shown}))
        settings = dict(parse_qsl(options))
        stage = settings.pop("stage", os.environ.get(STAGE, ""))
        # Only a folder that was named is one that other machines see.
        self._shared = Path(stage).resolve() if stage else None
        self._is_local = _LOCAL.fullmatch(place) is not None
        self._is_here = self._is_local or place.partition(":")[0] in _LOOPBACK
        if not stage and not self._is_here:
            raise EsepError(Problem("engine-stage-missing", Where(shown), {"address": shown, "variable": STAGE}))
        self._context: SparkContext | None = None
        self.folder = _make_folder(self._shared, shown)
        try:
            self._session = self._connect(f"spark://{place}" if _HOSTS.fullmatch(place) else place, settings, shown)
        except BaseException:
            self.close()
            raise

    def _connect(self, master: str, settings: Mapping[str, str], shown: str) -> SparkSession:
        from py4j.protocol import Py4JError
        from pyspark import SparkConf, SparkContext
        from pyspark.errors import PySparkException
        from pyspark.java_gateway import launch_gateway
        from pyspark.sql import SparkSession

        running = SparkContext._active_spark_context
        if running is not None:
            if running.master != master:
                raise _refuse(shown, f"this process is connected to {running.master}")
            return _set_up(SparkSession(running).newSession())
        _check_java(shown)
        _check_ports(master, shown)
        conf = SparkConf().setMaster(master).setAll(list({**self._choose_settings(), **settings}.items()))
        try:
            with _hush(), (self.folder / "driver.log").open("wb") as log:
                told = {"stdout": log, "stderr": log}
                gateway = SparkContext._gateway or launch_gateway(conf, told)  # type: ignore[no-untyped-call]
                self._context = SparkContext(conf=conf, gateway=gateway)
                return _set_up(SparkSession(self._context))
        except (PySparkException, Py4JError, OSError, ValueError) as error:
            raise _refuse(shown, _say_cause(error)) from None

    def _choose_settings(self) -> dict[str, str]:
        """Return the settings of a new connection; whoever gives others in the address has them."""
        if not self._is_local:
            return dict(_SETTINGS)
        near = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
        aside = {"spark.local.dir": str(self.folder / "aside"), "spark.sql.shuffle.partitions": "8"}
        return {**_SETTINGS, **near, **aside}

    def load(self, staged: Sequence[Staged], fields: Sequence[str]) -> ir.Table:
        """Return the table `raw`: Parquet files where they are, otherwise Parquet written by a DuckDB of its own."""
        query, columns = write_raw(staged, fields)
        files = [one.parquet for one in staged if one.parquet and self._can_read(one, columns)]
        if files and len(files) == len(staged):
            self._bind("raw", [self._read_file(place, file, columns) for place, file in enumerate(files)])
        else:
            with self._open_duckdb() as source:
                self._hand_over(source, "raw", query)
        return bind_table("raw", columns)

    def _can_read(self, source: Staged, columns: Mapping[str, str]) -> bool:
        """Return whether Spark sees a source and reads it as DuckDB does; otherwise its rows are handed over."""
        if source.parquet is None or _UNREADABLE.search(str(source.parquet.path)):
            return False
        if any(columns[f"raw_{field}"] != source.types[field] for field in source.parquet.columns):
            return False
        path = source.parquet.path.resolve()
        return self._is_here or (self._shared is not None and path.is_relative_to(self._shared))

    def _read_file(self, place: int, file: ParquetFile, columns: Mapping[str, str]) -> DataFrame:
        values = {"file": place, "line": "_metadata.row_index + 1", "fault": "''", "digest": "''"}
        values |= {"width": file.width, "expected": file.width}
        values |= {f"raw_{field}": f"`{name.replace('`', '``')}`" for field, name in file.columns.items()}
        kinds = {"varchar": "string"}
        chosen = (f"cast({values[name]} as {kinds.get(kind, kind)}) as {name}" for name, kind in columns.items())
        path = file.path.resolve()
        with self._tell_failure() as session:
            # Names of folders are not columns here, whatever stands in them.
            return session.read.option("basePath", str(path.parent)).parquet(str(path)).selectExpr(*chosen)

    def create_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> ir.Table:
        """Create a table of rows."""
        with self._open_duckdb() as source:
            with self._tell_failure():
                create_table(source, name, columns)
                append_rows(source, name, columns, rows)
            self._hand_over(source, name, f'select * from "{name}"')
        return bind_table(name, columns)

    def store(self, name: str, expression: ir.Table) -> ir.Table:
        """Work out an expression once and keep it as a table of that name."""
        import ibis

        folder = self._name_folder(name)
        with self._tell_failure() as session:
            session.sql(self.compile(expression)).write.parquet(str(folder))
        self._bind(name, [self._read_folder(folder)])
        return ibis.table(expression.schema(), name=name)

    def fetch(self, expression: ir.Table) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an expression, in its order, some at a time."""
        with self._tell_failure() as session:
            found = _drop_zones(session.sql(self.compile(expression)))
            yield from (tuple(row) for row in found.toLocalIterator())

    def export(self, expression: ir.Table, folder: Path) -> str:
        """Return a query of DuckDB for the rows of an expression: files of Parquet as the workers write them."""
        target = self._name_folder("export")
        with self._tell_failure() as session:
            _drop_zones(session.sql(self.compile(expression))).write.parquet(str(target))
        files = ", ".join(quote_path(file) for file in sorted(target.glob("*.parquet")))
        return f"select * from read_parquet([{files}])"

    def compile(self, expression: ir.Table) -> str:
        """Return an expression as a query of this engine."""
        import ibis

        query = str(ibis.to_sql(expression, dialect=self.dialect))
        return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[0]), query)

    def close(self) -> None:
        """Let go of the session and of the files; a connection that was there before stays."""
        with suppress(*self.failures):
            if self._context is not None:
                self._context.stop()
        self._context = None
        shutil.rmtree(self.folder, ignore_errors=True)

    @contextmanager
    def _open_duckdb(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with Workshop() as folder, open_connection(Path(folder)) as source:
            yield source

    def _hand_over(self, source: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
        folder = self._name_folder(name)
        target = quote(str(folder / "rows.parquet"))
        with self._tell_failure():
            folder.mkdir()
            source.execute(f"copy ({query}) to {target} (format parquet, row_group_size {_ROWS_PER_GROUP})")
        self._bind(name, [self._read_folder(folder)])

    def _bind(self, name: str, parts: Sequence[DataFrame]) -> None:
        with self._tell_failure():
            functools.reduce(lambda one, other: one.unionAll(other), parts).createOrReplaceTempView(name)

    def _read_folder(self, folder: Path) -> DataFrame:
        with self._tell_failure() as session:
            return session.read.parquet(str(folder))

    def _name_folder(self, name: str) -> Path:
        """Return a folder that is not there yet: the table that is read may be the one whose place is taken."""
        return self.folder / f"{name}-{next(self._numbers)}"

    @contextmanager
    def _tell_failure(self) -> Iterator[SparkSession]:
        try:
            yield self._session
        except self.failures as error:
            raise EsepError(Problem("engine-failed", facts={"cause": _say_cause(error)})) from None


@contextmanager
def _hush() -> Iterator[None]:
    """Leave out what PySpark has to say of libraries that are not used here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _let_floats_pass() -> None:
    """Give Ibis an option that it asks for with every float, and that only a part of it sets which is not loaded."""
    import ibis
    from ibis.config import Config

    if ibis.options.pyspark is None:
        members = {"__annotations__": {"treat_nan_as_null": bool}, "treat_nan_as_null": False}
        ibis.options.pyspark = type("PySpark", (Config,), members)()


def _make_folder(shared: Path | None, shown: str) -> Path:
    """Return a new folder for the rows of one run, in the shared one where there is one."""
    if shared is None:
        return Path(tempfile.mkdtemp(prefix="esep-spark-"))
    folder = shared / f"esep-{uuid.uuid4().hex}"
    try:
        folder.mkdir()
    except OSError as error:
        facts = {"folder": str(shared), "cause": error.strerror or str(error)}
        raise EsepError(Problem("staging-failed", Where(shown), facts)) from None
    return folder


def read_java_version() -> int:
    """Return the version of the Java that Spark would run on, 0 where there is none."""
    home = os.environ.get("JAVA_HOME", "")
    java = str(Path(home, "bin", "java")) if home else "java"
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    except OSError:
        return 0
    version = re.search(r'version "(\d+)', told)
    return int(version[1]) if version else 0


def _check_java(shown: str) -> None:
    found = read_java_version()
    if found < OLDEST_JAVA:
        facts = {"oldest": str(OLDEST_JAVA), "found": str(found or "-")}
        raise EsepError(Problem("engine-java-missing", Where(shown), facts))


def _check_ports(master: str, shown: str) -> None:
    """Report a cluster none of whose masters answers: Spark itself would try for minutes."""
    if not master.startswith("spark://"):
        return
    cause = ""
    for host in master.removeprefix("spark://").split(","):
        name, _, port = host.partition(":")
        try:
            with socket.create_connection((name, int(port)), timeout=10):
                return
        except (OSError, OverflowError) as error:
            cause = getattr(error, "strerror", None) or str(error)
    raise _refuse(shown, cause)


def _refuse(shown: str, cause: str) -> EsepError:
    return EsepError(Problem("engine-refused", Where(shown), {"address": shown, "cause": cause}))


def _set_up(session: SparkSession) -> SparkSession:
    """Return a session whose settings are ours, whoever made the connection."""
    for name, value in _SETTINGS.items():
        if session.conf.isModifiable(name):
            session.conf.set(name, value)
    return session


def _drop_zones(found: DataFrame) -> DataFrame:
    """Return a query whose moments come out as they are: with a zone, Python would take them to the one it runs in."""
    from pyspark.sql import types

    zoned = {field.name for field in found.schema if isinstance(field.dataType, types.TimestampType)}
    if not zoned:
        return found
    return found.select(
        *(found[name].cast("timestamp_ntz") if name in zoned else found[name] for name in found.columns)
    )


def _say_cause(error: BaseException) -> str:
    lines = [line.strip(": ") for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith("An error occurred while calling")]
    return told[0] if told else type(error).__name__
