"""What newspapers leave out: whose place "we" are, which year "last year" is, the unit of a list, the noun of a share.

Figures of the invented tables tests/data/world/datasets/canada-years (Ontario: 248 homicides in 2024, 237 in 2023;
37,023 motor vehicle thefts, 35,981 before, so 1,042 or 2.9 % more; Quebec 21,034; Canada 134,931) and
tests/data/fresh/datasets/victoria-offences (years from July: Hume 27,737 offences in 2024-25, Latrobe 17,072, Ballarat
15,890). Kazakhstan as published for 2024: 45,156 frauds of 132,778 offences, 34 %; 24,965 of them in Almaty, 17,339 in
Astana.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check
from esep.claims.claim import Claim
from tests.prose_sets import open_built

AUTUMN = datetime.date(2025, 10, 14)
WINTER = datetime.date(2025, 2, 10)


@pytest.fixture(scope="module")
def provinces(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented years of Canada's provinces."""
    return open_built(root / "tests/data/world/datasets/canada-years", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def victoria(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented years, from July to June, of an Australian state."""
    return open_built(root / "tests/data/fresh/datasets/victoria-offences", tmp_path_factory.mktemp("store"))


def find(span: str, text: str, answers: Answers, day: datetime.date) -> Claim:
    """Return the claim that a text makes with some words."""
    (found,) = (claim for claim in check(text, answers, date=day).claims if span in claim.span)
    return found


def test_last_year_is_that_of_the_figures(victoria: Answers) -> None:
    """In October 2025 it is 2024-25, since there are no calendar years."""
    claim = find("27,737", "Hume recorded 27,737 offences last year.", victoria, AUTUMN)
    assert (str(claim.period), claim.verdict) == ("2024-07..2025-06", "supported")


def test_we_are_not_the_place_that_was_just_named(victoria: Answers) -> None:
    """The text is of Ballarat by its heading."""
    text = "The numbers are out for Ballarat.\n\nLatrobe had 17,072 offences last year and we had 15,890."
    claim = find("15,890", text, victoria, AUTUMN)
    assert (claim.region, claim.verdict) == ("VIC-BAL", "supported")


def test_we_of_nowhere_is_no_ground_for_an_accusation(victoria: Answers) -> None:
    """No heading tells whose place it is."""
    claim = find("15,890", "Latrobe had 17,072 offences last year and we had 15,890.", victoria, AUTUMN)
    assert claim.verdict not in ("wrong", "inconsistent")


def test_brackets_behind_a_change_print_its_amount(provinces: Answers) -> None:
    """1,042 is 2.9 per cent of 35,981; 9,600 is neither that nor an end of the change."""
    text = "In 2024 Ontario had 37,023 motor vehicle thefts, an increase of 2.9% ({}) on 2023."
    amount = find("1,042", text.format("1,042"), provinces, WINTER)
    assert (amount.operator, amount.verdict) == ("difference", "supported")
    assert find("9,600", text.format("9,600"), provinces, WINTER).verdict == "wrong"


@pytest.mark.parametrize(
    "text",
    ["Homicides in Ontario: 248 in 2024, after 237.", "Homicides in Ontario numbered 248, against 237, in 2024."],
)
def test_what_a_number_came_after_is_of_the_year_before(text: str, provinces: Answers) -> None:
    """237 in 2023."""
    claim = find("237", text, provinces, WINTER)
    assert (str(claim.period), claim.verdict) == ("2023", "supported")


def test_a_region_goes_on_with_the_share_of_the_one_before(provinces: Answers) -> None:
    """21,034 of 134,931 is 15.6 per cent."""
    text = "In 2024 Ontario accounted for 27% of motor vehicle thefts in Canada. Quebec accounted for 16%."
    claim = find("16%", text, provinces, WINTER)
    assert (claim.measure, claim.region, claim.verdict) == ("vehicle_theft", "CA-QC", "supported")


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (
            "13,1",
            "В 2024 году на Алматы приходится 18,8 процента правонарушений, на Астану – 13,1 и на Шымкент – 5,0 %.",
        ),
        ("34%", "Доля мошенничеств в 2024 году возросла на 6,2% и составила 34%."),
        ("34%", "В 2024 году зарегистрировано 45 156 мошенничеств. Их доля в структуре преступности – 34%."),
    ],
)
def test_a_per_cent_is_a_share_though_a_word_is_left_out(span: str, text: str) -> None:
    """17,339 and 45,156 of 132,778."""
    claim = find(span, text, open_dataset("kazakhstan"), WINTER)
    assert claim.operator == "share"
    assert claim.verdict in ("supported", "rounded")


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 homicides in Ontario rose 4.6% (248 v. 237) and motor vehicle thefts 2.9% (from 35,981 to 37,023).",
        "In 2024 homicides in Ontario rose 4.6% (237 to 248) and motor vehicle theft increased by 2.9% (to 37,023).",
    ],
)
def test_brackets_hold_the_ends_of_the_change_before_them(text: str, provinces: Answers) -> None:
    """The kind named next is no kind of theirs, and the point of "v." ends no sentence."""
    verdicts = {claim.span: claim.verdict for claim in check(text, provinces, date=WINTER).claims}
    assert {span: verdict for span, verdict in verdicts.items() if verdict not in ("supported", "rounded")} == {}


def test_a_direction_behind_a_semicolon_is_of_what_stands_there(provinces: Answers) -> None:
    """Motor vehicle thefts grew in Ontario by 2.9 and in Quebec by 11.1 per cent, 18,930 to 21,034."""
    text = "In 2024 motor vehicle thefts rose in Ontario by 2.9% and in Quebec by 11.1%; they fell elsewhere."
    claim = find("11.1%", text, provinces, WINTER)
    assert (claim.direction, claim.verdict) == ("up", "supported")
