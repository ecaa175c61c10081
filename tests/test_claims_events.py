"""Years by what happened in them: "before the pandemic" is 2019 where the dataset or the text says so.

Offences of the Committee: 243.5 thousand in 2019 and 132,778 in 2024, which is 100 * (132,778 - 243,500) / 243,500 =
-45.5 per cent (the packaged figures; the dataset declares the pandemic from March 2020).
"""

import datetime

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.claim import Claim

DAY = datetime.date(2025, 2, 14)
BASES = [
    ("en", "In 2024 criminal offences in Kazakhstan were {} % below the pre-pandemic level."),
    ("en", "In 2024 criminal offences in Kazakhstan fell by {} % compared with before the pandemic."),
    ("ru", "В 2024 году уголовных правонарушений на {} % меньше, чем до пандемии."),
    ("ru", "В 2024 году число уголовных правонарушений на {} % ниже допандемийного уровня."),
    ("kk", "2024 жылы қылмыстық құқық бұзушылық саны пандемияға дейінгі деңгеймен салыстырғанда {} %-ға азайды."),
]
FIRM = [
    ("en", "In 2024 criminal offences in Kazakhstan fell by {} % from pre-pandemic 2019."),
    ("en", "In 2024 criminal offences in Kazakhstan fell by {} % from 2019, before the pandemic."),
    ("ru", "В 2024 году число уголовных правонарушений снизилось на {} % к допандемийному 2019 году."),
]
UNKNOWN = [
    ("en", "In 2024 criminal offences in Kazakhstan are 20 % below their pre-war level."),
    ("en", "Criminal offences in Kazakhstan in 2024 have fallen by 5 % since the pandemic."),
    ("ru", "В 2024 году число уголовных правонарушений на 20 % ниже довоенного уровня."),
    ("kk", "2024 жылы қылмыстық құқық бұзушылық саны соғысқа дейінгі деңгеймен салыстырғанда 20 %-ға азайды."),
]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def _read(answers: Answers, language: str, text: str) -> Claim:
    return check(text, answers, date=DAY, language=language).claims[-1]


@pytest.mark.parametrize(("language", "text"), BASES)
def test_before_a_declared_event_is_the_last_year_before_it(answers: Answers, language: str, text: str) -> None:
    """What fits that year passes; what does not may be set against the mean of several, and stays open."""
    right = _read(answers, language, text.format("45.5" if language == "en" else "45,5"))
    assert (str(right.period), str(right.base_period), right.verdict) == ("2024", "2019", "supported")
    wrong = _read(answers, language, text.format("30"))
    assert (str(wrong.base_period), wrong.verdict) == ("2019", "ambiguous")


@pytest.mark.parametrize(("language", "text"), FIRM)
def test_a_year_beside_the_event_is_the_one_meant(answers: Answers, language: str, text: str) -> None:
    """The year that a text prints beside the words settles the base."""
    right = _read(answers, language, text.format("45"))
    assert (str(right.base_period), right.verdict) == ("2019", "supported")
    assert _read(answers, language, text.format("30")).verdict == "wrong"


@pytest.mark.parametrize(("language", "text"), UNKNOWN)
def test_an_event_that_nobody_dates_leaves_the_base_open(answers: Answers, language: str, text: str) -> None:
    """No year is guessed, and least of all the year before."""
    claim = _read(answers, language, text)
    assert (claim.base_period, claim.verdict) == (None, "not_checkable")


def test_the_text_may_date_its_event_itself(answers: Answers) -> None:
    """The year that the text gives goes before the one declared: before "the war of 2022" is 2021."""
    text = "In the war of 2022 much stood still. In 2024 offences in Kazakhstan were 16 % below their pre-war level."
    claim = _read(answers, "en", text)
    assert (str(claim.base_period), claim.verdict) == ("2021", "supported")


def test_a_level_before_an_event_is_of_the_year_before(answers: Answers) -> None:
    """A level takes the year too; one "during" the event, which may be several years, has none."""
    claim = _read(answers, "ru", "До пандемии регистрировалось 243,5 тыс. уголовных правонарушений.")
    assert (str(claim.period), claim.verdict) == ("2019", "supported")
    claim = _read(answers, "en", "During the pandemic thefts fell to 42,600.")
    assert (claim.period, claim.verdict) == (None, "not_checkable")
