"""Numbers in pairs without a word between, and what a bracket says of the number before it alone.

Every figure is computed by hand from the tables under tests/data/outlets/datasets. Jambyl, ten months of 2025 and of
2024: 35 and 53 robberies, 30 and 31 murders, 4,895 and 5,153 offences (5.0 % fewer). Half-years of 2025
and 2024: Moscow 62,483 and 62,456 crimes (0.04 % more), Moscow Oblast 43,287 and 46,134 (6.2 % fewer).
"""

from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built


@pytest.fixture(scope="module")
def jambyl(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of an oblast of Kazakhstan."""
    return open_built(root / "tests/data/outlets/datasets/kz-oblast", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def russia(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of Russia."""
    return open_built(root / "tests/data/outlets/datasets/russia-mvd", tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers, language: str = "ru") -> list[tuple[str, str]]:
    """Return the years and the verdicts of the numbers of a text."""
    report = check(text, answers, language=language)
    return [(str(claim.period)[:4], claim.verdict) for claim in report.claims]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("За десять месяцев 2025 года в области:\n– грабежей – 35 (53),\n– убийств – 30 (31).", "ru"),
        ("За десять месяцев 2025 года в области:\nГрабежи: 35 / 53\nУбийства: 30 / 31", "ru"),
        ("2025 жылдың он айында облыста:\n– тонау – 35 (53),\n– кісі өлтіру – 30 (31).", "kk"),
    ],
)
def test_the_second_of_a_pair_is_of_the_year_before(text: str, language: str, jambyl: Answers) -> None:
    """Of two numbers of one thing side by side the second is that of a year earlier."""
    now, then = ("2025", "supported"), ("2024", "supported")
    assert read(text, jambyl, language) == [now, then, now, then]


def test_a_second_number_that_no_word_explains_is_not_called_wrong(jambyl: Answers) -> None:
    """Nobody says that the number in brackets is of the year before: 49, of nine months of 2024, stays open."""
    text = "За десять месяцев 2025 года в области грабежей – 35 (49)."
    assert [verdict for _, verdict in read(text, jambyl)] == ["supported", "ambiguous"]


@pytest.mark.parametrize(("number", "verdict"), [("5 153", "supported"), ("5 183", "wrong")])
def test_a_bracket_behind_a_change_holds_its_base_where_the_end_was_told(
    number: str, verdict: str, jambyl: Answers
) -> None:
    """The period has its number already: another one behind "5.0% fewer" is what there was before."""
    text = (
        f"За десять месяцев 2025 года в области 4 895 правонарушений. "
        f"По сравнению с тем же периодом 2024 года – на 5,0% меньше ({number})."
    )
    assert read(text, jambyl)[-1] == ("2024", verdict)


def test_a_direction_in_brackets_is_that_of_the_number_there(russia: Answers) -> None:
    """A rise in brackets turns no fall of the sentence into one."""
    text = (
        "В первом полугодии 2025 года преступлений стало меньше всюду, кроме Москвы (рост на 0,04%): "
        "в Московской области – на 6,2%."
    )
    assert [verdict for _, verdict in read(text, russia)] == ["supported", "supported"]


def test_an_answer_goes_on_about_the_question(russia: Answers) -> None:
    """A question names what its answer counts: 97.4 % of murders were cleared, 0.7 points more than before."""
    text = (
        "— Что с раскрываемостью убийств в первом полугодии 2025 года?\n"
        "— 97,4 процента, на 0,7 пункта выше прошлогодней."
    )
    assert [verdict for _, verdict in read(text, russia)] == ["supported", "supported"]


def test_a_sign_in_words_makes_a_difference(jambyl: Answers) -> None:
    """35 robberies are 18 fewer than 53: a count behind "minus" is no level."""
    text = "За десять месяцев 2025 года в области 35 грабежей, минус 18 за год."
    claims = check(text, jambyl, language="ru").claims
    assert [(claim.operator, str(claim.value)) for claim in claims] == [("level", "35"), ("difference", "-18")]
