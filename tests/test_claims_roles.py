"""Numbers that a method gives are no claims, and those that look like them are: a word to catch, a word to leave alone.

132,778 offences in 2024 and 140,272 in 2023, 566 murders in 2024: ../shared/methods/kazakhstan.md, section 4.
"""

import datetime
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.bulletin import compose, find_plan, list_passages
from esep.claims import Report, check
from esep.claims.claim import PASSING
from esep.cli.proofread import make_proofreader
from esep.cube.cube import CellCube
from esep.model.period import Period
from esep.problems import LANGUAGES
from esep.sources.dataset import find_dataset_folder, load_definition

DAY = datetime.date(2025, 2, 14)
ROLES = [
    ("en", "Offences moved by 3% in 2024 (95% interval -16.5% to -8.6%).", ["95", "16.5", "8.6"], "interval"),
    ("en", "No clear trend: anything from -19.3% to 5.8% fits.", ["19.3", "5.8"], "interval"),
    ("en", "The average of the past years lay between 2.5 and 3.0 in Kazakhstan.", ["2.5", "3.0"], "interval"),
    ("en", "The rate of murder in 2024 is 2.7 per 100,000 people (2.6 to 3.0).", ["2.6", "3.0"], "interval"),
    ("en", "Under 37.1% would be usual for fraud.", ["37.1"], "expected"),
    (
        "en",
        "Trend and season led one to expect 105; what lies above 120 is an unusual rise.",
        ["105", "120"],
        "expected",
    ),
    ("en", "Adjusted for the season it comes to 11,200.", ["11,200"], "expected"),
    ("en", "Those limits (2014-2023) are 99,000 and 150,000.", ["99,000", "150,000"], "expected"),
    ("ru", "За год изменение 3 % (95%-ный интервал: от -16,5 % до -8,6 %).", ["95", "16,5", "8,6"], "interval"),
    ("ru", "Ясного тренда нет: подходит всё от -19,3 % до 5,8 %.", ["19,3", "5,8"], "interval"),
    ("ru", "По тренду и сезону следовало ожидать 105 краж.", ["105"], "expected"),
    ("ru", "С поправкой на сезон получается 11 200.", ["11 200"], "expected"),
    ("ru", "Эти пределы (2014–2023): 99 000 и 150 000.", ["99 000", "150 000"], "expected"),
    ("kk", "Өзгеріс 3% (95% аралық: -16,5% – -8,6%).", ["95", "16,5", "8,6"], "interval"),
    ("kk", "Айқын тренд жоқ: -19,3% мен 5,8% аралығының бәрі сәйкес келеді.", ["19,3", "5,8"], "interval"),
    ("kk", "Тренд пен маусым бойынша 105 ұрлық күтілген.", ["105"], "expected"),
    ("kk", "Маусымдық түзетумен 11 200 шығады.", ["11 200"], "expected"),
    ("kk", "Бұл шектер (2014–2023): 99 000 және 150 000.", ["99 000", "150 000"], "expected"),
]
CLAIMS = [
    ("en", "Between 500 and 600 murders were registered in 2024.", ["500", "600"]),
    ("en", "Crime was higher than expected: 132,778 offences in 2024.", ["132,778"]),
    ("en", "Offences: 132,778 (2024), 140,272 (2023).", ["132,778", "140,272"]),
    ("en", "The difference at that time is 7,494.", ["7,494"]),
    ("ru", "В 2024 году было между 500 и 600 убийств.", ["500", "600"]),
    ("ru", "Правонарушений: 132 778 (2024), 140 272 (2023).", ["132 778", "140 272"]),
    ("ru", "Правонарушений: 2023 год — 140 272, 2024 год — 132 778.", ["140 272", "132 778"]),
    ("ru", "Разница на тот момент: 7 494 правонарушения.", ["7 494"]),
    ("ru", "Органы правовой статистики в 2024 году зарегистрировали 132\n778 правонарушений всех видов.", ["132\n778"]),
    ("kk", "2024 жылы 500 мен 600 аралығында кісі өлтіру тіркелді.", ["500", "600"]),
    ("kk", "Тіркелген құқық бұзушылық: 132 778 (2024), 140 272 (2023).", ["132 778", "140 272"]),
    (
        "kk",
        "Қазақстанда 2024 жылы құқықтық статистика органдары барлығы 132\n778 құқық бұзушылық тіркеді.",
        ["132\n778"],
    ),
]
# 316,418 offences in 2017 would be (132,778 / 316,418) ^ (1 / 7) = 0.8833 a year; in the text itself: 0.5 ^ (1 / 7).
PACES = [
    ("en", "Offences fell from 200,000 in 2010 to 100,000 in 2017, by 9.4% a year on average.", "9.4"),
    ("ru", "Число краж снизилось с 200 000 в 2010 году до 100 000 в 2017 году, в среднем на 9,4 % в год.", "9,4"),
]
OPEN_PACES = [
    ("en", "Offences in Kazakhstan moved by -7.6% a year on average in 2024."),
    ("en", "Since 2020 offences in Kazakhstan went down by 7.6% a year."),
    ("ru", "В Казахстане правонарушений в 2024 году в среднем −7,6 % в год."),
    ("ru", "С 2020 года число правонарушений в Казахстане снижается в среднем на 7,6 % в год."),
    ("kk", "Қазақстанда 2024 жылы құқық бұзушылық жылына орта есеппен −7,6%."),
    ("kk", "2020 жылдан бері құқық бұзушылық жылына орта есеппен 7,6% төмендеп келеді."),
]


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


