"""Numbers that may be of another count by the same name, of which the data have no figures.

The figures are the FBI's. Its release of 2020 gives 1,203,808 violent crimes for 2019, 0.5 % fewer than in 2018; its
release of 2023 a fall of 1.7 % in 2022: rape is counted by its legacy definition there. The table, by the revised one,
has 1,252,399, 1,245,410, 1,284,885 and 1,268,880 for 2018, 2019, 2021 and 2022, with 139,815 rapes in 2019.
"""

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.real_set_up import OpenReal

FOLDER = "B01-fbi-estimated-crimes/original"


@pytest.fixture(scope="module")
def later(open_real: OpenReal) -> Answers:
    """Return the later of two vintages of the FBI's estimates."""
    return open_real(
        "fbi-estimates", f"{FOLDER}/estimated_crimes_1979_2019.csv", f"{FOLDER}/estimated_crimes_1979_2022.csv"
    )


@pytest.fixture(scope="module")
def earlier(open_real: OpenReal) -> Answers:
    """Return the vintage of 2019, which has the nation of 2017 to 2019."""
    return open_real("fbi-estimates", f"{FOLDER}/estimated_crimes_1979_2019.csv")


def test_a_level_of_the_other_count_is_open(earlier: Answers) -> None:
    """It lies between the whole without the part that is counted otherwise, and the whole."""
    (claim,) = check("In 2019 there were 1,203,808 violent crimes in the United States.", earlier).claims
    assert (claim.verdict, claim.reason and claim.reason.key) == ("not_checkable", "claims.reason_variant")
    own = next(reading for reading in claim.readings if reading.period == claim.period)
    assert own.verdict == "not_checkable"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("In 2022 violent crime in the United States fell by 1.7% compared with 2021.", "not_checkable"),
        ("In 2022 violent crime in the United States fell by 1.2% compared with 2021.", "supported"),
        # 17 % lies outside of what any count of rape leaves room for.
        ("In 2022 violent crime in the United States fell by 17% compared with 2021.", "wrong"),
        # Of robbery there is but one count: 217,550 and 220,450, a rise of 1.3 %.
        ("In 2022 robbery in the United States rose by 3.1% compared with 2021.", "wrong"),
    ],
)
def test_a_change_is_open_as_far_as_the_other_count_allows(later: Answers, text: str, verdict: str) -> None:
    """Both ends may have been counted otherwise; a change that this cannot explain is wrong as before."""
    (claim,) = check(text, later).claims
    assert claim.verdict == verdict


def test_a_level_outside_of_the_other_count_is_wrong(earlier: Answers) -> None:
    """1,020,410 is less than 1,245,410 without all rapes."""
    (claim,) = check("In 2019 there were 1,020,410 violent crimes in the United States.", earlier).claims
    assert claim.verdict == "wrong"
