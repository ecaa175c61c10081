"""Sentences of statistical offices over a dataset that only a definition declares, as bound by words and arithmetic.

Every figure is computed by hand from tests/data/outlets/datasets/canada-ucr: 2,019,602 and 2,060,589 incidents among
39,587,543 and 40,082,387 people are 5,101.6 and 5,140.9 per 100,000; 779 and 781 homicides are 1.968 and 1.948.
"""

from pathlib import Path

import pytest

from esep.answers import Answers, open_dataset
from esep.claims.checking import check


@pytest.fixture(scope="module")
def canada(root: Path) -> Answers:
    """Return the invented figures of Canada."""
    return open_dataset(str(root / "tests/data/outlets/datasets/canada-ucr"), as_of="packaged")


def read(text: str, answers: Answers) -> list[tuple[str, str, str]]:
    """Return what each number of a text is taken for: as printed, its operator and its verdict."""
    report = check(text, answers, language="en")
    return [(claim.span, claim.operator, claim.verdict) for claim in report.claims]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # 100 (1.948 - 1.968) / 1.968 = -0.98, while the number of homicides rose by 0.26 %.
        ("In 2024 the homicide rate in Canada fell 1.0%.", "supported"),
        ("In 2024 the rate of homicide in Canada fell 3.1%.", "wrong"),
        # Whoever says rate and means the number, which rose by 0.26 %, is understood.
        ("In 2024 the homicide rate in Canada rose 0.3%.", "supported"),
        # No rate is spoken of.
        ("In 2024 homicides in Canada fell 1.0%.", "wrong"),
    ],
)
def test_the_change_of_a_rate_is_that_of_the_rate(text: str, verdict: str, canada: Answers) -> None:
    """A change said of a rate is computed from two rates; one that fits the count is not called wrong."""
    assert [claim[2] for claim in read(text, canada)] == [verdict]


def test_both_ends_of_the_change_of_a_rate_are_rates(canada: Answers) -> None:
    """The base per head that the second number names goes for the first one too, though it has no decimals."""
    text = "In 2024 the crime rate in Canada rose by 0.8%, from 5,102 to 5,141 incidents per 100,000 population."
    assert read(text, canada) == [
        ("by 0.8%", "percent_change", "supported"),
        ("5,102", "rate", "supported"),
        ("5,141", "rate", "supported"),
    ]


def test_a_change_of_a_rate_is_not_tested_by_counts(canada: Answers) -> None:
    """Counts that the text prints say nothing of the change of a rate: they rose by 2.0 %, the rate by 0.8 %."""
    text = "There were 2,019,602 crimes in Canada in 2023 and 2,060,589 in 2024. In 2024 the crime rate rose 0.8%."
    assert read(text, canada)[-1] == ("0.8%", "percent_change", "supported")


def test_what_a_region_is_compared_with_is_not_what_the_text_is_about(canada: Answers) -> None:
    """A text about Alberta goes on about it behind a sentence that sets the country beside it.

    399,392 and 398,140 incidents, 133 and 137 homicides; 399,392 of 4,673,385 people are 8,546 per 100,000. Canada had
    5,141 per 100,000 and 781 homicides.
    """
    text = (
        "Alberta\n\nCrime in Alberta rose to 399,392 offences in 2024, while crime across Canada rose by 2.0%. "
        "The rate was 8,546 crimes per 100,000 population, well above the national rate of 5,141. "
        "Homicides were down 2.9%, to 133."
    )
    assert {claim[2] for claim in read(text, canada)} == {"supported"}
    assert read(text.replace("to 133", "to 148"), canada)[-1] == ("148", "level", "wrong")


