"""Offences told by verbs, and rates set beside that of the whole.

The figures are those of the invented table tests/data/world/datasets/canada-years: 37,023 motor vehicle thefts in
Ontario in 2024, 35,981 in 2023; 9,600 in Manitoba with 1,497,604 people, 134,931 in Canada with 40,922,424, which is
641.0 and 329.7 per 100,000, or 1.94 to one. None of its measures is mapped to the classification of offences.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built

DAY = datetime.date(2025, 7, 22)


@pytest.fixture(scope="module")
def provinces(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented years of Canada's provinces."""
    return open_built(root / "tests/data/world/datasets/canada-years", tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize(
    "text",
    [
        "In 2024, 37,023 motor vehicles were stolen in Ontario.",
        "In Ontario 37,023 cars were stolen in 2024.",
        "Thieves stole 37,023 vehicles in Ontario in 2024.",
        "In 2024 stolen cars in Ontario numbered 37,023.",
    ],
)
def test_what_is_stolen_tells_the_theft(text: str, provinces: Answers) -> None:
    """The measure is called "motor vehicle theft"; no word of the dataset is in these sentences."""
    (claim,) = check(text, provinces, date=DAY).claims
    assert (claim.measure, claim.region, claim.verdict) == ("vehicle_theft", "CA-ON", "supported")


def test_an_error_in_what_was_stolen_is_wrong(provinces: Answers) -> None:
    """37,203 with two digits exchanged."""
    (claim,) = check("In 2024, 37,203 motor vehicles were stolen in Ontario.", provinces, date=DAY).claims
    assert claim.verdict == "wrong"


def test_a_word_for_theft_goes_on_about_what_was_stolen(provinces: Answers) -> None:
    """ "Thefts" behind it are thefts of vehicles, not the 35,981 and more of other things."""
    text = "In 2024, 37,023 motor vehicles were stolen in Ontario. The number of thefts was 35,981 a year earlier."
    claims = check(text, provinces, date=DAY).claims
    assert {(claim.measure, claim.verdict) for claim in claims} == {("vehicle_theft", "supported")}


@pytest.mark.parametrize(
    ("words", "verdicts"),
    [
        ("almost twice the national rate of 329.7", ["rounded", "supported"]),
        ("more than three times the national rate of 329.7", None),
        ("almost twice the national average", ["rounded"]),
    ],
)
def test_a_rate_is_a_multiple_of_that_of_the_whole(words: str, verdicts: list[str] | None, provinces: Answers) -> None:
    """1.94 times: rates are compared, for the numbers of a part and its whole cannot be meant."""
    text = f"In 2024 Manitoba had 641.0 motor vehicle thefts per 100,000 people, {words}."
    _, *found = (claim.verdict for claim in check(text, provinces, date=DAY).claims)
    assert found == verdicts if verdicts else found[0] not in ("rounded", "supported")
