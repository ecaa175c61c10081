"""Orders among regions, and records of a whole series, in words.

Every figure is computed by hand from the tables under tests/data/outlets/datasets/ew-recorded, year ending March 2025:
robberies of the Metropolitan Police 40,153, of Greater Manchester 6,880, the West Midlands 6,647, Kent 1,195 and South
Wales 1,008; crimes per 1,000 residents of Greater Manchester 117.7, the West Midlands 99.6; 541 homicides, the fewest
since 2017, and 535,313 cases of shoplifting, the most.
"""

from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check

WHEN = "in the year ending March 2025"


@pytest.fixture(scope="module")
def forces(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of five police forces."""
    return open_dataset(str(root / "tests/data/outlets/datasets/ew-recorded"), tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers) -> list[tuple[str, str, str]]:
    """Return the words, the regions and the verdicts of the orders of a text."""
    report = check(text, answers, language="en")
    orders = ("extreme", "rank")
    return [(claim.span, claim.region, claim.verdict) for claim in report.claims if claim.operator in orders]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"West Midlands: 6,647 robberies {WHEN}, the lowest of any force.",
            ("lowest of any force", "EW-WMP", "wrong"),
        ),
        (
            f"South Wales had 1,008 robberies {WHEN}, fewer than any other force.",
            ("fewer than any other force", "EW-SWP", "supported"),
        ),
        (
            f"No other force recorded more robberies than London {WHEN}.",
            ("No other force recorded more robberies", "EW-MET", "supported"),
        ),
        (
            f"The West Midlands had the highest crime rate in England and Wales {WHEN}, 99.6 per 1,000 residents.",
            ("highest crime rate in England and Wales", "EW-WMP", "wrong"),
        ),
        (
            f"I{WHEN[1:]} Greater Manchester had the second highest number of robberies of any force.",
            ("second highest number of robberies of any force", "EW-GMP", "supported"),
        ),
        (
            f"Kent, {WHEN}, had the lowest number of robberies.",
            ("lowest number", "EW-KNT", "ambiguous"),
        ),
    ],
)
def test_an_order_among_regions_is_held_against_all_of_them(
    text: str, expected: tuple[str, str, str], forces: Answers
) -> None:
    """Their numbers or their rates tell; who "has the lowest number" may be so in time, and is not accused."""
    found = [(span, region, verdict) for span, region, verdict in read(text, forces) if expected[0] in span]
    assert [(region, verdict) for _, region, verdict in found] == [expected[1:]]


def test_what_an_order_leaves_out_is_not_its_region(forces: Answers) -> None:
    """The number before "the lowest of any force except South Wales" is of Kent."""
    text = f"Kent: robbery, at 1,195 offences {WHEN}, was the lowest of any force except South Wales."
    assert [(claim.region, claim.verdict) for claim in check(text, forces).claims] == [("EW-KNT", "supported")]


def test_the_whole_that_an_order_is_one_in_is_no_region_of_a_number(forces: Answers) -> None:
    """The rate behind "the highest rate in England and Wales" is that of the force: 40,153 of 9,112,342 people."""
    text = f"I{WHEN[1:]} London had the highest rate of robbery in England and Wales, 4.4 per 1,000 residents."
    assert [(claim.region, claim.verdict) for claim in check(text, forces).claims] == [("EW-MET", "supported")] * 2


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (f"Shoplifting hit a record of 535,313 {WHEN}.", "supported"),
        (f"535,313 cases of shoplifting were recorded {WHEN}, a record.", "supported"),
        (f"Homicides fell to 541 {WHEN}, the lowest ever.", "supported"),
        (f"541 homicides were recorded {WHEN}, a record.", "wrong"),
    ],
)
def test_a_record_without_a_stretch_is_one_of_the_whole_series(text: str, verdict: str, forces: Answers) -> None:
    """A record is the highest of all years that can be compared."""
    assert [verdict for _, _, verdict in read(text, forces)] == [verdict]


def test_a_record_of_another_kind_is_none(forces: Answers) -> None:
    """Who has a record has committed offences before."""
    assert not read(f"Of 541 homicides {WHEN}, 120 were committed by people with a record.", forces)
