"""Words and marks by which a number is the size of a change, its end, or a value: what each number of a text claims."""

import pytest

from esep.answers import open_dataset
from esep.claims.find import find_mentions


def read(text: str) -> list[str]:
    """Return operator, value and unit of every claim of an English text."""
    definition = open_dataset("kazakhstan").definition
    found = find_mentions(text, "en", None, definition)
    return [f"{m.operator}{'.' + m.part if m.part else ''} {float(m.value):g} {m.unit}" for m in found.mentions]


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Thefts fell 12pc.", ["percent_change -12 percent"]),
        ("Thefts fell 5.9 p.c. that year.", ["percent_change -5.9 percent"]),
        ("It was a 5.9-percent decrease in theft.", ["percent_change -5.9 percent"]),
        (
            "Fraud accounts for 36 per cent, up 1.2 points.",
            ["share 36 percent", "percentage_points 1.2 percentage_points"],
        ),
        (
            "Thefts: 89,322, up 5,710 or 6.8%.",
            ["level 89322 count", "difference 5710 count", "percent_change 6.8 percent"],
        ),
        ("Thefts came to 566, down 64 on 2023.", ["level.to 566 count", "difference -64 count"]),
        ("There were 127 murders, one fewer than in 2023.", ["level 127 count", "difference -1 count"]),
        ("There were 241 thefts, one more than in 2023.", ["level 241 count", "difference 1 count"]),
        ("Fraud lost 63% of its volume.", ["percent_change -63 percent"]),
        (
            "The share solved was 56.1% in 2024, up from 54.2% in 2023.",
            ["share 56.1 percent", "share.from 54.2 percent"],
        ),
        ("In Astana 15,389 crimes became 16,419.", ["level.from 15389 count", "level.to 16419 count"]),
        ("Theft passed the 100,000 mark.", ["threshold 100000 count"]),
        ("Thefts came to 25 a day.", ["per_day.to 25 per_day"]),
    ],
)
def test_what_a_number_claims(text: str, claims: list[str]) -> None:
    """A number is what the words and marks at it say."""
    assert read(text) == claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("One of them saw one more reason.", []),
        ("The clear-up rate for thefts was 56%.", ["share 56 percent"]),
        ("Thefts rose 5% in 2024.", ["percent_change 5 percent"]),
        ("Of thefts, 63% of the total were solved.", ["share 63 percent"]),
    ],
)
def test_what_is_left_as_it_was(text: str, claims: list[str]) -> None:
    """Words that look alike and say something else."""
    assert read(text) == claims
