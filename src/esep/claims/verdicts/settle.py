"""The period of the numbers that name none: that of the telling levels beside them, where the data know these exactly.

A level of four digits and more hardly meets a figure of another period by chance. Where such levels of a text, none of
which names its period, are all figures of one period, the text speaks of it. No number is settled by its own value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from esep.claims.claim import PASSING
from esep.claims.mention import Mention
from esep.claims.periods.against import fit_base
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.match import TELLING_LEVEL
from esep.model.period import Period

# One level tells what a text speaks of; on two a verdict of wrong can rest.
ENOUGH = 2


def settle_periods(mentions: list[Mention], readings: list[Reading], judgements: Mapping[int, Judgement]) -> bool:
    """Give the readings that name no period that of the text, and return whether any changed."""
    told = Counter(
        period
        for index, judgement in judgements.items()
        if _tells(mentions[index], judgement) and (period := judgement.reading.period) is not None
    )
    if len(told) != 1:
        return False
    (period, count), *_ = told.items()
    before = list(readings)
    counted = Counter(
        (judgement.reading.measure, judgement.reading.scope)
        for index, judgement in judgements.items()
        if _tells(mentions[index], judgement)
    )
    for index, (mention, reading) in enumerate(zip(mentions, readings, strict=True)):
        is_own = index in judgements and _tells(mention, judgements[index])
        if mention.period is None and not mention.is_long_ago and count > is_own:
            readings[index] = _settle(mention, reading, period, is_firm=count - is_own >= ENOUGH)
        # The same goes for the universe in which a kind is counted.
        if counted[reading.measure, reading.scope] - is_own >= ENOUGH:
            readings[index] = replace(readings[index], is_scope_named=True)
    return readings != before


def _tells(mention: Mention, judgement: Judgement) -> bool:
    is_telling = mention.operator == "level" and mention.unit == "count" and mention.value >= TELLING_LEVEL
    is_current = mention.period is None and mention.part != "from" and not mention.is_base
    return is_telling and is_current and judgement.verdict in PASSING and judgement.rounding == "exact"


def _settle(mention: Mention, reading: Reading, period: Period, *, is_firm: bool) -> Reading:
    own = period.shift_years(-1) if mention.part == "from" else period
    if reading.period is None:
        base = fit_base(reading.base_period, own)
        if base is None and mention.operator in CHANGES and mention.operator != "fold":
            base = own.shift_years(-1)
        reading = replace(reading, period=own, base_period=base)
    is_settled = reading.is_period_settled or (is_firm and reading.period == own)
    return replace(reading, is_period_settled=is_settled)
