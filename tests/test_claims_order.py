"""Claims of an order, said in words: records, runs of years, places.

Offences of the Committee: 162,783 in 2020, then 157,884, 157,473, 140,272 and 132,778 in 2024; the series is broken in
2017 (../shared/methods/kazakhstan.md, section 4, and the packaged figures).
"""

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.reports.render import FORMS, render
from tests.prose_sets import open_built

DAY = datetime.date(2025, 2, 14)
CASES = [
    ("en", "In 2024 offences in Kazakhstan fell to the lowest level since 2020.", "extreme", "lowest", "supported"),
    ("en", "In 2024 criminal offences were at the highest level since 2020.", "extreme", "highest", "wrong"),
    ("en", "In 2024 offences in Kazakhstan fell to the lowest level since 2010.", "extreme", "lowest", "not_checkable"),
    ("en", "Offences in Kazakhstan fell for the third year in a row in 2024.", "streak", "down", "supported"),
    ("en", "Criminal offences in Kazakhstan rose for the third consecutive year in 2024.", "streak", "up", "wrong"),
    ("en", "Almaty ranks first by the number of offences in 2024.", "rank", "", "not_checkable"),
    ("ru", "В 2024 году самое низкое число правонарушений с 2020 года.", "extreme", "lowest", "supported"),
    ("ru", "В 2024 году самое высокое число уголовных правонарушений с 2020 года.", "extreme", "highest", "wrong"),
    ("ru", "В 2024 году число правонарушений снизилось третий год подряд.", "streak", "down", "supported"),
    ("ru", "В 2024 году число уголовных правонарушений выросло третий год подряд.", "streak", "up", "wrong"),
    ("ru", "Алматы на первом месте по числу правонарушений в 2024 году.", "rank", "", "not_checkable"),
    ("kk", "2024 жылы құқық бұзушылық саны 2020 жылдан бергі ең төмен деңгейде.", "extreme", "lowest", "supported"),
    ("kk", "2024 жылы қылмыстық құқық бұзушылық 2020 жылдан бергі ең жоғары.", "extreme", "highest", "wrong"),
    ("kk", "2024 жылы Қазақстанда құқық бұзушылық саны қатарынан үшінші жыл азайды.", "streak", "down", "supported"),
    ("kk", "2024 жылы қылмыстық құқық бұзушылық саны қатарынан үшінші жыл өсті.", "streak", "up", "wrong"),
    ("en", "In 2024 offences in Kazakhstan were the lowest in seven years.", "extreme", "lowest", "supported"),
    ("en", "In 2024 criminal offences in Kazakhstan hit a five-year high.", "extreme", "highest", "wrong"),
    ("en", "In 2024 criminal offences were the lowest in ten years.", "extreme", "lowest", "not_checkable"),
    ("en", "In 2024 criminal offences in Kazakhstan were the lowest of the decade.", "extreme", "lowest", "supported"),
    ("en", "In 2022 criminal offences were the second lowest since 2018.", "rank", "lowest", "wrong"),
    ("ru", "В 2024 году число правонарушений самое низкое за последние семь лет.", "extreme", "lowest", "supported"),
    ("ru", "В 2024 году рекордное за пять лет число уголовных правонарушений.", "extreme", "highest", "wrong"),
    ("ru", "В 2024 году число правонарушений: минимум за десять лет.", "extreme", "lowest", "not_checkable"),
    ("ru", "В 2024 году число уголовных правонарушений второе по величине с 2018 года.", "rank", "highest", "wrong"),
    ("kk", "2024 жылы құқық бұзушылық соңғы жеті жылдағы ең төмен көрсеткіш.", "extreme", "lowest", "supported"),
    ("kk", "2024 жылы қылмыстық құқық бұзушылық саны соңғы бес жылдағы ең жоғары.", "extreme", "highest", "wrong"),
    ("kk", "2024 жылы құқық бұзушылық соңғы он жылдағы ең төмен көрсеткіш.", "extreme", "lowest", "not_checkable"),
]  # fmt: skip
LEFT_ALONE = [
    ("en", "In 2024 the largest fall since 2018 was recorded."),
    ("en", "Most of the offences of the last ten years were thefts, as in 2024."),
    ("ru", "В 2024 году отмечено самое большое снижение за десять лет."),
    ("en", "Murders in 2024 are not the lowest since 2010."),
    ("en", "Most of the offences in 2024 are thefts."),
    ("en", "The largest part of 2024 was quiet."),
    ("ru", "Самое большое число жителей — в Алматы, как и в 2024 году."),
    ("kk", "2024 жылы ең көп тұрғын Алматыда болды."),
]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(("language", "text", "operator", "direction", "verdict"), CASES)
def test_a_claim_of_an_order_is_held_against_the_series(
    answers: Answers, language: str, text: str, operator: str, direction: str, verdict: str
) -> None:
    """What the comparable years or regions show decides; where they do not reach, the claim stays open."""
    (claim,) = check(text, answers, date=DAY, language=language).claims
    assert (claim.operator, claim.direction, claim.verdict) == (operator, direction, verdict)
    assert (claim.value is None) == (operator == "extreme")


