"""Publishers' own tables: every layout and every fault on small synthetic tables, with what must come of each."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esep.problems import EsepError
from esep.sources.dataset import load_definition
from esep.sources.tables import read_tables
from tests.tables_sample import HEADER, MONTHS, count_rows, find_cell, list_reasons, read_sample, write_dataset


def test_months_across_become_one_cell_each(tmp_path: Path) -> None:
    """A row of three months is three cells; an empty field is missing, a declared text is suppressed, 0 is 0."""
    rows = read_sample(tmp_path, MONTHS, months=HEADER + "East,Theft,2024,5,,0\nWest,Theft,2024,x,1,2\n")
    found = [(find_cell(rows, "theft", "XX-E", f"2024-0{month}")) for month in (1, 2, 3)]
    assert [(cell.value, cell.status) for cell in found] == [(5, "A"), (None, "O"), (0, "A")]
    assert find_cell(rows, "theft", "XX-W", "2024-01").status == "Q"
    assert (found[0].body, found[0].source, found[0].precision) == ("County police", "yearbook", "exact")
    assert count_rows(rows) == (2, 2, 0, 0)


def test_a_column_of_declared_codes_needs_no_map(tmp_path: Path) -> None:
    """A code is read as it stands, another text is refused; rows left out may be none only of codes that are listed."""
    own = MONTHS.replace('map = { East = "XX-E", West = "XX-W", New = "XX-N", County = "XX" }\n', "")
    rows = read_sample(tmp_path, own, months=HEADER + "XX-E,Theft,2024,5,6,7\nEast,Theft,2024,1,2,3\n")
    assert find_cell(rows, "theft", "XX-E", "2024-02").value == 6
    assert list_reasons(rows) == [(3, "code-unknown")]
    with pytest.raises(EsepError) as caught:
        read_sample(tmp_path, own.replace('"yearbook"', '"yearbook"\nabsent_rows = "zero"'), months=HEADER)
    assert [problem.code for problem in caught.value.problems] == ["definition-key-missing"]


FINANCIAL = """[[tables]]
id = "years"
files = ["years.csv"]
scope = "police"
measure = "theft"
body = "County police"
source = "yearbook"

[tables.keys.region]
columns = ["town"]
map = { East = "XX-E" }

[tables.values.2003]
period = "2003-04-01..2004-03-31"

[tables.values.2004]
year = 2004
"""


def test_years_across_may_be_financial_years(tmp_path: Path) -> None:
    """A heading stands for the period that is declared for it; a financial year is no calendar year."""
    rows = read_sample(tmp_path, FINANCIAL, years="town,2003,2004\nEast,7,8\n")
    assert find_cell(rows, "theft", "XX-E", "2003-04..2004-03").value == 7
    assert find_cell(rows, "theft", "XX-E", "2004").value == 8
    assert [cell.key.period.type for cell in rows.cells] == ["financial_year", "year"]


MEASURES = """[[tables]]
id = "measures"
files = ["measures.csv"]
scope = "police"
region = "XX-E"
body = "County police"
source = "yearbook"
delimiter = ";"
decimal = ","
grouping = " "
ignored = ["remarks"]

[tables.keys.year]
columns = ["year"]

[tables.values.thefts]
measure = "theft"

[tables.values."thefts per 100 000"]
measure = "theft"
unit = "per_100000"
precision = "rounded_to_0.1"
optional = true

