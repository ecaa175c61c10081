"""The other ways to count a register, each in a process of its own: `python bench/contestants.py NAME SOURCE FOLDER`.

They are written as somebody would who wants the counts of a month, a district and an article, with one sum for each
attribute, and does not look at what he counts: nothing is checked, no code is looked up, no row is missed. Those whose
names end in `cells` count what Esep counts, by the month of the deed too and with every combination of attributes;
those that end in `once` make sure besides that no number comes twice, and do nothing about it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

FLAGS = ("attempted", "firearm", "group", "cyber", "domestic")
COLUMNS = ("registered", "district", "article", *FLAGS)
_SUMS = ", ".join(f'sum("{flag}"::int) as "{flag}"' for flag in FLAGS)
GROUP = (
    f"select date_trunc('month', registered)::date as month, district, article, count(*) as n, {_SUMS} "
    "from {source} group by all"
)
FINE = (
    "select date_trunc('month', registered)::date as month, district, article, "
    + ", ".join(f'"{flag}"' for flag in FLAGS)
    + ", count(*) as n from {source} group by all"
)
CELLS = (
    "select date_trunc('month', registered)::date as month, date_trunc('month', occurred)::date as month_occurred, "
    "district, article, " + ", ".join(f'"{flag}"' for flag in FLAGS) + ", count(*) as n from {source} group by all"
)
TWICE = "select number from {source} group by number having count(*) > 1"
# What DuckDB takes a comma-separated register for when it is told the types.
_TYPES = "types={'registered': 'TIMESTAMP', 'reported': 'DATE', 'occurred': 'DATE', " + (
    ", ".join(f"'{flag}': 'BOOLEAN'" for flag in FLAGS) + "}"
)


def _write_csv(source: Path) -> str:
    return f"read_csv('{source}', header=true, {_TYPES}, ignore_errors=true)"


def _run_duckdb(folder: Path, *queries: str) -> None:
    import duckdb

    with duckdb.connect() as connection:
        for place, query in enumerate(queries):
            target = folder / f"counts-{place}.parquet"
            connection.execute(f"copy ({query}) to '{target}' (format parquet, compression zstd)")


def scan(source: Path, folder: Path) -> None:
    """Read every column and nothing else: the floor under all of them."""
    import duckdb

    with duckdb.connect() as connection:
        names = [row[0] for row in connection.execute(f"describe select * from '{source}'").fetchall()]
        columns = ", ".join(f'"{name}"' for name in names)
        connection.execute(f"select bit_xor(hash({columns})) from '{source}'").fetchall()


def duckdb_group_by(source: Path, folder: Path) -> None:
    """Group by month, district and article."""
    _run_duckdb(folder, GROUP.format(source=f"'{source}'"))


def duckdb_group_by_flags(source: Path, folder: Path) -> None:
    """Group by every combination of attributes too."""
    _run_duckdb(folder, FINE.format(source=f"'{source}'"))


def duckdb_cells(source: Path, folder: Path) -> None:
    """Group by what Esep counts by."""
    _run_duckdb(folder, CELLS.format(source=f"'{source}'"))


def duckdb_cells_once(source: Path, folder: Path) -> None:
    """Group by what Esep counts by, and look for numbers that come twice."""
    _run_duckdb(folder, CELLS.format(source=f"'{source}'"), TWICE.format(source=f"'{source}'"))


def duckdb_group_by_csv(source: Path, folder: Path) -> None:
    """Read comma-separated text with given types, and group it."""
    _run_duckdb(folder, GROUP.format(source=_write_csv(source)))


def duckdb_cells_csv(source: Path, folder: Path) -> None:
    """Read comma-separated text with given types, and group it by what Esep counts by."""
    _run_duckdb(folder, CELLS.format(source=_write_csv(source)))


def duckdb_cells_once_csv(source: Path, folder: Path) -> None:
    """Do the same, and look for numbers that come twice."""
    csv = _write_csv(source)
    _run_duckdb(folder, CELLS.format(source=csv), TWICE.format(source=csv))


def polars_group_by(source: Path, folder: Path) -> None:
    """Do the same with Polars, streaming."""
    import polars

    rows = polars.scan_parquet(source)
    month = polars.col("registered").dt.truncate("1mo").dt.date().alias("month")
    sums = [polars.col(flag).cast(polars.Int64).sum() for flag in FLAGS]
    counted = rows.group_by(month, "district", "article").agg(polars.len().alias("n"), *sums)
    counted.sink_parquet(folder / "counts.parquet", compression="zstd")


def pandas_group_by(source: Path, folder: Path) -> None:
    """Do the same with pandas, all rows in memory."""
    import pandas

    rows = pandas.read_parquet(source, columns=list(COLUMNS))
    rows["month"] = rows["registered"].dt.to_period("M").dt.start_time
    sums = {flag: (flag, "sum") for flag in FLAGS}
    grouped = rows.groupby(["month", "district", "article"], observed=True)
    grouped.agg(n=("article", "size"), **sums).reset_index().to_parquet(folder / "counts.parquet", compression="zstd")


def spark_group_by(source: Path, folder: Path) -> None:
    """Do the same with Spark on two threads of this machine."""
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    spark.read.parquet(str(source)).createOrReplaceTempView("register")
    sums = ", ".join(f"sum(int(`{flag}`)) as `{flag}`" for flag in FLAGS)
    query = (
        "select date_trunc('month', registered) as month, district, article, count(*) as n, "
        f"{sums} from register group by 1, 2, 3"
    )
    spark.sql(query).write.parquet(str(folder / "counts"), compression="zstd")
    spark.stop()


def postgres_group_by(source: Path, folder: Path) -> None:
    """Do the same with PostgreSQL, which takes the columns in first."""
    import duckdb
    import psycopg
    from pgserver import get_server  # type: ignore[attr-defined]

    names = ", ".join(f'"{name}"' for name in COLUMNS)
    kinds = ", ".join(f'"{flag}" boolean' for flag in FLAGS)
    text = folder / "register.csv"
    with duckdb.connect() as writer:
        writer.execute(f"copy (select {names} from '{source}') to '{text}' (format csv, header false)")
    with tempfile.TemporaryDirectory(prefix="esep-bench-") as place:
        server = get_server(place, cleanup_mode="delete")
        with psycopg.connect(server.get_uri()) as connection, connection.cursor() as cursor:
            cursor.execute(
                f"create unlogged table register (registered timestamp, district text, article text, {kinds})"
            )
            with text.open("rb") as lines, cursor.copy("copy register from stdin (format csv)") as copy:
                while block := lines.read(1 << 20):
                    copy.write(block)
            query = GROUP.format(source="register").replace("group by all", "group by 1, 2, 3")
            cursor.execute(f"create table counts as {query}")
            with cursor.copy("copy counts to stdout (format csv)") as copy, (folder / "counts.csv").open("wb") as file:
                for part in copy:
                    file.write(part)
        server.cleanup()
    text.unlink()


CONTESTANTS: dict[str, Callable[[Path, Path], None]] = {
    one.__name__: one
    for one in (
        scan,
        duckdb_group_by,
        duckdb_group_by_flags,
        duckdb_cells,
        duckdb_cells_once,
        duckdb_group_by_csv,
        duckdb_cells_csv,
        duckdb_cells_once_csv,
        polars_group_by,
        pandas_group_by,
        postgres_group_by,
        spark_group_by,
    )
}


if __name__ == "__main__":
    CONTESTANTS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
