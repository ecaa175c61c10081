"""Earlier numbers recalled in brackets: "82 offences in January and February (in 2022, 98)" are of the same months."""

from __future__ import annotations

from esep.claims.against import to_period
from esep.claims.bound import find_bracket
from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.model.period import Period


def take_months(period: Period | None, mention: Mention, sentence: Sentence, found: Found) -> Period | None:
    """Return the months that a sentence speaks of in the year that brackets name; that year is kept as a rival."""
    own = mention.period
    bracket = find_bracket(mention.start, sentence, found.text) if own is not None and own.kind == "year" else None
    if own is None or period is None or bracket is None or not bracket[0] < own.start < bracket[1]:
        return period
    before = [to_period(p) for p in take_between(found.periods, sentence.start, bracket[0]) if p.kind != "date"]
    known = [p for p in before if p is not None]
    if not known or known[-1].is_year or known[-1].days > period.days or known[-1].start.year == period.start.year:
        return period
    mention.rivals.append((period, None))
    return known[-1].shift_years(period.start.year - known[-1].start.year)
