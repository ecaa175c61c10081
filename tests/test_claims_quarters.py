"""Texts about a dataset of quarters: years of four quarters, regions beside a whole, and sums of regions.

The figures are those of data/outlets/datasets/ireland-quarterly: thefts of Q1 2025, 6,511 + 3,536 + 3,703 + 2,923 =
16,673; of Q1 2024 in Dublin 6,485; burglaries of 2024, the sum of its quarters, 9,142, and to March 2025 8,813.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check

DAY = datetime.date(2025, 9, 10)


@pytest.fixture(scope="module")
def ireland(root: Path) -> Answers:
    """Return a dataset of quarters."""
    return open_dataset(str(root / "tests/data/outlets/datasets/ireland-quarterly"), as_of="packaged")


def judge(answers: Answers, text: str) -> list[str]:
    """Return the verdict, region and period of every claim."""
    report = check(text, answers, date=DAY, language="en")
    return [f"{text[c.start : c.end]} {c.verdict} {c.region} {c.period}" for c in report.claims]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("There were 9,142 burglaries in 2024.", ["9,142 supported IE 2024"]),
        ("There were 9,412 burglaries in 2024.", ["9,412 wrong IE 2024"]),
        (
            "There were 8,813 burglaries in the year to Q1 2025.",
            ["8,813 supported IE 2024-04..2025-03"],
        ),
        (
            "There were 8,831 burglaries in the year to Q1 2025.",
            ["8,831 wrong IE 2024-04..2025-03"],
        ),
        (
            "In the first quarter of 2025 the Dublin Metropolitan Region had 6,511 thefts, which is 39% of the "
            "national total and 26 more than a year earlier.",
            [
                "6,511 supported IE-DMR 2025-01..2025-03",
                "39% supported IE-DMR 2025-01..2025-03",
                "26 more supported IE-DMR 2025-01..2025-03",
            ],
        ),
        (
            "In Dublin there were 6,511 thefts in the first quarter of 2025. In the Eastern Region there were 3,536, "
            "in the Southern Region 3,703 and in the North-Western Region 3,160. The four regions together: 16,673.",
            [
                "6,511 supported IE-DMR 2025-01..2025-03",
                "3,536 supported IE-EAS 2025-01..2025-03",
                "3,703 supported IE-SOU 2025-01..2025-03",
                "3,160 wrong IE-NWR 2025-01..2025-03",
                "16,673 supported IE 2025-01..2025-03",
            ],
        ),
        (
            "In Dublin there were 6,511 thefts in the first quarter of 2025. In the Eastern Region there were 3,536, "
            "in the Southern Region 3,703 and in the North-Western Region 2,923. The four regions together: 17,673.",
            [
                "6,511 supported IE-DMR 2025-01..2025-03",
                "3,536 supported IE-EAS 2025-01..2025-03",
                "3,703 supported IE-SOU 2025-01..2025-03",
                "2,923 supported IE-NWR 2025-01..2025-03",
                "17,673 wrong IE 2025-01..2025-03",
            ],
        ),
        (
            "There were 2,326 burglaries in the first quarter of 2025. Thefts in Dublin stood at 6,511, 26 more than "
            "in the first quarter of 2024 but 5% fewer than in the fourth quarter of 2024 (6,875).",
            [
                "2,326 supported IE 2025-01..2025-03",
                "6,511 supported IE-DMR 2025-01..2025-03",
                "26 more supported IE-DMR 2025-01..2025-03",
                "5% supported IE-DMR 2025-01..2025-03",
                "6,875 supported IE-DMR 2024-10..2024-12",
            ],
        ),
        # Drug offences of Q1 2025: 3,925. "A further drop" names nothing that could be counted.
        (
            "Drug offences came to 3,993 in the opening quarter of 2024. In the first quarter of 2025 there was a "
            "further drop, of 1.7%, to 3,295.",
            [
                "3,993 supported IE 2024-01..2024-03",
                "1.7% supported IE 2025-01..2025-03",
                "3,295 wrong IE 2025-01..2025-03",
            ],
        ),
    ],
)
def test_quarters_and_their_sums_are_judged(ireland: Answers, text: str, verdicts: list[str]) -> None:
    """Years are sums of quarters; a right sum stands beside a wrong part; what a share is of takes no number over."""
    assert judge(ireland, text) == verdicts


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        # 179,866 and 304,814 of about 5,551,000 people: 324 and 549 for 10,000.
        (
            "In 2024-25 there were 324 offences and 549 crimes for every 10,000 people.",
            ["324 supported offences recorded_offences", "549 supported total recorded_crimes"],
        ),
        (
            "In 2024-25 there were 549 offences and 324 crimes for every 10,000 people.",
            ["549 wrong offences recorded_offences", "324 wrong total recorded_crimes"],
        ),
        (
            "In 2024-25 offences rose by 3.4%, to 179,866.",
            ["by 3.4% wrong offences recorded_offences", "179,866 supported offences recorded_offences"],
        ),
    ],
)
def test_what_is_counted_in_one_universe_only_is_read_there(root: Path, text: str, verdicts: list[str]) -> None:
    """Each number has the noun behind it, one base goes for both, and offences are counted apart from crimes.

    Offences of 2023-24 were 177,417, so they rose by 1.4 per cent.
    """
    scotland = open_dataset(str(root / "tests/data/outlets/datasets/scotland-recorded"), as_of="packaged")
    report = check(text, scotland, date=DAY, language="en")
    assert [f"{text[c.start : c.end]} {c.verdict} {c.measure} {c.scope}" for c in report.claims] == verdicts
