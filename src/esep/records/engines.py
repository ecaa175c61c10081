"""Query engines that records can be checked and counted on: one set of expressions, compiled for each of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from esep.problems import EsepError, Problem

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from esep.sources.stage import Staged

Value: TypeAlias = str | bool | int | float | datetime.date | None

# The types of columns, by the word that every engine is told, and what Ibis calls them.
TYPES: Mapping[str, str] = {
    "varchar": "string",
    "boolean": "boolean",
    "integer": "int32",
    "bigint": "int64",
    "double": "float64",
    "date": "date",
    "timestamp": "timestamp",
}
# What stands beside the declared fields in the table `raw`.
PLACE: Mapping[str, str] = {
    "file": "integer",
    "line": "bigint",
    "fault": "varchar",
    "width": "bigint",
    "expected": "bigint",
    "digest": "varchar",
}


class Engine(Protocol):
    """Where the rows are: an engine loads them, stores what an expression makes of them, and hands rows out.

    Expressions are Ibis tables that are bound to nothing; an engine compiles them to its `dialect` and runs them by
    its own driver, whose exceptions are the `failures`.
    """

    dialect: str
    failures: tuple[type[BaseException], ...]

    def load(self, staged: Sequence[Staged], fields: Sequence[str]) -> ir.Table:
        """Return the table `raw`: the place of its source in `staged` as `file`, and the columns of the sources."""

    def create_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Value]]) -> ir.Table:
        """Create a table of rows; `columns` gives for each name one of the words of `TYPES`."""

    def store(self, name: str, expression: ir.Table) -> ir.Table:
        """Work out an expression once and keep it as a table of that name."""

    def fetch(self, expression: ir.Table) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of an expression, in its order."""

    def export(self, expression: ir.Table, folder: Path) -> str:
        """Return a query of DuckDB for the rows of an expression; it may read files, in `folder` or until `close`."""

    def close(self) -> None:
        """Let go of everything."""


def open_engine(address: str = "duckdb") -> Engine:
    """Return the engine of an address: `duckdb`, `postgres://...` or `spark://...`; problem `engine-unknown`."""
    scheme = address.partition("://")[0]
    if address == "duckdb":
        from esep.records.engine_duckdb import DuckEngine

        return DuckEngine()
    if scheme in ("postgres", "postgresql") and scheme != address:
        from esep.records.engine_postgres import PostgresEngine

        return PostgresEngine(address)
    if scheme == "spark" and scheme != address:
        from esep.records.engine_spark import SparkEngine

        return SparkEngine(address)
    raise EsepError(Problem("engine-unknown", facts={"address": show_address(address)}))


def show_address(address: str) -> str:
    """Return an address without what nobody should see in a message: a password, and settings, which may hold one."""
    scheme, mark, rest = address.partition("?")[0].partition("://")
    account, at, place = rest.rpartition("@")
    return f"{scheme}{mark}{account.partition(':')[0]}{at}{place}"


def bind_table(name: str, columns: Mapping[str, str]) -> ir.Table:
    """Return a table of an engine as Ibis sees it; `columns` gives for each name one of the words of `TYPES`."""
    import ibis

    return ibis.table({column: TYPES[kind] for column, kind in columns.items()}, name=name)


def name_types(expression: ir.Table) -> dict[str, str]:
    """Return one word of `TYPES` for every column of an expression."""
    words = {name: word for word, name in TYPES.items()}
    kinds = {name: kind.copy(nullable=True) for name, kind in expression.schema().items()}
    return {
        name: "timestamp" if kind.is_timestamp() else words.get(str(kind), "bigint" if kind.is_integer() else "varchar")
        for name, kind in kinds.items()
    }


def agree_types(staged: Sequence[Staged], fields: Sequence[str]) -> dict[str, str]:
    """Return one word of `TYPES` for every field: the type it has in all the sources, otherwise text."""
    found = {}
    for field in fields:
        kinds = {_name_type(source.types.get(field, "varchar")) for source in staged}
        found[field] = kinds.pop() if len(kinds) == 1 else "varchar"
    return found


def _name_type(kind: str) -> str:
    word = kind.lower().partition("(")[0].strip()
    if word in ("tinyint", "smallint", "integer", "bigint", "utinyint", "usmallint", "uinteger"):
        return "bigint"
    if word in ("float", "double", "decimal"):
        return "double"
    if word.startswith("timestamp"):
        return "timestamp"
    return word if word in TYPES else "varchar"
