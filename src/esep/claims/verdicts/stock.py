"""Numbers of people: bodies count them on different days of a year, and by different censuses."""

from __future__ import annotations

from fractions import Fraction

from esep.answers import Answers
from esep.claims.mention import Mention
from esep.claims.place import POPULATION
from esep.claims.verdicts.match import Attempt

# So much two counts of the people of one year may differ: a year of growth, and what a census puts right.
MOST_APART = Fraction(1, 20)
WHOLE = 100


def is_near_stock(mention: Mention, attempt: Attempt, answers: Answers) -> bool:
    """Return whether a number of people, or what a change makes of one, is near enough to be that of another count."""
    code = answers.definition.measures.find(attempt.reading.measure)
    value = attempt.answer.figure.value
    if code is None or code.kind != POPULATION or value is None:
        return False
    ends = _to_ratio(mention, mention.value), _to_ratio(mention, value)
    return ends[0] is None or not ends[1] or abs(ends[0] / ends[1] - 1) < MOST_APART


def _to_ratio(mention: Mention, value: Fraction) -> Fraction | None:
    """Return a level as it is and a change as the end by its base; `None` for what has neither, a difference."""
    if mention.operator == "percent_change":
        return 1 + value / WHOLE
    return value if mention.operator in ("level", "threshold", "fold") else None
