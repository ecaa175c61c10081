"""Records read by a definition: what is accepted, what is rejected and why, what is a duplicate; nothing is lost."""

from __future__ import annotations

import csv
import datetime
import re
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.model.definition import Definition
from esep.problems import LANGUAGES, EsepError
from esep.records import read as reading
from esep.records.engine_duckdb import DuckEngine
from esep.records.judge import judge
from esep.records.read import Records, RowCounts, read_records
from esep.records.rejects import COLUMNS, write_rejects
from tests.conftest import few
from tests.records_sample import DATA, change_hamlet, list_codes, load_hamlet

HAMLET = load_hamlet()
DEFINITIONS = {
    rule: replace(HAMLET, records={**HAMLET.records, "duplicates": {**HAMLET.records["duplicates"], "rule": rule}})
    for rule in ("none", "identical_rows", "same_id")
}


def count_rows(path: Path) -> int:
    """Return how many data rows a file has, counted by the csv module alone."""
    with path.open(encoding="windows-1252", newline="") as file:
        return sum(1 for row in csv.reader(file) if row) - 1


def test_a_file_in_order_is_accepted_whole() -> None:
    """Every row of plain.csv is accepted with its dates, codes and signed count."""
    with read_records(HAMLET, [DATA / "plain.csv"]) as records:
        assert records.rows == RowCounts(8, 8, 0, 0)
        assert records.problems == ()
        rows = list(records.iterate())
    # The second row: a leading zero is a space, and the first day of 1900 is a day like any other.
    days = (datetime.date(2023, 11, 1), datetime.date(1900, 1, 1))
    assert rows[1] == (0, 3, "2", *days, "assault", "H-L", "H-L", 1)
    assert rows[2][4] == datetime.date(2023, 12, 24)
    assert [row[-1] for row in rows] == [1, 1, 1, 1, 1, -1, 1, 1]


def test_files_of_every_shape_are_read_together() -> None:
    """Other headers, another encoding, a mark and quoted lines do not lose a row."""
    paths = [DATA / name for name in ("renamed.csv", "marked.csv", "quoted.csv", "plain.csv")]
    with read_records(HAMLET, paths) as records:
        assert records.rows.accepted == records.rows.read == sum(count_rows(path) for path in paths) == 14
        assert [snapshot.name for snapshot in records.snapshots] == [path.name for path in paths]


def test_every_fault_is_named_on_its_line() -> None:
    """The rejects of faulty.csv are those worked out by hand: line, element and rule."""
    with read_records(HAMLET, [DATA / "faulty.csv"]) as records:
        rejects = list(records.rejects)
        accepted = [row[1] for row in records.iterate()]
        assert records.rows == RowCounts(24, 2, 22, 0)
        assert {problem.code for problem in records.problems} == {"records-rejected"}
    with (DATA / "faulty.expected.csv").open(encoding="utf-8") as file:
        expected = [(int(row["line"]), row["element"], row["rule"]) for row in csv.DictReader(file)]
    found = [(reject.problem.where.line, reject.element, reject.problem.code) for reject in rejects]
    assert sorted(found, key=str) == sorted(expected, key=str)
    assert accepted == [17, 23]


def test_a_bad_date_is_told_apart_from_a_missing_one() -> None:
    """31 November names the text that was found; an empty date says that nothing was."""
    with read_records(HAMLET, [DATA / "faulty.csv"]) as records:
        first, second, *_ = records.rejects
    assert first.problem.say("what") == '"31.11.2023" is not a date for "occurred"; expected: %d.%m.%Y, %Y-%m-%d %H:%M.'
    assert (first.record_id, first.value) == ("1", "31.11.2023")
    assert second.problem.say("what") == 'The row has no value for "occurred".'


def test_rejects_are_summed_up_by_rule_with_their_first_place() -> None:
    """The summary counts rows, not files, and points to the first of them and to what stands there."""
    with read_records(HAMLET, [DATA / "faulty.csv"]) as records:
        summary = {
            (reason.element, reason.rule): (reason.rows, reason.first.line) for reason in records.rejects.summarise()
        }
        values = {(reason.element, reason.rule): reason.value for reason in records.rejects.summarise()}
        told = {problem.say("what") for problem in records.problems}
    assert values["occurred", "record-date-bad"] == "31.11.2023"
    assert values["row", "record-ragged"] == "5 ≠ 6"
    assert 'in the first of them, named here, it is "31.11.2023".' in " ".join(told)
    # Counted in faulty.expected.csv.
    assert summary["measure", "record-code-unknown"] == (4, 9)
    assert summary["row", "record-ragged"] == (3, 14)
    assert summary["occurred", "record-date-order"] == (1, 16)


