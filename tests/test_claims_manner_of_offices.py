"""Sentences in the manner of statistical offices: rates with what they are per, regions in brackets, shares of a whole.

Every figure is taken or worked out by hand from the tables under tests/data. Canada (world/canada-years), 2024, 2023:
814 homicides (787), 1.99 and 1.96 per 100,000; 197,712 cases of shoplifting, up 7.0 %, 483 per 100,000, up 4.8 %;
134,931 vehicle thefts, 37,023 in Ontario and 21,034 in Quebec; frauds up 3.3 %, 38.7 % above 2020. Ireland
(world/irish-quarters), years to September: 9,572 frauds, 958 or 9.1 % fewer. Minnesota (abroad/us-state): 14,477
violent crimes in 2024, 249.9 per 100,000, down 4.7 %. Scotland (outlets/scotland-recorded), 2024-25: 43,786 cases of
shoplifting, 8,071 more; 14,996 sexual crimes, up 0.3 %, 59,553 crimes against society, down 5.3 %. Kazakhstan
(world/kz-registered), nine months of 2025: 101,604 offences or 372 a day, 30,815 frauds (28,487), 14,398 of them on the
internet.
"""

import datetime
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check
from esep.sources.dataset import load_definition
from tests.prose_sets import open_built

DATA = "tests/data"
DAY = datetime.date(2025, 12, 19)
RIGHT = {
    "world/datasets/canada-years": [
        "Police reported 814 homicides in 2024, 27 more than a year earlier. The homicide rate rose 1% from 1.96 "
        "homicides per 100,000 population in 2023 to 1.99 homicides per 100,000 population in 2024.",
        "In 2024, the rate of police-reported shoplifting of $5,000 or under rose 5% from a year earlier to 483 "
        "incidents per 100,000 population. There were 197,712 shoplifting incidents.",
        "There were 134,931 motor vehicle thefts in 2024. Ontario (37,023) and Quebec (21,034) together recorded 43% "
        "of them.",
        "Ontario recorded 27% of the 134,931 motor vehicle thefts in 2024.",
        "Ontario and Quebec together recorded 43% of the 134,931 motor vehicle thefts in 2024.",
        "Fraud rose 3% in 2024 and was 39% higher than in 2020.",
    ],
    "world/datasets/irish-quarters": [
        "There were 9,572 incidents of fraud recorded in the year to Q3 2025, 958 (9%) fewer than in the year before.",
    ],
    "world/datasets/kz-registered": [
        "Половина мошенничеств совершается в интернете: за 9 месяцев 2025 года – 14 398 из 30 815.",
        "За 9 месяцев 2025 года почти половину мошенничеств составили интернет-мошенничества.",
        "Ежедневно в стране за девять месяцев 2025 года регистрировалось в среднем 372 правонарушения.",
        "Қаңтар-қыркүйек айларында алаяқтық саны 28 487 фактіден 30 815 фактіге дейін көбейді.",
        "2025 жылдың тоғыз айында 30 815 алаяқтық тіркелді. Оның 46,7%-ы (14 398) интернет арқылы жасалған.",
    ],
    "abroad/datasets/us-state": [
        "In 2024, there were 14,477 violent crimes reported in Minnesota, a rate of 249.9 offenses per 100,000 "
        "inhabitants. The rate fell 4.7% when compared with the 2023 rate.",
    ],
    "outlets/datasets/scotland-recorded": [
        "Shoplifting continued to rise, with 43,786 crimes in 2024-25, 8,071 more than the 35,715 in 2023-24 (+23%).",
        "Between 2023-24 and 2024-25, sexual crimes increased by 0% (14,996) and crimes against society decreased by "
        "5% (59,553).",
    ],
}
# Of each text one number is wrong: the region's share, its part of the sum, the change of the rate, the bracket.
WRONG = {
    "world/datasets/canada-years": [
        ("Ontario recorded 37% of the 134,931 motor vehicle thefts in 2024.", "37%"),
        ("Ontario recorded 27% of the 143,931 motor vehicle thefts in 2024.", "143,931"),
    ],
    "world/datasets/irish-quarters": [
        ("There were 9,572 incidents of fraud in the year to Q3 2025, 985 (9%) fewer than in the year before.", "985"),
    ],
    "abroad/datasets/us-state": [
        # 16,655 and 14,027: they went down, whatever is printed.
        ("Motor vehicle thefts decreased from 16,655 in 2023 to 18,027 in 2024.", "18,027"),
    ],
    "world/datasets/kz-registered": [
        (
            "За 9 месяцев 2025 года зарегистрировано 101 604 правонарушения, на 5,6% меньше, чем за аналогичный период "
            "прошлого года (147 610).",
            "147 610",
        ),
        ("За 9 месяцев 2025 года две трети мошенничеств составили интернет-мошенничества.", "две трети"),
    ],
    "outlets/datasets/scotland-recorded": [
        (
            "Between 2023-24 and 2024-25, sexual crimes increased by 0% (14,969) and crimes against society fell.",
            "14,969",
        ),
        ("Between 2023-24 and 2024-25, sexual crimes increased by 0% (19,996).", "19,996"),
    ],
}


@pytest.fixture(scope="module")
def figures(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answers]:
    """Return the invented figures of each office."""
    opened = {}
    for name in RIGHT:
        folder = root / DATA / name
        is_built = load_definition(folder).kind == "tables"
        opened[name] = open_built(folder, tmp_path_factory.mktemp("store")) if is_built else open_dataset(str(folder))
    return opened


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in RIGHT.items() for text in texts])
def test_every_number_is_read_as_it_is_meant(name: str, text: str, figures: dict[str, Answers]) -> None:
    """All of them are right."""
    claims = check(text, figures[name], date=DAY).claims
    assert {
        claim.span: claim.verdict for claim in claims if claim.verdict not in ("supported", "rounded", "loose")
    } == {}


@pytest.mark.parametrize(("name", "text", "span"), [(name, *one) for name, texts in WRONG.items() for one in texts])
def test_a_wrong_number_is_found_among_right_ones(name: str, text: str, span: str, figures: dict[str, Answers]) -> None:
    """It alone is accused."""
    claims = check(text, figures[name], date=DAY).claims
    assert [claim.span for claim in claims if claim.verdict in ("wrong", "inconsistent")] == [span]
