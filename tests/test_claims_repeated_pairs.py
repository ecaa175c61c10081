"""Pairs that go on with two years, steps told one by one, and lists in brackets.

The figures are published ones, packaged with Kazakhstan: 2018 and 2022, 823 and 520 murders, 1,130 and 386 rapes, 580
and 177 robberies with violence, 8,091 and 2,404 open ones. In eight months of 2023 there were 25,990 grave crimes
(31,128 a year before, down 16.5 %) and 40,857 of medium gravity (49,762, down 17.9 %). Changes are worked out by hand.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check
from tests.prose_sets import open_built

DAY = datetime.date(2023, 9, 15)


@pytest.fixture(scope="module")
def kazakhstan() -> Answers:
    """Return the packaged figures."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Если в 2018 году было 823 убийства, то в 2022-м – 520; изнасилований – 1130 и 386, в 2,9 раза меньше.", "ru"),
        ("In 2018 there were 823 murders, in 2022 there were 520; rapes, 1,130 and 386, 2.9 times fewer.", "en"),
    ],
)
def test_a_pair_goes_on_with_the_years_of_the_pair_before(text: str, language: str, kazakhstan: Answers) -> None:
    """1,130 is of 2018, 386 of 2022, and 2.93 times lie between them."""
    claims = check(text, kazakhstan, date=DAY, language=language).claims
    assert [(c.measure, str(c.period), c.verdict) for c in claims[2:]] == [
        ("rape", "2018", "supported"),
        ("rape", "2022", "supported"),
        ("rape", "2022", "supported"),
    ]


@pytest.mark.parametrize(
    ("said", "verdict"), [("–36,8 %", "supported"), ("–63,2 %", "wrong"), ("меньше на 36,8 %", "supported")]
)
def test_a_change_behind_a_pair_is_that_between_its_two(said: str, verdict: str, kazakhstan: Answers) -> None:
    """520 of 823 is 63.2 per cent: the fall is 36.8."""
    text = f"В 2018 году было зарегистрировано 823 убийства, в 2022-м – 520 ({said})."
    *_, change = check(text, kazakhstan, date=DAY).claims
    assert (str(change.base_period), change.verdict) == ("2018", verdict)


def test_numbers_in_brackets_stand_in_the_order_of_what_was_told(kazakhstan: Answers) -> None:
    """Interchanged, none of the two passes, though each is the number of the other."""
    text = "Ауыр қылмыс 31 128-ден 25 990-ға, орташа ауырлықтағысы 49 762-ден 40 857-ге кеміді ({}). "
    opening = "2023 жылдың сегіз айында 98 454 қылмыстық құқық бұзушылық жасалды. "
    right = check(opening + text.format("16,5 % және 17,9 %"), kazakhstan, date=DAY).claims[-2:]
    swapped = check(opening + text.format("17,9 % және 16,5 %"), kazakhstan, date=DAY).claims[-2:]
    assert [claim.verdict for claim in right] == ["supported", "supported"]
    assert {claim.verdict for claim in swapped} <= {"wrong", "ambiguous"}


def test_steps_are_of_one_year_after_the_other(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Ontario's homicides in the invented table: 222 in 2022, 237 in 2023, 248 in 2024."""
    answers = open_built(root / "tests/data/world/datasets/canada-years", tmp_path_factory.mktemp("store"))
    text = "Homicides in Ontario rose from 222 in 2022 to 237 and then 248."
    claims = check(text, answers, date=datetime.date(2025, 7, 22)).claims
    levels = [(str(c.period), c.verdict) for c in claims if c.operator == "level"]
    assert levels == [("2022", "supported"), ("2023", "supported"), ("2024", "supported")]


def test_the_number_of_another_year_is_not_right(kazakhstan: Answers) -> None:
    """140,272 offences are those of 2023; the text had spoken of 2024 and its 132,778, and named 2023 beside it."""
    text = (
        "В 2024 году в Казахстане зарегистрировано 132 778 правонарушений, на 5,3 % меньше, чем в 2023 году. "
        "Мошенничеств учтено 45 156.\n\nИтог: всего 140 272 правонарушения."
    )
    last = check(text, kazakhstan, date=datetime.date(2025, 1, 20)).claims[-1]
    assert last.verdict not in ("supported", "rounded")
