"""Reading published tables: every row becomes a cell, a rejected row with its reason, or a named duplicate."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esep.model.definition import Definition
from esep.model.period import Period
from esep.problems import EsepError
from esep.sources.dataset import load_definition
from esep.sources.published import COLUMNS, PublishedRows, read_published

HEADER = ",".join(COLUMNS)
CHANGES_HEADER = HEADER.replace("period_end,", "period_end,base_period_start,base_period_end,")
PAGE = "https://example.org/page"
GOOD = f"Committee,committee_offences,theft,,2024-01-01,2024-12-31,year,KZ,30593,count,exact,{PAGE},"


@pytest.fixture(scope="module")
def definition() -> Definition:
    """Return a definition with real code lists."""
    return load_definition("kazakhstan")


def read(definition: Definition, folder: Path, *rows: str, changes: tuple[str, ...] = ()) -> PublishedRows:
    """Return what is read from tables with these rows."""
    texts = {
        "figures.csv": "\n".join((HEADER, *rows)),
        "changes.csv": "\n".join((CHANGES_HEADER, *changes)),
        "population.csv": HEADER,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return read_published(definition, folder)


def swap(old: str, new: str) -> str:
    """Return the good row with one part replaced."""
    assert GOOD.count(old) == 1
    return GOOD.replace(old, new)


def test_a_row_becomes_a_cell(definition: Definition, tmp_path: Path) -> None:
    """Value, precision, period, body and page of a row are those of its cell."""
    found = read(definition, tmp_path, swap("30593,count,exact", "30600,count,rounded_to_100") + '"cut, not rounded"')
    (cell,) = found.cells
    assert str(cell.key) == "committee_offences/theft/KZ/2024/count"
    assert (cell.value, cell.precision, cell.status) == (Fraction(30600), "rounded_to_100", "A")
    assert (cell.body, cell.source, cell.note) == ("Committee", PAGE, "cut, not rounded")
    assert (cell.interval().low, cell.interval().high) == (Fraction(30550), Fraction(30650))


def test_a_change_has_its_base(definition: Definition, tmp_path: Path) -> None:
    """A change is signed, exact to its last digit and knows the period that it is counted from."""
    row = swap("2024-12-31,", "2024-12-31,2023-01-01,2023-12-31,").replace(
        "30593,count,exact", "-5.3,percent,rounded_to_0.1"
    )
    (cell,) = read(definition, tmp_path, changes=(row,)).cells
    assert (cell.value, cell.key.base_period) == (Fraction(-53, 10), Period.year(2023))


def test_a_projection_is_called_an_estimate(definition: Definition, tmp_path: Path) -> None:
    """A projected population has the status E."""
    row = (
        f"United Nations,united_nations,population,,2024-01-01,2024-12-31,projection,KZ,18879524,persons,exact,{PAGE},"
    )
    assert read(definition, tmp_path, row).cells[0].status == "E"


FAULTS = [
    ("committee_offences", "committee_offence", "code-unknown", 2),
    ("theft", "thefts", "code-unknown", 3),
    ("theft,,", "theft,place:moon,", "code-unknown", 4),
    ("KZ", "KZ-99", "code-unknown", 8),
    ("count", "pieces", "code-unknown", 10),
    ("exact", "roughly", "code-unknown", 11),
    (",year,", ",yearly,", "code-unknown", 7),
    ("2024-12-31", "2024-11-31", "figure-date-wrong", 6),
    ("2024-12-31", "31.12.2024", "figure-date-wrong", 6),
    ("2024-12-31", "", "figure-date-wrong", 6),
    ("2024-12-31", "2023-12-31", "figure-period-reversed", 6),
    ("2024-12-31", "2024-11-30", "figure-frequency-wrong", 7),
    (",year,", ",month,", "figure-frequency-wrong", 7),
    (",year,", ",point,", "figure-frequency-wrong", 7),
    ("2024-01-01,2024-12-31,year", "2024-02-01,2024-12-31,year_to_date", "figure-frequency-wrong", 7),
    ("2024-01-01,2024-12-31,year", "2023-01-01,2024-12-31,year_to_date", "figure-frequency-wrong", 7),
    ("30593", "30 593", "figure-value-wrong", 9),
    ("30593", "", "figure-value-wrong", 9),
    ("30593", "nan", "figure-value-wrong", 9),
    ("30593", "1e9", "figure-value-wrong", 9),
    ("30593", "9" * 5000, "figure-value-wrong", 9),
    ("30593", "-30593", "figure-value-negative", 9),
    ("exact", "rounded_to_100", "figure-precision-wrong", 11),
    ("30593,count,exact", "5.35,percent,rounded_to_0.1", "figure-precision-wrong", 11),
    ("Committee", "", "figure-field-empty", 1),
    (PAGE, "", "figure-field-empty", 12),
    ("KZ", "KZ-YUZ", "figure-region-not-then", 8),
    ("2024-01-01,2024-12-31,year,KZ", "2017-01-01,2017-12-31,year,KZ-79", "figure-region-not-then", 8),
    ("Committee", "Committee,again", "table-row-ragged", None),
    (f",{PAGE},", f",{PAGE}", "table-row-ragged", None),
]


@pytest.mark.parametrize(("old", "new", "code", "column"), FAULTS)
def test_a_wrong_row_is_left_out_and_told(
    definition: Definition, tmp_path: Path, old: str, new: str, code: str, column: int | None
) -> None:
    """Every fault gives its own problem with file, line and column, in three languages, and the good row stays."""
    found = read(definition, tmp_path, GOOD.replace("theft", "fraud"), swap(old, new))
    (problem,) = found.problems
    assert (problem.code, problem.where.file) == (code, str(tmp_path / "figures.csv"))
    assert (problem.where.line, problem.where.column) == (3, column)
    assert all(problem.say(part, language) for part in ("what", "why", "remedy") for language in ("en", "ru", "kk"))
    assert (found.read, found.accepted, found.rejected, found.duplicates) == (2, 1, 1, 0)


def test_every_fault_of_a_row_is_told_at_once(definition: Definition, tmp_path: Path) -> None:
    """A row with three faults is one rejected row with three problems."""
    row = GOOD.replace("theft", "thefts").replace("30593", "x").replace("2024-12-31", "2024-13-31")
    found = read(definition, tmp_path, row)
    assert {problem.code for problem in found.problems} == {"code-unknown", "figure-value-wrong", "figure-date-wrong"}
    assert (found.read, found.rejected) == (1, 1)


def test_an_unknown_code_is_offered_the_right_one(definition: Definition, tmp_path: Path) -> None:
    """The remedy of an unknown measure names the one that was meant."""
    (problem,) = read(definition, tmp_path, swap("theft", "teft")).problems
    assert "theft" in problem.say("remedy")


def test_a_repeated_row_is_a_duplicate(definition: Definition, tmp_path: Path) -> None:
    """The same figure of the same body on another page is a named duplicate, not a second piece of evidence."""
    found = read(definition, tmp_path, GOOD, swap(PAGE, "https://example.org/other"))
    assert (found.read, found.accepted, found.rejected, found.duplicates) == (2, 1, 0, 1)
    (problem,) = found.problems
    assert (problem.code, problem.severity, problem.where.line) == ("figure-twice", "warning", 3)
    assert f"{tmp_path / 'figures.csv'}:2" in problem.say("what")


def test_a_body_cannot_say_two_things(definition: Definition, tmp_path: Path) -> None:
    """Two values of one body for one figure are a contradiction: the later row is rejected."""
    found = read(definition, tmp_path, GOOD, swap("30593", "30594"))
    assert [problem.code for problem in found.problems] == ["figure-contradicts"]
    assert (found.accepted, found.rejected, found.duplicates) == (1, 1, 0)


def test_two_bodies_may_say_two_things(definition: Definition, tmp_path: Path) -> None:
    """Another body, or another precision of the same body, is a second cell for the same figure."""
    other = swap("Committee,", "Ministry,").replace("30593", "30594")
    rounded = swap("30593,count,exact", "30600,count,rounded_to_100")
    assert read(definition, tmp_path, GOOD, other, rounded).accepted == 3


def test_lines_are_counted_over_fields_with_line_breaks(definition: Definition, tmp_path: Path) -> None:
    """A note of two lines and an empty line do not shift the line that a problem names."""
    found = read(definition, tmp_path, GOOD + '"two\nlines"', "", swap("theft", "thefts"))
    assert [problem.where.line for problem in found.problems] == [5]
    assert found.read == 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n", "file-empty"),
        (HEADER.replace("value", "wert").encode(), "table-column-missing"),
        ((HEADER + '\n"open').encode(), "table-broken"),
        ((HEADER + "\n" + "x" * 200_000).encode(), "table-broken"),
        ((HEADER + "\nкража").encode("cp1251"), "encoding-wrong"),
        (HEADER.encode("utf-16"), "encoding-wrong"),
    ],
)
def test_a_file_that_is_no_table_is_told(definition: Definition, tmp_path: Path, data: bytes, code: str) -> None:
    """A file that cannot be read as a table at all stops the reading with a problem."""
    read(definition, tmp_path)
    (tmp_path / "figures.csv").write_bytes(data)
    with pytest.raises(EsepError) as caught:
        read_published(definition, tmp_path)
    assert code in {problem.code for problem in caught.value.problems}


def test_snapshots_stand_for_the_files(definition: Definition, tmp_path: Path) -> None:
    """Every file that was read leaves a snapshot in the order of the definition."""
    found = read(definition, tmp_path, GOOD)
    assert [snapshot.name for snapshot in found.snapshots] == ["figures.csv", "changes.csv", "population.csv"]
    assert found.snapshots[0].size == len((HEADER + "\n" + GOOD).encode())


@settings(max_examples=100)
@given(edits=st.lists(st.tuples(st.integers(0, 10_000), st.text(max_size=4)), max_size=6))
def test_no_row_is_lost(
    definition: Definition, tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str]]
) -> None:
    """However a table is damaged, accepted, rejected and duplicate rows add up to the rows read."""
    folder = tmp_path_factory.mktemp("tables")
    text = "\n".join((GOOD, swap("theft", "fraud"), swap("KZ", "KZ-71"), GOOD))
    for at, new in edits:
        text = text[: at % len(text)] + new + text[at % len(text) + 1 :] if text else new
    text = text.encode("utf-8", errors="ignore").decode()
    try:
        found = read(definition, folder, text)
    except EsepError as error:
        codes = {problem.code for problem in error.problems}
        found = None
    if found is None:
        assert codes <= {"table-broken", "encoding-wrong"}
    else:
        assert found.read == found.accepted + found.rejected + found.duplicates
        assert found.accepted == len(found.cells)
        assert found.rejected + found.duplicates <= len(found.problems)
