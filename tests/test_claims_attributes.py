"""Which circumstance a number counts: cleared, by foreigners, in public places, or none.

Every figure is computed by hand from the tables under tests/data/outlets/datasets. Russia: of 3,207 murders of the
first half of 2025 3,125 were cleared, of 3,470 a year before 3,358, 97.44 and 96.77 %. Foreigners committed 28,684
crimes in nine months of 2025 and 28,956 in those of 2024, of 1,288,249 and 1,347,196. Jambyl: 1,001 offences in public
places in ten months of 2025, 1,147 a year before, 12.73 % fewer.
"""

from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built


@pytest.fixture(scope="module")
def russia(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of Russia."""
    return open_built(root / "tests/data/outlets/datasets/russia-mvd", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def jambyl(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of an oblast of Kazakhstan."""
    return open_built(root / "tests/data/outlets/datasets/kz-oblast", tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers, language: str = "ru") -> list[tuple[str, str, str, str]]:
    """Return what each number of a text is taken for: its operator, measure and attribute, and its verdict."""
    report = check(text, answers, language=language)
    told = ((claim, claim.attribute.partition("/")[0]) for claim in report.claims)
    return [(claim.operator, claim.measure, attribute, claim.verdict) for claim, attribute in told]


def test_points_behind_a_per_cent_make_a_share_of_it(russia: Answers) -> None:
    """A per cent of offences cleared is a share, and points are its change: 97.44 - 96.77 = 0.67."""
    text = "За первое полугодие 2025 года в России раскрыто 97,4% убийств – на 0,7 п.п. больше, чем год назад."
    assert read(text, russia) == [
        ("share", "murder", "status:solved", "supported"),
        ("percentage_points", "murder", "status:solved", "supported"),
    ]
    wrong = text.replace("97,4%", "91,4%").replace("0,7", "1,7")
    assert [claim[3] for claim in read(wrong, russia)] == ["wrong", "wrong"]


def test_a_share_that_moved_is_where_it_stands(russia: Answers) -> None:
    """Behind a move the second per cent is the share itself, though a word for a change stands before both."""
    text = "В первом полугодии 2025 года раскрываемость убийств в России выросла на 0,7 п.п. и достигла 97,4%."
    assert [claim[0] for claim in read(text, russia)] == ["percentage_points", "share"]
    assert {claim[3] for claim in read(text, russia)} == {"supported"}


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        ("Год назад — 28 956.", ["supported"]),
        # 100 (28,684 - 28,956) / 28,956 = -0.94.
        ("Это на 0,9% меньше, чем годом ранее.", ["supported"]),
        ("Это на 4,4% меньше, чем годом ранее.", ["wrong"]),
        # 100 28,684 / 1,288,249 = 2.23.
        ("Их доля — 2,2% всех преступлений.", ["supported"]),
    ],
)
def test_who_is_spoken_of_is_kept_for_the_next_sentence(text: str, verdicts: list[str], russia: Answers) -> None:
    """A number that names no kind of its own counts what the sentence before counted, its circumstance included."""
    opening = "За девять месяцев 2025 года иностранцами в России совершено 28 684 преступления. "
    assert [claim[2:] for claim in read(opening + text, russia)[1:]] == [("offender:foreign", v) for v in verdicts]


def test_an_outcome_is_not_what_a_text_goes_on_about(russia: Answers) -> None:
    """After "so many were cleared" a count may be one of all, and is not called wrong as one of those cleared."""
    text = "За девять месяцев 2025 года в России раскрыто 651 747 преступлений. Год назад — 1 347 196."
    assert read(text, russia)[1][3] != "wrong"


def test_a_noun_has_its_circumstance_for_all_its_numbers(jambyl: Answers) -> None:
    """Both numbers that count by one noun count it in public places, the change and the level."""
    text = "2025 жылдың он айында облыста қоғамдық орындарда жасалған құқық бұзушылықтар 12,7%-ға кеміп, 1 001 болды."
    assert [claim[2:] for claim in read(text, jambyl, "kk")] == [("place:public", "supported")] * 2


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("За девять месяцев 2025 года в России выявлено 153 463 преступления, связанных с наркотиками.", "drugs"),
        ("За девять месяцев 2025 года в России выявлено 1 288 249 преступлений, краж стало меньше.", "total"),
    ],
)
def test_crimes_that_something_narrows_are_not_all(text: str, measure: str, russia: Answers) -> None:
    """A word for all crimes that a kind narrows is that kind; what only stands behind a comma narrows nothing."""
    assert read(text, russia)[0][1::2] == (measure, "supported")


