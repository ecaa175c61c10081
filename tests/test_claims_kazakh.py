"""Sentences of Kazakh reports over datasets that only a definition declares, as bound by words and arithmetic.

Every figure is taken by hand from the tables beside the definitions in tests/data/further/datasets.
"""

import datetime
import re
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check
from esep.language.inflection import inflect_name
from tests.prose_sets import open_built


@pytest.fixture(scope="module")
def legal(root: Path) -> Answers:
    """Return the invented figures of Kazakhstan."""
    return open_dataset(str(root / "tests/data/further/datasets/kz-legal"))


@pytest.fixture(scope="module")
def mongolia(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of Mongolia, whose regions have names and no other words."""
    return open_built(root / "tests/data/further/datasets/mn-crime", tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers, day: str = "2025-10-02") -> list[tuple[str, str, str]]:
    """Return what each number of a text is taken for: as printed, its region and its verdict."""
    claims = check(text, answers, date=datetime.date.fromisoformat(day), language="kk").claims
    return [(claim.span, claim.region, claim.verdict) for claim in claims]


@pytest.mark.parametrize("form", ["Шу", "Шуда", "Шудың", "Шудан", "Шуға", "Шудағы"])
def test_a_short_kazakh_name_has_its_cases(form: str) -> None:
    """A name of three letters or fewer takes the endings of the cases and no others: "Шуақ" is another word."""
    pattern = re.compile(inflect_name("Шу", "kk"))
    assert pattern.fullmatch(form)
    assert not pattern.match("Шуақты")


def test_a_short_name_is_found_among_regions(mongolia: Answers) -> None:
    """In 2025 Khovd had 616 crimes in half a year, Uvs 437, Zavkhan 389."""
    text = "2025 жылдың бірінші жартыжылдығында Қобдада 616 қылмыс, Увста 437 қылмыс, Завханда 389 қылмыс тіркелген."
    assert read(text, mongolia) == [
        ("616", "MN-043", "supported"),
        ("437", "MN-046", "supported"),
        ("389", "MN-057", "supported"),
    ]


@pytest.mark.parametrize("base", ["Бұл былтырғы сәйкес кезеңмен салыстырғанда", "Былтырмен салыстырғанда бұл"])
def test_last_year_beside_months_so_far_is_no_whole_year(base: str, legal: Answers) -> None:
    """From January to August 92,687 offences, 98,706 a year before: 6.1% fewer, though "this year" was named first."""
    opening = "Биыл елімізде қылмыс азайды\n\n2025 жылғы қаңтар – тамызда Қазақстанда 92 687 құқық бұзушылық. "
    text = f"{opening}{base} 6,1%-ға аз."
    assert ("6,1%-ға", "KZ", "supported") in read(text, legal, "2025-09-16")


def test_more_than_last_years_is_a_base(legal: Answers) -> None:
    """Pavlodar had 1,242 thefts in eight months of 2025, 222 fewer than the 1,464 of a year before."""
    text = "Павлодар облысында 2025 жылдың 8 айында ұрлық 1 242 болды, былтырғыдан 222-ге аз."
    assert [one[2] for one in read(text, legal)] == ["supported", "supported"]


def test_the_per_cent_of_it_is_a_part_of_what_was_counted(legal: Answers) -> None:
    """Of 30,952 frauds 52.7% were on the internet; of 27,987 thefts nobody knows the share from dwellings."""
    opening = "2025 жылғы қаңтар – тамызда Қазақстанда "
    fraud = read(opening + "алаяқтық 30 952-ге жетті. Оның 52,7%-ы интернет арқылы жасалған.", legal, "2025-09-16")
    theft = read(opening + "27 987 ұрлық тіркелді. Оның 4,5%-ы пәтерден жасалған.", legal, "2025-09-16")
    assert [one[2] for one in fraud] == ["supported", "supported"]
    assert theft[1][2] == "not_checkable"


def test_names_are_found_in_latin_letters(legal: Answers) -> None:
    """Pavlodar had 1,242 thefts and 1,750 frauds in eight months of 2025; only Cyrillic names are declared."""
    text = "2025 jyldyń 8 aıynda Pavlodar oblysynda 1 242 urlyq, 1 750 alaıaqtyq tirkeldi."
    assert read(text, legal) == [("1 242", "KZ-55", "supported"), ("1 750", "KZ-55", "supported")]


def test_a_share_of_the_country_falls_to_a_region_behind_it(legal: Answers) -> None:
    """Astana had 16,153 of the 129,724 offences of eleven months of 2025, 12.5 per cent, and no 21.5."""
    for opening in ("Ел бойынша", "Қазақстанда", "Қазақстанның"):
        text = f"Биылғы 11 айда {opening} тіркелген қылмыстың 12,5%-ы Астанаға тиесілі."
        assert read(text, legal, "2025-12-12") == [("12,5%-ы", "KZ-71", "supported")]
        assert read(text.replace("12,5", "21,5"), legal, "2025-12-12")[0][2] == "wrong"


def test_by_so_many_cases_is_no_new_level_far_below_the_old_one(legal: Answers) -> None:
    """Grave crimes of Astana rose by 331 to 2,908, so that "by 331" is no level; murders fell from 65 to 60."""
    text = "2025 жылғы 11 айда Астанада ауыр қылмыстар 331 дерекке кеміді, кісі өлтіру 5 дерекке азайды."
    assert [one[2] for one in read(text, legal, "2025-12-12")] == ["wrong", "supported"]


def test_an_adjective_alone_heads_an_item_of_a_list(legal: Answers) -> None:
    """Of eight months of 2025: 38,912 of medium gravity, 13,402 grave, 1,949 especially grave."""
    text = "2025 жылғы қаңтар – тамызда Қазақстанда ауырлығы орташа – 38 912, ауыр – 13 402, аса ауыр – 1 949."
    assert [one[2] for one in read(text, legal, "2025-09-16")] == ["supported"] * 3


def test_so_many_of_it_are_of_the_region_behind_it(mongolia: Answers) -> None:
    """In 2024 Mongolia had 45,476 crimes, of which 27,536 in Ulaanbaatar: 60.6 per cent, so that 39.4 is the rest."""
    of_them = "Моңғолияда 2024 жылы тіркелген 45 476 қылмыстың 27 536-сы Ұланбатырға тиесілі."
    assert read(of_them, mongolia)[1] == ("27 536-сы", "MN-1", "supported")
    share = "Моңғолияда 2024 жылы қылмыстың 60,6 пайызы астана Ұланбатырда тіркелген."
    assert read(share, mongolia) == [("60,6 пайызы", "MN-1", "supported")]
    country = "2024 жылы елдегі қылмыстың 39,4 пайызы Ұланбатырға тиесілі болды."
    assert read(country, mongolia)[0] == ("39,4 пайызы", "MN-1", "wrong")


def test_an_unknown_place_before_a_number_is_not_the_region_behind_it(mongolia: Answers) -> None:
    """Selenge is not in the data; Uvs had 914 crimes in 2024."""
    text = "Дархан-Уулда 2024 жылы 2 310 қылмыс, Сэлэнгэде 1 120 қылмыс тіркелді, Увста – 914."
    assert [one[2] for one in read(text, mongolia)] == ["ambiguous", "ambiguous", "supported"]


def test_kazakh_names_that_share_a_noun_are_regions(root: Path, tmp_path: Path) -> None:
    """Thefts of nine months of 2025: 398 in Korday, 322 in Merke, 192 in Shu (tests/data/last/datasets/zhambyl)."""
    zhambyl = open_built(root / "tests/data/last/datasets/zhambyl", tmp_path / "store")
    text = "2025 жылдың 9 айында Қордай, Меркі мен Шу аудандарында тиісінше 398, 322 және 192 ұрлық тіркелді."
    told = [("398", "KZ-31-KOR"), ("322", "KZ-31-MER"), ("192", "KZ-31-SHU")]
    assert read(text, zhambyl) == [(span, region, "supported") for span, region in told]


def test_a_part_falls_to_the_district_in_the_dative_behind_it(root: Path, tmp_path: Path) -> None:
    """Of 1,518 thefts 398 are Korday's and 101 Baizak's."""
    zhambyl = open_built(root / "tests/data/last/datasets/zhambyl", tmp_path / "store")
    text = "2025 жылдың 9 айында облыстағы 1 518 ұрлықтың 398-і Қордай ауданына, 101-і Байзақ ауданына тиесілі."
    told = read(text, zhambyl)
    assert [(region, verdict) for _, region, verdict in told[1:]] == [
        ("KZ-31-KOR", "supported"),
        ("KZ-31-BAI", "supported"),
    ]
