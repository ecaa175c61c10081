"""The rules of counting: every case of their tables is read and counted, and the page shows the same tables."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from esep.records.read import Records, read_records
from tests.counting_sample import PARTS, RULES, Case, list_cases

CASES = [case for rule in RULES for case in list_cases(rule)]
PAGE = Path(__file__).parent.parent / "docs" / "counting.md"


def count(records: Records) -> list[str]:
    """Return scope, month, offence and net number of what counts, and the number of rows that are not just accepted."""
    header = [*records.units.columns]
    counted: Counter[str] = Counter()
    for values in records.iterate():
        unit = dict(zip(header, values, strict=True))
        for scope, basis in records.rules.scopes.items():
            if unit[basis] is not None:
                words = f"{scope} {unit[basis]:%Y-%m} {unit['measure']}"
                counted[words] += unit["n"]
                for rule in records.rules.attributes:
                    counted[f"{words} {rule.attribute}"] += unit["n"] if unit[rule.field] else 0
    return [f"{words} {number}" for words, number in sorted(counted.items()) if number]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.says}")
def test_a_case_is_counted_as_its_table_says(case: Case, tmp_path: Path) -> None:
    """Net numbers and the rows that do not count are those worked out by hand."""
    path = tmp_path / "rows.csv"
    path.write_text("\n".join((case.header, *case.rows)) + "\n", encoding="utf-8")
    with read_records(case.definition, [path]) as records:
        rows = records.rows.to_dict()
        told = [line.split() for line in case.counted if line.split()[0] in rows]
        assert count(records) == [line for line in case.counted if line.split()[0] not in rows]
        expected = {"rejected": 0, "duplicates": 0, **{kind: int(number) for kind, number, *_ in told}}
        assert {name: rows[name] for name in expected} == expected
        assert rows["read"] == len(case.rows)
        reasons = sorted({reject.problem.code for reject in records.rejects})
        assert reasons == sorted(reason for _, _, *found in told for reason in found)


@pytest.mark.parametrize("rule", ["incident", "victim", "incident_correction", "same_id"])
def test_the_order_of_rows_and_files_does_not_matter(rule: str, tmp_path: Path) -> None:
    """Turned round, and every row in a file of its own, the cases of these rules give the same figures."""
    for number, case in enumerate(list_cases(rule)):
        folder = tmp_path / str(number)
        folder.mkdir()
        for place, row in enumerate(reversed(case.rows)):
            # A file of its own bytes: the same row twice is two files with the same name of a column more.
            text = f"{case.header},file\n{row},{place}\n"
            (folder / f"{place}.csv").write_text(text, encoding="utf-8")
        if "Of one day" in case.says:
            continue
        with read_records(case.definition, [folder]) as records:
            names = records.rows.to_dict()
            assert count(records) == [line for line in case.counted if line.split()[0] not in names], case.says


def test_every_rule_has_its_table_on_the_page() -> None:
    """The page on counting shows the cases that are run here, all of them and as they are."""
    text = PAGE.read_text(encoding="utf-8")
    for name, write in PARTS.items():
        assert f"<!-- generated: {name} -->\n{write()}<!-- end -->" in text, name


def test_a_table_can_be_opened_as_rows() -> None:
    """The rows of every case fit their header, so that none is rejected for its shape."""
    for case in CASES:
        widths = {len(row) for row in csv.reader((case.header, *case.rows))}
        assert len(widths) == 1, case.says