@pytest.mark.parametrize(("language", "text"), LEFT_ALONE)
def test_other_superlatives_claim_nothing(answers: Answers, language: str, text: str) -> None:
    """A denied record, and a superlative without a stretch of time, are no claims of an order."""
    assert check(text, answers, date=DAY, language=language).claims == ()


PLACES = [
    # Illegal handling of weapons, 2006 to 2010: 1,272, 1,264, 926, 1,131 and 984 (a study, in the packaged figures).
    ("en", "In 2010 illegal handling of weapons in Kazakhstan was the second lowest since 2006.", "supported"),
    ("ru", "В 2010 году число фактов незаконного оборота оружия стало вторым самым низким за пять лет.", "supported"),
    ("kk", "2010 жылы қаруды заңсыз айналымға салу 2006 жылдан бергі екінші ең төмен көрсеткіш болды.", "supported"),
    ("en", "In 2010 illegal handling of weapons in Kazakhstan was the third lowest since 2006.", "ambiguous"),
]


@pytest.mark.parametrize(("language", "text", "verdict"), PLACES)
def test_a_place_among_years_is_counted_from_its_end(answers: Answers, language: str, text: str, verdict: str) -> None:
    """The second highest since a year is a place among years, whether or not that year is counted in."""
    (claim,) = check(text, answers, date=DAY, language=language).claims
    assert (claim.operator, claim.verdict, claim.true_value) == ("rank", verdict, Fraction(2))


def test_an_order_in_a_clause_of_its_own_year_is_of_that_year(answers: Answers) -> None:
    """What was "when" a number stood lowest is of the year that the clause hangs on; 2020 was the highest since."""
    text = "There were 132,778 offences in 2024, fewer than in 2020, when the number was the highest since 2019."
    claim = check(text, answers, date=DAY, language="en").claims[-1]
    assert (claim.operator, str(claim.period)) == ("extreme", "2020")


def test_a_run_of_months_is_not_counted_in_years(answers: Answers) -> None:
    """Three months in a row are no three years: yearly figures say nothing to them."""
    (claim,) = check("Offences rose in 2024 for the third month in a row.", answers, date=DAY, language="en").claims
    assert (claim.operator, claim.verdict) == ("streak", "not_checkable")


RUNS = [
    # 1,272, 1,264, 926, 1,131, 984: in 2009 the first rise, in 2010 a fall after it.
    ("en", "In 2009 illegal handling of weapons rose for the first time in three years.", "supported"),
    ("ru", "В 2009 году незаконный оборот оружия впервые за три года вырос.", "supported"),
    ("kk", "2009 жылы қаруды заңсыз айналымға салу үш жылда алғаш рет өсті.", "supported"),
    ("en", "In 2010 illegal handling of weapons rose for the first time in three years.", "not_checkable"),
    ("en", "Criminal offences in Kazakhstan fell in 2024, the third annual fall in a row.", "supported"),
    ("en", "After three consecutive annual increases, criminal offences fell in 2024.", "ambiguous"),
    ("ru", "В 2024 году число уголовных правонарушений снизилось третий год кряду.", "supported"),
    ("ru", "Преступность в Казахстане в 2024 году падает четвёртый год.", "supported"),
    ("ru", "В 2024 году число уголовных правонарушений снизилось: третье снижение подряд.", "supported"),
    ("en", "In 2024 criminal offences in Kazakhstan fell, the third fall in a row.", "supported"),
]