@pytest.mark.parametrize(
    ("rule", "accepted", "duplicates"),
    # Lines worked out by hand; line 6 is rejected (31 November) and so is nobody's original.
    [
        ("none", [2, 3, 4, 5, 7, 8, 9, 10], []),
        ("identical_rows", [2, 3, 5, 7, 9, 10], [(4, "repeated.csv:3"), (8, "repeated.csv:7")]),
        ("same_id", [2, 3, 7, 9, 10], [(4, "repeated.csv:3"), (5, "repeated.csv:3"), (8, "repeated.csv:7")]),
    ],
)
def test_a_duplicate_is_what_the_definition_calls_one(
    tmp_path: Path, rule: str, accepted: list[int], duplicates: list[tuple[int, str]]
) -> None:
    """The first of equal rows stays, the others are named with it; a row without a number repeats nothing."""
    definition = change_hamlet(tmp_path, ('rule = "none"', f'rule = "{rule}"'))
    with read_records(definition, [DATA / "repeated.csv"]) as records:
        assert [row[1] for row in records.iterate()] == accepted
        repeated = [reject for reject in records.rejects if reject.kind == "duplicate"]
        assert [(reject.problem.where.line, reject.value) for reject in repeated] == duplicates
        # Line 5 has the number of line 3 and another day.
        differs = [r.problem.where.line for r in repeated if r.problem.code == "record-duplicate-differs"]
        assert differs == ([5] if rule == "same_id" else [])
        assert records.rows == RowCounts(9, len(accepted), 1, len(duplicates))
        told = [int(problem.facts["rows"]) for problem in records.problems if problem.code == "records-repeated"]
        assert sum(told) == len(duplicates)


def test_a_row_counts_one_where_no_count_is_declared(tmp_path: Path) -> None:
    """A register without a column of counts has one offence a row, and one without regions has one region."""
    changes = (("[records.count]\nallowed = [1, -1]", ""), ('count = ["Count"]', ""))
    without_region = (('region = ["Village"]', ""), ('[records.codes.region.map]\nU = "H-U"\nL = "H-L"', ""))
    with read_records(change_hamlet(tmp_path, *changes, *without_region), [DATA / "plain.csv"]) as records:
        assert {row[-3:] for row in records.iterate()} == {("H", "H", 1)}


def test_the_list_of_rejects_can_be_opened_in_a_table_program(tmp_path: Path) -> None:
    """One line a reason, three languages, and no cell that a table program would run as a formula."""
    source = tmp_path / "=a.csv"
    source.write_text("Number,Month,Day,Count,Code,Village\n=1+1,2023-11,@x,1,0101,-5\n", encoding="utf-8")
    path = tmp_path / "rejects.csv"
    with read_records(HAMLET, [source]) as records:
        assert write_rejects(records.rejects, path) == 2
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert rows[0][:8] == ["rejected", "'=a.csv", "2", "'=1+1", "occurred", "record-date-bad", "'@x", "error"]
    assert rows[1][4:7] == ["region", "record-code-unknown", "'-5"]
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))] == []


def test_equal_names_in_two_folders_are_told_apart(tmp_path: Path) -> None:
    """Where two files have one name, rejects give their paths."""
    for number, folder in enumerate(("a", "b")):
        (tmp_path / folder).mkdir()
        text = f"Number,Month,Day,Count,Code,Village\n{number},,03.11.2023,1,0101,U\n"
        (tmp_path / folder / "m.csv").write_text(text, encoding="utf-8")
    with read_records(HAMLET, [tmp_path / "a", tmp_path / "b"]) as records:
        assert [r.problem.where.file for r in records.rejects] == [str(tmp_path / x / "m.csv") for x in ("a", "b")]


def test_a_file_with_a_header_alone_is_a_warning(tmp_path: Path) -> None:
    """A month without a row is told, and the other files are read."""
    empty = tmp_path / "empty.csv"
    empty.write_text("Number,Month,Day,Count,Code,Village\n", encoding="utf-8")
    with read_records(HAMLET, [DATA / "plain.csv", empty]) as records:
        assert records.rows.accepted == 8
        assert [(p.code, p.severity, p.where.file) for p in records.problems] == [
            ("file-no-rows", "warning", str(empty))
        ]


def test_the_same_file_under_two_names_is_refused(tmp_path: Path) -> None:
    """A month counted twice would show in no total."""
    copy = tmp_path / "plain (1).csv"
    copy.write_bytes((DATA / "plain.csv").read_bytes())
    with pytest.raises(EsepError) as caught:
        read_records(HAMLET, [DATA / "plain.csv", copy])
    assert list_codes(caught.value) == ["file-twice"]
    assert caught.value.problems[0].facts["first"] == str(DATA / "plain.csv")


def test_no_source_is_told() -> None:
    """A dataset of records without a file asks for one."""
    with pytest.raises(EsepError) as caught:
        read_records(HAMLET, [])
    assert list_codes(caught.value) == ["sources-none"]


