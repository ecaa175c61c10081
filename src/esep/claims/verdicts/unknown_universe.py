"""Whether a number may be that of a universe that texts call by the same words and of which there is no figure."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from esep.answers import Answers
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.claims.verdicts.match import try_reading

# A narrower universe is smaller by more than that; what is nearer is meant to be the number itself.
NEARLY = Fraction(1, 50)
# From year to year a universe keeps its share of another within such a factor, unless the law changes.
MOST_MOVED = 2


def has_unknown_universe(mention: Mention, reading: Reading, answers: Answers) -> bool:
    """Return whether a level may be that of a universe that texts call by the same words and that has no figure here.

    Without a named body "120,841 crimes" may be crimes without misdemeanours; what is not known excludes nothing. A
    number one digit off is that number all the same, and one that is less than half of what a universe was of another
    in every year that has both is not of it.
    """
    code = answers.definition.scopes.find(reading.scope)
    place = mention.measure_place
    is_open = mention.operator == "level" and not reading.is_scope_named and place is not None and place.is_general
    if code is None or not is_open:
        return False
    own = try_reading(mention, reading, answers, with_others=False)
    value = own.answer.figure.value if own is not None else None
    if value is None or mention.value >= (1 - NEARLY) * value:
        return False
    for scope in code.siblings:
        attempt = try_reading(mention, replace(reading, scope=scope), answers, with_others=False)
        is_known = attempt is not None and attempt.grade is not None
        if not is_known and not _is_below(mention, reading, scope, value, answers):
            return True
    return False


def _is_below(mention: Mention, reading: Reading, scope: str, value: Fraction, answers: Answers) -> bool:
    """Return whether a number is too small for a universe, by its share of the one read in all years that have both."""
    shares = []
    for period in answers.list_periods(scope, reading.measure, reading.region, reading.attribute):
        pair = [
            try_reading(mention, replace(reading, scope=one, period=period), answers, with_others=False)
            for one in (scope, reading.scope)
        ]
        values = [one.answer.figure.value for one in pair if one is not None]
        if len(values) == 2 and values[0] is not None and values[1]:
            shares.append(values[0] / values[1])
    return bool(shares) and mention.value < value * min(shares) / MOST_MOVED