def test_a_part_named_by_its_kind_has_the_circumstance_of_the_whole(jambyl: Answers) -> None:
    """Of 233 offences in families in 2024 13 were murders, which are not all 39 of the year."""
    text = "В 2024 году в области в семейно-бытовой сфере совершено 233 правонарушения, из них 13 убийств."
    assert read(text, jambyl) == [
        ("level", "total", "sphere:domestic", "supported"),
        ("level", "murder", "sphere:domestic", "supported"),
    ]


@pytest.mark.parametrize(
    ("number", "verdict"),
    [("112", "supported"), ("132", "wrong")],
)
def test_a_list_of_circumstances_is_of_one_kind(number: str, verdict: str, jambyl: Answers) -> None:
    """After 718 offences of drunk people "by minors" are offences too: 112 in 2024."""
    text = f"В 2024 году в области пьяными совершено 718 правонарушений. Несовершеннолетними – {number}."
    assert read(text, jambyl)[-1] == ("level", "total", "offender:minor", verdict)


def test_against_minors_is_not_by_minors(jambyl: Answers) -> None:
    """A word for offenders behind "against" means the victims: 180 in 2024, while minors committed 112."""
    text = "В 2024 году в области совершено 180 правонарушений против несовершеннолетних."
    assert read(text, jambyl) == [("level", "total", "victim:minor", "supported")]


def test_what_is_said_of_all_is_said_of_a_kind_named_next(jambyl: Answers) -> None:
    """In half of 2025 1,902 offences were cleared, of frauds on the internet 71, while 478 were registered."""
    text = "За первое полугодие 2025 года в области раскрыто 1 902 правонарушения. По интернет-мошенничествам – 71."
    assert read(text, jambyl)[-1] == ("level", "internet_fraud", "status:cleared", "supported")


def test_a_list_of_regions_shares_its_noun(russia: Answers) -> None:
    """Murders in half of 2025: 826 in the Central, 792 in the Volga and 366 in the Siberian district."""
    text = (
        "В первом полугодии 2025 года больше всего убийств пришлось на Центральный (826), Приволжский (792) "
        "и Сибирский (366) федеральные округа."
    )
    regions = [claim.region for claim in check(text, russia, language="ru").claims if claim.operator == "level"]
    assert regions == ["RU-CFD", "RU-VFD", "RU-SIB"]
    assert [claim[3] for claim in read(text, russia) if claim[0] == "level"] == ["supported"] * 3


def test_a_word_that_nobody_knows_may_be_what_a_text_is_about(jambyl: Answers) -> None:
    """Before any kind is named no number is held against all offences where the text speaks of something unknown."""
    text = "Браконьерство в области: цифры за 2024 год. В 2024 году выявлено 812 фактов. Годом ранее их было 954."
    assert all(claim[3] not in ("wrong", "inconsistent") for claim in read(text, jambyl))


def test_years_that_a_change_took_reach_back(jambyl: Answers) -> None:
    """From 495 in 2021 to 800 in 2024 frauds on the internet grew 1.62 times."""
    text = "В 2024 году в области 800 интернет-мошенничеств. За три года рост в 1,6 раза."
    assert read(text, jambyl)[-1] == ("fold", "internet_fraud", "", "supported")


@pytest.mark.parametrize(("share", "verdict"), [("5,6%-ы", "supported"), ("5,9%-ы", "wrong")])
def test_a_district_has_a_share_of_its_oblast(share: str, verdict: str, jambyl: Answers) -> None:
    """What lies in the oblast is the whole, and the district behind the share has the part: 100 160 / 2,880 = 5.56."""
    text = f"2025 жылдың алты айында облыстағы барлық құқық бұзушылықтың {share} Шу ауданына тиесілі."
    claims = check(text, jambyl, language="kk").claims
    assert [(claim.region, claim.verdict) for claim in claims] == [("JM-SHU", verdict)]
