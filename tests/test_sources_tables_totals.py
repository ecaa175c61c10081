"""Totals among their parts, values that repeat, rows left out: worked by hand on small synthetic tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from esep.problems import EsepError
from esep.sources.dataset import load_definition
from tests.tables_sample import HEADER, MONTHS, TOTALS, find_cell, list_reasons, read_sample, write_dataset

EAST = "East,Theft,2024,5,6,7\n"
WEST = "West,Theft,2024,1,2,3\n"


def test_a_total_that_was_not_printed_is_computed(tmp_path: Path) -> None:
    """5 + 1, 6 + 2, 7 + 3; the note says that nobody printed the sum."""
    rows = read_sample(tmp_path, MONTHS + TOTALS, months=HEADER + EAST + WEST)
    found = [find_cell(rows, "theft", "XX", f"2024-0{month}") for month in (1, 2, 3)]
    assert [cell.value for cell in found] == [6, 8, 10]
    assert {(cell.status, cell.note) for cell in found} == {("A", "computed: the sum of 2 parts")}
    assert rows.remarks == ()


def test_a_printed_total_is_kept_and_a_difference_is_told_with_both_numbers(tmp_path: Path) -> None:
    """6 and 8 are right; 11 is printed where the parts add up to 10. Nothing is counted twice."""
    rows = read_sample(tmp_path, MONTHS + TOTALS, months=HEADER + "County,Theft,2024,6,8,11\n" + EAST + WEST)
    assert [find_cell(rows, "theft", "XX", f"2024-0{month}").value for month in (1, 2, 3)] == [6, 8, 11]
    assert find_cell(rows, "theft", "XX", "2024-03").note == "the parts add up to 10"
    (remark,) = rows.remarks
    assert (remark.code, str(remark.where)) == ("total-differs", f"{tmp_path}/months.csv:2:6")
    figure = "police/theft/XX/2024-03/count"
    facts = {"total": "county", "figure": figure, "printed": "11", "added": "10", "difference": "1"}
    assert remark.facts == facts
    (told,) = rows.summarise()
    assert (told.code, told.facts["n"], told.facts["figure"]) == ("totals-differ", "1", figure)


def test_a_total_with_a_part_missing_is_missing(tmp_path: Path) -> None:
    """Neither a blank part nor one without any row is taken for zero; what is printed stands."""
    text = HEADER + "East,Theft,2024,5,,7\nWest,Theft,2024,1,2,3\nEast,Fraud,2024,1,1,1\nCounty,Fraud,2024,,2,2\n"
    rows = read_sample(tmp_path, MONTHS + TOTALS, months=text)
    february = find_cell(rows, "theft", "XX", "2024-02")
    assert (february.value, february.status, february.note) == (None, "O", "1 of 2 parts have a value")
    assert find_cell(rows, "fraud", "XX", "2024-01").value is None
    assert find_cell(rows, "fraud", "XX", "2024-02").value == 2
    assert rows.remarks == ()


def test_parts_that_are_all_missing_for_one_reason_give_it_to_their_total(tmp_path: Path) -> None:
    """Two suppressed parts make a suppressed total; a suppressed and a blank one make a missing total."""
    rows = read_sample(tmp_path, MONTHS + TOTALS, months=HEADER + "East,Theft,2024,x,x,1\nWest,Theft,2024,x,,2\n")
    statuses = [find_cell(rows, "theft", "XX", f"2024-0{month}").status for month in (1, 2, 3)]
    assert statuses == ["Q", "O", "A"]


def test_totals_are_parts_of_wider_totals(tmp_path: Path) -> None:
    """Thefts and frauds of two towns: the offences of the county are 5 + 1 + 10 + 20 = 36."""
    text = HEADER + EAST + WEST + "East,Fraud,2024,10,0,0\nWest,Fraud,2024,20,0,0\n"
    rows = read_sample(tmp_path, MONTHS + TOTALS, months=text)
    assert find_cell(rows, "total", "XX-E", "2024-01").value == 15
    assert find_cell(rows, "total", "XX", "2024-01").value == 36


YEARS = '\n[[totals]]\nid = "years"\ndimension = "period"\n'


def test_a_year_is_the_sum_of_twelve_months_or_missing(tmp_path: Path) -> None:
    """Twelve months of 1 to 12 are 78; with eleven of them there is no year."""
    heads = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    more = "".join(f"\n[tables.values.{name}]\nmonth = {month}\n" for month, name in enumerate(heads, 1) if month > 3)
    text = f"town,offence,year,{','.join(heads)}\nEast,Theft,2024,{','.join(map(str, range(1, 13)))}\n"
    rows = read_sample(tmp_path, MONTHS + more + YEARS, months=text + "East,Fraud,2024,1,1,1,1,1,1,1,1,1,1,1,\n")
    assert find_cell(rows, "theft", "XX-E", "2024").value == 78
    fraud = find_cell(rows, "fraud", "XX-E", "2024")
    assert (fraud.value, fraud.status, fraud.note) == (None, "O", "11 of 12 parts have a value")


def test_parts_that_leave_something_out_may_not_exceed_their_total(tmp_path: Path) -> None:
    """4 of 5 is in order, 9 of 6 is not; nothing is computed from such parts."""
    rule = '\n[[totals]]\nid = "some"\ndimension = "region"\ncodes = ["XX"]\nparts = ["XX-E"]\nexhaustive = false\n'
    text = HEADER + "County,Theft,2024,5,6,\nEast,Theft,2024,4,9,3\n"
    rows = read_sample(tmp_path, MONTHS + rule, months=text)
    assert [remark.facts["figure"] for remark in rows.remarks] == ["police/theft/XX/2024-02/count"]
    assert find_cell(rows, "theft", "XX", "2024-03").value is None


def test_rounding_is_no_difference(tmp_path: Path) -> None:
    """In thousands, 3000 and two parts of 1000 may be 2500 and 1499 twice; 6000 may not be less than 5500."""
    declared = MONTHS.replace('source = "yearbook"', 'source = "yearbook"\nprecision = "rounded_to_1000"')
    rule = '\n[[totals]]\nid = "county"\ndimension = "region"\ncodes = ["XX"]\nparts = ["XX-E", "XX-W"]\n'
    text = HEADER + "County,Theft,2024,3000,6000,\nEast,Theft,2024,1000,1000,1000\nWest,Theft,2024,1000,1000,1000\n"
    rows = read_sample(tmp_path, declared + rule, months=text)
    assert [remark.facts["figure"] for remark in rows.remarks] == ["police/theft/XX/2024-02/count"]
    march = find_cell(rows, "theft", "XX", "2024-03")
    assert march.value == 2000
    assert march.precision == "approximate"


def test_a_rule_may_hold_for_some_years_only(tmp_path: Path) -> None:
    """The difference of 2023 is of no concern to a rule that begins in 2024."""
    text = HEADER + "County,Theft,2023,9,9,9\nEast,Theft,2023,5,6,7\nWest,Theft,2023,1,2,3\n"
    rule = TOTALS.replace('codes = ["XX"]', 'codes = ["XX"]\nstart = 2024-01-01')
    assert read_sample(tmp_path, MONTHS + rule, months=text).remarks == ()
    assert len(read_sample(tmp_path, MONTHS + TOTALS, months=text).remarks) == 3


REPEATS = '\n[[repeats]]\nid = "filled-in"\nperiods = 4\nleast = 3\n'


def test_a_value_that_stays_too_long_is_remarked_and_kept(tmp_path: Path) -> None:
    """17 in three months of one row and three of a later one, the series being that of time; 2 is too small to tell."""
    months = MONTHS.replace("[tables.values.Jan]\nmonth = 1", QUARTERS)
    text = "town,offence,year,Oct,Nov,Dec,Jan,Feb,Mar\n"
    rows = read_sample(
        tmp_path,
        months + REPEATS,
        months=f"{text}East,Theft,2024,17,17,17,1,1,1\nEast,Theft,2023,9,8,17,2,2,2\n"
        "East,Theft,2025,5,5,5,17,17,17\nWest,Theft,2024,2,2,2,2,2,2\n",
    )
    (remark,) = rows.remarks
    assert (remark.code, str(remark.where)) == ("value-repeated", f"{tmp_path}/months.csv:2:4")
    figure = "police/theft/XX-E/2024-10/count"
    assert remark.facts == {"figure": figure, "value": "17", "periods": "6", "rule": "filled-in"}
    cell = find_cell(rows, "theft", "XX-E", "2025-02")
    assert cell.value == 17
    assert (cell.status, cell.note) == ("A", "the same value for 6 periods on end, perhaps filled in")
    assert [told.code for told in rows.summarise()] == ["values-repeated"]


QUARTERS = """[tables.values.Oct]
month = 10

