"""True sentences in the manner of offices' releases, over real data, and the same with an error in them.

The figures are those of the files in ../shared/data, added up by SQL over their rows and never asked of Esep: the
FBI's estimates (B01), South Africa's police stations (B04), Mexico's states and months (B05), the street-level files
of police.uk (A10), the extracts of the St. Louis police (A01); those of Kazakhstan are the published ones packaged.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check
from esep.claims.claim import FAILING, PASSING
from esep.cube.build import build_dataset
from esep.sources.dataset import find_dataset_folder, load_definition
from tests.real_set_up import OpenReal

FBI = "B01-fbi-estimated-crimes/original"
SOURCES = {
    "fbi": ("fbi-estimates", f"{FBI}/estimated_crimes_1979_2019.csv", f"{FBI}/estimated_crimes_1979_2022.csv"),
    "police.uk": ("police-uk", "A10-uk-police/original"),
    "saps": ("south-africa", "B04-saps-stations/original/crime-stats.csv"),
    "slmpd": ("st-louis", "A01-stlouis-2015-2017/original"),
}
MEXICO = "data/B05-mexico-states/original/IDE-1997-2017.csv"
YEARS = (b"2011", b"2016", b"2017")
OpenOne = Callable[[str], Answers]


@pytest.fixture(scope="module")
def open_one(open_real: OpenReal, request: pytest.FixtureRequest) -> OpenOne:
    """Return what opens the data of a publisher."""

    def open_publisher(name: str) -> Answers:
        if name == "kazakhstan":
            return open_dataset(name)
        return request.getfixturevalue("mexico") if name == "mexico" else open_real(*SOURCES[name])

    return open_publisher


@pytest.fixture(scope="module")
def mexico(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Return the figures of the years that the sentences name: a build of all twenty-one takes half a minute."""
    folder = tmp_path_factory.mktemp("mexico")
    lines = (shared / MEXICO).read_bytes().splitlines(keepends=True)
    source = folder / "IDE-2011-2017.csv"
    source.write_bytes(b"".join((lines[0], *(line for line in lines if line.startswith(YEARS)))))
    build_dataset(load_definition("mexico-states"), find_dataset_folder("mexico-states"), [source], folder / "store")
    return open_dataset("mexico-states", folder / "store")


@pytest.mark.parametrize(
    ("publisher", "text"),
    [
        # The figure of an earlier year before its number, behind a participle, or not printed at all.
        (
            "fbi",
            "In 2020 there were 21,570 murders in the nation, an increase of 29.4% from the 2019 estimate of 16,669.",
        ),
        ("fbi", "Robberies in Texas fell from 2021's 22,606 to 21,176 in 2022."),
        (
            "fbi",
            "Robbery offenses totaled an estimated 220,450 in 2022, a 1.3 percent increase when compared with 2021"
            " estimates, but a 17.9 percent decrease from the number in 2019.",
        ),
        (
            "fbi",
            "New York's murder count fell to 783 in 2022 from 871 in 2021, but was still 39% above the 565 recorded in"
            " 2019.",
        ),
        (
            "saps",
            "The Western Cape recorded 2 580 murders in 2012/13, 12.2% more than the 2 300 of the previous financial"
            " year.",
        ),
        (
            "slmpd",
            "Property crime in St. Louis fell from 20,250 offences in 2015 to 18,945 in 2017, or by 6.4 percent;"
            " violent crime rose from 5,763 to 6,459, or by 12.1 percent.",
        ),
        # A change in the clause that tells what happened in the year compared with.
        (
            "fbi",
            "In 2021, 22,536 people were murdered in the United States, 966 more than in 2020, when the number jumped"
            " by almost 30 percent.",
        ),
        # Between two months: the one against the other, or all of them.
        (
            "police.uk",
            "Anti-social behaviour in Lancashire dropped by 29% between August and November 2022, from 5,672 to 4,034"
            " incidents.",
        ),
        ("police.uk", "Between January and June 2022, robberies in Nottingham fell from 62 to 29."),
        ("police.uk", "Between January and June 2022, 285 robberies were recorded in Nottingham."),
        ("saps", "An average of 44 people were murdered every day in South Africa between April 2012 and March 2013."),
        # A number counts the whole that a part is of, in the wider region.
        ("fbi", "Texas had 2,026 of the 21,156 murders in the United States in 2022, or 9.6 percent."),
        ("fbi", "California saw 2,231 of the country's 21,156 murders (10.5%) in 2022."),
        (
            "slmpd",
            "The Sixth District had 76 of the 205 homicides in St. Louis in 2017, or 37 percent, and the Fifth District"
            " had 60.",
        ),
        (
            "saps",
            "Gauteng accounted for about half of the 9 988 carjackings in the country in 2012/13 (4 950), and for 34%"
            " of all aggravated robberies.",
        ),
        (
            "kazakhstan",
            "В 2025 году интернет-мошенничеств было 28 851, на их долю пришлось 61% всех мошенничеств (47 483).",
        ),
        ("fbi", "One in every nine U.S. murders in 2022 was committed in California."),
        ("saps", "More than one in five of the country's murders in 2012/13 took place in KwaZulu-Natal."),
        # One region behind several numbers, and the whole behind a number without a preposition.
        ("fbi", "There were 30 homicides, 444 rapes and 139 robberies in Maine in 2022."),
        ("fbi", "In Louisiana there were 16.1 murders per 100,000 residents in 2022 compared with 6.3 nationally."),
        ("fbi", "В 2022 году в Луизиане на 100 тысяч жителей пришлось 16,1 убийства против 6,3 в среднем по стране."),
        # A list of shares with its verb, and a name with a hyphen.
        (
            "fbi",
            "Nationwide, there were an estimated 6,452,038 property crimes in 2020. Of those, 71.4 percent were"
            " larceny-thefts, 16.0 percent were burglaries and 12.6 percent were motor vehicle thefts.",
        ),
        ("fbi", "Motor vehicle theft rose 10.9% and larceny-theft 7.8% in the United States in 2022."),
    ],
)
def test_a_true_sentence_passes(open_one: OpenOne, publisher: str, text: str) -> None:
    """Each of its numbers is read as it is meant, and agrees with the data."""
    verdicts = {claim.span: claim.verdict for claim in check(text, open_one(publisher)).claims}
    assert {span: verdict for span, verdict in verdicts.items() if verdict not in PASSING} == {}


