"""Sentences of Russian reports over datasets that only a definition declares, as bound by words and arithmetic.

Every figure is taken by hand from the tables beside the definitions in tests/data/outlets/datasets.
"""

from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built


@pytest.fixture(scope="module")
def kyrgyz(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of Kyrgyzstan."""
    return open_built(root / "tests/data/outlets/datasets/kyrgyz-crime", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def russia(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of Russia."""
    return open_built(root / "tests/data/outlets/datasets/russia-mvd", tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers) -> list[tuple[str, str, str]]:
    """Return what each number of a text is taken for: as printed, its region and its verdict."""
    return [(claim.span, claim.region, claim.verdict) for claim in check(text, answers, language="ru").claims]


NINE = "За 9 месяцев 2025 года по городу Ош зарегистрировано 1 621 преступлений, по Ошской области – 2 965. "


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        # 12 murders in the city of Osh, 15 in the oblast; 430 and 842 frauds.
        (
            "Убийств в городе 12, в области 15. Мошенничеств – 430 и 842 соответственно.",
            [("12", "KG-OSC"), ("15", "KG-OSH"), ("430", "KG-OSC"), ("842", "KG-OSH")],
        ),
        # A name that follows says which city.
        ("В городе Бишкек – 5 убийств.", [("5", "KG-BIS")]),
    ],
)
def test_a_noun_alone_means_the_region_named_with_it(
    text: str, read_as: list[tuple[str, str]], kyrgyz: Answers
) -> None:
    """ "В городе" is the one city that the text has named, and "соответственно" keeps the order told before."""
    told = read(NINE + text, kyrgyz)[2:]
    assert [one[:2] for one in told] == read_as


def test_a_noun_alone_means_nothing_where_two_were_named(kyrgyz: Answers) -> None:
    """Behind two oblasts nobody knows which "в области" means."""
    text = "В 2024 году в Чуйской области 173 грабежа, в Ошской области – 60. Убийств в области 2."
    assert read(text, kyrgyz)[-1][2] not in ("wrong", "inconsistent")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # 2,252 of 7,556 thefts in Kyrgyzstan were in Bishkek: 29.8 %; of 9,287 frauds 3,109, a third.
        ("В 2024 году на Бишкек приходится 29,8 % краж страны.", "supported"),
        ("В 2024 году на Бишкек приходится 41 % краж страны.", "wrong"),
        ("В Бишкеке в 2024 году совершается каждое третье мошенничество страны.", "rounded"),
    ],
)
def test_a_share_of_a_kind_in_the_wider_region_is_of_that_kind(text: str, verdict: str, kyrgyz: Answers) -> None:
    """The genitive behind a per cent is the whole, and the region behind it the wider one."""
    assert [one[1:] for one in read(text, kyrgyz)] == [("KG-BIS", verdict)]


def test_a_list_keeps_the_length_of_time_that_it_opened_with(russia: Answers) -> None:
    """Open robberies 44,175 and 18,639, violent ones 6,651 and 3,271, in 2019 and 2024; a scale goes for both ends."""
    text = (
        "Грабежей в 2024 году за пять лет стало меньше в 2,4 раза (с 44,2 до 18,6 тыс.), разбоев — вдвое "
        "(3 271 против 6 651), квартирных краж — в 2,6 раза. IT-преступлений за то же время прибавилось в 2,5 раза."
    )
    claims = check(text, russia, language="ru").claims
    assert {str(claim.base_period) for claim in claims if claim.operator == "fold"} == {"2019"}
    assert {claim.verdict for claim in claims} <= {"supported", "rounded"}


@pytest.mark.parametrize(("value", "verdict"), [("57,8", "supported"), ("47,8", "wrong")])
def test_a_change_over_so_many_years_can_be_wrong(value: str, verdict: str, russia: Answers) -> None:
    """18,639 open robberies in 2024 are 57.8 % fewer than 44,175 in 2019; no count of the years gives 47.8 %."""
    text = f"Грабежей в 2024 году 18 639. За пять лет их стало меньше на {value} %."
    assert read(text, russia)[-1][2] == verdict


def test_what_falls_to_them_is_no_share_of_a_region(russia: Answers) -> None:
    """771,319 of all crimes of 2024 were committed with information technology, and "them" are these."""
    text = "В 2024 году совершено 771 тысяча IT-преступлений, на них приходится 43 % всех зарегистрированных."
    claim = check(text, russia, language="ru").claims[-1]
    assert (claim.measure, claim.verdict) == ("it_crimes", "supported")


