"""Numbers that mark a paragraph, a post, a telephone, a kind of offence or an age, and those that only look so."""

import pytest

from esep.answers import open_dataset
from esep.claims.find import find_mentions


def read(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the claims and the other numbers of an English text."""
    found = find_mentions(text, "en", None, open_dataset("kazakhstan").definition)
    return [m.numeral.text for m in found.mentions], {numeral.text: role for numeral, role in found.others}


@pytest.mark.parametrize(
    ("text", "claims", "others"),
    [
        ("1.4 Robbery is rare: 1,195 offences.\n5.10 Theft: 241.", ["1,195", "241"], ["1.4", "5.10"]),
        ("1.4 million thefts were recorded.", ["1.4 million"], []),
        ("Theft fell.\n2/ Robbery: 77,939.", ["77,939"], ["2"]),
        ("Crimestoppers answers on 0800 555 111; thefts came to 555.", ["555"], ["0800", "555 111"]),
        ("Thefts fell 0.5 % to 555 111.", ["0.5", "555 111"], []),
        ("Assault (levels 1 to 3) came to 20,478.", ["20,478"], ["1", "3"]),
        ("Thefts at a level of 5,102.", ["5,102"], []),
        ("Their median age was 34; thefts came to 55.", ["55"], ["34"]),
    ],
)
def test_marks_are_no_claims(text: str, claims: list[str], others: list[str]) -> None:
    """What points at something, or tells an age, claims no number of offences."""
    found, rest = read(text)
    assert found == claims
    assert list(rest) == others
