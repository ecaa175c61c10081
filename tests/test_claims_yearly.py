"""Prose on yearly figures: years named by their last month, the default year, bases that open a passage, list lines."""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check

DATASETS = Path(__file__).parent / "data" / "outlets" / "datasets"
DAY = datetime.date(2025, 10, 14)
# Each number with the period, and after a stroke the base, that a reader gives it; the values are in figures.csv.
SENTENCES = [
    (
        "ew-recorded",
        "Police recorded 541 homicides in YE March 2025, 8% fewer than in the previous year (588 offences).",
        {"541": "2024-04..2025-03", "8%": "2024-04..2025-03/2023-04..2024-03", "588": "2023-04..2024-03"},
    ),
    (
        "ew-recorded",
        "There were 535,313 shoplifting offences in the year to March, the most since records began in 2016-17.",
        {"535,313": "2024-04..2025-03"},
    ),
    (
        "ew-recorded",
        "Since the year ending March 2021 shoplifting has more than doubled. Theft from the person has almost tripled, "
        "from 50,000 to 147,000.",
        {
            "more than doubled": "2024-04..2025-03/2020-04..2021-03",
            "almost tripled": "2024-04..2025-03/2020-04..2021-03",
            "50,000": "2020-04..2021-03",
            "147,000": "2024-04..2025-03",
        },
    ),
    (
        "ew-recorded",
        "Public order offences, which more than doubled between YE March 2017 and YE March 2022, have fallen by over a "
        "quarter since, from 615,197 to 447,387.",
        {
            "more than doubled": "2021-04..2022-03/2016-04..2017-03",
            "by over a quarter": "2024-04..2025-03/2021-04..2022-03",
            "615,197": "2021-04..2022-03",
            "447,387": "2024-04..2025-03",
        },
    ),
    (
        "ew-recorded",
        "Theft from the person: 147,087. In YE March 2020 it was 111,540. Homicide fell by a fifth on YE March 2019.",
        {
            "147,087": "2024-04..2025-03",
            "111,540": "2019-04..2020-03",
            "by a fifth": "2024-04..2025-03/2018-04..2019-03",
        },
    ),
    (
        "canada-ucr",
        "Breaking and entering, at 119,750, was virtually unchanged (+0.6%) and remained a fifth lower than in 2014.",
        {"119,750": "2024", "+0.6%": "2024/2023", "a fifth": "2024/2014"},
    ),
    (
        "canada-ucr",
        "Robbery decreased by 4.8% between 2023 and 2024, following increases in 2022 and 2023. Impaired driving was "
        "2.0% lower than in 2023 and 16.6% below its 2019 level (84,642).",
        {"4.8%": "2024/2023", "2.0%": "2024/2023", "16.6%": "2024/2019", "84,642": "2019"},
    ),
    (
        "canada-ucr",
        "Drug offences fell to 50,148. In 2014 there were 103,565: the number has been halved. Sexual assault rose 79% "
        "over the decade, from 20,478 to 36,578.",
        {"50,148": "2024", "103,565": "2014", "halved": "2024/2014", "20,478": "2014", "36,578": "2024"},
    ),
    ("canada-ucr", "Alberta in brief\n\n• Violent: 89,322, up 6.8%.", {"89,322": "2024", "up 6.8%": "2024/2023"}),
]


@cache
def open_beside(name: str) -> Answers:
    """Return a dataset that only its definition declares."""
    return open_dataset(str(DATASETS / name))


@pytest.mark.parametrize(("dataset", "text", "numbers"), SENTENCES)
def test_numbers_of_yearly_data_have_their_years(dataset: str, text: str, numbers: dict[str, str]) -> None:
    """Every number named has the period and base that its words give it, and none is called wrong."""
    claims = {claim.span: claim for claim in check(text, open_beside(dataset), date=DAY).claims}
    for span, expected in numbers.items():
        claim = next(found for key, found in claims.items() if span in key or key in span)
        shown = f"{claim.period}/{claim.base_period}" if "/" in expected else str(claim.period)
        assert shown == expected, span
    assert not {claim.verdict for claim in claims.values()} & {"wrong", "inconsistent"}


def test_a_month_in_passing_is_no_topic_of_yearly_data() -> None:
    """The owner's weekend in December says nothing of the sentence behind; 171,582 is of 2024 in figures.csv."""
    text = 'Shoplifting is up. "We lost $9,400 in a weekend in December," she said. Police reported 171,582 frauds.'
    claim = check(text, open_beside("canada-ucr"), date=DAY).claims[-1]
    assert (claim.span, str(claim.period), claim.verdict) == ("171,582", "2024", "supported")


def test_what_fits_in_no_year_is_wrong_whichever_is_meant() -> None:
    """Burglaries there: 21,626, 16,706, 16,898, 17,877, 16,915, 15,604: down by 9.7 % between no two."""
    text = "Police recorded crime in Greater Manchester\n\nBurglaries were down 9.7%, to 15,604."
    claim = check(text, open_beside("ew-recorded"), date=DAY).claims[0]
    assert (claim.verdict, claim.reason.key) == ("wrong", "claims.reason_no_year")
