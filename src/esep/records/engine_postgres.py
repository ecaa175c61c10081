"""PostgreSQL: the rows go into temporary tables of one connection, which the server drops with it, whatever happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esep.problems import EsepError, Problem, Where
from esep.records.engine_duckdb import open_connection, write_raw
from esep.records.engines import Value, bind_table, name_types, show_address
from esep.sources.staging import quote, quote_path
from esep.sources.workshop import Workshop

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt
    import ibis.expr.types as ir
    import psycopg

    from esep.sources.stage import Staged

_BATCH = 10_000
_BLOCK = 1 << 20
# Texts are compared byte by byte, as the other engines do, and not as one language sorts its words.
_TEXT = 'text collate "C"'
_TYPES: Mapping[str, str] = {"varchar": _TEXT, "double": "double precision"}
_SETTINGS: Mapping[str, str] = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "standard_conforming_strings": "on",
    "client_min_messages": "error",
    # Our expressions are long: compiling them takes longer than it saves.
    "jit": "off",
}


class PostgresEngine:
    """A PostgreSQL from version 12 on, by its address; its user has to be allowed to make temporary tables there."""

    dialect = "postgres"

    def __init__(self, address: str) -> None:
        shown = show_address(address)
        try:
            import duckdb
            import psycopg
        except ImportError:
            facts = {"driver": "psycopg", "extra": "postgres"}
            raise EsepError(Problem("driver-missing", Where(shown), facts)) from None
        self.failures: tuple[type[BaseException], ...] = (psycopg.Error, duckdb.Error, OSError)
        self._numbers = count()
        try:
            self.connection: psycopg.Connection[Any] = psycopg.connect(
                address, autocommit=True, connect_timeout=10, fallback_application_name="esep"
            )
            self._set_up()
        except psycopg.Error as error:
            facts = {"address": shown, "cause": _say_cause(error)}
            raise EsepError(Problem("engine-refused", Where(shown), facts)) from None

    def _set_up(self) -> None:
        """Make the connection one of ours; whether temporary tables may be made is known before anything is read."""
        try:
            for name, value in _SETTINGS.items():
                self.connection.execute("select set_config(%s, %s, false)", (name, value))
            self.connection.execute("create temporary table esep_trial (n integer)")
        except BaseException:
            self.connection.close()
            raise

    def load(self, staged: Sequence[Staged], fields: Sequence[str]) -> ir.Table:
        """Return the table `raw`: one source after the other, written as CSV by a DuckDB of its own and handed over."""
        query, columns = write_raw(staged, fields)
        with (
            Workshop() as folder,
            open_connection(Path(folder)) as source,
            self._fill_table("raw", columns) as connection,
        ):
            file = Path(folder) / "rows.csv"
            for place in range(len(staged)):
                rows = f"select * from ({query}) where file = {place}"
                source.execute(f"copy ({rows}) to {quote(str(file))} (format csv, header false, force_quote *)")
                with file.open("rb") as text, _open_copy(connection, "raw", "(format csv)") as copy:
                    while block := text.read(_BLOCK):
                        copy.write(block)
        return bind_table("raw", columns)

    def create_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> ir.Table:
        """Create a table of rows."""
        with self._fill_table(name, columns) as connection, _open_copy(connection, name) as copy:
            for row in rows:
                copy.write_row(row)
        return bind_table(name, columns)

    def store(self, name: str, expression: ir.Table) -> ir.Table:
        """Work out an expression once and keep it as a table of that name."""
        import ibis

        schema = expression.schema()
        columns = ", ".join(f'"{column}"{_write_cast(kind)} as "{column}"' for column, kind in schema.items())
        # The expression may read the table that it takes the place of.
        fresh = f"esep_fresh_{next(self._numbers)}"
        with self._tell_failure() as connection:
            query = f'create temporary table "{fresh}" as select {columns} from ({self.compile(expression)}) as kept'
            connection.execute(query.encode())
            connection.execute(f'drop table if exists pg_temp."{name}"'.encode())
            connection.execute(f'alter table pg_temp."{fresh}" rename to "{name}"'.encode())
            connection.execute(f'analyze pg_temp."{name}"'.encode())
        return ibis.table(schema, name=name)

    def fetch(self, expression: ir.Table) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an expression, in its order; the server keeps those that were not asked for yet."""
        whole = [place for place, kind in enumerate(expression.schema().types) if kind.is_integer()]
        name = f"esep_cursor_{next(self._numbers)}"
        with self._tell_failure() as connection, connection.cursor(name=name, withhold=True) as cursor:
            cursor.execute(self.compile(expression).encode())
            while rows := cursor.fetchmany(_BATCH):
                yield from (_make_whole(row, whole) for row in rows)

    def export(self, expression: ir.Table, folder: Path) -> str:
        """Return a query of DuckDB for the rows of an expression: a file of CSV as the server writes it."""
        target = folder / f"{next(self._numbers)}.csv"
        # Every text is quoted and nothing is not, so that an empty text is not taken for nothing.
        query = f"copy ({self.compile(expression)}) to stdout (format csv, force_quote *)"
        with (
            self._tell_failure() as connection,
            target.open("wb") as file,
            connection.cursor() as cursor,
            cursor.copy(query.encode()) as copy,
        ):
            for block in copy:
                file.write(block)
        columns = ", ".join(f"{quote(name)}: {quote(kind)}" for name, kind in name_types(expression).items())
        return (
            f"select * from read_csv({quote_path(target)}, auto_detect = false, header = false, quote = '\"', "
            f"escape = '\"', nullstr = '', allow_quoted_nulls = false, columns = {{{columns}}})"
        )

    def compile(self, expression: ir.Table) -> str:
        """Return an expression as a query of this engine."""
        import ibis

        return str(ibis.to_sql(expression, dialect=self.dialect))

    def close(self) -> None:
        """Let go of the connection; the server drops what was made through it."""
        self.connection.close()

    @contextmanager
    def _fill_table(self, name: str, columns: Mapping[str, str]) -> Iterator[psycopg.Connection[Any]]:
        """Make a table and give the connection to fill it; the server then looks at what it holds."""
        kinds = ", ".join(f'"{column}" {_TYPES.get(kind, kind)}' for column, kind in columns.items())
        with self._tell_failure() as connection:
            connection.execute(f'drop table if exists pg_temp."{name}"'.encode())
            connection.execute(f'create temporary table "{name}" ({kinds})'.encode())
            yield connection
            connection.execute(f'analyze pg_temp."{name}"'.encode())

    @contextmanager
    def _tell_failure(self) -> Iterator[psycopg.Connection[Any]]:
        try:
            yield self.connection
        except self.failures as error:
            raise EsepError(Problem("engine-failed", facts={"cause": _say_cause(error)})) from None


@contextmanager
def _open_copy(connection: psycopg.Connection[Any], name: str, form: str = "") -> Iterator[psycopg.Copy]:
    """Give what takes rows into a table."""
    with connection.cursor() as cursor, cursor.copy(f'copy pg_temp."{name}" from stdin {form}'.encode()) as copy:
        yield copy


def _write_cast(kind: dt.DataType) -> str:
    """Return what makes a column of a query what its schema says; the sum of whole numbers, for one, is a decimal."""
    if kind.is_string():
        return ' collate "C"'
    return f"::{'bigint' if kind.nbytes > 4 else 'integer'}" if kind.is_integer() else ""


def _make_whole(row: tuple[Any, ...], places: Sequence[int]) -> tuple[Any, ...]:
    if not places:
        return row
    values = list(row)
    for place in places:
        if values[place] is not None:
            values[place] = int(values[place])
    return tuple(values)


def _say_cause(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