def test_an_if_that_sets_two_years_side_by_side_supposes_nothing(russia: Answers) -> None:
    """44,175 and 18,639 open robberies were registered in 2019 and 2024."""
    text = "Если в 2019 году грабежей было 44 175, то в 2024-м – 16 639."
    assert [one[2] for one in read(text, russia)] == ["supported", "wrong"]


@pytest.mark.parametrize(
    "text", ["Убийств меньше: в 2024 году их было тринадцать.", "В 2024 году убийств – тринадцать, грабежей 9."]
)
def test_a_number_word_behind_its_offence_counts_it(text: str, russia: Answers) -> None:
    """A small number in words that ends its clause and stands behind an offence is a claim."""
    assert read(text, russia)[0][0] == "тринадцать"


@pytest.fixture(scope="module")
def ural(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of the Urals."""
    return open_built(root / "tests/data/further/datasets/ural-crime", tmp_path_factory.mktemp("store"))


def test_a_text_comes_back_to_the_region_that_it_opened_with(ural: Answers) -> None:
    """5,905 and 6,492 thefts and 168 and 169 taken vehicles were registered in the okrug in 2024 and 2023."""
    text = (
        "Югра итожит 2024 год\n\nВ автономном округе зарегистрировано 21 037 преступлений. "
        "В Курганской области – 13 448, в Тюменской – 20 072.\n\n"
        "Краж стало меньше: 5 905 против 6 492. Угонов – 168, на один меньше."
    )
    told = read(text, ural)
    assert {told[0][1], *(one[1] for one in told[3:])} == {"RU-KHM"}
    assert {one[2] for one in told[3:]} == {"supported"}


def test_more_than_half_is_a_share_and_no_change(ural: Answers) -> None:
    """11,806 of 22,575 crimes of the first half of 2025 were solved: 52.3 %."""
    text = "В январе – июне 2025 года в Челябинской области раскрыто больше половины преступлений."
    claim = check(text, ural, language="ru").claims[-1]
    assert (claim.operator, claim.direction) == ("share", "")


def test_a_change_is_not_accused_for_a_misprint_of_its_end(russia: Answers) -> None:
    """44,175 and 18,639 open robberies are a fall by 57.8 %; 28,639 is the misprint, and the fall is right."""
    text = "Грабежей в 2024 году 28 639, тогда как в 2019-м – 44 175: за пять лет их стало меньше на 57,8 %."
    assert [one[2] for one in read(text, russia)] == ["wrong", "supported", "supported"]


@pytest.mark.parametrize(("share", "whole", "verdicts"), [("47,2", "44 411", "ss"), ("59,2", "54 628", "ww")])
def test_the_total_of_a_share_stands_in_the_bracket_behind_it(
    share: str, whole: str, verdicts: str, ural: Answers
) -> None:
    """20,966 unsolved of 44,411 crimes in Chelyabinsk Oblast in 2024 are 47.2 %."""
    text = (
        "Нераскрытыми в Челябинской области по итогам 2024 года остались 20 966 преступлений, "
        f"или {share} % от общего числа ({whole})."
    )
    assert "".join(one[2][0] for one in read(text, ural)[1:]) == verdicts


def test_a_region_behind_a_bracket_is_that_of_the_number_before_it(ural: Answers) -> None:
    """14,694 of 41,047 crimes of the first quarter of 2025 in Sverdlovsk Oblast are 35.8 %."""
    text = "В I квартале 2025 года в УрФО учтено 41 047 преступлений, "
    text += "из них 14 694 (35,8 %) пришлись на Свердловскую область."
    assert [one[1] for one in read(text, ural)][1:] == ["RU-SVE", "RU-SVE"]


def test_such_thefts_are_the_narrower_ones_named_before(kyrgyz: Answers) -> None:
    """1,102 cattle thefts in 2024, where all thefts were 7,556."""
    text = "Скотокрадство отступает: в 2024 году в республике было 1 102 таких кражи."
    claim = check(text, kyrgyz, language="ru").claims[-1]
    assert (claim.measure, claim.verdict) == ("cattle_theft", "supported")


@pytest.fixture(scope="module")
def novgorod(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of Novgorod Region, whose places have labels and no other words."""
    return open_built(root / "tests/data/last/datasets/novgorod", tmp_path_factory.mktemp("store"))


NINE_MONTHS = "За 9 месяцев 2025 года "
# 1,006 crimes in Staraya Russa District, 1,079 in Borovichi, 515 in Okulovka, 492 in Valday; thefts 236, 529, 139, 139.
ALONE = [
    ("в Старорусском кражи упали до 236.", [("236", "RU-NGR-STR")]),
    ("в Боровичском и Окуловском 1 079 и 515.", [("1 079", "RU-NGR-BOR"), ("515", "RU-NGR-OKU")]),
    ("лидируют районы: Старорусский – 1 006, Валдайский – 492.", [("1 006", "RU-NGR-STR"), ("492", "RU-NGR-VAL")]),
    (
        "в Боровичском районе 1 079 преступлений. В целом в области 7 489. Мошенничеств у нас 178.",
        [("1 079", "RU-NGR-BOR"), ("7 489", "RU-NGR"), ("178", "RU-NGR-BOR")],
    ),
]


@pytest.mark.parametrize(("text", "read_as"), ALONE)
def test_an_adjective_alone_and_a_word_for_ours_mean_their_region(
    text: str, read_as: list[tuple[str, str]], novgorod: Answers
) -> None:
    """ "В Старорусском" is the district, "у нас" the one region that the text is of."""
    told = [one for one in read(NINE_MONTHS + text, novgorod) if one[0][0].isdigit()]
    assert told == [(*one, "supported") for one in read_as]


def test_an_adjective_behind_a_share_is_the_region_it_falls_to(novgorod: Answers) -> None:
    """Of 2,472 thefts 529 fall to Borovichi District and 236 to Staraya Russa."""
    text = f"Из 2 472 краж по области {NINE_MONTHS.lower()}529 приходится на Боровичский район, 236 – на Старорусский."
    told = read(text, novgorod)
    assert told[-1] == ("236", "RU-NGR-STR", "supported")


@pytest.mark.parametrize("place", ["в Валдайском суде", "из Валдайского гарнизона", "на Валдайской, 5,"])
def test_an_adjective_with_a_noun_of_its_own_is_no_region(place: str, novgorod: Answers) -> None:
    """A court, a garrison and a street have no crimes counted for the district."""
    assert {region for _, region, _ in read(f"{NINE_MONTHS}{place} 12 преступлений.", novgorod)} == {"RU-NGR"}


def test_a_paragraph_comes_back_from_the_whole_to_the_region_of_the_text(novgorod: Answers) -> None:
    """69 frauds are those of Chudovo District: the region as a whole was only set beside it."""
    text = (
        "Чудовский район: что показал квартал\n\nВ первом квартале 2025 года в районе 218 преступлений. "
        "В целом по области показатель 2 481.\n\nМошенничеств зарегистрировано 69."
    )
    told = read(text, novgorod)
    assert [one[1] for one in told] == ["RU-NGR-CHU", "RU-NGR", "RU-NGR-CHU"]


FRONTED = [
    ("с использованием информационных технологий совершено 1 612 преступлений.", [("1 612", "it_crime", "supported")]),
    (
        "совершено 7 489 преступлений, с использованием информационных технологий – 1 612.",
        [("7 489", "total", "supported"), ("1 612", "it_crime", "supported")],
    ),
    # 1,677 frauds of all ways; how many of them by technology the data do not know.
    ("с использованием информационных технологий совершено 612 мошенничеств.", [("612", "fraud", "ambiguous")]),
]


@pytest.mark.parametrize(("text", "read_as"), FRONTED)
def test_what_narrows_a_word_for_crimes_may_stand_before_its_number(
    text: str, read_as: list[tuple[str, str, str]], novgorod: Answers
) -> None:
    """The second half of a declared name means it where the word for crimes stands behind the number."""
    claims = check(NINE_MONTHS + text, novgorod, language="ru").claims
    assert [(claim.span, claim.measure, claim.verdict) for claim in claims] == read_as


@pytest.fixture(scope="module")
def urals(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of the Urals Federal District."""
    return open_built(root / "tests/data/world/datasets/ural-fo", tmp_path_factory.mktemp("store"))


HALF = "В первом полугодии 2025 года "
# In the half-year Chelyabinsk has 27,242 crimes, 6,218 frauds and 215 robberies after 256, Kurgan 1,742 frauds; in nine
# months the whole has 30,137 thefts, 14.0% fewer, and 18.2% fewer from dwellings. Sverdlovsk had 62,238 crimes in 2024,
# the most, and 21,038 grave ones. The whole had 84,405 crimes by technology.
TOLD = [
    (
        f"{NINE_MONTHS}краж совершено на 14,0% меньше, в том числе квартирных – на 18,2%.",
        [("theft", "RU-URAL", "supported"), ("flat_theft", "RU-URAL", "supported")],
    ),
    (
        f"{HALF}в Курганской области мошенники провернули 1742 аферы.",
        [("fraud", "RU-KGN", "supported")],
    ),
    (
        "Челябинская область завершила первое полугодие 2025 года с 27 242 зарегистрированными преступлениями. "
        "Грабежей 215, а было 256.",
        [("total", "RU-CHE", "supported"), ("robbery", "RU-CHE", "supported"), ("robbery", "RU-CHE", "supported")],
    ),
    (
        "Преступность в Свердловской области в 2024 году\n\nЗа год 62 238 преступлений. По их числу область занимает "
        "первое место в Уральском федеральном округе.\n\nТяжких и особо тяжких преступлений 21 038.",
        [("total", "RU-SVE", "supported"), ("total", "RU-SVE", "supported"), ("grave", "RU-SVE", "supported")],
    ),
    (
        "В 2024 году с применением IT-технологий совершено 84 405 преступлений.",
        [("it_crime", "RU-URAL", "supported")],
    ),
]


@pytest.mark.parametrize(("text", "read_as"), TOLD)
def test_what_a_russian_text_leaves_out_is_understood(
    text: str, read_as: list[tuple[str, str, str]], urals: Answers
) -> None:
    """A noun just said, a deed told by its doer, a number that something ended with, among whom one has its place."""
    claims = check(text, urals, language="ru").claims
    assert [(claim.measure, claim.region, claim.verdict) for claim in claims] == read_as


def test_offenders_who_were_counted_or_caught_are_no_offences(urals: Answers) -> None:
    """42 fraudsters are people."""
    for text in ("задержано 42 мошенника.", "мошенников задержано 42."):
        assert [claim.measure for claim in check(HALF + text, urals, language="ru").claims] != ["fraud"]


def test_numbers_told_in_an_order_are_wrong_in_each_others_place(novgorod: Answers) -> None:
    """529 thefts in Borovichi District and 186 in Chudovo: told the other way round, both are wrong."""
    text = NINE_MONTHS + "в Боровичском и Чудовском районах совершено {} краж соответственно."
    for numbers, verdict in (("529 и 186", "supported"), ("186 и 529", "wrong")):
        assert [one[2] for one in read(text.format(numbers), novgorod)] == [verdict, verdict]


@pytest.mark.parametrize(
    "years", ["2024 и 2025 годов совершено 2 812 и 2 472 краж", "2024 и 2025 гг. краж 2 812 и 2 472"]
)
def test_years_in_the_plural_share_the_part_of_the_first(years: str, novgorod: Answers) -> None:
    """The nine months of either year: 2,812 thefts, then 2,472."""
    told = read(f"В Новгородской области за 9 месяцев {years} соответственно.", novgorod)
    assert [one[2] for one in told] == ["supported", "supported"]


def test_a_list_of_kinds_behind_a_word_for_all_is_added_up(novgorod: Answers) -> None:
    """2,472 thefts, 88 robberies and 26 armed ones are 2,586."""
    for number, verdict in (("2 586", "supported"), ("2 856", "wrong")):
        text = f"{NINE_MONTHS}в Новгородской области всего краж, грабежей и разбоев – {number}."
        assert [one[2] for one in read(text, novgorod)] == [verdict]


def test_a_share_of_a_whole_without_a_noun_accuses_nobody(novgorod: Answers) -> None:
    """830 of the 1,677 frauds are the city's, 49.5%; of the crimes of the city they are 22.1%."""
    for share in ("49,5%", "22,1%"):
        text = f"{NINE_MONTHS}больше всего мошенничеств в Великом Новгороде: 830, или {share} от общего числа."
        assert "wrong" not in [one[2] for one in read(text, novgorod)]
