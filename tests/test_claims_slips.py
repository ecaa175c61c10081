"""What may be called wrong although words around it are not understood: plain slips, and the odd number of a row.

The figures are those of tests/data/outlets/datasets/canada-ucr/figures.csv; in 2024: robbery 22,006, shoplifting
180,763 (148,977 in 2023), fraud 171,582, property crime 1,216,243, impaired driving 70,595 (72,068), all 2,060,589;
mischief 2021 to 2024: 276,733, 272,108, 269,043, 262,259; drugs 50,148 (54,362 in 2023).
"""

from __future__ import annotations

import pytest

from esep.claims.checking import check
from tests.test_claims_neighbour import DAY, open_figures

WRONG = [
    # Two digits interchanged, and a factor of ten.
    ("Officers who know the streets had 180,673 shoplifting cases on paper last year.", "180,673", "digits"),
    ("Robberies fell in 2024. The fallout counted 20,206.", "20,206", "digits"),
    ("Crime in 2024\n\nProperty crime, 12.16 million incidents, was stable.", "12.16 million", "scale"),
    # 50,148 / 54,362 is down by 7.8 %; 54,362 / 50,148 by 8.4 % up.
    ("Drug offences were down 8.4% among grumbling neighbours in 2024.", "8.4%", "base_swap"),
    # Three digits, two of them interchanged, and what a share of 59.0 % leaves of a hundred.
    ("Shoplifting was up 23.1% in the grumbling neighbours' count of 2024.", "23.1%", "digits"),
    ("Property crime made up 41.0% of all offences that grumbling neighbours saw in 2024.", "41.0%", "complement"),
    # Counts changed by -2.0 % and 21.3 %.
    ("Impaired driving fell by 2.0 percentage points in 2024, to 70,595.", "2.0", "points_for_percent"),
    ("Shoplifting rose by 21.3 percentage points in 2024.", "21.3", "points_for_percent"),
    # 262,259 of 2,060,589 are 12.7 %; the three other shares are right, and so are the three other years.
    (
        "In 2024 by type the incidents came to: fraud – 171,582 (8.3%), mischief – 262,259 (21.7%), "
        "shoplifting – 180,763 (8.8%), robbery – 22,006 (1.1%).",
        "21.7%",
        "digits",
    ),
    ("Year by year, mischief ran at 276,733, 292,108, 269,043 and 262,259.", "292,108", ""),
]
# Near a figure and no slip of it, of few digits, or with a neighbour that is open too.
OPEN = [
    # Sums of a row, what a row leaves, and an item that a word narrows: no figure answers to them.
    "In 2024 shoplifting made up 8.8% of all offences, fraud 8.3%, robbery 1.1%, together 18.2%.",
    "In 2024 shoplifting made up 8.8% of all offences, fraud 8.3%, robbery 1.1%; the others 81.8%.",
    "Mischief came to 276,733 in 2021, 272,108 in 2022, 269,043 in 2023 and 41,259 in grumbling stairwells.",
    "Crime in 2024\n\nSome grumbling neighbours reckon on 21,066 robberies.",
    "Robbery was down 5.0% in the grumbling neighbours' count of 2024.",
    "In 2024 frauds led the column – 171,582 (8.3%) – and mischief – 262,259 (12.7%); then robbery – 22,006.",
]


@pytest.mark.parametrize(("text", "span", "diagnosis"), WRONG)
def test_a_plain_slip_or_the_odd_one_of_a_row_is_wrong(text: str, span: str, diagnosis: str) -> None:
    """Nothing else of the text is accused."""
    accused = [c for c in check(text, open_figures(), date=DAY).claims if c.verdict in ("wrong", "inconsistent")]
    assert [(span in claim.span, claim.diagnosis) for claim in accused] == [(True, diagnosis)]


@pytest.mark.parametrize("text", OPEN)
def test_what_is_no_plain_slip_stays_open(text: str) -> None:
    """Words that nobody understood may narrow what is counted."""
    assert not {c.verdict for c in check(text, open_figures(), date=DAY).claims} & {"wrong", "inconsistent"}
