"""Numbers of a neighbouring year: what the rest of its passage keeps apart from the year of which the text tells.

A number that fits another year may have been read in the wrong one. Not so where the numbers around it, dated by the
same words, are found in the year that was read, none of them is of the other, and nothing is compared with it there:
then somebody took the wrong column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from esep.claims.claim import PASSING
from esep.claims.mention import Found, Mention, take_between
from esep.claims.reading import CHANGES, Reading
from esep.claims.verdicts.judgement import Judgement
from esep.language.dates import PeriodMention
from esep.model.period import Period
from esep.model.remark import Remark

# So many numbers of a text must be found in the year that was read, and one of them near.
ENOUGH = 2
# How many sentences before and behind its own are near a number.
NEAR = 2
# So many years apart columns of a table may stand that are taken for each other.
MOST_APART = 2


def accuse_neighbours(mentions: list[Mention], judgements: Mapping[int, Judgement], found: Found) -> None:
    """Call wrong what fits nothing but another year than that of its passage."""
    for index, judgement in judgements.items():
        if judgement.fits is None or not _is_shifted(judgement.reading, judgement.fits):
            continue
        if _is_compared(index, mentions, judgements, found) or not _is_held(index, mentions, judgements, found):
            continue
        judgement.verdict, judgement.diagnosis = "wrong", "neighbour_period"
        judgement.reason = Remark("claims.reason_differs", {"value": judgement.reason.facts["value"]})


def _is_shifted(reading: Reading, fits: Reading) -> bool:
    """Return whether a reading differs from another in nothing but the year, base and all."""
    if replace(fits, period=reading.period, base_period=reading.base_period) != reading or reading.period is None:
        return False
    for years in (y for n in range(1, MOST_APART + 1) for y in (-n, n)):
        base = reading.base_period.shift_years(years) if reading.base_period is not None else None
        if (fits.period, fits.base_period) == (reading.period.shift_years(years), base):
            return True
    return False


def _is_compared(index: int, mentions: list[Mention], judgements: Mapping[int, Judgement], found: Found) -> bool:
    """Return whether the words may tell of another year: where two numbers are compared, or another is named."""
    mention, reading = mentions[index], judgements[index].reading
    if _is_first(mention) or mention.is_either or mention.rivals or not reading.is_period_settled:
        return True
    named = _list_named(mention, found)
    if mention.operator in CHANGES:
        return bool(named)
    if any(period is not mention.period or period.start > mention.start for period in named):
        return True
    # A second number of the same thing is that of another year.
    beside = (at for at in judgements if at != index and mentions[at].sentence == mention.sentence)
    return any(mentions[at].operator == mention.operator and _is_alike(judgements[at], reading) for at in beside)


def _is_first(mention: Mention) -> bool:
    return mention.part == "from" or mention.is_base


def _is_alike(judgement: Judgement, reading: Reading) -> bool:
    """Return whether two numbers count the same in the same place."""
    other = judgement.reading
    return (other.measure, other.attribute, other.region) == (reading.measure, reading.attribute, reading.region)


def _list_named(mention: Mention, found: Found) -> list[PeriodMention]:
    """Return the periods that the sentence of a number names; a level is not that of a length of time."""
    sentence = found.sentences[mention.sentence]
    aside = ("date",) if mention.operator in CHANGES else ("date", "duration")
    return [p for p in take_between(found.periods, sentence.start, sentence.end) if p.kind not in aside]


def _is_held(index: int, mentions: list[Mention], judgements: Mapping[int, Judgement], found: Found) -> bool:
    """Return whether numbers around one are found in the year that was read for it, and none beside it in the other.

    Where its own sentence names the year, one is enough.
    """
    mention, judgement = mentions[index], judgements[index]
    assert judgement.fits is not None
    own, other = judgement.reading.period, judgement.fits.period
    told: dict[Period | None, list[int]] = {own: [], other: []}
    for at, beside in judgements.items():
        period = beside.reading.period
        if beside.verdict in PASSING and period in told and not _is_first(mentions[at]):
            told[period].append(abs(mentions[at].sentence - mention.sentence))
    is_near = any(distance <= NEAR for distance in told[own])
    enough = 1 if _list_named(mention, found) else ENOUGH
    return len(told[own]) >= enough and is_near and 0 not in told[other]
