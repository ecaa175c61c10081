"""English wordings: years written as two, acts told the other way round, places among regions, words inside names.

Every figure is added up by hand from the tables under tests/data/fresh/datasets. Victoria, years from July to June:
Hume 27,737 offences in 2024-25, 24,360 in 2023-24; 40,258 motor vehicle thefts in the state, 33,342 before. Northern
Ireland: 254 sexual offences in Newry, Mourne and Down in 2024.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built

FRESH = "tests/data/fresh/datasets"
DAY = datetime.date(2025, 10, 14)


@pytest.fixture(scope="module")
def victoria(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented years of an Australian state."""
    return open_built(root / FRESH / "victoria-offences", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def districts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented months of Northern Ireland's districts."""
    return open_built(root / FRESH / "ni-districts", tmp_path_factory.mktemp("store"))


def test_a_year_written_as_two_runs_as_the_years_of_the_figures(victoria: Answers) -> None:
    """It begins in July here, and is right; the same number in the year before is wrong."""
    text = "In 2024-25 Hume recorded 27,737 offences, compared with 24,360 in 2023-24."
    claims = check(text, victoria, date=DAY).claims
    assert [(str(c.period), c.verdict) for c in claims if c.operator == "level"] == [
        ("2024-07..2025-06", "supported"),
        ("2023-07..2024-06", "supported"),
    ]


def test_without_figures_such_a_year_begins_in_april() -> None:
    """As financial years do in the United Kingdom and in South Africa."""
    (claim,) = check("In 2023-24 there were 24,360 thefts.", date=DAY).claims
    assert str(claim.period) == "2023-04..2024-03"


@pytest.mark.parametrize("name", ["Motor vehicle thefts", "Thefts of motor vehicles", "Thefts of a motor vehicle"])
def test_an_act_is_told_before_or_behind_what_it_is_done_to(name: str, victoria: Answers) -> None:
    """The measure is called "motor vehicle thefts"; thefts from motor vehicles are another."""
    claims = check(f"{name} rose from 33,342 to 40,258 in 2024-25.", victoria, date=DAY).claims
    assert {(c.measure, c.verdict) for c in claims if c.operator == "level"} == {("car_theft", "supported")}


def test_a_word_inside_the_name_of_a_region_tells_no_direction(districts: Answers) -> None:
    """Down is a county; 254 is a level there."""
    text = "Sexual offences in 2024: in Newry, Mourne and Down 254."
    claim = check(text, districts, date=DAY).claims[0]
    assert (claim.operator, claim.direction, claim.verdict) == ("level", "", "supported")


def test_who_had_the_second_highest_number_has_the_second_place(districts: Answers) -> None:
    """Of drug offences in 2024/25 Derry City and Strabane had 968, behind Belfast and before all others."""
    text = "Members will note that in 2024/25 Derry City and Strabane had the second highest number of drug offences."
    (claim,) = check(text, districts, date=DAY).claims
    assert (claim.operator, claim.verdict) == ("rank", "supported")
    assert claim.value == 2


@pytest.mark.parametrize(
    ("text", "language", "is_plan"),
    [
        ("Members will note that there were 254 thefts.", "en", False),
        ("Police will cut thefts to 254.", "en", True),
        ("Выявлено 120 должностных преступлений.", "ru", False),
        ("Полиция намерена снизить число краж до 120.", "ru", True),
        ("Есірткіні өткізу мақсатында 120 қылмыс тіркелді.", "kk", False),
        ("Ұрлықты 120 дерекке дейін азайту мақсаты қойылды.", "kk", True),
    ],
)
def test_words_that_look_like_those_of_a_plan_are_none(text: str, language: str, is_plan: bool) -> None:
    """The number of a plan claims nothing."""
    report = check(text, date=DAY, language=language)
    assert [other.role for other in report.other_numbers] == (["target"] if is_plan else [])
