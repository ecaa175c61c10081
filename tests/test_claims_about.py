"""What a Russian text is about after a region, a rank or a universe was named only in passing.

Every figure is taken by hand from tests/data/world/datasets/ural-fo/figures.csv.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built

DAY = datetime.date(2025, 10, 20)


@pytest.fixture(scope="module")
def urals(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of the Urals Federal District."""
    return open_built(root / "tests/data/world/datasets/ural-fo", tmp_path_factory.mktemp("store"))


def read(text: str, answers: Answers) -> list[tuple[str, str, str, str]]:
    """Return what each number of a text is taken for: as printed, its measure, region and verdict."""
    claims = check(text, answers, date=DAY, language="ru").claims
    return [(claim.span, claim.measure, claim.region, claim.verdict) for claim in claims]


def test_a_text_comes_back_at_a_new_paragraph_to_the_whole(urals: Answers) -> None:
    """29,000 frauds in the district, 1.9 per cent more than 28,473; the region with the most was an aside."""
    text = (
        "Преступность в Уральском федеральном округе за восемь месяцев 2025 года\n\n"
        "Тяжких и особо тяжких преступлений – 47 415. Больше всего их в Челябинской области – 15 469.\n\n"
        "Мошенничеств выявлено 29 000, прирост к прошлому году – 1,9%."
    )
    assert read(text, urals)[-2:] == [
        ("29 000", "fraud", "RU-URAL", "supported"),
        ("1,9%", "fraud", "RU-URAL", "supported"),
    ]


def test_a_rank_in_the_whole_leaves_a_text_with_its_region(urals: Answers) -> None:
    """14,991 thefts in Sverdlovsk Region in 2024, the first of the district by all crimes."""
    text = (
        "Преступность в Свердловской области в 2024 году\n\nЗарегистрировано 62 238 преступлений. "
        "Область занимает первое место в Уральском федеральном округе. Краж – 14 991."
    )
    assert read(text, urals)[-1] == ("14 991", "theft", "RU-SVE", "supported")


def test_a_dateline_is_not_what_a_text_is_about(urals: Answers) -> None:
    """140,799 crimes and 15,637 drug crimes in the district in nine months of 2025."""
    text = (
        "Ямал. 20 октября. За девять месяцев 2025 года в Уральском федеральном округе 140 799 преступлений.\n\n"
        "Наркопреступлений – 15 637."
    )
    assert [one[2:] for one in read(text, urals)] == [("RU-URAL", "supported")] * 2


def test_a_universe_named_behind_a_number_is_what_it_counts(urals: Answers) -> None:
    """27,242 crimes in Chelyabinsk Region in the first half of 2025; WITH so many is not FROM so many."""
    text = (
        "Краж стало меньше\n\nЧелябинская область завершила первое полугодие 2025 года "
        "с 27 242 зарегистрированными преступлениями."
    )
    assert read(text, urals)[-1] == ("27 242", "total", "RU-CHE", "supported")


def test_a_heading_of_changes_names_their_base(urals: Answers) -> None:
    """44,572 crimes in nine months of 2025, 3.4 per cent fewer than 46,126 in those of 2024."""
    text = (
        "УрФО: справка за январь–сентябрь\n\nВсего – 140 799 преступлений.\n\n"
        "Регион: преступлений / к 2024 году\n• Свердловская область: 44 572 / –3,4%"
    )
    assert [one[3] for one in read(text, urals)[1:]] == ["supported", "supported"]