@pytest.mark.parametrize(
    ("publisher", "text"),
    [
        # 16,958 with a firearm: the data have no cue for that, so the number is open.
        (
            "mexico",
            "In 2017 there were 25,559 murders in Mexico; two thirds of them, 16,958, were committed with a firearm.",
        ),
        # By 14 % over 2011, which is two clauses off.
        (
            "mexico",
            "The murder count of 2017, 25,559, surpassed that of 2011 (22,409), until then the worst year, by 14%.",
        ),
        (
            "mexico",
            "The states with the most murders in 2017 were Guerrero (2,310), the State of Mexico (2,101) and Baja"
            " California (2,094); together they accounted for 25% of the national total.",
        ),
        (
            "fbi",
            "The 5- and 10-year trends show that there were 10.3 percent more aggravated assaults in 2022 than in"
            " 2017.",
        ),
    ],
)
def test_a_true_sentence_is_not_accused(open_one: OpenOne, publisher: str, text: str) -> None:
    """What cannot be read for sure stays open."""
    assert [claim.span for claim in check(text, open_one(publisher)).claims if claim.verdict in FAILING] == []


@pytest.mark.parametrize(
    ("publisher", "text", "span"),
    [
        (
            "fbi",
            "In 2020 there were 21,570 murders in the nation, 29.4% more than the 2019 estimate of 18,669.",
            "18,669",
        ),
        ("fbi", "Robberies totaled 220,450 in 2022, a 27.9 percent decrease from the number in 2019.", "27.9 percent"),
        ("fbi", "Texas had 2,026 of the 24,156 murders in the United States in 2022.", "24,156"),
        ("fbi", "There were 41 homicides and 139 robberies in Maine in 2022.", "41"),
        ("fbi", "One in every four U.S. murders in 2022 was committed in California.", "One in every four"),
        (
            "saps",
            "More than one in four of the country's murders in 2012/13 took place in KwaZulu-Natal.",
            "one in four",
        ),
        ("slmpd", "The Sixth District had 76 of the 205 homicides in St. Louis in 2017, or 47 percent.", "47 percent"),
        (
            "slmpd",
            "Property crime in St. Louis fell from 20,250 offences in 2015 to 18,945 in 2017, or by 9.4%.",
            "by 9.4%",
        ),
        (
            "fbi",
            "In Louisiana there were 16.1 murders per 100,000 residents in 2022 compared with 8.3 nationally.",
            "8.3",
        ),
    ],
)
def test_an_error_in_it_is_called_wrong(open_one: OpenOne, publisher: str, text: str, span: str) -> None:
    """And nothing else of the sentence is."""
    accused = [claim.span for claim in check(text, open_one(publisher)).claims if claim.verdict in FAILING]
    assert len(accused) == 1
    assert span in accused[0]
