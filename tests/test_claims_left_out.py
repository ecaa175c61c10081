"""Words that a Russian or Kazakh sentence leaves out, since the one before, or its own beginning, said them.

Every figure is taken by hand from the tables beside the definitions in tests/data/world/datasets.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers
from esep.claims.checking import check
from tests.prose_sets import open_built

DAY = datetime.date(2025, 10, 20)
HALF = "В первом полугодии 2025 года в Челябинской области "


@pytest.fixture(scope="module")
def urals(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of the Urals Federal District."""
    return open_built(root / "tests/data/world/datasets/ural-fo", tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="module")
def kazakhstan(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the invented figures of Kazakhstan."""
    return open_built(root / "tests/data/world/datasets/kz-registered", tmp_path_factory.mktemp("store"))


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        # 14,991 thefts, of which 881 from dwellings, 15.9 per cent fewer than 1,048.
        (
            "За 2024 год в Свердловской области краж 14 991, в том числе квартирных – 881.",
            ("level", "flat_theft", "supported"),
        ),
        (
            "За 2024 год в Свердловской области краж совершено на 10,8% меньше, в том числе квартирных – на 15,9%.",
            ("percent_change", "flat_theft", "supported"),
        ),
        # 43,626 frauds of 197,047 crimes are 22.1 per cent; 41,736 of 198,271 were 21.0.
        ("Доля мошенничеств за 2024 год увеличилась на 1,1 п. п.", ("percentage_points", "fraud", "supported")),
        (
            "В 2024 году доля мошенничеств выросла на 1,1 п. п. и составила 22,1%.",
            ("share", "fraud", "supported"),
        ),
        (
            "За 2024 год в округе 197 047 преступлений, краж было 24,2%, тогда как в 2023 году – 26,7%.",
            ("share", "theft", "supported"),
        ),
        # 60,192 of the 197,047 crimes; 12,597 of the 43,626 frauds.
        (
            "Доля Челябинской области в общем числе преступлений за 2024 год – 30,5%, в числе мошенничеств – 28,9%.",
            ("share", "fraud", "supported"),
        ),
        # 215 robberies after 256; 266 car thefts.
        (HALF + "215 грабежей, а было 256.", ("level", "robbery", "supported")),
    ],
)
def test_what_russian_leaves_out_is_taken_from_before(text: str, read_as: tuple[str, str, str], urals: Answers) -> None:
    """The last number of each text is read as the whole sentence tells it."""
    claim = check(text, urals, date=DAY, language="ru").claims[-1]
    assert (claim.operator, claim.measure, claim.verdict) == read_as


def test_a_pronoun_is_the_subject_of_a_direction(urals: Answers) -> None:
    """43,626 frauds in 2024 after 41,736."""
    claims = check("В 2024 году мошенничеств 43 626, их число сократилось.", urals, date=DAY, language="ru").claims
    assert [(claim.span, claim.measure) for claim in claims][-1] == ("сократилось", "fraud")
    assert claims[-1].verdict in ("wrong", "ambiguous")


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        # 1,271 of the 2,669 frauds of Astana in nine months of 2025 were online.
        ("2025 жылдың тоғыз айында Астанада алаяқтықтың 47,6 пайызы – онлайн алаяқтық.", ("online_fraud", "KZ-71")),
        # 5,389 of 30,815 frauds were in Almaty.
        ("2025 жылдың тоғыз айында Алматының жалпы алаяқтықтағы үлесі – 17,5%.", ("fraud", "KZ-75")),
    ],
)
def test_a_kazakh_genitive_tells_the_whole_or_the_owner(
    text: str, read_as: tuple[str, str], kazakhstan: Answers
) -> None:
    """A kind in the genitive is the whole of a share, a region in the genitive has it."""
    claim = check(text, kazakhstan, date=DAY, language="kk").claims[-1]
    assert (claim.measure, claim.region, claim.verdict) == (*read_as, "supported")


@pytest.mark.parametrize(
    ("adjective", "measure"), [("информационных", "it_crime"), ("IT-", "it_crime"), ("новых", "total")]
)
def test_a_means_is_told_with_fewer_of_its_adjectives(adjective: str, measure: str, urals: Answers) -> None:
    """What is no adjective of the longer name may be another means."""
    means = f"{adjective}технологий" if adjective.endswith("-") else f"{adjective} технологий"
    text = f"В 2024 году зарегистрировано 84 405 преступлений с использованием {means}."
    assert check(text, urals, date=DAY, language="ru").claims[-1].measure == measure
