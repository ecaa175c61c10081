"""Percentage points said of a count: only shares have them, so that the change of a count is told in the wrong unit."""

from __future__ import annotations

from dataclasses import replace

from esep.answers import Answers
from esep.claims.mention import Mention
from esep.claims.reading import Reading
from esep.claims.verdicts.evidence import amount_of
from esep.claims.verdicts.match import try_reading
from esep.claims.verdicts.weigh import Weighed
from esep.model.remark import Remark


def weigh_points(mention: Mention, reading: Reading, answers: Answers) -> Weighed | None:
    """Return that points of no share are the per cent by which the count changed, to the digit printed."""
    is_open = bool(reading.whole) or not reading.is_measure_settled or mention.is_modal
    if mention.operator != "percentage_points" or is_open or mention.decimals < 1:
        return None
    told = replace(mention, operator="percent_change", unit="percent")
    attempt = try_reading(told, reading, answers, with_others=False)
    if attempt is None or not attempt.is_pass:
        return None
    value = amount_of(attempt.answer.figure)
    return Weighed("wrong", Remark("claims.reason_points_of_count", {"value": value}), "points_for_percent")