@pytest.mark.parametrize(("language", "text", "verdict"), RUNS)
def test_a_first_step_is_no_run_and_a_run_may_be_over(answers: Answers, language: str, text: str, verdict: str) -> None:
    """The first rise in three years follows steps that were none; after a run the figures went another way."""
    claim = next(c for c in check(text, answers, date=DAY, language=language).claims if c.operator == "streak")
    assert claim.verdict == verdict


def test_a_run_is_read_over_its_years(answers: Answers) -> None:
    """The third year in a row ends with the year spoken of; a run that is over ended the year before."""
    (claim,) = check("Criminal offences fell for the third year in a row in 2024.", answers, date=DAY).claims
    assert str(claim.period) == "2022..2024"
    text = "After three consecutive annual increases, criminal offences fell in 2024."
    assert str(check(text, answers, date=DAY).claims[0].period) == "2021..2023"


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("en", "Almaty leads the country by the number of offences in 2024.", 1),
        ("en", "In 2024 Almaty was in the top three by the number of offences.", 3),
        ("ru", "По числу правонарушений в 2024 году лидирует Алматы.", 1),
        ("kk", "2024 жылы құқық бұзушылық саны бойынша Алматы көш басында.", 1),
    ],
)
def test_leading_and_being_among_the_first_are_places(answers: Answers, language: str, text: str, place: int) -> None:
    """Not every region of 2024 has a figure, so that the place stays open."""
    (claim,) = check(text, answers, date=DAY, language=language).claims
    assert (claim.operator, claim.value, claim.verdict) == ("rank", Fraction(place), "not_checkable")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_a_report_shows_them(answers: Answers, form: str) -> None:
    """A claim without a number is written in every form."""
    report = check(CASES[1][1], answers, date=DAY, language="en")
    assert render(report, form=form)


PLACED = [
    ("Больше всего преступлений за {p} зарегистрировано в Великом Новгороде.", "extreme", "highest", "supported"),
    ("За {p} в Валдайском районе больше всего краж.", "extreme", "highest", "wrong"),
    ("За {p} меньше всего краж в Валдайском районе.", "extreme", "lowest", "supported"),
    ("За {p} наименьшее число мошенничеств отмечено в Боровичском районе.", "extreme", "lowest", "wrong"),
    ("За {p} самый высокий показатель преступности в Валдайском районе.", "extreme", "highest", "ambiguous"),
    ("За {p} по числу краж на втором месте Боровичский район.", "rank", "", "supported"),
    ("За {p} по числу краж на втором месте Окуловский район.", "rank", "", "wrong"),
]
UNPLACED = [
    "За {p} больше всего хлопот в Валдайском районе доставляли кражи.",
    "За {p} больше всего жителей было в Валдайском районе.",
    "За {p} самое большое снижение краж – в Валдайском районе.",
]
NINE_MONTHS = "девять месяцев 2025 года"


@pytest.fixture(scope="module")
def novgorod(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of a region and its districts."""
    return open_built(root / "tests" / "data" / "last" / "datasets" / "novgorod", tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize(("text", "operator", "direction", "verdict"), PLACED)
def test_an_order_among_regions_is_held_against_the_regions_beside(
    novgorod: Answers, text: str, operator: str, direction: str, verdict: str
) -> None:
    """By its table Veliky Novgorod has 3,764 of 7,489 crimes and Valday, with 139, as few thefts as any."""
    claims = check(text.format(p=NINE_MONTHS), novgorod, date=datetime.date(2025, 10, 20), language="ru").claims
    assert [(c.operator, c.direction, c.verdict) for c in claims] == [(operator, direction, verdict)]


@pytest.mark.parametrize("text", UNPLACED)
def test_a_superlative_that_is_no_count_of_offences_claims_no_order(novgorod: Answers, text: str) -> None:
    """Trouble, people and changes are not what the regions are ranked by."""
    claims = check(text.format(p=NINE_MONTHS), novgorod, date=datetime.date(2025, 10, 20), language="ru").claims
    assert [claim for claim in claims if claim.operator in ("extreme", "rank")] == []
