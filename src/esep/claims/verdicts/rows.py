"""The odd number of a row: what fits nothing that its text names, among numbers of one kind that the data all confirm.

Words that nobody understood may narrow what a single number counts. Where a sentence tells several of one kind, and all
others are found as they were read, the row is understood, and the odd one among them is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, islice, product

from esep.answers import Answers
from esep.claims.claim import PASSING
from esep.claims.mention import Found, Mention
from esep.claims.names.elsewhere import is_of_unknown_place
from esep.claims.names.understood import narrows_item
from esep.claims.place import TOTAL
from esep.claims.reading import Reading
from esep.claims.verdicts.binding import list_periods
from esep.claims.verdicts.judgement import Judgement
from esep.claims.verdicts.match import try_reading
from esep.claims.verdicts.misfit import is_far
from esep.model.period import Period
from esep.model.remark import Remark

# So many others of a row must be found.
ENOUGH = 2
WHOLE = 100
# With more names the number may be of any of them.
MOST_TRIED = 400


def accuse_odd_ones(
    mentions: list[Mention], judgements: Mapping[int, Judgement], found: Found, answers: Answers
) -> None:
    """Call wrong the one number of a row that was left open and fits no name of its text."""
    for index, judgement in judgements.items():
        mention = mentions[index]
        sentence = found.sentences[mention.sentence]
        is_elsewhere = is_of_unknown_place(mention, mention.region_place, sentence, found, answers.definition)
        if is_elsewhere or not _is_open(mention, judgement) or narrows_item(mention, found):
            continue
        row = _list_row(index, mentions, judgements)
        is_odd = len(row) >= ENOUGH and all(judgements[at].verdict in PASSING for at in row)
        if not is_odd or _adds_up(mention, [mentions[at] for at in row]):
            continue
        if not _may_fit(mention, judgement.reading, found, answers):
            judgement.verdict = "wrong"
            judgement.reason = Remark("claims.reason_differs", {"value": judgement.reason.facts["value"]})


def _is_open(mention: Mention, judgement: Judgement) -> bool:
    is_clear = not (mention.is_either or mention.is_modal or mention.is_unnamed or mention.is_word or mention.rivals)
    is_kind = mention.operator in ("level", "share") and judgement.reason.key == "claims.reason_open"
    return is_kind and is_clear and not (judgement.true_value and is_far(mention, judgement.true_value))


def _list_row(index: int, mentions: list[Mention], judgements: Mapping[int, Judgement]) -> list[int]:
    """Return the other numbers of the same kind in a sentence."""
    sentence, kind = mentions[index].sentence, _name_kind(mentions[index], judgements[index].reading)
    beside = (at for at in judgements if at != index and mentions[at].sentence == sentence)
    return [at for at in beside if _name_kind(mentions[at], judgements[at].reading) == kind]


def _adds_up(mention: Mention, row: list[Mention]) -> bool:
    """Return whether a number may be the sum of those before it, or of all, or what they leave of a hundred."""
    before = sorted((m for m in row if m.start < mention.start), key=lambda m: -m.start)
    sums = [*list(accumulate(m.value for m in before))[1:], sum(m.value for m in row)]
    ends = [*sums, *(WHOLE - value for value in sums if mention.operator == "share")]
    slack = Fraction(len(row) + 1, 2) * max(m.printed.step for m in (mention, *row))
    return any(abs(value - mention.value) <= slack for value in ends)


def _name_kind(mention: Mention, reading: Reading) -> tuple[str, ...]:
    """Return what the numbers of a row have in common: shares their whole, levels what they count."""
    own = (reading.whole, reading.whole_region) if mention.operator == "share" else (reading.measure, reading.attribute)
    return mention.operator, mention.unit, *own


def _may_fit(mention: Mention, reading: Reading, found: Found, answers: Answers) -> bool:
    """Return whether a number may be of something that the text names, or of too many things to tell."""
    tried = list(islice(_list_named(mention, reading, found, answers), MOST_TRIED + 1))
    if len(tried) > MOST_TRIED:
        return True
    attempts = (try_reading(mention, one, answers, with_others=False) for one in tried)
    return any(attempt is not None and attempt.is_pass for attempt in attempts)


def _list_named(mention: Mention, reading: Reading, found: Found, answers: Answers) -> Iterator[Reading]:
    """Yield a reading with every measure, circumstance, region and period that the text names, and the year before."""
    named: dict[str, list[str]] = {"measure": [], "attribute": [], "region": []}
    for place in found.places:
        if place.kind in named and not place.is_anaphoric:
            named[place.kind].append(place.code)
    measures = dict.fromkeys((reading.measure, TOTAL, *named["measure"]))
    attributes = dict.fromkeys((reading.attribute, "", *named["attribute"]))
    regions = dict.fromkeys((reading.region, answers.definition.default_region, *named["region"]))
    own: list[Period] = [] if reading.period is None else [reading.period]
    periods = [*own, *list_periods(mention, found)]
    periods = list(dict.fromkeys([*periods, *(period.shift_years(-1) for period in periods)]))
    for measure, attribute, region, period in product(measures, attributes, regions, periods):
        yield replace(reading, measure=measure, attribute=attribute, region=region, period=period)
