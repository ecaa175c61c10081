"""Random registers, counted a second time by plain Python: no row is lost, and what counts is the same."""

from __future__ import annotations

import datetime
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.model.definition import Definition
from esep.records.read import read_records
from esep.sources.dataset import load_definition
from tests.conftest import few
from tests.counting_sample import merge
from tests.records_sample import REGISTER

HEADER = "id,incident,registered,offence,state,count,weapon"
RANK = ("murder", "robbery", "assault", "theft")
BASE = load_definition(REGISTER)
MORE = {
    "columns": {"status": ["state"], "count": ["count"]},
    "status": {"counted": ["open"], "withdrawn": ["void"], "transferred": ["gone"]},
    "count": {"allowed": [1, -1]},
    "codes": {"measure": {"fix": {"thefft": "theft"}, "ignore": ["test"]}},
    "attributes": {"firearm": {"column": ["weapon"], "values": ["gun"]}},
}
INCIDENT = {
    "counting_unit": "incident",
    "columns": {"incident": ["incident"]},
    "unit": {"rule": "incident", "rank": ["murder"]},
}


def make_definition(unit: str, duplicates: str) -> Definition:
    """Return the definition of the counting cases with states, counts, and rules for units and duplicates."""
    records = merge(merge(BASE.records, MORE), INCIDENT if unit == "incident" else {})
    return replace(BASE, records=merge(records, {"duplicates": {"rule": duplicates}}))


DEFINITIONS = {
    (unit, rule): make_definition(unit, rule)
    for unit in ("row", "incident")
    for rule in ("none", "same_id", "identical_rows")
}


class Row(NamedTuple):
    """One row of a register, as text."""

    id: str
    incident: str
    registered: str
    offence: str
    state: str
    number: str
    weapon: str


def mostly(good: list[str], bad: list[str]) -> st.SearchStrategy[str]:
    """Return a strategy that gives what is in order three times out of four."""
    return st.one_of(*[st.sampled_from(good)] * 3, st.sampled_from(bad))


ROWS = st.builds(
    Row,
    id=st.sampled_from(["1", "2", "3", " 1 ", ""]),
    incident=mostly(["A", "B", "C"], ["", " "]),
    registered=mostly(["2024-01-31", "2024-02-01", "2024-02-29"], ["2023-02-29", "1999-12-31", "", "soon"]),
    offence=mostly([*RANK], ["thefft", "test", "arson", ""]),
    state=mostly(["open", "open", "void", "gone"], ["shut", ""]),
    number=mostly(["1", "1", "-1", "+1"], ["2", "0", "1.0", "", "one"]),
    weapon=st.sampled_from(["gun", "knife", ""]),
)


def read_day(text: str) -> datetime.date | None:
    """Return the day of a text, `None` where it is none or lies before the register began."""
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= datetime.date(2000, 1, 1) else None


def is_good(row: Row, unit: str) -> bool:
    """Return whether nothing is wrong with a row."""
    has_unit = unit == "row" or bool(row.incident.strip())
    is_coded = row.offence in (*RANK, "thefft")
    is_counted = row.number in ("1", "-1", "+1") and row.state in ("open", "void", "gone")
    return has_unit and is_coded and is_counted and read_day(row.registered) is not None


def count_plainly(rows: list[Row], unit: str, duplicates: str) -> tuple[tuple[int, int, int], Counter[tuple[str, ...]]]:
    """Return how many rows are accepted, rejected and duplicates, and the net counts by day, offence and weapon."""
    good = [(place, row) for place, row in enumerate(rows) if is_good(row, unit)]
    kept: dict[object, tuple[int, Row]] = {}
    for place, row in sorted(good, key=lambda found: (found[1].registered, found[0])):
        keys = {"none": place, "same_id": row.id.strip() or -place - 1, "identical_rows": row}
        kept.setdefault(keys[duplicates], (place, row))
    units = [(place, row._replace(offence=row.offence.replace("ff", "f"))) for place, row in kept.values()]
    counted: Counter[tuple[str, ...]] = Counter()
    for row, number in list_units(units, unit):
        counted[row.registered, row.offence, "gun" if row.weapon == "gun" else ""] += number
    found = (len(kept), len(rows) - len(good), len(good) - len(kept))
    return found, Counter({key: number for key, number in counted.items() if number})


def list_units(rows: list[tuple[int, Row]], unit: str) -> list[tuple[Row, int]]:
    """Return what counts, with its number: open rows, or one for each incident that has an offence left."""
    signed = [(place, row, int(row.number)) for place, row in rows if row.state == "open"]
    if unit == "row":
        return [(row, number) for _, row, number in signed]
    incidents: defaultdict[str, list[tuple[int, Row, int]]] = defaultdict(list)
    for place, row, number in signed:
        incidents[row.incident].append((place, row, number))
    found = []
    for members in incidents.values():
        net: Counter[str] = Counter()
        for _, row, number in members:
            net[row.offence] += number
        left = [(RANK.index(r.offence), r.registered, place, r) for place, r, n in members if n > 0 < net[r.offence]]
        found += [(min(left)[3], 1)] if left else []
    return found


# A query engine is opened for every example: six kinds of register share the examples of one.
@few(10, tests=6)
@pytest.mark.parametrize(("unit", "duplicates"), DEFINITIONS)
@given(rows=st.lists(ROWS, max_size=12), places=st.integers(1, 3))
def test_any_register_counts_as_plain_python_counts_it(
    unit: str, duplicates: str, rows: list[Row], places: int
) -> None:
    """Every row is one of the three, and the net counts are those of a second program, over one file or several."""
    with tempfile.TemporaryDirectory() as folder:
        size = max(1, -(-len(rows) // places))
        for number, start in enumerate(range(0, max(1, len(rows)), size)):
            # The name of the file stands in a column that is not declared: no two files have the same bytes.
            lines = [",".join(row) for row in rows[start : start + size]]
            path = Path(folder) / f"{number}.csv"
            path.write_text("\n".join([f"{HEADER},f{number}", *(f"{line}," for line in lines), ""]), encoding="utf-8")
        with read_records(DEFINITIONS[unit, duplicates], [Path(folder)]) as records:
            header = list(records.units.columns)
            counted: Counter[tuple[str, ...]] = Counter()
            for values in records.iterate():
                found = dict(zip(header, values, strict=True))
                weapon = "gun" if found["is_firearm"] else ""
                counted[str(found["registered"]), found["measure"], weapon] += found["n"]
            told = {(r.kind, r.problem.where.file, r.problem.where.line) for r in records.rejects}
            counts = records.rows
    expected, net = count_plainly(rows, unit, duplicates)
    assert (counts.accepted, counts.rejected, counts.duplicates) == expected
    assert counts.read == len(rows) == sum(expected)
    assert Counter(kind for kind, *_ in told) == Counter(
        {kind: number for kind, number in (("rejected", expected[1]), ("duplicate", expected[2])) if number}
    )
    assert Counter({key: number for key, number in counted.items() if number}) == net
