"""Records that are read in slices and never stored: the same files, byte for byte, as those that are stored first."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from esep.cube.count import count_records, list_sources
from esep.cube.count_cube import CountCube
from esep.cube.disclosure import RawCube
from esep.model.definition import Definition
from esep.records import read, slices
from esep.records.read import read_records
from esep.records.slice_query import NO_MONTH, number_months
from esep.records.synthetic import synthesize
from esep.records.synthetic_plan import Request
from esep.sources.dataset import find_dataset_folder, load_definition

DATASET = "kazakhstan-register"
# 2,000 synthetic rows of one year, of which 40 have a planted fault: five of each of the eight kinds.
ROWS, FAULTS = 2_000, 40


@pytest.fixture(scope="module")
def definition() -> Definition:
    """Return the packaged definition of the synthetic register."""
    return load_definition(DATASET)


@pytest.fixture(scope="module")
def register(definition: Definition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of synthetic rows in the order of registration."""
    file = tmp_path_factory.mktemp("slices") / "register.parquet"
    request = Request(seed=3, rows=ROWS, first_year=2018, last_year=2018, dirty=Fraction(FAULTS, ROWS))
    synthesize(definition, find_dataset_folder(DATASET), file, request, processes=1)
    return file


def _list_files(raw: RawCube) -> Mapping[str, Path]:
    """Return the files of what was counted."""
    assert isinstance(raw.cells, CountCube)
    return raw.cells.files


def count(definition: Definition, sources: Sequence[Path]) -> tuple[dict[str, Any], bool]:
    """Return all that a build would keep of sources, and whether they were read in slices."""
    with read_records(definition, sources) as records:
        raw = count_records(records, definition)
        found = {
            "rows": records.rows,
            "rejects": [(r.kind, str(r.problem.where), r.element, r.problem.code, r.value) for r in records.rejects],
            "sources": list_sources(records),
            "files": {role: hashlib.sha256(path.read_bytes()).hexdigest() for role, path in _list_files(raw).items()},
        }
        return found, records.tallies is not None


def count_both_ways(
    definition: Definition, sources: Sequence[Path], monkeypatch: pytest.MonkeyPatch
) -> tuple[dict[str, Any], dict[str, Any], bool]:
    """Return what is kept of stored rows, of rows read in slices of a few hundred, and whether they were."""
    stored, is_sliced = count(definition, sources)
    assert not is_sliced
    monkeypatch.setattr(read, "SLICED_ROWS", 0)
    monkeypatch.setattr(slices, "ROWS_PER_SLICE", 300)
    return stored, *count(definition, sources)


