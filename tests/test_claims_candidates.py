"""Which readings a claim offers: those that differ in one thing, what the text leaves open first, never by value.

Sentences are ours. That "crimes" may be those of the Committee or of the Ministry, that "robbery" may be either of two
articles, and that all frauds are crimes, so that both universes of the Committee count the same, the data set declares.
"""

import datetime

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import Claim, check
from esep.claims.claim import Candidate


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def read(text: str, answers: Answers, day: str = "2025-02-14") -> Claim:
    """Return the first claim of a text of a day."""
    return check(text, answers, date=datetime.date.fromisoformat(day)).claims[0]


def name(reading: Candidate) -> tuple[str, str, str, str]:
    """Return what makes a reading another one, the base left out."""
    return reading.measure, reading.scope, reading.region, str(reading.period)


def test_an_open_universe_is_varied_before_what_the_text_tells(answers: Answers) -> None:
    """The year and the place stand in the text; whose figures these are does not."""
    readings = read("In 2024 there were 132,778 crimes in Kazakhstan.", answers).readings
    assert [reading.scope for reading in readings[:3]] == ["committee_offences", "committee_crimes", "mia_crimes"]
    assert len(readings) == len({name(reading) for reading in readings}) == 5


def test_universes_that_count_the_same_are_one_reading(answers: Answers) -> None:
    """No fraud of article 190 is a misdemeanour: the Committee's crimes and its offences hold the same frauds."""
    scopes = [reading.scope for reading in read("There were 45,156 frauds in 2024.", answers).readings]
    assert "mia_crimes" in scopes
    assert "committee_crimes" not in scopes


def test_the_order_does_not_depend_on_the_number(answers: Answers) -> None:
    """A number that fits another reading moves nothing."""
    first = read("In Astana 17,339 crimes were registered in 2024.", answers).readings
    second = read("In Astana 17,340 crimes were registered in 2024.", answers).readings
    assert list(map(name, first)) == list(map(name, second))


def test_without_a_period_the_day_of_the_text_offers_some(answers: Answers) -> None:
    """In September a text may speak of the months that are over, or of the year; at the end of December of the year."""
    text = "Crime has fallen by 13 percent."
    periods = [str(reading.period) for reading in read(text, answers, "2025-09-01").readings]
    assert periods[0] == "None"
    assert "2025-01..2025-08" in periods
    assert "2025" in [str(reading.period) for reading in read(text, answers, "2025-12-29").readings]


def test_a_word_of_two_laws_offers_both(answers: Answers) -> None:
    """English pages call articles 191 and 192 robbery."""
    measures = [reading.measure for reading in read("There were 35 robberies in a week.", answers).readings]
    assert {"robbery_open", "robbery_violent"} <= set(measures)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        ("In 2023 breaches of citizens' rights decreased by 22.7%, 578 to 447.", ["2022", "2023"]),
        ("В 2023 году нарушений прав граждан стало меньше на 22,7% (578 и 447).", ["2022", "2023"]),
        ("В 2023 году нарушений прав граждан стало меньше на 22,7% (447 и 578).", ["2023", "2022"]),
    ],
)
def test_two_numbers_behind_a_change_are_its_ends(answers: Answers, text: str, periods: list[str]) -> None:
    """578 in 2022 and 447 in 2023 (../shared/claims/development/releases/07-kz-2023-astanatimes.txt)."""
    claims = check(text, answers, date=datetime.date(2024, 1, 11)).claims
    assert [str(claim.period) for claim in claims[1:]] == periods


def test_the_end_of_december_sums_the_year_up(answers: Answers) -> None:
    """Ten days before the year is over no other one is meant; in the summer nobody knows."""
    text = "Frauds went up by 5.2 percent."
    assert str(read(text, answers, "2025-12-29").period) == "2025"
    assert read(text, answers, "2025-07-29").period is None
