"""A small synthetic dataset of published tables, made anew for each test, and what a build of it gives."""

from __future__ import annotations

from pathlib import Path

from esep.model.cell import Cell
from esep.model.period import Period
from esep.sources.dataset import load_definition
from esep.sources.tables import TableRows, read_tables

HEAD = """format = 1

[dataset]
name = "county"
kind = "tables"
default_scope = "police"
default_region = "XX"

[dataset.title]
en = "A synthetic county"
ru = "Вымышленный округ"
kk = "Ойдан шығарылған округ"

[codes]
measures = "codes/measures.csv"
scopes = "codes/scopes.csv"
regions = "codes/regions.csv"

"""
# Months across, one row a town, a kind of offence and a year.
MONTHS = """[[tables]]
id = "months"
files = ["months*.csv"]
scope = "police"
body = "County police"
source = "yearbook"

[tables.blanks]
"x" = "Q"

[tables.keys.region]
columns = ["town"]
map = { East = "XX-E", West = "XX-W", New = "XX-N", County = "XX" }

[tables.keys.measure]
columns = ["offence"]
ignore = ["SECTION"]
map = { Theft = "theft", Fraud = "fraud" }

[tables.keys.year]
columns = ["year"]

[tables.values.Jan]
month = 1

[tables.values.Feb]
month = 2

[tables.values.Mar]
month = 3
"""
TOTALS = """
[[totals]]
id = "county"
dimension = "region"
codes = ["XX"]
parts = ["XX-E", "XX-W"]

[[totals]]
id = "offences"
dimension = "measure"
"""
CODES = {
    "measures": "code,name_en,name_ru,name_kk,parent\n"
    "total,offences,преступления,қылмыстар,\n"
    "theft,thefts,кражи,ұрлық,total\n"
    "fraud,frauds,мошенничества,алаяқтық,total\n"
    "population,population,население,халық,\n",
    "scopes": "code,name_en,name_ru,name_kk\npolice,police,полиция,полиция\npeople,people,население,халық\n",
    "regions": "code,name_en,name_ru,name_kk,parent,valid_from\n"
    "XX,County,округ,округ,,\nXX-E,East,Восток,Шығыс,XX,\nXX-W,West,Запад,Батыс,XX,\nXX-N,New,Новый,Жаңа,XX,2030-01-01\n",
}
HEADER = "town,offence,year,Jan,Feb,Mar\n"


def write_dataset(folder: Path, tables: str) -> Path:
    """Write the dataset with these tables into a folder and return it."""
    (folder / "codes").mkdir(parents=True, exist_ok=True)
    (folder / "definition.toml").write_text(HEAD + tables, encoding="utf-8")
    for name, text in CODES.items():
        (folder / "codes" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def read_sample(folder: Path, tables: str, language: str = "en", **files: str | bytes) -> TableRows:
    """Return what files, given by their names without `.csv`, hold when they are read by these tables."""
    definition = load_definition(write_dataset(folder / "county", tables))
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        paths.append(path)
    return read_tables(definition, paths, language=language)


def find_cell(rows: TableRows, measure: str, region: str, period: str, scope: str = "police") -> Cell:
    """Return the one cell of an address."""
    wanted = (scope, measure, region, Period.parse(period))
    cells = [c for c in rows.cells if (c.key.scope, c.key.measure, c.key.region, c.key.period) == wanted]
    assert len(cells) == 1, (wanted, cells)
    return cells[0]


def list_reasons(rows: TableRows) -> list[tuple[int, str]]:
    """Return line and code of every reason why a row was not accepted."""
    return [(problem.where.line or 0, problem.code) for problem in rows.rejects]


def count_rows(rows: TableRows) -> tuple[int, int, int, int]:
    """Return how many rows were read, accepted, rejected and duplicates in all files together."""
    names = ("read", "accepted", "rejected", "duplicates")
    read, accepted, rejected, duplicates = (sum(getattr(table, name) for table in rows.tables) for name in names)
    return read, accepted, rejected, duplicates