[tables.values.people]
scope = "people"
measure = "population"
unit = "persons"
"""


def test_measures_across_have_units_of_their_own(tmp_path: Path) -> None:
    """Counts, a printed rate with a decimal comma and a population with grouped digits, all from one row."""
    text = "year;thefts;thefts per 100 000;people;remarks\n2024;1\u00a0234;12,5;9 872 000;new\n"
    rows = read_sample(tmp_path, MEASURES, measures=text)
    found = {(cell.key.scope, cell.key.unit): (cell.value, cell.precision) for cell in rows.cells}
    assert found == {
        ("police", "count"): (1234, "exact"),
        ("police", "per_100000"): (Fraction(25, 2), "rounded_to_0.1"),
        ("people", "persons"): (9_872_000, "exact"),
    }


def test_a_column_may_be_absent_only_where_it_is_declared_so(tmp_path: Path) -> None:
    """The rate is optional, the number of thefts is not."""
    rows = read_sample(tmp_path, MEASURES, measures="year;thefts;people\n2024;1;2\n")
    assert len(rows.cells) == 2
    with pytest.raises(EsepError) as caught:
        read_sample(tmp_path, MEASURES, measures="year;people\n2024;2\n")
    assert [problem.code for problem in caught.value.problems] == ["table-column-missing"]


@pytest.mark.parametrize("number", ["12 34", "1 2345", "1.5", "-5", "1e3", "five", "1 234 5", "12,", "٣"])
def test_a_number_of_another_form_is_refused(tmp_path: Path, number: str) -> None:
    """With a declared comma and groups of three, a point, a sign or another grouping is no number."""
    rows = read_sample(tmp_path, MEASURES, measures=f"year;thefts;people\n2024;{number};2\n")
    assert list_reasons(rows) == [(2, "table-number-wrong")]
    assert rows.rejects[0].facts == {"column": "thefts", "value": number, "decimal": ",", "grouping": " "}


def test_a_value_finer_than_its_precision_is_refused(tmp_path: Path) -> None:
    """A rate declared as rounded to a tenth cannot have hundredths."""
    text = "year;thefts;thefts per 100 000;people\n2024;1;12,55;2\n"
    assert list_reasons(read_sample(tmp_path, MEASURES, measures=text)) == [(2, "figure-precision-wrong")]


# Line of the file -> the row, and the reasons for which it is not accepted.
CASES = [
    ("East,Theft,2024,1,2,3", []),
    ("East,Theft,2024,1,2,3", ["table-row-twice"]),
    ("East,Theft,2024,1,2,4", ["figure-contradicts"]),
    ("Nowhere,Theft,2024,1,2,3", ["code-unknown"]),
    ("West,Arson,24,1,2,3", ["code-unknown", "table-time-wrong"]),
    ("West,Theft,2024,1,2", ["table-row-ragged"]),
    ("West,Theft,2024,1,two,", ["table-number-wrong"]),
    ("SECTION,SECTION,,,,", ["table-row-left-out"]),
    ("New,Theft,2024,1,2,3", ["figure-region-not-then"] * 3),
    (",,,,,", None),
    ("West,Fraud,2024,1,2,3", []),
]


def test_every_row_is_accepted_rejected_or_a_duplicate(tmp_path: Path) -> None:
    """Each fault is found at its line, and nothing but lines without any content is passed over."""
    text = HEADER + "".join(f"{row}\n" for row, _ in CASES)
    rows = read_sample(tmp_path, MONTHS, months=text)
    expected = [(line, code) for line, (_, codes) in enumerate(CASES, start=2) for code in codes or ()]
    assert list_reasons(rows) == expected
    assert count_rows(rows) == (10, 2, 7, 1)


def test_what_was_left_out_is_summed_up(tmp_path: Path) -> None:
    """Whoever builds is told each reason once, with the number of rows and the first of them."""
    text = HEADER + "".join(f"{row}\n" for row, _ in CASES)
    told = [(problem.code, problem.facts) for problem in read_sample(tmp_path, MONTHS, months=text).summarise()]
    unwritten = {"rows": "1", "list": "rejects.csv"}
    assert ("records-repeated", unwritten) in told
    assert ("table-rows-left-out", unwritten | {"column": "offence"}) in told
    told_of_row = {"element": "row", "rule": "figure-region-not-then", "value": "XX-N"}
    assert ("records-rejected", unwritten | told_of_row) in told
    assert ("records-rejected", unwritten | {"element": "town", "rule": "code-unknown", "value": "Nowhere"}) in told


def test_half_a_row_is_no_row(tmp_path: Path) -> None:
    """One value that cannot be read takes its row with it; all its figures are missing, none is zero."""
    rows = read_sample(tmp_path, MONTHS, months=HEADER + "East,Theft,2024,1,two,3\nWest,Theft,2024,1,2,3\n")
    for month in ("2024-01", "2024-02", "2024-03"):
        cell = find_cell(rows, "theft", "XX-E", month)
        assert (cell.value, cell.status, cell.note) == (None, "O", "the row was refused")


def test_rows_of_one_key_are_added_only_where_that_is_declared(tmp_path: Path) -> None:
    """Two rows of one town are a contradiction, or parts of one figure; with a part missing there is no sum."""
    text = HEADER + "East,Theft,2024,1,2,3\nEast,Theft,2024,10,20,\n"
    assert list_reasons(read_sample(tmp_path, MONTHS, months=text)) == [(3, "figure-contradicts")]
    declared = MONTHS.replace('source = "yearbook"', 'source = "yearbook"\nrows_of_one_key = "add"')
    rows = read_sample(tmp_path, declared, months=text)
    found = [find_cell(rows, "theft", "XX-E", f"2024-0{month}") for month in (1, 2, 3)]
    assert [(cell.value, cell.status) for cell in found] == [(11, "A"), (22, "A"), (None, "O")]
    assert count_rows(rows) == (2, 2, 0, 0)


def test_the_same_file_under_another_name_adds_nothing(tmp_path: Path) -> None:
    """Rows of a second file that say the same are duplicates, also where rows of one file are added."""
    declared = MONTHS.replace('source = "yearbook"', 'source = "yearbook"\nrows_of_one_key = "add"')
    text = HEADER + "East,Theft,2024,1,2,3\n"
    rows = read_sample(tmp_path, declared, months=text, months_again=text)
    assert count_rows(rows) == (2, 1, 0, 1)
    assert find_cell(rows, "theft", "XX-E", "2024-01").value == 1


SHEET = MONTHS.replace('source = "yearbook"', 'source = "yearbook"\nheader_line = 3\nlast_line = 4')


def test_a_sheet_is_read_between_its_lines(tmp_path: Path) -> None:
    """Titles above the headings and what follows the table are not read, and how many lines that were is told."""
    rows = read_sample(tmp_path, SHEET, months=f"A title,,,,,\n\n{HEADER}East,Theft,2024,1,2,3\nSource: us,,,,,\n")
    assert count_rows(rows) == (1, 1, 0, 0)
    (note,) = rows.notes
    assert (note.code, note.facts) == ("table-lines-outside", {"lines": "2", "table": "months"})


REFUSED = (
    MONTHS
    + """
