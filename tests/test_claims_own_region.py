"""The region that an English text means by a noun, whose share a number is, and what "offences" stand for.

Every figure is computed by hand from the tables under tests/data/world/datasets. England's forces, years ending June
2025: Kent 123,276 crimes, 124,422 the year before, and 1,133 knife offences of 54,821; shoplifting in London 131,183 in
the year ending September 2025 (359 a day), 108,476 before. Ireland, nine months of 2025: 1,653 frauds in the South,
23.4 % of 7,064.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built

WORLD = "tests/data/world/datasets"


@pytest.fixture(scope="module")
def forces(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of eight police forces."""
    return open_built(root / WORLD / "england-forces", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def ireland(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented quarters of Ireland."""
    return open_built(root / WORLD / "irish-quarters", tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers, day: datetime.date) -> list[tuple[str, str, str, str]]:
    """Return the words, measures, regions and verdicts of the numbers of a text."""
    claims = check(text, answers, date=day, language="en").claims
    return [(claim.span, claim.measure, claim.region, claim.verdict) for claim in claims]


def test_a_noun_stands_for_the_region_named_before(ireland: Answers) -> None:
    """The region of "the region accounted for 23%" is the one that the text has named."""
    text = "Fraud in the Southern Region fell in January to September 2025. The region accounted for 23% of all fraud."
    found = read(text, ireland, datetime.date(2025, 11, 20))
    assert found[-1] == ("23%", "fraud", "IE-S", "supported")


@pytest.mark.parametrize(("share", "verdict"), [("2.1%", "supported"), ("20.7%", "wrong")])
def test_a_possessor_has_its_share_of_the_whole(share: str, verdict: str, forces: Answers) -> None:
    """Kent's share of the national total is that of Kent."""
    text = "Kent Police recorded 1,133 knife offences in the year ending June 2025. "
    text += f"Kent's share of the national total was {share}."
    assert read(text, forces, datetime.date(2025, 11, 5))[-1] == (share, "knife", "EW-KENT", verdict)


@pytest.mark.parametrize(
    ("end", "number"), [("or 359 offences a day", "359"), ("an additional 22,707 offences", "22,707")]
)
def test_offences_behind_a_number_of_one_kind_are_of_that_kind(end: str, number: str, forces: Answers) -> None:
    """A daily mean or a difference of "offences" says the number before it in other words."""
    text = f"Shoplifting in London rose to 131,183 in the year to September 2025, {end}."
    found = read(text, forces, datetime.date(2026, 1, 23))
    assert found[-1] == (number, "shoplifting", "EW-MET", "supported")


def test_the_year_that_a_text_names_first_is_its_own(forces: Answers) -> None:
    """A headline without a period does not keep the year ending June from being what the text is about."""
    text = (
        "Shoplifting in Kent tops 13,000\n\nKent Police recorded 13,139 shoplifting offences in the 12 months to June. "
        "Overall crime fell by 0.9% to 123,276."
    )
    found = read(text, forces, datetime.date(2025, 11, 5))
    assert [verdict for *_, verdict in found[1:]] == ["supported"] * 3


LISTED = [
    ("Shoplifting and robbery in Kent rose by {} and {} respectively.", ("15.2%", "4.0%"), ("supported", "supported")),
    ("Shoplifting and robbery in Kent rose by {} and {} respectively.", ("4.0%", "15.2%"), ("wrong", "wrong")),
    ("Shoplifting and robbery in Kent rose by {} and {}.", ("15.2%", "4.0%"), ("supported", "supported")),
    ("Robbery in Kent and London rose by {} and {} respectively.", ("4.0%", "1.7%"), ("supported", "supported")),
    ("Robbery in Kent and London rose by {} and {} respectively.", ("1.7%", "4.0%"), ("wrong", "wrong")),
]


@pytest.mark.parametrize(("text", "numbers", "verdicts"), LISTED)
def test_changes_respectively_are_of_the_kinds_or_regions_in_their_order(
    text: str, numbers: tuple[str, str], verdicts: tuple[str, str], forces: Answers
) -> None:
    """Year ending June 2025: shoplifting in Kent 13,139 after 11,409, robbery 2,473 after 2,379, in London 42,442
    after 41,716; interchanged they are wrong."""
    found = read(f"In the year ending June 2025, {text.format(*numbers)}", forces, datetime.date(2025, 11, 5))
    assert [verdict for *_, verdict in found] == list(verdicts)


LED_TO = [
    ("homicides in England and Wales rose to 498.", "wrong"),
    ("homicides in England and Wales fell to 498.", "supported"),
    ("robberies in Kent fell to 2,473.", "wrong"),
    ("homicides in England and Wales rose to 498 over the decade.", ""),
]


@pytest.mark.parametrize(("text", "verdict"), LED_TO)
def test_a_direction_that_leads_to_a_number_is_held_against_the_year_before(
    text: str, verdict: str, forces: Answers
) -> None:
    """Year ending June 2025: 498 homicides after 505, in Kent 2,473 robberies after 2,379."""
    found = read(f"In the year ending June 2025, {text}", forces, datetime.date(2025, 11, 5))
    assert [each for span, *_, each in found if span in ("rose", "fell")] == ([verdict] if verdict else [])


@pytest.fixture(scope="module")
def canada(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented years of Canada."""
    return open_built(root / WORLD / "canada-years", tmp_path_factory.mktemp("store"))


def test_a_passage_goes_on_with_the_ends_that_it_compares(canada: Answers) -> None:
    """Motor vehicle thefts from 2019 to 2024: Ontario 29,956 and 37,023, Manitoba 6,801 and 9,600."""
    text = (
        "Between 2019 and 2024, motor vehicle thefts in Canada rose by 32.0%. Over the same period, breaking and "
        "entering fell by 23.6%. In Ontario, motor vehicle thefts rose 23.6%. In Manitoba the increase was 41.2%."
    )
    found = read(text, canada, datetime.date(2025, 7, 22))
    assert [verdict for *_, verdict in found] == ["supported"] * 4


def test_a_year_earlier_goes_for_a_whole_list(canada: Answers) -> None:
    """Manitoba in 2023: 54 homicides, 1,694 robberies and 2,721 sexual assaults."""
    text = (
        "Police in Manitoba reported 59 homicides, 1,763 robberies and 2,957 sexual assaults in 2024. A year earlier "
        "there had been 54, 1,694 and 2,721, respectively."
    )
    claims = check(text, canada, date=datetime.date(2025, 7, 22), language="en").claims
    assert [(str(claim.period), claim.verdict) for claim in claims[3:]] == [("2023", "supported")] * 3
