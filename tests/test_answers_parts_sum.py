"""Periods without a figure of their own are answered with the sum of their parts; values are sums done by hand."""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset, parse_question
from esep.answers.parts_sum import sum_parts
from esep.model.figure import Figure
from esep.model.interval import Interval
from esep.model.period import Period

QUARTERS = {"2024-01..2024-03": 10, "2024-04..2024-06": 20, "2024-07..2024-09": 30, "2024-10..2024-12": 40}


def add(period: str, values: Mapping[str, int], unit: str = "count") -> tuple[int | None, str]:
    """Return the sum of a period over figures of the given ones, and of what it is one."""

    def read(part: Period) -> Figure:
        if str(part) not in values:
            return Figure(None, unit, 0, "O")
        value = Fraction(values[str(part)])
        return Figure(value, unit, 0, "A", Interval.point(value))

    figure = sum_parts(Period.parse(period), read)
    return (None, "") if figure is None or figure.value is None else (int(figure.value), figure.formula)


@pytest.mark.parametrize(
    ("period", "total"),
    [
        ("2024", 100),
        ("2024-01..2024-06", 30),
        ("2024-07..2024-12", 70),
        ("2024-01..2024-09", 60),
        ("2024-04..2025-03", None),
        ("2024-02..2024-07", None),
        ("2024-01..2024-05", None),
        ("2023..2024", None),
    ],
)
def test_quarters_add_up_where_all_of_them_are_there(period: str, total: int | None) -> None:
    """Half-years, nine months and years are sums of whole quarters; no part is split, and none may be missing."""
    assert add(period, QUARTERS)[0] == total


def test_a_year_that_begins_in_any_quarter_is_the_sum_of_four() -> None:
    """The four quarters to March 2025 are 20 + 30 + 40 + 50."""
    assert add("2024-04..2025-03", {**QUARTERS, "2025-01..2025-03": 50}) == (140, "sum of quarters")


def test_the_smallest_parts_that_are_all_there_are_added() -> None:
    """Two months of a quarter do not keep its half-year from being the sum of quarters; half-years add up to a year."""
    assert add("2024-01..2024-06", {**QUARTERS, "2024-01": 4, "2024-02": 3}) == (30, "sum of quarters")
    assert add("2024-01..2024-03", {"2024-01": 4, "2024-02": 3, "2024-03": 5}) == (12, "sum of months")
    assert add("2024", {"2024-01..2024-06": 31, "2024-07..2024-12": 71}) == (102, "sum of half-years")


@pytest.mark.parametrize("unit", ["persons", "percent", "per_100000"])
def test_only_counts_add_up(unit: str) -> None:
    """A number of persons, a share and a rate have no sum over time."""
    assert add("2024", QUARTERS, unit)[0] is None


@pytest.fixture(scope="module")
def ireland(root: Path) -> Answers:
    """Return a dataset of quarters."""
    return open_dataset(str(root / "tests/data/outlets/datasets/ireland-quarterly"), as_of="packaged")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("burglary period:2024", Fraction(9142)),
        ("burglary period:2024-04..2025-03", Fraction(8813)),
        ("burglary difference-from:2023 period:2024", Fraction(9142 - 9915)),
        ("burglary region:IE-DMR period:2024", Fraction(3494)),
        ("burglary period:2019", None),
    ],
)
def test_a_dataset_of_quarters_answers_for_years(ireland: Answers, text: str, value: Fraction | None) -> None:
    """Values from a script that summed the CSV file without Esep: tests/data/outlets/README.md."""
    assert ireland.ask(parse_question(text, ireland.definition)).figure.value == value