def check_text(text: str, language: str, answers: Answers) -> Report:
    """Check a text of February 2025."""
    return check(text, answers, date=DAY, language=language)


@pytest.mark.parametrize(("language", "text", "spans", "role"), ROLES)
def test_numbers_of_a_method_are_no_claims(
    answers: Answers, language: str, text: str, spans: list[str], role: str
) -> None:
    """Ends of intervals and what a model expects are listed as what they are."""
    report = check_text(text, language, answers)
    assert [other.span for other in report.other_numbers if other.role == role] == spans


@pytest.mark.parametrize(("language", "text", "spans"), CLAIMS)
def test_counts_that_look_like_them_stay_claims(answers: Answers, language: str, text: str, spans: list[str]) -> None:
    """A stated range, a count beside its year, a number broken over two lines: all are claims, and right."""
    report = check_text(text, language, answers)
    assert [text[claim.start : claim.end].strip() for claim in report.claims] == spans
    assert {claim.verdict for claim in report.claims} <= set(PASSING)


def test_a_stated_range_that_misses_is_wrong(answers: Answers) -> None:
    """566 murders lie below 600 to 700: the lower bound is wrong, the upper one holds."""
    report = check_text("Between 600 and 700 murders were registered in 2024.", "en", answers)
    assert [claim.verdict for claim in report.claims] == ["wrong", "rounded"]


@pytest.mark.parametrize(("language", "text", "number"), PACES)
def test_a_pace_is_held_against_its_two_ends(answers: Answers, language: str, text: str, number: str) -> None:
    """A change a year follows from two dated levels of the text: halved in seven years is -9.43 % a year."""
    (pace,) = (c for c in check_text(text, language, answers).claims if number in c.span)
    assert pace.verdict in PASSING
    assert pace.true_value is not None
    assert round(pace.true_value, 2) == Fraction(-943, 100)


@pytest.mark.parametrize(("language", "text"), OPEN_PACES)
def test_a_pace_is_not_the_change_of_a_year(answers: Answers, language: str, text: str) -> None:
    """What no two named years give stays open: an average may be reckoned in more than one way."""
    claims = check_text(text, language, answers).claims
    assert [(claim.operator, claim.value) for claim in claims] == [("percent_change", Fraction(-76, 10))]
    assert claims[0].verdict in ("ambiguous", "not_checkable")
    assert claims[0].reason.key in ("claims.reason_pace", "claims.reason_pace_open")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bulletin_with_trend_and_outlook_passes_its_own_proof(
    answers: Answers, language: str, tmp_path: Path
) -> None:
    """Findings about paces and intervals do not stop the bulletin that prints them."""
    folder = Path(shutil.copytree(find_dataset_folder("kazakhstan"), tmp_path / "kazakhstan"))
    plan = folder / "bulletin.toml"
    row = '    "total trend-since:2017 scope:committee_offences region:KZ period:{period}",\n'
    text = plan.read_text(encoding="utf-8")
    assert row in text
    plan.write_text(text.replace(row, row + row.replace("trend-since:2017", "outlook-to:2026")), encoding="utf-8")
    year = Period.year(2024)
    doc = compose(answers, year, language, plan=find_plan(answers.definition, folder))
    proofread = make_proofreader(answers, year)
    assert [fault for passage in list_passages(doc) for fault in proofread(passage)] == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "In 2021, 251 thefts, article 188 part 2 were registered in Almaty, unit 1 (synthetic)."),
        ("ru", "За 2021 год в Алматы зарегистрирована 251 кража, статья 188 часть 2."),
        ("kk", "2021 жылы Алматыда 188-баптың 2-бөлігі бойынша 251 ұрлық тіркелді."),
    ],
)
def test_a_number_inside_a_declared_name_claims_nothing(language: str, text: str) -> None:
    """The register of Kazakhstan names its offences by articles and their parts, its districts by numbers."""
    report = check(text, Answers(load_definition("kazakhstan-register"), CellCube([]), "none"), language=language)
    assert [claim.span for claim in report.claims] == ["251"]
