"""The numbers of a table in text are of what stands at the head of their column."""

import datetime

import pytest

from esep.answers import Answers, open_dataset
from esep.claims import check
from esep.claims.claim import FAILING, PASSING

# Offences in thousands 2022 157.473, 2023 140.272, 2024 132.778; thefts 2023 42.6, 2024 30.593; frauds 2024 45.156.
BY_YEAR = """Registered offences in Kazakhstan

| Kind | 2022 | 2023 | 2024 | Change |
|---|---|---|---|---|
| All | 157,473 | 140,272 | {last} | -5.3% |
"""
BY_KIND = """Kazakhstan

Year | Offences | Thefts
2023 | 140,272 | 42.6 thousand
2024 | 132,778 | {last}
"""


BY_LINES = """Kazakhstan (2023 / 2024):

- registered thefts: 42.6 thousand / {last}
"""


@pytest.fixture(scope="module")
def answers() -> Answers:
    """Return the packaged figures of Kazakhstan."""
    return open_dataset("kazakhstan")


@pytest.mark.parametrize(
    ("table", "true", "false"),
    [(BY_YEAR, "132,778", "123,778"), (BY_KIND, "30,593", "35,093"), (BY_LINES, "30,593", "35,093")],
)
def test_columns_tell_periods_and_kinds(answers: Answers, table: str, true: str, false: str) -> None:
    """Every number passes by its column, and a slip in one of them is the only number accused."""
    day = datetime.date(2025, 2, 14)
    right = check(table.format(last=true), answers, date=day, language="en").claims
    assert [c.span for c in right if c.verdict not in PASSING] == []
    wrong = check(table.format(last=false), answers, date=day, language="en").claims
    assert [c.span for c in wrong if c.verdict in FAILING] == [false]