def test_the_whole_territory_is_gone_over_to_where_a_sentence_is_about_it(canada: Answers) -> None:
    """Behind "in Canada there were 781 homicides" a number may be of either, and nothing is called wrong."""
    text = "Alberta had 133 homicides in 2024. In Canada there were 781 homicides in 2024. Robberies numbered 22,006."
    assert read(text, canada)[-1] == ("22,006", "level", "supported")


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        # 580,718 of 2,060,589 are 28.2 %, and 24,821 of 94,914 motor vehicle thefts 26.2 %.
        ("In 2024, Ontario accounted for 28% of all crime in Canada.", ["28%"]),
        ("In 2024 Ontario had 24,821 motor vehicle thefts, which is 26% of the national total.", ["24,821", "26%"]),
        # 543,012 violent offences are 26.4 % of all; 354,325 were 21.3 % of 1,667,335; in Alberta 89,322 are 22.4 %.
        ("In 2024 violent crime made up 26% of all crime in Canada, up from 21% in 2014.", ["26%", "21%"]),
        ("In 2024 violent crime made up 22.4% of all crime in Alberta, against 26.4% nationally.", ["22.4%", "26.4%"]),
        # 301,112 of 543,012 are 55.5 %.
        (
            "Canada had 543,012 violent crimes in 2024. Around 55% of these were physical assaults.",
            ["543,012", "Around 55%"],
        ),
    ],
)
def test_a_share_has_the_whole_and_the_region_of_its_words(text: str, spans: list[str], canada: Answers) -> None:
    """A share of a wider region is that of the region named before it, or of its own where none is."""
    report = check(text, canada, language="en")
    assert [claim.span for claim in report.claims] == spans
    assert {claim.operator for claim in report.claims} <= {"share", "level"}
    assert {claim.verdict for claim in report.claims} <= {"supported", "rounded"}


def test_a_share_of_a_wider_region_can_be_wrong(canada: Answers) -> None:
    """Ontario has 28.2 % of the crime of Canada, not 38 %."""
    assert read("In 2024, Ontario accounted for 38% of all crime in Canada.", canada) == [("38%", "share", "wrong")]


@pytest.mark.parametrize(("total", "verdict"), [("337,690", "supported"), ("337,960", "wrong")])
def test_together_adds_up_the_latest_levels_of_the_sentence_before(total: str, verdict: str, canada: Answers) -> None:
    """301,112 and 36,578 are 337,690; those of 2019 are not meant."""
    text = (
        "In Canada, assaults went from 236,153 in 2019 to 301,112 in 2024, sexual assaults from 31,009 to 36,578. "
        f"Together that is {total} incidents."
    )
    assert read(text, canada)[-1] == (total, "sum", verdict)


def test_a_right_sum_of_a_misprinted_part_is_not_called_wrong(canada: Answers) -> None:
    """133 and 127 homicides are 260, though the text prints 172 for Quebec."""
    text = "In 2024 there were 133 homicides in Alberta and 172 in Quebec, together 260."
    assert read(text, canada) == [("133", "level", "supported"), ("172", "level", "wrong"), ("260", "sum", "supported")]


def test_a_share_of_all_of_a_kind_is_of_that_kind_though_offences_are_named_before(canada: Answers) -> None:
    """24,821 of 94,914 motor vehicle thefts are 26.2 %: "offences" in the clause takes nothing from it."""
    text = "Car thefts: Ontario had 24,821 offences in 2024 and so 26% of all car thefts in Canada."
    assert read(text, canada)[-1] == ("26%", "share", "supported")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # 180,763 against 90,937 is 1.99 times as many.
        ("In 2021, there were 90,937; in other words, the number has roughly doubled.", "rounded"),
        ("In 2021, there were 90,937; in other words, the number has tripled.", "wrong"),
        ("That is twice as many in three years.", "rounded"),
    ],
)
def test_a_fold_goes_back_to_the_level_or_over_the_years_told(text: str, verdict: str, canada: Answers) -> None:
    """A fold without a base has that of the level before it, or the year so many years ago."""
    opening = "In 2024 there were 180,763 shopliftings in Canada. "
    assert read(opening + text, canada)[-1][2] == verdict
