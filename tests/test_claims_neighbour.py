"""Numbers of a neighbouring year: wrong where their passage keeps to another, open where it may tell of both.

The figures are those of tests/data/outlets/datasets/canada-ucr/figures.csv; in 2024, and 2023 before it: homicide 781
(779), robbery 22,006 (23,104), shoplifting 180,763 (148,977), fraud 171,582 (177,152), mischief 262,259 (269,043),
impaired driving 70,595.
"""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check

DATASET = Path(__file__).parent / "data" / "outlets" / "datasets" / "canada-ucr"
DAY = datetime.date(2025, 10, 14)
WRONG = [
    ("In 2024 police recorded 22,006 robberies and 171,582 frauds. Shoplifting: 148,977 cases.", "148,977"),
    ("Crime in 2024\n\nMischief: 262,259\nImpaired driving: 70,595\nShoplifting: 148,977\nFraud: 171,582", "148,977"),
    # Violent crime rose by 3.9 % from 2022 to 2023, by 3.6 % to 2024.
    (
        "In 2024 there were 171,582 frauds, in 2023 177,152.\n\n"
        "In 2024 mischief fell to 262,259. Violent crime rose by 3.9%.",
        "3.9%",
    ),
    ("В 2024 году полиция зарегистрировала 22 006 ограблений и 781 убийство. Мошенничеств было 177 152.", "177 152"),
]
# The sentence compares, the passage around is of the other year, or the text has nothing else of the year read.
OPEN = [
    "In 2024 police recorded 22,006 robberies and 171,582 frauds. Shoplifting rose to 180,763 from 148,977.",
    "In 2024 police recorded 22,006 robberies and 171,582 frauds. Homicides: 781, after 779.",
    "In 2024 police recorded 171,582 frauds. In 2023 there were 269,043 cases of mischief. Robberies came to 23,104.",
    "A report on 2024. Frauds numbered 177,152 and robberies 23,104.",
]


@cache
def open_figures() -> Answers:
    """Return the invented figures."""
    return open_dataset(str(DATASET))


@pytest.mark.parametrize(("text", "span"), WRONG)
def test_a_number_of_the_year_before_is_wrong_among_numbers_of_this_year(text: str, span: str) -> None:
    """It alone is accused, and the column that it was taken from is named."""
    accused = {c.span: c.diagnosis for c in check(text, open_figures(), date=DAY).claims if c.verdict == "wrong"}
    assert [key for key in accused if span in key] == list(accused)
    assert set(accused.values()) == {"neighbour_period"}


@pytest.mark.parametrize("text", OPEN)
def test_a_number_that_may_be_of_the_year_before_is_not_accused(text: str) -> None:
    """Every number there is a figure of 2023 or 2024."""
    assert not {c.verdict for c in check(text, open_figures(), date=DAY).claims} & {"wrong", "inconsistent"}