[tables.refused."All crimes"]
en = "it counts twice."
ru = "он считает дважды."
kk = "ол екі рет санайды."
"""
)


@pytest.mark.parametrize(
    ("language", "reason"), [("en", "it counts twice."), ("ru", "он считает дважды."), ("kk", "ол екі рет санайды.")]
)
def test_a_refused_column_is_told_with_its_reason(tmp_path: Path, language: str, reason: str) -> None:
    """The column may be there, nothing is read from it, and the build says why in the reader's language."""
    text = HEADER.replace("\n", ",All crimes\n") + "East,Theft,2024,1,2,3,99\n"
    rows = read_sample(tmp_path, REFUSED, language, months=text)
    assert [(note.code, note.facts) for note in rows.notes] == [
        ("table-column-refused", {"column": "All crimes", "reason": reason})
    ]
    assert {cell.value for cell in rows.cells} == {1, 2, 3}


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("town,offence,year,Jan,Feb,Mar,Apr\n", ["table-column-undeclared"]),
        ("town,offence,year,Jan,Feb,Feb\n", ["table-column-missing", "table-column-twice"]),
        ("offence;year\n", ["table-column-missing"] * 6 + ["table-column-undeclared"]),
        ("\n", ["table-header-missing"]),
        (HEADER + '"East,Theft,2024,1,2,3\n', ["table-broken"]),
        (b"town,\xe9\n", ["encoding-wrong"]),
        (b"PK\x03\x04\x00\x00", ["encoding-wrong"]),
        ("", ["file-empty"]),
    ],
)
def test_a_file_that_is_not_the_declared_table_is_refused_whole(
    tmp_path: Path, text: str | bytes, codes: list[str]
) -> None:
    """A heading too many, too few or twice, quotes that do not close, another encoding: nothing of it is read."""
    with pytest.raises(EsepError) as caught:
        read_sample(tmp_path, MONTHS, months=text)
    assert [problem.code for problem in caught.value.problems] == codes