[tables.values.Nov]
month = 11

[tables.values.Dec]
month = 12

[tables.values.Jan]
month = 1"""

LISTED = """[[tables]]
id = "listed"
files = ["listed.csv"]
scope = "police"
body = "County police"
source = "yearbook"
absent_rows = "zero"

[tables.keys.region]
columns = ["town"]
map = { East = "XX-E", West = "XX-W" }

[tables.keys.measure]
columns = ["offence"]
map = { Theft = "theft", Fraud = "fraud" }

[tables.keys.period]
columns = ["month"]

[tables.values.n]
"""
LIST = "town,offence,month,n\nEast,Theft,2024-01,4\nWest,Fraud,2024-02,3\n"


def test_a_row_left_out_is_zero_only_where_that_is_declared(tmp_path: Path) -> None:
    """Two towns, two kinds, the two months that the table has: six of the eight figures are rows left out."""
    rows = read_sample(tmp_path, LISTED, listed=LIST)
    assert sorted(cell.value for cell in rows.cells if cell.value is not None) == [0, 0, 0, 0, 0, 0, 3, 4]
    absent = find_cell(rows, "fraud", "XX-E", "2024-01")
    assert absent.value == 0
    assert absent.note == "no row in the table: none"
    undeclared = read_sample(tmp_path, LISTED.replace('absent_rows = "zero"\n', ""), listed=LIST)
    assert len(undeclared.cells) == 2


def test_a_refused_row_is_never_taken_for_one_left_out(tmp_path: Path) -> None:
    """A refused number is missing at its address; where even the address is unknown, nothing absent can be zero."""
    rows = read_sample(tmp_path, LISTED, listed=f"{LIST}East,Fraud,2024-01,-1\n")
    assert list_reasons(rows) == [(4, "table-number-wrong")]
    assert find_cell(rows, "fraud", "XX-E", "2024-01").value is None
    assert find_cell(rows, "fraud", "XX-E", "2024-02").value == 0
    rows = read_sample(tmp_path, LISTED, listed=f"{LIST}Eest,Fraud,2024-01,1\n")
    assert find_cell(rows, "fraud", "XX-E", "2024-01").status == "O"
    assert find_cell(rows, "fraud", "XX-E", "2024-02").status == "O"


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('scope = "police"', "", ["table-address-short"] * 3),
        ('columns = ["year"]', 'columns = ["year"]\nmap = { now = "24" }', ["definition-value-unknown"]),
        ("month = 1", "month = 13", ["definition-value-unknown"]),
        ("month = 1", 'period = "2024"', ["table-address-twice"]),
        ("month = 1", 'region = "XX-E"', ["table-address-twice"]),
        ('source = "yearbook"', 'source = "yearbook"\nregion = "XX"', ["table-address-twice"] * 3),
        ('Theft = "theft"', 'Theft = "thefts"', ["definition-value-unknown"]),
        ('columns = ["offence"]', 'columns = ["offence"]\nfile = "codes/none.csv"', ["definition-file-missing"]),
        ('columns = ["offence"]', 'columns = ["offence"]\nfile = "codes/map.csv"', ["code-twice", "code-unknown"]),
        ('columns = ["offence"]', "columns = []", ["definition-key-missing"]),
        ('files = ["months*.csv"]', "", ["definition-key-missing"]),
        ('source = "yearbook"', 'source = "yearbook"\ndecimal = "1"', ["definition-type-wrong"]),
        ('source = "yearbook"', 'source = "yearbook"\nheader_line = 0', ["definition-type-wrong"]),
        ('source = "yearbook"', 'source = "yearbook"\nencodings = ["latin"]', []),
        ('source = "yearbook"', 'source = "yearbook"\nencodings = ["utf-0"]', ["definition-value-unknown"]),
        ('source = "yearbook"', 'source = "yearbook"\nheaders = 1', ["definition-key-unknown"]),
        ('"x" = "Q"', '"x" = "?"', ["definition-value-unknown"]),
        ('dimension = "measure"', 'dimension = "town"', ["definition-value-unknown"]),
        ('dimension = "measure"', 'dimension = "measure"\nparts = ["theft"]', ["definition-key-missing"]),
        ('id = "offences"', 'id = "county"', ["definition-id-twice"]),
        ("periods = 4", "periods = 1", ["definition-type-wrong"]),
    ],
)
def test_a_definition_that_is_wrong_is_refused(tmp_path: Path, old: str, new: str, codes: list[str]) -> None:
    """Every part of an address is said once, every code is declared, every key is known."""
    declared = MONTHS + TOTALS + REPEATS
    assert old in declared
    folder = write_dataset(tmp_path / "county", declared.replace(old, new, 1))
    (folder / "codes" / "map.csv").write_text("offence,code\nRobbery,theft\nRobbery,robbery\n", encoding="utf-8")
    try:
        load_definition(folder)
    except EsepError as error:
        found = list(error.problems)
    else:
        found = []
    assert sorted(problem.code for problem in found) == sorted(codes)
    assert all(problem.where.line for problem in found)


def test_a_dataset_of_tables_declares_a_table(tmp_path: Path) -> None:
    """Without any [[tables]] there is nothing to read."""
    with pytest.raises(EsepError) as caught:
        load_definition(write_dataset(tmp_path / "county", ""))
    assert [problem.code for problem in caught.value.problems] == ["definition-key-missing"]


def test_a_map_file_is_part_of_the_definition(tmp_path: Path) -> None:
    """Another map of texts to codes is another definition: its checksum enters that of the whole."""
    declared = MONTHS.replace('map = { Theft = "theft", Fraud = "fraud" }', 'file = "codes/map.csv"')
    folder = write_dataset(tmp_path / "county", MONTHS)
    (folder / "codes" / "map.csv").write_text("offence,code\nTheft,theft\n", encoding="utf-8")
    write_dataset(folder, declared)
    before = load_definition(folder)
    assert before.tables[0].keys["measure"].codes == {("Theft",): "theft"}
    (folder / "codes" / "map.csv").write_text("offence,code\nTheft,fraud\n", encoding="utf-8")
    assert load_definition(folder).sha256 != before.sha256
