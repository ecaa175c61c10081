"""Russian: circumstances told by a participle, lists under a line that tells a direction, folds, records by quarters.

Every figure is taken or added up by hand from the tables under tests/data/fresh/datasets/mari-el. The republic, first
quarters of 2025 and 2024: by groups 108 (96), in public places 344 (374, down 8.0 %), robberies 25 (30). Years: by
groups 334, 373, 377, 408, 407 from 2020 to 2024; robberies 240, 201, 175, 144, 125; 4,569 offences in 2024, of them
1,673 by known offenders in the second half-year.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built

DAY = datetime.date(2025, 4, 20)
QUARTER = "В первом квартале 2025 года "
CASES = [
    (QUARTER + "число преступлений, совершённых группой лиц, выросло с 96 до 108.", "108", "total", "offender:group"),
    (
        QUARTER + "снизилось число:\n– грабежей — на 5, до 25;\n– преступлений, совершённых в общественных местах, — "
        "на 8,0%.",
        "на 8,0%",
        "total",
        "place:public",
    ),
    (
        "Преступлений, совершённых группой лиц, в 2023 году учтено 408 — это максимум с 2020 года.",
        "максимум",
        "total",
        "offender:group",
    ),
]


@pytest.fixture(scope="module")
def republic(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of a Russian republic."""
    return open_built(root / "tests/data/fresh/datasets/mari-el", tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize(("text", "span", "measure", "attribute"), CASES)
def test_a_circumstance_behind_its_noun_is_counted(
    text: str, span: str, measure: str, attribute: str, republic: Answers
) -> None:
    """All numbers of the text are right, and the one told is of the circumstance."""
    claims = check(text, republic, date=DAY).claims
    assert {claim.verdict for claim in claims} == {"supported"}
    (claim,) = (claim for claim in claims if span in claim.span)
    assert (claim.measure, claim.attribute) == (measure, attribute)


def test_the_items_of_a_list_go_the_way_that_the_line_above_tells(republic: Answers) -> None:
    """Five robberies fewer, said by the line above; the other way they would be wrong."""
    for verb, verdict in (("снизилось", "supported"), ("выросло", "wrong")):
        claim = check(QUARTER + f"{verb} число:\n– грабежей — на 5, до 25.", republic, date=DAY).claims[0]
        assert (claim.operator, claim.verdict) == ("difference", verdict)


def test_fewer_by_so_many_times_is_no_bound(republic: Answers) -> None:
    """240 / 125 is 1.92: 1.9 times fewer, and not 2.9 times, which is no upper bound either."""
    for number, verdict in (("1,9", "supported"), ("2,9", "wrong")):
        text = f"По сравнению с 2020 годом грабежей в 2024 году стало меньше в {number} раза."
        (claim,) = check(text, republic, date=DAY).claims
        assert (claim.hedge, claim.verdict) == ("", verdict)


def test_a_record_of_years_is_held_against_years_added_up_of_quarters(republic: Answers) -> None:
    """125 robberies are the fewest since 2020; 407 offences by groups were 408 the year before."""
    claims = check("В 2024 году грабежей 125 — это минимум с 2020 года.", republic, date=DAY).claims
    assert [claim.verdict for claim in claims] == ["supported", "supported"]
    text = "Преступлений, совершённых группой лиц, в 2024 году учтено 407 — это максимум с 2020 года."
    assert [claim.verdict for claim in check(text, republic, date=DAY).claims] == ["supported", "wrong"]


def test_an_answer_to_a_question_with_an_unknown_word_is_left_open(republic: Answers) -> None:
    """What is asked about may be a part of all offences only."""
    text = "Итоги полугодия 2024 года.\n— А рецидив?\n— 1 554 преступления за полгода."
    assert check(text, republic, date=DAY).claims[-1].verdict not in ("wrong", "inconsistent")
