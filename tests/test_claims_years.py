"""Bare years are no counts, and counts that look like years are none; worked by hand from the rules of English."""

import datetime

import pytest

from esep.claims import check

DAY = datetime.date(2025, 2, 14)
CASES = [
    ("A 2022 decrease of 6.1% was seen.", ["6.1"]),
    ("In its 2023 report the office counted 443 thefts.", ["443"]),
    ("The force's 2021 total was 565 murders.", ["565"]),
    # A text that parts thousands by commas has years without.
    ("Police Release 2022 Crime Statistics: 132,778 offences.", ["132,778"]),
    ("2022 violent crime reached 1,232,428 offences.", ["1,232,428"]),
    # Named as a year below: the headline counts no 2,019 crimes.
    ("FBI Releases 2019 Crime Statistics. In 2019, 565 murders were registered.", ["565"]),
    # Nothing says here that they are years.
    ("Of all thefts 1990 were burglaries.", ["1990"]),
    ("Police took up a 2000 per cent rise.", ["2000"]),
    # Later than the text, and a part of a longer sign.
    ("There were 12,300 thefts and 2048 frauds.", ["12,300", "2048"]),
]


@pytest.mark.parametrize(("text", "claims"), CASES)
def test_a_bare_year_claims_nothing(text: str, claims: list[str]) -> None:
    """What is left as a claim is the number beside the year."""
    spans = [claim.span for claim in check(text, date=DAY, language="en").claims if any(map(str.isdigit, claim.span))]
    assert len(spans) == len(claims)
    assert all(number in span for number, span in zip(claims, spans, strict=True))
