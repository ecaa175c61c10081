"""Words that name a place, a body or an offence and mean none: where a meeting was held, a press service, "half".

The figures are those packaged with Kazakhstan: 132,778 offences in 2024 by the Committee; 195,288 in eight months of
2018 by the Ministry; 87,100 in the first half of 2022.
"""

import datetime

import pytest

from esep.answers import open_dataset
from esep.claims.checking import check
from esep.claims.find import find_mentions
from esep.sources.dataset import load_definition


@pytest.mark.parametrize(
    "text",
    [
        "At a briefing in Astana the Committee said that 132,778 offences were registered in 2024.",
        "На брифинге в Астане Комитет сообщил, что в 2024 году зарегистрировано 132 778 правонарушений.",
        "Астанада өткен брифингте Комитет 2024 жылы 132 778 құқық бұзушылық тіркелгенін хабарлады.",
    ],
)
def test_where_a_meeting_was_held_nothing_was_counted(text: str) -> None:
    """The number is that of the country, not of its capital."""
    claim = check(text, open_dataset("kazakhstan"), date=datetime.date(2025, 1, 20)).claims[-1]
    assert (claim.region, claim.verdict) == ("KZ", "supported")


def test_a_press_service_is_a_part_of_its_body() -> None:
    """The Ministry counted these, and no newspaper of which nobody knows the source."""
    text = "ІІМ баспасөз қызметінің хабарлауынша, 2018 жылдың сегіз айында елімізде 195 288 қылмыс тіркелген."
    claim = check(text, open_dataset("kazakhstan"), date=datetime.date(2018, 9, 17)).claims[-1]
    assert (claim.scope, claim.verdict) == ("mia_offences", "supported")


def test_half_is_a_number_and_no_offence() -> None:
    """ "Половина" begins as the word by which South Africa's definition calls sexual offences."""
    found = find_mentions("На Гаутенг приходится половина.", "ru", None, load_definition("south-africa"))
    assert "sexual_offences" not in {place.code for place in found.places}


def test_the_last_item_of_a_list_has_the_noun_of_all() -> None:
    """Eleven months of 2022 as published: 20.4, 21.9, 63.6, 41.4 and 2.1 thousand; 44.1 is an error."""
    text = (
        "In eleven months of 2022 there were 149.4 thousand offences: 20.4 thousand misdemeanours, 21.9 minor, 63.6"
        " medium, 44.1 grave and 2.1 thousand especially grave crimes."
    )
    claims = check(text, open_dataset("kazakhstan"), date=datetime.date(2022, 12, 20)).claims
    assert [(c.measure, c.verdict) for c in claims[2:5]] == [
        ("gravity_minor", "supported"),
        ("gravity_medium", "supported"),
        ("gravity_grave", "wrong"),
    ]


def test_a_share_of_more_than_all_was_misread() -> None:
    """Whatever 22 per cent are of, they are not 1,567 per cent of 2.1 thousand: nobody is accused by that."""
    text = (
        "Over eleven months of 2022 there were 2.1 thousand especially grave crimes. Almaty alone accounts for 32.9"
        " thousand, or 22 percent."
    )
    claims = check(text, open_dataset("kazakhstan"), date=datetime.date(2022, 12, 20)).claims
    assert claims[-1].verdict not in ("wrong", "inconsistent")
