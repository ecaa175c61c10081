"""Passages of which no number fits: then it was the passage that was misread, for errors come singly.

What a sentence leaves to the text around it, when and where and what it counts, is the same for all its numbers. Where
the data contradict every one of them and none by a slip that can be named, what was taken over is the likelier fault.
So it is where the data contradict a number from which the text works out its own change without a fault: a misprint
would have broken the sum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from esep.claims.arithmetic.consistency import Outcome
from esep.claims.claim import PASSING
from esep.claims.mention import Found, Mention
from esep.claims.names.wholes import SHARES
from esep.claims.place import Place
from esep.claims.reading import Reading
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.order_judge import ORDERS
from esep.language.dates import PeriodMention
from esep.model.remark import Remark

# So many numbers of a sentence, and of a whole text in one period, must fail.
FEWEST_IN_SENTENCE, FEWEST_IN_TEXT = 2, 3
# Of the numbers of a text in one period so many may pass, as some do by chance or because they name another.
MOST_PASSING = Fraction(2, 5)
# Per cent of a whole.
ALL = 100
# Slips of the hand, after which two numbers give another change.
MISPRINTS = ("digits", "scale", "last_digit")


def doubt_misread(
    mentions: list[Mention],
    judgements: Mapping[int, Judgement],
    outcomes: Mapping[int, tuple[Outcome, ...]],
    found: Found,
) -> None:
    """Leave open what was called wrong in a sentence, or in one period, of which hardly a number fits."""
    judged = [at for at in judgements if _is_judged(mentions[at], judgements[at])]
    regions = {place.code for place in found.places if place.kind == "region"}
    failing = {at for at in judged if judgements[at].verdict == "wrong" and not judgements[at].diagnosis}
    taking = {at for at in judged if not _names_all(mentions[at], judgements[at].reading, found, regions)}
    for group in list(_list_misread(judged, failing, taking, mentions, judgements, found)):
        _leave_open(group, "claims.reason_none_fits", judgements)
    _leave_open(_list_impossible(mentions, judgements), "claims.reason_none_fits", judgements)
    agreeing = {used for at in outcomes for used in _list_agreeing(mentions[at], outcomes[at])}
    wrong = [at for at in sorted(agreeing.intersection(judged)) if judgements[at].verdict == "wrong"]
    wrong = [at for at in wrong if judgements[at].diagnosis not in MISPRINTS]
    _leave_open([at for at in wrong if at in taking], "claims.reason_text_fits_data_not", judgements)


def _list_impossible(mentions: list[Mention], judgements: Mapping[int, Judgement]) -> list[int]:
    """Return the shares held against something larger than their whole: no part is, so they were misread."""
    shares = [at for at in judgements if mentions[at].operator in SHARES and judgements[at].true_value is not None]
    larger = [at for at in shares if (judgements[at].true_value or 0) > ALL and mentions[at].value <= ALL]
    return [at for at in larger if judgements[at].verdict in ("wrong", "inconsistent")]


def _leave_open(group: Iterable[int], reason: str, judgements: Mapping[int, Judgement]) -> None:
    for judgement in (judgements[at] for at in group):
        judgement.verdict, judgement.diagnosis = "ambiguous", ""
        judgement.reason = Remark(reason, {"value": judgement.reason.facts["value"]})


def _list_agreeing(change: Mention, outcomes: tuple[Outcome, ...]) -> tuple[int, ...]:
    """Return the two numbers from which a text works out a change exactly as it prints it."""
    is_exact = change.operator in ("percent_change", "difference") and not (change.hedge or change.is_word)
    return next((outcome.used for outcome in outcomes if is_exact and outcome.grade.is_pass), ())


def _is_judged(mention: Mention, judgement: Judgement) -> bool:
    is_decided = judgement.verdict in PASSING or (judgement.verdict == "wrong" and "value" in judgement.reason.facts)
    return is_decided and judgement.true_value is not None and mention.operator not in ORDERS


def _list_misread(
    judged: list[int],
    failing: set[int],
    taking: set[int],
    mentions: list[Mention],
    judgements: Mapping[int, Judgement],
    found: Found,
) -> Iterator[list[int]]:
    """Yield those that fail of each sentence and of each period; `taking` are the numbers that take something over."""
    sentences, periods = defaultdict(list), defaultdict(list)
    for at in judged:
        sentences[mentions[at].sentence].append(at)
        reading = judgements[at].reading
        periods[reading.period, reading.base_period].append(at)
    for group in sentences.values():
        failed = [at for at in group if at in failing and at in taking]
        if len(failed) >= FEWEST_IN_SENTENCE and not any(judgements[at].verdict in PASSING for at in group):
            yield failed
    for group in periods.values():
        failed = [at for at in group if at in failing and not _is_own(mentions[at].period, mentions[at], found)]
        passed = sum(judgements[at].verdict in PASSING for at in group)
        if len(failed) >= FEWEST_IN_TEXT and passed <= MOST_PASSING * len(group):
            yield failed


def _names_all(mention: Mention, reading: Reading, found: Found, regions: set[str]) -> bool:
    """Return whether the own sentence of a number names its kind and its period, and its place where another may be."""
    own = (mention.measure_place, mention.period, *((mention.region_place,) if regions - {reading.region} else ()))
    return len(found.sentences) == 1 or all(_is_own(place, mention, found) for place in own)


def _is_own(place: Place | PeriodMention | None, mention: Mention, found: Found) -> bool:
    sentence = found.sentences[mention.sentence]
    return place is not None and sentence.start <= place.start < sentence.end