def rewrite(source: Path, target: Path, query: str) -> Path:
    """Write a query over the rows of a file to another one."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        rows = query.format(rows=f"'{source}'")
        connection.execute(f"copy ({rows}) to '{target}' (format parquet)")
    return target


def test_slices_give_the_very_files_of_stored_rows(
    definition: Definition, register: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counts by both dates, coverage, rejects, duplicates and months of the sources are the same in every byte."""
    stored, sliced, is_sliced = count_both_ways(definition, [register], monkeypatch)
    assert is_sliced
    assert sliced == stored
    # Eight kinds of fault in turn: six are rejected, two repeat a number.
    assert (sliced["rows"].rejected, sliced["rows"].duplicates) == (FAULTS * 6 // 8, FAULTS * 2 // 8)


def test_several_files_are_told_apart(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Which months came from which file, and a number that two files have, are found in slices too."""
    first = rewrite(register, tmp_path / "a.parquet", "select * from {rows} where registered < date '2018-07-10'")
    second = rewrite(register, tmp_path / "b.parquet", "select * from {rows} where registered >= date '2018-07-09'")
    stored, sliced, is_sliced = count_both_ways(definition, [first, second], monkeypatch)
    assert is_sliced
    assert sliced == stored
    assert sliced["rows"].duplicates > FAULTS * 2 // 8


def test_numbers_out_of_order_are_searched_as_a_whole(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where numbers do not rise from row to row nothing can be told of them by their ends, and all are compared."""
    query = "select * replace (reverse(number) as number) from {rows}"
    mixed = rewrite(register, tmp_path / "mixed.parquet", query)
    stored, sliced, is_sliced = count_both_ways(definition, [mixed], monkeypatch)
    assert is_sliced
    assert sliced == stored


@pytest.mark.parametrize("number", ["number || ' '", "' ' || number", "number || chr(9)"])
def test_blanks_around_a_number_do_not_hide_that_it_repeats(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """A number is compared without the blanks around it, in slices as among stored rows."""
    query = (
        "select * from (select * from {rows} limit 500) union all "
        f"select * replace ({number} as number) from {{rows}} where number = (select max(number) from "
        "(select * from {rows} limit 500))"
    )
    blank = rewrite(register, tmp_path / "blank.parquet", query)
    stored, sliced, _ = count_both_ways(definition, [blank], monkeypatch)
    assert sliced == stored
    assert stored["rows"].duplicates > 0


def test_a_file_in_no_order_has_every_month_in_every_slice(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the slices say of one month is put together, however its rows are spread."""
    mixed = rewrite(register, tmp_path / "mixed.parquet", "select * from {rows} order by md5(number)")
    stored, sliced, is_sliced = count_both_ways(definition, [mixed], monkeypatch)
    assert is_sliced
    assert sliced == stored
    assert sliced["rows"].duplicates == FAULTS * 2 // 8


def test_rows_without_a_registered_day_are_rejected_in_slices_too(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They belong to no month, and to no slice of months, and are read all the same."""
    query = "select * replace (case when hash(number) % 50 > 0 then registered end as registered) from {rows}"
    holes = rewrite(register, tmp_path / "holes.parquet", query)
    stored, sliced, is_sliced = count_both_ways(definition, [holes], monkeypatch)
    assert is_sliced
    assert sliced == stored
    assert ("registered", "record-value-missing") in {(reject[2], reject[3]) for reject in sliced["rejects"]}


def test_text_is_read_in_slices_too(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Delimited text gives the same files as from its rows stored one by one, and its rejects the same lines."""
    text = tmp_path / "register.csv"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * from '{register}') to '{text}' (header, quote '\"')")
    stored, sliced, is_sliced = count_both_ways(definition, [text], monkeypatch)
    assert is_sliced
    assert sliced == stored
    assert (sliced["rows"].rejected, sliced["rows"].duplicates) == (FAULTS * 6 // 8, FAULTS * 2 // 8)


@pytest.mark.parametrize("bad", ["one field", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p", 'x,"two\nlines",,,,,,,,,,,,,'])
def test_lines_that_do_not_fit_keep_their_number_in_slices(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bad: str
) -> None:
    """A line with too few or too many fields, or a field of two lines, is told by its own line in slices as well."""
    text = tmp_path / "register.csv"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * from '{register}') to '{text}' (header)")
    lines = text.read_text(encoding="utf-8").splitlines()
    lines[1_234:1_234] = [bad]
    text.write_text("\n".join(lines) + "\n", encoding="utf-8")
    stored, sliced, is_sliced = count_both_ways(definition, [text], monkeypatch)
    assert is_sliced
    assert sliced == stored
    assert sliced["rows"].rejected == FAULTS * 6 // 8 + 1
    assert any(place.startswith("register.csv:1235") for _, place, *_ in sliced["rejects"])


def test_units_of_a_text_are_there_after_it_was_counted(
    definition: Definition, register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts can be listed row by row, though no row was stored."""
    text = tmp_path / "register.csv"
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * from '{register}') to '{text}' (header)")
    with read_records(definition, [text]) as records:
        stored = list(records.iterate())
    monkeypatch.setattr(read, "SLICED_ROWS", 0)
    with read_records(definition, [text]) as records:
        assert records.tallies is not None
        assert list(records.iterate()) == stored


def test_days_counted_from_1970_lie_in_months_counted_from_the_year_0() -> None:
    """Those that are looked up in a list, those that are not, and the day that stands for none."""
    # By the calendar: 1969-12-31, 1970-01-01, 2000-02-29, 2000-03-01, 2024-12-31.
    days = [-1, 0, 11_016, 11_017, 20_088]
    months = [1969 * 12 + 11, 1970 * 12, 2000 * 12 + 1, 2000 * 12 + 2, 2024 * 12 + 11]
    assert number_months(np.array(days, np.int32)).tolist() == months
    # More rows than days from the first to the last are looked up in a list of the days.
    assert number_months(np.array(days[2:4] * 3, np.int32)).tolist() == months[2:4] * 3
    # -719,528 is the first day of the year 0; the day before it stands for what has no date.
    assert number_months(np.array([-719_529, -719_528], np.int32)).tolist() == [NO_MONTH, 0]
    assert number_months(np.array([], np.int32)).tolist() == []