def test_another_encoding_is_declared(tmp_path: Path) -> None:
    """The first declared encoding that fits is taken."""
    declared = MONTHS.replace('scope = "police"', 'scope = "police"\nencodings = ["utf-8", "iso-8859-1"]').replace(
        "East =", '"Zürich" ='
    )
    text = (HEADER + "Zürich,Theft,2024,1,2,3\n").encode("iso-8859-1")
    assert find_cell(read_sample(tmp_path, declared, months=text), "theft", "XX-E", "2024-01").value == 1


def test_two_encodings_in_one_table_are_told(tmp_path: Path) -> None:
    """A row in UTF-8 beside one in the other declared encoding is not read as something else."""
    declared = MONTHS.replace('scope = "police"', 'scope = "police"\nencodings = ["utf-8", "iso-8859-1"]')
    text = (HEADER + "Zürich,Theft,2024,1,2,3\n").encode("iso-8859-1") + "Zürich,Theft,2025,1,2,3\n".encode()
    with pytest.raises(EsepError) as caught:
        read_sample(tmp_path, declared, months=text)
    # ü is 0xFC in ISO 8859-1.
    assert [(one.code, one.where.line, one.facts["byte"]) for one in caught.value.problems] == [
        ("encoding-mixed", 2, "0xfc")
    ]


def test_a_build_needs_a_file_of_a_declared_table(tmp_path: Path) -> None:
    """No file, a file that no table is for, and a folder without any are three different faults."""
    definition = load_definition(write_dataset(tmp_path / "county", MONTHS))
    other = tmp_path / "files" / "other.csv"
    other.parent.mkdir()
    other.write_text("a\n", encoding="utf-8")
    for sources, code in (([], "sources-none"), ([other], "table-undeclared"), ([other.parent], "files-none")):
        with pytest.raises(EsepError) as caught:
            read_tables(definition, sources)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_a_folder_gives_the_files_of_its_tables(tmp_path: Path) -> None:
    """Other files of a folder are none of its business; a file that is named twice is read once."""
    definition = load_definition(write_dataset(tmp_path / "county", MONTHS))
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "months-2024.csv").write_text(HEADER + "East,Theft,2024,1,2,3\n", encoding="utf-8")
    (folder / "readme.txt").write_text("read me", encoding="utf-8")
    told: list[tuple[str, int, str]] = []
    rows = read_tables(definition, [folder, folder / "months-2024.csv"], lambda *step: told.append(step))
    assert count_rows(rows) == (1, 1, 0, 0)
    assert told == [("read", 1, "months-2024.csv")]
    assert [snapshot.name for snapshot in rows.snapshots] == ["months-2024.csv"]


@given(st.lists(st.text(alphabet='East,Thf2024x"\n\r;0 9.', max_size=60), max_size=6))
def test_no_text_crashes_the_reader_or_loses_a_row(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    """Whatever follows the headings is read with every row accounted for, or refused as a whole with a problem."""
    folder = tmp_path_factory.mktemp("fuzz")
    try:
        rows = read_sample(folder, MONTHS, months=HEADER + "\n".join(lines))
    except EsepError as error:
        codes = {problem.code for problem in error.problems}
    else:
        codes = set()
        read, accepted, rejected, duplicates = count_rows(rows)
        assert read == accepted + rejected + duplicates
        assert len({problem.where.line for problem in rows.rejects}) == rejected + duplicates
    assert codes <= {"table-broken"}