def test_all_files_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    """Two broken files give two problems in one run."""
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.csv").write_bytes(b"x\n")
    with pytest.raises(EsepError) as caught:
        read_records(HAMLET, [tmp_path])
    assert list_codes(caught.value)[0] == "file-empty"
    assert list_codes(caught.value)[1:] == ["header-other"]


def test_a_query_engine_that_stops_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    """Running out of memory in the middle is told without a traceback."""

    def stop(engine: DuckEngine, *_: object) -> None:
        engine.connection.execute("set memory_limit = '1MB'; set temp_directory = ''")
        engine.connection.execute("create table t as select range, random() as r from range(10000000) order by r")

    monkeypatch.setattr(reading, "find_duplicates", stop)
    with pytest.raises(EsepError) as caught:
        read_records(HAMLET, [DATA / "plain.csv"])
    assert list_codes(caught.value) == ["engine-failed"]


def test_rows_that_do_not_add_up_stop_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that loses a row between reading and judging is found out by the count that was taken before it."""

    def lose(*arguments: Any) -> ir.Table:
        table = judge(*arguments)
        return table.filter(table["line"] != 3)

    monkeypatch.setattr(reading, "judge", lose)
    with pytest.raises(EsepError) as caught:
        read_records(HAMLET, [DATA / "plain.csv"])
    assert list_codes(caught.value) == ["rows-lost"]
    assert caught.value.problems[0].facts == {"read": "8", "accepted": "7", "rejected": "0", "duplicates": "0"}


def test_progress_names_file_and_rows() -> None:
    """Whoever waits is told how far the reading is."""
    told: list[tuple[str, int, str]] = []
    read_records(HAMLET, [DATA / "plain.csv"], lambda *step: told.append(step)).close()
    assert told == [("read", 8, str(DATA / "plain.csv")), ("check", 8, "")]


FIELDS = st.sampled_from(
    [
        *["1", "2", "2023-11", "2023-13", "03.11.2023", "31.11.2023", "-1", "0101", "9999", "U", "Z", "é", "a,b", "'"],
        "",
        " ",
    ]
)
VALID = ("7", "2023-11", "03.11.2023", "1", "0101", "U")
ROWS = st.one_of(
    st.just(",".join(VALID)),
    st.lists(FIELDS, min_size=6, max_size=6).map(",".join),
    st.lists(FIELDS, max_size=8).map(",".join),
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.sampled_from(['"', '"a"b,c', '"x\ny",2023-11,,1,0101,U', "\x00", "\r", "a\rb", '"",,,,,']),
)
HEADER = "Number,Month,Day,Count,Code,Village\n"


def read_or_tell(definition: Definition, path: Path) -> Records | None:
    """Read a file; `None` where it is refused with problems that can be told in every language."""
    try:
        return read_records(definition, [path])
    except EsepError as error:
        told = [problem.describe(language) for problem in error.problems for language in LANGUAGES]
    return None if told and all(told) else pytest.fail("refused without a word")


@few(20, tests=2)
@given(rows=st.lists(ROWS, max_size=12), junk=st.binary(max_size=12), rule=st.sampled_from(list(DEFINITIONS)))
def test_no_bytes_lose_a_row_or_stop_the_program(rows: list[str], junk: bytes, rule: str) -> None:
    """Whatever stands below a header, every row is one of the three kinds, or the file is refused with a problem."""
    data = HEADER.encode() + "\n".join(rows).encode() + b"\n" + junk
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        records = read_or_tell(DEFINITIONS[rule], path)
        if records is None:
            return
        with records:
            counts = records.rows
            lines = [row[1] for row in records.iterate()]
            kinds = {(reject.kind, reject.problem.where.line) for reject in records.rejects}
        by_kind = Counter(kind for kind, _ in kinds)
        # Counted once more from what is handed out: each row by its line, in exactly one of the three.
        assert (len(lines), by_kind["rejected"], by_kind["duplicate"]) == (
            counts.accepted,
            counts.rejected,
            counts.duplicates,
        )
        assert len({*lines, *(line for _, line in kinds)}) == counts.read
        if b'"' not in data:
            # Without quotation marks a row is a line that is not empty, whichever of the three ends it has.
            assert counts.read == sum(1 for line in re.split(rb"\r\n|\r|\n", data) if line) - 1


def test_unknown_codes_stop_the_run_where_the_definition_says_so(tmp_path: Path) -> None:
    """In faulty.csv four rows have a code for the measure that nobody declared, the first of them in line 9."""
    strict = change_hamlet(tmp_path, ("[records.codes.measure]\n", '[records.codes.measure]\nunknown = "stop"\n'))
    with pytest.raises(EsepError) as caught:
        read_records(strict, [DATA / "faulty.csv"])
    assert list_codes(caught.value) == ["records-code-stops"]
    (problem,) = caught.value.problems
    assert (problem.where.line, problem.facts["rows"], problem.facts["element"]) == (9, "4", "measure")
