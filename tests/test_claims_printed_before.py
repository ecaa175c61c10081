"""Figures of the period compared with in brackets, items whose verb comes last, and names in their cases.

Every figure is computed by hand from the invented tables under tests/data/fresh/datasets. Aktobe, nine months of 2025
and of 2024: 8,438 and 9,101 offences (7.3 % fewer), 2,348 and 2,875 thefts (18.3 % fewer), 105 and 131 robberies
(19.8 % fewer); 1,350 of the 2,420 frauds of the oblast in the city (55.8 %). First half-years: 5,692 and
6,220 offences. Mari El, 2024: 1,063 thefts in Yoshkar-Ola, the most, and 377 in Medvedevsky District.
Volzhsk, half of 2025: 476 offences,
503 before.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from esep.claims.claim import PASSING, Claim
from tests.prose_sets import open_built

DAY = datetime.date(2025, 10, 15)


@pytest.fixture(scope="module")
def aktobe(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of an oblast of Kazakhstan."""
    return open_built(root / "tests/data/fresh/datasets/aktobe", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def mari_el(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of a republic of Russia."""
    return open_built(root / "tests/data/fresh/datasets/mari-el", tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers) -> tuple[Claim, ...]:
    """Return the claims of a text of the autumn of 2025."""
    return check(text, answers, date=DAY).claims


@pytest.mark.parametrize(
    "text",
    [
        "In the first nine months of 2025 the oblast recorded 8,438 offences, down 7.3% on the same period of 2024 "
        "(2024: 9,101).",
        "За 9 месяцев 2025 года в области зарегистрировано 8 438 правонарушений, что на 7,3% меньше, чем за "
        "аналогичный период прошлого года (в 2024 году – 9 101).",
        "2025 жылдың 9 айында облыста 8 438 қылмыстық құқық бұзушылық тіркеліп, өткен жылдың сәйкес кезеңімен "
        "салыстырғанда 7,3%-ға төмендеді (2024 жылы – 9 101).",
    ],
)
def test_a_year_in_brackets_has_the_months_compared_with(text: str, aktobe: Answers) -> None:
    """The year alone had 12,164 offences: what brackets recall is what the change was computed from."""
    *_, recalled = read(text, aktobe)
    assert (int(recalled.value or 0), str(recalled.period), recalled.verdict) == (9101, "2024-01..2024-09", "supported")


def test_a_kazakh_item_without_its_verb_is_a_change(aktobe: Answers) -> None:
    """The verb behind the last item is that of all, and the dative says BY."""
    text = (
        "2025 жылдың 9 айында:\n• ұрлық – 18,3%-ға (2 875-тен 2 348-ге дейін);\n"
        "• тонау – 19,8%-ға (131-ден 105-ке дейін) азайды."
    )
    claims = read(text, aktobe)
    assert [claim.operator for claim in claims] == ["percent_change", "level", "level"] * 2
    assert all(claim.verdict in PASSING for claim in claims)


def test_the_same_period_by_another_word(aktobe: Answers) -> None:
    """ "Осындай кезең" is the same half-year, and "алғашқы" is the first one and not the district of Alga."""
    text = (
        "2025 жылдың алғашқы жартыжылдығында өңірде 5 692 қылмыстық құқық бұзушылық тіркелді, бұл 2024 жылдың осындай "
        "кезеңіне қарағанда 528-ге аз."
    )
    level, change = read(text, aktobe)
    assert (level.region, level.verdict, change.verdict) == ("KZ-15", "supported", "supported")
    assert str(change.base_period) == "2024-01..2024-06"


@pytest.mark.parametrize(("share", "verdict"), [("55,8%", "supported"), ("58,5%", "wrong")])
def test_a_share_of_the_oblast_is_of_the_same_kind(share: str, verdict: str, aktobe: Answers) -> None:
    """The city's frauds among those of the oblast, not among the city's offences."""
    text = f"За 9 месяцев 2025 года в Актобе совершено 1 350 мошенничеств, {share} от областного числа."
    told = read(text, aktobe)[-1]
    assert (told.measure, told.attribute, told.verdict) == ("fraud", "share_of:fraud", verdict)


def test_names_stand_in_their_cases_though_a_word_of_the_list_has_an_asterisk(mari_el: Answers) -> None:
    """A word for a region that is its name as well, and one without the last letter, take endings."""
    text = "Больше всего краж в 2024 году пришлось на Йошкар-Олу — 1 063, на Медведевский район — 377."
    most, first, second = read(text, mari_el)
    assert [claim.region for claim in (most, first, second)] == ["RU-ME-YOL", "RU-ME-YOL", "RU-ME-MED"]
    assert all(claim.verdict in PASSING for claim in (most, first, second))


def test_a_change_of_what_was_not_understood_accuses_nobody(mari_el: Answers) -> None:
    """No measure is called "пьяные": neither the level nor its change is held against all offences."""
    text = (
        "В Волжске за первое полугодие 2025 года:\n▪️ всего преступлений — 476\n▪️ пьяные преступления — 106, рост на 4"
    )
    assert [claim.verdict for claim in read(text, mari_el)] == ["supported", "ambiguous", "ambiguous"]
