"""Passages of which no number fits: misread as a whole rather than wrong in every number.

The figures are those of tests/data/outlets/datasets/canada-ucr/figures.csv; in 2024, and 2023 before it: homicide 781
(779), robbery 22,006 (23,104), shoplifting 180,763 (148,977), fraud 171,582 (177,152), mischief 262,259 (269,043).
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
BEFORE = "In 2024 there were 781 homicides in Canada. "
# Of each text the spans that stay wrong. What the second sentence takes over from the first is the year.
TEXTS = [
    # None of its numbers fits: they are of something else.
    (BEFORE + "Frauds came to 140,900 and robberies to 17,750.", []),
    # One fits: the other is wrong.
    (BEFORE + "Frauds came to 140,900 and robberies to 22,006.", ["140,900"]),
    # The sentence names all by itself.
    ("In 2024 frauds came to 140,900 and robberies to 17,750.", ["140,900", "17,750"]),
    (BEFORE + "In 2024 frauds came to 140,900 and robberies to 17,750.", ["140,900", "17,750"]),
    # Digits changed places: a slip of the hand.
    (BEFORE + "Frauds came to 175,182 and robberies to 22,060.", ["175,182", "22,060"]),
    # Three sentences, a number each, all of one year that only the first names.
    ("Crime in 2024.\n\nFrauds came to 140,900.\nRobberies came to 17,750.\nMischief came to 203,300.", []),
    # The change fits both numbers, so neither is a misprint; with another per cent one of them may be.
    (BEFORE + "Robberies fell by 4.8%, from 23,104 to 21,990. Frauds came to 171,582.", []),
    (BEFORE + "Robberies fell by 9.9%, from 23,104 to 21,990. Frauds came to 171,582.", ["by 9.9%", "21,990"]),
]


@cache
def open_figures() -> Answers:
    """Return the invented figures."""
    return open_dataset(str(DATASET))


@pytest.mark.parametrize(("text", "spans"), TEXTS)
def test_a_passage_of_which_no_number_fits_is_left_open(text: str, spans: list[str]) -> None:
    """Only numbers whose own sentence is understood, or that a slip of the hand explains, are called wrong."""
    claims = check(text, open_figures(), date=DAY).claims
    assert [c.span for c in claims if c.verdict in ("wrong", "inconsistent")] == spans


def test_the_reason_says_that_none_of_the_numbers_fits() -> None:
    """Each open number tells what the data have, and that what was taken over may be at fault."""
    claims = check(TEXTS[0][0], open_figures(), date=DAY).claims
    assert [c.reason.key for c in claims if c.verdict == "ambiguous"] == ["claims.reason_none_fits"] * 2
    assert [c.true_value for c in claims] == [781, 171582, 22006]
