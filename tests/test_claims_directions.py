"""A direction claimed without a size: by the two numbers around it, or by the figures of both periods.

Offences of the Committee: 140,272 in 2023 and 132,778 in 2024, a fall of 5.3 per cent; thefts 42.6 thousand and 30,593
(the packaged figures). Murders of one body only in 2024, so that no direction can be told.
"""

import datetime

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check

DAY = datetime.date(2025, 2, 14)
ALONE = [
    ("en", "In 2024 criminal offences in Kazakhstan fell compared with 2023.", "down", "supported"),
    ("en", "Criminal offences in Kazakhstan rose again in 2024.", "up", "wrong"),
    ("en", "Thefts in Kazakhstan are down in 2024.", "down", "supported"),
    ("en", "Thefts in Kazakhstan rose in 2024.", "up", "ambiguous"),
    ("en", "In 2024 murders in Kazakhstan fell.", "down", "not_checkable"),
    ("ru", "В 2024 году преступность в Казахстане снова снизилась.", "down", "supported"),
    ("ru", "В 2024 году выросло число уголовных правонарушений.", "up", "wrong"),
    ("ru", "Число мошенничеств в Казахстане в 2024 году растёт.", "up", "not_checkable"),
    ("kk", "2024 жылы қылмыс саны тағы азайды.", "down", "supported"),
    ("kk", "2024 жылы Қазақстанда қылмыстық құқық бұзушылық саны өсті.", "up", "wrong"),
]
BETWEEN = [
    ("en", "There were 132,778 offences in 2024, down from 140,272 in 2023.", "down", "supported"),
    ("en", "There were 132,778 offences in 2024, up from 140,272 in 2023.", "up", "wrong"),
    ("en", "In 2024 offences in Kazakhstan rose from 140,272 to 132,778.", "up", "wrong"),
    ("ru", "В 2024 году число уголовных правонарушений выросло с 140 272 до 132 778.", "up", "wrong"),
    ("kk", "2024 жылы қылмыстық құқық бұзушылық саны 140 272-ден 132 778-ге дейін өсті.", "up", "wrong"),
]
LEFT_ALONE = [
    ("en", "In 2024 offences in Kazakhstan fell from 140,272 to 132,778."),
    ("en", "Fear of crime rose in 2024."),
    ("en", "Crime rose in some regions in 2024."),
    ("en", "Criminal offences did not fall in 2024."),
    ("en", "Did crime rise in 2024, or is crime down?"),
    ("en", "The share of thefts rose in 2024."),
    ("ru", "В 2024 году выросла раскрываемость уголовных правонарушений."),
    ("ru", "В 2025 году преступность должна снизиться, таков план."),
    ("kk", "2024 жылы кейбір өңірлерде қылмыс азайды."),
]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(("language", "text", "direction", "verdict"), ALONE)
def test_a_direction_alone_is_held_against_both_periods(
    answers: Answers, language: str, text: str, direction: str, verdict: str
) -> None:
    """It is wrong only where the universe is named too; one that the figures do not reach stays open."""
    (claim,) = check(text, answers, date=DAY, language=language).claims
    assert (claim.operator, claim.value, claim.direction) == ("difference", None, direction)
    assert claim.verdict == verdict


@pytest.mark.parametrize(("language", "text", "direction", "verdict"), BETWEEN)
def test_a_direction_between_two_numbers_is_held_against_them(
    answers: Answers, language: str, text: str, direction: str, verdict: str
) -> None:
    """The sign of the two numbers tells; without data, nobody knows which of the three is the slip."""
    claims = [c for c in check(text, answers, date=DAY, language=language).claims if c.value is None]
    assert [(c.direction, c.verdict) for c in claims] == [(direction, verdict)]
    alone = [c for c in check(text, date=DAY, language=language).claims if c.value is None]
    assert [c.verdict for c in alone] == ["supported" if verdict == "supported" else "inconsistent"]


@pytest.mark.parametrize(("language", "text"), LEFT_ALONE)
def test_other_rises_and_falls_claim_nothing_of_an_offence(answers: Answers, language: str, text: str) -> None:
    """What is denied, planned, asked, said of a part or of another thing is no claim that figures could answer."""
    claims = check(text, answers, date=DAY, language=language).claims
    assert [claim for claim in claims if claim.value is None] == []


def test_a_change_within_rounding_makes_no_direction_wrong(answers: Answers) -> None:
    """Offences of 2021 and 2022, 157.9 thousand and 157,473, differ by 0.3 per cent, which a revision may turn."""
    text = "Criminal offences in Kazakhstan rose in 2022 compared with 2021."
    (claim,) = check(text, answers, date=DAY, language="en").claims
    assert claim.verdict == "ambiguous"
