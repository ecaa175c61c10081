"""Pairs that go on with the two periods of the pair before: "In 2018 there were 823 murders, in 2022 520; rapes, 1,130
and 386, 2.9 times fewer" counts the rapes of 2018 and of 2022.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from esep.claims.mention import Found, Mention, Sentence, take_between
from esep.claims.periods.bound import list_runs
from esep.claims.reading import CHANGES, Reading
from esep.model.period import Period

PAIR = 2
Told = Sequence[tuple[Mention, Reading]]


@dataclass(frozen=True)
class _Pair:
    """The periods of two numbers in the order in which they are told, and where words dated them last."""

    first: Period
    second: Period
    dated_until: int


def repeat_pairs(
    mentions: Sequence[Mention], readings: list[Reading], sentence: Sentence, found: Found, before: Told
) -> None:
    """Give two numbers of one kind that nothing dates the periods of the two before, and what is said of them too."""
    index = mentions[0].sentence if mentions else 0
    told = [(m, r) for m, r in before if m.sentence == index - 1]
    pair = _read_pair(told) if len(told) == PAIR else None
    levels = [mention for mention in mentions if mention.operator == "level"]
    places = {mention.start: at for at, mention in enumerate(mentions)}
    previous: list[int] = []
    for run in list_runs(levels, found.text):
        ats = [places[mention.start] for mention in run]
        own = _read_pair([(mentions[at], readings[at]) for at in (*previous, *ats)][-PAIR:])
        if own is not None:
            pair = own
            _date_changes(mentions, readings, ats[-1], pair)
        elif pair is not None and len(run) == PAIR and _goes_on(run, readings, ats, pair, found):
            _date(mentions, readings, ats, pair)
        previous = ats[-1:]


def _read_pair(told: Told) -> _Pair | None:
    """Return the periods of two numbers of one thing that words date, each by its own."""
    if len(told) != PAIR:
        return None
    (first, one), (second, other) = told
    is_one = (one.measure, one.attribute, one.region) == (other.measure, other.attribute, other.region)
    if not is_one or one.period is None or other.period is None or one.period == other.period:
        return None
    named = [mention.period for mention in (first, second)]
    if named[0] is None or named[1] is None or named[0] is named[1]:
        return None
    return _Pair(one.period, other.period, max(period.end for period in named if period is not None))


def _goes_on(
    run: Sequence[Mention], readings: Sequence[Reading], ats: Sequence[int], pair: _Pair, found: Found
) -> bool:
    """Return whether two numbers are of one kind, alike as printed, and nothing dates them anew."""
    one, other = (readings[at] for at in ats)
    is_one = (one.measure, one.attribute, one.region) == (other.measure, other.attribute, other.region)
    start = max(pair.dated_until, found.sentences[run[0].sentence].start)
    is_dated = bool(take_between(found.periods, start, run[1].end))
    return is_one and not is_dated and run[0].unit == run[1].unit and not run[0].part and not run[1].part


def _date(mentions: Sequence[Mention], readings: list[Reading], ats: Sequence[int], pair: _Pair) -> None:
    """Date a pair, and the changes behind it that name no base."""
    for at, period in zip(ats, (pair.first, pair.second), strict=True):
        readings[at] = replace(readings[at], period=period, is_period_named=False)
    _date_changes(mentions, readings, ats[-1], pair)


def _date_changes(mentions: Sequence[Mention], readings: list[Reading], last: int, pair: _Pair) -> None:
    """Set the changes right behind a pair that name no base against its earlier number."""
    earlier, later = sorted((pair.first, pair.second))
    for at in range(last + 1, len(mentions)):
        mention, reading = mentions[at], readings[at]
        is_own = mention.operator in CHANGES and mention.base is None and not mention.span
        if not is_own or reading.measure != readings[last].measure or reading.period not in (None, later):
            break
        readings[at] = replace(reading, period=later, base_period=earlier)
